package assess

import (
	"context"
	"slices"
	"time"

	"cairn/internal/calendar"
)

const (
	// statusLasts is how long a Slack status without an end keeps somebody from being followed up: people forget to clear it.
	statusLasts = 28 * 24 * time.Hour
	// freeDays bounds how many days are tried: absences, and days on which something else comes.
	freeDays = 400
)

// FreeDay is the first instant from at on, in the person's working time, at which they may be told something that is no part of
// a questionnaire: not out of office, and on a day on which nothing of Cairn has come to them, nor anything of their
// questionnaires will. It is the zero time while they are out of office without an end. What comes is foreseen from at on,
// so of a later day it has to be asked again when that has come; see TakeDay.
func (s *Service) FreeDay(ctx context.Context, tx Tx, p Programme, who Person, at time.Time) (time.Time, error) {
	cal, err := p.CalendarOf(who)
	if err != nil {
		return time.Time{}, err
	}
	matters, log, err := s.mattersOf(ctx, tx, who.ID, at)
	if err != nil {
		return time.Time{}, err
	}
	coming, err := s.coming(ctx, tx, who, matters, log, at)
	if err != nil {
		return time.Time{}, err
	}
	absent := absencesFrom(p, who)
	free := cal.Next(at)
	for range freeDays {
		day := cal.Date(free)
		back, returns := absent.over(free)
		switch {
		case !returns:
			return time.Time{}, nil
		case back.After(free):
			free = cal.Next(back)
		case contacted(log, who.ID, cal, free), slices.ContainsFunc(coming, func(t time.Time) bool { return cal.Date(t) == day }):
			free = cal.Next(cal.At(day.AddDays(1), 0))
		default:
			return free, nil
		}
	}
	return time.Time{}, nil
}

// absencesFrom are a person's absences where no questionnaire gives a measure of how long is too long: what they said to
// Cairn, and what their Slack status says.
func absencesFrom(p Programme, who Person) absences {
	var all absences
	if !who.Absence.Since.IsZero() {
		all = append(all, who.Absence)
	}
	if status := who.Status; p.Away.Matches(status) {
		until := status.Until
		if until.IsZero() {
			until = status.Since.Add(statusLasts)
		}
		all = append(all, Absence{Since: status.Since, Until: until})
	}
	return all
}

// coming lists the instants at which something of a person's questionnaires is to come to them, as far as it can be foreseen
// at the given time: their cards and reminders, offers, what they are told of others, and the openings of the next cycles.
func (s *Service) coming(ctx context.Context, tx Tx, who Person, matters []*matter, log []Asking, at time.Time) ([]time.Time, error) {
	u := who.ID
	var all []time.Time
	for _, m := range matters {
		for _, d := range m.duties() {
			if d.person.ID == u {
				d.log = log
				all = append(all, d.coming(at)...)
			}
		}
		if due, ok := m.offer(at); ok && due.Person == u {
			all = append(all, due.At)
		}
		all = append(all, m.tells(u, log, at)...)
	}
	programmes, err := programmesOf(ctx, tx, u)
	if err != nil {
		return nil, err
	}
	for _, p := range programmes {
		opens, err := p.asksNext(who, at)
		if err != nil {
			return nil, err
		}
		all = append(all, opens...)
	}
	told, err := s.overdueOf(ctx, tx, u, programmes, log, at)
	return append(all, told...), err
}

// coming lists when the person's card or reminders come.
func (d duty) coming(at time.Time) []time.Time {
	left := d.rungs()
	switch {
	case len(left) == 0 || !d.person.MayBeAsked():
		return nil
	case d.unasked(left):
		return []time.Time{d.cardAt(at)}
	}
	var all []time.Time
	for _, r := range left {
		if r.at.After(at) {
			all = append(all, r.at)
		} else if free, ok := d.free(at); ok {
			all = append(all, free)
		}
	}
	return all
}

// tells lists when a person is told that the questionnaire is overdue, while they have not had that message of its cycle.
func (m *matter) tells(u UserID, log []Asking, at time.Time) []time.Time {
	if hasEscalation(log, m.cycle.ID) {
		return nil
	}
	var all []time.Time
	for _, due := range m.escalations(at) {
		if due.Person == u {
			all = append(all, due.At)
		}
	}
	return all
}

// hasEscalation reports whether somebody was told of what is overdue in a cycle; that message is brought up to date.
func hasEscalation(log []Asking, c CycleID) bool {
	return slices.ContainsFunc(log, func(a Asking) bool { return a.Kind == WasEscalated && a.Questionnaire.Cycle() == c })
}

// overdueOf finds when a manager is told of the first questionnaire that is overdue in a cycle.
func (s *Service) overdueOf(ctx context.Context, tx Tx, u UserID, programmes []Programme, log []Asking, at time.Time) ([]time.Time, error) {
	open, err := tx.OpenCycles(ctx)
	if err != nil {
		return nil, err
	}
	var all []time.Time
	for _, c := range open {
		i := slices.IndexFunc(programmes, func(p Programme) bool { return p.ID == c.Programme && p.IsManager(u) })
		if i < 0 || programmes[i].Escalate.Kind == "" || hasEscalation(log, c.ID) {
			continue
		}
		qs, err := tx.PeekQuestionnaires(ctx, c.ID)
		if err != nil {
			return nil, err
		}
		for _, q := range qs {
			late := q.DueAt.AddDate(0, 0, programmes[i].Escalate.Days-1)
			if q.State != Waiting || late.After(at.Add(logReach)) { // not told before then, in anybody's working days
				continue
			}
			m := &matter{programme: programmes[i], cycle: c, questionnaire: q}
			if m.records, err = tx.Askings(ctx, q.ID); err != nil {
				return nil, err
			}
			if err := m.complete(ctx, tx); err != nil {
				return nil, err
			}
			if told := m.tells(u, log, at); len(told) > 0 {
				all = append(all, told...)
				break
			}
		}
	}
	return all, nil
}

// asksNext is when the next cycle of the programme that opens by its cadence asks the person, if it does.
func (p Programme) asksNext(who Person, at time.Time) ([]time.Time, error) {
	if !slices.ContainsFunc(p.Assignments, func(a Assignment) bool { return a.Owner == who.ID }) {
		return nil, nil
	}
	cal, err := p.Calendar()
	if err != nil {
		return nil, err
	}
	theirs, err := p.CalendarOf(who)
	if err != nil {
		return nil, err
	}
	var all []time.Time
	for _, opening := range cal.Openings(p.Cadence, at.Add(-24*time.Hour), 1) {
		all = append(all, theirs.Next(opening))
	}
	return all, nil
}

// contacted reports whether something of Cairn came to a person on the day of t.
func contacted(log []Asking, u UserID, cal *calendar.Calendar, t time.Time) bool {
	today := cal.Date(t)
	id := NudgeOn(u, today)
	told := make(map[CycleID]bool) // escalations bring their one message up to date; the first alone comes as a message
	for _, a := range log {
		contact := a.contacts()
		if a.Kind == WasEscalated {
			contact, told[a.Questionnaire.Cycle()] = !told[a.Questionnaire.Cycle()], true
		}
		if contact && (a.Nudge == id || cal.Date(a.At) == today) {
			return true
		}
	}
	return false
}

// contacts reports whether the record says that a message came to the person.
func (a Asking) contacts() bool {
	return a.Kind == WasAsked || a.Kind == WasNudged || a.Kind == WasOffered || a.Kind == WasFollowedUp
}

// followed reports whether the person was followed up about targets or actions on the day of t.
func followed(log []Asking, u UserID, cal *calendar.Calendar, t time.Time) bool {
	day := cal.Date(t)
	return slices.ContainsFunc(log, func(a Asking) bool {
		return a.Kind == WasFollowedUp && (a.Nudge == NudgeOn(u, day) || cal.Date(a.At) == day)
	})
}
