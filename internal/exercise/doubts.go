package exercise

import (
	"context"
	"slices"

	"cairn/internal/assess"
	"cairn/internal/calendar"
)

// Doubts are what of a plan may be right and seldom is, beside what can be read from the plan itself.
type Doubts struct {
	Off     []OffHours      // who does not work then
	Room    bool            // another exercise is to take place in the channel then; only one can
	Twice   []assess.UserID // who has a part in another exercise then, in the order of People
	Channel *ChannelState   // where it takes place; nil where Slack did not say in time
}

// OffHours is somebody with a part who does not work while an exercise takes place, or not for all of it. They can take part;
// it is worth a second look.
type OffHours struct {
	User assess.UserID
	Zone string // IANA time zone in which they work
	Away bool   // they are out of office then, as they said or their Slack status says
}

// offHours lists for whom a plan begins or ends outside their working time: their zone, hours and free days, and when they are
// out of office. They come in the order of People; whoever is not known works as the programme does.
func offHours(plan Plan, p assess.Programme, known map[assess.UserID]assess.Person, calendars map[assess.UserID]*calendar.Calendar) []OffHours {
	var all []OffHours
	start, end := plan.Start, plan.Start.Add(plan.Length)
	for _, u := range plan.People() {
		who, cal := known[u], calendars[u]
		away := p.AwayAt(who, start) || p.AwayAt(who, end)
		if away || cal.WorkingTime(start, end) < plan.Length {
			all = append(all, OffHours{User: u, Zone: cal.Location().String(), Away: away})
		}
	}
	return all
}

// doubts looks for what is worth a second look in a plan of a programme, but for the channel itself. It is that of the exercise with
// the id, which is "" for a new one.
func doubts(ctx context.Context, tx Tx, in assess.Programme, id ID, plan Plan) (d Doubts, err error) {
	known, err := tx.PeopleByID(ctx, plan.People())
	if err != nil {
		return d, err
	}
	calendars, err := calendarsOf(in, plan.People(), known)
	if err != nil {
		return d, err
	}
	d.Off = offHours(plan, in, known, calendars)
	beside := func(e Exercise) bool {
		return e.ID != id && (e.State == Planned || e.State.Live()) && e.Start.Before(plan.Start.Add(plan.Length)) && plan.Start.Before(e.Start.Add(e.Length))
	}
	all, err := tx.Exercises(ctx, in.ID)
	if err != nil {
		return d, err
	}
	for _, u := range plan.People() {
		of, err := tx.ExercisesOf(ctx, u)
		if err != nil {
			return d, err
		}
		if slices.ContainsFunc(of, beside) {
			d.Twice = append(d.Twice, u)
		}
		all = append(all, of...)
	}
	d.Room = slices.ContainsFunc(all, func(e Exercise) bool { return beside(e) && e.Channel == plan.Channel })
	return d, nil
}

// calendarsOf are the working calendars of people of a programme.
func calendarsOf(p assess.Programme, users []assess.UserID, known map[assess.UserID]assess.Person) (map[assess.UserID]*calendar.Calendar, error) {
	all := make(map[assess.UserID]*calendar.Calendar)
	alike := make(map[string]*calendar.Calendar) // by zone, of those who work as the programme does
	for _, u := range users {
		who := known[u]
		who.ID = u
		own := slices.ContainsFunc(p.People, func(w assess.WorkingTime) bool { return w.User == u })
		cal := alike[who.Zone]
		if own || cal == nil {
			var err error
			if cal, err = p.CalendarOf(who); err != nil {
				return nil, err
			}
		}
		if !own {
			alike[who.Zone] = cal
		}
		all[u] = cal
	}
	return all, nil
}
