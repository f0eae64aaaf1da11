package assess

import (
	"cmp"
	"strings"
	"time"

	"cairn/internal/maturity"
	"cairn/internal/wording"
)

// CycleID names a cycle by its programme and period: "northwind-2026-q4"; a further one in the same period gets "-2". The
// cycle on the programme's other model that is opened beside it has "-overlap" at the end.
type CycleID string

const overlapSuffix = "-overlap"

// IsOverlap reports whether the cycle is the one on the model that a programme leaves, beside the one on its own.
func (id CycleID) IsOverlap() bool { return strings.HasSuffix(string(id), overlapSuffix) }

// Beside returns the id of the cycle on the other model that runs beside this one, whether there is one or not.
func (id CycleID) Beside() CycleID {
	if id.IsOverlap() {
		return CycleID(strings.TrimSuffix(string(id), overlapSuffix))
	}
	return id + overlapSuffix
}

// CycleKind says how much of the model a cycle asks.
type CycleKind string

// The kinds of cycle.
const (
	Full    CycleKind = "full"     // every item that applies
	Quick   CycleKind = "quick"    // a level for each category, picked by the model's descriptors
	CheckIn CycleKind = "check-in" // what held the categories back when last assessed; the rest is carried forward
)

// CycleState is where a cycle stands.
type CycleState string

// The states of a cycle, in order.
const (
	CycleOpen   CycleState = "open"
	CycleClosed CycleState = "closed"
)

// CloseReason says why a cycle closed.
type CloseReason string

// The reasons.
const (
	AllAnswered  CloseReason = "all answered"
	DeadlinePast CloseReason = "deadline and grace past"
	ByManager    CloseReason = "closed by a manager"
	Imported     CloseReason = "imported"
)

// Cycle is one round of a programme. Its roster, model and instants are frozen when it opens.
type Cycle struct {
	ID        CycleID
	Programme ProgrammeID
	Scope     string // the programme's scope when it opened
	Model     string // model id
	ModelHash string // hash of the model file that was used
	Kind      CycleKind
	// Deployments are the tags of what was in use when it opened; items that apply to none of them are not asked and are
	// left out of the score. Nil means all.
	Deployments []string
	Period      string // "2026-Q4" or "2026"
	State       CycleState
	OpenedAt    time.Time
	OpenedBy    Actor
	DueAt       time.Time // the last moment of the window that owners are told
	ClosesAt    time.Time // due plus grace
	ClosedAt    time.Time // zero while open
	Reason      CloseReason
	Version     int // counts changes; two who change at once collide on it
}

// QuestionnaireID names a questionnaire by its cycle and category: "northwind-2026-q4/governance".
type QuestionnaireID string

// Cycle returns the id of the questionnaire's cycle, or "" when the id is not one of a questionnaire.
func (id QuestionnaireID) Cycle() CycleID {
	cycle, _, _ := strings.Cut(string(id), "/")
	return CycleID(cycle)
}

// QuestionnaireState is where a questionnaire stands.
type QuestionnaireState string

// The states of a questionnaire.
const (
	Waiting   QuestionnaireState = "waiting"   // asked, not answered; some answers may be saved already
	ToSign    QuestionnaireState = "to sign"   // answered by whom the owner gave it to; the owner is to sign it off
	Submitted QuestionnaireState = "submitted" // answered; may be changed until the cycle closes
	Missed    QuestionnaireState = "missed"    // the cycle closed without an answer
)

// Questionnaire is one owner's part of a cycle: the items of one category, with a due instant.
type Questionnaire struct {
	ID       QuestionnaireID
	Cycle    CycleID
	Category string
	Owner    UserID   // accountable; a manager may reassign it
	Deputy   UserID   // "" for none
	Answerer UserID   // who was given all of it and is asked now; "" for the owner
	Handed   []Handed // questions given to others, in the model's order
	Items    []string // what is asked, in the model's order, fixed at the opening; nil for all items of the category
	State    QuestionnaireState
	DueAt    time.Time // in the owner's working time
	Extended int       // how often a manager gave more time
	Version  int       // counts changes
	Revision int       // counts submissions, and changes of what is asked; a form that shows another is out of date
}

// Handed is one question that was given to somebody else to answer.
type Handed struct {
	Item string
	To   UserID
	By   UserID
	At   time.Time
}

// Answered reports whether all that is asked was answered, whether the owner has signed it off or not.
func (q Questionnaire) Answered() bool { return q.State == Submitted || q.State == ToSign }

// Asks returns who is asked for the answers now.
func (q Questionnaire) Asks() UserID { return cmp.Or(q.Answerer, q.Owner) }

// MayAnswer reports whether the user may answer all of it: the owner, the deputy, or who was given it.
func (q Questionnaire) MayAnswer(u UserID) bool {
	return u != "" && (u == q.Owner || u == q.Deputy || u == q.Answerer)
}

// HandedTo lists the questions that were given to the user, in the model's order.
func (q Questionnaire) HandedTo(u UserID) []string {
	var items []string
	for _, h := range q.Handed {
		if h.To == u {
			items = append(items, h.Item)
		}
	}
	return items
}

// Submission is one saved set of answers to a questionnaire. It is never changed; a later one supersedes it.
type Submission struct {
	Questionnaire QuestionnaireID
	Revision      int // 1, 2, …
	By            UserID
	At            time.Time
	Source        Source
	Answers       map[string]string // item id -> value in the item's answer set, or NotApplicable
	Notes         map[string]string // item id -> the reason or remark beside its answer
	Comment       string
	Evidence      string // URL of what backs the answers; "" for none

	Since     map[string]time.Time // item id -> when its answer was last given rather than confirmed as still true
	Wording   map[string]string    // item id -> fingerprint of the words that were asked
	Confirmed []string             // ids of the items that were confirmed as still true with this revision
}

// NotApplicable is the answer that leaves an item out of the score; it needs a written reason in the notes.
const NotApplicable = "n/a"

// The two items of a quick questionnaire, in place of the model's. A note to the level stands under ItemLevel.
const (
	ItemLevel      = "level"      // the number of the level whose descriptor fits best
	ItemConfidence = "confidence" // one of the confidences
)

// How sure the owner is of a level picked in a quick cycle.
const (
	ConfidenceHigh   = "high"
	ConfidenceMedium = "medium"
	ConfidenceLow    = "low"
)

// Confidences lists what ItemConfidence may be answered with.
func Confidences() []string { return []string{ConfidenceHigh, ConfidenceMedium, ConfidenceLow} }

// ConfidenceWords says a confidence in a word; the zero Text for what is none.
func ConfidenceWords(c string) wording.Text {
	switch c {
	case ConfidenceHigh:
		return wording.New("high")
	case ConfidenceMedium:
		return wording.New("medium")
	case ConfidenceLow:
		return wording.New("low")
	default:
		return wording.Text{}
	}
}

// Snapshot is what a closed cycle found, frozen with the model's version and hash. That of a check-in has the answers
// that were carried forward in its Result; that of a quick cycle the levels that were picked.
type Snapshot struct {
	Cycle     CycleID
	Programme ProgrammeID
	Scope     string
	Period    string
	Model     string
	ModelHash string
	TakenAt   time.Time
	Kind      CycleKind
	Result    maturity.Result
	Asked     int      // questionnaires put to owners
	Answered  int      // questionnaires answered
	Missing   []string // ids of the categories whose questionnaire was not submitted, in the model's order
	Unsigned  []string // ids of the categories that were answered and not signed off by their owner, in the model's order
	Disputed  []string // ids of the categories where two respondents differ and the owner has not settled it, in the model's order

	Deployments   []string          // the cycle's
	Substitutions []Substitution    // in force when it was taken, in the model's order
	Confidence    map[string]string // of a quick cycle: category id -> confidence
}
