package maturity

import (
	"maps"
	"slices"

	"cairn/internal/datafile"
)

// checker gathers what the rules need to know while they walk a model. It works on models that already failed the
// schema, so nothing may be taken for granted.
type checker struct {
	*datafile.Document
	m          *Model
	levels     map[int]bool // empty when the levels themselves are wrong
	sets       map[string]*AnswerSet
	tags       map[string]bool
	items      []checkedItem
	categories []checkedGroup
}

type checkedItem struct {
	*Item
	path     []any
	set      *AnswerSet
	category string
}

type checkedGroup struct {
	*Group
	path []any
}

// checkRules adds a fault for everything that a JSON Schema cannot see.
func (m *Model) checkRules(d *datafile.Document) {
	c := &checker{
		Document: d, m: m, levels: map[int]bool{}, sets: map[string]*AnswerSet{}, tags: map[string]bool{},
	}
	c.checkLevels()
	c.checkAnswerSets()
	for i, t := range m.Tags {
		c.Unique("tag", t.ID, "tags", i, "id")
		c.tags[t.ID] = true
	}
	for i := range m.Groups {
		c.checkGroup(&m.Groups[i], "", "", "groups", i)
	}
	if len(m.Groups) > 0 && len(c.categories) == 0 {
		c.At([]any{"groups"}, "The tree has no category; give the groups that get a level kind: category.")
	}
	c.checkScoring()
	for i, r := range m.References {
		c.Unique("reference", r.ID, "references", i, "id")
	}
	c.checkRoadmap()
	c.checkDependencies()
}

// knownLevel adds a fault when the model has no such level.
func (c *checker) knownLevel(n int, path ...any) bool {
	if c.levels[n] || len(c.levels) == 0 {
		return c.levels[n]
	}
	c.At(path, "There is no level %d; the levels are %d to %d.", n, c.lowest(), c.highest())
	return false
}

func (c *checker) lowest() int  { return slices.Min(slices.Collect(maps.Keys(c.levels))) }
func (c *checker) highest() int { return slices.Max(slices.Collect(maps.Keys(c.levels))) }

func (c *checker) checkLevels() {
	names := map[string]bool{}
	contiguous := len(c.m.Levels) >= 2 && len(c.m.Levels) <= maxLevels
	for i, l := range c.m.Levels {
		switch {
		case i == 0 && l.Number > 1:
			contiguous = false
			c.At([]any{"levels", i, "number"}, "The lowest level is %d; start at 0 or 1.", l.Number)
		case i > 0 && l.Number != c.m.Levels[i-1].Number+1:
			contiguous = false
			c.At([]any{"levels", i, "number"}, "Level %d follows level %d; number the levels upwards without a gap.", l.Number, c.m.Levels[i-1].Number)
		}
		if l.Name != "" && names[l.Name] {
			c.At([]any{"levels", i, "name"}, "Two levels are called %q; give each its own name.", l.Name)
		}
		names[l.Name] = true
		c.levels[l.Number] = true
	}
	if !contiguous {
		clear(c.levels) // nothing is held against levels that are wrong themselves
	}
}

func (c *checker) checkAnswerSets() {
	for i := range c.m.AnswerSets {
		s := &c.m.AnswerSets[i]
		c.Unique("answer set", s.ID, "answer_sets", i, "id")
		c.sets[s.ID] = s
		labels := map[string]bool{}
		for j := range s.Options {
			o := &s.Options[j]
			if labels[o.Label] && o.Label != "" {
				c.At([]any{"answer_sets", i, "options", j, "label"}, "Two options are called %q; give each its own label.", o.Label)
			}
			labels[o.Label] = true
			v, err := ParseRat(o.Value)
			if err != nil {
				continue // the schema has said so
			}
			o.rat, o.Value = v, v.String()
			if j > 0 && v.Cmp(s.Options[j-1].rat) <= 0 {
				c.At([]any{"answer_sets", i, "options", j, "value"}, "The option %s does not come after %s; order the options by value, each once.", v, s.Options[j-1].rat)
				delete(c.sets, s.ID) // it says nothing about the scale
			}
		}
	}
	switch {
	case c.m.DefaultAnswerSet != "":
		c.Known("answer set", c.m.DefaultAnswerSet, "default_answer_set")
	case len(c.m.AnswerSets) == 1:
		c.m.DefaultAnswerSet = c.m.AnswerSets[0].ID
	}
}

// checkGroup walks the tree; parent is the kind of the group above, "" at the root.
func (c *checker) checkGroup(g *Group, parent, category string, path ...any) {
	in := func(more ...any) []any { return append(slices.Clone(path), more...) }
	c.Unique("group", g.ID, in("id")...)
	if g.Weight != nil && g.Weight.Sign() <= 0 {
		c.At(in("weight"), "The weight is %s; weights are greater than 0.", g.Weight)
	}
	allowed := map[string][]string{
		"": {KindDomain, KindCategory}, KindDomain: {KindDomain, KindCategory}, KindCategory: {KindStream}, KindStream: nil,
	}[parent]
	switch {
	case g.Kind == "" || slices.Contains(allowed, g.Kind):
	case parent == "":
		c.At(in("kind"), "A %s cannot stand at the root; put it in a category.", g.Kind)
	default:
		c.At(in("kind"), "A %s cannot stand in a %s; a domain holds domains or categories, a category holds items or streams, a stream holds items.", g.Kind, parent)
	}
	switch g.Kind {
	case KindDomain:
		if len(g.Items) > 0 {
			c.AtKey(in("items"), "The domain %q holds items; put them in a category, which is what gets a level.", g.ID)
		}
		if len(g.Groups) == 0 {
			c.At(path, "The domain %q is empty; put a category in it or remove it.", g.ID)
		}
	case KindCategory:
		category = g.ID
		c.categories = append(c.categories, checkedGroup{g, path})
		c.Unique("category", g.ID)
		switch {
		case len(g.Items) > 0 && len(g.Groups) > 0:
			c.AtKey(in("items"), "The category %q holds both items and streams; move the items into a stream.", g.ID)
		case len(g.Items) == 0 && len(g.Groups) == 0:
			c.At(path, "The category %q has no items; add some or remove it.", g.ID)
		}
	case KindStream:
		if len(g.Items) == 0 {
			c.At(path, "The stream %q has no items; add some or remove it.", g.ID)
		}
	}
	c.checkDescriptors(g, in)
	for i := range g.Items {
		c.checkItem(&g.Items[i], category, in("items", i))
	}
	for i := range g.Groups {
		c.checkGroup(&g.Groups[i], g.Kind, category, in("groups", i)...)
	}
}

func (c *checker) checkDescriptors(g *Group, in func(...any) []any) {
	if len(g.Descriptors) == 0 || len(c.levels) == 0 {
		return
	}
	seen := map[int]bool{}
	for i, d := range g.Descriptors {
		if !c.knownLevel(d.Level, in("descriptors", i, "level")...) {
			continue
		}
		if seen[d.Level] {
			c.At(in("descriptors", i, "level"), "%s has two descriptors for level %d; keep one.", g.ID, d.Level)
		}
		seen[d.Level] = true
		if d.Text == "" && len(d.Points) == 0 {
			c.At(in("descriptors", i), "The descriptor of level %d says nothing; give it text or points.", d.Level)
		}
	}
	for _, l := range c.m.Levels {
		if !seen[l.Number] {
			c.AtKey(in("descriptors"), "%s has no descriptor for level %d; describe every level or none.", g.ID, l.Number)
		}
	}
}

func (c *checker) checkItem(it *Item, category string, path []any) {
	in := func(more ...any) []any { return append(slices.Clone(path), more...) }
	c.Unique("item", it.ID, in("id")...)
	if it.Weight != nil && it.Weight.Sign() <= 0 {
		c.At(in("weight"), "The weight is %s; weights are greater than 0.", it.Weight)
	}
	name := it.AnswerSet
	if name == "" {
		name = c.m.DefaultAnswerSet
	}
	switch {
	case it.AnswerSet != "":
		c.Known("answer set", it.AnswerSet, in("answer_set")...)
	case name == "" && len(c.m.AnswerSets) > 1:
		c.At(path, "%s does not say which answer set it takes; give it answer_set, or the model default_answer_set.", it.ID)
	}
	if it.Level != 0 {
		c.knownLevel(it.Level, in("level")...)
	} else if it.Kind == KindObjective {
		c.At(path, "The objective %s is tied to no level; give it one.", it.ID)
	}
	for i, tag := range it.Applies {
		if !c.tags[tag] {
			c.At(in("applies", i), "There is no tag %q; %s", tag, datafile.Suggest(tag, slices.Sorted(maps.Keys(c.tags))))
		}
	}
	c.items = append(c.items, checkedItem{it, path, c.sets[name], category})
}

func (c *checker) checkRoadmap() {
	for i, t := range c.m.Roadmap {
		at := []any{"roadmap", i}
		from := c.knownLevel(t.From, append(at, "from")...)
		to := c.knownLevel(t.To, append(at, "to")...)
		switch {
		case from && t.From == c.highest():
			c.At(append(at, "from"), "Level %d is the highest; nothing leads out of it. Remove the transition.", t.From)
		case from && to && t.To != t.From+1:
			c.At(append(at, "to"), "The transition leads from level %d to %d; it must lead to the next level, %d.", t.From, t.To, t.From+1)
		}
		if i > 0 && t.From <= c.m.Roadmap[i-1].From {
			c.At(append(at, "from"), "The transition out of level %d does not come after the one out of level %d; order them upwards, each once.", t.From, c.m.Roadmap[i-1].From)
		}
		for j := range t.Actions {
			c.checkAction(&t.Actions[j], "roadmap", i, "actions", j)
		}
	}
	if len(c.m.Roadmap) > 0 && len(c.levels) > 0 {
		for _, l := range c.m.Levels[:max(len(c.m.Levels)-1, 0)] {
			if !slices.ContainsFunc(c.m.Roadmap, func(t Transition) bool { return t.From == l.Number }) {
				c.AtKey([]any{"roadmap"}, "The roadmap has no transition out of level %d; add it.", l.Number)
			}
		}
	}
	for i := range c.m.FirstSteps {
		c.checkAction(&c.m.FirstSteps[i], "first_steps", i)
	}
}

func (c *checker) checkAction(a *Action, path ...any) {
	in := func(more ...any) []any { return append(slices.Clone(path), more...) }
	c.Unique("action", a.ID, in("id")...)
	for i, id := range a.Items {
		c.Known("item", id, in("items", i)...)
	}
	for i, id := range a.References {
		c.Known("reference", id, in("references", i)...)
	}
}

func (c *checker) checkDependencies() {
	if len(c.m.Dependencies) > maxDependencies {
		return // the schema has said so
	}
	for i, d := range c.m.Dependencies {
		at := []any{"dependencies", i}
		c.Known("category", d.Category, append(at, "category")...)
		c.Known("category", d.On, append(at, "on")...)
		c.knownLevel(d.Level, append(at, "level")...)
		c.knownLevel(d.OnLevel, append(at, "on_level")...)
		if d.Category != "" && d.Category == d.On {
			c.At(append(at, "on"), "%s depends on itself; name another category.", d.Category)
		} else if c.dependsOn(rung{d.On, d.OnLevel}, rung{d.Category, d.Level}, map[rung]bool{}) {
			c.At(at, "Level %d of %s and level %d of %s depend on each other; remove one of the dependencies between them.", d.Level, d.Category, d.OnLevel, d.On)
		}
	}
}

// rung is a level of a category.
type rung struct {
	category string
	level    int
}

// dependsOn reports whether reaching from means having reached to, by the dependencies or because lower levels come first.
func (c *checker) dependsOn(from, to rung, seen map[rung]bool) bool {
	if from.category == to.category && from.level >= to.level {
		return true
	}
	if seen[from] {
		return false
	}
	seen[from] = true
	for _, d := range c.m.Dependencies {
		if d.Category == from.category && d.Level <= from.level && c.dependsOn(rung{d.On, d.OnLevel}, to, seen) {
			return true
		}
	}
	return false
}
