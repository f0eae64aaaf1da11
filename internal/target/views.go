package target

import (
	"time"

	"cairn/internal/assess"
	"cairn/internal/maturity"
	"cairn/internal/wording"
)

// Progress is how far a category is on its way to a target.
type Progress struct {
	Level   int           // of the category now; 0 while not known
	Share   float64       // of the way from nothing to the target's level, 0 to 1
	Trend   float64       // how Share changed since the snapshot before; 0 while there is none
	InPlace int           // cumulative models: objectives in place, of Needed
	Partial int           // and partly in place
	Needed  int           // objectives up to the level that apply; 0 in a model of scores
	Mean    *maturity.Rat // models of scores: the category's mean now; nil else, and while nothing is known
	Wanted  *maturity.Rat // and the mean from which the level is reached
	Left    []string      // ids of the items that are not in place or below what the level needs, in the model's order
	AsOf    time.Time     // of the answers; zero while there are none
	Met     bool          // the level is reached by the answers
}

// Sign is one reason for a state.
type Sign struct {
	State State // that it speaks for
	Says  wording.Text
}

// View is all that is needed to show a target.
type View struct {
	Target
	In         assess.Programme
	Of         *maturity.Model
	CategoryOf *maturity.Category
	Person     assess.Person // the owner
	DueAt      time.Time     // in the owner's working time
	Started    time.Time     // when it was set, or its level last changed
	Progress   Progress
	Computed   State  // by Judge, now
	Signs      []Sign // why, the gravest first
	Slips      []Slip // oldest first
	CheckIns   []CheckIn
	Actions    []Action // that serve it, open ones first, by due day
	Asked      *Event   // the check-in that waits for an answer; nil for none
	Silence    Silence  // of the owner, while it is open
	History    []Event  // all of it, oldest first
	Edition    int      // of its terms, for Service.Change: 1 as it was set, and one more for each change
	MayChange  bool     // the viewer: managers, the category's owner and the target's
	MayCheckIn bool     // the target's owner, and managers
	MayJudge   bool     // managers: override, accept
}

// ActionView is all that is needed to show an action.
type ActionView struct {
	Action
	In        assess.Programme
	Of        *maturity.Model
	Serves    *Target // the target it is for; nil for none
	Person    assess.Person
	DueAt     time.Time
	Overdue   bool
	Silence   Silence // of the owner, while it is open
	Slips     []Slip
	History   []Event
	Edition   int  // of its work, for Service.ChangeAction: 1 as it was set, and one more for each change
	MayChange bool // managers, the category's owner and deputy, and its own owner
	MayFinish bool // its owner, and managers
}

// Criterion is one letter of SMART.
type Criterion struct {
	Letter string // "S", "M", "A", "R" or "T"
	OK     bool   // false when something is missing; warnings leave it true
	Says   wording.Text
}

// Verdict is what a check of a target's terms found.
type Verdict struct {
	Terms             // as understood; what was not understood is zero
	Text       string // the sentence as typed; "" where terms came from a form
	Programme  assess.ProgrammeID
	Category   *maturity.Category   // nil while not understood
	Candidates []*maturity.Category // when the sentence may mean several
	Criteria   []Criterion          // S, M, A, R, T
	Warnings   []Warning
	MayAccept  bool // the asker may accept warnings
}

// OK reports whether a target can be set on the terms. A missing reason is not held against a sentence: the form asks.
func (v Verdict) OK() bool {
	for _, c := range v.Criteria {
		if !c.OK {
			return false
		}
	}
	return true
}

// Filter picks targets or actions of a programme. The zero Filter picks all that are open.
type Filter struct {
	Owner    assess.UserID // "" for everybody
	Category string        // "" for all
	Ended    bool          // those that ended too
	Overdue  bool          // only those whose day is past
}

// Mine is what one person has to do with, in all programmes.
type Mine struct {
	Targets []View       // owned, open, the earliest due first
	Actions []ActionView // owned, open, the earliest due first
	Watched []View       // of the programmes the person manages: what is at risk, off track or missed, has warnings nobody accepted, or is silent for good
	Late    []ActionView // of the programmes the person manages: overdue, or silent for good
}

// FollowUp is one message to one person: all that is to be asked or told about targets and actions on a day.
type FollowUp struct {
	ID    assess.NudgeID
	To    assess.Person
	At    time.Time
	First bool           // it is the first that Cairn writes to the person, and introduces it
	Parts []FollowUpPart // what waits first
}

// FollowUpPart is one target or action in a message.
type FollowUpPart struct {
	Subject Subject
	Ask     Ask
	Step    string
	Target  *View       // of a target
	Action  *ActionView // of an action
	Settled bool        // it was answered since: shown as such
	Answer  *Event      // with what, when Settled
}

// Ask is what a part wants of its reader.
type Ask string

// The asks.
const (
	AskCheckIn  Ask = "check in" // the owner: expected day and confidence
	AskRemind   Ask = "remind"   // the owner: the check-in was not answered
	AskRenew    Ask = "renew"    // the owner: missed, a new day or a close with a reason
	AskAction   Ask = "action"   // an action's owner: it is due soon
	AskOverdue  Ask = "overdue"  // an action's owner: it is overdue
	TellSilent  Ask = "silent"   // a manager: the owner does not answer
	TellMissed  Ask = "missed"   // a manager: the target is missed
	TellRisk    Ask = "risk"     // a manager: the target became off track
	TellOverdue Ask = "late"     // a manager: an action is overdue
	TellGone    Ask = "gone"     // a manager: the owner can no longer be asked; somebody else has to take it
)

// Due is what the process of a target or an action has to do next.
type Due struct {
	Done   bool      // nothing more: it ended
	At     time.Time // when the deed is to be done: at once when it is not in the future
	Deed   Deed      // "" when there is nothing to do at At but to look again
	Person assess.UserID
	Step   string
}

// Deed is what a process does when its time has come.
type Deed string

// The deeds.
const (
	DoFollowUp Deed = "follow up" // ask or tell Person
	DoReview   Deed = "review"    // the time alone changed how it stands
)

// Reviewed says what a review of a programme's targets changed.
type Reviewed struct {
	Reached []ID
	Changed []ID // whose state is another than before
}
