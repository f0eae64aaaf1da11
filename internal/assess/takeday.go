package assess

import (
	"context"
	"time"

	"cairn/internal/errs"
)

// Word is something that Cairn has to say to a person and that is no part of a questionnaire: what is due of targets and
// actions, an invitation to an exercise, that a programme is to have one.
type Word struct {
	Programme Programme
	To        UserID
	At        time.Time                 // now; it has fallen due
	Waits     func(free time.Time) bool // whether it can wait for the next free day, see FreeDay; nil for what comes today, whatever else does
	Message   NudgeID                   // that carries it
}

// HoweverLong is the patience of what is said on a free day or not at all.
func HoweverLong(time.Time) bool { return true }

// TakeDay takes a person's day for a word, and reports whether it did. What it is about is recorded in the same Update.
//
// Nobody hears from Cairn more than once on a working day, whatever it is about (ADR 9), and questionnaires come first, because
// they close (ADR 13). Several processes may find the same day free when something falls due; the one that takes it first has it.
// So the person is held until the Update ends, and whether the day is still free is looked at only then: whoever comes second
// waits here, and then finds it taken. A word that can wait is left to be due again on the next free day. One that cannot takes
// the day with what came before, and keeps from it what can wait. People are held after all else (ADR 5).
func (s *Service) TakeDay(ctx context.Context, tx Tx, w Word) (taken bool, err error) {
	defer errs.Wrap(&err, "assess.TakeDay(%s, %s)", w.To, w.Message)
	who, err := tx.Person(ctx, w.To)
	if err != nil {
		return false, err
	}
	if w.Waits != nil {
		free, err := s.FreeDay(ctx, tx, w.Programme, who, w.At)
		if err != nil || !free.Equal(w.At) && w.Waits(free) {
			return false, err
		}
	}
	return tx.AddAsking(ctx, Asking{
		At: w.At, By: Actor{Source: FromSchedule}, Kind: WasFollowedUp, Programme: w.Programme.ID, Person: w.To, Nudge: w.Message,
	})
}
