package assess

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"cairn/internal/calendar"
	"cairn/internal/errs"
)

// Defaults of what a programme file may leave out.
const (
	defaultWindow   = 10 // working days owners have
	defaultGrace    = 5  // working days between due and close
	defaultDeputise = 2  // working days between due and the deputy's being told
	defaultEscalate = 4  // working days between due and the managers' being told
	maxDays         = 60 // working days of window or grace
	maxCheckIn      = 60 // items of a check-in
	maxOwnTimes     = 2000
	maxAway         = 50 // emoji, and words, that mean out of office
	maxAwayText     = 100

	DefaultCheckIn = 12 // most items a check-in asks
)

var (
	dayStep   = regexp.MustCompile(`^([0-9]{1,2})d (before|after)$`)
	emojiName = regexp.MustCompile(`^:?([^\s:]+(?:::skin-tone-[2-6])?):?$`)
	weekdays  = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
)

// workingTime reads when people work: the programme's own calendar, how that of single people differs, and when they
// count as out of office.
func (c *check) workingTime(p *Programme, m manifest) {
	p.Hours = calendar.Hours{Start: calendar.MustClock("09:00"), End: calendar.MustClock("17:30")}
	if m.Hours != nil {
		p.Hours = c.hours("working_hours", *m.Hours)
	}
	if p.Days = c.weekdays("working_days", m.WorkingDays); len(m.WorkingDays) == 0 {
		p.Days = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	}
	_, err := p.Calendar()
	c.calendar(err, "")
	c.ownTimes(p, m.People, err == nil)
	c.away(p, m.Away)
}

func (c *check) weekdays(path string, names []string) []time.Weekday {
	var days []time.Weekday
	for i, name := range names {
		d := slices.Index(weekdays, strings.ToLower(name))
		if d < 0 {
			c.fault(fmt.Sprintf("%s[%d]", path, i), "%q is not a day; use mon, tue, wed, thu, fri, sat or sun.", name)
			continue
		}
		days = append(days, time.Weekday(d))
	}
	return days
}

// calendarPaths says where in the file a field of the calendar's own stands, for all and for one person.
var calendarPaths = map[string]string{
	"zone": "time_zone", "days": "working_days", "hours": "working_hours", "country": "holidays.country", "extra": "holidays.dates",
}

// calendar notes what is wrong with a calendar: the programme's, or with a path before it a person's.
func (c *check) calendar(err error, of string) {
	for field, sentence := range errs.FaultsOf(err) {
		name, rest, indexed := strings.Cut(field, "[")
		path := calendarPaths[name]
		if indexed {
			path += "[" + rest
		}
		if of != "" {
			path = of + strings.TrimPrefix(path, "holidays.")
		}
		c.passOn(path, sentence)
	}
}

// hours notes hours from midnight to midnight, which would mean the default.
func (c *check) hours(path string, h calendar.Hours) calendar.Hours {
	if h == (calendar.Hours{}) {
		c.fault(path, "Working hours end when they start, at 00:00; let them end later on the same day.")
	}
	return h
}

// ownTimes reads how the working time of single people differs, by user id. It is held against the programme's calendar
// where that is a good one.
func (c *check) ownTimes(p *Programme, people map[string]manifestPerson, good bool) {
	if len(people) > maxOwnTimes {
		c.fault("people", "There are %d people here; %d is the most.", len(people), maxOwnTimes)
		return
	}
	for _, id := range slices.Sorted(maps.Keys(people)) {
		given, path := people[id], "people."+id
		own := WorkingTime{User: c.person(path, id), Country: given.Country, Days: c.weekdays(path+".working_days", given.WorkingDays)}
		if given.Hours != nil {
			own.Hours = c.hours(path+".working_hours", *given.Hours)
		}
		if own.Country == "" && len(own.Days) == 0 && given.Hours == nil && len(given.WorkingDays) == 0 {
			c.fault(path, "Say how the working time of %s differs (country, working_days or working_hours), or leave the person out.", id)
			continue
		}
		p.People = append(p.People, own)
		if good {
			_, err := p.CalendarOf(Person{ID: own.User})
			c.calendar(err, path+".")
		}
	}
}

// away reads which Slack statuses mean out of office. A list that is left out has its default, an empty one is for none.
func (c *check) away(p *Programme, m manifestAway) {
	rule := DefaultAwayRule()
	if m.Emoji != nil {
		rule.Emoji = nil
	}
	if m.Words != nil {
		rule.Words = nil
	}
	if len(m.Emoji) > maxAway || len(m.Words) > maxAway {
		c.fault("out_of_office", "Give at most %d emoji and %d words.", maxAway, maxAway)
		return
	}
	for i, emoji := range m.Emoji {
		name := emojiName.FindStringSubmatch(emoji)
		if name == nil || len(emoji) > maxAwayText {
			c.fault(fmt.Sprintf("out_of_office.emoji[%d]", i), "%q is not the name of an emoji; write one such as \":palm_tree:\".", emoji)
			continue
		}
		rule.Emoji = append(rule.Emoji, ":"+name[1]+":")
	}
	for i, word := range m.Words {
		word = strings.TrimSpace(word)
		if n := len([]rune(word)); n < 2 || n > maxAwayText {
			c.fault(fmt.Sprintf("out_of_office.words[%d]", i), "Give 2 to %d characters that stand in the status of somebody who is away.", maxAwayText)
			continue
		}
		rule.Words = append(rule.Words, word)
	}
	p.Away = rule
}

// steps reads when people are reminded, and when others are told that they have not answered.
func (c *check) steps(p *Programme, m manifest) {
	if m.Reminders == nil {
		m.Reminders = []string{"half-time", "2d before", "due-morning", "1d after"}
	}
	for i, text := range m.Reminders {
		step, ok := parseStep(text)
		if !ok {
			c.fault(fmt.Sprintf("reminders[%d]", i), "%q is not a step; use half-time, due-morning, \"2d before\" or \"1d after\" (working days around the due date).", text)
			continue
		}
		if slices.Contains(p.Reminders, step) {
			c.fault(fmt.Sprintf("reminders[%d]", i), "%q stands here twice.", text)
			continue
		}
		p.Reminders = append(p.Reminders, step)
	}
	p.Grace = c.days("grace", m.Grace, defaultGrace)
	c.escalation(p, m.Escalate, m.Grace != nil)
}

// escalation reads when the deputy and the managers are told. What is left out fits itself to what is given: the managers
// are told before the cycle closes, the deputy before the managers.
func (c *check) escalation(p *Programme, m manifestEscalate, graceGiven bool) {
	managers := "escalate.manager"
	if m.alone {
		managers = "escalate"
	}
	p.Escalate = Step{Kind: AfterDue, Days: defaultEscalate}
	if m.Manager != "" {
		step, ok := parseStep(m.Manager)
		if !ok || step.Kind != AfterDue {
			c.fault(managers, "Say how many working days after the due date a manager is told, such as \"4d after\".")
			return
		}
		p.Escalate = step
	} else if graceGiven && p.Grace > 1 {
		p.Escalate.Days = min(p.Escalate.Days, p.Grace-1)
	}
	if p.Escalate.Days >= p.Grace {
		if graceGiven || p.Escalate.Days >= maxDays {
			c.fault(managers, "%q would come when the cycle has closed (grace: %d); escalate earlier or give more grace.", p.Escalate.String(), p.Grace)
			return
		}
		p.Grace = p.Escalate.Days + 1
	}
	if m.alone {
		return
	}
	p.Deputise = Step{Kind: AfterDue, Days: min(defaultDeputise, p.Escalate.Days-1)}
	if m.Deputy != "" {
		step, ok := parseStep(m.Deputy)
		switch {
		case !ok || step.Kind != AfterDue:
			c.fault("escalate.deputy", "Say how many working days after the due date the deputy is told, such as \"2d after\".")
		case step.Days >= p.Escalate.Days:
			c.fault("escalate.deputy", "%q is not before the managers are told (%s); tell the deputy earlier.", step.String(), p.Escalate.String())
		}
		p.Deputise = step
	}
	if p.Deputise.Days == 0 {
		p.Deputise = Step{}
	}
}

func parseStep(text string) (Step, bool) {
	switch text {
	case string(HalfTime), string(DueMorning):
		return Step{Kind: StepKind(text)}, true
	}
	parts := dayStep.FindStringSubmatch(text)
	if parts == nil {
		return Step{}, false
	}
	days, _ := strconv.Atoi(parts[1])
	return Step{Kind: StepKind(parts[2]), Days: days}, days > 0
}
