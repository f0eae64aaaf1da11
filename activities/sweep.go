package activities

import (
	"context"
	"time"
)

// Sweep delivers the nudges that were not delivered when they were committed.
func (a *Activities) Sweep(ctx context.Context) (err error) {
	defer translate(&err)
	return a.sweeper.Sweep(ctx)
}

// ForgetEvents drops what is remembered of Slack events seen before the given instant.
func (a *Activities) ForgetEvents(ctx context.Context, before time.Time) (err error) {
	defer translate(&err)
	return a.events.ForgetEvents(ctx, before)
}
