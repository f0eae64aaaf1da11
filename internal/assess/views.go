package assess

import (
	"time"

	"cairn/internal/maturity"
)

// Form is all that is needed to show a questionnaire: as a message, as a form to fill in, or as a receipt.
type Form struct {
	Programme     Programme
	Cycle         Cycle
	Questionnaire Questionnaire
	Model         *maturity.Model
	Category      *maturity.Category
	Quick         bool                    // the level is picked by its descriptor; Items is empty
	Items         []*maturity.Item        // what is asked, in the model's order, with the substitutions' words
	Deployments   []maturity.Tag          // what is in use; empty where the model has no tags or all are
	Substitutions map[string]Substitution // in force, by item id
	Override      *Override               // in force for the category in this cycle; nil for none
	Latest        *Submission             // nil while nothing is saved; see Submitted
	Score         maturity.CategoryScore  // of all that is answered, what was carried forward included
	Before        Before                  // what was answered in the cycle before
	Marks         map[string]Mark         // by item id: why last time's answer cannot simply be confirmed
	StillTrue     []string                // items whose answer of last time may be confirmed in one tap; nil when that is not offered
	Done          map[string]Done         // by item id: what was done for it since it was last answered
	Owner         Person
	Absent        *Absence  // the owner's, while it keeps them from being asked; nil for none
	Chain         []Asking  // who handed it to whom, oldest first
	Disputes      []Dispute // not settled, or settled in this cycle
}

// Submitted reports whether the owner said that the answers are complete; else Latest is what was saved on the way.
func (f Form) Submitted() bool { return f.Questionnaire.State == Submitted }

// Open reports whether answers are still taken.
func (f Form) Open() bool { return f.Cycle.State == CycleOpen }

// Before is what the same category was answered in the newest earlier cycles on the same model, or on another version of
// it.
type Before struct {
	Period   string // of the newest of them; "" when there is none
	Answers  map[string]string
	Notes    map[string]string
	Since    map[string]time.Time // when each answer was given
	By       UserID               // who gave or confirmed the newest
	Evidence string               // the link that backed the newest
}

// Mark says why an answer of last time has to be given anew.
type Mark string

// The marks.
const (
	MarkNew     Mark = "new"     // was not answered before
	MarkChanged Mark = "changed" // is asked in other words now
	MarkOld     Mark = "old"     // was answered more than a year ago
)

// Receipt says what a submission led to.
type Receipt struct {
	Form    Form
	Changed bool // false when the same answers were there already
}

// Line is one category's part of a cycle's progress.
type Line struct {
	Category      *maturity.Category
	Questionnaire Questionnaire
	Latest        *Submission // nil while nothing is saved
	Absent        *Absence    // the owner's, while it keeps them from being asked; nil for none
}

// Status is how far a cycle has come. A programme that never had a cycle has a zero Cycle.
type Status struct {
	Programme Programme
	Model     *maturity.Model
	Cycle     Cycle
	Lines     []Line
	NextAt    time.Time // when the next cycle opens by the cadence
	Beside    *Status   // the cycle on the model that the programme leaves, while it runs beside Cycle; nil for none
}

// Answered counts the questionnaires that were answered, whether their owner has signed them off or not.
func (s Status) Answered() int {
	n := 0
	for _, l := range s.Lines {
		if l.Questionnaire.Answered() {
			n++
		}
	}
	return n
}

// Home is what one person sees of Cairn: their own questionnaires first, then their last levels, then what they run.
type Home struct {
	Who      Person
	At       time.Time
	Parts    []Part      // in open cycles, the most pressing first
	Awaits   []Opening   // where the person has a part and nothing is open, the next first
	Levels   []Levels    // for each programme the person has a category in
	Runs     []Status    // the programmes the person manages
	Leads    []Programme // the programmes whose results the person reads, and which they do not run
	Drafts   []Draft     // what the person is setting up, newest change first
	MaySetUp bool        // the person may set up a new programme
}

// Opening is when the next cycle of a programme opens.
type Opening struct {
	Programme Programme
	At        time.Time
}

// Levels are the last levels of the categories a person answers for, with those of the cycle before.
type Levels struct {
	Programme Programme
	Model     *maturity.Model
	Latest    Snapshot
	Previous  *Snapshot
	Overrides map[string]Override // of Latest, in force, by category id
	Mine      []string            // category ids
}

// Due is what the process of a questionnaire has to do next.
type Due struct {
	Done   bool      // nothing more: answered and signed off, or closed
	At     time.Time // when the deed is to be done: at once when it is not in the future
	Deed   Deed      // "" when there is nothing to do at At but to look again
	Person UserID    // whom the deed is for
	Step   string    // the step that it does; "" for DoGiveBack
}

// DepartureNotice is what one manager is told about somebody who can no longer be asked.
type DepartureNotice struct {
	To         Person
	Who        Person
	Open       []Form     // of the manager's programmes, waiting for an answer or signature of Who
	Programmes []RoleHeld // the manager's, in which Who is declared
}

// RoleHeld is what a person is in a programme by its declaration.
type RoleHeld struct {
	Programme Programme
	Manager   bool
	Leader    bool
	Owns      []*maturity.Category // in the model's order
	Deputises []*maturity.Category
}

// Progress is what a cycle's process has to do next.
type Progress struct {
	Close  bool        // it is time to close
	Reason CloseReason // why
	Closed bool        // it is closed already
	At     time.Time   // when to look again if nobody nudges
}
