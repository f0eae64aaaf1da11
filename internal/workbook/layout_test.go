package workbook_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"cairn/internal/maturity"
	"cairn/internal/workbook"
)

// The synthetic model that all layouts hold: one objective for each category and level, and two on level 3.
type synthetic struct{ category, level, number string }

func (s synthetic) id() string { return fmt.Sprintf("%s-0%s.%s", s.category, s.level, s.number) }

var (
	categories = []string{"GOV", "ORG", "IAM", "MON", "INF", "MOD", "APP", "DAT", "RSK", "DEV", "CMP", "IR"}
	named      = map[string]string{
		"GOV": "Governance", "ORG": "Organization Management", "IAM": "IAM", "MON": "Security Monitoring",
		"INF": "Infrastructure Security & Resilience", "MOD": "Model Security", "APP": "App Security", "DAT": "Data Security",
		"RSK": "Risk & Provider Assessment & Management", "DEV": "AI Supported Development & Supply Chain Security",
		"CMP": "Privacy, Compliance and Audit", "IR": "Incident Response",
	}
	levelNames = []string{"Initial", "Repeatable", "Defined", "Capable", "Efficient"}
)

func objectives(category string) (list []synthetic) {
	for _, level := range []string{"2", "3", "4", "5"} {
		list = append(list, synthetic{category, level, "1"})
		if level == "3" {
			list = append(list, synthetic{category, level, "2"})
		}
	}
	return list
}

// row gives an objective's cells in the order that the introduction lists the columns.
func (s synthetic) row() []string {
	deployment := map[string]string{"2": "All", "3": "Self-hosted, PaaS", "4": "API/SaaS", "5": "PaaS and API/SaaS"}[s.level]
	mode := map[string]string{"2": "Manual", "3": "Automated", "4": "Either", "5": ""}[s.level]
	aicm := map[string]string{"2": "A&A-02, MDS-01", "3": "None", "4": "AIS-08", "5": ""}[s.level]
	references := map[string]string{"2": "NIST AI RMF: GOVERN 1.4, MAP 1.1; ISO/IEC 42001: A.2.2, 5.2", "3": "", "4": "OWASP LLM Top 10: LLM01", "5": "MITRE ATLAS: AML.T0051.000"}[s.level]
	return []string{
		s.id(), s.level, "Sample " + s.id(), "Every sample of " + s.id() + " is in place.", deployment, mode, aicm, references,
	}
}

var plainHeader = []string{
	"Control ID", "Maturity Level", "Control Objective Name", "Control Objective", "Deployment Types", "Manual / Automated",
	"AICM Mapping", "External References",
}

// sheet is a tab to write; merged areas are given by their corners.
type sheet struct {
	name   string
	rows   [][]string
	merged [][2]string
}

func book(t testing.TB, sheets ...sheet) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, s := range sheets {
		if i == 0 {
			require.NoError(t, f.SetSheetName("Sheet1", s.name))
		} else {
			_, err := f.NewSheet(s.name)
			require.NoError(t, err)
		}
		for j, cells := range s.rows {
			for k, text := range cells {
				cell, err := excelize.CoordinatesToCellName(k+1, j+1)
				require.NoError(t, err)
				if text != "" {
					require.NoError(t, f.SetCellStr(s.name, cell, text))
				}
			}
		}
		for _, m := range s.merged {
			require.NoError(t, f.MergeCell(s.name, m[0], m[1]))
		}
	}
	var b bytes.Buffer
	_, err := f.WriteTo(&b)
	require.NoError(t, err)
	return b.Bytes()
}

func described(category string, level int) string {
	return fmt.Sprintf("%s looks like %d.\n• One sign\n• Another sign", category, level+1)
}

func gridSheet() sheet {
	s := sheet{name: "Main grid", rows: [][]string{append([]string{"Category"}, levelNames...)}}
	for _, c := range categories {
		row := []string{named[c]}
		for level := range levelNames {
			row = append(row, described(c, level))
		}
		s.rows = append(s.rows, row)
	}
	return s
}

func plainSheets() []sheet {
	sheets := []sheet{{name: "Read me", rows: [][]string{{"Sample data in our own words."}}}, gridSheet()}
	for _, c := range categories {
		s := sheet{name: c, rows: [][]string{plainHeader}}
		for _, o := range objectives(c) {
			s.rows = append(s.rows, o.row())
		}
		sheets = append(sheets, s)
	}
	return sheets
}

func readBook(t testing.TB, data []byte, details string, o workbook.Options) workbook.Import {
	t.Helper()
	if o.Book == "" {
		o.Book = "sample-v1.0.xlsx"
	}
	var in workbook.Import
	var err error
	if details == "" {
		in, err = workbook.Read(bytes.NewReader(data), nil, o)
	} else {
		o.Details = "details.md"
		in, err = workbook.Read(bytes.NewReader(data), strings.NewReader(details), o)
	}
	require.NoError(t, err)
	return in
}

func plainModel(t testing.TB) *maturity.Model {
	t.Helper()
	in := readBook(t, book(t, plainSheets()...), "", workbook.Options{})
	require.Empty(t, in.Report.Problems)
	return in.Model
}

func TestAPlainWorkbookIsReadAsItStands(t *testing.T) {
	t.Parallel()
	in := readBook(t, book(t, plainSheets()...), "", workbook.Options{})
	require.Empty(t, in.Report.Problems)
	assert.Empty(t, in.Report.Warnings)
	assert.Empty(t, in.Report.Gaps)
	assert.Equal(t, 60, in.Report.Objectives())
	assert.Equal(t, "csa/aismm@1.0", in.Model.ID)
	assert.Equal(t, []string{"csa-aismm"}, in.Model.Alias)
	assert.Empty(t, maturity.Lint(in.File, "model.yaml"))
	assert.Contains(t, in.Model.Source.Note, in.Report.Sources[0].SHA256)

	two, _ := in.Model.Item("MOD-02.1")
	assert.Equal(t, "Sample MOD-02.1", two.Name)
	assert.Equal(t, "Every sample of MOD-02.1 is in place.", two.Text)
	assert.Equal(t, 2, two.Level)
	assert.Empty(t, two.Applies)
	assert.Equal(t, maturity.ModeManual, two.Mode)
	assert.Equal(t, []maturity.Mapping{
		{Framework: "CSA AICM", Version: "1.0.3", IDs: []string{"A&A-02", "MDS-01"}},
		{Framework: "NIST AI RMF", Version: "1.0", IDs: []string{"GOVERN 1.4", "MAP 1.1"}},
		{Framework: "ISO/IEC 42001", Version: "2023", IDs: []string{"A.2.2", "5.2"}},
	}, two.Mappings)
	three, _ := in.Model.Item("IR-03.2")
	assert.Equal(t, []string{"self-hosted", "paas"}, three.Applies)
	assert.Empty(t, three.Mappings)
	four, _ := in.Model.Item("IR-04.1")
	assert.Equal(t, []string{"api-saas"}, four.Applies)
	assert.Equal(t, []maturity.Mapping{
		{Framework: "CSA AICM", Version: "1.0.3", IDs: []string{"AIS-08"}},
		{Framework: "OWASP Top 10 for LLM Applications", Version: "2025", IDs: []string{"LLM01:2025"}},
	}, four.Mappings)
	c, _ := in.Model.Category("IR")
	d, _ := c.Descriptor(3)
	assert.Equal(t, maturity.Descriptor{Level: 3, Text: "IR looks like 3.", Points: []string{"One sign", "Another sign"}}, d)
}

// layouts are other ways to write down the same model.
var layouts = map[string]func() []sheet{
	"a stamp and a group header above the headers, other words, another order, columns nobody knows": func() []sheet {
		header := []string{"AICM Controls", "Status of text", "Deployment type", "Objective", "Title", "Assessment Mode", "Level", "References", "KPI ID"}
		order := []int{6, -1, 4, 3, 2, 5, 1, 7, 0}
		sheets := []sheet{gridSheet()}
		for _, c := range categories {
			s := sheet{name: "Tab " + c, rows: [][]string{
				{`{"specification_name": "Sample", "specification_version": "1.0"}`},
				{},
				{"", "Group one", "", "", "Group two"},
				header,
			}}
			for _, o := range objectives(c) {
				cells := o.row()
				var row []string
				for _, i := range order {
					if i < 0 {
						row = append(row, "draft")
					} else {
						row = append(row, cells[i])
					}
				}
				s.rows = append(s.rows, row)
			}
			sheets = append(sheets, s)
		}
		return sheets
	},
	"one tab with all, separators, repeated headers, an end row and a notice": func() []sheet {
		s := sheet{name: "All", rows: [][]string{{"Sample"}, {}, plainHeader}}
		for _, c := range categories {
			s.rows = append(s.rows, []string{named[c] + " - " + c})
			if c == "MOD" {
				s.rows = append(s.rows, plainHeader)
			}
			for _, o := range objectives(c) {
				s.rows = append(s.rows, o.row())
			}
		}
		s.rows = append(s.rows, []string{"End of Standard"}, []string{"© 2026 Sample"}, []string{"MOD-09.9", "not read", "below the end", "of the table"})
		return []sheet{s, gridSheet()}
	},
	"odd hyphens, line breaks, spelt levels, one digit for the level": func() []sheet {
		sheets := plainSheets()
		for i := range sheets[2:] {
			for j, row := range sheets[i+2].rows[1:] {
				row = slices.Clone(row)
				hyphen := []string{"\u2011", "\u2013", " - ", "-"}[j%4]
				prefix, rest, _ := strings.Cut(row[0], "-0")
				row[0] = []string{" ", "\n", ""}[j%3] + prefix + hyphen + rest + "\u00a0"
				row[1] = []string{"L" + row[1], "Level " + row[1], levelNames[rest[0]-'1'], "L" + row[1] + " - " + levelNames[rest[0]-'1']}[j%4]
				row[2] = strings.ReplaceAll(row[2], " ", "\r\n")
				row[4] = strings.NewReplacer("API/SaaS", "API / SaaS", "Self-hosted", "Self hosted", " and ", " & ").Replace(row[4])
				row[6] = strings.ReplaceAll(row[6], "&", "&amp;")
				sheets[i+2].rows[j+1] = row
			}
		}
		return sheets
	},
	"merged cells for the level and the mapping": func() []sheet {
		sheets := plainSheets()
		for i := range sheets[2:] {
			s := &sheets[i+2]
			s.rows[3] = slices.Clone(s.rows[3])
			s.rows[3][1], s.rows[3][4], s.rows[3][5], s.rows[3][6] = "", "", "", ""
			s.merged = [][2]string{{"B3", "B4"}, {"E3", "E4"}, {"F3", "F4"}, {"G3", "G4"}}
		}
		return sheets
	},
	"the grid on its side, after a title, with codes for categories": func() []sheet {
		sheets := plainSheets()
		g := sheet{name: "Overview", rows: [][]string{{"A title"}, {"Level"}}}
		for _, c := range categories {
			g.rows[1] = append(g.rows[1], c+" - "+named[c])
		}
		for level, name := range levelNames {
			row := []string{fmt.Sprintf("Level %d: %s", level+1, name)}
			for _, c := range categories {
				row = append(row, described(c, level))
			}
			g.rows = append(g.rows, row)
		}
		sheets[1] = g
		return sheets
	},
	"the grid with a column of domains, and other names of categories": func() []sheet {
		sheets := plainSheets()
		g := sheet{name: "Grid", rows: [][]string{{"Domain", "Category", "L1", "L2", "L3", "L4", "L5"}}}
		other := map[string]string{
			"INF": "Infrastructure Security and Resilience", "DEV": "AI-Supported Development & Supply Chain Security",
			"APP": "Application Security", "ORG": "Organisation Management", "IAM": "Identity & Access Management",
		}
		for i, c := range categories {
			name := named[c]
			if other[c] != "" {
				name = other[c]
			}
			domain := ""
			if i%4 == 0 {
				domain = []string{"Foundational", "Structural", "Procedural"}[i/4]
			}
			row := []string{domain, name}
			for level := range levelNames {
				row = append(row, described(c, level))
			}
			g.rows = append(g.rows, row)
		}
		sheets[1] = g
		return sheets
	},
	"the same objectives again in a list of all": func() []sheet {
		sheets := plainSheets()
		list := sheet{name: "List", rows: [][]string{{"Control ID", "Control Objective Name", "AICM Mapping"}}}
		for _, c := range categories {
			for _, o := range objectives(c) {
				row := o.row()
				list.rows = append(list.rows, []string{row[0], row[2], row[6]})
			}
		}
		return append(sheets, list)
	},
	"the grid on the same tab as the objectives, below them": func() []sheet {
		sheets := plainSheets()
		last := &sheets[len(sheets)-1]
		last.rows = slices.Concat(last.rows, [][]string{{}, {"End of the list"}}, sheets[1].rows)
		return slices.Delete(sheets, 1, 2)
	},
	"a mapping that goes on in the next row": func() []sheet {
		sheets := plainSheets()
		for i := range sheets[2:] {
			s := &sheets[i+2]
			first := slices.Clone(s.rows[1])
			first[6] = "A&A-02"
			s.rows = slices.Concat([][]string{s.rows[0], first, {"", "", "", "", "", "", "MDS-01"}}, s.rows[2:])
		}
		return sheets
	},
}

func TestEveryLayoutHoldsTheSameModel(t *testing.T) {
	t.Parallel()
	want := plainModel(t)
	for name, sheets := range layouts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := readBook(t, book(t, sheets()...), "", workbook.Options{})
			require.Empty(t, in.Report.Problems)
			assert.Empty(t, in.Report.Mismatches)
			assert.Equal(t, "csa/aismm@1.0", in.Model.ID)
			sameContent(t, want, in.Model)
		})
	}
}

// changed returns the plain workbook with one change to the rows of a category's tab; row 1 is the first objective.
func changed(t *testing.T, category string, change func(rows [][]string) [][]string) []byte {
	t.Helper()
	sheets := plainSheets()
	for i := range sheets {
		if sheets[i].name == category {
			sheets[i].rows = change(sheets[i].rows)
		}
	}
	return book(t, sheets...)
}

func TestWhatIsWrongIsAProblemAndThereIsNoModel(t *testing.T) {
	t.Parallel()
	cell := func(column int, text string) func([][]string) [][]string {
		return func(rows [][]string) [][]string { rows[1][column] = text; return rows }
	}
	for name, test := range map[string]struct {
		category string
		change   func([][]string) [][]string
		problem  string
	}{
		"an id that is none":         {"MOD", cell(0, "MOD-06.1"), `MOD!A2: "MOD-06.1" is not the id of an objective`},
		"a row without an id":        {"MOD", cell(0, ""), "MOD, row 2: the row has text but no id"},
		"an objective without text":  {"MOD", cell(3, ""), "MOD!A2: MOD-02.1 has no text in the column Control Objective"},
		"a text that is too long":    {"MOD", cell(3, strings.Repeat("long ", 900)), "MOD-02.1: Control Objective has 4499 characters"},
		"an id with two texts":       {"MOD", func(rows [][]string) [][]string { rows[2][0] = "MOD-02.1"; return rows }, "MOD-02.1 stands in MOD!A2 and in MOD!A3, and they differ in the column Control Objective"},
		"a category with no content": {"MOD", func([][]string) [][]string { return nil }, "There is no objective of MOD (Model Security)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := readBook(t, changed(t, test.category, test.change), "", workbook.Options{})
			assert.Empty(t, in.File)
			assert.Contains(t, strings.Join(in.Report.Problems, "\n"), test.problem)
		})
	}
}

func TestWhatIsDoubtfulIsReportedAndTheModelKept(t *testing.T) {
	t.Parallel()
	cell := func(column int, text string) func([][]string) [][]string {
		return func(rows [][]string) [][]string { rows[1][column] = text; return rows }
	}
	for name, test := range map[string]struct {
		change func([][]string) [][]string
		said   string
		holds  func(*testing.T, *maturity.Item)
	}{
		"a level that differs from the id": {cell(1, "Level 4"), "MOD!A2: the level of MOD-02.1 says 4", func(t *testing.T, it *maturity.Item) { assert.Equal(t, 2, it.Level) }},
		"a level that is none":             {cell(1, "high"), "the level of MOD-02.1 is not one of the five", nil},
		"a deployment type nobody knows":   {cell(4, "PaaS, Edge"), `"Edge" is no type of deployment`, func(t *testing.T, it *maturity.Item) { assert.Equal(t, []string{"paas"}, it.Applies) }},
		"a mode nobody knows":              {cell(5, "Telepathy"), `"Telepathy" is not Manual`, func(t *testing.T, it *maturity.Item) { assert.Empty(t, it.Mode) }},
		"an id that AICM does not have": {cell(6, "MDS-99, GOV-01, XY-1"), "MOD-02.1: GOV-01, CSA AICM 1.0.3", func(t *testing.T, it *maturity.Item) {
			assert.Equal(t, []string{"MDS-99", "GOV-01", "XY-1"}, it.Mappings[0].IDs)
		}},
		"an id that ISO does not have": {cell(7, "ISO/IEC 42001: A.6.3.2"), "MOD-02.1: A.6.3.2, ISO/IEC 42001 2023", func(t *testing.T, it *maturity.Item) {
			assert.Equal(t, []string{"A.6.3.2"}, it.Mappings[1].IDs)
		}},
		"a framework nobody knows": {cell(7, "EU AI Act Art. 9"), "EU AI Act Art. 9, Other references as written", func(t *testing.T, it *maturity.Item) {
			assert.Equal(t, []string{"EU AI Act Art. 9"}, it.Mappings[1].IDs)
		}},
		"a range of AICM ids": {cell(6, "MDS-02 to MDS-04; I&S-03–05"), "", func(t *testing.T, it *maturity.Item) {
			assert.Equal(t, []string{"MDS-02", "MDS-03", "MDS-04", "I&S-03", "I&S-04", "I&S-05"}, it.Mappings[0].IDs)
		}},
		"a name that is too long": {cell(2, strings.Repeat("name ", 20)), "The name of MOD-02.1 has more than 75", func(t *testing.T, it *maturity.Item) {
			assert.LessOrEqual(t, len([]rune(it.Name)), 75)
			assert.Contains(t, it.Description, strings.TrimSpace(strings.Repeat("name ", 20)))
		}},
		"a gap in the numbers": {func(rows [][]string) [][]string { rows[1][0] = "MOD-02.3"; return rows }, "MOD on level 2 is numbered with a gap: 3", nil},
		"a level without any":  {func(rows [][]string) [][]string { return rows[:len(rows)-1] }, "MOD has no objective on level 5", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := readBook(t, changed(t, "MOD", test.change), "", workbook.Options{})
			require.Empty(t, in.Report.Problems)
			require.NotNil(t, in.Model)
			var b strings.Builder
			require.NoError(t, in.Report.WriteText(&b))
			assert.Contains(t, b.String(), test.said)
			if it, ok := in.Model.Item("MOD-02.1"); ok && test.holds != nil {
				test.holds(t, it)
			}
		})
	}
}

func TestTheEditionOfTheAICMComesFromTheHeaderOrTheFlag(t *testing.T) {
	t.Parallel()
	headed := func(header string) []byte {
		sheets := plainSheets()
		for i := range sheets[2:] {
			sheets[i+2].rows[0] = slices.Clone(plainHeader)
			sheets[i+2].rows[0][6] = header
		}
		return book(t, sheets...)
	}
	for name, test := range map[string]struct {
		header, flag, want string
		warned             bool
	}{
		"neither":          {"AICM Mapping", "", "1.0.3", false},
		"the header":       {"AICM v1.1 Mapping", "", "1.1.0", false},
		"the flag":         {"AICM Mapping", "1.1", "1.1.0", false},
		"both, and differ": {"AICM Mapping (1.1.0)", "1.0.3", "1.0.3", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := readBook(t, headed(test.header), "", workbook.Options{AICMVersion: test.flag})
			require.NotNil(t, in.Model)
			it, _ := in.Model.Item("MOD-04.1")
			assert.Equal(t, test.want, it.Mappings[0].Version)
			assert.Equal(t, test.warned, len(in.Report.Warnings) > 0, in.Report.Warnings)
		})
	}
	_, err := workbook.Read(bytes.NewReader(nil), nil, workbook.Options{AICMVersion: "3.0"})
	assert.ErrorContains(t, err, "Use 1.0.3 or 1.1.0")
}
