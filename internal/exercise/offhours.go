package exercise

import (
	"slices"

	"cairn/internal/assess"
	"cairn/internal/calendar"
)

// Doubts are what of a plan may be right and seldom is, beside what can be read from the plan itself.
type Doubts struct {
	Off     []OffHours    // who does not work then
	Channel *ChannelState // where it takes place; nil where Slack did not say in time
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
