package exercise

import (
	"slices"
	"strings"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// observations lists what was noted about the objectives and not retracted, in the run and in the hot wash, oldest first.
func (r *record) observations() []Noted {
	var all []Noted
	for _, n := range noted(r.Plan, r.events) {
		if n.retracted == notRetracted {
			all = append(all, n.Noted)
		}
	}
	return all
}

// own are the observations that somebody made and can take back: until the report is signed.
func (r *record) own(u assess.UserID) []Noted {
	if u == "" || r.State.Over() {
		return nil
	}
	return slices.DeleteFunc(r.observations(), func(n Noted) bool { return n.By != u })
}

// about picks the observations of one objective.
func about(objective string, all []Noted) []Observation {
	var of []Observation
	for _, n := range all {
		if n.Objective == objective {
			of = append(of, n.Observation)
		}
	}
	return of
}

// retraction says when an observation was taken back.
type retraction int

const (
	notRetracted retraction = iota
	beforeDraft             // so that it never was a finding
	afterDraft              // its number is known to people, and stays free
)

// notedOnce is an observation with what became of it.
type notedOnce struct {
	Noted
	retracted retraction
}

// noted reads the observations out of a ledger, with the parts that people had by the plan then.
func noted(p Plan, events []Event) []notedOnce {
	var all []notedOnce
	drafted := false
	for _, e := range events {
		if e.Plan != nil {
			p = *e.Plan
		}
		switch {
		case e.Kind == WasDrafted:
			drafted = true
		case e.Kind == WasObserved && e.Observation != nil:
			all = append(all, notedOnce{Noted: Noted{Observation: *e.Observation, At: e.At, By: e.By.User, Part: p.PartOf(e.By.User), HotWash: e.InHotWash}})
		case e.Kind == WasRetracted && e.Observation != nil:
			i := slices.IndexFunc(all, func(n notedOnce) bool { return n.ID == e.Observation.ID })
			if i < 0 {
				continue
			}
			if all[i].retracted = beforeDraft; drafted {
				all[i].retracted = afterDraft
			}
		}
	}
	return all
}

// ratings are what was said of the objectives in the hot wash, by objective and person. The last word of a person counts.
func (r *record) ratings() map[string]map[assess.UserID]Rating {
	all := make(map[string]map[assess.UserID]Rating)
	for u, said := range r.debriefs() {
		for objective, rating := range said.Ratings {
			if all[objective] == nil {
				all[objective] = make(map[assess.UserID]Rating)
			}
			all[objective][u] = rating
		}
	}
	return all
}

// debriefs are the filled-in forms of the hot wash, the last of each person.
func (r *record) debriefs() map[assess.UserID]HotWash {
	all := make(map[assess.UserID]HotWash)
	for _, e := range r.events {
		if e.Kind == WasDebriefed && e.HotWash != nil {
			all[e.Person] = *e.HotWash
		}
	}
	return all
}

// checkRating says under the field of an objective why it cannot be rated so: there is no such rating, or what was observed
// does not bear it.
func checkRating(faults errs.Faults, of Goal, r, ceiling Rating) {
	field, what := FieldRating+":"+of.ID, strings.TrimSuffix(of.Text, ".")
	switch {
	case !slices.Contains(Ratings(), r):
		faults.Add(field, "Rate the objective “%s” P, S, M, U or as not observed.", what)
	case !r.Exceeds(ceiling):
	case ceiling == NotObserved:
		faults.Add(field, "Nothing was observed of the objective “%s”. Leave it as not observed, or note what was seen first.", what)
	case ceiling == Some:
		faults.Add(field, "The objective “%s” can be rated S at best: an area for improvement was noted that made it go less well than it could.", what)
	case ceiling == MajorOnes:
		faults.Add(field, "The objective “%s” can be rated M at best: an area for improvement was noted with a major impact.", what)
	default:
		faults.Add(field, "The objective “%s” can only be rated U: an area for improvement was noted because of which it was not achieved.", what)
	}
}
