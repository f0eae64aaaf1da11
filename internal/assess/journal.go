package assess

import "time"

// Source says by which way an act reached Cairn.
type Source string

// The sources.
const (
	FromSlack    Source = "slack"
	FromCLI      Source = "cli"
	FromSchedule Source = "schedule" // a process acting on time
	FromImport   Source = "import"
)

// Actor is who acts, and by which way. Those who do not come from Slack act with the authority of whoever operates the
// installation; the command line gives the name of the system's user, a schedule none.
type Actor struct {
	User   UserID
	Source Source
}

// BySlack returns the actor for a Slack user.
func BySlack(u UserID) Actor { return Actor{User: u, Source: FromSlack} }

// Operator reports whether the actor has the operator's authority: the command line, an import or a schedule. Nobody has it
// by being unknown: not the zero Actor, nor one from a source that is not listed here.
func (a Actor) Operator() bool {
	switch a.Source {
	case FromCLI, FromImport, FromSchedule:
		return true
	default:
		return false
	}
}

// Entry is one line of the audit journal: who did what to what, when and from where. Entries are only ever added.
type Entry struct {
	Seq       int64 // set by the store
	At        time.Time
	Actor     Actor
	Verb      string // "cycle.opened", "questionnaire.submitted", …
	Programme ProgrammeID
	Subject   string            // id of what it was done to
	Detail    map[string]string // small facts a reader of the journal wants
}

// NudgeKind says which process is to look again.
type NudgeKind string

// The kinds of nudge.
const (
	NudgeStart         NudgeKind = "start-cycle"   // Subject is a CycleID whose process must be running
	NudgeCycle         NudgeKind = "cycle"         // Subject is a CycleID
	NudgeQuestionnaire NudgeKind = "questionnaire" // Subject is a QuestionnaireID
	NudgeAgain         NudgeKind = "again"         // Subject is a QuestionnaireID that waits again: its process must run, and look again
	NudgeSchedule      NudgeKind = "schedule"      // Subject is a ProgrammeID whose openings changed
	NudgeDigest        NudgeKind = "digest"        // Subject is a closed CycleID whose digest changed
	NudgeDispute       NudgeKind = "dispute"       // Subject is a DisputeID that its people are to see, or see settled
	NudgeFollow        NudgeKind = "follow"        // Subject is a target or an action whose process must run, and look again
	NudgeReview        NudgeKind = "review"        // Subject is a ProgrammeID whose targets are to be held against new answers
	NudgeExercise      NudgeKind = "exercise"      // Subject is an exercise, or a programme's duty to exercise: its process must run, and look again
	NudgeDeparture     NudgeKind = "departure"     // Subject is a UserID who can no longer be asked: managers are to know
)

// Nudge asks a process to re-read its facts. It is committed with the facts, delivered after, and repeated by the
// sweep until it was delivered once.
type Nudge struct {
	ID      int64 // set by the store
	Kind    NudgeKind
	Subject string
	At      time.Time
}
