package assess

import (
	"context"
	"slices"
	"time"

	"cairn/internal/calendar"
)

// crowding is what of their own comes to a person on the day of an instant. Several processes may find at one instant that
// they have something to say to the same person; one message a day is enough, and it must not matter which comes first: a
// card comes before a reminder, and what others are told of waits for a day without either.
type crowding struct {
	day  calendar.Date // the person's
	card bool          // the card of a questionnaire is to be put now
	own  bool          // a card, a reminder or a follow-up came today, or is to come now
	told bool          // they have the message that tells them what is overdue in the cycle, which is only brought up to date
}

// crowding finds out what else comes to a person. In an Update, the caller holds the person.
func (s *Service) crowding(ctx context.Context, tx Tx, m *matter, u UserID, now time.Time) (c crowding, err error) {
	since := now.Add(-logReach)
	if m.cycle.OpenedAt.Before(since) {
		since = m.cycle.OpenedAt
	}
	log, err := tx.AskingsOf(ctx, u, since)
	if err != nil {
		return c, err
	}
	cal := m.calendars[u]
	c.day = cal.Date(now)
	id := NudgeOn(u, c.day)
	for _, a := range log {
		contact := a.Kind == WasAsked || a.Kind == WasNudged || a.Kind == WasFollowedUp
		c.own = c.own || contact && (a.Nudge == id || cal.Date(a.At) == c.day)
		c.told = c.told || a.Kind == WasEscalated && a.Questionnaire.Cycle() == m.cycle.ID
	}
	duties, err := s.dutiesOf(ctx, tx, u, now)
	if err != nil {
		return c, err
	}
	c.card = slices.ContainsFunc(duties, func(d duty) bool { return d.asks(now) })
	c.own = c.own || c.card || slices.ContainsFunc(duties, func(d duty) bool { return d.reminds(now) })
	return c, nil
}

// crowd notes what else comes to a person, for what is to be claimed now.
func (s *Service) crowd(ctx context.Context, tx Tx, m *matter, u UserID, now time.Time) error {
	c, err := s.crowding(ctx, tx, m, u, now)
	m.crowded = map[UserID]crowding{u: c}
	return err
}

// asks reports whether the person's card is to be put now.
func (d duty) asks(now time.Time) bool {
	left := d.rungs()
	return d.person.MayBeAsked() && d.unasked(left) && !d.cardAt(now).After(now)
}

// reminds reports whether a reminder is due now.
func (d duty) reminds(now time.Time) bool {
	left := d.rungs()
	if !d.person.MayBeAsked() || len(left) == 0 || left[0].at.After(now) || d.unasked(left) {
		return false
	}
	at, ok := d.free(now)
	return ok && at.Equal(now)
}

// apart moves what a person would be told of others now to their next working day when something of their own comes today,
// unless the cycle closes before.
func (m *matter) apart(u UserID, at, now time.Time) time.Time {
	if at.After(now) || !m.crowded[u].own {
		return at
	}
	cal := m.calendars[u]
	if next := cal.Next(cal.At(m.crowded[u].day.AddDays(1), 0)); next.Before(m.cycle.ClosesAt) {
		return next
	}
	return at
}
