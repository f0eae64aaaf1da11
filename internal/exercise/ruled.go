package exercise

import "slices"

// split tells the injects that do not come as things stand: those that wait for a decision, for another inject or for more time,
// and those that what happened rules out, both in the scenario's order.
func (r *record) split() (waiting []string, ruled []RuledOut) {
	c, _ := r.course()
	waiting = r.absent()
	for { // what waits for one that is ruled out is ruled out with it
		n := len(ruled)
		waiting = slices.DeleteFunc(waiting, func(id string) bool {
			in, _ := r.Scenario.Inject(id)
			out, is := r.Scenario.rulesOut(in, c, ruled)
			if is {
				ruled = append(ruled, out)
			}
			return is
		})
		if len(ruled) == n {
			break
		}
	}
	slices.SortFunc(ruled, func(a, b RuledOut) int { return r.place(a.Inject) - r.place(b.Inject) })
	return waiting, ruled
}

// rulesOut reports what keeps an inject from ever coming by itself, given which others are ruled out already.
func (s *Scenario) rulesOut(in *Inject, c Course, others []RuledOut) (RuledOut, bool) {
	if in == nil || in.When == nil {
		return RuledOut{}, false
	}
	w := in.When
	gone := func(on string) (RuledOut, bool) {
		return RuledOut{Inject: in.ID, On: on, By: RuledByAbsence}, slices.ContainsFunc(others, func(o RuledOut) bool { return o.Inject == on })
	}
	switch {
	case w.Choice != "":
		of, choice, ok := s.Choice(w.Choice)
		if !ok {
			return RuledOut{}, false
		}
		first, taken := c.first(of.ID, func(t Taken) bool { return t.Choice != "" })
		if taken && first.Choice != choice.ID {
			return RuledOut{Inject: in.ID, On: of.ID, Choice: first.Choice, By: RuledByChoice}, true
		}
		return gone(of.ID)
	case w.Undecided != "":
		at, delivered := c.Delivered[w.Undecided]
		first, decided := c.first(w.Undecided, func(Taken) bool { return true })
		if delivered && decided && first.At < at+minutes(w.After) {
			return RuledOut{Inject: in.ID, On: w.Undecided, By: RuledByDecision}, true
		}
		return gone(w.Undecided)
	case w.Undelivered != "":
		at, delivered := c.Delivered[w.Undelivered]
		return RuledOut{Inject: in.ID, On: w.Undelivered, By: RuledByDelivery}, delivered && at <= minutes(w.By)
	case w.Decided != "":
		return gone(w.Decided)
	default:
		return gone(w.Delivered)
	}
}
