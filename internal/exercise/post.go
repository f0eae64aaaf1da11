package exercise

import (
	"context"
	"slices"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// bySchedule is who does what falls due.
var bySchedule = assess.Actor{Source: assess.FromSchedule}

// Post claims what a step says in the exercise's channel and returns it: the brief, an inject, which is released by that, or
// that the run was paused, goes on, was extended, was taken over or has ended. It is false for what is not the next thing to be said, such as
// an inject in a pause or after the end, and for what Slack has already. Asked again for what was claimed, it returns the same.
func (s *Service) Post(ctx context.Context, id ID, step string, now time.Time) (p Post, ok bool, err error) {
	defer errs.Wrap(&err, "exercise.Post(%s, %s)", id, step)
	err = s.store.Update(ctx, func(tx Tx) error {
		p, ok = Post{}, false
		r, err := s.record(ctx, tx, id, now)
		if err != nil {
			return err
		}
		next, is := r.nextPost()
		if ok = is && next.Step == step && !next.At.After(now); !ok {
			return nil
		}
		if r.taken("", step) == nil {
			if err := r.claimPost(ctx, step); err != nil {
				return err
			}
		}
		p = r.post(step)
		return nil
	})
	return p, ok && err == nil, err
}

// nextPost is what is to be said in the channel next.
func (r *record) nextPost() (Due, bool) {
	steps := r.liveSteps()
	i := slices.IndexFunc(steps, func(d Due) bool { return d.Deed == DoPost })
	if i < 0 {
		return Due{}, false
	}
	return steps[i], true
}

// claimPost records that a step is said in the channel from now on.
func (r *record) claimPost(ctx context.Context, step string) error {
	e := Event{By: bySchedule, Kind: WasTold, Step: step}
	verb, detail := "exercise.announced", map[string]string{"step": step}
	if inject, ok := InjectOf(step); ok {
		e.Kind, e.Inject = WasReleased, inject
		verb, detail = "exercise.inject-released", map[string]string{"inject": inject}
	}
	return r.keep(ctx, e, verb, detail, nil)
}

// Unsettled returns what was begun to be said in the channel when the run ended, as long as nobody knows whether it is there; false for
// anything else. [Service.Posted] or [Service.Undelivered] settles it.
func (s *Service) Unsettled(ctx context.Context, id ID, step string) (p Post, ok bool, err error) {
	defer errs.Wrap(&err, "exercise.Unsettled(%s, %s)", id, step)
	err = s.store.View(ctx, func(tx Tx) error {
		r, err := s.record(ctx, tx, id, s.now())
		if err != nil {
			return err
		}
		if ok = slices.ContainsFunc(r.unsettled(), func(d Due) bool { return d.Step == step }); ok {
			p = r.post(step)
		}
		return nil
	})
	return p, ok, err
}

// Posted records that a step is in the channel, and since when, by Slack's clock: where that is ahead of ours it is now. Said
// again it changes nothing.
func (s *Service) Posted(ctx context.Context, id ID, step string, at time.Time) (err error) {
	defer errs.Wrap(&err, "exercise.Posted(%s, %s)", id, step)
	if now := s.now(); at.After(now) {
		at = now
	}
	err = s.store.Update(ctx, func(tx Tx) error {
		r, err := s.record(ctx, tx, id, at)
		if err != nil {
			return err
		}
		if r.taken("", step) == nil || r.has(WasDelivered, step) {
			return nil
		}
		e := Event{At: at, By: bySchedule, Kind: WasDelivered, Step: step}
		e.Inject, _ = InjectOf(step)
		return r.keep(ctx, e, "exercise.posted", map[string]string{"step": step}, nil)
	})
	if err == nil {
		s.programmes.Deliver() // the controls show it at once
	}
	return err
}

// has reports whether there is a record of a kind about a step in the channel.
func (r *record) has(kind EventKind, step string) bool {
	return slices.ContainsFunc(r.events, func(e Event) bool { return e.Kind == kind && e.Person == "" && e.Step == step })
}

// post is what a claimed step says.
func (r *record) post(step string) Post {
	claimed := r.taken("", step)
	p := Post{
		Exercise: r.ID, Name: r.Name(), Kind: r.Kind, Zone: r.programme.Zone, Channel: r.Channel, Step: step, Plan: r.Plan,
		At: claimed.At, Elapsed: r.elapsed(claimed.At),
	}
	n := numberOf(step)
	switch name := StepName(step); {
	case name == StepBrief:
		brief := r.brief()
		p.Brief, p.Seats = &brief, r.Players
	case name == StepPaused:
		p.Note = r.pauses()[n-1].note
	case name == StepExtended:
		p.Minutes = r.extensions()[n-1].Minutes
	case name == StepTakenOver:
		p.Handover = &r.handovers()[n-1]
	case name == StepEnded:
		p.Note = r.Why
	default:
		r.postInject(&p)
	}
	return p
}

// postInject adds the inject that a step releases: the part of it that players may read.
func (r *record) postInject(p *Post) {
	id, _ := InjectOf(p.Step)
	in, ok := r.Scenario.Inject(id)
	if !ok {
		return
	}
	told := in.PlayerInject
	p.Inject = &told
	for _, role := range r.Scenario.Roles {
		if slices.Contains(in.To, role.ID) {
			p.Roles = append(p.Roles, role.Name)
		}
	}
}
