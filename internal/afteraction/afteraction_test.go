package afteraction_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"cairn/internal/afteraction"
	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/exercise"
)

var update = flag.Bool("update", false, "write the golden files")

func asHTML(t *testing.T, r exercise.Report) string {
	t.Helper()
	var file bytes.Buffer
	require.NoError(t, afteraction.HTML(&file, r))
	return file.String()
}

func asDOCX(t *testing.T, r exercise.Report) []byte {
	t.Helper()
	var file bytes.Buffer
	require.NoError(t, afteraction.DOCX(&file, r))
	return file.Bytes()
}

// blocks are elements after which a line ends when a page is read as text.
var blocks = map[atom.Atom]bool{
	atom.P: true, atom.H1: true, atom.H2: true, atom.H3: true, atom.Li: true, atom.Dt: true, atom.Tr: true, atom.Footer: true, atom.Td: true, atom.Th: true, atom.Dd: true,
}

// pageText is what is to be read on a page, a line each.
func pageText(t *testing.T, page string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	require.NoError(t, err)
	var b strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode && n.Parent.DataAtom != atom.Style && n.Parent.DataAtom != atom.Title {
			b.WriteString(n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
		if blocks[n.DataAtom] || n.DataAtom == atom.Span || n.DataAtom == atom.Strong && n.Parent.DataAtom == atom.Div {
			b.WriteString("\n")
		}
	}
	walk(root)
	return squeezed(b.String())
}

// wordXML is the parts of a document that hold text.
func wordParts(t *testing.T, file []byte) map[string][]byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	require.Equal(t, "[Content_Types].xml", archive.File[0].Name)
	parts := make(map[string][]byte)
	for _, f := range archive.File {
		in, err := f.Open()
		require.NoError(t, err)
		parts[f.Name], err = io.ReadAll(in)
		require.NoError(t, err)
		for d := xml.NewDecoder(bytes.NewReader(parts[f.Name])); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else {
				require.NoError(t, err, "%s is no XML", f.Name)
			}
		}
	}
	return parts
}

// wordText is what is to be read in a document, a paragraph a line.
func wordText(t *testing.T, file []byte) string {
	t.Helper()
	var b strings.Builder
	d := xml.NewDecoder(bytes.NewReader(wordParts(t, file)["word/document.xml"]))
	for in := false; ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return squeezed(b.String())
		}
		require.NoError(t, err)
		switch e := token.(type) {
		case xml.StartElement:
			in = e.Name.Local == "t"
			if e.Name.Local == "br" {
				b.WriteString("\n")
			}
		case xml.CharData:
			if in {
				b.Write(e)
			}
		case xml.EndElement:
			in = false
			if e.Name.Local == "p" {
				b.WriteString("\n")
			}
		}
	}
}

// squeezed is a text without empty lines and ends of lines that are empty.
func squeezed(s string) string {
	var lines []string
	for line := range strings.SplitSeq(s, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "run with -update to write it")
	assert.Equal(t, string(want), got)
}

func TestAReportReadsLikeThis(t *testing.T) {
	t.Parallel()
	golden(t, "signed.txt", wordText(t, asDOCX(t, report())))
	golden(t, "draft.txt", wordText(t, asDOCX(t, draft())))
	golden(t, "signed.html", asHTML(t, report()))
}

func TestBothFilesSayTheSame(t *testing.T) {
	t.Parallel()
	for _, r := range []exercise.Report{report(), draft()} {
		page := strings.TrimSuffix(pageText(t, asHTML(t, r)), "\n")
		lines := strings.Split(page, "\n")
		page = strings.Join(lines[:len(lines)-1], "\n") // the foot is on every page of the document
		assert.Equal(t, strings.ReplaceAll(page, "after-action report DRAFT", "after-action report – DRAFT")+"\n", wordText(t, asDOCX(t, r)))
	}
}

// unread are texts of a report that stand for others in it, or are secrets of facilitators.
var unread = regexp.MustCompile(`^(SECRET .*|U0\w+|triage|switch|tell|report|reproduced|reproduce|real|learned|yes|maybe|Europe/Berlin|[A-Z]|strength|improvement|` +
	`minor|started|delivered|decided|paused|resumed|skipped|extended|ended|tabletop|\d{4}-.*)$`)

// leaves calls see with every text within a value.
func leaves(v reflect.Value, see func(string)) {
	switch v.Kind() {
	case reflect.String:
		see(v.String())
	case reflect.Struct:
		if _, ok := v.Interface().(time.Time); ok {
			return
		}
		if d, ok := v.Interface().(calendar.Date); ok {
			see(d.String())
			return
		}
		for i := range v.NumField() {
			leaves(v.Field(i), see)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			leaves(v.Index(i), see)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			leaves(v.MapIndex(k), see)
		}
	}
}

func TestEveryTextOfAReportIsInIt(t *testing.T) {
	t.Parallel()
	file := wordText(t, asDOCX(t, report()))
	leaves(reflect.ValueOf(report()), func(s string) {
		s = strings.ReplaceAll(s, "<@U0GUS>", "@Gus Grün")
		s = strings.TrimPrefix(s, "northwind/A") // an action is called by its number
		if s == "" || unread.MatchString(s) {
			return
		}
		assert.True(t, strings.Contains(strings.ToLower(file), strings.ToLower(s)), "%q is missing", s)
	})
}

func TestNothingIsToldOfWhatNeverCame(t *testing.T) {
	t.Parallel()
	assert.NotContains(t, asHTML(t, report()), "SECRET")
	assert.NotContains(t, wordText(t, asDOCX(t, report())), "SECRET")
	assert.NotContains(t, asHTML(t, report()), "kipped")
}

func TestWhoSignedInPlaceOfTheFacilitatorIsNotCalledOne(t *testing.T) {
	t.Parallel()
	assert.Contains(t, pageText(t, asHTML(t, report())), "Reviewed and signed by Fay Fuchs, facilitator, on ")
	r := report()
	r.SignedBy, r.Names["U0BEA"] = "U0BEA", "Bea Boss" // a manager without a part
	assert.Contains(t, pageText(t, asHTML(t, r)), "Reviewed and signed by Bea Boss, a manager of the programme, because the facilitator could no longer be asked, on ")
}

func TestEveryFacilitatorIsNamedWithTheirTime(t *testing.T) {
	t.Parallel()
	r := report()
	r.People[0].Until = r.StartedAt.Add(20 * time.Minute)
	r.People[2].Part, r.People[2].Was = exercise.AsFacilitator, exercise.AsPlayer
	r.People[2].Since, r.People[2].Until = r.People[0].Until, r.StartedAt.Add(40*time.Minute)
	r.People = append(r.People, exercise.Participant{User: "U0BEA", Part: exercise.AsFacilitator, Since: r.People[2].Until})
	r.Timeline = append(r.Timeline, exercise.Moment{At: r.People[0].Until, Kind: exercise.WasTakenOver, By: "U0GUS", Of: "U0FAY"})
	r.SignedBy, r.Names["U0BEA"] = "U0BEA", "Bea Boss"
	page := pageText(t, asHTML(t, r))
	zone, err := time.LoadLocation(r.Zone)
	require.NoError(t, err)
	at := func(minutes int) string {
		return r.StartedAt.Add(time.Duration(minutes) * time.Minute).In(zone).Format("15:04")
	}
	assert.Contains(t, page, "facilitator until "+at(20))
	assert.Contains(t, page, "facilitator from "+at(20)+" to "+at(40)+", player before")
	assert.Contains(t, page, "facilitator from "+at(40))
	assert.Contains(t, page, "Gus Grün facilitates it from here on, in the place of Fay Fuchs.")
	assert.Contains(t, page, "Bea Boss, facilitator")
	assert.NotContains(t, page, "Fay Fuchs, facilitator", "whoever has it no more is nobody's point of contact")
	assert.Contains(t, page, "signed by Bea Boss, facilitator, on ")
}

func TestADraftSaysSoEverywhere(t *testing.T) {
	t.Parallel()
	page := asHTML(t, draft())
	assert.Contains(t, page, "<title>DRAFT: EXERCISE – after-action report: Copper Finch</title>")
	assert.Contains(t, page, `after-action report <strong>DRAFT</strong>`)
	assert.Contains(t, page, `<body class="draft">`)
	parts := wordParts(t, asDOCX(t, draft()))
	assert.Contains(t, string(parts["word/header1.xml"]), "DRAFT")
	assert.Contains(t, string(parts["docProps/core.xml"]), "<dc:title>DRAFT: ")
	assert.Equal(t, "northwind-E2-after-action-draft.docx", afteraction.FileName(draft(), ".docx"))

	assert.NotContains(t, pageText(t, asHTML(t, report())), "DRAFT")
	for name, part := range wordParts(t, asDOCX(t, report())) {
		assert.NotContains(t, string(part), "DRAFT", name)
	}
	assert.Equal(t, "northwind-E2-after-action.html", afteraction.FileName(report(), ".html"))
}

// hostile puts a text wherever somebody types one.
func hostile(text string) exercise.Report {
	r := report()
	r.Name, r.Scope, r.Story, r.Summary, r.EndedEarly, r.Model = text, text, text, text, text, text
	r.Items[0].Name = text
	for i := range r.Objectives {
		r.Objectives[i].Text, r.Objectives[i].Why = text, text
		for j := range r.Objectives[i].Improvements {
			r.Objectives[i].Improvements[j].Text = text
		}
	}
	for i := range r.Timeline {
		r.Timeline[i].From, r.Timeline[i].Text, r.Timeline[i].Note = text, text, text
	}
	for i := range r.Decisions {
		r.Decisions[i].What, r.Decisions[i].Why, r.Decisions[i].Options, r.Decisions[i].Subject = text, text, text, text
	}
	r.Latency.Open, r.Scores[0].Text, r.Aside[1].Why = []string{text}, text, text
	r.Plan[0].Issue, r.Plan[0].Work.Title, r.Plan[0].Work.Text = text, text, text+" "
	r.Names = map[assess.UserID]string{"U0GUS": text}
	r.People[2].Roles = []string{text}
	return r
}

func TestWhatPeopleTypedStaysText(t *testing.T) {
	t.Parallel()
	elements := func(page string) map[string]int {
		root, err := html.Parse(strings.NewReader(page))
		require.NoError(t, err)
		n := make(map[string]int)
		for d := range root.Descendants() {
			if d.Type == html.ElementNode {
				n[d.Data]++
				for _, a := range d.Attr {
					assert.False(t, strings.HasPrefix(a.Key, "on"), "an attribute %s", a.Key)
				}
			}
		}
		return n
	}
	plain, plainDoc := elements(asHTML(t, hostile("plain"))), wordParts(t, asDOCX(t, hostile("plain")))["word/document.xml"]
	for _, text := range []string{
		`</style><script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`, `{{.Name}} ${x} javascript:alert(1)`, "<!-- ", "]]>", "&lt;b&gt;&amp;",
		`</w:t></w:r></w:p><w:p/>`, "a\x00b\x1bc\uFFFEd\xffe\u2028f",
	} {
		page := asHTML(t, hostile(text))
		assert.Equal(t, plain, elements(page), "%q makes elements", text)
		doc := wordParts(t, asDOCX(t, hostile(text)))["word/document.xml"] // which says whether it is XML
		assert.Equal(t, strings.Count(string(plainDoc), "<w:p>"), strings.Count(string(doc), "<w:p>"), "%q makes paragraphs", text)
		assert.NotContains(t, page, "\x00")
	}
	assert.Contains(t, pageText(t, asHTML(t, hostile("<b>&amp;"))), "<b>&amp;", "it reads as it was typed")
}

func TestAPageLoadsNothing(t *testing.T) {
	t.Parallel()
	page := asHTML(t, report())
	assert.Contains(t, page, `content="default-src 'none'; style-src 'unsafe-inline'"`)
	assert.NotRegexp(t, `(?i)(src|href)=|url\(|@import|<script`, page)
}

func TestTheSameReportGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	assert.Equal(t, asHTML(t, report()), asHTML(t, report()))
	assert.Equal(t, asDOCX(t, report()), asDOCX(t, report()))
}

func TestADocumentHangsTogether(t *testing.T) {
	t.Parallel()
	parts := wordParts(t, asDOCX(t, report()))
	for name := range parts {
		if name == "[Content_Types].xml" || strings.HasSuffix(name, ".rels") {
			continue
		}
		assert.Contains(t, string(parts["[Content_Types].xml"]), `PartName="/`+name+`"`)
	}
	for _, target := range regexp.MustCompile(`Target="([^"]+)"`).FindAllStringSubmatch(string(parts["word/_rels/document.xml.rels"]), -1) {
		assert.Contains(t, parts, "word/"+target[1])
	}
	styles := string(parts["word/styles.xml"])
	for _, style := range regexp.MustCompile(`w:(?:p|tbl)Style w:val="([^"]+)"`).FindAllStringSubmatch(string(parts["word/document.xml"]), -1) {
		assert.Contains(t, styles, `w:styleId="`+style[1]+`"`)
	}
	// A table's rows take up its grid, or Word mends the file before it opens it.
	document := string(parts["word/document.xml"])
	for _, table := range strings.Split(document, "<w:tbl>")[1:] {
		table, _, _ = strings.Cut(table, "</w:tbl>")
		columns := strings.Count(table, "<w:gridCol ")
		for _, row := range strings.Split(table, "<w:tr>")[1:] {
			n := strings.Count(row, "<w:tc>")
			for _, span := range regexp.MustCompile(`gridSpan w:val="(\d+)"`).FindAllStringSubmatch(row, -1) {
				n += int(span[1][len(span[1])-1]-'0') - 1
				if len(span[1]) == 2 {
					n += 10 * int(span[1][0]-'0')
				}
			}
			assert.Equal(t, columns, n)
		}
	}
}

func TestWhatHappenedOnAnotherDayHasItsDay(t *testing.T) {
	t.Parallel()
	r := report() // in Berlin
	night := 11 * time.Hour
	r.EndedAt = r.EndedAt.Add(night)
	r.Timeline[len(r.Timeline)-1].At = r.EndedAt
	r.Decisions[1].At = r.Decisions[1].At.Add(night)
	page := pageText(t, asHTML(t, r))
	assert.Contains(t, page, "3 December 2026, 14:05 to 4 Dec, 02:40 (CET)")
	assert.Contains(t, page, "4 Dec, 01:50, +0:35", "a decision")
	assert.Contains(t, page, "4 Dec, 02:40\n+1:25\nEnded")
	assert.Contains(t, page, "14:12, +0:07", "the day of the exercise is not repeated")
}

func TestWhatPeopleSaidBesideTheScoresIsToldAlsoWhereNobodyScored(t *testing.T) {
	t.Parallel()
	r := report()
	r.Scores = nil
	assert.Contains(t, pageText(t, asHTML(t, r)), "Player: We should do this every half year.")
}

func TestWhoLoggedADecisionOfTheirOwnIsNamedOnce(t *testing.T) {
	t.Parallel()
	page := pageText(t, asHTML(t, report()))
	assert.Equal(t, 1, strings.Count(page, "Logged by "))
	assert.Contains(t, page, "Logged by Sam Scribe")
}

func TestAnEmptyReportIsStillAReport(t *testing.T) {
	t.Parallel()
	r := exercise.Report{ID: "north/E1", Draft: true}
	assert.Contains(t, pageText(t, asHTML(t, r)), "Nobody logged a decision.")
	assert.Contains(t, wordText(t, asDOCX(t, r)), "Nothing happened yet.")
}

func TestAReportOfAnExerciseThatDoesNotCountSaysSoFirstAndWhy(t *testing.T) {
	t.Parallel()
	for lacks, why := range map[exercise.Lack]string{
		exercise.LacksInject: "no inject came before it ended", exercise.LacksDecision: "no decision of a player was logged",
		exercise.LacksOthers: "nobody but its facilitator logged, noted or said anything",
	} {
		r := report()
		r.Lacks = lacks
		for name, text := range map[string]string{"page": pageText(t, asHTML(t, r)), "document": wordText(t, asDOCX(t, r))} {
			said := strings.Index(text, "This does not count as an exercise held: "+why+". It fulfils no duty to exercise and is evidence for nothing.")
			require.Positive(t, said, name)
			assert.Less(t, said, strings.Index(text, "The team confirmed"), "%s: before the summary", name)
		}
	}
	assert.NotContains(t, pageText(t, asHTML(t, report())), "does not count as")
}
