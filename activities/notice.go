package activities

import (
	"context"

	"go.temporal.io/sdk/activity"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// LookUp asks Slack about people who have a role and of whom nothing is known yet, or nothing recent.
func (a *Activities) LookUp(ctx context.Context) (err error) {
	defer translate(&err)
	return a.directory.LookUp(ctx)
}

// TellDispute tells the people of a dispute that their answers differ or, once it is settled, how.
func (a *Activities) TellDispute(ctx context.Context, id assess.DisputeID) (err error) {
	defer translate(&err)
	d, err := a.matters.Dispute(ctx, id)
	if err != nil {
		return err
	}
	if d.Dispute.Settled == nil {
		if err := a.awake(d.Form.Programme, d.Form.Owner); err != nil {
			return err
		}
	}
	return a.messenger.Dispute(ctx, d)
}

// TellDeparture tells managers what somebody had who can no longer be asked. A manager who cannot be reached is logged and
// keeps no other from being told; those whose working hours are to come are told then.
func (a *Activities) TellDeparture(ctx context.Context, left assess.UserID) (err error) {
	defer translate(&err)
	notices, err := a.matters.Departure(ctx, left)
	if err != nil {
		return err
	}
	var wait error // that of the manager who can be told first
	for _, n := range notices {
		err := a.departure(ctx, n)
		switch {
		case err == nil:
		case isFinal(err):
			activity.GetLogger(ctx).Warn("manager not told", "manager", n.To.ID, "left", left, "error", err)
		default:
			if wait == nil || errs.RetryAfter(err) < errs.RetryAfter(wait) {
				wait = err
			}
		}
	}
	return wait
}

func (a *Activities) departure(ctx context.Context, n assess.DepartureNotice) error {
	if len(n.Programmes) > 0 {
		if err := a.awake(n.Programmes[0].Programme, n.To); err != nil {
			return err
		}
	}
	return a.messenger.Departure(ctx, n)
}
