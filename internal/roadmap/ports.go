package roadmap

import (
	"context"

	"cairn/internal/assess"
	"cairn/internal/target"
)

// Store keeps the facts; see assess.Store, whose rules hold here too.
type Store interface {
	View(ctx context.Context, fn func(Tx) error) error
	Update(ctx context.Context, fn func(Tx) error) error
}

// Tx is a transaction as a value.
type Tx interface {
	target.Tx
	Projections
}

// Projections are what was expected. They are only ever added.
type Projections interface {
	AddProjections(ctx context.Context, p assess.ProgrammeID, all []Projection) error // those of a cycle and period that are there already stay
	Projections(ctx context.Context, p assess.ProgrammeID) ([]Projection, error)      // oldest first
}
