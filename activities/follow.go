package activities

import (
	"context"
	"time"

	"cairn/internal/assess"
	"cairn/internal/target"
)

// FollowUpDeed is what the process of a target or an action does to or for one person.
type FollowUpDeed struct {
	Subject target.Subject `json:"subject"`
	Person  assess.UserID  `json:"person,omitempty"`
	Step    string         `json:"step,omitempty"`
	At      time.Time      `json:"at"`
	Failure string         `json:"failure,omitempty"` // why it was not delivered
}

// FollowUpDue says what the process of a target or an action has to do next.
func (a *Activities) FollowUpDue(ctx context.Context, s target.Subject, now time.Time) (_ target.Due, err error) {
	defer translate(&err)
	return a.goals.Due(ctx, s, now)
}

// FollowUp asks or tells a person what is due to be said to them about targets and actions on this day, and returns what
// the process has to do after that. Nothing is said when nothing of it waits any more.
func (a *Activities) FollowUp(ctx context.Context, d FollowUpDeed) (_ target.Due, err error) {
	defer translate(&err)
	if err := a.followUp(ctx, d); err != nil {
		return target.Due{}, err
	}
	return a.goals.Due(ctx, d.Subject, d.At)
}

func (a *Activities) followUp(ctx context.Context, d FollowUpDeed) error {
	f, still, err := a.goals.FollowUp(ctx, d.Subject, d.Person, d.Step, d.At)
	if err != nil || !still || settled(f) {
		return err
	}
	if err := a.timely(programmeOf(f.Parts[0]), f.To, f.At); err != nil {
		return err
	}
	return a.followUps.FollowUp(ctx, f)
}

// settled reports whether everything in a message was answered, or it has nothing to say.
func settled(f target.FollowUp) bool {
	for _, p := range f.Parts {
		if !p.Settled {
			return false
		}
	}
	return true
}

// programmeOf returns the programme of what a part of a message is about.
func programmeOf(p target.FollowUpPart) assess.Programme {
	if p.Action != nil {
		return p.Action.In
	}
	return p.Target.In
}

// FollowUpUndelivered records that a person could not be reached, so that the step does not come up again, and returns what
// the process has to do after that.
func (a *Activities) FollowUpUndelivered(ctx context.Context, d FollowUpDeed) (_ target.Due, err error) {
	defer translate(&err)
	if err := a.goals.Undelivered(ctx, d.Subject, d.Person, d.Step, d.Failure, d.At); err != nil {
		return target.Due{}, err
	}
	return a.goals.Due(ctx, d.Subject, d.At)
}

// ReviewTarget judges a target anew of which time alone may have changed how it stands, and returns what its process has to
// do after that.
func (a *Activities) ReviewTarget(ctx context.Context, d FollowUpDeed) (_ target.Due, err error) {
	defer translate(&err)
	if id, ok := d.Subject.Target(); ok { // an action has no states to be judged
		if err := a.goals.Review(ctx, id, d.At); err != nil {
			return target.Due{}, err
		}
	}
	return a.goals.Due(ctx, d.Subject, d.At)
}

// ReviewTargets holds the targets of a programme against what is answered now. Those that changed are shown to their people
// by their own processes, which are nudged.
func (a *Activities) ReviewTargets(ctx context.Context, p assess.ProgrammeID, now time.Time) (err error) {
	defer translate(&err)
	_, err = a.goals.ReviewProgramme(ctx, p, now)
	return err
}

// RefreshFollowUps brings the messages about a target or an action up to date, and the Home tabs that show it.
func (a *Activities) RefreshFollowUps(ctx context.Context, s target.Subject) (err error) {
	defer translate(&err)
	return a.followUps.RefreshFollowUps(ctx, s)
}
