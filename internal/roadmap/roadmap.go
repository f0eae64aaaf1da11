package roadmap

import (
	"slices"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/maturity"
	"cairn/internal/target"
	"cairn/internal/wording"
)

// Roadmap is what is to be done, in order.
type Roadmap struct {
	Programme assess.Programme
	Model     *maturity.Model
	AsOf      time.Time      // of the answers it is built on; zero while there are none
	Open      assess.CycleID // the cycle whose answers may still change; "" for none
	Today     calendar.Date
	Entries   []Entry
	Loose     []target.Action // open actions that are no position of it: own and corrective ones, and what the answers have overtaken
	Targets   []target.View   // open, by due day
	Notes     []wording.Text  // what a reader has to know: no snapshot yet, no targets, a quick cycle only
}

// Entry is one position of a roadmap.
type Entry struct {
	Position int    // 1, 2, …
	Key      string // stable name within the programme: the item's id, or that of the model's action
	Category string // category id; that of its first item, for an action that helps several
	Level    int    // the level it belongs to or leads to
	Items    []string
	Title    string // in the model's language
	Text     string
	Answer   string         // of an objective: the value it was answered with; "" while it was not
	Targets  []target.ID    // it serves, the earliest due first
	Gap      int            // levels between where the category stands and its target
	Risk     assess.Risk    // the manager's weight of the category
	After    []string       // keys of entries it comes after, because the model's dependencies say so
	Why      []wording.Text // why it stands where it stands
	Start    calendar.Date  // proposed, or the action's
	End      calendar.Date
	Action   *target.Action // what it became; nil while nobody took it on. Done ones stay until the next assessment
}

// Entry returns the entry with the key.
func (r Roadmap) Entry(key string) (Entry, bool) {
	i := slices.IndexFunc(r.Entries, func(e Entry) bool { return e.Key == key })
	if i < 0 {
		return Entry{}, false
	}
	return r.Entries[i], true
}

// Pick returns the entries that a filter picks, in order and with their positions.
func (r Roadmap) Pick(f Filter) []Entry {
	var picked []Entry
	for _, e := range r.Entries {
		if f.Owner != "" && f.Owner != r.Owner(e) || f.Category != "" && f.Category != e.Category || f.Open && e.Done() {
			continue
		}
		picked = append(picked, e)
	}
	return picked
}

// Owner returns who is to do an entry: the owner of its action, or of its category while there is none.
func (r Roadmap) Owner(e Entry) assess.UserID {
	if e.Action != nil {
		return e.Action.Owner
	}
	for _, a := range r.Programme.Assignments {
		if a.Category == e.Category {
			return a.Owner
		}
	}
	return ""
}

// Done reports whether somebody has done the entry, and the answers do not say so yet.
func (e Entry) Done() bool { return e.Action != nil && e.Action.Status == target.Done }

// Taken reports whether somebody is on it.
func (e Entry) Taken() bool { return e.Action != nil && e.Action.Open() }

// Filter picks entries. The zero Filter picks all.
type Filter struct {
	Owner    assess.UserID // of the action, or of the category while there is none; "" for everybody
	Category string
	Open     bool // not done
}

// WhatIf is what changes of answers would lead to.
type WhatIf struct {
	Programme assess.Programme
	Model     *maturity.Model
	Changes   []maturity.Change
	Before    maturity.Result
	After     maturity.Result
	Cheapest  maturity.Cheapest // what reaches the next level of the whole, from Before
}

// Projection is the level that a category is expected to have at the end of a period.
type Projection struct {
	Cycle       assess.CycleID // whose snapshot it was made from
	MadeAt      time.Time
	Period      string        // "2027-Q1"
	End         calendar.Date // the last day of the period
	Category    string        // category id; "" for the whole
	Pessimistic int
	Expected    int
	Optimistic  int
}

// Outcome compares a projection with what happened.
type Outcome struct {
	Projection
	Actual int            // level by which the period ended, in the first snapshot after it, or else the newest within it
	By     assess.CycleID // that snapshot
}

// Hit reports whether the expected level is the one that came.
func (o Outcome) Hit() bool { return o.Actual == o.Expected }

// Within reports whether the level that came lies between the pessimistic and the optimistic one.
func (o Outcome) Within() bool { return o.Pessimistic <= o.Actual && o.Actual <= o.Optimistic }

// Outlook is where a programme is heading, and how right earlier outlooks were.
type Outlook struct {
	Programme assess.Programme
	Model     *maturity.Model
	Now       map[string]int // level by category id; "" for the whole where the model makes it the lowest category's
	Ahead     []Projection   // by period, of the next four ends; in each the whole first, then the categories in the model's order
	Past      []Outcome      // of periods that are over and whose end was measured, newest first
}

// HitRate returns how many of the outcomes were hits, how many were within, and of how many.
func (o Outlook) HitRate() (hits, within, of int) {
	for _, p := range o.Past {
		of++
		if p.Hit() {
			hits++
		}
		if p.Within() {
			within++
		}
	}
	return hits, within, of
}
