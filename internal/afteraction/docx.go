package afteraction

import (
	"archive/zip"
	"embed"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"cairn/internal/errs"
	"cairn/internal/exercise"
)

// wordParts are the parts of a document that are the same in all.
//
//go:embed word
var wordParts embed.FS

const (
	wordSpace  = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	relSpace   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	xmlHeader  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	textWidth  = 9638 // between the margins of A4, in twentieths of a point
	barColumns = 20   // into which the longest bar is cut
)

// DOCX writes a report as a document that Word and LibreOffice open, as ISO/IEC 29500 (transitional) has it.
func DOCX(w io.Writer, r exercise.Report) (err error) {
	defer errs.Wrap(&err, "afteraction.DOCX(%s)", r.ID)
	d := compose(r)
	at := r.EndedAt
	if !r.SignedAt.IsZero() {
		at = r.SignedAt
	}
	file := zip.NewWriter(w)
	for _, p := range []struct{ name, embedded, text string }{
		{name: "[Content_Types].xml", embedded: "content-types.xml"}, // is to be the first
		{name: "_rels/.rels", embedded: "package.rels"},
		{name: "docProps/core.xml", text: core(d, at)},
		{name: "word/document.xml", text: wordBody(d)},
		{name: "word/_rels/document.xml.rels", embedded: "document.rels"},
		{name: "word/styles.xml", embedded: "styles.xml"},
		{name: "word/numbering.xml", embedded: "numbering.xml"},
		{name: "word/settings.xml", embedded: "settings.xml"},
		{name: "word/header1.xml", text: wordHeader(d)},
		{name: "word/footer1.xml", text: wordFooter(d)},
	} {
		content := []byte(p.text)
		if p.embedded != "" {
			if content, err = wordParts.ReadFile("word/" + p.embedded); err != nil {
				return err
			}
		}
		// One time for all, the first that the format has, so that the same report gives the same bytes.
		out, err := file.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			return err
		}
		if _, err := out.Write(content); err != nil {
			return err
		}
	}
	return file.Close()
}

// core is what the file says of itself.
func core(d document, at time.Time) string {
	var b word
	b.WriteString(xmlHeader + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" ` +
		`xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>`)
	if d.Draft {
		b.escape("DRAFT: ")
	}
	b.escape(d.Title)
	b.WriteString(`</dc:title><dc:creator>Cairn</dc:creator><dc:language>en-GB</dc:language>`)
	if !at.IsZero() {
		fmt.Fprintf(&b, `<dcterms:created xsi:type="dcterms:W3CDTF">%s</dcterms:created>`, at.UTC().Format(time.RFC3339))
	}
	b.WriteString(`</cp:coreProperties>`)
	return b.String()
}

func wordHeader(d document) string {
	var b word
	fmt.Fprintf(&b, `%s<w:hdr xmlns:w="%s">`, xmlHeader, wordSpace)
	if d.Draft {
		b.paragraph("Header", "DRAFT")
	} else {
		b.paragraph("Header", "")
	}
	b.WriteString(`</w:hdr>`)
	return b.String()
}

func wordFooter(d document) string {
	var b word
	fmt.Fprintf(&b, `%s<w:ftr xmlns:w="%s"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>`, xmlHeader, wordSpace)
	b.run(d.Foot, false)
	b.WriteString(`<w:r><w:tab/></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple><w:r><w:t xml:space="preserve"> / </w:t></w:r>` +
		`<w:fldSimple w:instr=" NUMPAGES "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>`)
	return b.String()
}

func wordBody(d document) string {
	var b word
	fmt.Fprintf(&b, `%s<w:document xmlns:w="%s" xmlns:r="%s"><w:body>`, xmlHeader, wordSpace, relSpace)
	over := d.Over
	if d.Draft {
		over += " – DRAFT"
	}
	b.paragraph("Over", over)
	b.paragraph("Title", d.Name)
	b.paragraph("Subtitle", d.Under)
	for _, s := range d.Sections {
		b.paragraph("Heading1", s.Title)
		for _, p := range s.Parts {
			b.part(p)
		}
	}
	b.WriteString(`<w:sectPr><w:headerReference w:type="default" r:id="rId4"/><w:footerReference w:type="default" r:id="rId5"/>` +
		`<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>`)
	b.WriteString(`</w:body></w:document>`)
	return b.String()
}

// word is WordprocessingML as it is written.
type word struct{ strings.Builder }

func (b *word) escape(text string) { _ = xml.EscapeText(&b.Builder, []byte(text)) } // a Builder does not fail

func (b *word) part(p part) {
	switch {
	case p.Heading != "":
		b.paragraph("Heading2", p.Heading)
	case p.Text != "":
		b.paragraph("Normal", p.Text)
	case p.Quiet != "":
		b.paragraph("Quiet", p.Quiet)
	case p.Table != nil:
		b.table(*p.Table)
	}
	for _, item := range p.List {
		b.paragraph("ListBullet", item)
	}
	if len(p.Facts) > 0 {
		b.facts(p.Facts)
	}
	if len(p.Bars) > 0 {
		b.bars(p.Bars)
	}
}

func (b *word) paragraph(style, text string) {
	fmt.Fprintf(b, `<w:p><w:pPr><w:pStyle w:val="%s"/></w:pPr>`, style)
	b.run(text, false)
	b.WriteString(`</w:p>`)
}

// run is text with its line breaks.
func (b *word) run(text string, strong bool) {
	for i, line := range strings.Split(text, "\n") {
		b.WriteString(`<w:r>`)
		if strong {
			b.WriteString(`<w:rPr><w:b/></w:rPr>`)
		}
		if i > 0 {
			b.WriteString(`<w:br/>`)
		}
		b.WriteString(`<w:t xml:space="preserve">`)
		b.escape(line)
		b.WriteString(`</w:t></w:r>`)
	}
}

// grid opens a table with columns of widths.
func (b *word) grid(style string, widths []int) {
	fmt.Fprintf(b, `<w:tbl><w:tblPr><w:tblStyle w:val="%s"/><w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`, style, textWidth)
	for _, width := range widths {
		fmt.Fprintf(b, `<w:gridCol w:w="%d"/>`, width)
	}
	b.WriteString(`</w:tblGrid>`)
}

// end closes a table. A paragraph keeps it apart from what follows; without one, tables run together.
func (b *word) end() {
	b.WriteString(`</w:tbl>`)
	b.paragraph("CellMore", "")
}

// box opens a cell over so many columns, with a ground colour or "".
func (b *word) box(width, columns int, ground string) {
	fmt.Fprintf(b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, width)
	if columns > 1 {
		fmt.Fprintf(b, `<w:gridSpan w:val="%d"/>`, columns)
	}
	if ground != "" {
		fmt.Fprintf(b, `<w:shd w:val="clear" w:color="auto" w:fill="%s"/>`, ground)
	}
	b.WriteString(`</w:tcPr>`)
}

// cell is a cell with a text and what it says more.
func (b *word) cell(width int, ground string, c cell) {
	b.box(width, 1, ground)
	if c.Text != "" || c.More == "" { // a cell is never without a paragraph
		b.WriteString(`<w:p><w:pPr><w:pStyle w:val="Cell"/></w:pPr>`)
		b.run(c.Text, c.Strong)
		b.WriteString(`</w:p>`)
	}
	if c.More != "" {
		b.paragraph("CellMore", c.More)
	}
	b.WriteString(`</w:tc>`)
}

func (b *word) table(t table) {
	widths, left := make([]int, len(t.Columns)), textWidth
	for i, c := range t.Columns {
		widths[i] = min(textWidth*c.Width/100, left)
		left -= widths[i]
	}
	b.grid("Grid", widths)
	b.WriteString(`<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`)
	for i, c := range t.Columns {
		b.cell(widths[i], "EEF1F4", cell{Text: c.Name, Strong: true})
	}
	b.WriteString(`</w:tr>`)
	for _, row := range t.Rows {
		b.WriteString(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
		for i, c := range row {
			b.cell(widths[i], "", c)
		}
		b.WriteString(`</w:tr>`)
	}
	b.end()
}

func (b *word) facts(facts []fact) {
	widths := []int{textWidth / 5, textWidth - textWidth/5}
	b.grid("Grid", widths)
	for _, f := range facts {
		b.WriteString(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
		b.cell(widths[0], "EEF1F4", cell{Text: f.Name, Strong: true})
		b.box(widths[1], 1, "")
		for _, line := range f.Lines {
			b.paragraph("Cell", line)
		}
		b.WriteString(`</w:tc></w:tr>`)
	}
	b.end()
}

// bars draws lengths as cells with a ground colour.
func (b *word) bars(bars []bar) {
	const name, unit = 3838, 240
	value := textWidth - name - barColumns*unit
	widths := []int{name}
	for range barColumns {
		widths = append(widths, unit)
	}
	b.grid("Bars", append(widths, value))
	for _, bar := range bars {
		b.WriteString(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
		b.cell(name, "", text(bar.Name))
		full := (bar.Length*barColumns + 99) / 100 // whatever was measured is seen
		for _, piece := range []struct {
			columns int
			ground  string
		}{{full, "0072B2"}, {barColumns - full, "E8ECEF"}} {
			if piece.columns > 0 {
				b.box(piece.columns*unit, piece.columns, piece.ground)
				b.paragraph("Cell", "")
				b.WriteString(`</w:tc>`)
			}
		}
		b.cell(value, "", cell{Text: bar.Value, Strong: true})
		b.WriteString(`</w:tr>`)
	}
	b.end()
}
