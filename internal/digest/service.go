package digest

import (
	"context"
	"slices"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/exercise"
	"cairn/internal/roadmap"
	"cairn/internal/target"
)

// Targets is what package target knows; target.Service has it.
type Targets interface {
	// StandingsAtClose says how targets and actions stood when a cycle closed.
	StandingsAtClose(ctx context.Context, c assess.CycleID) (target.Standings, error)
}

// Roadmaps is what package roadmap knows; roadmap.Service has it.
type Roadmaps interface {
	// AtClose is the roadmap with the targets of a cycle's close, and the outlook that was recorded then.
	AtClose(ctx context.Context, c assess.CycleID, st target.Standings) (roadmap.Roadmap, roadmap.Outlook, error)
}

// Exercises is what package exercise knows; exercise.Service has it.
type Exercises interface {
	// StandingsAtClose says how exercises and the duty to exercise stood when a cycle closed.
	StandingsAtClose(ctx context.Context, c assess.CycleID) (exercise.Standings, error)
}

// Options are what a Service works with. All are required.
type Options struct {
	Store     assess.Store
	Models    assess.Models
	Targets   Targets
	Roadmaps  Roadmaps
	Exercises Exercises
}

// Service reads digests from the facts.
type Service struct {
	store     assess.Store
	models    assess.Models
	targets   Targets
	roadmaps  Roadmaps
	exercises Exercises
}

// NewService returns a Service.
func NewService(o Options) *Service {
	return &Service{store: o.Store, models: o.Models, targets: o.Targets, roadmaps: o.Roadmaps, exercises: o.Exercises}
}

// Latest returns the digest of the programme's newest closed cycle. Whoever has a part in the programme may read it; and
// whoever asks in the channel in which it reports, for there they have read it already. Channel is where they ask, "" for
// nowhere.
func (s *Service) Latest(ctx context.Context, by assess.Actor, id assess.ProgrammeID, channel string) (d Digest, err error) {
	defer errs.Wrap(&err, "digest.Latest(%s)", id)
	err = s.store.View(ctx, func(tx assess.Tx) error {
		p, err := tx.Programme(ctx, id)
		if err != nil {
			return err
		}
		if !by.Operator() && !p.Knows(by.User) && (channel == "" || channel != p.Channel) {
			return errs.New(errs.Forbidden, "The digest of %s is for those who have a part in it, and for its leadership channel. Ask a manager: %s.",
				p.Scope, assess.Mentions(p.Managers...))
		}
		snaps, err := tx.Snapshots(ctx, id, 2) // two when one on the model before closed after it
		if err != nil {
			return err
		}
		snaps = slices.DeleteFunc(snaps, func(snap assess.Snapshot) bool { return snap.Cycle.IsOverlap() })
		if len(snaps) == 0 {
			return errs.New(errs.NotFound, "No cycle of %s has closed yet, so there is no digest. The first one comes when a cycle closes.", p.Scope)
		}
		d, err = s.compose(ctx, tx, p, snaps[0])
		return err
	})
	if err != nil {
		return Digest{}, err
	}
	return s.withPlans(ctx, d)
}

// ReportedIn lists the programmes that report to leadership in the channel, by id.
func (s *Service) ReportedIn(ctx context.Context, channel string) (reported []assess.Programme, err error) {
	defer errs.Wrap(&err, "digest.ReportedIn(%s)", channel)
	err = s.store.View(ctx, func(tx assess.Tx) error {
		all, err := tx.Programmes(ctx)
		reported = slices.DeleteFunc(all, func(p assess.Programme) bool { return p.Channel != channel })
		return err
	})
	return reported, err
}

// OfCycle returns the digest of a closed cycle.
func (s *Service) OfCycle(ctx context.Context, id assess.CycleID) (d Digest, err error) {
	defer errs.Wrap(&err, "digest.OfCycle(%s)", id)
	err = s.store.View(ctx, func(tx assess.Tx) error {
		snap, err := tx.Snapshot(ctx, id)
		if err != nil {
			return err
		}
		p, err := tx.Programme(ctx, snap.Programme)
		if err != nil {
			return err
		}
		d, err = s.compose(ctx, tx, p, snap)
		return err
	})
	if err != nil {
		return Digest{}, err
	}
	return s.withPlans(ctx, d)
}

// withPlans adds how the exercises and the targets stood, and what follows from them. They are on the programme's own model,
// so a digest on the other one has none.
func (s *Service) withPlans(ctx context.Context, d Digest) (_ Digest, err error) {
	if d.Cycle.IsOverlap() {
		return d, nil
	}
	if d.Exercises, err = s.exercises.StandingsAtClose(ctx, d.Cycle); err != nil {
		return d, err
	}
	st, err := s.targets.StandingsAtClose(ctx, d.Cycle)
	if err != nil || st.Empty() {
		return d, err
	}
	r, o, err := s.roadmaps.AtClose(ctx, d.Cycle, st)
	if err != nil {
		return d, err
	}
	return d.With(st, r, o), nil
}

// historyDepth bounds how many snapshots are searched for the one before: many cycles may have closed since.
const historyDepth = 100

func (s *Service) compose(ctx context.Context, tx assess.Tx, p assess.Programme, snap assess.Snapshot) (Digest, error) {
	model, err := s.models(snap.Model)
	if err != nil {
		return Digest{}, err
	}
	now, err := found(ctx, tx, snap)
	if err != nil {
		return Digest{}, err
	}
	snaps, err := tx.Snapshots(ctx, p.ID, historyDepth)
	if err != nil {
		return Digest{}, err
	}
	earlier, change := before(snaps, snap)
	var was *Found
	if earlier != nil {
		if was, err = found(ctx, tx, *earlier); err != nil {
			return Digest{}, err
		}
	}
	d := Compose(model, p, *now, was)
	if change != nil {
		from, err := s.models(change.Model)
		if err != nil {
			return Digest{}, err
		}
		d.ModelChange = &ModelChange{From: from.Title, Period: change.Period}
	}
	d.Beside, err = s.beside(ctx, tx, p, snap.Cycle.Beside())
	return d, err
}

// found adds to a snapshot what managers decided about it.
func found(ctx context.Context, tx assess.Tx, snap assess.Snapshot) (*Found, error) {
	set, err := tx.Overrides(ctx, snap.Cycle)
	return &Found{Snapshot: snap, Overrides: set}, err
}

// before finds, among snapshots with the newest first, the one to compare with; or, when a programme's own model was
// another then, the last one on that.
func before(snaps []assess.Snapshot, now assess.Snapshot) (same, other *assess.Snapshot) {
	for _, earlier := range snaps {
		switch {
		case !earlier.TakenAt.Before(now.TakenAt):
		case earlier.Model == now.Model:
			return &earlier, nil
		case !now.Cycle.IsOverlap() && !earlier.Cycle.IsOverlap():
			return nil, &earlier
		}
	}
	return nil, nil
}

// beside says how the cycle on the other model came out, or nil while there is none that has closed.
func (s *Service) beside(ctx context.Context, tx assess.Tx, p assess.Programme, id assess.CycleID) (*Beside, error) {
	snap, err := tx.Snapshot(ctx, id)
	if errs.Is(err, errs.NotFound) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	model, err := s.models(snap.Model)
	if err != nil {
		return nil, err
	}
	now, err := found(ctx, tx, snap)
	if err != nil {
		return nil, err
	}
	d := Compose(model, p, *now, nil)
	return &Beside{Cycle: id, Model: model.Title, ModelID: model.ID, Sentence: overallSentence(d)}, nil
}
