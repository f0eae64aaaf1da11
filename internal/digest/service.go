package digest

import (
	"context"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// Service reads digests from the facts.
type Service struct {
	store  assess.Store
	models assess.Models
}

// NewService returns a Service over the store.
func NewService(store assess.Store, models assess.Models) *Service {
	return &Service{store: store, models: models}
}

// Latest returns the digest of the programme's newest closed cycle.
func (s *Service) Latest(ctx context.Context, id assess.ProgrammeID) (d Digest, err error) {
	defer errs.Wrap(&err, "digest.Latest(%s)", id)
	err = s.store.View(ctx, func(tx assess.Tx) error {
		p, err := tx.Programme(ctx, id)
		if err != nil {
			return err
		}
		snaps, err := tx.Snapshots(ctx, id, 1)
		if err != nil {
			return err
		}
		if len(snaps) == 0 {
			return errs.New(errs.NotFound, "No cycle of %s has closed yet, so there is no digest. The first one comes when a cycle closes.", p.Scope)
		}
		d, err = s.compose(ctx, tx, p, snaps[0])
		return err
	})
	return d, err
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
	return d, err
}

// historyDepth bounds how many snapshots are searched for the one before: many cycles may have closed since.
const historyDepth = 100

func (s *Service) compose(ctx context.Context, tx assess.Tx, p assess.Programme, snap assess.Snapshot) (Digest, error) {
	model, err := s.models(snap.Model)
	if err != nil {
		return Digest{}, err
	}
	snaps, err := tx.Snapshots(ctx, p.ID, historyDepth)
	if err != nil {
		return Digest{}, err
	}
	for _, earlier := range snaps {
		if earlier.TakenAt.Before(snap.TakenAt) {
			return Compose(model, p, snap, &earlier), nil
		}
	}
	return Compose(model, p, snap, nil), nil
}
