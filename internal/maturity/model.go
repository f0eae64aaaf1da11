// Package maturity reads maturity models and scores answers by them.
//
// A model is one YAML file: levels, a tree of groups, items to ask, answer sets, a scoring rule, a roadmap and
// references. [Load] parses and checks one, [Lint] lists everything wrong with one, [Find] returns an embedded one by id
// or alias. [Model.Score] turns answers into a level per category and, where the model has a rule for it, one overall.
//
// All scoring is exact: values are decimals in the file and rationals in memory ([Rat]); no floating point takes part.
// An unanswered item is never counted as zero: until every item of a category has an answer, the category has bounds
// (at least, at most) and no level.
//
// The stored shape is the file itself (docs/reference/model-format.md, schema/model.schema.json); a model is named
// publisher/name@version and pinned by the SHA-256 of its bytes, so a snapshot can say exactly what it was scored by.
//
// The package is pure: it reads no clock, no network and no file but those embedded in it. It does not know who answers,
// when, or how answers are kept.
package maturity

// Model is one parsed and checked model file. A Model is shared and must not be changed.
type Model struct {
	ID        string   `yaml:"-"`         // publisher/name@version, for instance "lawlor/ai-security-maturity@1.0"
	Publisher string   `yaml:"publisher"` // who defines the model
	Name      string   `yaml:"name"`      // the publisher's model, lower case with hyphens
	Version   string   `yaml:"version"`   // dotted numbers
	Alias     []string `yaml:"aliases"`   // short names accepted where a model is asked for
	Title     string   `yaml:"title"`
	Summary   string   `yaml:"summary"`
	Licence   string   `yaml:"licence"` // under what terms this file's words may be used
	Source    Source   `yaml:"source"`

	Levels           []Level      `yaml:"levels"` // ascending and contiguous by Number; the lowest is 0 or 1
	AnswerSets       []AnswerSet  `yaml:"answer_sets"`
	DefaultAnswerSet string       `yaml:"default_answer_set"` // for items that name none; the only set when there is just one
	Tags             []Tag        `yaml:"tags"`               // what items may apply to, such as types of deployment
	Groups           []Group      `yaml:"groups"`
	Scoring          Scoring      `yaml:"scoring"`
	Roadmap          []Transition `yaml:"roadmap"`
	FirstSteps       []Action     `yaml:"first_steps"`
	Dependencies     []Dependency `yaml:"dependencies"`
	References       []Reference  `yaml:"references"`

	Hash string `yaml:"-"` // hex SHA-256 of the file's bytes

	categories   []*Category
	categoryByID map[string]*Category
	itemByID     map[string]*Item
	setByID      map[string]*AnswerSet
}

// Source says whose model it is, so that a report can cite it.
type Source struct {
	Title       string `yaml:"title"`
	Subtitle    string `yaml:"subtitle"`
	Author      string `yaml:"author"`
	Publication string `yaml:"publication"`
	Date        string `yaml:"date"` // as the source gives it, YYYY-MM-DD or YYYY-MM or YYYY
	URL         string `yaml:"url"`
	Note        string `yaml:"note"` // how this file relates to the source
}

// Level is one step of the ladder.
type Level struct {
	Number              int             `yaml:"number"`
	Name                string          `yaml:"name"`
	Summary             string          `yaml:"summary"`
	TypicalOrganisation string          `yaml:"typical_organisation"` // empty where the source gives none
	PrimaryRisk         string          `yaml:"primary_risk"`         // empty where the source gives none
	Notes               []FrameworkNote `yaml:"notes"`                // how the level stands to a cited framework
}

// FrameworkNote relates a level to a framework.
type FrameworkNote struct {
	Framework string `yaml:"framework"`
	Text      string `yaml:"text"`
}

// Tag is something an item may apply to, such as a type of deployment.
type Tag struct {
	ID      string `yaml:"id"`
	Name    string `yaml:"name"`
	Summary string `yaml:"summary"`
}

// AnswerSet is a set of answers an item can be given, ascending by value.
type AnswerSet struct {
	ID                 string         `yaml:"id"`
	AllowNotApplicable bool           `yaml:"allow_not_applicable"`
	Options            []AnswerOption `yaml:"options"`
}

// AnswerOption is one possible answer.
type AnswerOption struct {
	Value   string `yaml:"value"` // canonical decimal: "3", "0.25"
	Label   string `yaml:"label"`
	Meaning string `yaml:"meaning"`

	rat Rat
}

// Kinds of group.
const (
	KindDomain   = "domain"   // holds domains or categories
	KindCategory = "category" // gets a level; holds items or streams
	KindStream   = "stream"   // part of a category; holds items
)

// Group is a node of the model's tree. Exactly one group on the way from the root to an item is a category.
type Group struct {
	ID          string       `yaml:"id"`
	Kind        string       `yaml:"kind"`  // KindDomain, KindCategory or KindStream
	Short       string       `yaml:"short"` // a letter or a few, as item ids use them: "G", "MOD"
	Name        string       `yaml:"name"`
	Summary     string       `yaml:"summary"` // what it covers
	Weight      *Rat         `yaml:"weight"`  // nil means 1
	Frameworks  []Mapping    `yaml:"frameworks"`
	Descriptors []Descriptor `yaml:"descriptors"`
	Items       []Item       `yaml:"items"`
	Groups      []Group      `yaml:"groups"`
}

// Category is a group that gets a level, with all items below it.
type Category struct {
	ID          string
	Short       string
	Name        string
	Summary     string
	Path        []string // names of the domains above it, outermost first; empty in a flat model
	Weight      Rat
	Frameworks  []Mapping
	Descriptors []Descriptor // ascending by level
	Items       []*Item      // in file order, those of streams included
	Streams     []Stream     // one without id holding all items where the file has no streams
}

// Stream is a part of a category that is averaged by itself.
type Stream struct {
	ID     string
	Name   string
	Weight Rat
	Items  []*Item
}

// Descriptor tells what a category looks like on one level.
type Descriptor struct {
	Level  int      `yaml:"level"`
	Text   string   `yaml:"text"`
	Points []string `yaml:"points"`
}

// Descriptor returns what the category looks like on the level.
func (c *Category) Descriptor(level int) (Descriptor, bool) {
	for _, d := range c.Descriptors {
		if d.Level == level {
			return d, true
		}
	}
	return Descriptor{}, false
}

// Kinds of item.
const (
	KindQuestion  = "question"  // answered on a scale
	KindObjective = "objective" // in place, partial or missing; tied to a level
)

// Modes of assessment.
const (
	ModeManual    = "manual"    // a person looks
	ModeAutomated = "automated" // a tool can tell
	ModeEither    = "either"
)

// Item is what is asked.
type Item struct {
	ID          string    `yaml:"id"`
	Kind        string    `yaml:"kind"` // KindQuestion when the file gives none
	Name        string    `yaml:"name"` // short, for tables and buttons
	Text        string    `yaml:"text"` // the question or the objective
	Help        string    `yaml:"help"` // how to answer it honestly
	AnswerSet   string    `yaml:"answer_set"`
	Level       int       `yaml:"level"`   // 0 when the item is tied to no level
	Weight      *Rat      `yaml:"weight"`  // nil means 1
	Applies     []string  `yaml:"applies"` // applicability tags; empty means always
	Mode        string    `yaml:"mode"`    // ModeManual, ModeAutomated, ModeEither or empty
	Mappings    []Mapping `yaml:"mappings"`
	Rationale   string    `yaml:"rationale"`   // why it tells one level from another
	Description string    `yaml:"description"` // depth, examples, scope
	Evidence    []string  `yaml:"evidence"`    // what an assessor looks at

	category *Category
	set      *AnswerSet
}

// Category returns the category the item belongs to.
func (it *Item) Category() *Category { return it.category }

// Options returns what the item may be answered with, lowest value first.
func (it *Item) Options() []AnswerOption { return it.set.Options }

// MayBeNotApplicable reports whether the item may be left out of the score.
func (it *Item) MayBeNotApplicable() bool { return it.set.AllowNotApplicable || len(it.Applies) > 0 }

// AppliesTo reports whether the item is asked where the given tags are in use. An item without tags always is; with no
// tags given nothing is left out.
func (it *Item) AppliesTo(tags []string) bool {
	if len(it.Applies) == 0 || len(tags) == 0 {
		return true
	}
	for _, have := range it.Applies {
		for _, want := range tags {
			if have == want {
				return true
			}
		}
	}
	return false
}

// Mapping points into an edition of a framework.
type Mapping struct {
	Framework string   `yaml:"framework"`
	Version   string   `yaml:"version"`
	IDs       []string `yaml:"ids"`
}

// Transition is the part of the roadmap that leads from one level to the next.
type Transition struct {
	From    int      `yaml:"from"`
	To      int      `yaml:"to"`
	Focus   string   `yaml:"focus"`
	Actions []Action `yaml:"actions"` // by priority
}

// Action is one step of the roadmap.
type Action struct {
	ID         string   `yaml:"id"          json:"id"`
	Title      string   `yaml:"title"       json:"title"`
	Text       string   `yaml:"text"        json:"text"`
	Items      []string `yaml:"items"       json:"items,omitempty"`      // ids of the items it helps
	References []string `yaml:"references"  json:"references,omitempty"` // ids of the model's references
	Helps      []string `yaml:"-"           json:"helps,omitempty"`      // weak items of a result it helps; set by NextActions
}

// Dependency says that a category's level assumes another category's level: guidance, not a gate.
type Dependency struct {
	Category string `yaml:"category"`
	Level    int    `yaml:"level"`
	On       string `yaml:"on"`       // the category assumed
	OnLevel  int    `yaml:"on_level"` // and its level
	Note     string `yaml:"note"`
}

// Reference is a work the model cites.
type Reference struct {
	ID        string `yaml:"id"`
	Title     string `yaml:"title"`
	Publisher string `yaml:"publisher"`
	Date      string `yaml:"date"`
	URL       string `yaml:"url"`
}

// Categories returns the groups that get a level, in file order.
func (m *Model) Categories() []*Category { return m.categories }

// Category returns the category with the id.
func (m *Model) Category(id string) (*Category, bool) {
	c, ok := m.categoryByID[id]
	return c, ok
}

// Item returns the item with the id.
func (m *Model) Item(id string) (*Item, bool) {
	it, ok := m.itemByID[id]
	return it, ok
}

// Level returns the level with the number.
func (m *Model) Level(n int) (Level, bool) {
	for _, l := range m.Levels {
		if l.Number == n {
			return l, true
		}
	}
	return Level{}, false
}

// LowestLevel returns the number of the level everyone starts on.
func (m *Model) LowestLevel() int { return m.Levels[0].Number }

// HighestLevel returns the number of the top level.
func (m *Model) HighestLevel() int { return m.Levels[len(m.Levels)-1].Number }

// AnswerSet returns the answer set with the id.
func (m *Model) AnswerSet(id string) (*AnswerSet, bool) {
	s, ok := m.setByID[id]
	return s, ok
}

// Option returns the option with the value, in any spelling of the decimal ("3", "3.0").
func (s *AnswerSet) Option(value string) (AnswerOption, bool) {
	v, err := ParseRat(value)
	if err != nil {
		return AnswerOption{}, false
	}
	for _, o := range s.Options {
		if o.rat.Cmp(v) == 0 {
			return o, true
		}
	}
	return AnswerOption{}, false
}
