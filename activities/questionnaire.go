package activities

import (
	"context"
	"time"

	"cairn/internal/assess"
)

// Deed is what a questionnaire's process does to or for one person.
type Deed struct {
	Questionnaire assess.QuestionnaireID `json:"questionnaire"`
	Person        assess.UserID          `json:"person,omitempty"`
	Step          string                 `json:"step,omitempty"`
	At            time.Time              `json:"at"`
	Failure       string                 `json:"failure,omitempty"` // why it was not delivered
}

// Due says what a questionnaire's process has to do next.
func (a *Activities) Due(ctx context.Context, q assess.QuestionnaireID, now time.Time) (_ assess.Due, err error) {
	defer translate(&err)
	return a.asking.Due(ctx, q, now)
}

// Ask puts the card to a person. Nothing is said when nothing is asked of them any more; likewise with the next three.
func (a *Activities) Ask(ctx context.Context, d Deed) (err error) {
	defer translate(&err)
	card, still, err := a.asking.Begin(ctx, d.Questionnaire, d.Person, d.Step, d.At)
	if err != nil || !still {
		return err
	}
	if err := a.awake(card.Programme, card.To); err != nil {
		return err
	}
	return a.messenger.Card(ctx, card)
}

// Remind nudges a person, about all that is due for them on that day.
func (a *Activities) Remind(ctx context.Context, d Deed) (err error) {
	defer translate(&err)
	r, still, err := a.asking.Remind(ctx, d.Questionnaire, d.Person, d.Step, d.At)
	if err != nil || !still || len(r.Forms) == 0 {
		return err
	}
	if err := a.timely(r.Forms[0].Programme, r.To, r.At); err != nil {
		return err
	}
	return a.messenger.Remind(ctx, r)
}

// Offer offers a deputy what an owner who is away leaves waiting.
func (a *Activities) Offer(ctx context.Context, d Deed) (err error) {
	defer translate(&err)
	o, still, err := a.asking.Offering(ctx, d.Questionnaire, d.Person, d.Step, d.At)
	if err != nil || !still {
		return err
	}
	if err := a.awake(o.Programme, o.To); err != nil {
		return err
	}
	return a.messenger.Offer(ctx, o)
}

// Escalate tells a deputy or manager what is overdue.
func (a *Activities) Escalate(ctx context.Context, d Deed) (err error) {
	defer translate(&err)
	e, still, err := a.asking.Escalation(ctx, d.Questionnaire, d.Person, d.Step, d.At)
	if err != nil || !still {
		return err
	}
	if err := a.awake(e.Programme, e.To); err != nil {
		return err
	}
	return a.messenger.Escalate(ctx, e)
}

// GiveBack gives a questionnaire back to its owner, who is in the office again.
func (a *Activities) GiveBack(ctx context.Context, d Deed) (err error) {
	defer translate(&err)
	return a.asking.GiveBack(ctx, d.Questionnaire, d.At)
}

// Undelivered records that a person could not be reached, so that the step does not come up again.
func (a *Activities) Undelivered(ctx context.Context, d Deed) (err error) {
	defer translate(&err)
	return a.asking.Undelivered(ctx, d.Questionnaire, d.Person, d.Step, d.Failure, d.At)
}

// Refresh brings the messages about a questionnaire up to date.
func (a *Activities) Refresh(ctx context.Context, q assess.QuestionnaireID) (err error) {
	defer translate(&err)
	return a.messenger.Refresh(ctx, q)
}

// ReportEnd nudges the cycle of a questionnaire that has ended, if it was the last one that the cycle waited for.
func (a *Activities) ReportEnd(ctx context.Context, q assess.QuestionnaireID, now time.Time) (err error) {
	defer translate(&err)
	p, err := a.cycles.Progress(ctx, q.Cycle(), now)
	if err != nil || !p.Close {
		return err
	}
	return a.processes.NudgeCycle(ctx, q.Cycle())
}
