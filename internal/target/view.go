package target

import (
	"context"
	"slices"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// View returns all that is needed to show a target. Whoever has a part in its programme may see it.
func (s *Service) View(ctx context.Context, by assess.Actor, id ID) (v View, err error) {
	defer errs.Wrap(&err, "target.View(%s)", id)
	err = s.store.View(ctx, func(tx Tx) error {
		t, err := tx.Target(ctx, id)
		if err != nil {
			return err
		}
		sc, err := s.scene(ctx, tx, t.Programme, s.now())
		if err != nil {
			return err
		}
		if err := sc.mayRead(by, t.Owner); err != nil {
			return err
		}
		events, err := tx.Events(ctx, id.Subject())
		if err != nil {
			return err
		}
		all, err := sc.views(ctx, by, []Target{t}, map[Subject][]Event{id.Subject(): events})
		if err == nil {
			v = all[0]
		}
		return err
	})
	return v, err
}

// Standing is the state that counts now: missed or reached if it is, else the one that a manager set, else the computed one.
func (v View) Standing() State {
	if v.Override != nil && !v.Computed.Ended() && v.Computed != Missed {
		return v.Override.State
	}
	return v.Computed
}

// Unaccepted lists what speaks against the target and what nobody has accepted.
func (v View) Unaccepted() []Warning {
	return slices.DeleteFunc(slices.Clone(v.Warnings), func(w Warning) bool { return !w.Open() })
}

// views makes views of targets of the scene's programme, in their order.
func (sc *scene) views(ctx context.Context, by assess.Actor, targets []Target, events map[Subject][]Event) ([]View, error) {
	if len(targets) == 0 {
		return nil, nil
	}
	var owners []assess.UserID
	for _, t := range targets {
		owners = append(owners, t.Owner)
	}
	if err := sc.meet(ctx, owners); err != nil {
		return nil, err
	}
	actions, err := sc.tx.Actions(ctx, sc.programme.ID, true)
	if err != nil {
		return nil, err
	}
	open, err := sc.tx.Targets(ctx, sc.programme.ID, false)
	if err != nil {
		return nil, err
	}
	all := make([]View, len(targets))
	for i, t := range targets {
		if all[i], err = sc.view(ctx, by, t, events[t.ID.Subject()], open); err != nil {
			return nil, err
		}
		all[i].Actions = serving(t.ID, actions)
	}
	return all, nil
}

// view makes one view but for its actions.
func (sc *scene) view(ctx context.Context, by assess.Actor, t Target, events []Event, open []Target) (View, error) {
	v := View{Target: t, In: sc.programme, Of: sc.model, Started: Started(t, events), History: events, Edition: edition(events)}
	position := sc.position
	if t.Model != sc.model.ID { // the programme has moved on: nothing is known of where it stands by this model
		var err error
		if v.Of, err = sc.service.models(t.Model); err != nil {
			return v, err
		}
		position = assess.Position{Model: v.Of}
	}
	v.CategoryOf, _ = v.Of.Category(t.Category)
	v.Progress = progressOf(position, t.Category, t.Level)
	cal, err := sc.calendarOf(ctx, t.Owner)
	if err != nil {
		return v, err
	}
	v.Person, v.DueAt = sc.people[t.Owner], t.dueAt(events, cal)
	v.Computed, v.Signs, _ = sc.standing(t, events, cal)
	v.Slips, v.CheckIns = Slips(events), CheckIns(events)
	if t.Open() {
		_, v.Asked = unanswered(t, events)
		v.Silence = silenceOf(t.Owner, events, patience)
		v.Warnings = sc.still(t, open)
	}
	v.MayChange = t.Open() && (sc.manages(by) || sc.owns(by, t.Category) || by.User == t.Owner)
	v.MayCheckIn = t.Open() && v.Computed != Missed && (sc.manages(by) || by.User == t.Owner)
	v.MayJudge = t.Open() && sc.manages(by)
	return v, nil
}

// still lists the warnings of a target that were accepted or hold still: what it builds on may have become a target since.
func (sc *scene) still(t Target, open []Target) []Warning {
	if t.Model != sc.model.ID || len(t.Warnings) == 0 {
		return t.Warnings
	}
	others := slices.DeleteFunc(slices.Clone(open), func(o Target) bool { return o.ID == t.ID || o.Model != t.Model })
	p := plan{model: sc.model, levels: sc.position.Levels, open: others, today: t.Due} // steep stays steep until the category has moved
	now := p.warnings(t.Terms)
	return slices.DeleteFunc(slices.Clone(t.Warnings), func(w Warning) bool { return w.Open() && !slices.ContainsFunc(now, w.same) })
}

// serving lists the actions that serve a target: open ones first, by due day.
func serving(id ID, actions []Action) []Action {
	var found []Action
	for _, a := range actions {
		if a.Target == id {
			found = append(found, a)
		}
	}
	slices.SortStableFunc(found, func(a, b Action) int {
		if a.Open() != b.Open() {
			if a.Open() {
				return -1
			}
			return 1
		}
		return a.Due.Compare(b.Due)
	})
	return found
}
