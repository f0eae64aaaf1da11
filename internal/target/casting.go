package target

import (
	"context"
	"slices"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
)

// casting reads courses, and what several of them share only once. It holds nothing.
type casting struct {
	tx         Tx
	programmes map[assess.ProgrammeID]assess.Programme
	people     map[assess.UserID]assess.Person
	calendars  map[assess.ProgrammeID]map[assess.UserID]*calendar.Calendar
}

func newCasting(tx Tx) *casting {
	return &casting{
		tx: tx, programmes: make(map[assess.ProgrammeID]assess.Programme), people: make(map[assess.UserID]assess.Person),
		calendars: make(map[assess.ProgrammeID]map[assess.UserID]*calendar.Calendar),
	}
}

// hold reads a subject, and in an Update holds its row. Its events are still to be read.
func (k *casting) hold(ctx context.Context, s Subject) (course, error) {
	c := course{subject: s}
	if id, ok := s.Action(); ok {
		a, err := k.tx.Action(ctx, id)
		c.action = &a
		return c, err
	}
	t, err := k.tx.Target(ctx, ID(s))
	c.target = &t
	return c, err
}

// complete adds to a course whose events are read its programme and people.
func (k *casting) complete(ctx context.Context, c course) (course, error) {
	id := c.subject.Programme()
	p, ok := k.programmes[id]
	if !ok {
		var err error
		if p, err = k.tx.Programme(ctx, id); err != nil {
			return c, err
		}
		k.programmes[id], k.calendars[id] = p, make(map[assess.UserID]*calendar.Calendar)
	}
	c.programme, c.people, c.calendars = p, k.people, k.calendars[id]
	return c, k.meet(ctx, p, append([]assess.UserID{c.owner()}, p.Managers...))
}

// meet reads who people are and when they work.
func (k *casting) meet(ctx context.Context, p assess.Programme, all []assess.UserID) error {
	unknown := slices.DeleteFunc(slices.Clone(all), func(u assess.UserID) bool { _, known := k.people[u]; return known })
	if len(unknown) > 0 {
		told, err := k.tx.PeopleByID(ctx, unknown)
		if err != nil {
			return err
		}
		for _, u := range unknown {
			who := told[u]
			who.ID = u
			k.people[u] = who
		}
	}
	calendars := k.calendars[p.ID]
	for _, u := range all {
		if calendars[u] != nil {
			continue
		}
		cal, err := p.CalendarOf(k.people[u])
		if err != nil {
			return err
		}
		calendars[u] = cal
	}
	return nil
}

// course reads a subject with all that decides who is asked or told about it.
func (k *casting) course(ctx context.Context, s Subject) (course, error) {
	c, err := k.hold(ctx, s)
	if err != nil {
		return c, err
	}
	if c.events, err = k.tx.Events(ctx, s); err != nil {
		return c, err
	}
	return k.complete(ctx, c)
}

// coursesOf reads what is open that a person owns, in all programmes, and all that is open in the programmes that they
// manage, the earliest due first.
func (k *casting) coursesOf(ctx context.Context, u assess.UserID) ([]course, error) {
	targets, err := k.tx.OpenTargets(ctx, u)
	if err != nil {
		return nil, err
	}
	actions, err := k.tx.OpenActions(ctx, u)
	if err != nil {
		return nil, err
	}
	all := coursesFrom(targets, actions)
	for i, c := range all {
		if all[i].events, err = k.tx.Events(ctx, c.subject); err != nil {
			return nil, err
		}
	}
	programmes, err := k.tx.ProgrammesNaming(ctx, u)
	if err != nil {
		return nil, err
	}
	for _, p := range programmes {
		if !p.IsManager(u) {
			continue
		}
		of, err := k.coursesIn(ctx, p.ID)
		if err != nil {
			return nil, err
		}
		all = append(all, slices.DeleteFunc(of, func(c course) bool { return c.owner() == u })...)
	}
	for i, c := range all {
		if all[i], err = k.complete(ctx, c); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(all, func(a, b course) int { return a.due().Compare(b.due()) })
	return all, nil
}

// coursesIn reads what is open in a programme.
func (k *casting) coursesIn(ctx context.Context, p assess.ProgrammeID) ([]course, error) {
	targets, err := k.tx.Targets(ctx, p, false)
	if err != nil {
		return nil, err
	}
	actions, err := k.tx.Actions(ctx, p, false)
	if err != nil || len(targets)+len(actions) == 0 {
		return nil, err
	}
	events, err := k.tx.EventsIn(ctx, p, time.Time{}, 0)
	if err != nil {
		return nil, err
	}
	by := make(map[Subject][]Event)
	for _, e := range events {
		by[e.Subject] = append(by[e.Subject], e)
	}
	all := coursesFrom(targets, actions)
	for i, c := range all {
		all[i].events = by[c.subject]
	}
	return all, nil
}

func coursesFrom(targets []Target, actions []Action) []course {
	var all []course
	for _, t := range targets {
		all = append(all, course{subject: t.ID.Subject(), target: &t})
	}
	for _, a := range actions {
		all = append(all, course{subject: a.ID.Subject(), action: &a})
	}
	return all
}
