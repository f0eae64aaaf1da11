package maturity

import (
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"

	"cairn/internal/datafile"
	"cairn/internal/errs"
)

//go:embed catalogue/*.yaml
var catalogue embed.FS

// Load parses and checks a model file; file is its name for faults. The error is errs.Invalid with every fault, one a line.
func Load(data []byte, file string) (*Model, error) {
	m, faults := read(data, file)
	if len(faults) > 0 {
		return nil, FaultError(faults)
	}
	return m, nil
}

// FaultError makes one errs.Invalid error of faults, one a line; nil when there are none.
func FaultError(faults []Fault) error {
	if len(faults) == 0 {
		return nil
	}
	lines := make([]string, len(faults))
	for i, f := range faults {
		lines[i] = f.String()
	}
	return errs.New(errs.Invalid, "%s", strings.Join(lines, "\n"))
}

// embedded holds the models of the catalogue; a test holds that they load.
var embedded = sync.OnceValue(func() []*Model {
	files, err := catalogue.ReadDir("catalogue")
	if err != nil {
		panic("maturity: " + err.Error())
	}
	var models []*Model
	for _, f := range files {
		data, err := catalogue.ReadFile("catalogue/" + f.Name())
		if err != nil {
			panic("maturity: " + err.Error())
		}
		m, err := Load(data, f.Name())
		if err != nil {
			panic("maturity: " + err.Error())
		}
		models = append(models, m)
	}
	slices.SortFunc(models, func(a, b *Model) int {
		return cmp.Or(cmp.Compare(a.Publisher, b.Publisher), cmp.Compare(a.Name, b.Name), datafile.CompareVersions(a.Version, b.Version))
	})
	return models
})

// Embedded returns the models that come with Cairn, by id, the versions of one model oldest first.
func Embedded() []*Model { return slices.Clone(embedded()) }

// Find returns an embedded model by its id ("publisher/name@version"), its id without the version, or one of its short
// names; the latter two mean the newest version. The error is errs.NotFound and lists what there is.
func Find(name string) (*Model, error) {
	var found *Model
	for _, m := range embedded() { // the newest version comes last
		if m.ID == name || m.Publisher+"/"+m.Name == name || slices.Contains(m.Alias, name) {
			found = m
		}
	}
	if found != nil {
		return found, nil
	}
	var known []string
	for _, m := range embedded() {
		if len(m.Alias) > 0 {
			known = append(known, fmt.Sprintf("%s (%s)", m.ID, strings.Join(m.Alias, ", ")))
		} else {
			known = append(known, m.ID)
		}
	}
	return nil, errs.New(errs.NotFound, "There is no model %q. Known models: %s.", name, strings.Join(known, "; "))
}

// link fills in what is derived from the file: ids, indices, categories and their streams.
func (m *Model) link(data []byte) {
	sum := sha256.Sum256(data)
	m.Hash = hex.EncodeToString(sum[:])
	m.ID = m.Publisher + "/" + m.Name + "@" + m.Version
	m.categoryByID = map[string]*Category{}
	m.itemByID = map[string]*Item{}
	m.setByID = map[string]*AnswerSet{}
	for i := range m.AnswerSets {
		m.setByID[m.AnswerSets[i].ID] = &m.AnswerSets[i]
	}
	m.linkGroups(m.Groups, nil)
}

func (m *Model) linkGroups(groups []Group, path []string) {
	for i := range groups {
		g := &groups[i]
		if g.Kind == KindDomain {
			m.linkGroups(g.Groups, append(slices.Clone(path), g.Name))
			continue
		}
		slices.SortFunc(g.Descriptors, func(a, b Descriptor) int { return cmp.Compare(a.Level, b.Level) })
		c := &Category{
			ID: g.ID, Short: g.Short, Name: g.Name, Summary: g.Summary, Path: path, Weight: weightOf(g.Weight),
			Frameworks: g.Frameworks, Descriptors: g.Descriptors,
		}
		if len(g.Groups) == 0 {
			c.Streams = []Stream{{Weight: NewRat(1, 1), Items: m.linkItems(c, g.Items)}}
		}
		for j := range g.Groups {
			s := &g.Groups[j]
			c.Streams = append(c.Streams, Stream{ID: s.ID, Name: s.Name, Weight: weightOf(s.Weight), Items: m.linkItems(c, s.Items)})
		}
		m.categories = append(m.categories, c)
		m.categoryByID[c.ID] = c
	}
}

func (m *Model) linkItems(c *Category, items []Item) []*Item {
	linked := make([]*Item, len(items))
	for i := range items {
		it := &items[i]
		if it.Kind == "" {
			it.Kind = KindQuestion
		}
		if it.AnswerSet == "" {
			it.AnswerSet = m.DefaultAnswerSet
		}
		it.category, it.set = c, m.setByID[it.AnswerSet]
		m.itemByID[it.ID] = it
		linked[i] = it
	}
	c.Items = append(c.Items, linked...)
	return linked
}

func weightOf(w *Rat) Rat {
	if w == nil {
		return NewRat(1, 1)
	}
	return *w
}
