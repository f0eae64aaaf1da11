package exercise

import (
	"context"
	"slices"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/errs"
	"cairn/internal/maturity"
	"cairn/internal/target"
)

// Trends shows the exercises of a programme side by side: how fast decisions came, how the objectives were rated, and what
// became of the corrective actions. It is for whoever has a part in the programme.
func (s *Service) Trends(ctx context.Context, by assess.Actor, p assess.ProgrammeID) (t Trends, err error) {
	defer errs.Wrap(&err, "exercise.Trends(%s)", p)
	err = s.store.View(ctx, func(tx Tx) error {
		t = Trends{Now: s.now()}
		if t.In, err = tx.Programme(ctx, p); err != nil {
			return err
		}
		if err := mayKnowAll(by, t.In); err != nil {
			return err
		}
		m, err := s.models(t.In.Model)
		if err != nil {
			return err
		}
		if t.Duties, err = s.duties(ctx, tx, t.In, t.Now); err != nil {
			return err
		}
		return t.add(ctx, tx, m)
	})
	return t, err
}

// add adds the lines and what they sum up to.
func (t *Trends) add(ctx context.Context, tx Tx, m *maturity.Model) error {
	exercises, err := tx.Exercises(ctx, t.In.ID)
	if err != nil {
		return err
	}
	exercises = slices.DeleteFunc(exercises, func(e Exercise) bool { return e.State != Ended && e.State != Reviewed })
	slices.SortStableFunc(exercises, func(a, b Exercise) int { return a.HeldAt().Compare(b.HeldAt()) })
	events, err := tx.ExerciseEventsIn(ctx, t.In.ID)
	if err != nil {
		return err
	}
	fixes, err := corrections(ctx, tx, t.In, t.Now)
	if err != nil {
		return err
	}
	ledgers, counted := ledgersOf(events), make(map[target.ActionID]bool)
	for _, e := range exercises {
		r := &record{Exercise: e, now: t.Now, programme: t.In, events: ledgers[e.ID]}
		line := r.trend(m)
		mine := make(map[target.ActionID]bool)
		for _, f := range r.findings() {
			if f.Again && e.State == Reviewed {
				t.Repeated++
			}
			fix, ok := fixes[f.Action]
			if !ok || mine[f.Action] {
				continue
			}
			mine[f.Action] = true
			line.count(fix)
			if !counted[f.Action] { // one that several exercises ask for is one
				counted[f.Action] = true
				t.count(fix)
			}
		}
		t.Exercises = append(t.Exercises, line)
	}
	return nil
}

// trend is the line of one exercise, but for its actions.
func (r *record) trend(m *maturity.Model) TrendLine {
	line := TrendLine{
		ID: r.ID, Name: r.Name(), Kind: r.Kind, At: r.HeldAt(), Lacks: r.lacks(),
		Ratings: make(map[Rating]int), ByCategory: make(map[string]Rating), Actions: make(map[target.ActionStatus]int),
	}
	if line.Lacks != LacksNothing {
		return line
	}
	line.Latency = latencies(r.log(), r.delivered())
	final := r.rated()
	for _, g := range r.brief().Objectives {
		if r.State != Reviewed {
			line.Rated = append(line.Rated, RatedGoal{Goal: g})
			continue
		}
		rating := final[g.ID].Rating
		line.Rated = append(line.Rated, RatedGoal{Goal: g, Rating: rating})
		line.Ratings[rating]++
		for _, id := range r.exercised(g.ID, m) {
			if it, ok := m.Item(id); ok {
				c := it.Category().ID
				line.ByCategory[c] = Lowest(line.ByCategory[c], rating)
			}
		}
	}
	return line
}

// fix is a corrective action as far as it counts.
type fix struct {
	status  target.ActionStatus
	overdue bool
}

func (l *TrendLine) count(f fix) {
	l.Actions[f.status]++
	if f.overdue {
		l.Overdue++
	}
}

func (t *Trends) count(f fix) {
	switch {
	case f.status == target.Done:
		t.Done++
	case !f.status.Ended():
		t.Open++
	}
	if f.overdue {
		t.Overdue++
	}
}

// corrections reads how far the actions of a programme are. Those that exercises ask for are among them, whatever they once
// were made for.
func corrections(ctx context.Context, tx Tx, p assess.Programme, now time.Time) (map[target.ActionID]fix, error) {
	actions, err := tx.Actions(ctx, p.ID, true)
	if err != nil {
		return nil, err
	}
	var owners []assess.UserID
	for _, a := range actions {
		owners = append(owners, a.Owner)
	}
	people, err := tx.PeopleByID(ctx, owners)
	if err != nil {
		return nil, err
	}
	events, err := tx.EventsIn(ctx, p.ID, time.Time{}, 0)
	if err != nil {
		return nil, err
	}
	ledgers := make(map[target.Subject][]target.Event)
	for _, e := range events {
		ledgers[e.Subject] = append(ledgers[e.Subject], e)
	}
	calendars := make(map[assess.UserID]*calendar.Calendar)
	all := make(map[target.ActionID]fix)
	for _, a := range actions {
		cal := calendars[a.Owner]
		if cal == nil {
			who := people[a.Owner]
			who.ID = a.Owner
			if cal, err = p.CalendarOf(who); err != nil {
				return nil, err
			}
			calendars[a.Owner] = cal
		}
		all[a.ID] = fix{status: a.Status, overdue: a.Overdue(ledgers[a.ID.Subject()], cal, now)}
	}
	return all, nil
}
