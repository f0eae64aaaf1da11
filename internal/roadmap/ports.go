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

// Targets is what package target knows and does; target.Service has it.
type Targets interface {
	List(ctx context.Context, by assess.Actor, p assess.ProgrammeID, f target.Filter) ([]target.View, error)
	AddAction(ctx context.Context, by assess.Actor, a target.Action) (target.Action, error)
}

// Programmes is what package assess knows and does; assess.Service has it.
type Programmes interface {
	// Position is where a programme's categories stand by what is answered now.
	Position(ctx context.Context, tx assess.Tx, p assess.Programme) (assess.Position, error)
	// PositionAtClose is where a programme stood when a cycle had just closed.
	PositionAtClose(ctx context.Context, tx assess.Tx, c assess.CycleID) (assess.Position, error)
	SetRisks(ctx context.Context, by assess.Actor, p assess.ProgrammeID, risks map[string]assess.Risk) ([]assess.Change, error)
}
