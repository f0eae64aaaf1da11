package exercise

import (
	"cmp"
	"context"
	"slices"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// View returns an exercise as the actor may see it: whoever has a part in it or in its programme may.
func (s *Service) View(ctx context.Context, by assess.Actor, id ID) (v View, err error) {
	defer errs.Wrap(&err, "exercise.View(%s)", id)
	err = s.store.View(ctx, func(tx Tx) error {
		r, err := s.record(ctx, tx, id, s.now())
		if err != nil {
			return err
		}
		if err := r.mayRead(by); err != nil {
			return err
		}
		v, err = s.view(ctx, r, by)
		return err
	})
	return v, err
}

// Views returns an exercise as each of the people sees it, in their order. It is read once for all of them.
func (s *Service) Views(ctx context.Context, id ID, people []assess.UserID) (all []View, err error) {
	defer errs.Wrap(&err, "exercise.Views(%s)", id)
	err = s.store.View(ctx, func(tx Tx) error {
		r, err := s.record(ctx, tx, id, s.now())
		if err != nil {
			return err
		}
		v, err := s.view(ctx, r, assess.Actor{})
		if err != nil {
			return err
		}
		all = make([]View, len(people))
		for i, u := range people {
			by := assess.BySlack(u)
			if err := r.mayRead(by); err != nil {
				return err
			}
			if all[i], err = v.seenBy(ctx, r, by); err != nil {
				return err
			}
		}
		return nil
	})
	return all, err
}

// seenBy is the view as the actor sees it.
func (v View) seenBy(ctx context.Context, r *record, by assess.Actor) (View, error) {
	v.For, v.Part, v.Manages, v.Own = by.User, r.PartOf(by.User), r.manages(by) || r.leads(by), r.own(by.User)
	v.TakesOver = r.mayTakeOver(by) == nil
	invited := slices.IndexFunc(r.events, func(e Event) bool {
		return e.Kind == WasTold && e.Person == by.User && StepName(e.Step) == StepInvite
	})
	if invited < 0 || r.State != Planned { // later there is more to say than who writes
		return v, nil
	}
	var err error
	v.First, err = introduces(ctx, r.tx, by.User, r.events[invited].At, r.message(by.User, r.events[invited].Step))
	return v, err
}

// mayRead checks that the actor may see the exercise at all. What is kept from players is in no View.
func (r *record) mayRead(by assess.Actor) error {
	if by.Operator() || r.PartOf(by.User) != NoPart || r.programme.Knows(by.User) || r.led(by.User) {
		return nil
	}
	return forbidden("%s is for those who have a part in it or in %s. Ask a manager: %s.", r.ID.Number(), r.programme.Scope, assess.Mentions(r.programme.Managers...))
}

// view is an exercise as the actor sees it. It holds nothing that players may not read, whoever looks.
func (s *Service) view(ctx context.Context, r *record, by assess.Actor) (View, error) {
	v := View{
		In: r.programme, ID: r.ID, Kind: r.Kind, Name: r.Name(), Brief: r.brief(), Plan: r.Plan, State: r.State,
		Edition: r.edition(), Version: r.Version, Why: r.Why, Lacks: r.lacks(), Replies: r.replies(),
		Now: r.now, StartedAt: r.StartedAt, EndedAt: r.EndedAt, SignedAt: r.ReviewedAt,
		Log: r.log(), Delivered: r.delivered(),
	}
	v.Refused, _ = r.refusal()
	v.Handovers = r.handovers()
	v.Gone = slices.DeleteFunc(r.People(), func(u assess.UserID) bool { return r.people[u].MayBeAsked() })
	if !r.StartedAt.IsZero() && !r.EndedAt.IsZero() {
		v.SignBy = r.signBy()
	}
	v.Elapsed = r.elapsed(r.now)
	if r.State == Planned || r.State.Live() {
		v.Left = max(0, r.length()-v.Elapsed)
	}
	for _, e := range r.events {
		if e.Plan != nil && e.Kind != WasTakenOver || e.Kind == WasCancelled {
			v.PlanAt = e.At
		}
		switch e.Kind {
		case WasDebriefed:
			if !slices.Contains(v.Debriefed, e.Person) {
				v.Debriefed = append(v.Debriefed, e.Person)
			}
		case WasTold:
			v.Said = append(v.Said, Said{e.Person, e.Step})
		case WasPublished:
			v.Link = e.Link
		}
	}
	return v.seenBy(ctx, r, by)
}

// brief is what players are told before the first inject, with the objectives and the length of this run.
func (r *record) brief() Brief {
	b := r.Scenario.Brief()
	b.Minutes = int(r.Length / time.Minute)
	b.Objectives = slices.DeleteFunc(b.Objectives, func(g Goal) bool { return !slices.Contains(r.Objectives, g.ID) })
	return b
}

// delivered lists the injects that players have, oldest first.
func (r *record) delivered() []Told {
	at := r.released()
	var all []Told
	for _, in := range r.Scenario.Injects {
		if t, ok := at[in.ID]; ok && !r.lost(in.ID) {
			all = append(all, Told{PlayerInject: in.PlayerInject, At: t, Elapsed: r.elapsed(t)})
		}
	}
	slices.SortStableFunc(all, func(a, b Told) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(r.seq(a.ID), r.seq(b.ID))) })
	return all
}

// lost reports whether an inject went out and never came: the run ended before it was in the channel, and nobody answered it. What
// Slack refused before the end was read out.
func (r *record) lost(inject string) bool {
	if r.EndedAt.IsZero() {
		return false
	}
	over := false
	for _, e := range r.events {
		of := e.Person == "" && e.Step == StepInject+inject
		switch {
		case e.Kind == WasEnded:
			over = true
		case of && (e.Kind == WasDelivered || e.Kind == WasUndelivered && !over), e.Kind == WasDecided && e.Decision.Inject == inject:
			return false
		}
	}
	return true
}

// seq is where in the ledger an inject was released.
func (r *record) seq(inject string) int {
	return slices.IndexFunc(r.events, func(e Event) bool { return e.Kind == WasReleased && e.Inject == inject })
}

// log lists the decisions, oldest first. The first on an inject says how long it took, unless it was logged after the end.
func (r *record) log() []Logged {
	told := make(map[string]Told)
	for _, t := range r.delivered() {
		told[t.ID] = t
	}
	var all []Logged
	answered := make(map[string]bool)
	for _, e := range r.events {
		if e.Kind != WasDecided || e.Decision == nil {
			continue
		}
		l := Logged{Decision: *e.Decision, At: e.At, LoggedBy: e.By.User, Elapsed: r.elapsed(e.At)}
		if _, choice, ok := r.Scenario.Choice(l.Choice); ok && choice.Text != l.What {
			l.Chosen = choice.Text
		}
		if t, ok := told[l.Inject]; ok {
			l.Subject = t.From
			l.Latency = max(0, l.Elapsed-t.Elapsed)
			l.Measured = !answered[l.Inject] && (r.EndedAt.IsZero() || e.At.Before(r.EndedAt))
			answered[l.Inject] = true
		}
		all = append(all, l)
	}
	return all
}
