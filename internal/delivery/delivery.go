// Package delivery is the ledger of outbound Slack messages: what was to be said to whom, and whether it was.
//
// Slack has no idempotency key, and a request that times out may or may not have posted. So every message has a natural
// key ("card:northwind-2026-q4/governance") and a row in the [Ledger], and is sent like this:
//
//	Begin   the row of the key, added as pending when there is none
//	Claim   pending or unknown becomes sending; one process at a time holds it, for the length of a lease
//	        when the claimed delivery has UnsureSince, an earlier attempt may have posted it: look the message up by
//	        its Ref, in the channel's history since that instant, before posting
//	Settle  sent (with channel, ts and hash), pending (certain that nothing was posted), or unknown
//
// A sent delivery is updated in place with chat.update and settled again with its new hash. When Slack says that the
// message is gone, settling it as pending lets it be posted anew.
//
// The rules are the methods of [Delivery], pure functions of the time they are given; package store keeps the rows. The
// package knows neither Slack nor SQL.
package delivery

import (
	"context"
	"time"

	"cairn/internal/errs"
)

// State is where a delivery stands.
type State string

// The states.
const (
	Pending State = "pending" // to be posted; it is certain that no message of this key exists
	Sending State = "sending" // a process holds it and may be posting
	Sent    State = "sent"    // posted, at Channel and TS
	Unknown State = "unknown" // posted or not: the answer to an attempt was lost
)

// Delivery is one outbound message.
type Delivery struct {
	Key  string // natural key, unique: what is said about what, to whom
	Kind string // the part of the key before its first colon: "card", "remind", …
	To   string // Slack id of the user or channel it goes to
	Ref  string // opaque id that the message carries as metadata; every app in the workspace can read it

	State   State
	Channel string // Slack id of the channel it was posted in; "" until sent
	TS      string // Slack's timestamp of the message; "" until sent
	Hash    string // of the content last sent
	Error   string // why the last attempt failed; "" when it did not

	Attempts    int       // how often it was claimed; a claim is named by this number
	AttemptAt   time.Time // when it was last claimed; zero before
	UnsureSince time.Time // when the first attempt began that may have posted it; zero when there is no such attempt

	CreatedAt time.Time
	UpdatedAt time.Time
}

// Claimed returns the delivery as held from the given instant on. It is an errs.Conflict when it was sent already, or
// when somebody else has held it for less than the lease.
func (d Delivery) Claimed(at time.Time, lease time.Duration) (Delivery, error) {
	switch {
	case d.State == Sent:
		return d, errs.New(errs.Conflict, "The message %q was posted already.", d.Key)
	case d.State == Sending && at.Sub(d.AttemptAt) < lease:
		return d, errs.New(errs.Conflict, "The message %q is being posted by another process.", d.Key)
	case d.State != Pending && d.UnsureSince.IsZero():
		d.UnsureSince = d.AttemptAt // what that attempt led to was never settled, or settled as unknown
	}
	d.State, d.Attempts = Sending, d.Attempts+1
	d.AttemptAt, d.UpdatedAt = at, at
	return d, nil
}

// Settled returns the stored delivery with the outcome that a claim's holder, or the updater of a sent message, reports.
// It is an errs.Conflict when somebody else claimed it meanwhile, and errs.Invalid when the outcome lacks its parts.
func (d Delivery) Settled(outcome Delivery) (Delivery, error) {
	switch {
	case d.Attempts != outcome.Attempts || (d.State != Sending && d.State != Sent):
		return d, errs.New(errs.Conflict, "The message %q was taken over by another process.", d.Key)
	case outcome.State == Sent && (outcome.Channel == "" || outcome.TS == ""):
		return d, errs.New(errs.Invalid, "The message %q cannot be settled as sent without its channel and ts.", d.Key)
	case outcome.State == Sending:
		return d, errs.New(errs.Invalid, "The message %q cannot be settled as %s.", d.Key, Sending)
	}
	d.State, d.Error, d.UpdatedAt = outcome.State, outcome.Error, outcome.UpdatedAt
	switch outcome.State {
	case Sent:
		d.Channel, d.TS, d.Hash = outcome.Channel, outcome.TS, outcome.Hash
		d.UnsureSince = time.Time{}
	case Pending:
		d.Channel, d.TS, d.Hash = "", "", ""
		d.UnsureSince = time.Time{}
	case Unknown:
		if d.UnsureSince.IsZero() {
			d.UnsureSince = d.AttemptAt
		}
	default:
		return d, errs.New(errs.Invalid, "The message %q cannot be settled as %q.", d.Key, outcome.State)
	}
	return d, nil
}

// Ledger keeps the deliveries. Its methods are safe to call from several processes at once. A key or message that it
// does not have is an errs.NotFound.
type Ledger interface {
	// Begin returns the delivery of d.Key; when there is none it adds d as pending, with d.CreatedAt as its time.
	Begin(ctx context.Context, d Delivery) (Delivery, error)
	// Claim takes the delivery for the caller, by the rule of [Delivery.Claimed], and returns it as claimed.
	Claim(ctx context.Context, key string, at time.Time, lease time.Duration) (Delivery, error)
	// Settle records the outcome of the claim d.Attempts at d.UpdatedAt, by the rule of [Delivery.Settled]. It uses
	// State, Channel, TS, Hash and Error of d.
	Settle(ctx context.Context, d Delivery) error
	// Find returns the delivery of the key.
	Find(ctx context.Context, key string) (Delivery, error)
	// FindByMessage returns the delivery that was posted as this message.
	FindByMessage(ctx context.Context, channel, ts string) (Delivery, error)
}

// Events remembers the ids of Slack's events, so that one which Slack sends again is handled once, whichever process it
// reaches.
type Events interface {
	// SeenEvent remembers the id and reports whether this is the first time.
	SeenEvent(ctx context.Context, id string, at time.Time) (first bool, err error)
	// ForgetEvents forgets those seen before the instant. Slack stops repeating an event after about an hour.
	ForgetEvents(ctx context.Context, before time.Time) error
}
