package target

import (
	"context"

	"cairn/internal/assess"
)

// actionViews makes views of actions of the scene's programme, in their order.
func (sc *scene) actionViews(ctx context.Context, by assess.Actor, actions []Action) ([]ActionView, error) {
	events, err := sc.eventsOf(ctx, subjectsOf(actions))
	if err != nil {
		return nil, err
	}
	return sc.actionViewsBy(ctx, by, actions, events)
}

func subjectsOf(actions []Action) []Subject {
	subjects := make([]Subject, len(actions))
	for i, a := range actions {
		subjects[i] = a.ID.Subject()
	}
	return subjects
}

// actionViewsBy is the same by events that were read.
func (sc *scene) actionViewsBy(ctx context.Context, by assess.Actor, actions []Action, events map[Subject][]Event) ([]ActionView, error) {
	all := make([]ActionView, len(actions))
	serves := make(map[ID]*Target)
	var owners []assess.UserID
	for _, a := range actions {
		owners = append(owners, a.Owner)
	}
	if err := sc.meet(ctx, owners); err != nil {
		return nil, err
	}
	for i, a := range actions {
		if _, had := serves[a.Target]; !had && a.Target != "" {
			t, err := sc.tx.Target(ctx, a.Target)
			if err != nil {
				return nil, err
			}
			serves[a.Target] = &t
		}
		var err error
		if all[i], err = sc.actionView(ctx, by, a, events[a.ID.Subject()]); err != nil {
			return nil, err
		}
		all[i].Serves = serves[a.Target]
	}
	return all, nil
}

// actionView makes one view but for the target that it serves.
func (sc *scene) actionView(ctx context.Context, by assess.Actor, a Action, events []Event) (ActionView, error) {
	v := ActionView{Action: a, In: sc.programme, Of: sc.model, Slips: Slips(events), History: events, Edition: edition(events)}
	cal, err := sc.calendarOf(ctx, a.Owner)
	if err != nil {
		return v, err
	}
	v.Person, v.DueAt = sc.people[a.Owner], a.dueAt(events, cal)
	v.Overdue = a.Overdue(events, cal, sc.now)
	if a.Open() {
		v.Silence = silenceOf(a.Owner, events, patienceAction)
	}
	runs := sc.manages(by) || by.User == a.Owner && a.Owner != ""
	v.MayChange = runs || sc.answers(by, a.Category)
	v.MayFinish = a.Open() && runs
	return v, nil
}
