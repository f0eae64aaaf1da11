package exercise

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"cairn/internal/assess"
	"cairn/internal/target"
)

// Report is an after-action report with improvement plan, as plain data in the parts that HSEEP names. It holds nothing that
// players may not read.
type Report struct {
	ID        ID
	Name      string
	Kind      Kind
	Scope     string // what the programme assesses
	Programme assess.ProgrammeID
	Model     string // title of the programme's model
	Scenario  string // scenario id with its version
	Hash      string // of the scenario's file
	Threats   []Threat
	Items     []ReportItem // of the programme's model that the run exercised
	Story     string       // what players were told first
	Summary   string       // the facilitator's
	Zone      string       // IANA zone in which times are told

	PlannedStart time.Time
	StartedAt    time.Time
	EndedAt      time.Time
	Played       time.Duration // pauses not counted
	Paused       time.Duration
	EndedEarly   string // why, when it was
	Channel      string

	People     []Participant
	Objectives []ReportObjective
	Timeline   []Moment
	Decisions  []Logged
	Latency    Latencies
	Scores     []Score // of the hot wash
	Debriefed  int     // how many filled it in
	Plan       []Correction
	Aside      []SetAside

	Draft    bool // not signed yet
	SignedBy assess.UserID
	SignedAt time.Time
	Seal     string                   // the Fingerprint of what was signed; "" in a draft
	Names    map[assess.UserID]string // of everybody who is named
}

// Fingerprint is the hex SHA-256 of what a facilitator signs: all that the ledger of the exercise gives. What can change
// without it is left out: names, what the programme is called and which model and zone it has, and what became of actions.
// So the report of a signed exercise, made again from its ledger, has the fingerprint that was signed.
func (r Report) Fingerprint() string {
	r.Scope, r.Model, r.Zone, r.Items, r.Names = "", "", "", nil, nil
	r.Draft, r.SignedBy, r.SignedAt, r.Seal = false, "", time.Time{}, ""
	r.Plan = slices.Clone(r.Plan)
	for i := range r.Plan {
		r.Plan[i].Action, r.Plan[i].Status = "", ""
	}
	data, err := json.Marshal(r)
	if err != nil {
		panic("exercise: a report is not plain data: " + err.Error()) // never
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Threat is what a scenario rehearses, in the words of a framework.
type Threat struct {
	Framework string
	IDs       []string
}

// ReportItem is an item of the model that the run exercised.
type ReportItem struct {
	ID, Name string
	Backs    bool // the run is evidence for it
}

// Participant is somebody who had a part.
type Participant struct {
	User  assess.UserID
	Part  Part
	Roles []string // names of the roles they played
	Reply Reply
}

// ReportObjective is an objective with its rating and what it rests on.
type ReportObjective struct {
	Goal
	Rating       Rating
	Why          string
	Strengths    []Noted
	Improvements []Noted
}

// Moment is one line of the timeline.
type Moment struct {
	At      time.Time
	Elapsed time.Duration
	Kind    EventKind
	By      assess.UserID
	From    string // of an inject
	Text    string // what players were told, in short, or what was decided
	Note    string
	Number  int // of a decision
	Minutes int
}

// Latencies are the times from an inject to the first decision on it.
type Latencies struct {
	Count   int
	Median  time.Duration
	Longest time.Duration
	Open    []string // what was asked in injects with choices on which nothing was decided, for people
}

// Score is how a statement of the hot wash was answered.
type Score struct {
	ID     string
	Counts [5]int // of 1 to 5
}

// Correction is one row of the improvement plan.
type Correction struct {
	Finding   string // "F1"
	Objective Goal
	Issue     string
	Impact    Impact
	Again     string // the earlier finding that it repeats: "E1/F2"; "" for none
	Action    target.ActionID
	Work      target.Work         // as it was signed
	Status    target.ActionStatus // "" in a draft
}

// SetAside is a finding that is not acted upon, or that another covers.
type SetAside struct {
	Finding, Issue, Why, Same string
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
	ID      ID
	Name    string
	Kind    Kind
	At      time.Time
	Latency Latencies
	Ratings map[Rating]int    // how many objectives have it
	ByItem  map[string]Rating // the lowest rating of the objectives that exercise a category of the model, by category id
	Actions map[target.ActionStatus]int
	Overdue int
}
