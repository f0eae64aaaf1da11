package activities

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/activity"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// Ask is one occasion on which a questionnaire's people are asked again.
type Ask struct {
	Questionnaire assess.QuestionnaireID `json:"questionnaire"`
	Step          string                 `json:"step"`              // the step that was done; "" for none
	Dropped       []string               `json:"dropped,omitempty"` // steps that are not done any more
	At            time.Time              `json:"at"`
}

// Due says what a questionnaire's process has to do next.
func (a *Activities) Due(ctx context.Context, q assess.QuestionnaireID, now time.Time) (_ assess.Due, err error) {
	defer translate(&err)
	return a.questionnaires.Due(ctx, q, now)
}

// ShowCard posts the owner's card, or brings it up to date.
func (a *Activities) ShowCard(ctx context.Context, q assess.QuestionnaireID) (err error) {
	defer translate(&err)
	return a.card(ctx, q)
}

func (a *Activities) card(ctx context.Context, q assess.QuestionnaireID) error {
	f, err := a.questionnaires.Form(ctx, q)
	if err != nil {
		return err
	}
	return a.messenger.Card(ctx, f)
}

// Remind reminds the owner of a questionnaire. It returns false, and says nothing, when nobody waits for an answer any
// more.
func (a *Activities) Remind(ctx context.Context, ask Ask) (sent bool, err error) {
	defer translate(&err)
	f, waits, err := a.waiting(ctx, ask.Questionnaire)
	if err != nil || !waits {
		return false, err
	}
	return true, a.messenger.Remind(ctx, f, ask.Step, ask.At)
}

// Escalate tells every manager of the programme that a questionnaire is overdue. It returns false, and says nothing,
// when nobody waits for an answer any more. A manager who cannot be reached is logged; it is an error when none can.
func (a *Activities) Escalate(ctx context.Context, ask Ask) (sent bool, err error) {
	defer translate(&err)
	f, waits, err := a.waiting(ctx, ask.Questionnaire)
	if err != nil || !waits {
		return false, err
	}
	var unreachable []error
	for _, manager := range f.Programme.Managers {
		err := a.messenger.Escalate(ctx, f, manager, ask.At)
		switch {
		case err == nil:
			sent = true
		case isFinal(err):
			activity.GetLogger(ctx).Warn("manager not told", "manager", manager, "questionnaire", ask.Questionnaire, "error", err)
			unreachable = append(unreachable, fmt.Errorf("manager %s: %w", manager, err))
		default:
			return false, err // another try tells the rest; the ledger keeps it from telling anybody twice
		}
	}
	switch {
	case sent:
		return true, nil
	case len(unreachable) > 0:
		return false, errors.Join(unreachable...)
	default:
		return false, errs.New(errs.Invalid, "The programme %s has no managers to tell; name one in its file.", f.Programme.ID)
	}
}

// waiting returns a questionnaire's form, and whether its answers are still waited for.
func (a *Activities) waiting(ctx context.Context, q assess.QuestionnaireID) (assess.Form, bool, error) {
	f, err := a.questionnaires.Form(ctx, q)
	return f, f.Open() && f.Questionnaire.State == assess.Waiting, err
}

// RecordAsked records what was done, and what was dropped, so that neither comes up again.
func (a *Activities) RecordAsked(ctx context.Context, ask Ask) (err error) {
	defer translate(&err)
	return a.questionnaires.RecordAsked(ctx, ask.Questionnaire, ask.Step, ask.Dropped, ask.At)
}

// ReportEnd nudges the cycle of a questionnaire that has ended, if it was the last one that the cycle waited for.
func (a *Activities) ReportEnd(ctx context.Context, q assess.QuestionnaireID, now time.Time) (err error) {
	defer translate(&err)
	f, err := a.questionnaires.Form(ctx, q)
	if err != nil {
		return err
	}
	p, err := a.cycles.Progress(ctx, f.Cycle.ID, now)
	if err != nil || !p.Close {
		return err
	}
	return a.processes.NudgeCycle(ctx, f.Cycle.ID)
}
