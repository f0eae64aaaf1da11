package assess

import (
	"context"
	"time"

	"cairn/internal/maturity"
)

// Store keeps the facts. View and Update run fn in one transaction and return fn's error unchanged; Update commits
// only when fn returns nil, and its reads of a cycle or questionnaire hold that row until the end. A fact that does
// not exist is an errs.NotFound error, a version that moved on an errs.Conflict.
type Store interface {
	View(ctx context.Context, fn func(Tx) error) error
	Update(ctx context.Context, fn func(Tx) error) error
}

// Tx is a transaction as a value.
type Tx interface {
	Programmes
	Cycles
	Questionnaires
	Records
	Judgements
	People
	Askings
	Disputes
	Drafts
	Work
	Journal
}

// Programmes are kept as a whole; each change of one adds a revision.
type Programmes interface {
	Programme(ctx context.Context, id ProgrammeID) (Programme, error)
	Programmes(ctx context.Context) ([]Programme, error) // by id
	// ProgrammesNaming are those that name a person, in whatever part, by id. It spares reading all of them.
	ProgrammesNaming(ctx context.Context, u UserID) ([]Programme, error)
	SaveProgramme(ctx context.Context, p Programme) error // inserts revision 1, else replaces revision p.Revision-1
	// ProgrammeAt returns a programme as it was declared in an earlier revision.
	ProgrammeAt(ctx context.Context, id ProgrammeID, revision int) (Programme, error)
	// ProgrammeOn returns a programme as it was declared at an instant; as it was first declared before that.
	ProgrammeOn(ctx context.Context, id ProgrammeID, at time.Time) (Programme, error)
}

// Cycles of programmes.
type Cycles interface {
	Cycle(ctx context.Context, id CycleID) (Cycle, error)
	// SharedCycle is Cycle for an Update that does not change the cycle: several may hold it at once, against a change.
	SharedCycle(ctx context.Context, id CycleID) (Cycle, error)
	Cycles(ctx context.Context, p ProgrammeID, limit int) ([]Cycle, error) // newest opening first; p "" for all
	OpenCycles(ctx context.Context) ([]Cycle, error)                       // of all programmes, oldest first
	AddCycle(ctx context.Context, c Cycle, qs []Questionnaire) error       // errs.Conflict when the id exists
	SaveCycle(ctx context.Context, c Cycle) error                          // expects c.Version-1 in the store
}

// Questionnaires and what was answered.
type Questionnaires interface {
	Questionnaire(ctx context.Context, id QuestionnaireID) (Questionnaire, error)
	Questionnaires(ctx context.Context, c CycleID) ([]Questionnaire, error)     // in the order they were added
	PeekQuestionnaires(ctx context.Context, c CycleID) ([]Questionnaire, error) // the same, and holds nothing
	// OpenQuestionnaires are those of open cycles where u may answer all or some; earliest due first.
	OpenQuestionnaires(ctx context.Context, u UserID) ([]Questionnaire, error)
	SaveQuestionnaire(ctx context.Context, q Questionnaire) error            // expects q.Version-1 in the store
	AddSubmission(ctx context.Context, s Submission) error                   // errs.Conflict when the revision exists
	Submission(ctx context.Context, id QuestionnaireID) (Submission, error)  // the latest of one questionnaire
	Submissions(ctx context.Context, c CycleID) ([]Submission, error)        // the latest of each questionnaire
	Revisions(ctx context.Context, id QuestionnaireID) ([]Submission, error) // all of one questionnaire, oldest first
}

// Records of what was found.
type Records interface {
	AddSnapshot(ctx context.Context, s Snapshot) error // errs.Conflict when the cycle has one
	Snapshot(ctx context.Context, c CycleID) (Snapshot, error)
	Snapshots(ctx context.Context, p ProgrammeID, limit int) ([]Snapshot, error) // newest first
	// ClosedBefore is when a programme's last cycle before an instant closed, overlaps not counted; zero for none.
	ClosedBefore(ctx context.Context, p ProgrammeID, at time.Time) (time.Time, error)
}

// Judgements are what managers decided about a programme's levels and objectives. They are only ever added.
type Judgements interface {
	AddOverride(ctx context.Context, o Override) error
	Overrides(ctx context.Context, c CycleID) ([]Override, error) // all of the cycle, oldest first
	AddSubstitution(ctx context.Context, s Substitution) error
	Substitutions(ctx context.Context, p ProgrammeID) ([]Substitution, error) // all of the programme, oldest first
}

// People are what Slack last told about them. In an Update, Person holds the row (and adds an empty one for somebody who
// is not known), so that two who write to the same person take turns. Read cycles and questionnaires first.
type People interface {
	Person(ctx context.Context, id UserID) (Person, error)                   // the zero Person with its ID for somebody unknown
	PeopleByID(ctx context.Context, ids []UserID) (map[UserID]Person, error) // without those unknown; holds nothing
	SavePerson(ctx context.Context, p Person) error                          // expects p.Version-1 in the store
}

// Askings are the reminder ledger. It is only ever added to.
type Askings interface {
	// AddAsking adds a record and reports whether it was new: a step of a questionnaire, person and item is recorded once,
	// whichever kind of record does or drops it. WasHeld and WasUndelivered stand beside that, each once a step.
	AddAsking(ctx context.Context, a Asking) (added bool, err error)
	Askings(ctx context.Context, q QuestionnaireID) ([]Asking, error)           // oldest first
	AskingsOf(ctx context.Context, u UserID, since time.Time) ([]Asking, error) // of a Person, in all programmes, oldest first
	// AskingsIn are those of a programme, and of its people what they said for all, oldest first; limit 0 for all.
	AskingsIn(ctx context.Context, p ProgrammeID, since time.Time, limit int) ([]Asking, error)
}

// Disputes are answers to one question on which two respondents differ. They are only ever added.
type Disputes interface {
	AddDispute(ctx context.Context, d Dispute) error       // errs.Conflict when the id exists
	AddSettlement(ctx context.Context, s Settlement) error // errs.Conflict when it is settled
	Dispute(ctx context.Context, id DisputeID) (Dispute, error)
	Disputes(ctx context.Context, q QuestionnaireID) ([]Dispute, error) // oldest first
}

// Drafts are programmes that a manager is setting up in Slack.
type Drafts interface {
	Draft(ctx context.Context, id DraftID) (Draft, error)
	Drafts(ctx context.Context, u UserID) ([]Draft, error) // newest change first
	SaveDraft(ctx context.Context, d Draft) error          // expects d.Version-1 in the store; version 1 is new
	DropDraft(ctx context.Context, id DraftID) error
}

// Journal holds the audit entries and the nudges that wait to be delivered.
type Journal interface {
	AddEntry(ctx context.Context, e Entry) error
	Entries(ctx context.Context, p ProgrammeID, limit int) ([]Entry, error) // newest first
	AddNudge(ctx context.Context, n Nudge) error
	Nudges(ctx context.Context, limit int) ([]Nudge, error) // not delivered yet, oldest first
	DropNudge(ctx context.Context, id int64) error
}

// Processes are what waits for people and time. Every method may be called again with the same argument.
type Processes interface {
	// StartCycle makes sure the process of an open cycle runs.
	StartCycle(ctx context.Context, id CycleID) error
	// NudgeCycle and NudgeQuestionnaire tell a process to re-read its facts; one that has ended is not an error.
	NudgeCycle(ctx context.Context, id CycleID) error
	NudgeQuestionnaire(ctx context.Context, id QuestionnaireID) error
	// AskAgain makes sure that the process of a questionnaire runs which was answered and waits again, and has it look at its facts.
	AskAgain(ctx context.Context, id QuestionnaireID) error
	// PublishDigest brings the digest of a closed cycle up to date where leadership reads it.
	PublishDigest(ctx context.Context, id CycleID) error
	// TellDispute has the people of a dispute told of it, or of how it was settled.
	TellDispute(ctx context.Context, id DisputeID) error
	// TellDeparture has managers told that somebody with a part in their programmes can no longer be asked.
	TellDeparture(ctx context.Context, id UserID) error
	// Follow makes sure that the process of a target or an action runs, and has it look at its facts.
	Follow(ctx context.Context, subject string) error
	// ReviewTargets has the targets of a programme held against the newest answers.
	ReviewTargets(ctx context.Context, id ProgrammeID) error
	// Exercise makes sure that the process of an exercise, or of a programme's duty to exercise, runs, and has it look at its facts.
	Exercise(ctx context.Context, subject string) error
	// Schedule makes the openings of a programme known: the instants at which its next cycles open.
	Schedule(ctx context.Context, p Programme, openings []time.Time) error
}

// Models finds a maturity model by id; package maturity's Find is one.
type Models func(id string) (*maturity.Model, error)
