package workbook

import (
	"slices"
	"time"

	"cairn/internal/maturity"
)

// Assessment is what [Write] writes: a model with how one cycle of a programme stands by it.
type Assessment struct {
	Model     *maturity.Model
	Programme string // its short name
	Scope     string
	Cycle     string // id of the cycle; "" when there was none yet, and nothing below is filled in
	Period    string
	Kind      string    // full, quick or check-in
	Closed    bool      // what an open cycle shows may still change
	At        time.Time // when it closed, or when an open one was read

	Deployments []string                     // tags in use; empty for all
	Categories  map[string]CategoryStanding  // by category id
	Items       map[string]ItemStanding      // by item id
	Substitutes map[string]SubstituteDecided // by item id
}

// CategoryStanding is how a category stands.
type CategoryStanding struct {
	Score      maturity.CategoryScore
	Confidence string // of a level that was picked in a quick assessment
	Override   *OverrideDecided
	Owner      string
	Deputy     string
	Target     string // the open ones, such as "Level 3 by 2027-03-31 (at risk)"; "" for none
	Evidence   string // link that backs the answers as a whole
	Comment    string
}

// Level returns the category's level as it is reported: set by a manager, else computed. It is false while unknown.
func (c CategoryStanding) Level() (int, bool) {
	if c.Override != nil {
		return c.Override.Level, true
	}
	return c.Score.Level, c.Score.Known()
}

// OverrideDecided is a level that a manager set.
type OverrideDecided struct {
	Level  int
	Reason string
	By     string
	At     time.Time
}

// SubstituteDecided is an objective of the organisation's own in the place of one of the model's.
type SubstituteDecided struct {
	Name   string
	Text   string
	Reason string
	By     string
	At     time.Time
}

// ItemStanding is the answer to an item.
type ItemStanding struct {
	Value         string // of the item's answer set; "" with NotApplicable
	NotApplicable bool
	Excluded      bool // it applies to no deployment type in use, and was not asked
	Note          string
	Evidence      string
	Answered      string // the period the answer is from
}

// profile returns the lowest level of the categories that have one, the middle one (the lower of two), and how many have
// one.
func (a Assessment) profile() (lowest, median, counted int) {
	var levels []int
	for _, c := range a.Model.Categories() {
		if level, ok := a.Categories[c.ID].Level(); ok && a.Cycle != "" {
			levels = append(levels, level)
		}
	}
	if len(levels) == 0 {
		return 0, 0, 0
	}
	slices.Sort(levels)
	return levels[0], levels[(len(levels)-1)/2], len(levels)
}
