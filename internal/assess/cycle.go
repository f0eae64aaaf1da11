package assess

import (
	"strings"
	"time"

	"cairn/internal/maturity"
)

// CycleID names a cycle by its programme and period: "northwind-2026-q4"; a further one in the same period gets "-2".
type CycleID string

// CycleKind says how much of the model a cycle asks.
type CycleKind string

// Full asks every item. The quick and check-in kinds come with objective-based models.
const Full CycleKind = "full"

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
	Period    string // "2026-Q4" or "2026"
	State     CycleState
	OpenedAt  time.Time
	OpenedBy  Actor
	DueAt     time.Time // the last moment of the window that owners are told
	ClosesAt  time.Time // due plus grace
	ClosedAt  time.Time // zero while open
	Reason    CloseReason
	Version   int // counts changes; two who change at once collide on it
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
	Waiting   QuestionnaireState = "waiting"   // asked, not answered
	Submitted QuestionnaireState = "submitted" // answered; may be changed until the cycle closes
	Missed    QuestionnaireState = "missed"    // the cycle closed without an answer
)

// Questionnaire is one owner's part of a cycle: the items of one category, with a due instant.
type Questionnaire struct {
	ID       QuestionnaireID
	Cycle    CycleID
	Category string
	Owner    UserID
	Deputy   UserID // "" for none
	State    QuestionnaireState
	DueAt    time.Time
	Version  int // counts changes
	Revision int // number of the latest submission; 0 when there is none
}

// MayAnswer reports whether the user is the questionnaire's owner or deputy.
func (q Questionnaire) MayAnswer(u UserID) bool { return u != "" && (u == q.Owner || u == q.Deputy) }

// Submission is one saved set of answers to a questionnaire. It is never changed; a later one supersedes it.
type Submission struct {
	Questionnaire QuestionnaireID
	Revision      int // 1, 2, …
	By            UserID
	At            time.Time
	Source        Source
	Answers       map[string]string // item id -> value in the item's answer set
	Comment       string
	Evidence      string // URL of what backs the answers; "" for none
}

// Asked records one reminder or escalation that fell due for a questionnaire, so that it is never repeated.
type Asked struct {
	Questionnaire QuestionnaireID
	Step          string // Step.String(), or "escalate"
	At            time.Time
	Sent          bool // false: it was overdue already when noticed, and a later step said it all
}

// Snapshot is what a closed cycle found, frozen with the model's version and hash.
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
	Missing   []string // category ids without an answer, in the model's order
}
