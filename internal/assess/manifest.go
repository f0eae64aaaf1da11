package assess

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"cairn/internal/calendar"
	"cairn/internal/errs"
	"cairn/internal/maturity"
)

// Defaults of what a programme file may leave out.
const (
	defaultWindow = 10 // working days owners have
	defaultGrace  = 3  // working days between due and close
	maxDays       = 60 // working days of window or grace
	maxCheckIn    = 60 // items of a check-in

	DefaultCheckIn = 12 // most items a check-in asks
)

// manifest is the stored shape of a programme file; docs/reference/programme-file.md describes it.
type manifest struct {
	Programme   string              `yaml:"programme"`
	Scope       string              `yaml:"scope"`
	Model       string              `yaml:"model"`
	TimeZone    string              `yaml:"time_zone"`
	WorkingDays []string            `yaml:"working_days,flow,omitempty"`
	Hours       *calendar.Hours     `yaml:"working_hours,omitempty"`
	Holidays    manifestHolidays    `yaml:"holidays,omitempty"`
	Channel     string              `yaml:"channel"`
	Managers    []string            `yaml:"managers"`
	Categories  map[string]assigned `yaml:"categories"`
	Deployments []string            `yaml:"deployment_types,flow,omitempty"`
	Overlap     manifestOverlap     `yaml:"overlap,omitempty"`
	Cadence     manifestCadence     `yaml:"cadence"`
	DueAfter    *int                `yaml:"due_after,omitempty"`
	Grace       *int                `yaml:"grace,omitempty"`
	Reminders   []string            `yaml:"reminders,omitempty"`
	Escalate    string              `yaml:"escalate,omitempty"`
}

type manifestHolidays struct {
	Country string               `yaml:"country,omitempty"`
	Dates   []calendar.DateRange `yaml:"dates,omitempty"`
}

type manifestCadence struct {
	Every      string `yaml:"every"`
	StartMonth string `yaml:"start_month,omitempty"`
	At         string `yaml:"at,omitempty"`
	Full       string `yaml:"full,omitempty"`
	CheckIn    *int   `yaml:"check_in,omitempty"`
}

type manifestOverlap struct {
	Model      string              `yaml:"model"`
	Categories map[string]assigned `yaml:"categories"`
}

type assigned struct {
	Owner  string `yaml:"owner"`
	Deputy string `yaml:"deputy,omitempty"`
}

var (
	slug      = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	slackUser = regexp.MustCompile(`^[UW][A-Z0-9]{2,20}$`)
	slackRoom = regexp.MustCompile(`^[CG][A-Z0-9]{2,20}$`)
	dayStep   = regexp.MustCompile(`^([0-9]{1,2})d (before|after)$`)
	weekdays  = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
)

// ParseManifest reads a programme file. It returns every fault at once, each with its line; the programme is valid only
// when there is none.
func ParseManifest(data []byte, file string, models Models) (Programme, []maturity.Fault) {
	r := &manifestReader{file: file, lines: make(map[string]int)}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		r.yamlFaults(err)
		return Programme{}, r.faults
	}
	if len(doc.Content) == 0 {
		r.fault("", "The file is empty. Start from the example that `cairn apply --example` prints.")
		return Programme{}, r.faults
	}
	r.index(doc.Content[0], "")
	var m manifest
	decoder := yaml.NewDecoder(strings.NewReader(string(data)))
	decoder.KnownFields(true)
	if err := decoder.Decode(&m); err != nil {
		r.yamlFaults(err)
		if strings.Contains(err.Error(), "already defined") {
			return Programme{}, r.faults // what was read is not what was meant
		}
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		r.fault("", "The file holds more than one document (---). Write one programme a file.")
	}
	p := r.programme(m, models)
	slices.SortFunc(r.faults, func(a, b maturity.Fault) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Message, b.Message))
	})
	return p, r.faults
}

// manifestReader collects the faults of one file with their lines.
type manifestReader struct {
	file   string
	lines  map[string]int // "categories.governance.owner" -> line
	faults []maturity.Fault
}

// index notes the line of every path below the node.
func (r *manifestReader) index(n *yaml.Node, path string) {
	r.lines[path] = n.Line
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := strings.TrimPrefix(path+"."+n.Content[i].Value, ".")
			r.index(n.Content[i+1], key)
			r.lines[key] = n.Content[i].Line
		}
	case yaml.SequenceNode:
		for i, item := range n.Content {
			r.index(item, fmt.Sprintf("%s[%d]", path, i))
		}
	}
}

// fault notes what is wrong at the path, or at its nearest parent in the file.
func (r *manifestReader) fault(path, format string, args ...any) {
	line, ok := r.lines[path]
	for parent := path; !ok && parent != ""; line, ok = r.lines[parent] {
		parent = parent[:max(0, strings.LastIndexAny(parent, ".["))]
	}
	r.faults = append(r.faults, maturity.Fault{File: r.file, Line: max(line, 1), Message: fmt.Sprintf(format, args...)})
}

var unknownSetting = regexp.MustCompile(`^field (\S+) not found in type assess\.\S+$`)

var yamlLine = regexp.MustCompile(`^(?:yaml: )?line ([0-9]+): (.*)$`)

// yamlFaults notes what the YAML reader found wrong, a line each.
func (r *manifestReader) yamlFaults(err error) {
	messages := []string{err.Error()}
	var typed *yaml.TypeError
	if errors.As(err, &typed) {
		messages = typed.Errors
	}
	for _, message := range messages {
		fault := maturity.Fault{File: r.file, Line: 1, Message: message}
		if parts := yamlLine.FindStringSubmatch(message); parts != nil {
			fault.Line, _ = strconv.Atoi(parts[1])
			fault.Message = unknownSetting.ReplaceAllString(parts[2], "$1 is not a setting of a programme file")
		}
		r.faults = append(r.faults, fault)
	}
}

func (r *manifestReader) programme(m manifest, models Models) Programme {
	p := Programme{
		ID: ProgrammeID(m.Programme), Scope: strings.TrimSpace(m.Scope), Zone: m.TimeZone,
		Country: m.Holidays.Country, Holidays: m.Holidays.Dates, Channel: m.Channel,
		Hours:  calendar.Hours{Start: calendar.MustClock("09:00"), End: calendar.MustClock("17:30")},
		Window: r.days("due_after", m.DueAfter, defaultWindow), Grace: r.days("grace", m.Grace, defaultGrace),
	}
	if m.Hours != nil {
		p.Hours = *m.Hours
	}
	if !slug.MatchString(m.Programme) || len(m.Programme) > 40 {
		r.fault("programme", "programme: use a short name of lower-case letters, digits and hyphens, such as \"northwind\"; it is part of every id.")
	}
	if p.Scope == "" || len([]rune(p.Scope)) > 80 {
		r.fault("scope", "scope: say in 1 to 80 characters what is assessed, such as the name of the organisation or business unit.")
	}
	if !slackRoom.MatchString(m.Channel) {
		r.fault("channel", "channel: give the Slack id of the leadership channel (it starts with C; see the channel's details), not its name.")
	}
	p.Days = r.weekdays(m.WorkingDays)
	p.Managers = r.people("managers", m.Managers)
	if len(m.Managers) == 0 {
		r.fault("managers", "managers: name at least one person who runs the programme, by Slack user id.")
	}
	p.Cadence = r.cadence(m.Cadence)
	p.FullEvery, p.CheckIn = r.kinds(m.Cadence)
	r.calendar(p)
	r.steps(&p, m)
	r.model(&p, m, models)
	r.overlap(&p, m, models)
	return p
}

func (r *manifestReader) days(path string, n *int, otherwise int) int {
	if n == nil {
		return otherwise
	}
	if *n < 1 || *n > maxDays {
		r.fault(path, "%s: give a number of working days from 1 to %d.", path, maxDays)
	}
	return *n
}

func (r *manifestReader) weekdays(names []string) []time.Weekday {
	if len(names) == 0 {
		return []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	}
	var days []time.Weekday
	for i, name := range names {
		d := slices.Index(weekdays, strings.ToLower(name))
		if d < 0 {
			r.fault(fmt.Sprintf("working_days[%d]", i), "working_days: %q is not a day; use mon, tue, wed, thu, fri, sat or sun.", name)
			continue
		}
		days = append(days, time.Weekday(d))
	}
	return days
}

func (r *manifestReader) people(path string, names []string) []UserID {
	users := make([]UserID, len(names))
	for i, name := range names {
		users[i] = r.person(fmt.Sprintf("%s[%d]", path, i), name)
		if slices.Contains(users[:i], users[i]) {
			r.fault(fmt.Sprintf("%s[%d]", path, i), "%s: %s is named twice.", path, name)
		}
	}
	return users
}

func (r *manifestReader) person(path, name string) UserID {
	if !slackUser.MatchString(name) {
		r.fault(path, "%s: %q is not a Slack user id (it starts with U or W; see the person's profile, More, Copy member ID).", path, name)
	}
	return UserID(name)
}

func (r *manifestReader) cadence(m manifestCadence) calendar.Cadence {
	c := calendar.Cadence{Every: calendar.Period(m.Every), StartMonth: time.January, At: calendar.MustClock("09:00")}
	if m.At != "" {
		at, err := calendar.ParseClock(m.At)
		if err != nil {
			r.fault("cadence.at", "cadence.at: %s", errs.Message(err))
		}
		c.At = at
	}
	if m.StartMonth != "" {
		c.StartMonth = 0
		for month := time.January; month <= time.December; month++ {
			if name := strings.ToLower(m.StartMonth); name == strings.ToLower(month.String()) || name == strings.ToLower(month.String()[:3]) {
				c.StartMonth = month
			}
		}
		if c.StartMonth == 0 {
			r.fault("cadence.start_month", "cadence.start_month: %q is not a month; write its English name, such as april.", m.StartMonth)
			c.StartMonth = time.January
		}
	}
	if err := c.Check(); err != nil {
		for field, sentence := range errs.Fields(err) {
			r.fault("cadence."+field, "cadence.%s: %s", field, sentence)
		}
	}
	return c
}

// calendarPaths says where in the file a field of the calendar's own stands.
var calendarPaths = strings.NewReplacer("zone", "time_zone", "days", "working_days", "hours", "working_hours",
	"country", "holidays.country", "extra", "holidays.dates")

func (r *manifestReader) calendar(p Programme) {
	_, err := p.Calendar()
	for field, sentence := range errs.Fields(err) {
		path := calendarPaths.Replace(field)
		r.fault(path, "%s: %s", path, sentence)
	}
}

func (r *manifestReader) steps(p *Programme, m manifest) {
	if m.Reminders == nil {
		m.Reminders = []string{"half-time", "2d before", "due-morning", "1d after"}
	}
	for i, text := range m.Reminders {
		step, ok := parseStep(text)
		if !ok {
			r.fault(fmt.Sprintf("reminders[%d]", i), "reminders: %q is not a step; use half-time, due-morning, \"2d before\" or \"1d after\" (working days around the due date).", text)
			continue
		}
		if slices.Contains(p.Reminders, step) {
			r.fault(fmt.Sprintf("reminders[%d]", i), "reminders: %q stands here twice.", text)
			continue
		}
		p.Reminders = append(p.Reminders, step)
	}
	if m.Escalate == "" {
		m.Escalate = "2d after"
	}
	escalate, ok := parseStep(m.Escalate)
	if !ok || escalate.Kind != AfterDue {
		r.fault("escalate", "escalate: say how many working days after the due date a manager is told, such as \"2d after\".")
		return
	}
	if escalate.Days >= p.Grace {
		if m.Grace == nil && escalate.Days < maxDays {
			p.Grace = escalate.Days + 1
		} else {
			r.fault("escalate", "escalate: %q would come when the cycle has closed (grace: %d); escalate earlier or give more grace.", m.Escalate, p.Grace)
		}
	}
	p.Escalate = escalate
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
