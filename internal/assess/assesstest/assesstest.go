// Package assesstest holds what tests of use cases need beside package assess.
package assesstest

import (
	"context"
	"time"

	"cairn/internal/assess"
	"cairn/internal/exercise"
)

// Deaf is the side of the processes for tests that have none: it hears every nudge and does nothing.
type Deaf struct{}

var _ assess.Processes = Deaf{}

// StartCycle does nothing.
func (Deaf) StartCycle(context.Context, assess.CycleID) error { return nil }

// NudgeCycle does nothing.
func (Deaf) NudgeCycle(context.Context, assess.CycleID) error { return nil }

// NudgeQuestionnaire does nothing.
func (Deaf) NudgeQuestionnaire(context.Context, assess.QuestionnaireID) error { return nil }

// AskAgain does nothing.
func (Deaf) AskAgain(context.Context, assess.QuestionnaireID) error { return nil }

// PublishDigest does nothing.
func (Deaf) PublishDigest(context.Context, assess.CycleID) error { return nil }

// TellDispute does nothing.
func (Deaf) TellDispute(context.Context, assess.DisputeID) error { return nil }

// TellDeparture does nothing.
func (Deaf) TellDeparture(context.Context, assess.UserID) error { return nil }

// Schedule does nothing.
func (Deaf) Schedule(context.Context, assess.Programme, []time.Time) error { return nil }

// Follow does nothing.
func (Deaf) Follow(context.Context, string) error { return nil }

// StayWith does nothing; package target asks for it.
func (Deaf) StayWith(context.Context, string) error { return nil }

// ReviewTargets does nothing.
func (Deaf) ReviewTargets(context.Context, assess.ProgrammeID) error { return nil }

// Exercise does nothing.
func (Deaf) Exercise(context.Context, string) error { return nil }

// StayWithExercise does nothing; package exercise asks for it.
func (Deaf) StayWithExercise(context.Context, exercise.Subject) error { return nil }
