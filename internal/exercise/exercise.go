package exercise

import (
	"slices"
	"strings"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
)

// ID names an exercise by its programme and a running number: "northwind/E2".
type ID string

// Programme returns the id of the exercise's programme.
func (id ID) Programme() assess.ProgrammeID {
	p, _, _ := strings.Cut(string(id), "/")
	return assess.ProgrammeID(p)
}

// Number returns what people call it within its programme: "E2".
func (id ID) Number() string {
	_, n, _ := strings.Cut(string(id), "/")
	return n
}

// Exercise is one run of a scenario, from its planning to its signed report. What happened in it is in its ledger; see
// [Event].
type Exercise struct {
	ID        ID
	Programme assess.ProgrammeID
	Kind      Kind      // Tabletop or Simulation; never changed
	Scenario  *Scenario // as it was when the exercise was planned; never changed, and never for players
	Plan
	State      State
	PlannedAt  time.Time
	PlannedBy  assess.Actor
	StartedAt  time.Time // zero before
	EndedAt    time.Time // ended or cancelled; zero before
	ReviewedAt time.Time // when its report was signed; zero before
	Why        string    // why it was cancelled, or ended before its time
	Version    int       // counts changes
}

// Name is what the exercise is called before everybody. It tells nothing of the plot.
func (e Exercise) Name() string { return e.Scenario.Opening.Title }

// HeldAt is when it took place, for all that is told or reckoned by the day: when it began, whenever it ended; zero before.
func (e Exercise) HeldAt() time.Time { return e.StartedAt }

// DayHeld is the day of an exercise that began at an instant, which is one for everybody: the day in the programme's zone, also of one
// that went on past midnight.
func DayHeld(began time.Time, zone string) calendar.Date {
	loc, err := time.LoadLocation(zone)
	if err != nil { // one that does not load was refused with its programme
		loc = time.UTC
	}
	return calendar.DateOf(began.In(loc))
}

// Plan is who is to rehearse what when. It can be changed until the start.
type Plan struct {
	Objectives  []string // ids of the scenario's objectives that this run is about, in its order
	Start       time.Time
	Length      time.Duration // pauses not counted
	Facilitator assess.UserID
	Scribe      assess.UserID // who writes down what is decided; "" for none
	Players     []Seat        // in the order of the scenario's roles
	Observers   []assess.UserID
	Channel     string // Slack id of the channel in which it takes place
}

// equal reports whether two plans say the same.
func (p Plan) equal(q Plan) bool {
	return slices.Equal(p.Objectives, q.Objectives) && p.Start.Equal(q.Start) && p.Length == q.Length && p.Facilitator == q.Facilitator &&
		p.Scribe == q.Scribe && slices.Equal(p.Players, q.Players) && slices.Equal(p.Observers, q.Observers) && p.Channel == q.Channel
}

// Seat is a player and the role they play. Somebody may have several; several may share one.
type Seat struct {
	User assess.UserID `json:"user"`
	Role string        `json:"role"` // role id of the scenario
}

// State is how far an exercise is.
type State string

// The states.
const (
	Planned   State = "planned"
	Running   State = "running"
	Paused    State = "paused"
	Ended     State = "ended"     // played; its report is not signed
	Reviewed  State = "reviewed"  // its report is signed
	Cancelled State = "cancelled" // before it began
)

// Live reports whether it is being played.
func (s State) Live() bool { return s == Running || s == Paused }

// Over reports whether nothing more happens in it but the publication of its report.
func (s State) Over() bool { return s == Reviewed || s == Cancelled }

// Part is what somebody does in an exercise. Nobody has two.
type Part string

// The parts.
const (
	NoPart        Part = ""
	AsFacilitator Part = "facilitator"
	AsScribe      Part = "scribe"
	AsPlayer      Part = "player"
	AsObserver    Part = "observer"
)

// ReadsNotes reports whether the part may read what facilitators read: the plot, notes and what is expected.
func (p Part) ReadsNotes() bool { return p == AsFacilitator || p == AsObserver }

// PartOf returns what somebody does in the exercise.
func (p Plan) PartOf(u assess.UserID) Part {
	switch {
	case u == "":
		return NoPart
	case u == p.Facilitator:
		return AsFacilitator
	case u == p.Scribe:
		return AsScribe
	case slices.Contains(p.Observers, u):
		return AsObserver
	case slices.ContainsFunc(p.Players, func(s Seat) bool { return s.User == u }):
		return AsPlayer
	default:
		return NoPart
	}
}

// People lists everybody who has a part, each once: the facilitator, the scribe, the players by role, the observers.
func (p Plan) People() []assess.UserID {
	all := []assess.UserID{p.Facilitator}
	if p.Scribe != "" {
		all = append(all, p.Scribe)
	}
	for _, s := range p.Players {
		all = append(all, s.User)
	}
	all = append(all, p.Observers...)
	var once []assess.UserID
	for _, u := range all {
		if !slices.Contains(once, u) {
			once = append(once, u)
		}
	}
	return once
}

// RolesOf lists the ids of the roles that somebody plays.
func (p Plan) RolesOf(u assess.UserID) []string {
	var roles []string
	for _, s := range p.Players {
		if s.User == u {
			roles = append(roles, s.Role)
		}
	}
	return roles
}
