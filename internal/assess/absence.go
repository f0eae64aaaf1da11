package assess

import (
	"time"

	"cairn/internal/calendar"
)

// covers reports whether the person is away at t.
func (a Absence) covers(t time.Time) bool {
	return !a.Since.IsZero() && !t.Before(a.Since) && (a.Until.IsZero() || t.Before(a.Until))
}

// absences are times in which one person is not to be asked.
type absences []Absence

// AwayAt reports whether a person is out of office at an instant, as they said to Cairn or as their Slack status says.
func (p Programme) AwayAt(who Person, at time.Time) bool { return absencesFrom(p, who).at(at) != nil }

// over is the first instant from t on at which no absence covers; false when the person may not come back.
func (all absences) over(t time.Time) (time.Time, bool) {
	for range all { // one may begin before another ends, so each may push it once
		for _, a := range all {
			if !a.covers(t) {
				continue
			}
			if a.Until.IsZero() {
				return time.Time{}, false
			}
			t = a.Until
		}
	}
	return t, true
}

// at is the absence that covers t, until the person is back from all; nil for none.
func (all absences) at(t time.Time) *Absence {
	var now *Absence
	for _, a := range all {
		if a.covers(t) && (now == nil || a.Since.Before(now.Since)) {
			now = &Absence{Since: a.Since}
		}
	}
	if now != nil {
		now.Until, _ = all.over(t) // the zero time for one that does not end
	}
	return now
}

// absences are those of one of the matter's people: what they said to Cairn, and what their Slack status says when it
// matches the programme's rule and takes more than a quarter of the working time that the questionnaire gives.
func (m *matter) absences(u UserID) absences {
	return absencesOf(m.programme, m.cycle, m.questionnaire, m.person(u), m.calendars[u])
}

func absencesOf(p Programme, c Cycle, q Questionnaire, who Person, cal *calendar.Calendar) absences {
	var all absences
	if !who.Absence.Since.IsZero() {
		all = append(all, who.Absence)
	}
	status := who.Status
	if !p.Away.Matches(status) {
		return all
	}
	from, to := later(status.Since, c.OpenedAt), c.ClosesAt
	if !status.Until.IsZero() && status.Until.Before(to) {
		to = status.Until
	}
	if 4*cal.WorkingTime(from, to) > cal.WorkingTime(c.OpenedAt, q.DueAt) {
		all = append(all, Absence{Since: status.Since, Until: status.Until})
	}
	return all
}

// absentNow is the absence that keeps somebody from being asked about a questionnaire at the given time; nil for none.
func absentNow(p Programme, c Cycle, q Questionnaire, who Person, now time.Time) (*Absence, error) {
	if who.Absence.Since.IsZero() && who.Status == (SlackStatus{}) {
		return nil, nil
	}
	cal, err := p.CalendarOf(who)
	if err != nil {
		return nil, err
	}
	return absencesOf(p, c, q, who, cal).at(now), nil
}
