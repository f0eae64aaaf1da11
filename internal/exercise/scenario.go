package exercise

import (
	"slices"
	"time"

	"cairn/internal/maturity"
)

// Kind is how people take part. A tabletop never stands in for a simulation.
type Kind string

// The kinds of exercise. Either is a kind of scenarios only: what is run is one or the other.
const (
	Tabletop   Kind = "tabletop"   // people talk through what they would do
	Simulation Kind = "simulation" // people do it, on systems like the real ones
	Either     Kind = "either"
)

// RunAs reports whether a scenario of this kind can be run as the other.
func (k Kind) RunAs(other Kind) bool {
	return (other == Tabletop || other == Simulation) && (k == Either || k == other)
}

// known reports whether there is such a kind.
func (k Kind) known() bool { return k == Either || k == Tabletop || k == Simulation }

// Scenario is a story to rehearse, as its file tells it. It is never changed once loaded.
type Scenario struct {
	Format  int     `json:"format"           yaml:"format"`
	Name    string  `json:"id"               yaml:"id"`
	Version string  `json:"version"          yaml:"version"`
	Kind    Kind    `json:"kind"             yaml:"kind"`
	Minutes int     `json:"minutes"          yaml:"minutes"` // from the brief to the end, pauses not counted
	Title   string  `json:"title"            yaml:"title"`   // for who plans: it tells the plot
	Summary string  `json:"summary"          yaml:"summary"` // for who plans: it tells the plot
	Opening Opening `json:"brief"           yaml:"brief"`

	Threats     []maturity.Mapping `json:"threats,omitempty" yaml:"threats"`
	Backs       []Evidence         `json:"backs,omitempty"   yaml:"backs"` // what a finished run is evidence for
	Roles       []Role             `json:"roles"             yaml:"roles"`
	Objectives  []Objective        `json:"objectives"        yaml:"objectives"`
	Injects     []Inject           `json:"injects"           yaml:"injects"`
	Debrief     []string           `json:"debrief"           yaml:"debrief"` // questions to all after the end
	Facilitator Guide              `json:"facilitator"       yaml:"facilitator"`

	ID   string `json:"-" yaml:"-"` // name@version
	Hash string `json:"-" yaml:"-"` // hex SHA-256 of the file
}

// Opening is what players are told before the first inject.
type Opening struct {
	Title string `json:"title" yaml:"title"` // what the exercise is called before players; gives nothing away
	Text  string `json:"text"  yaml:"text"`
}

// Role is a seat at the table.
type Role struct {
	ID   string `json:"id"   yaml:"id"`
	Name string `json:"name" yaml:"name"`
	Text string `json:"text" yaml:"text"` // what the person answers for
}

// Link points to items of a maturity model.
type Link struct {
	Model string   `json:"model"          yaml:"model"` // publisher/name, without the version
	Items []string `json:"items"          yaml:"items"`
	Kind  Kind     `json:"kind,omitempty" yaml:"kind"` // only when run as this; empty for both kinds
}

// Evidence is items that a finished run is evidence for.
type Evidence struct {
	Link   `yaml:",inline"`
	Answer string `json:"answer,omitempty" yaml:"answer"` // what the run bears out at the least, in the model's answers; "" for nothing in particular
}

// Objective is what people should show that they can do. It is what a run is rated by.
type Objective struct {
	Goal      `yaml:",inline"`
	Exercises []Link   `json:"exercises" yaml:"exercises"`
	Expected  []string `json:"expected"  yaml:"expected"` // what observers look for; never for players
}

// Goal is the part of an objective that players may read.
type Goal struct {
	ID   string `json:"id"   yaml:"id"`
	Text string `json:"text" yaml:"text"`
}

// Inject is one event of the story: what players are told, when, and what facilitators know about it.
type Inject struct {
	PlayerInject `yaml:",inline"`
	At           *int        `json:"at,omitempty"   yaml:"at"`   // minute of the exercise; nil when it waits for a condition
	When         *Condition  `json:"when,omitempty" yaml:"when"` // nil when it comes at its minute
	Objectives   []string    `json:"objectives"     yaml:"objectives"`
	Facilitator  InjectGuide `json:"facilitator"    yaml:"facilitator"`
}

// PlayerInject is the part of an inject that players may read, and all of it.
type PlayerInject struct {
	ID        string   `json:"id"                  yaml:"id"`
	From      string   `json:"from"                yaml:"from"`      // who or what seems to send it
	To        []string `json:"to,omitempty"        yaml:"to"`        // roles it is meant for; empty for all
	Message   string   `json:"message"             yaml:"message"`   // plain text; see Passages
	Questions []string `json:"questions,omitempty" yaml:"questions"` // to discuss
	Choices   []Choice `json:"choices,omitempty"   yaml:"choices"`   // between which a decision is asked for
}

// Choice is one way to decide. Its id is unique in the scenario.
type Choice struct {
	ID   string `json:"id"   yaml:"id"`
	Text string `json:"text" yaml:"text"`
}

// Condition says when an inject comes that has no minute of its own. Exactly one of Choice, Decided, Undecided, Delivered
// and Undelivered is set; all but Choice name another inject.
type Condition struct {
	Choice      string `json:"choice,omitempty"      yaml:"choice"`      // it was the first choice taken on its inject
	Decided     string `json:"decided,omitempty"     yaml:"decided"`     // any decision on it was logged
	Undecided   string `json:"undecided,omitempty"   yaml:"undecided"`   // no decision on it was logged within After of its delivery
	Delivered   string `json:"delivered,omitempty"   yaml:"delivered"`   // it was delivered
	Undelivered string `json:"undelivered,omitempty" yaml:"undelivered"` // it was not delivered up to By
	After       int    `json:"after,omitempty"       yaml:"after"`       // minutes from what happened to the inject
	By          int    `json:"by,omitempty"          yaml:"by"`          // minute of the exercise; with Undelivered only
}

// Guide is what facilitators need to prepare and run a scenario.
type Guide struct {
	Notes    string   `json:"notes"              yaml:"notes"`
	Prepare  []string `json:"prepare"            yaml:"prepare"`
	Simulate []string `json:"simulate,omitempty" yaml:"simulate"` // what must stand ready to run it as a simulation
}

// InjectGuide is what facilitators know about one inject.
type InjectGuide struct {
	Notes    string   `json:"notes"              yaml:"notes"`
	Expected []string `json:"expected"           yaml:"expected"` // what a practised team does
	Simulate string   `json:"simulate,omitempty" yaml:"simulate"` // what to do on the systems when it is a simulation
}

// Brief is all of a scenario that players may read before it begins.
type Brief struct {
	Opening
	Minutes    int
	Roles      []Role
	Objectives []Goal
}

// Brief returns what players are told before the first inject.
func (s *Scenario) Brief() Brief {
	b := Brief{Opening: s.Opening, Minutes: s.Minutes, Roles: slices.Clone(s.Roles)}
	for _, o := range s.Objectives {
		b.Objectives = append(b.Objectives, o.Goal)
	}
	return b
}

// Length is how long a run takes, pauses not counted.
func (s *Scenario) Length() time.Duration { return minutes(s.Minutes) }

// Inject returns the inject with the id.
func (s *Scenario) Inject(id string) (*Inject, bool) {
	i := slices.IndexFunc(s.Injects, func(in Inject) bool { return in.ID == id })
	if i < 0 {
		return nil, false
	}
	return &s.Injects[i], true
}

// Choice returns the choice with the id and the inject that offers it.
func (s *Scenario) Choice(id string) (*Inject, Choice, bool) {
	for i := range s.Injects {
		for _, c := range s.Injects[i].Choices {
			if c.ID == id {
				return &s.Injects[i], c, true
			}
		}
	}
	return nil, Choice{}, false
}

// Objective returns the objective with the id.
func (s *Scenario) Objective(id string) (Objective, bool) {
	i := slices.IndexFunc(s.Objectives, func(o Objective) bool { return o.ID == id })
	if i < 0 {
		return Objective{}, false
	}
	return s.Objectives[i], true
}

// BackedBy returns the items of a model for which a finished run of the kind is evidence. The model is named with or
// without its version.
func (s *Scenario) BackedBy(model string, kind Kind) []string {
	var items []string
	for _, e := range s.Backs {
		if e.holds(model, kind) {
			items = append(items, e.Items...)
		}
	}
	return items
}

// AnswerBy returns the answer that a finished run of the kind bears out for an item of a model, or "".
func (s *Scenario) AnswerBy(model string, kind Kind, item string) string {
	for _, e := range s.Backs {
		if e.holds(model, kind) && e.Answer != "" && slices.Contains(e.Items, item) {
			return e.Answer
		}
	}
	return ""
}

// holds reports whether a run of the kind is evidence for items of the model.
func (e Evidence) holds(model string, kind Kind) bool {
	return withoutVersion(e.Model) == withoutVersion(model) && (e.Kind == "" || e.Kind == kind)
}
