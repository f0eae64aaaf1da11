package exercise

import "slices"

// Lack is what keeps an exercise from counting as held. One that lacks something fulfils no duty and is evidence for nothing; its
// report is signed and published all the same, and says so.
type Lack string

// What an exercise can lack. The first that holds is said.
const (
	LacksNothing  Lack = ""
	LacksInject   Lack = "inject"   // none came
	LacksDecision Lack = "decision" // none of a player was logged
	LacksOthers   Lack = "others"   // nobody but the facilitator logged, noted or said anything
)

// lacks is the one rule for what counts as an exercise held: an inject came, a player decided something, and somebody besides the
// facilitator left word of it in the record. As long as something can still be added to the record, nothing is said against it.
func (r *record) lacks() Lack {
	closed := r.State == Reviewed || r.State == Ended && r.drafted()
	switch {
	case !closed:
		return LacksNothing
	case len(r.delivered()) == 0:
		return LacksInject
	case r.find(WasDecided) == nil:
		return LacksDecision
	case !r.byOthers():
		return LacksOthers
	default:
		return LacksNothing
	}
}

// byOthers reports whether somebody contributed who did not facilitate the exercise at the time.
func (r *record) byOthers() bool {
	lead := r.Facilitator
	for _, e := range r.events {
		if e.Plan != nil {
			lead = e.Plan.Facilitator
		}
		said := e.Kind == WasDecided || e.Kind == WasObserved || e.Kind == WasDebriefed
		if said && e.By.User != "" && e.By.User != lead {
			return true
		}
	}
	return false
}

// counts has a report say what its exercise lacks to count as held. What lacks something is evidence for nothing.
func (r *Report) counts(lacks Lack) {
	r.Lacks = lacks
	for i := range r.Items {
		r.Items[i].Backs = r.Items[i].Backs && lacks == LacksNothing
	}
}

// newestHeld returns the record of the newest exercise of a kind that counts and whose report is signed; nil for none. Ledgers are read
// up to that one.
func newestHeld(exercises []Exercise, kind Kind, open func(Exercise) (*record, error)) (*record, error) {
	signed := slices.DeleteFunc(slices.Clone(exercises), func(e Exercise) bool { return e.Kind != kind || e.State != Reviewed })
	slices.SortStableFunc(signed, func(a, b Exercise) int { return b.HeldAt().Compare(a.HeldAt()) })
	for _, e := range signed {
		r, err := open(e)
		if err != nil {
			return nil, err
		}
		if r.lacks() == LacksNothing {
			return r, nil
		}
	}
	return nil, nil
}
