package feed

import (
	"context"
	"slices"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/target"
)

// Options are what a Service works with. All but Now and At are required.
type Options struct {
	Store     Store
	Targets   Targets
	Exercises Exercises
	Now       func() time.Time
	At        func() string // the address at which people reach Cairn, without a slash at its end; "" or nil while none is known
}

// Service is the use cases of calendar addresses. It is safe for concurrent use.
type Service struct {
	store     Store
	targets   Targets
	exercises Exercises
	now       func() time.Time
	at        func() string
}

// NewService returns a Service.
func NewService(o Options) *Service {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.At == nil {
		o.At = func() string { return "" }
	}
	return &Service{store: o.Store, targets: o.Targets, exercises: o.Exercises, now: o.Now, at: o.At}
}

// errNone is said of every address at which there is nothing to read, whatever the reason.
var errNone = errs.New(errs.NotFound, "There is no such calendar.")

// errNowhere is said while nobody told Cairn where people reach it.
var errNowhere = errs.New(errs.Invalid,
	"Calendars need an address at which they can be read, and Cairn knows none. Ask whoever runs Cairn to set `CAIRN_PUBLIC_URL`.")

// Path is where on Cairn's address a calendar is, before its secret and the ending [Ending].
const (
	Path   = "/calendar/"
	Ending = ".ics"
)

// Feed returns a person's address for a programme, without its secret, or with "" the one for all that is theirs;
// errs.NotFound while they have none. It checks whether they may have one first.
func (s *Service) Feed(ctx context.Context, by assess.Actor, p assess.ProgrammeID) (f Feed, err error) {
	defer errs.Wrap(&err, "feed.Feed(%s)", p)
	if s.at() == "" {
		return f, errNowhere
	}
	rehearses, err := s.rehearses(ctx, by.User, p)
	if err != nil {
		return f, err
	}
	err = s.store.View(ctx, func(tx Tx) error {
		if err := mayMake(ctx, tx, by, p, rehearses); err != nil {
			return err
		}
		f, err = tx.FeedOf(ctx, by.User, p)
		return err
	})
	return f, err
}

// Make makes an address for a programme, or with "" for what is the person's in all programmes. One that they had of the
// same scope ends.
func (s *Service) Make(ctx context.Context, by assess.Actor, p assess.ProgrammeID) (made Made, err error) {
	defer errs.Wrap(&err, "feed.Make(%s)", p)
	at := s.at()
	if at == "" {
		return made, errNowhere
	}
	secret := newToken()
	made = Made{
		Feed:    Feed{Hash: secret.hash(), Person: by.User, Programme: p, MadeAt: s.now()},
		Address: at + Path + string(secret) + Ending,
	}
	rehearses, err := s.rehearses(ctx, by.User, p)
	if err != nil {
		return Made{}, err
	}
	err = s.store.Update(ctx, func(tx Tx) error {
		if err := mayMake(ctx, tx, by, p, rehearses); err != nil {
			return err
		}
		_, err := tx.FeedOf(ctx, by.User, p)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		made.Ended = err == nil
		if err := tx.SaveFeed(ctx, made.Feed); err != nil {
			return err
		}
		detail := map[string]string{"scope": string(p)}
		if p == "" {
			detail["scope"] = "own"
		}
		return tx.AddEntry(ctx, assess.Entry{At: made.MadeAt, Actor: by, Verb: "calendar.made", Programme: p, Subject: string(by.User), Detail: detail})
	})
	if err != nil {
		return Made{}, err
	}
	return made, nil
}

// rehearses reports whether somebody has a part in an exercise to come, which is something to put into a calendar of their own.
func (s *Service) rehearses(ctx context.Context, u assess.UserID, p assess.ProgrammeID) (bool, error) {
	if p != "" {
		return false, nil
	}
	mine, err := s.exercises.Mine(ctx, u)
	return len(mine) > 0, err
}

// mayMake checks that a person may have an address. Who rehearses may have one of their own without any other part.
func mayMake(ctx context.Context, tx Tx, by assess.Actor, p assess.ProgrammeID, rehearses bool) error {
	who, err := tx.Person(ctx, by.User)
	if err != nil {
		return err
	}
	if by.User == "" || !who.MayBeAsked() {
		return errs.New(errs.Forbidden, "Calendars are for full members of the workspace.")
	}
	parts, err := partsOf(ctx, tx, by.User, p)
	switch {
	case err != nil:
		return err
	case len(parts) > 0 || rehearses:
		return nil
	case p == "":
		return errs.New(errs.Forbidden, "You have no part in a programme, so there is nothing to put into a calendar.")
	}
	of, err := tx.Programme(ctx, p)
	if err != nil {
		return err
	}
	return errs.New(errs.Forbidden, "The due days of %s are for those who have a part in it. Ask a manager: %s.", of.Scope, assess.Mentions(of.Managers...))
}

// partsOf lists the programmes that an address of somebody shows: the one it is for where they have a part in it, or for ""
// all in which they have a part, or something to reach or to do.
func partsOf(ctx context.Context, tx Tx, u assess.UserID, p assess.ProgrammeID) (parts []assess.Programme, err error) {
	all, err := tx.Programmes(ctx)
	if err != nil {
		return nil, err
	}
	owned := make(map[assess.ProgrammeID]bool)
	if p == "" {
		targets, err := tx.OpenTargets(ctx, u)
		if err != nil {
			return nil, err
		}
		actions, err := tx.OpenActions(ctx, u)
		if err != nil {
			return nil, err
		}
		for _, t := range targets {
			owned[t.Programme] = true
		}
		for _, a := range actions {
			owned[a.Programme] = true
		}
	}
	return slices.DeleteFunc(all, func(of assess.Programme) bool {
		return p != "" && of.ID != p || !of.Knows(u) && !owned[of.ID]
	}), nil
}

// Read returns what is to be read at an address, by what of it stands between [Path] and [Ending]. It is errs.NotFound
// wherever there is nothing that its person may see.
func (s *Service) Read(ctx context.Context, secret string) (a Agenda, err error) {
	defer errs.Wrap(&err, "feed.Read")
	var parts []assess.Programme
	err = s.store.View(ctx, func(tx Tx) error {
		if a.Feed, err = tx.Feed(ctx, token(secret).hash()); err != nil {
			return err
		}
		if a.Reader, err = tx.Person(ctx, a.Person); err != nil {
			return err
		}
		parts, err = partsOf(ctx, tx, a.Person, a.Programme)
		return err
	})
	if err != nil {
		return Agenda{}, err
	}
	if a.Programme == "" {
		if a.Exercises, err = s.exercises.InCalendarOf(ctx, a.Person); err != nil {
			return Agenda{}, err
		}
	}
	if !a.Reader.MayBeAsked() || len(parts)+len(a.Exercises) == 0 {
		return Agenda{}, errNone
	}
	filter := target.Filter{Ended: true, Owner: a.Person}
	if a.Programme != "" {
		a.Of, filter.Owner = &parts[0], ""
	}
	a.Now = s.now()
	for _, p := range parts {
		err := s.add(ctx, &a, assess.BySlack(a.Person), p.ID, filter)
		if errs.Is(err, errs.Forbidden) { // they lost their part this moment
			continue
		}
		if err != nil {
			return Agenda{}, err
		}
	}
	return a, nil
}

// Agenda returns the due days of a programme for whoever may see them.
func (s *Service) Agenda(ctx context.Context, by assess.Actor, p assess.ProgrammeID) (a Agenda, err error) {
	defer errs.Wrap(&err, "feed.Agenda(%s)", p)
	err = s.store.View(ctx, func(tx Tx) error {
		of, err := tx.Programme(ctx, p)
		a.Of = &of
		return err
	})
	if err != nil {
		return Agenda{}, err
	}
	a.Programme, a.Now = p, s.now()
	if err := s.add(ctx, &a, by, p, target.Filter{Ended: true}); err != nil {
		return Agenda{}, err
	}
	return a, nil
}

// add adds what a filter picks of a programme.
func (s *Service) add(ctx context.Context, a *Agenda, by assess.Actor, p assess.ProgrammeID, f target.Filter) error {
	targets, err := s.targets.List(ctx, by, p, f)
	if err != nil {
		return err
	}
	actions, err := s.targets.ListActions(ctx, by, p, f)
	if err != nil {
		return err
	}
	a.Targets, a.Actions = append(a.Targets, targets...), append(a.Actions, actions...)
	if f.Owner != "" { // their exercises are added for all programmes at once
		return nil
	}
	o, err := s.exercises.Overview(ctx, by, p)
	if err != nil {
		return err
	}
	a.Exercises = append(a.Exercises, o.Exercises...)
	return nil
}
