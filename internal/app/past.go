package app

import (
	"context"
	"time"

	"cairn/internal/assess"
	"cairn/internal/exercise"
)

// PastExercises are the use cases of exercises on a clock of their own. The processes of exercises hear nothing of what is done
// with them, because they would take it for something that is late; StayWithExercise tells them in the end. It is for the past of
// a sample organisation.
func (a *App) PastExercises(now func() time.Time) (*exercise.Service, error) {
	scenarios, err := a.scenarios()
	if err != nil {
		return nil, err
	}
	return exercise.NewService(exercise.Options{
		Store: unheard{a.store.Exercises()}, Programmes: a.Assess, Corrections: a.Target, Models: a.models, Library: scenarios, Now: now, Log: a.log,
	}), nil
}

// StayWithExercise makes sure that the process of an exercise runs.
func (a *App) StayWithExercise(ctx context.Context, id exercise.ID) error {
	return a.processes.StayWithExercise(ctx, id.Subject())
}

// unheard is a store in which no nudge for an exercise is left.
type unheard struct{ exercise.Store }

func (u unheard) Update(ctx context.Context, fn func(exercise.Tx) error) error {
	return u.Store.Update(ctx, func(tx exercise.Tx) error { return fn(untold{tx}) })
}

type untold struct{ exercise.Tx }

func (u untold) AddNudge(ctx context.Context, n assess.Nudge) error {
	if n.Kind == assess.NudgeExercise {
		return nil
	}
	return u.Tx.AddNudge(ctx, n)
}
