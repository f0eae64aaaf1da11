package planfile

import (
	"cairn/internal/roadmap"
	"cairn/internal/wording"
)

// title says what a roadmap amounts to.
func title(m roadmap.Roadmap, steps int, to Reader) string {
	count := wording.Count{N: steps, One: "%d step", Many: "%d steps"}
	switch {
	case len(m.Entries) == 0 && len(m.Targets) == 0:
		return to.say("%s: nothing is on the roadmap yet", m.Programme.Scope)
	case len(m.Targets) == 0:
		return to.say("%s: %s towards the next level", m.Programme.Scope, count)
	default:
		return to.say("%s: %s towards %s", m.Programme.Scope, count, wording.Count{N: len(m.Targets), One: "%d target", Many: "%d targets"})
	}
}

// subtitle says on which answers a roadmap is built, and what of it a picture shows.
func subtitle(m roadmap.Roadmap, drawn, of int, to Reader) string {
	switch {
	case drawn < of:
		return to.say("The first %d of %d. The files have all of them.", drawn, of)
	case m.AsOf.IsZero():
		return ""
	default:
		return to.say("By the answers of %s. Proposed days spread the steps evenly over the time that is left.", wording.At(m.AsOf, "2 January 2006"))
	}
}
