package exercise

import (
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/target"
)

// Report is an after-action report with improvement plan, as plain data in the parts that HSEEP names. It holds nothing that
// players may not read. As JSON, durations are nanoseconds.
type Report struct {
	ID        ID                 `json:"id"`
	Name      string             `json:"name"`
	Kind      Kind               `json:"kind"`
	Scope     string             `json:"scope"` // what the programme assesses
	Programme assess.ProgrammeID `json:"programme"`
	Model     string             `json:"model"`    // title of the programme's model
	Scenario  string             `json:"scenario"` // scenario id with its version
	Hash      string             `json:"hash"`     // of the scenario's file
	Threats   []Threat           `json:"threats,omitempty"`
	Items     []ReportItem       `json:"items,omitempty"` // of the programme's model that the run exercised
	Story     string             `json:"story,omitempty"` // what players were told first
	Summary   string             `json:"summary"`         // the facilitator's
	Lacks     Lack               `json:"lacks,omitempty"` // why it does not count as an exercise held, if so
	Zone      string             `json:"zone"`            // IANA zone in which times are told

	PlannedStart time.Time     `json:"planned_start,omitzero"`
	StartedAt    time.Time     `json:"started_at,omitzero"`
	EndedAt      time.Time     `json:"ended_at,omitzero"`
	Played       time.Duration `json:"played"` // pauses not counted
	Paused       time.Duration `json:"paused,omitempty"`
	EndedEarly   string        `json:"ended_early,omitempty"` // why, when it was
	Channel      string        `json:"channel,omitempty"`

	People     []Participant     `json:"people"`
	Objectives []ReportObjective `json:"objectives"`
	Timeline   []Moment          `json:"timeline"`
	Decisions  []Logged          `json:"decisions"`
	Latency    Latencies         `json:"latency"`
	Scores     []Score           `json:"scores,omitempty"` // of the hot wash
	Remarks    []Remark          `json:"remarks,omitempty"`
	Debriefed  int               `json:"debriefed"` // how many filled it in
	Plan       []Correction      `json:"plan,omitempty"`
	Aside      []SetAside        `json:"aside,omitempty"`

	Draft    bool                     `json:"draft,omitempty"` // not signed yet
	SignedBy assess.UserID            `json:"signed_by,omitempty"`
	SignedAt time.Time                `json:"signed_at,omitzero"`
	Seal     string                   `json:"-"`               // hex SHA-256 of what was signed, as the ledger has it; "" in a draft
	Signed   string                   `json:"-"`               // what was signed, to the letter, whose hash Seal is; "" in a draft
	Names    map[assess.UserID]string `json:"names,omitempty"` // of everybody who is named
}

// Held is the day on which the exercise took place, or is to.
func (r Report) Held() calendar.Date {
	if r.StartedAt.IsZero() {
		return DayHeld(r.PlannedStart, r.Zone)
	}
	return DayHeld(r.StartedAt, r.Zone)
}

// Threat is what a scenario rehearses, in the words of a framework.
type Threat struct {
	Framework string   `json:"framework"`
	IDs       []string `json:"ids"`
}

// ReportItem is an item of the model that the run exercised.
type ReportItem struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Backs bool   `json:"backs,omitempty"` // the run is evidence for it
}

// Participant is somebody who had a part.
type Participant struct {
	User  assess.UserID `json:"user"`
	Part  Part          `json:"part"`
	Roles []string      `json:"roles,omitempty"` // names of the roles they played
	Was   Part          `json:"was,omitempty"`   // what they did until Since
	Since time.Time     `json:"since,omitzero"`  // when they took the exercise over
	Until time.Time     `json:"until,omitzero"`  // when somebody took it over from them
	Reply Reply         `json:"reply,omitempty"`
}

// ReportObjective is an objective with its rating and what it rests on.
type ReportObjective struct {
	Goal
	Rating       Rating  `json:"rating"`
	Why          string  `json:"why,omitempty"`
	Strengths    []Noted `json:"strengths,omitempty"`
	Improvements []Noted `json:"improvements,omitempty"`
}

// Moment is one line of the timeline.
type Moment struct {
	At      time.Time     `json:"at,omitzero"`
	Elapsed time.Duration `json:"elapsed"`
	Kind    EventKind     `json:"kind"`
	By      assess.UserID `json:"by,omitempty"`
	From    string        `json:"from,omitempty"` // of an inject
	Text    string        `json:"text,omitempty"` // what players were told, in short, or what was decided
	Note    string        `json:"note,omitempty"`
	Number  int           `json:"number,omitempty"` // of a decision
	Minutes int           `json:"minutes,omitempty"`
	Of      assess.UserID `json:"of,omitempty"` // from whom By took the exercise over
}

// Latencies are the times from an inject to the first decision on it.
type Latencies struct {
	Count   int           `json:"count"`
	Median  time.Duration `json:"median"`
	Longest time.Duration `json:"longest"`
	Open    []string      `json:"open,omitempty"` // what was asked in injects with choices on which nothing was decided, for people
}

// Score is how a statement of the hot wash was answered.
type Score struct {
	ID     string `json:"id"`
	Text   string `json:"text,omitempty"`
	Counts [5]int `json:"counts"` // of 1 to 5
}

// Remark is what somebody said in the hot wash besides what is counted. It is told by their part, without their name.
type Remark struct {
	Part Part   `json:"part"`
	Text string `json:"text"`
}

// Correction is one row of the improvement plan.
type Correction struct {
	Finding   string              `json:"finding"` // "F1"
	Objective Goal                `json:"objective,omitzero"`
	Issue     string              `json:"issue"`
	Impact    Impact              `json:"impact,omitempty"`
	Again     string              `json:"again,omitempty"`    // the earlier finding that it repeats: "E1/F2"; "" for none
	Reopened  bool                `json:"reopened,omitempty"` // its action had ended, and is open again
	Action    target.ActionID     `json:"action,omitempty"`
	Work      target.Work         `json:"work,omitzero"`    // as it was signed
	Status    target.ActionStatus `json:"status,omitempty"` // "" in a draft
}

// SetAside is a finding that is not acted upon, or that another covers.
type SetAside struct {
	Finding string `json:"finding"`
	Issue   string `json:"issue"`
	Why     string `json:"why,omitempty"`
	Same    string `json:"same,omitempty"`
}

// Trends are what a programme's exercises show side by side.
type Trends struct {
	In        assess.Programme
	Exercises []TrendLine // that ended, oldest first
	Open      int         // corrective actions
	Overdue   int
	Done      int
	Repeated  int // findings that were seen again
	Duties    []Duty
	Now       time.Time
}

// TrendLine is one exercise in the trends.
type TrendLine struct {
	ID         ID
	Name       string
	Kind       Kind
	At         time.Time // when it took place; see Exercise.HeldAt
	Lacks      Lack      // why it does not count as held; then nothing of it is compared, and only its actions are told
	Latency    Latencies
	Rated      []RatedGoal       // what it was about, in the scenario's order; without a report that is signed, not rated
	Ratings    map[Rating]int    // how many objectives have it
	ByCategory map[string]Rating // the lowest rating of the objectives that exercise a category of the model, by category id
	Actions    map[target.ActionStatus]int
	Overdue    int
}

// RatedGoal is an objective with its final rating.
type RatedGoal struct {
	Goal
	Rating Rating // "" until it is signed
}
