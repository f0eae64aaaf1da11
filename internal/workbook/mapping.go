package workbook

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"cairn/internal/crosswalk"
	"cairn/internal/maturity"
)

const (
	aicmDomain = `A&A|I&S|[A-Z]{3}`
	maxIDs     = 400 // in one cell
)

var (
	aicmRange = regexp.MustCompile(`\b(` + aicmDomain + `)` + dashes + `(\d{2}) ?(?:` + dashes + `|to|through|…|\.{2,3}) ?(?:(` + aicmDomain + `)` + dashes + `)?(\d{2})\b`)
	aicmOne   = regexp.MustCompile(`\b(` + aicmDomain + `)` + dashes + `(\d{2})\b`)
	likeAnID  = regexp.MustCompile(`\b[A-Z][A-Z&]{1,4}` + dashes + `?\d{1,3}(?:\.\d{1,3})?\b`)
	nothing   = regexp.MustCompile(`(?i)^(?:none|n/?a|not applicable|no (?:aicm )?(?:counterpart|mapping|equivalent)|tbd|` + dashes + `+)\.?$`)
)

// parseAICM reads ids of the AICM, with ranges spread out. What looks like an id and is none is kept as it is.
func parseAICM(text string) (ids []string) {
	text = strings.NewReplacer("&amp;", "&", " & ", "&").Replace(oneLine(text))
	if nothing.MatchString(text) {
		return nil
	}
	add := func(id string) {
		if len(ids) < maxIDs && len(id) <= maxMappingID && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	type found struct {
		at  int
		ids []string
	}
	var all []found
	text = substitute(aicmRange, text, func(at int, p []string) bool {
		from, _ := strconv.Atoi(p[2])
		to, _ := strconv.Atoi(p[4])
		if p[3] != "" && p[3] != p[1] || to < from || to-from > 40 {
			return false
		}
		f := found{at: at}
		for n := from; n <= to; n++ {
			f.ids = append(f.ids, fmt.Sprintf("%s-%02d", p[1], n))
		}
		all = append(all, f)
		return true
	})
	text = substitute(aicmOne, text, func(at int, p []string) bool {
		all = append(all, found{at, []string{p[1] + "-" + p[2]}})
		return true
	})
	substitute(likeAnID, text, func(at int, p []string) bool {
		all = append(all, found{at, []string{p[0]}})
		return true
	})
	slices.SortStableFunc(all, func(a, b found) int { return a.at - b.at })
	for _, f := range all {
		for _, id := range f.ids {
			add(id)
		}
	}
	return ids
}

// substitute blanks out each match that take accepts, so that places in the text stay what they are.
func substitute(form *regexp.Regexp, text string, take func(at int, parts []string) bool) string {
	var b strings.Builder
	last := 0
	for _, m := range form.FindAllStringSubmatchIndex(text, -1) {
		parts := make([]string, len(m)/2)
		for i := range parts {
			if m[2*i] >= 0 {
				parts[i] = text[m[2*i]:m[2*i+1]]
			}
		}
		if !take(m[0], parts) {
			continue
		}
		b.WriteString(text[last:m[0]])
		b.WriteString(strings.Repeat(" ", m[1]-m[0]))
		last = m[1]
	}
	return b.String() + text[last:]
}

// maxMappingID is how long an id in a mapping may be, by the model format.
const maxMappingID = 64

// The framework that references of no known form are kept under, with the edition that says so.
const (
	otherFramework = "Other references"
	asWritten      = "as written"
)

// framework is what tells one framework's ids in a text. Where the text gives no edition it is the one that AISMM 1.0
// was most likely written by.
type framework struct {
	name    string
	edition string
	named   *regexp.Regexp // its name, with what is its own edition in the first group
	id      *regexp.Regexp
	bare    bool // the ids mean something only after the name: plain numbers, or what others write too
	fix     func(id string, edition string) string
}

var referenceForms = []framework{
	{
		name: crosswalk.AICMName, edition: crosswalk.AICM103,
		named: regexp.MustCompile(`(?i)\b(?:CSA )?(?:AICM|AI Controls Matrix)(?: v?(\d\.\d(?:\.\d)?)\b)?`),
		id:    aicmOne, bare: true,
	},
	{
		name: crosswalk.NISTName, edition: "1.0",
		named: regexp.MustCompile(`(?i)\bNIST(?:'s)? (?:AI )?(?:RMF|AI RMF|Risk Management Framework)(?: \(?(?:AI )?(?:v ?)?(\d\.\d)\)?)?|\bNIST AI 100-1\b|\bAI RMF(?: (\d\.\d))?\b`),
		id:    regexp.MustCompile(`(?i)\b(?:GOVERN|MAP|MEASURE|MANAGE)[ -]?\d(?:\.\d{1,2})?\b`),
		fix: func(id, _ string) string {
			id = strings.ToUpper(strings.ReplaceAll(id, "-", " "))
			at := strings.IndexFunc(id, func(c rune) bool { return c >= '0' && c <= '9' })
			return strings.TrimSpace(id[:at]) + " " + id[at:]
		},
	},
	{
		name: crosswalk.ISOName, edition: "2023",
		named: regexp.MustCompile(`(?i)\b(?:ISO(?:/IEC)?(?: |-)?)42001(?:(?::| )(20\d\d)\b)?`),
		id:    regexp.MustCompile(`\b[AB]\.\d{1,2}(?:\.\d{1,2}){0,2}\b|\b(?:[4-9]|10)(?:\.\d{1,2}){0,2}\b`),
		bare:  true,
	},
	{
		name: crosswalk.LLMName, edition: "2025",
		named: regexp.MustCompile(`(?i)\b(?:OWASP )?(?:LLM Top (?:10|Ten)|Top (?:10|Ten) for (?:LLMs?|LLM Applications|Large Language Model Applications)|OWASP LLM)(?: Applications)?(?: \(?(20\d\d)\)?)?`),
		id:    regexp.MustCompile(`\bLLM(?:0?[1-9]|10)(?::20\d\d)?\b`),
		fix: func(id, edition string) string {
			id, year, _ := strings.Cut(id, ":")
			n, _ := strconv.Atoi(strings.TrimPrefix(id, "LLM"))
			if year == "" {
				year = edition
			}
			return fmt.Sprintf("LLM%02d:%s", n, year)
		},
	},
	{
		name: crosswalk.AgenticName, edition: "2026",
		named: regexp.MustCompile(`(?i)\b(?:OWASP )?(?:Agentic Top (?:10|Ten)|Top (?:10|Ten) for Agentic Applications|OWASP Agentic(?: AI)?)(?: Applications)?(?: \(?(20\d\d)\)?)?`),
		id:    regexp.MustCompile(`\bASI(?:0[1-9]|10)\b`),
	},
	{
		name: crosswalk.ATLASName, edition: "5.6.0",
		named: regexp.MustCompile(`(?i)\b(?:MITRE )?ATLAS(?: v?(\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)\b)?`),
		id:    regexp.MustCompile(`\bAML\.(?:TA?|M)\d{4}(?:\.\d{3})?\b`),
	},
}

var filler = regexp.MustCompile(`(?i)\b(?:clauses?|annex a?|controls?|and|see|also|the|of|cf)\b|[\s,.:()/–—-]`)

// parseReferences reads references to frameworks: lines or parts between semicolons such as "NIST AI RMF 1.0: GOVERN
// 1.4, MAP 1.1". What is not of a known form is kept word for word.
func parseReferences(text string) (mappings []maturity.Mapping) {
	add := func(framework, version, id string) {
		i := slices.IndexFunc(mappings, func(m maturity.Mapping) bool { return m.Framework == framework && m.Version == version })
		if i < 0 {
			mappings = append(mappings, maturity.Mapping{Framework: framework, Version: version})
			i = len(mappings) - 1
		}
		if ids := &mappings[i].IDs; len(*ids) < maxIDs && !slices.Contains(*ids, id) {
			*ids = append(*ids, id)
		}
	}
	var current *framework // a part that only goes on with ids belongs to the framework before it
	var edition string
	for _, part := range strings.FieldsFunc(text, func(c rune) bool { return c == '\n' || c == ';' || c == '•' || c == '|' }) {
		part = strings.TrimSpace(strings.TrimLeft(part, "-–* "))
		if part == "" || nothing.MatchString(part) {
			continue
		}
		known, left := false, ""
		for _, s := range segments(part) {
			if s.framework != nil {
				current, edition = s.framework, s.edition
			}
			rest := s.text
			for i := range referenceForms {
				f := &referenceForms[i]
				if f.bare && f != current {
					continue
				}
				in := f.edition
				if f == current {
					in = edition
				}
				rest = substitute(f.id, rest, func(_ int, p []string) bool {
					id, version := p[0], in
					if f.fix != nil {
						id = f.fix(id, in)
					}
					if _, year, ok := strings.Cut(id, ":"); ok {
						version = year
					}
					add(f.name, version, id)
					known = true
					return true
				})
			}
			left += rest
		}
		if filler.ReplaceAllString(left, "") != "" && (!known || likeAnID.MatchString(left)) {
			for _, piece := range pieces(part) {
				add(otherFramework, asWritten, piece)
			}
			current = nil
		}
	}
	return mappings
}

// segment is a piece of a text from one framework's name to the next.
type segment struct {
	framework *framework // nil before the first name
	edition   string
	text      string // without the name
}

// segments cuts a text at the names of frameworks.
func segments(text string) []segment {
	type name struct {
		from, to int
		f        *framework
		edition  string
	}
	var names []name
	rest := text
	for i := range referenceForms {
		f := &referenceForms[i]
		rest = substitute(f.named, rest, func(at int, p []string) bool {
			n := name{at, at + len(p[0]), f, f.edition}
			for _, own := range p[1:] {
				if own != "" {
					n.edition = own
				}
			}
			names = append(names, n)
			return true
		})
	}
	slices.SortFunc(names, func(a, b name) int { return a.from - b.from })
	var out []segment
	s, from := segment{}, 0
	for _, n := range names {
		s.text = text[from:n.from]
		if out = append(out, s); s.framework == nil && s.text == "" {
			out = out[:0]
		}
		s, from = segment{framework: n.f, edition: n.edition}, n.to
	}
	s.text = text[from:]
	return append(out, s)
}

// pieces cuts a text that is too long for an id at its blanks, so that all of it is kept.
func pieces(text string) (out []string) {
	for _, word := range strings.Fields(text) {
		for _, short := range chop(word, maxMappingID) {
			if n := len(out); n > 0 && len([]rune(out[n-1]))+1+len([]rune(short)) <= maxMappingID {
				out[n-1] += " " + short
				continue
			}
			out = append(out, short)
		}
	}
	return out
}

// chop cuts a text into parts of at most most characters.
func chop(text string, most int) (out []string) {
	for runes := []rune(text); len(runes) > 0; {
		n := min(most, len(runes))
		out = append(out, string(runes[:n]))
		runes = runes[n:]
	}
	return out
}

// writeReferences is the other direction: a line for each edition of a framework but for the edition of the AICM that has
// a column of its own.
func writeReferences(mappings []maturity.Mapping, aicm string) string {
	var lines []string
	for _, m := range mappings {
		switch {
		case m.Framework == crosswalk.AICMName && m.Version == aicm:
		case m.Framework == otherFramework:
			lines = append(lines, m.IDs...)
		default:
			lines = append(lines, m.Framework+" "+m.Version+": "+strings.Join(m.IDs, ", "))
		}
	}
	return strings.Join(lines, "\n")
}
