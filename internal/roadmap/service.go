package roadmap

import (
	"context"
	"slices"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/target"
)

// Options are what a Service works with. All but Now are required.
type Options struct {
	Store      Store
	Targets    Targets
	Programmes Programmes
	Models     assess.Models
	Now        func() time.Time // instants of people's acts; processes pass their own time
}

// Service is the use cases of the roadmap. It is safe for concurrent use.
type Service struct {
	store      Store
	targets    Targets
	programmes Programmes
	models     assess.Models
	now        func() time.Time
}

// NewService returns a Service.
func NewService(o Options) *Service {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Service{store: o.Store, targets: o.Targets, programmes: o.Programmes, models: o.Models, now: o.Now}
}

// Roadmap returns what a programme is to do, in order. Whoever has a part in the programme may see it.
func (s *Service) Roadmap(ctx context.Context, by assess.Actor, id assess.ProgrammeID) (r Roadmap, err error) {
	defer errs.Wrap(&err, "roadmap.Roadmap(%s)", id)
	f, err := s.facts(ctx, by, id)
	if err != nil {
		return Roadmap{}, err
	}
	if f.targets, err = s.targets.List(ctx, by, id, target.Filter{}); err != nil {
		return Roadmap{}, err
	}
	return f.roadmap()
}

// Adopt makes a position of the roadmap an action that somebody is to do. What work leaves out is taken from the position:
// its title and text, the category's owner, the days proposed. An action that is due before those begins at once.
func (s *Service) Adopt(ctx context.Context, by assess.Actor, id assess.ProgrammeID, key string, work target.Work) (a target.Action, err error) {
	defer errs.Wrap(&err, "roadmap.Adopt(%s, %s)", id, key)
	r, err := s.Roadmap(ctx, by, id)
	if err != nil {
		return target.Action{}, err
	}
	e, ok := r.Entry(key)
	switch {
	case !ok:
		return target.Action{}, errs.New(errs.NotFound, "%q is not a step of the roadmap of %s now. Look at the roadmap again.", key, r.Programme.Scope)
	case e.Taken():
		return target.Action{}, errs.New(errs.Conflict, "%s is taken on already: %s, by %s.",
			e.Title, e.Action.ID.Number(), assess.Mentions(e.Action.Owner))
	}
	if work.Title == "" {
		work.Title = e.Title
	}
	if work.Text == "" {
		work.Text = cut(e.Text, target.MaxText)
	}
	if work.Owner == "" {
		work.Owner = r.Owner(Entry{Category: e.Category})
	}
	if work.Due.IsZero() {
		work.Due = e.End
	}
	if work.Start.IsZero() && !work.Due.Before(e.Start) {
		work.Start = e.Start
	}
	a = target.Action{
		Programme: id, Kind: target.FromRoadmap, Source: key, Category: e.Category, Items: e.Items, Work: work,
	}
	for _, t := range slices.Backward(r.Targets) { // the earliest due of its own category
		if t.Category == e.Category && slices.Contains(e.Targets, t.ID) {
			a.Target = t.ID
		}
	}
	return s.targets.AddAction(ctx, by, a)
}

// SetRisks says what is at stake in categories, which orders the roadmap. Managers may.
func (s *Service) SetRisks(ctx context.Context, by assess.Actor, id assess.ProgrammeID, risks map[string]assess.Risk) (err error) {
	defer errs.Wrap(&err, "roadmap.SetRisks(%s)", id)
	_, err = s.programmes.SetRisks(ctx, by, id, risks)
	return err
}

// facts gathers what a roadmap or an outlook of a programme is made of, but for its targets.
func (s *Service) facts(ctx context.Context, by assess.Actor, id assess.ProgrammeID) (f facts, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		if f.programme, err = tx.Programme(ctx, id); err != nil {
			return err
		}
		if !by.Operator() && !f.programme.Knows(by.User) {
			return errs.New(errs.Forbidden, "Only people with a part in %s may see its roadmap.", f.programme.Scope)
		}
		if f.position, err = s.programmes.Position(ctx, tx, f.programme); err != nil {
			return err
		}
		f.model = f.position.Model
		all, err := tx.Substitutions(ctx, id)
		if err != nil {
			return err
		}
		f.own = assess.Substituted(all, f.programme.Model)
		f.actions, err = tx.Actions(ctx, id, true)
		return err
	})
	if err != nil {
		return f, err
	}
	if f.cal, err = f.programme.Calendar(); err != nil {
		return f, err
	}
	f.today = f.cal.Date(s.now())
	return f, nil
}

// cut shortens a text of the model to so many characters, where that is longer.
func cut(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}
