package delivery

import (
	"context"
	"time"

	"cairn/internal/errs"
)

// Home is what is known of a person's Home tab. Much that happens leaves a tab as it is, and one that would show the same is
// not published again. What it shows is kept in the database because all processes publish the same tab: what one of them
// remembered by itself would be wrong as soon as another has published something else.
//
// For the same reason one process at a time brings a tab up to date, for the length of a lease: it reads the facts after it
// has claimed the tab, so whoever is last to publish was last to read.
type Home struct {
	Person   string    // Slack id of its owner
	Shown    string    // hash of what was published last; "" when that is not certain
	Attempts int       // how often it was claimed; a claim is named by this number
	HeldAt   time.Time // since when it is claimed; zero when nobody holds it
}

// Claimed returns the tab as held from the given instant on. It is an errs.Conflict when somebody else has held it for less
// than the lease.
func (h Home) Claimed(at time.Time, lease time.Duration) (Home, error) {
	if !h.HeldAt.IsZero() {
		if at.Sub(h.HeldAt) < lease {
			return h, errs.New(errs.Conflict, "The Home tab of %q is being published by another process.", h.Person)
		}
		h.Shown = "" // whoever held it may have published something, or still may
	}
	h.Attempts, h.HeldAt = h.Attempts+1, at
	return h, nil
}

// Settled returns the stored tab as a claim's holder leaves it. Once another has taken it over, nobody knows who of the two
// published last: neither's word counts then.
func (h Home) Settled(attempt int, shown string) Home {
	if h.Attempts != attempt {
		h.Attempts, h.Shown = h.Attempts+1, ""
		return h
	}
	h.Shown, h.HeldAt = shown, time.Time{}
	return h
}

// Homes keeps what Home tabs show. Its methods are safe to call from several processes at once.
type Homes interface {
	// ClaimHome takes a Home tab for the caller, by the rule of [Home.Claimed], and returns it with what it shows.
	ClaimHome(ctx context.Context, person string, at time.Time, lease time.Duration) (Home, error)
	// SettleHome lets go of the tab and records the hash of what it shows, by the rule of [Home.Settled]; "" when that is not
	// certain.
	SettleHome(ctx context.Context, person string, attempt int, shown string) error
}
