package activities

import (
	"context"
	"slices"

	"cairn/internal/assess"
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

// ToTellOfDeparture lists the managers who are to hear that somebody can no longer be asked.
func (a *Activities) ToTellOfDeparture(ctx context.Context, left assess.UserID) (managers []assess.UserID, err error) {
	defer translate(&err)
	notices, err := a.matters.Departure(ctx, left)
	for _, n := range notices {
		managers = append(managers, n.To.ID)
	}
	return managers, err
}

// Departure names a manager and somebody with a part in their programmes who can no longer be asked.
type Departure struct {
	Manager assess.UserID `json:"manager"`
	Left    assess.UserID `json:"left"`
}

// TellDeparture tells a manager, in their working hours, what somebody had who can no longer be asked.
func (a *Activities) TellDeparture(ctx context.Context, d Departure) (err error) {
	defer translate(&err)
	notices, err := a.matters.Departure(ctx, d.Left)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(notices, func(n assess.DepartureNotice) bool { return n.To.ID == d.Manager })
	if i < 0 {
		return nil // they came back, or their part was given to somebody else
	}
	if held := notices[i].Programmes; len(held) > 0 {
		if err := a.awake(held[0].Programme, notices[i].To); err != nil {
			return err
		}
	}
	return a.messenger.Departure(ctx, notices[i])
}
