package workbook_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"cairn/internal/errs"
	"cairn/internal/workbook"
)

// repacked returns the workbook with parts replaced or added; a part's content is written by a function.
func repacked(t *testing.T, data []byte, parts map[string]func(io.Writer)) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, f := range in.File {
		if parts[f.Name] == nil {
			require.NoError(t, out.Copy(f))
		}
	}
	for name, write := range parts {
		w, err := out.Create(name)
		require.NoError(t, err)
		write(w)
	}
	require.NoError(t, out.Close())
	return b.Bytes()
}

const (
	sheetHead = `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`
	sheetTail = `</sheetData></worksheet>`
)

// rowsOf writes a worksheet of n rows.
func rowsOf(n int, row string) func(io.Writer) {
	return func(w io.Writer) {
		_, _ = io.WriteString(w, sheetHead)
		before, after, _ := strings.Cut(row, "%d")
		for i := range n {
			_, _ = io.WriteString(w, before+strconv.Itoa(i+1)+after)
		}
		_, _ = io.WriteString(w, sheetTail)
	}
}

func zeros(n int) func(io.Writer) {
	return func(w io.Writer) {
		block := make([]byte, 1<<20)
		for range n {
			_, _ = w.Write(block)
		}
	}
}

const firstSheet = "xl/worksheets/sheet1.xml"

// lying says in its directory that a part is small when it is large.
func lying(t *testing.T, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	out := zip.NewWriter(&b)
	for _, f := range in.File {
		header := f.FileHeader
		if f.Name == firstSheet {
			header.UncompressedSize64 = 1000
		}
		w, err := out.CreateRaw(&header)
		require.NoError(t, err)
		r, err := f.OpenRaw()
		require.NoError(t, err)
		_, err = io.Copy(w, r)
		require.NoError(t, err)
	}
	require.NoError(t, out.Close())
	return b.Bytes()
}

func TestAHostileWorkbookIsRefusedInASentence(t *testing.T) {
	t.Parallel()
	good := book(t, plainSheets()...)
	for name, test := range map[string]struct {
		data     func(t *testing.T) []byte
		sentence string
	}{
		"empty": {func(*testing.T) []byte { return nil }, "is empty"},
		"text":  {func(*testing.T) []byte { return []byte("Control ID,Level\nMOD-02.1,2\n") }, "is not an Excel workbook"},
		"password": {func(t *testing.T) []byte {
			f := excelize.NewFile()
			defer f.Close()
			var b bytes.Buffer
			require.NoError(t, f.Write(&b, excelize.Options{Password: "secret"}))
			return b.Bytes()
		}, "is protected by a password"},
		"an old workbook": {func(*testing.T) []byte {
			return append([]byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}, make([]byte, 600)...)
		}, "old .xls format"},
		"cut short": {func(*testing.T) []byte { return good[:len(good)/2] }, "damaged or was cut short"},
		"another zip": {func(t *testing.T) []byte {
			return repacked(t, emptyZip(t), map[string]func(io.Writer){"readme.txt": zeros(0)})
		}, "is not an Excel workbook"},
		"macros": {func(t *testing.T) []byte {
			return repacked(t, good, map[string]func(io.Writer){"xl/vbaProject.bin": zeros(1)})
		}, "has macros"},
		"a zip bomb": {func(t *testing.T) []byte {
			return repacked(t, good, map[string]func(io.Writer){firstSheet: zeros(60)})
		}, "unpacks to more than 48 MiB"},
		"a bomb in pieces": {func(t *testing.T) []byte { return repacked(t, good, pieces(30)) }, "unpacks to more than 48 MiB"},
		"a bomb that lies": {func(t *testing.T) []byte {
			return lying(t, repacked(t, good, map[string]func(io.Writer){firstSheet: rowsOf(50_000, `<row r="%d"/>`)}))
		}, "damaged or was cut short"},
		"a million rows": {func(t *testing.T) []byte {
			return repacked(t, good, map[string]func(io.Writer){firstSheet: rowsOf(1_000_000, `<row r="%d"><c t="inlineStr"><is><t>more and more</t></is></c></row>`)})
		}, "unpacks to more than 48 MiB"},
		"many rows": {func(t *testing.T) []byte {
			return repacked(t, good, map[string]func(io.Writer){firstSheet: rowsOf(20_000, `<row r="%d"><c t="inlineStr"><is><t>more and more</t></is></c></row>`)})
		}, "more than 5000 rows"},
		"many parts": {func(t *testing.T) []byte { return repacked(t, good, pieces(2100)) }, "more than 2000 parts"},
		"a part that is not": {func(t *testing.T) []byte {
			return repacked(t, good, map[string]func(io.Writer){firstSheet: func(w io.Writer) { _, _ = io.WriteString(w, "<worksheet><sheetData><row") }})
		}, "damaged or was cut short"},
		"a cell without end": {func(t *testing.T) []byte {
			return repacked(t, good, map[string]func(io.Writer){firstSheet: rowsOf(1, `<row r="%d"><c t="inlineStr"><is><t>`+strings.Repeat("x", 1<<20)+`</t></is></c></row>`)})
		}, "damaged or was cut short"},
		"nested without end": {func(t *testing.T) []byte {
			return repacked(t, good, map[string]func(io.Writer){firstSheet: func(w io.Writer) { _, _ = io.WriteString(w, sheetHead+strings.Repeat("<a>", 1<<20)) }})
		}, "damaged or was cut short"},
		"a tag without end": {func(t *testing.T) []byte {
			return repacked(t, good, map[string]func(io.Writer){firstSheet: func(w io.Writer) {
				_, _ = io.WriteString(w, sheetHead+"<row"+strings.Repeat(` a="x"`, 1<<17)+"/>"+sheetTail)
			}})
		}, "damaged or was cut short"},
		"swollen styles": {func(t *testing.T) []byte {
			return repacked(t, good, map[string]func(io.Writer){"xl/styles.xml": zeros(5)})
		}, "far larger than in a workbook of this kind (styles.xml)"},
		"no tables": {func(t *testing.T) []byte { return book(t, sheet{name: "S", rows: [][]string{{"Nothing", "here"}}}) }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in, err := workbook.Read(bytes.NewReader(test.data(t)), nil, workbook.Options{Book: "hostile.xlsx"})
			if test.sentence == "" {
				require.NoError(t, err)
				assert.Empty(t, in.File)
				assert.Contains(t, strings.Join(in.Report.Problems, "\n"), "hostile.xlsx has no table of objectives.")
				return
			}
			require.Error(t, err)
			assert.Equal(t, errs.Invalid, errs.CodeOf(err))
			assert.Contains(t, errs.Message(err), test.sentence)
			assert.Contains(t, errs.Message(err), "hostile.xlsx")
			assert.Nil(t, in.File)
		})
	}
}

func emptyZip(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, zip.NewWriter(&b).Close())
	return append([]byte(nil), b.Bytes()...)
}

func pieces(n int) map[string]func(io.Writer) {
	parts := map[string]func(io.Writer){}
	size := 0
	if n < 100 {
		size = 2
	}
	for i := range n {
		parts[fmt.Sprintf("xl/media/%d.png", i)] = zeros(size)
	}
	return parts
}

func TestRowsWithoutContentAreReadThrough(t *testing.T) {
	t.Parallel()
	sheets := append([]sheet{{name: "Formatted to the end", rows: [][]string{{"x"}}}}, plainSheets()...)
	data := repacked(t, book(t, sheets...), map[string]func(io.Writer){firstSheet: rowsOf(100_000, `<row r="%d" s="1"/>`)})
	in := readBook(t, data, "", workbook.Options{})
	assert.Empty(t, in.Report.Problems)
}

func TestFormulasWithoutASavedValueAreAProblemAndWithOneAreUsed(t *testing.T) {
	t.Parallel()
	with := func(formula bool, value string) []byte {
		f, err := excelize.OpenReader(bytes.NewReader(book(t, plainSheets()...)))
		require.NoError(t, err)
		defer f.Close()
		var b bytes.Buffer
		if formula {
			require.NoError(t, f.SetCellValue("MOD", "D2", nil))
			require.NoError(t, f.SetCellFormula("MOD", "D2", `"Every sample of "&A2&" is in place."`))
		}
		require.NoError(t, f.Write(&b))
		if value == "" {
			return b.Bytes()
		}
		return withSavedValue(t, b.Bytes(), value)
	}
	in := readBook(t, with(true, ""), "", workbook.Options{})
	assert.Empty(t, in.File)
	assert.Contains(t, strings.Join(in.Report.Problems, "\n"), "MOD: 1 formula (D2) without a saved value. Open the workbook in a spreadsheet program, save it, and import that.")

	in = readBook(t, with(true, "Reckoned before."), "", workbook.Options{})
	require.NotNil(t, in.Model, in.Report.Problems)
	it, _ := in.Model.Item("MOD-02.1")
	assert.Equal(t, "Reckoned before.", it.Text)
	assert.Contains(t, in.Report.Warnings, "MOD: 1 cell is a formula; the values that were saved with them are used.")
}

// withSavedValue gives every formula of a workbook a saved value, as a spreadsheet program does.
func withSavedValue(t *testing.T, data []byte, value string) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	parts := map[string]func(io.Writer){}
	for _, f := range in.File {
		if !strings.HasPrefix(f.Name, "xl/worksheets/sheet") {
			continue
		}
		r, err := f.Open()
		require.NoError(t, err)
		text, err := io.ReadAll(r)
		require.NoError(t, err)
		from := bytes.Index(text, []byte("<f>"))
		if from < 0 {
			continue
		}
		cell := bytes.LastIndex(text[:from], []byte("<c "))
		end := from + bytes.Index(text[from:], []byte("</c>"))
		formula := text[from : from+bytes.Index(text[from:], []byte("</f>"))+4]
		replaced := fmt.Sprintf(`%s<c r="D2" t="str">%s<v>%s</v>%s`, text[:cell], formula, value, text[end:])
		parts[f.Name] = func(w io.Writer) { _, _ = io.WriteString(w, replaced) }
	}
	require.NotEmpty(t, parts)
	return repacked(t, data, parts)
}

func TestNoTextOfAnAssessmentBecomesAFormula(t *testing.T) {
	t.Parallel()
	m := aismm(t)
	a := workbook.Assessment{
		Model: m, Programme: "p", Scope: "=1+1", Cycle: "p-2026-q4", Period: "2026-Q4", Kind: "full", Closed: true, At: noon,
		Categories:  map[string]workbook.CategoryStanding{"MOD": {Owner: "@owner", Comment: "=cmd|' /C calc'!A0", Evidence: "+1", Target: "-1"}},
		Items:       map[string]workbook.ItemStanding{"MOD-02.1": {Value: "1", Note: "=HYPERLINK(\"https://x.example\")", Answered: "2026-Q4"}},
		Substitutes: map[string]workbook.SubstituteDecided{"MOD-02.2": {Name: "=A1", Text: "=B1", Reason: "=C1", By: "U0", At: time.Time{}}},
	}
	f, err := excelize.OpenReader(bytes.NewReader(written(t, a)))
	require.NoError(t, err)
	defer f.Close()
	found := 0
	for _, s := range f.GetSheetList() {
		rows, err := f.GetRows(s)
		require.NoError(t, err)
		for i, row := range rows {
			for j, text := range row {
				cell, _ := excelize.CoordinatesToCellName(j+1, i+1)
				formula, err := f.GetCellFormula(s, cell)
				require.NoError(t, err)
				assert.Empty(t, formula, "%s!%s", s, cell)
				if text != "" {
					assert.NotContains(t, "=+-@", text[:1], "%s!%s: %s", s, cell, text)
				}
				if strings.HasPrefix(text, "'") {
					found++
				}
			}
		}
	}
	assert.GreaterOrEqual(t, found, 9)
}
