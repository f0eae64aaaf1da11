package exercise

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"strings"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// saidAnew is why an observation of the hot wash is taken back when somebody fills the form in again.
const saidAnew = "said anew in the hot wash"

// Debriefing is what the form of the hot wash needs, with what the person said before. It is for everybody who has a part,
// from the end of the exercise until the hot wash closes.
func (s *Service) Debriefing(ctx context.Context, by assess.Actor, id ID) (d Debriefing, err error) {
	defer errs.Wrap(&err, "exercise.Debriefing(%s)", id)
	err = s.store.View(ctx, func(tx Tx) error {
		r, err := s.record(ctx, tx, id, s.now())
		if err != nil {
			return err
		}
		if err := r.mayDebrief(by); err != nil {
			return err
		}
		d = Debriefing{Questions: r.Scenario.Debrief, Statements: Statements(), Ceilings: make(map[string]Rating)}
		seen := r.seenBeside(by.User)
		for _, objective := range r.Objectives {
			d.Ceilings[objective] = Ceiling(about(objective, seen))
		}
		if said, ok := r.debriefs()[by.User]; ok {
			d.Said = &said
		}
		d.View, err = s.view(ctx, r, by)
		return err
	})
	return d, err
}

// Debrief takes what somebody says in the hot wash. Said again, the last word counts: what they noted before and do not say
// any more is taken back.
func (s *Service) Debrief(ctx context.Context, by assess.Actor, id ID, h HotWash) (err error) {
	defer errs.Wrap(&err, "exercise.Debrief(%s)", id)
	return s.act(ctx, id, func(r *record) error {
		if err := r.mayDebrief(by); err != nil {
			return err
		}
		h, faults := r.hotWash(by.User, h)
		if err := faults.Err(); err != nil {
			return err
		}
		if said, ok := r.debriefs()[by.User]; ok && reflect.DeepEqual(said, h) {
			return nil
		}
		for _, was := range r.ownHotWash(by.User) {
			if !slices.Contains(h.Observations, unnumbered(was.Observation)) {
				if err := r.retract(ctx, by, was.ID, saidAnew); err != nil {
					return err
				}
			}
		}
		kept := r.ownHotWash(by.User)
		for _, o := range h.Observations {
			if slices.ContainsFunc(kept, func(was Noted) bool { return unnumbered(was.Observation) == o }) {
				continue
			}
			if err := r.note(ctx, by, o, true); err != nil {
				return err
			}
		}
		return r.keep(ctx, Event{By: by, Kind: WasDebriefed, Person: by.User, Detail: Detail{HotWash: &h}}, "exercise.debriefed", nil, nil)
	})
}

// mayDebrief checks that somebody can say how it was, now.
func (r *record) mayDebrief(by assess.Actor) error {
	switch {
	case r.PartOf(by.User) == NoPart:
		return forbidden("The hot wash of %s is for those who had a part in it.", r.ID.Number())
	case r.State.Live():
		return errs.New(errs.Conflict, "%s is still being played. Its hot wash begins when it has ended.", r.ID.Number())
	default:
		return r.mustBeOpen()
	}
}

// hotWash is what somebody says as it is kept, without what is empty, and what is wrong with it. Faults of an observation come
// under its kind, such as "strength:text".
func (r *record) hotWash(u assess.UserID, h HotWash) (HotWash, errs.Faults) {
	faults := make(errs.Faults)
	kept := HotWash{Note: strings.TrimSpace(h.Note)}
	checkLength(faults, FieldNote, kept.Note)
	seen := r.seenBeside(u)
	for _, o := range h.Observations {
		of := make(errs.Faults)
		o = r.checkObservation(of, unnumbered(o))
		for field, fault := range of {
			faults[string(o.Kind)+":"+field] = fault
		}
		if !slices.Contains(kept.Observations, o) {
			kept.Observations, seen = append(kept.Observations, o), append(seen, Noted{Observation: o})
		}
	}
	r.checkScores(faults, &kept, h.Scores)
	r.checkRatings(faults, &kept, h.Ratings, seen)
	if len(faults) == 0 && reflect.DeepEqual(kept, HotWash{}) {
		faults.Add(FieldNote, "Say at least one thing: how far you agree, what went well, what did not, or anything else.")
	}
	return kept, faults
}

// checkScores takes how far somebody agrees with the statements.
func (r *record) checkScores(faults errs.Faults, kept *HotWash, scores map[string]int) {
	for _, id := range slices.Sorted(maps.Keys(scores)) {
		known := slices.ContainsFunc(Statements(), func(s Statement) bool { return s.ID == id })
		switch n := scores[id]; {
		case n == 0:
		case !known || n < 1 || n > MostAgreed:
			faults.Add(FieldScore+":"+id, "Choose from 1 (not at all) to %d (fully).", MostAgreed)
		default:
			if kept.Scores == nil {
				kept.Scores = make(map[string]int)
			}
			kept.Scores[id] = n
		}
	}
}

// checkRatings takes the ratings of the run's objectives that what was seen bears.
func (r *record) checkRatings(faults errs.Faults, kept *HotWash, ratings map[string]Rating, seen []Noted) {
	for _, goal := range r.brief().Objectives {
		rating := ratings[goal.ID]
		if rating == "" {
			continue
		}
		checkRating(faults, goal, rating, Ceiling(about(goal.ID, seen)))
		if kept.Ratings == nil {
			kept.Ratings = make(map[string]Rating)
		}
		kept.Ratings[goal.ID] = rating
	}
}

// seenBeside lists what was noted, without what somebody said in the hot wash, which they may say otherwise.
func (r *record) seenBeside(u assess.UserID) []Noted {
	return slices.DeleteFunc(r.observations(), func(n Noted) bool { return n.HotWash && n.By == u })
}

// ownHotWash lists what somebody noted in the hot wash.
func (r *record) ownHotWash(u assess.UserID) []Noted {
	return slices.DeleteFunc(r.observations(), func(n Noted) bool { return !n.HotWash || n.By != u })
}

// unnumbered is an observation as it is said.
func unnumbered(o Observation) Observation {
	o.ID = ""
	return o
}

// draft closes the hot wash: from then on the report can be reviewed, and it is settled whether the exercise counts, of which the
// duty hears.
func (r *record) draft(ctx context.Context) error {
	if err := r.keep(ctx, Event{By: bySchedule, Kind: WasDrafted}, "exercise.drafted", nil, nil); err != nil {
		return err
	}
	return r.nudge(ctx, DutyOf(r.Programme), r.now)
}
