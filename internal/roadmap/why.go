package roadmap

import (
	"slices"

	"cairn/internal/assess"
	"cairn/internal/maturity"
	"cairn/internal/target"
	"cairn/internal/wording"
)

// namedAfter is how many steps a sentence names that come before another.
const namedAfter = 4

// why says why a step stands where it stands: what it serves, how much that weighs, and what comes before it.
func (f facts) why(s step) []wording.Text {
	why := f.serves(s)
	if s.Gap > 0 {
		gap := wording.Count{N: s.Gap, One: "%d level", Many: "%d levels"}
		why = append(why, wording.New("%s to go at %s: that weighs %d.", gap, atRisk(s.Risk), s.weight()))
	}
	if s.forwards != "" {
		why = append(why, wording.New("%s waits for it: that weighs %d and moves it forward.", f.nameOf(s.forwards), s.weighs))
	}
	if s.of != nil {
		why = append(why, wording.New("It is step %d of %d that the model names from Level %d to Level %d.", s.nth, len(s.of.Actions), s.of.From, s.of.To))
	}
	if s.lowers > 0 && f.cumulative() {
		why = append(why, wording.New("Levels build on each other, so it comes after what Level %d still lacks.", s.lowers))
	}
	for _, w := range s.waits {
		after := wording.List(w.after)
		if more := len(after) - namedAfter; more > 0 {
			after = append(slices.Clone(after[:namedAfter]), "…")
		}
		why = append(why, wording.New("It comes after %s: %s.", after, f.assumes(w.Dependency)))
		if w.Note != "" {
			why = append(why, wording.Literal(w.Note)) // in the model's language
		}
	}
	for _, d := range s.missing {
		why = append(why, wording.New("%s, which is neither reached nor a target.", f.assumes(d)))
	}
	return why
}

// serves says for what a step is done.
func (f facts) serves(s step) []wording.Text {
	var why []wording.Text
	for _, a := range s.aims {
		name := f.nameOf(a.category)
		switch {
		case a.of == nil:
			why = append(why, wording.New("%s is on the lowest level, %d. This is part of what leads to the next.", name, f.standing(a.category)))
		case !f.knows(a.category):
			why = append(why, wording.New("%s has not been assessed, and target %s asks for Level %d by %s.", name, a.of.ID.Number(), a.level, a.of.Due))
		default:
			why = append(why, wording.New("%s stands on Level %d, and target %s asks for Level %d by %s.",
				name, f.standing(a.category), a.of.ID.Number(), a.level, a.of.Due))
		}
		if a.of != nil && a.of.Standing() == target.Missed {
			why = append(why, wording.New("The day of target %s is past; until it has another, the end of the next period is assumed.", a.of.ID.Number()))
		}
	}
	switch {
	case len(why) > 0:
	case len(s.Items) > 1:
		why = append(why, wording.New("It helps with %s, which are weak for Level %d; no target asks for it.", wording.List(s.Items), s.Level))
	case len(s.Items) == 1:
		why = append(why, wording.New("It helps with %s, which is weak for Level %d; no target asks for it.", s.Items[0], s.Level))
	default:
		why = append(why, wording.New("The model names it on the way to Level %d; nothing that it helps with is weak.", s.Level))
	}
	return why
}

// assumes says what a dependency is.
func (f facts) assumes(d maturity.Dependency) wording.Text {
	return wording.New("Level %d of %s assumes Level %d of %s", d.Level, f.nameOf(d.Category), d.OnLevel, f.nameOf(d.On))
}

func (f facts) nameOf(category string) string {
	if c, ok := f.model.Category(category); ok {
		return c.Name
	}
	return category
}

// atRisk says what is at stake.
func atRisk(r assess.Risk) wording.Text {
	switch r {
	case assess.RiskLow:
		return wording.New("low risk")
	case assess.RiskHigh:
		return wording.New("high risk")
	case assess.RiskCritical:
		return wording.New("critical risk")
	default:
		return wording.New("normal risk")
	}
}
