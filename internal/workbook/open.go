package workbook

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"cairn/internal/errs"
)

// Limits on what is read. The model has at most 144 objectives in 12 categories; these leave ample room around that.
const (
	MaxBytes     = 10 << 20 // of a workbook, packed
	maxUnpacked  = 48 << 20 // of all its parts
	maxStrings   = 16 << 20 // of the part with the texts that cells share
	maxPart      = 4 << 20  // of any other part that is read as a whole, such as the styles
	maxDepth     = 64       // of elements in one another
	maxParts     = 2000     // files in the package
	maxTabs      = 100
	maxRows      = 5000        // rows with content in a tab
	maxColumns   = 200         // cells in a row
	maxCell      = 32767       // characters, as Excel has it
	maxToken     = 8 * maxCell // bytes of one text or tag of a worksheet, escapes included
	maxText      = 8 << 20     // bytes of cells that are kept, of all tabs
	maxMerged    = 5000        // merged areas in a tab
	maxTold      = 5           // places named in a sentence
	inMemoryPart = 4 << 20     // a larger part is unpacked to a temporary file, which is removed
)

func invalid(format string, args ...any) *errs.Error { return errs.New(errs.Invalid, format, args...) }

// opened is a workbook's content.
type opened struct {
	tabs       []tab
	identifier string // of the document, in its properties
}

// open checks that data is a workbook that can be read safely, and reads its tabs.
func open(data []byte, name string) (opened, error) {
	if err := recognise(data, name); err != nil {
		return opened{}, err
	}
	pack, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return opened{}, damaged(name, err)
	}
	marks, err := inspect(pack, name)
	if err != nil {
		return opened{}, err
	}
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: inMemoryPart,
	})
	if err != nil {
		return opened{}, damaged(name, err)
	}
	defer book.Close() // removes the temporary files
	b := opened{}
	if properties, err := book.GetDocProps(); err == nil {
		b.identifier = properties.Identifier
	}
	b.tabs, err = readTabs(book, marks, name)
	return b, err
}

// recognise refuses by its first bytes what is no workbook, with a sentence about what it is instead.
func recognise(data []byte, name string) error {
	switch {
	case len(data) == 0:
		return invalid("%s is empty.", name)
	case bytes.HasPrefix(data, []byte{0xd0, 0xcf, 0x11, 0xe0}):
		if bytes.Contains(data, inUTF16("EncryptedPackage")) {
			return invalid("%s is protected by a password. Open it in a spreadsheet program, save a copy without the password, and import that.", name)
		}
		return invalid("%s is in the old .xls format. Open it in a spreadsheet program, save it as .xlsx, and import that.", name)
	case !bytes.HasPrefix(data, []byte("PK")):
		return notAWorkbook(name)
	}
	return nil
}

func notAWorkbook(name string) error {
	return invalid("%s is not an Excel workbook (.xlsx).", name)
}

func inUTF16(text string) []byte {
	var b []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		b = append(b, byte(unit), byte(unit>>8))
	}
	return b
}

// marks are what a tab's cells do not show: which of them are formulas nobody has reckoned, and what is merged.
type marks struct {
	formulas int
	unsaved  []string    // cells with a formula and no saved value
	merged   []mergeArea // in file order
}

// mergeArea is a merged area by its corners, 1-based and inclusive.
type mergeArea struct{ left, top, right, bottom int }

// inspect refuses packages that are not a plain workbook, and returns the marks of its tabs by name.
func inspect(pack *zip.Reader, name string) (map[string]marks, error) {
	if len(pack.File) > maxParts {
		return nil, invalid("%s has more than %d parts; a workbook of this kind has fewer.", name, maxParts)
	}
	parts := map[string]*zip.File{}
	var unpacked uint64
	for _, part := range pack.File {
		unpacked += part.UncompressedSize64
		if part.UncompressedSize64 > maxUnpacked || unpacked > maxUnpacked {
			return nil, invalid("%s unpacks to more than %d MiB; a workbook of this kind has less. Remove tabs and rows that do not belong to it.", name, maxUnpacked>>20)
		}
		lower := strings.ToLower(part.Name)
		if part.UncompressedSize64 > largest(lower) {
			return nil, invalid("%s has a part that is far larger than in a workbook of this kind (%s).", name, path.Base(lower))
		}
		parts[strings.TrimPrefix(lower, "/")] = part
		if path.Base(lower) == "vbaproject.bin" || strings.Contains(lower, "macrosheets/") {
			return nil, invalid("%s has macros, which are not read. Save it as .xlsx, without macros, and import that.", name)
		}
	}
	if parts["xl/workbook.xml"] == nil {
		return nil, notAWorkbook(name)
	}
	sheets, err := sheetParts(parts)
	if err != nil {
		return nil, damaged(name, err)
	}
	if len(sheets) > maxTabs {
		return nil, invalid("%s has more than %d tabs; a workbook of this kind has fewer.", name, maxTabs)
	}
	all := map[string]marks{}
	for tab, part := range sheets {
		if part == nil {
			return nil, damaged(name, fmt.Errorf("the part of tab %q is missing", tab))
		}
		m, err := scan(part)
		if err != nil {
			return nil, damaged(name, err)
		}
		all[tab] = m
	}
	return all, nil
}

// largest returns how large a part may be by its name.
func largest(part string) uint64 {
	switch {
	case strings.Contains(part, "worksheets/"), strings.Contains(part, "media/"):
		return maxUnpacked // worksheets are read in pieces, pictures not at all
	case path.Base(part) == "sharedstrings.xml":
		return maxStrings
	default:
		return maxPart
	}
}

func damaged(name string, err error) error {
	return invalid("%s is damaged or was cut short. Download it again, or open it in a spreadsheet program and save it as .xlsx.", name).Because(err)
}

// sheetParts finds the part of each worksheet by the tab's name.
func sheetParts(parts map[string]*zip.File) (map[string]*zip.File, error) {
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var relations struct {
		List []struct {
			ID     string `xml:"Id,attr"`
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := decode(parts["xl/workbook.xml"], &book); err != nil {
		return nil, err
	}
	if err := decode(parts["xl/_rels/workbook.xml.rels"], &relations); err != nil {
		return nil, err
	}
	sheets := map[string]*zip.File{}
	for _, sheet := range book.Sheets {
		for _, r := range relations.List {
			if r.ID != sheet.ID || !strings.HasSuffix(r.Type, "/worksheet") { // a chart or dialogue has no cells
				continue
			}
			target := strings.ToLower(r.Target)
			if !strings.HasPrefix(target, "/") {
				target = path.Join("xl", target)
			}
			sheets[sheet.Name] = parts[strings.TrimPrefix(target, "/")]
		}
	}
	return sheets, nil
}

func decode(part *zip.File, into any) error {
	if part == nil {
		return errors.New("a part of the workbook is missing")
	}
	in, err := part.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	return xml.NewDecoder(io.LimitReader(in, inMemoryPart)).Decode(into)
}

// scan reads through a worksheet for its marks. It holds no more of it than one cell.
func scan(part *zip.File) (m marks, err error) {
	in, err := part.Open()
	if err != nil {
		return m, err
	}
	defer in.Close()
	limited := &tokenReader{Reader: bufio.NewReader(io.LimitReader(in, maxUnpacked))}
	decoder := xml.NewDecoder(limited)
	var cell string
	var formula, value bool
	depth := 0
	for {
		limited.read = 0
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) && depth == 0 {
			return m, nil
		}
		if err != nil {
			return m, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return m, errors.New("elements are nested too deep")
			}
			switch t.Name.Local {
			case "c":
				cell, formula, value = attribute(t, "r"), false, false
			case "f":
				formula = true
			case "v", "is":
				value = true
			case "mergeCell":
				if area, ok := parseArea(attribute(t, "ref")); ok && len(m.merged) < maxMerged {
					m.merged = append(m.merged, area)
				}
			}
		case xml.EndElement:
			depth--
			if t.Name.Local == "c" && formula {
				m.formulas++
				if !value && len(m.unsaved) < maxRows {
					m.unsaved = append(m.unsaved, cell)
				}
			}
		}
	}
}

// tokenReader ends with an error when one piece of XML, a text or a tag, is longer than any in a worksheet.
type tokenReader struct {
	*bufio.Reader
	read int // bytes of the current piece
}

// ReadByte implements io.ByteReader, by which the decoder reads.
func (r *tokenReader) ReadByte() (byte, error) {
	if r.read++; r.read > maxToken {
		return 0, fmt.Errorf("a text or a tag has more than %d bytes", maxToken)
	}
	return r.Reader.ReadByte()
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// parseArea reads "B2:B4".
func parseArea(ref string) (a mergeArea, ok bool) {
	from, to, ok := strings.Cut(ref, ":")
	if !ok {
		return a, false
	}
	var errFrom, errTo error
	a.left, a.top, errFrom = excelize.CellNameToCoordinates(from)
	a.right, a.bottom, errTo = excelize.CellNameToCoordinates(to)
	return a, errFrom == nil && errTo == nil && a.left <= a.right && a.top <= a.bottom
}
