// Package digest composes what leadership reads after a cycle: where the levels stand, what changed and why, what to do
// next, and how many answered.
//
// A [Digest] is plain data made from frozen snapshots, so the same cycle always gives the same digest. It knows no
// Slack: package bot renders it as a message, package chart draws it.
package digest

import (
	"cmp"
	"slices"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/exercise"
	"cairn/internal/maturity"
	"cairn/internal/roadmap"
	"cairn/internal/target"
	"cairn/internal/wording"
)

// nextSteps is how many steps a digest names: what a quarter can hold.
const nextSteps = 3

// Digest is one cycle for leadership.
type Digest struct {
	Programme assess.ProgrammeID
	Cycle     assess.CycleID
	Scope     string
	Period    string          // "2026-Q4"
	Before    string          // the period compared with; "" when this is the first
	Channel   string          // Slack id of the leadership channel
	Zone      string          // IANA time zone of the programme
	Leaders   []assess.UserID // of the programme: their Home tabs show it
	Model     string          // title of the model
	ModelID   string
	TakenAt   time.Time
	Quick     bool // the levels were picked by their descriptors
	CheckIn   bool // only what held the categories back was asked; the rest is carried forward

	Takeaway wording.Text // one or two sentences that carry the numbers
	Overall  Standing     // zero in a model without a rule for the whole
	Profile  Profile      // for a model without one: what to read in its place
	Levels   []Standing   // one a category, weakest first
	TopLevel int          // the model's highest
	Next     []Step
	Done     []Step       // of the roadmap: done since the answers, so that the levels do not have them yet
	NextFor  wording.Text // what the steps lead to: "from Level 2 to Level 3"
	Asked    int
	Answered int
	Missing  []string // names of the categories that lack answers
	Unsigned []string // names of those that a delegate answered and the owner did not sign off
	Disputed []string // names of those where two respondents differ and the owner did not settle it

	Deployments   []string              // names of what is in use; empty where the model has no such tags or all are
	Substitutions []assess.Substitution // the organisation's own objectives, in the model's order
	Beside        *Beside               // the cycle on the other model, in the one period in which both are used
	ModelChange   *ModelChange          // the levels before are on another model, so the trend breaks here

	Targets   target.Standings   // and actions, as they stood when the cycle closed
	Outlook   roadmap.Outlook    // as it was then; empty without targets
	Exercises exercise.Standings // as they stood when the cycle closed, with the duty to exercise
}

// Step is something to be done next.
type Step struct {
	Title  string
	Text   string
	Owner  assess.UserID // who has it, or whose category it is; "" where nobody is asked
	Action string        // "A12" once somebody has taken it on
	Due    calendar.Date // of the action, or proposed; zero where nothing is planned
	Ended  time.Time     // when it was done; zero while it was not
}

// Beside is how the same scope stands on the other model.
type Beside struct {
	Cycle    assess.CycleID
	Model    string // title
	ModelID  string
	Sentence wording.Text // "On the five-dimension model: Level 2 (Developing)."
}

// ModelChange says from which model a programme came, and when it was last used.
type ModelChange struct {
	From   string // title of the model before
	Period string // of the last cycle on it
}

// Standing is where a category, or the whole, stands now and stood before.
type Standing struct {
	ID        string // category id; "" for the whole
	Name      string
	Mean      string // the score the level follows from, as an exact decimal; "" where there is none
	Level     int    // 0 while not known
	LevelName string
	AtLeast   int  // bounds while not known; equal to Level once it is
	AtMost    int  //
	Answered  bool // something was answered
	Had       bool // there is a known level before
	Before    int
	MeanWas   string

	Domain      string           // name of the domain above it; "" where there is none
	Blocking    []Objective      // what is answered and keeps it from the next level, in the model's order
	NotMeasured []int            // levels without an applicable objective
	Unanswered  int              // items that may still change the level
	Confidence  string           // of a level picked in a quick cycle; see assess.Confidences
	Override    *assess.Override // in force: Level is as set, Computed what the answers say
	Computed    int              // by the answers; at least, while they are not complete
}

// Objective is an item by its id and its name, the organisation's own where it is substituted.
type Objective struct{ ID, Name string }

// Known reports whether the level is certain.
func (s Standing) Known() bool { return s.LevelName != "" }

// Change is how many levels it rose (or fell, negative) since before; 0 when either is not known.
func (s Standing) Change() int {
	if !s.Known() || !s.Had {
		return 0
	}
	return s.Level - s.Before
}

// Found is what a cycle found: its snapshot and what managers decided about it.
type Found struct {
	assess.Snapshot
	Overrides []assess.Override // all of the cycle, oldest first
}

// Compose makes the digest of what a cycle found. Earlier is what to compare with, or nil; what was found on another
// model is not compared.
func Compose(m *maturity.Model, p assess.Programme, now Found, earlier *Found) Digest {
	d := Digest{
		Programme: now.Programme, Cycle: now.Cycle, Scope: now.Scope, Period: now.Period, Channel: p.Channel, Zone: p.Zone, Leaders: p.Leaders,
		Model: m.Title, ModelID: now.Model, TakenAt: now.TakenAt,
		Quick: now.Kind == assess.Quick, CheckIn: now.Kind == assess.CheckIn,
		TopLevel: m.HighestLevel(), Asked: now.Asked, Answered: now.Answered, Substitutions: now.Substitutions,
	}
	for _, tag := range m.Tags {
		if slices.Contains(now.Deployments, tag.ID) {
			d.Deployments = append(d.Deployments, tag.Name)
		}
	}
	var was maturity.Result
	var setBefore map[string]assess.Override
	if earlier != nil && earlier.Model == now.Model {
		d.Before, was, setBefore = earlier.Period, earlier.Result, assess.InForce(earlier.Overrides)
	}
	set := assess.InForce(now.Overrides)
	for _, score := range now.Result.Categories {
		s := standing(score)
		if before, had := was.Category(score.ID); had {
			s.since(before, setBefore[score.ID])
		}
		s.Confidence = now.Confidence[score.ID]
		s.explain(m, score, now.Substitutions)
		if o, ok := set[score.ID]; ok {
			s.override(m, o)
		}
		d.Levels = append(d.Levels, s)
	}
	slices.SortStableFunc(d.Levels, weakestFirst(now.Result))
	d.Missing, d.Unsigned, d.Disputed = names(m, now.Missing), names(m, now.Unsigned), names(m, now.Disputed)
	result := asSet(m, now.Result, set)
	if o := result.Overall; o != nil {
		d.Overall = overall(now.Scope, *o, asSet(m, was, setBefore).Overall)
	} else {
		d.Profile = profile(m, d.Levels)
	}
	for _, a := range m.NextActions(result, nextSteps) {
		d.Next = append(d.Next, Step{Title: a.Title, Text: a.Text})
	}
	if d.Overall.Known() && d.Overall.Level < d.TopLevel {
		d.NextFor = wording.New("from Level %d to Level %d", d.Overall.Level, d.Overall.Level+1)
	}
	d.Takeaway = takeaway(d)
	return d
}

// names lists the names of categories by their ids.
func names(m *maturity.Model, ids []string) []string {
	var list []string
	for _, id := range ids {
		if c, ok := m.Category(id); ok {
			list = append(list, c.Name)
		}
	}
	return list
}

func standing(score maturity.CategoryScore) Standing {
	s := Standing{
		ID: score.ID, Name: score.Name, Level: score.Level, LevelName: score.LevelName, Computed: score.AtLeast,
		AtLeast: score.AtLeast, AtMost: score.AtMost, Answered: score.Answered > score.NotApplicable,
		NotMeasured: score.NotMeasured, Unanswered: len(score.Unanswered),
	}
	if score.Mean != nil {
		s.Mean = score.Mean.String()
	}
	return s
}

// since adds where the category stood before, as it was set by hand where it was.
func (s *Standing) since(before maturity.CategoryScore, set assess.Override) {
	switch {
	case set.Level != 0:
		s.Had, s.Before = true, set.Level
	case before.Known():
		s.Had, s.Before = true, before.Level
	}
	if s.Had && before.Mean != nil {
		s.MeanWas = before.Mean.String()
	}
}

// explain adds the category's domain and what keeps it from its next level.
func (s *Standing) explain(m *maturity.Model, score maturity.CategoryScore, own []assess.Substitution) {
	c, ok := m.Category(s.ID)
	if !ok {
		return // a snapshot is read with the model it was taken by
	}
	if len(c.Path) > 0 {
		s.Domain = c.Path[0]
	}
	for _, id := range score.Weak {
		item, ok := m.Item(id)
		if !ok {
			continue
		}
		name := item.Name
		if i := slices.IndexFunc(own, func(sub assess.Substitution) bool { return sub.Item == id }); i >= 0 {
			name = own[i].Name
		}
		s.Blocking = append(s.Blocking, Objective{ID: id, Name: name})
	}
}

// override puts the level that a manager set in the place of the computed one, which stays in Computed.
func (s *Standing) override(m *maturity.Model, o assess.Override) {
	level, ok := m.Level(o.Level)
	if !ok {
		return
	}
	s.Override, s.Answered = &o, true
	s.Level, s.LevelName, s.AtLeast, s.AtMost = level.Number, level.Name, level.Number, level.Number
}

func overall(scope string, now maturity.Overall, before *maturity.Overall) Standing {
	s := Standing{
		Name: scope, Level: now.Level, LevelName: now.LevelName, AtLeast: now.AtLeast, AtMost: now.AtMost, Answered: true,
	}
	if before != nil && before.Complete {
		s.Had, s.Before = true, before.Level
	}
	return s
}

// weakestFirst orders by level, then by mean; a category that nobody answered comes first of all, because nothing is
// known of it.
func weakestFirst(r maturity.Result) func(a, b Standing) int {
	return func(a, b Standing) int {
		sa, _ := r.Category(a.ID)
		sb, _ := r.Category(b.ID)
		if c := cmp.Compare(a.AtLeast, b.AtLeast); c != 0 {
			return c
		}
		switch {
		case sa.Mean == nil && sb.Mean == nil:
			return 0
		case sa.Mean == nil:
			return -1
		case sb.Mean == nil:
			return 1
		default:
			return sa.Mean.Cmp(*sb.Mean)
		}
	}
}
