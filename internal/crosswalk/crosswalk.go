// Package crosswalk says which controls of other frameworks a maturity model asks for, and keeps the ids of the AI
// Controls Matrix apart by edition.
//
// [For] collects what the objectives of a category map to, up to a target level. [Translate] carries an id of the AICM
// from one edition to another: 1.1.0 renumbered controls of 1.0.3, so that an id without its edition can mean two
// different controls. [Known] reports whether an edition of a framework has an id at all.
//
// The data is two embedded lists (data/): of the AICM the ids of both editions side by side, of the other frameworks
// their ids by edition. They hold ids and nothing else; the texts belong to their publishers.
//
// The package is pure. It does not judge whether a mapping is right, and it knows no answers.
package crosswalk

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cairn/internal/errs"
	"cairn/internal/maturity"
)

// The short names of frameworks, as people ask for them.
const (
	AICM     = "aicm"
	NIST     = "nist"
	ISO42001 = "iso42001"
	OWASP    = "owasp" // both of OWASP's lists
	ATLAS    = "atlas"
)

// The frameworks as model files name them.
const (
	AICMName    = "CSA AICM"
	NISTName    = "NIST AI RMF"
	ISOName     = "ISO/IEC 42001"
	LLMName     = "OWASP Top 10 for LLM Applications"
	AgenticName = "OWASP Top 10 for Agentic Applications"
	ATLASName   = "MITRE ATLAS"
)

// frameworks are the names in model files behind each short name.
var frameworks = map[string][]string{
	AICM: {AICMName}, NIST: {NISTName}, ISO42001: {ISOName}, OWASP: {LLMName, AgenticName}, ATLAS: {ATLASName},
}

// Frameworks returns the short names that For takes.
func Frameworks() []string { return []string{AICM, NIST, ISO42001, OWASP, ATLAS} }

// Crosswalk is what a category asks of other frameworks up to a level.
type Crosswalk struct {
	Model      string    `json:"model"`    // id of the model
	Category   string    `json:"category"` // its id
	Name       string    `json:"name"`     // and its name
	Level      int       `json:"level"`    // the target level
	LevelName  string    `json:"level_name"`
	Objectives []string  `json:"objectives"`         // ids of the objectives at and below the level, in the model's order
	Unmapped   []string  `json:"unmapped,omitempty"` // those of them that map to nothing of the frameworks asked for
	Editions   []Edition `json:"editions"`
}

// Edition holds the controls of one edition of a framework, in the order of their ids.
type Edition struct {
	Framework string    `json:"framework"` // as the model names it
	Version   string    `json:"version"`
	Controls  []Control `json:"controls"`
}

// Control is one control, with what asks for it.
type Control struct {
	ID    string `json:"id"`
	Asked []Ask  `json:"asked_by"` // in the model's order
	Note  string `json:"note,omitempty"`
}

// Ask is an objective that maps to a control.
type Ask struct {
	Objective string `json:"objective"` // id of the item
	Level     int    `json:"level"`
}

// For returns what should be in place for a category to stand on a level: the controls that its objectives at and below
// the level map to, by framework and edition. Category is an id in any case, such as "MOD"; framework is one of
// Frameworks, or "" for all that the model maps to. The errors are errs.NotFound and errs.Invalid.
func For(m *maturity.Model, category string, level int, framework string) (Crosswalk, error) {
	c, ok := m.Category(category)
	if !ok {
		i := slices.IndexFunc(m.Categories(), func(c *maturity.Category) bool { return strings.EqualFold(c.ID, category) })
		if i < 0 {
			return Crosswalk{}, errs.New(errs.NotFound, "%s has no category %q. Its categories are %s.", m.ID, category, categoryIDs(m))
		}
		c = m.Categories()[i]
	}
	target, ok := m.Level(level)
	if !ok {
		return Crosswalk{}, errs.New(errs.Invalid, "%s has no level %d. Its levels run from %d to %d.", m.ID, level, m.LowestLevel(), m.HighestLevel())
	}
	names, ok := frameworks[framework]
	if !ok && framework != "" {
		return Crosswalk{}, errs.New(errs.Invalid, "There is no framework %q. Use one of %s.", framework, strings.Join(Frameworks(), ", "))
	}
	x := Crosswalk{
		Model: m.ID, Category: c.ID, Name: c.Name, Level: target.Number, LevelName: target.Name,
		Objectives: []string{}, Editions: []Edition{},
	}
	found := collection{}
	for _, it := range c.Items {
		if it.Level > level || it.Level == 0 {
			continue
		}
		x.Objectives = append(x.Objectives, it.ID)
		mapped := false
		for _, mapping := range it.Mappings {
			if framework != "" && !slices.Contains(names, mapping.Framework) {
				continue
			}
			mapped = true
			for _, id := range mapping.IDs {
				found.add(mapping.Framework, mapping.Version, id, "", Ask{it.ID, it.Level})
			}
		}
		if !mapped {
			x.Unmapped = append(x.Unmapped, it.ID)
		}
	}
	x.Editions = found.editions()
	return x, nil
}

func categoryIDs(m *maturity.Model) string {
	var ids []string
	for _, c := range m.Categories() {
		ids = append(ids, c.ID)
	}
	return strings.Join(ids, ", ")
}

// InAICM returns the crosswalk with the controls of the AICM in the ids of one edition. A control that the edition does
// not have keeps its id and edition, and says so in its note.
func (x Crosswalk) InAICM(version string) (Crosswalk, error) {
	version, err := AICMVersion(version)
	if err != nil {
		return Crosswalk{}, err
	}
	found := collection{}
	for _, e := range x.Editions {
		from, isEdition := e.Version, e.Framework == AICMName
		if isEdition {
			if v, err := AICMVersion(e.Version); err == nil {
				from = v
			} else {
				isEdition = false
			}
		}
		for _, c := range e.Controls {
			in, id, note := e.Version, c.ID, c.Note
			if isEdition {
				to, ok := Translate(c.ID, from, version)
				switch {
				case !ok:
					note = fmt.Sprintf("not in AICM %s", version)
				case to != c.ID:
					in, id, note = version, to, fmt.Sprintf("%s in AICM %s", c.ID, from)
				default:
					in = version
				}
			}
			for _, ask := range c.Asked {
				found.add(e.Framework, in, id, note, ask)
			}
		}
	}
	x.Editions = found.editions()
	return x, nil
}

// collection gathers controls by framework, edition and id.
type collection map[[2]string]map[string]*Control

func (f collection) add(framework, version, id, note string, ask Ask) {
	key := [2]string{framework, version}
	if f[key] == nil {
		f[key] = map[string]*Control{}
	}
	c := f[key][id]
	if c == nil {
		c = &Control{ID: id, Note: note}
		f[key][id] = c
	}
	if !slices.Contains(c.Asked, ask) {
		c.Asked = append(c.Asked, ask)
	}
}

// order is that of the frameworks in a crosswalk; those it does not name come last.
var order = []string{AICMName, NISTName, ISOName, LLMName, AgenticName, ATLASName}

func (f collection) editions() []Edition {
	editions := []Edition{}
	for key, controls := range f {
		e := Edition{Framework: key[0], Version: key[1]}
		for _, c := range controls {
			slices.SortFunc(c.Asked, func(a, b Ask) int { return cmp.Or(cmp.Compare(a.Level, b.Level), natural(a.Objective, b.Objective)) })
			e.Controls = append(e.Controls, *c)
		}
		slices.SortFunc(e.Controls, func(a, b Control) int { return natural(a.ID, b.ID) })
		editions = append(editions, e)
	}
	rank := func(e Edition) int {
		if i := slices.Index(order, e.Framework); i >= 0 {
			return i
		}
		return len(order)
	}
	slices.SortFunc(editions, func(a, b Edition) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Framework, b.Framework), cmp.Compare(a.Version, b.Version))
	})
	return editions
}

// natural orders ids as people do: A.6.2.10 after A.6.2.9.
func natural(a, b string) int {
	for a != "" && b != "" {
		da, db := digits(a), digits(b)
		if da > 0 && db > 0 {
			x, _ := strconv.ParseUint(a[:da], 10, 64)
			y, _ := strconv.ParseUint(b[:db], 10, 64)
			if c := cmp.Or(cmp.Compare(x, y), cmp.Compare(da, db)); c != 0 {
				return c
			}
			a, b = a[da:], b[db:]
			continue
		}
		if c := cmp.Compare(a[0], b[0]); c != 0 {
			return c
		}
		a, b = a[1:], b[1:]
	}
	return cmp.Compare(len(a), len(b))
}

// digits counts the digits that s begins with, those of one number that fits.
func digits(s string) int {
	n := 0
	for n < len(s) && n < 18 && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}
