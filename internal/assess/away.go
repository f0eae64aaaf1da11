package assess

import (
	"context"
	"time"

	"cairn/internal/errs"
)

// maxAbsence bounds how long somebody can say they are away; until further notice has no bound.
const maxAbsence = 400 * 24 * time.Hour

// Away says that a person is out of office from the first instant until the second: reminders wait, and their deputies are
// offered what waits. The zero time means from now, or until further notice. It takes the place of what they said before.
func (s *Service) Away(ctx context.Context, by Actor, from, until time.Time) (a Absence, err error) {
	defer errs.Wrap(&err, "assess.Away(%s)", by.User)
	now := s.now()
	if from.IsZero() || from.Before(now) {
		from = now
	}
	switch {
	case by.User == "" || by.Source != FromSlack:
		return a, forbidden("Only a person can say that they are out of office, in Slack.")
	case !until.IsZero() && !until.After(from):
		return a, errs.New(errs.Invalid, "Choose a day of return that is still to come and after the first day away.")
	case !until.IsZero() && until.Sub(now) > maxAbsence || from.Sub(now) > maxAbsence:
		return a, errs.New(errs.Invalid, "Choose dates within the next year, or leave the day of return open.")
	}
	a = Absence{Since: from, Until: until}
	return a, s.absent(ctx, by, a, Asking{At: now, By: by, Kind: WasAway, Person: by.User, Until: until})
}

// Back says that a person who was out of office can be asked again.
func (s *Service) Back(ctx context.Context, by Actor) (err error) {
	defer errs.Wrap(&err, "assess.Back(%s)", by.User)
	return s.absent(ctx, by, Absence{}, Asking{At: s.now(), By: by, Kind: WasBack, Person: by.User})
}

// absent stores what a person said of their absence, with its record, and tells the processes that ask them.
func (s *Service) absent(ctx context.Context, by Actor, a Absence, said Asking) error {
	err := s.store.Update(ctx, func(tx Tx) error {
		who, err := tx.Person(ctx, by.User)
		if err != nil {
			return err
		}
		had := who.Absence
		if a == (Absence{}) && (had.Since.IsZero() || !had.Until.IsZero() && !had.Until.After(said.At)) {
			return errs.New(errs.Conflict, "You had not told Cairn that you are out of office. If your Slack status says so, clear it in Slack.")
		}
		who.Absence, who.Version = a, who.Version+1
		if err := tx.SavePerson(ctx, who); err != nil {
			return err
		}
		if err := enter(ctx, tx, said); err != nil {
			return err
		}
		return nudgeOf(ctx, tx, by.User, said.At)
	})
	if err == nil {
		s.deliver()
	}
	return err
}

// nudgeOf nudges the processes of all open questionnaires in which a person has a part, of the targets and actions that they
// own, and of the exercises in which they have a part.
func nudgeOf(ctx context.Context, tx Tx, u UserID, at time.Time) error {
	open, err := tx.OpenQuestionnaires(ctx, u)
	if err != nil {
		return err
	}
	for _, q := range open {
		if err := nudge(ctx, tx, at, NudgeQuestionnaire, string(q.ID)); err != nil {
			return err
		}
	}
	subjects, err := tx.WorkOf(ctx, u)
	if err != nil {
		return err
	}
	if err := nudgeAll(ctx, tx, at, NudgeFollow, subjects); err != nil {
		return err
	}
	exercises, err := tx.RehearsalsOf(ctx, u)
	if err != nil {
		return err
	}
	return nudgeAll(ctx, tx, at, NudgeExercise, exercises)
}
