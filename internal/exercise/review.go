package exercise

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/target"
	"cairn/internal/wording"
)

// Limits on what is written in a review, in characters.
const (
	MinSummary = 20
	MaxSummary = 3000
)

// reviewDays is how many days after the end a report is to be signed.
const reviewDays = 30

// signBy is when the report is to be signed.
func (r *record) signBy() time.Time { return r.EndedAt.AddDate(0, 0, reviewDays) }

// The kinds of Missing.
const (
	MissingSummary = "summary"
	MissingRating  = "rating"
	MissingFinding = "finding"
)

// Review is what is said and still to be decided about an exercise whose hot wash is closed. It is the facilitator's, before
// and after they sign.
func (s *Service) Review(ctx context.Context, by assess.Actor, id ID) (v Review, err error) {
	defer errs.Wrap(&err, "exercise.Review(%s)", id)
	err = s.store.View(ctx, func(tx Tx) error {
		r, err := s.record(ctx, tx, id, s.now())
		if err != nil {
			return err
		}
		if err := r.mayReview(by); err != nil {
			return err
		}
		v, err = s.review(ctx, r, by)
		return err
	})
	return v, err
}

// review makes a Review for somebody who may have it.
func (s *Service) review(ctx context.Context, r *record, by assess.Actor) (v Review, err error) {
	if v.View, err = s.view(ctx, r, by); err != nil {
		return v, err
	}
	if v.Earlier, err = r.earlier(ctx); err != nil {
		return v, err
	}
	v.Summary, v.Objectives, v.Findings, v.Missing = r.summary(), r.evaluated(), r.findings(), r.missing()
	for i, f := range v.Findings {
		v.Findings[i].Proposed = f.repeats(r.Scenario.Name, v.Earlier)
	}
	v.DueAt, v.Elements = r.signBy(), target.Elements()
	return v, nil
}

// reviews reports whether the actor evaluates the exercise: its facilitator, and once nobody can ask them any more the
// managers that did not play.
func (r *record) reviews(by assess.Actor) bool {
	return r.leads(by) || !r.people[r.Facilitator].MayBeAsked() && r.programme.IsManager(by.User) && r.PartOf(by.User) != AsPlayer
}

// mayReview checks that the actor evaluates the exercise, and that it has come to that.
func (r *record) mayReview(by assess.Actor) error {
	switch {
	case r.EndedAt.IsZero():
		return r.reviewable() // there is nothing yet to keep from anybody
	case !r.reviews(by):
		return forbidden("%s is evaluated by its facilitator, %s. Its report can be read once it is signed.", r.ID.Number(), assess.Mentions(r.Facilitator))
	}
	return r.reviewable()
}

// reviewable says why there is nothing to evaluate, if so.
func (r *record) reviewable() error {
	switch {
	case r.State == Cancelled:
		return errs.New(errs.Closed, "%s was cancelled, so there is nothing to evaluate.", r.ID.Number())
	case r.EndedAt.IsZero():
		return errs.New(errs.Conflict, "%s has not ended, so there is nothing to evaluate yet.", r.ID.Number())
	case !r.drafted():
		return errs.New(errs.Conflict, "%s cannot be evaluated yet: its hot wash is still open.", r.ID.Number())
	default:
		return nil
	}
}

// drafted reports whether the hot wash is closed.
func (r *record) drafted() bool {
	return r.find(WasDrafted) != nil
}

// evaluate runs an act of the review of a report that is not signed.
func (s *Service) evaluate(ctx context.Context, by assess.Actor, id ID, do func(r *record) error) error {
	return s.act(ctx, id, func(r *record) error {
		if err := r.mayReview(by); err != nil {
			return err
		}
		if r.State == Reviewed {
			return errs.New(errs.Closed, "The report of %s was signed on %s and stays as it is.", r.ID.Number(), wording.At(r.ReviewedAt, "2 January 2006"))
		}
		return do(r)
	})
}

// Summarise says what the exercise showed, in the words of its facilitator. The last word counts.
func (s *Service) Summarise(ctx context.Context, by assess.Actor, id ID, text string) (err error) {
	defer errs.Wrap(&err, "exercise.Summarise(%s)", id)
	text = strings.TrimSpace(text)
	return s.evaluate(ctx, by, id, func(r *record) error {
		faults := make(errs.Faults)
		switch n := utf8.RuneCountInString(text); {
		case n < MinSummary:
			faults.Add(FieldSummary, "Say in at least %d characters what the exercise showed.", MinSummary)
		case n > MaxSummary:
			faults.Add(FieldSummary, "Shorten the summary to %d characters; it has %d.", MaxSummary, n)
		case text == r.summary():
			return nil
		}
		if err := faults.Err(); err != nil {
			return err
		}
		return r.keep(ctx, Event{Kind: WasSummarised, By: by, Detail: Detail{Note: text}}, "exercise.summarised", nil, nil)
	})
}

// Rate gives an objective its final rating, which no observation may contradict. Why may be "".
func (s *Service) Rate(ctx context.Context, by assess.Actor, id ID, objective string, rating Rating, why string) (err error) {
	defer errs.Wrap(&err, "exercise.Rate(%s, %s)", id, objective)
	why = strings.TrimSpace(why)
	return s.evaluate(ctx, by, id, func(r *record) error {
		goals := r.brief().Objectives
		i := slices.IndexFunc(goals, func(g Goal) bool { return g.ID == objective })
		if i < 0 {
			return errs.New(errs.NotFound, "%s is not about an objective %q.", r.ID.Number(), objective)
		}
		faults := make(errs.Faults)
		checkRating(faults, goals[i], rating, Ceiling(about(objective, r.observations())))
		if n := utf8.RuneCountInString(why); n > assess.MaxReason {
			faults.Add(FieldWhy, "Shorten the reason to %d characters; it has %d.", assess.MaxReason, n)
		}
		if err := faults.Err(); err != nil {
			return err
		}
		if had := r.rated()[objective]; had.Rating == rating && had.Note == why {
			return nil
		}
		e := Event{Kind: WasRated, By: by, Detail: Detail{Objective: objective, Rating: rating, Note: why}}
		return r.keep(ctx, e, "exercise.rated", map[string]string{"objective": objective, "rating": string(rating)}, nil)
	})
}

// summary is the facilitator's word on the whole; "" until they said it.
func (r *record) summary() string {
	text := ""
	for _, e := range r.events {
		if e.Kind == WasSummarised {
			text = e.Note
		}
	}
	return text
}

// rated are the final ratings with their reasons, by objective.
func (r *record) rated() map[string]Event {
	all := make(map[string]Event)
	for _, e := range r.events {
		if e.Kind == WasRated {
			all[e.Objective] = e
		}
	}
	return all
}

// evaluated lists the objectives that the run was about with all that was said of them.
func (r *record) evaluated() []ReviewObjective {
	observed, said, final := r.observations(), r.ratings(), r.rated()
	var all []ReviewObjective
	for _, g := range r.brief().Objectives {
		o := ReviewObjective{
			Goal: g, Ceiling: Ceiling(about(g.ID, observed)), Ratings: said[g.ID],
			Final: final[g.ID].Rating, Why: final[g.ID].Note,
		}
		for _, n := range observed {
			switch {
			case n.Objective != g.ID:
			case n.Kind == Strength:
				o.Strengths = append(o.Strengths, n)
			default:
				o.Improvements = append(o.Improvements, n)
			}
		}
		o.Proposed = r.proposed(o)
		all = append(all, o)
	}
	return all
}

// proposed is the rating that the facilitator is offered for an objective.
func (r *record) proposed(o ReviewObjective) Rating {
	var evaluators, others []Rating
	for u, rating := range o.Ratings {
		if r.PartOf(u).ReadsNotes() || r.led(u) {
			evaluators = append(evaluators, rating)
		} else {
			others = append(others, rating)
		}
	}
	said := Lowest(evaluators...)
	if said == NotObserved {
		said = Lowest(others...)
	}
	if said == NotObserved || said.Exceeds(o.Ceiling) {
		return o.Ceiling
	}
	return said
}

// missing lists what keeps the report from being signed.
func (r *record) missing() []Missing {
	var all []Missing
	if utf8.RuneCountInString(r.summary()) < MinSummary {
		all = append(all, Missing{Kind: MissingSummary})
	}
	for _, o := range r.evaluated() {
		if o.Final == "" || o.Final.Exceeds(o.Ceiling) { // an observation may have been retracted since
			all = append(all, Missing{Kind: MissingRating, ID: o.ID})
		}
	}
	found := r.findings()
	for _, f := range found {
		if !f.answered(found) {
			all = append(all, Missing{Kind: MissingFinding, ID: f.ID})
		}
	}
	return all
}
