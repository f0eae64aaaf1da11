package target

import (
	"strings"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
)

// ID names a target by its programme and a running number: "northwind/T3".
type ID string

// Programme returns the id of the target's programme.
func (id ID) Programme() assess.ProgrammeID { return programmeOf(string(id)) }

// Number returns what people call it within its programme: "T3".
func (id ID) Number() string { return numberOf(string(id)) }

func programmeOf(id string) assess.ProgrammeID {
	p, _, _ := strings.Cut(id, "/")
	return assess.ProgrammeID(p)
}

func numberOf(id string) string {
	_, n, _ := strings.Cut(id, "/")
	return n
}

// Terms are what a target says, as it was set or last changed.
type Terms struct {
	Category string        // category id
	Level    int           // to be reached
	Due      calendar.Date // the last day, where the owner is; the instant is the end of work on the last working day by then
	Owner    assess.UserID // accountable for reaching it
	Measure  string        // how one will see that it is reached, in the organisation's words; "" for the model's rule, see ReachedWhen
	Reason   string        // why this level is right for this organisation
}

// Target is a level that a category is to reach by a day.
type Target struct {
	ID        ID
	Programme assess.ProgrammeID
	Model     string // model id
	Terms
	Base     Base // where the category stood when the level was set
	SetAt    time.Time
	SetBy    assess.Actor
	State    State     // as it was last reviewed; see Standing
	Since    time.Time // of the State
	Override *Override // a state that a manager set; nil for none
	Warnings []Warning // what the terms gave rise to, in the order of the checks
	EndedAt  time.Time // reached or closed; zero while it is watched
	EndedBy  assess.Actor
	Why      string         // why it was closed
	Cycle    assess.CycleID // the cycle whose answers reached it; "" while not reached
	Version  int            // counts changes
}

// Base is where a category stood when a target was set.
type Base struct {
	Level int     // 0 while it was not known
	Share float64 // of the way to the target, 0 to 1
}

// Standing is the state that counts: the one a manager set, or the computed one.
func (t Target) Standing() State {
	if t.Override != nil && !t.State.Ended() && t.State != Missed {
		return t.Override.State
	}
	return t.State
}

// Open reports whether the target is still watched.
func (t Target) Open() bool { return !t.State.Ended() }

// State is how a target stands.
type State string

// The states.
const (
	OnTrack  State = "on track"
	AtRisk   State = "at risk"
	OffTrack State = "off track"
	Changed  State = "changed" // its day or level was changed, and nothing has been heard of it since
	Missed   State = "missed"  // its day is past; it waits for a new one, or to be closed
	Reached  State = "reached"
	Closed   State = "closed" // given up, with a reason
)

// Ended reports whether nobody is asked any more.
func (s State) Ended() bool { return s == Reached || s == Closed }

// Override is a state that a manager set beside the computed one, until the next check-in or change of terms.
type Override struct {
	State  State // OnTrack, AtRisk or OffTrack
	Reason string
	By     assess.Actor
	At     time.Time
}

// WarningCode says what about a target may be hard to achieve.
type WarningCode string

// The warnings. Each is guidance: a target is set all the same.
const (
	TooSteep          WarningCode = "too steep"          // more than two levels in six months
	TopEverywhere     WarningCode = "top everywhere"     // the highest level across the board
	DependencyMissing WarningCode = "dependency missing" // a level it assumes of another category is neither reached nor planned in time
	BackwardsOrSame   WarningCode = "no step up"         // the category is there already
)

// Warning is a doubt about whether a target can be achieved, and who accepted it.
type Warning struct {
	Code     WarningCode
	On       string // of DependencyMissing: the category assumed
	OnLevel  int    // and its level
	Note     string // of DependencyMissing: the model's reason, in the model's language
	Accepted string // a manager's reason; "" while nobody accepted it
	By       assess.UserID
	At       time.Time
}
