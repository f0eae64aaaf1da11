package assess

import (
	"fmt"
	"slices"
	"time"

	"cairn/internal/calendar"
)

// UserID is a Slack user id such as "U024BE7LH".
type UserID string

// ProgrammeID names a programme: a short slug chosen in its file, such as "northwind".
type ProgrammeID string

// Programme is one model applied to one scope: who answers, who runs it, when it asks and how long people have.
// It is declared as a whole (see [ParseManifest]); Revision counts the declarations that changed it.
type Programme struct {
	ID    ProgrammeID
	Scope string // what is assessed, for people: "Northwind Bank"
	Model string // id of the maturity model, publisher/name@version

	Zone     string // IANA time zone in which working time and openings are reckoned
	Days     []time.Weekday
	Hours    calendar.Hours
	Country  string // ISO 3166 code whose public holidays are kept; "" for none
	Holidays []calendar.DateRange
	People   []WorkingTime // whose working time differs, by user id
	Away     AwayRule      // which Slack statuses mean out of office

	Channel     string // Slack id of the leadership channel that gets the digest
	Managers    []UserID
	Leaders     []UserID     // who find the results in their Home tab; nil for none
	Assignments []Assignment // one for each category of the model, in the model's order
	Deployments []string     // tags of the model in use, in the model's order; nil for all
	Overlap     *Overlap     // the model that the programme leaves; nil for none

	Cadence    calendar.Cadence
	FullEvery  calendar.Period // how often a scheduled cycle is full, the others being check-ins; "" for always
	CheckIn    int             // most items a check-in asks
	Window     int             // working days between opening and due
	Grace      int             // working days between due and close
	Reminders  []Step
	Rehearsals Rehearsals // how often it exercises
	Deputise   Step       // when the deputy is told that it is overdue; the zero step for never
	Escalate   Step       // when the managers are told

	Revision  int
	UpdatedAt time.Time
	UpdatedBy Actor // by whom and by which way the revision came
}

// Assignment says who answers for a category.
type Assignment struct {
	Category string
	Owner    UserID
	Deputy   UserID // "" for none
	Risk     Risk   // what is at stake, for the order of the roadmap; "" for RiskNormal
}

// Overlap is the model that a programme leaves. The next full cycle opens another one on it beside its own, so that the
// two can be compared; once that has closed there is no other.
type Overlap struct {
	Model       string       // model id
	Assignments []Assignment // one for each category of that model
}

// Calendar returns the programme's working calendar.
func (p Programme) Calendar() (*calendar.Calendar, error) {
	return calendar.New(calendar.Config{Zone: p.Zone, Days: p.Days, Hours: p.Hours, Country: p.Country, Extra: p.Holidays})
}

// IsManager reports whether the user runs the programme.
func (p Programme) IsManager(u UserID) bool { return slices.Contains(p.Managers, u) }

// IsLeader reports whether the user is named as a reader of the results.
func (p Programme) IsLeader(u UserID) bool { return slices.Contains(p.Leaders, u) }

// Knows reports whether the user has any role in the programme.
func (p Programme) Knows(u UserID) bool {
	answers := func(a Assignment) bool { return a.Owner == u || a.Deputy == u }
	return p.IsManager(u) || p.IsLeader(u) || slices.ContainsFunc(p.Assignments, answers) ||
		p.Overlap != nil && slices.ContainsFunc(p.Overlap.Assignments, answers)
}

// StepKind says from which instant a reminder step is counted.
type StepKind string

// The kinds of step.
const (
	HalfTime   StepKind = "half-time"   // half of the working time between opening and due
	BeforeDue  StepKind = "before"      // Days working days before the due instant
	DueMorning StepKind = "due-morning" // the start of working hours on the due day
	AfterDue   StepKind = "after"       // Days working days after the due instant
)

// Step is one configured reminder, relative to a questionnaire's window.
type Step struct {
	Kind StepKind
	Days int // for BeforeDue and AfterDue
}

// String returns the step as it is written in a programme file: "half-time", "2d before", "due-morning", "1d after".
func (s Step) String() string {
	switch s.Kind {
	case BeforeDue, AfterDue:
		return fmt.Sprintf("%dd %s", s.Days, s.Kind)
	default:
		return string(s.Kind)
	}
}
