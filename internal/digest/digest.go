// Package digest composes what leadership reads after a cycle: where the levels stand, what changed and why, what to do
// next, and how many answered.
//
// A [Digest] is plain data made from frozen snapshots, so the same cycle always gives the same digest. It knows no
// Slack: package bot renders it as a message, package chart draws it.
package digest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"cairn/internal/assess"
	"cairn/internal/maturity"
)

// nextActions is how many roadmap actions a digest names: what a quarter can hold.
const nextActions = 3

// Digest is one cycle for leadership.
type Digest struct {
	Programme assess.ProgrammeID
	Cycle     assess.CycleID
	Scope     string
	Period    string // "2026-Q4"
	Before    string // the period compared with; "" when this is the first
	Channel   string // Slack id of the leadership channel
	Model     string // title of the model
	ModelID   string
	TakenAt   time.Time
	Quick     bool

	Takeaway string // one sentence that carries the numbers
	Overall  Standing
	Levels   []Standing // one a category, weakest first
	TopLevel int        // the model's highest
	Next     []maturity.Action
	NextFor  string // what the actions lead to: "from Level 2 to Level 3"
	Asked    int
	Answered int
	Missing  []string // names of the categories without an answer
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
}

// Known reports whether the level is certain.
func (s Standing) Known() bool { return s.LevelName != "" }

// Change is how many levels it rose (or fell, negative) since before; 0 when either is not known.
func (s Standing) Change() int {
	if !s.Known() || !s.Had {
		return 0
	}
	return s.Level - s.Before
}

// Compose makes the digest of a snapshot. Earlier is the snapshot to compare with, or nil; one on another model is not
// compared.
func Compose(m *maturity.Model, p assess.Programme, now assess.Snapshot, earlier *assess.Snapshot) Digest {
	d := Digest{
		Programme: now.Programme, Cycle: now.Cycle, Scope: now.Scope, Period: now.Period, Channel: p.Channel,
		Model: m.Title, ModelID: now.Model, TakenAt: now.TakenAt, Quick: now.Kind != assess.Full,
		TopLevel: m.HighestLevel(), Asked: now.Asked, Answered: now.Answered,
	}
	var was maturity.Result
	if earlier != nil && earlier.Model == now.Model {
		d.Before, was = earlier.Period, earlier.Result
	}
	for _, score := range now.Result.Categories {
		before, had := was.Category(score.ID)
		d.Levels = append(d.Levels, standing(score, before, had))
	}
	slices.SortStableFunc(d.Levels, weakestFirst(now.Result))
	for _, id := range now.Missing {
		if c, ok := m.Category(id); ok {
			d.Missing = append(d.Missing, c.Name)
		}
	}
	if o := now.Result.Overall; o != nil {
		d.Overall = overall(now.Scope, *o, was.Overall)
	}
	d.Next = m.NextActions(now.Result, nextActions)
	if d.Overall.Known() && d.Overall.Level < d.TopLevel {
		d.NextFor = fmt.Sprintf("from Level %d to Level %d", d.Overall.Level, d.Overall.Level+1)
	}
	d.Takeaway = takeaway(d)
	return d
}

func standing(score, before maturity.CategoryScore, had bool) Standing {
	s := Standing{
		ID: score.ID, Name: score.Name, Level: score.Level, LevelName: score.LevelName,
		AtLeast: score.AtLeast, AtMost: score.AtMost, Answered: score.Answered > 0,
	}
	if score.Mean != nil {
		s.Mean = score.Mean.String()
	}
	if had && before.Known() {
		s.Had, s.Before = true, before.Level
		if before.Mean != nil {
			s.MeanWas = before.Mean.String()
		}
	}
	return s
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

// takeaway says in one sentence where the whole stands, how that changed and what holds it back.
func takeaway(d Digest) string {
	var b strings.Builder
	o := d.Overall
	switch {
	case d.Answered == 0:
		return fmt.Sprintf("Nobody answered in %s, so nothing is known of %s: all %d questionnaires are missing.", d.Period, d.Scope, d.Asked)
	case o.Name == "":
		fmt.Fprintf(&b, "%s: %s", d.Scope, profile(d))
	case !o.Known():
		fmt.Fprintf(&b, "%s stands at Level %d to %d: %s without an answer (%s)",
			d.Scope, o.AtLeast, o.AtMost, count(len(d.Missing), "category is", "categories are"), strings.Join(d.Missing, ", "))
	default:
		fmt.Fprintf(&b, "%s stands at Level %d (%s)", d.Scope, o.Level, o.LevelName)
		switch change := o.Change(); {
		case change > 0:
			fmt.Fprintf(&b, ", up from Level %d in %s", o.Before, d.Before)
		case change < 0:
			fmt.Fprintf(&b, ", down from Level %d in %s", o.Before, d.Before)
		case o.Had:
			fmt.Fprintf(&b, ", as in %s", d.Before)
		}
		b.WriteString(heldBack(d))
	}
	if rose, fell := moved(d.Levels); len(rose)+len(fell) > 0 {
		b.WriteString("; " + movement(rose, fell))
	}
	b.WriteString(".")
	return b.String()
}

// heldBack names the categories on the lowest level, unless all are.
func heldBack(d Digest) string {
	var names []string
	for _, s := range d.Levels {
		if s.Known() && s.Level == d.Overall.Level {
			name := s.Name
			if s.Mean != "" {
				name += " (" + s.Mean + ")"
			}
			names = append(names, name)
		}
	}
	if len(names) == 0 || len(names) == len(d.Levels) {
		return ""
	}
	return ", held there by " + list(names)
}

// profile says how many categories stand on each level.
func profile(d Digest) string {
	at := make(map[int]int)
	for _, s := range d.Levels {
		at[s.AtLeast]++
	}
	var parts []string
	for level := 0; level <= d.TopLevel; level++ {
		if n := at[level]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s at Level %d", count(n, "category", "categories"), level))
		}
	}
	return list(parts)
}

func moved(levels []Standing) (rose, fell []string) {
	for _, s := range levels {
		switch change := s.Change(); {
		case change > 0:
			rose = append(rose, s.Name)
		case change < 0:
			fell = append(fell, s.Name)
		}
	}
	return rose, fell
}

func movement(rose, fell []string) string {
	var parts []string
	if len(rose) > 0 {
		parts = append(parts, list(rose)+" rose")
	}
	if len(fell) > 0 {
		parts = append(parts, list(fell)+" fell")
	}
	return strings.Join(parts, ", ")
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
