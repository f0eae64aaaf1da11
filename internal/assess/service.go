package assess

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"cairn/internal/errs"
	"cairn/internal/idle"
	"cairn/internal/maturity"
)

// nudgeTimeout bounds one try to tell a process that something changed.
const nudgeTimeout = 5 * time.Second

// Options are what a Service works with.
type Options struct {
	Store     Store
	Processes Processes
	Models    Models
	Now       func() time.Time // instants of people's acts; processes pass their own time
	Log       *slog.Logger

	SetupUsers []UserID // who may set up a new programme besides workspace admins and managers
}

// Service is the use cases of assessing. It is safe for concurrent use.
type Service struct {
	store     Store
	processes Processes
	models    Models
	now       func() time.Time
	log       *slog.Logger

	setupUsers []UserID

	nudging  idle.Group
	told     atomic.Int64
	wake     chan struct{}       // holds one token while a delivery of nudges waits to start
	sweeping *semaphore.Weighted // one delivery at a time, or each would tell what the others are telling
}

// NewService returns a Service; Options.Store, Processes and Models are required.
func NewService(o Options) *Service {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return &Service{
		store: o.Store, processes: o.Processes, models: o.Models, now: o.Now, log: o.Log, setupUsers: o.SetupUsers,
		wake: make(chan struct{}, 1), sweeping: semaphore.NewWeighted(1),
	}
}

// Wait returns when no nudge is being delivered, or when the context ends; call it after the intake has stopped.
func (s *Service) Wait(ctx context.Context) error { return s.nudging.Wait(ctx) }

// record adds the audit entry of an act to its transaction.
func record(ctx context.Context, tx Tx, at time.Time, by Actor, verb string, p ProgrammeID, subject string, detail map[string]string) error {
	return tx.AddEntry(ctx, Entry{At: at, Actor: by, Verb: verb, Programme: p, Subject: subject, Detail: detail})
}

// model finds the model that a cycle or programme names.
func (s *Service) model(id string) (*maturity.Model, error) {
	m, err := s.models(id)
	if err != nil {
		return nil, fmt.Errorf("model %s: %w", id, err)
	}
	return m, nil
}

// latest returns the submissions of a cycle keyed by questionnaire.
func latest(ctx context.Context, tx Tx, c CycleID) (map[QuestionnaireID]Submission, error) {
	all, err := tx.Submissions(ctx, c)
	if err != nil {
		return nil, err
	}
	by := make(map[QuestionnaireID]Submission, len(all))
	for _, sub := range all {
		by[sub.Questionnaire] = sub
	}
	return by, nil
}

// latestOf returns the latest submission of a questionnaire, or nil while there is none.
func latestOf(ctx context.Context, tx Tx, id QuestionnaireID) (*Submission, error) {
	sub, err := tx.Submission(ctx, id)
	switch {
	case errs.Is(err, errs.NotFound):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return &sub, nil
}

// forbidden says that a person may not do something, and who may.
func forbidden(format string, args ...any) error { return errs.New(errs.Forbidden, format, args...) }
