package exercise

import (
	"time"

	"cairn/internal/assess"
	"cairn/internal/maturity"
)

// validity is how many months an exercise is evidence where the programme does not say how often it is to exercise.
const validity = 12

// backed lists the items of the programme's model that the exercise is evidence for once its report is published, and until
// when: as long as the programme may wait for the next of the kind. One that does not count is evidence for nothing.
func (r *record) backed(m *maturity.Model, months int, link string, at time.Time) []Backed {
	if r.lacks() != LacksNothing {
		return nil
	}
	if months == 0 {
		months = validity
	}
	cal := r.calendars[r.Facilitator]
	if own, err := r.programme.Calendar(); err == nil {
		cal = own
	}
	var all []Backed
	for _, id := range r.Scenario.BackedBy(m.ID, r.Kind) {
		if _, known := m.Item(id); known {
			all = append(all, Backed{
				Exercise: r.ID, Item: id, Answer: r.Scenario.AnswerBy(m.ID, r.Kind, id), Kind: r.Kind, At: r.HeldAt(), Until: monthsAfter(cal, r.HeldAt(), months), PublishedAt: at, Link: link,
			})
		}
	}
	return all
}

// monthsOf is how often a programme is to exercise in a kind: every so many months, 0 for no duty.
func monthsOf(p assess.Programme, k Kind) int {
	if k == Simulation {
		return p.Rehearsals.Simulation
	}
	return p.Rehearsals.Tabletop
}
