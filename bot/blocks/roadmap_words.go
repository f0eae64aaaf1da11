package blocks

import (
	"cairn/internal/maturity"
	"cairn/internal/target"
)

// standingWord is how a target stands, in words.
func standingWord(r Reader, s target.State) string {
	switch s {
	case target.OnTrack:
		return r.say(roadmapOnTrack)
	case target.AtRisk:
		return r.say(roadmapAtRisk)
	case target.OffTrack:
		return r.say(roadmapOffTrack)
	case target.Changed:
		return r.say(roadmapChanged)
	case target.Missed:
		return r.say(roadmapMissed)
	default:
		return string(s)
	}
}

// nameOf is a category's name, or its id where the model does not have it.
func nameOf(m *maturity.Model, category string) string {
	if m != nil {
		if c, ok := m.Category(category); ok {
			return c.Name
		}
	}
	return category
}
