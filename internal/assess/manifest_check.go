package assess

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"cairn/internal/calendar"
	"cairn/internal/errs"
	"cairn/internal/wording"
)

// maxScope is how long, in characters, the name of what is assessed may be.
const maxScope = 80

var (
	slug      = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	slackUser = regexp.MustCompile(`^[UW][A-Z0-9]{2,20}$`)
	slackRoom = regexp.MustCompile(`^[CG][A-Z0-9]{2,20}$`)
)

// maxSlug is how long the short name of a programme may be.
const maxSlug = 40

// finding is what is wrong with one setting of a declaration. The path is where the setting stands in a programme file:
// "categories.governance.owner", "managers[1]".
type finding struct {
	path     string
	sentence wording.Text
}

// check collects the findings of one declaration.
type check struct {
	models   Models
	findings []finding
}

// fault notes what is wrong, in a sentence made like fmt.Sprintf.
func (c *check) fault(path, format string, args ...any) {
	c.findings = append(c.findings, finding{path, wording.New(format, args...)})
}

// passOn notes what another part of Cairn says is wrong.
func (c *check) passOn(path string, sentence wording.Text) {
	c.findings = append(c.findings, finding{path, sentence})
}

// declare checks a declaration as a whole and returns the programme that it means, with the defaults of what it leaves
// out. With findings, what they are about is missing in the programme or wrong.
func declare(m manifest, models Models) (Programme, []finding) {
	c := &check{models: models}
	p := Programme{
		ID: ProgrammeID(m.Programme), Revision: m.Revision, Scope: strings.TrimSpace(m.Scope), Channel: m.Channel,
		Zone: m.TimeZone, Country: m.Holidays.Country, Holidays: m.Holidays.Dates,
		Window: c.days("due_after", m.DueAfter, defaultWindow),
	}
	if !slug.MatchString(m.Programme) || len(m.Programme) > maxSlug {
		c.fault("programme", "Use a short name of lower-case letters, digits and hyphens, such as \"northwind\"; it is part of every id.")
	}
	if m.Revision < 0 {
		c.fault("revision", "Give the number of the revision on which the file is based, or leave it out.")
	}
	if p.Scope == "" || len([]rune(p.Scope)) > maxScope {
		c.fault("scope", "Say in 1 to %d characters what is assessed, such as the name of the organisation or business unit.", maxScope)
	}
	if !slackRoom.MatchString(m.Channel) {
		c.fault("channel", "Give the Slack id of the leadership channel (it starts with C; see the channel's details), not its name.")
	}
	p.Managers = c.people("managers", m.Managers)
	if len(m.Managers) == 0 {
		c.fault("managers", "Name at least one person who runs the programme, by Slack user id.")
	}
	if len(m.Leaders) > 0 {
		p.Leaders = c.people("leaders", m.Leaders)
	}
	p.Cadence = c.cadence(m.Cadence)
	p.FullEvery, p.CheckIn = c.kinds(m.Cadence)
	c.workingTime(&p, m)
	c.steps(&p, m)
	p.Rehearsals = c.rehearsals(m.Exercises)
	c.model(&p, m)
	c.overlap(&p, m)
	return p, c.findings
}

func (c *check) days(path string, n *int, otherwise int) int {
	if n == nil {
		return otherwise
	}
	if *n < 1 || *n > maxDays {
		c.fault(path, "Give a number of working days from 1 to %d.", maxDays)
	}
	return *n
}

func (c *check) people(path string, names []string) []UserID {
	users := make([]UserID, len(names))
	for i, name := range names {
		users[i] = c.person(fmt.Sprintf("%s[%d]", path, i), name)
		if slices.Contains(users[:i], users[i]) {
			c.fault(fmt.Sprintf("%s[%d]", path, i), "%s is named twice.", name)
		}
	}
	return users
}

func (c *check) person(path, name string) UserID {
	if !slackUser.MatchString(name) {
		c.fault(path, "%q is not a Slack user id (it starts with U or W; see the person's profile, More, Copy member ID).", name)
	}
	return UserID(name)
}

func (c *check) cadence(m manifestCadence) calendar.Cadence {
	cadence := calendar.Cadence{Every: calendar.Period(m.Every), StartMonth: time.January, At: calendar.MustClock("09:00")}
	if m.At != "" {
		at, err := calendar.ParseClock(m.At)
		if err != nil {
			c.passOn("cadence.at", errs.Text(err))
		}
		cadence.At = at
	}
	if m.StartMonth != "" {
		cadence.StartMonth = monthNamed(m.StartMonth)
		if cadence.StartMonth == 0 {
			c.fault("cadence.start_month", "%q is not a month; write its English name, such as april.", m.StartMonth)
			cadence.StartMonth = time.January
		}
	}
	for field, sentence := range errs.FaultsOf(cadence.Check()) {
		c.passOn("cadence."+field, sentence)
	}
	return cadence
}

// monthNamed is the month with the English name or its first three letters, or 0.
func monthNamed(name string) time.Month {
	name = strings.ToLower(name)
	for month := time.January; month <= time.December; month++ {
		if full := strings.ToLower(month.String()); name == full || name == full[:3] {
			return month
		}
	}
	return 0
}

// kinds reads how often a scheduled cycle is full, and how much a check-in asks.
func (c *check) kinds(m manifestCadence) (calendar.Period, int) {
	full, most := calendar.Period(m.Full), DefaultCheckIn
	switch {
	case full != "" && full != calendar.Quarterly && full != calendar.Annual:
		c.fault("cadence.full", "%q is not how often; use annual, or leave it out to make every cycle a full one.", m.Full)
		full = ""
	case full == calendar.Quarterly && m.Every == string(calendar.Annual):
		c.fault("cadence.full", "A full cycle each quarter needs cycles each quarter; set every to quarterly.")
	}
	if m.CheckIn != nil {
		if most = *m.CheckIn; most < 1 || most > maxCheckIn {
			c.fault("cadence.check_in", "Give the most objectives that a check-in asks, from 1 to %d.", maxCheckIn)
		}
	}
	return full, most
}
