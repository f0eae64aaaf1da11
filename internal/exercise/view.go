package exercise

import (
	"slices"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/target"
	"cairn/internal/wording"
)

// View is an exercise as somebody may see it. It holds nothing that players may not read; what facilitators and observers
// read beside it is in Control and Watch.
type View struct {
	In      assess.Programme
	ID      ID
	Kind    Kind
	Name    string
	Brief   Brief // with the objectives that the run is about
	Plan    Plan
	State   State
	Edition int       // of the plan, for changing it
	Version int       // see Exercise.Version
	PlanAt  time.Time // when the plan became this edition, or the exercise was cancelled
	Why     string    // see Exercise.Why
	Lacks   Lack      // why it does not count as an exercise held; known once its hot wash is closed

	For       assess.UserID // who looks
	Part      Part
	Manages   bool // may change and cancel it
	TakesOver bool // may become its facilitator; see [Service.TakeOver]
	First     bool // their invitation, while it is planned, is the first that Cairn writes to them, and introduces it
	Replies   map[assess.UserID]Replied
	Gone      []assess.UserID // have a part and can no longer be asked
	Handovers []Handover      // from one facilitator to the next, oldest first

	Now       time.Time
	StartedAt time.Time
	EndedAt   time.Time
	SignBy    time.Time     // by when its report is to be signed; zero until it has ended
	SignedAt  time.Time     // when its report was signed; zero before
	Elapsed   time.Duration // exercise time; pauses not counted
	Left      time.Duration // until it ends by itself
	Log       []Logged      // decisions so far, oldest first
	Delivered []Told        // injects so far, oldest first
	Own       []Noted       // what For noted and can take back, oldest first
	Debriefed []assess.UserID
	Said      []Said   // what was said to whom alone, in its order
	Link      string   // of the published report; "" before
	Refused   *Refusal // why the signed report is not published; nil where Slack has not refused it
}

// ReportLate reports whether the report should be there: it is not signed in time, or Slack refuses it and no manager
// said that it need not be published.
func (v View) ReportLate() bool {
	return v.State == Ended && !v.SignBy.IsZero() && v.Now.After(v.SignBy) || v.Refused != nil && !v.Refused.Shelved
}

// Leaderless reports whether it is played while its facilitator can no longer be asked.
func (v View) Leaderless() bool {
	return v.State.Live() && slices.Contains(v.Gone, v.Plan.Facilitator)
}

// Changing is an exercise that can still be changed or cancelled, for whoever may.
type Changing struct {
	View
	Goals  []Goal // every objective of the scenario, in its order; those of the plan are among them
	Doubts Doubts // of the plan as it stands, but for the channel
}

// Replied is what an invited person said last.
type Replied struct {
	Reply Reply
	Note  string
	At    time.Time
}

// Said is a step that was said to somebody.
type Said struct {
	To   assess.UserID
	Step string // with its edition or number
}

// Told is an inject that players have.
type Told struct {
	PlayerInject
	At      time.Time
	Elapsed time.Duration
}

// Logged is a decision with the times that count.
type Logged struct {
	Decision
	At       time.Time     `json:"at"`
	LoggedBy assess.UserID `json:"logged_by"`
	Elapsed  time.Duration `json:"elapsed"`
	Latency  time.Duration `json:"latency,omitempty"`  // from its inject to the first decision on it, in exercise time
	Measured bool          `json:"measured,omitempty"` // Latency says something: it is the first on an inject, logged before the end
	Subject  string        `json:"subject,omitempty"`  // who the inject came from, for people; "" without one
	Chosen   string        `json:"chosen,omitempty"`   // the choice that was taken, where What says it in other words
}

// Control is what the facilitator holds: the plot and what comes.
type Control struct {
	View
	Scenario     *Scenario
	Next         []Coming // what is to come as things stand, the soonest first
	RuledOut     []RuledOut
	Waiting      []string // ids of injects that do not come as things stand: they wait for what has not happened, or for more time
	Skipped      map[string]string
	Undelivered  map[string]string // what Slack refused, by step, with its reason
	Observations []Noted
	Readiness    Readiness // until the start
}

// RuledOut is an inject that does not come any more by itself, because of what happened. It can still be called for.
type RuledOut struct {
	Inject string
	On     string // the inject on which that was settled
	Choice string // what was chosen there first, of RuledByChoice
	By     RuledBy
}

// RuledBy is what rules an inject out.
type RuledBy string

// What can rule an inject out.
const (
	RuledByChoice   RuledBy = "choice"   // another choice was the first
	RuledByDecision RuledBy = "decision" // something was decided in time
	RuledByDelivery RuledBy = "delivery" // the other inject came in time
	RuledByAbsence  RuledBy = "absence"  // the other inject does not come itself
)

// Coming is an inject with the instant of its delivery; zero while the exercise is paused.
type Coming struct {
	*Inject
	Elapsed time.Duration
	At      time.Time
	Forced  bool
}

// Noted is an observation with who made it.
type Noted struct {
	Observation
	At      time.Time     `json:"at"`
	By      assess.UserID `json:"by"`
	Part    Part          `json:"part"`               // of who made it
	HotWash bool          `json:"hot_wash,omitempty"` // said in the hot wash
}

// Watch is what an observer has: what to look for, and what they noted.
type Watch struct {
	View
	Objectives []Objective // that the run is about, with what is expected
	Injects    []Inject    // all of the scenario, with what is expected; the plot
	Noted      []Noted     // their own
}

// Readiness is what speaks for and against starting.
type Readiness struct {
	Checks []ReadyCheck
	Ready  bool // every check that matters is passed
}

// ReadyCheck is one line of the readiness check.
type ReadyCheck struct {
	Kind    string // one of the Check constants
	OK      bool
	Matters bool            // without it the exercise should not start
	People  []assess.UserID // whom it is about
	Roles   []string        // names of roles without a player who accepted
	Items   []string        // what to prepare, in the scenario's words: for the facilitator
}

// The readiness checks.
const (
	CheckChannel  = "channel"  // Cairn can post in it
	CheckMembers  = "members"  // everybody is in it; People are not
	CheckReplies  = "replies"  // everybody replied; People did not
	CheckRoles    = "roles"    // every role has a player who did not decline
	CheckWatched  = "watched"  // somebody observes, who did not decline
	CheckPrepared = "prepared" // the facilitator says that what the scenario asks for is ready
	CheckLead     = "lead"     // the facilitator accepted
)

// Notice is what somebody is told. Which of the pointers is set follows from the step.
type Notice struct {
	Subject Subject
	To      assess.Person
	Step    string // with its edition
	Edition int    // of the plan; 1 for the first
	Before  *Plan  // the plan of the edition before, when the step tells of a new one
	Why     string // why the plan changed then, as it was typed
	View    View   // as To may see it; zero for a duty
	Control *Control
	Watch   *Watch
	Review  *Review
	Duty    *Duty
	First   bool // of a duty: it is the first that Cairn writes to the person, and introduces it
}

// Post is what is said in an exercise's channel.
type Post struct {
	Exercise ID
	Name     string
	Kind     Kind
	Zone     string // of the programme, in which a channel reads times
	Channel  string
	Step     string // StepBrief, StepInject…
	Brief    *Brief
	Seats    []Seat        // with the brief
	Plan     Plan          // times and people
	Inject   *PlayerInject // with Roles of To for people
	Roles    []string      // names of the roles for which the inject is meant; nil for all
	At       time.Time     // when it was released
	Elapsed  time.Duration
	Minutes  int       // of an extension
	Handover *Handover // with StepTakenOver
	Note     string
}

// Overview is what a programme has of exercises.
type Overview struct {
	In        assess.Programme
	Exercises []View // not over, by start; then over, the newest first
	Duties    []Duty
	MayPlan   bool
	Now       time.Time
}

// Duty is a programme's duty to exercise in one kind.
type Duty struct {
	In      assess.Programme
	Kind    Kind
	Months  int           // how often: every so many months
	Last    *View         // the newest that counts; nil for none
	DueAt   time.Time     // by when the next has to take place: the end of Day
	Day     calendar.Date // in the programme's zone
	Planned *View         // the next that is planned, runs or waits for its report; nil for none
	Status  DutyStatus
	Days    int // until DueAt, negative after it; in days of the programme's zone
}

// DutyStatus says how a duty stands.
type DutyStatus string

// The statuses.
const (
	DutyMet     DutyStatus = "met"     // more than 60 days are left
	DutyArmed   DutyStatus = "planned" // one is planned in time, or waits for its report
	DutyDue     DutyStatus = "due"     // 60 days or fewer are left and none is planned in time
	DutyOverdue DutyStatus = "overdue"
)

// Planning is what the form of a new exercise needs.
type Planning struct {
	In        assess.Programme
	Scenarios []*Scenario // the newest of each; for who plans
	Duties    []Duty
	Earliest  time.Time // the next full hour in working time, some days from now
}

// Draft is what somebody filled in to plan an exercise.
type Draft struct {
	Kind     Kind
	Scenario string // scenario id
	Plan
}

// Names under which faults of a plan, and of what is said in a run, are reported.
const (
	FieldKind        = "kind"
	FieldScenario    = "scenario"
	FieldObjectives  = "objectives"
	FieldStart       = "start"
	FieldLength      = "length"
	FieldFacilitator = "facilitator"
	FieldScribe      = "scribe"
	FieldPlayers     = "players" // of one role: "players:" and its id
	FieldObservers   = "observers"
	FieldChannel     = "channel"
	FieldWhy         = "why"
	FieldNote        = "note"
	FieldInject      = "inject"
	FieldMinutes     = "minutes"
	FieldWhat        = "what"
	FieldBy          = "by"
	FieldOptions     = "options"
	FieldObjective   = "objective"
	FieldImpact      = "impact"
	FieldText        = "text"
	FieldRating      = "rating" // of one objective: "rating:" and its id
	FieldScore       = "score"  // of one statement: "score:" and its id
	FieldFinding     = "finding"
	FieldSummary     = "summary"
	FieldSame        = "same"
	FieldAside       = "aside"
	FieldBefore      = "before"
)

// Review is what the facilitator works through before they sign.
type Review struct {
	View
	Summary    string
	Objectives []ReviewObjective
	Findings   []Finding
	Earlier    []EarlierFinding // of the programme's other exercises, the newest first
	Missing    []Missing        // what keeps the report from being signed
	DueAt      time.Time        // by when it is to be signed: 30 days from the end
	Elements   []string         // target.Elements
}

// ReviewObjective is an objective with what was said of it.
type ReviewObjective struct {
	Goal
	Strengths    []Noted
	Improvements []Noted
	Ceiling      Rating
	Ratings      map[assess.UserID]Rating // said in the hot wash
	Proposed     Rating                   // the lowest that those who evaluate gave, or else the others, held to the ceiling; without any, the ceiling
	Final        Rating                   // "" until the facilitator said
	Why          string
}

// Finding is an area for improvement and how it is answered.
type Finding struct {
	ID string // "F1", in the order of the observations
	Noted
	Treatment *Treatment
	Action    target.ActionID // once the report is signed
	Again     bool            // Treatment.Before names an earlier one
	Proposed  string          // key of the earlier one that it seems to repeat, for the facilitator to confirm; "" for none
}

// EarlierFinding is a finding of an exercise whose report was signed.
type EarlierFinding struct {
	Key    string // "northwind/E1/F2"; see FindingNumber
	Text   string
	At     time.Time      // when its exercise took place; see Exercise.HeldAt
	Action *target.Action // nil when it had none

	objective, scenario string // objective id and scenario name
}

// Missing is one thing that keeps a report from being signed.
type Missing struct {
	Kind string // "summary", "rating", "finding"
	ID   string // of the objective or finding
}

// Debriefing is what somebody is asked in the hot wash.
type Debriefing struct {
	View
	Questions  []string          // of the scenario, to think about
	Statements []Statement       // to be agreed with or not
	Ceilings   map[string]Rating // by objective id, from what was observed so far
	Said       *HotWash          // what they said before
}

// Statement is something to agree with, from 1 (not at all) to 5 (fully).
type Statement struct {
	ID   string
	Text wording.Text
}
