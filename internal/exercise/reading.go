package exercise

import (
	"maps"
	"time"

	"cairn/internal/assess"
)

// reading is what is looked up in a ledger for one person after the other, worked out once.
type reading struct {
	of        int            // records of the ledger
	taken     map[taking]int // where in it a step was taken
	plans     []Event
	handovers []Handover
	replies   map[assess.UserID]Replied
}

// taking is a step of somebody, or of the channel with "".
type taking struct {
	person assess.UserID
	step   string
}

// reading returns what stands in the ledger as it is by now. Records are only ever added to it.
func (r *record) reading() *reading {
	if r.read != nil && r.read.of == len(r.events) {
		return r.read
	}
	r.read = &reading{of: len(r.events), taken: make(map[taking]int), replies: make(map[assess.UserID]Replied)}
	var start time.Time
	var plan Plan
	for i, e := range r.events {
		of := taking{e.Person, e.Step}
		if _, ok := r.read.taken[of]; !ok && e.Step != "" {
			r.read.taken[of] = i
		}
		switch {
		case e.Kind == WasTakenOver:
			r.read.handovers = append(r.read.handovers, Handover{
				At: e.At, From: e.Person, To: e.By.User, Was: plan.PartOf(e.By.User), roles: plan.RolesOf(e.By.User),
			})
		case e.Plan != nil:
			r.read.plans = append(r.read.plans, e)
			if !e.Plan.Start.Equal(start) {
				start = e.Plan.Start
				clear(r.read.replies)
			}
		}
		if e.Plan != nil {
			plan = *e.Plan
		}
		if e.Kind == WasReplied {
			r.read.replies[e.Person] = Replied{Reply: e.Reply, Note: e.Note, At: e.At}
		}
	}
	return r.read
}

// taken returns the record of a step to a person, or to the channel with "", that was taken; nil for none.
func (r *record) taken(person assess.UserID, step string) *Event {
	i, ok := r.reading().taken[taking{person, step}]
	if !ok {
		return nil
	}
	return &r.events[i]
}

// plans are the records of what the plan was until the start, by edition.
func (r *record) plans() []Event { return r.reading().plans }

// replies are what the invited said last. A new start has everybody asked anew.
func (r *record) replies() map[assess.UserID]Replied { return maps.Clone(r.reading().replies) }

// reply is what somebody said last.
func (r *record) reply(u assess.UserID) Reply { return r.reading().replies[u].Reply }
