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
	Journal
}

// Programmes are kept as a whole; each change of one adds a revision.
type Programmes interface {
	Programme(ctx context.Context, id ProgrammeID) (Programme, error)
	Programmes(ctx context.Context) ([]Programme, error)  // by id
	SaveProgramme(ctx context.Context, p Programme) error // inserts revision 1, else replaces revision p.Revision-1
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
	Questionnaires(ctx context.Context, c CycleID) ([]Questionnaire, error)    // in the order they were added
	OpenQuestionnaires(ctx context.Context, u UserID) ([]Questionnaire, error) // of open cycles, where u may answer; earliest due first
	SaveQuestionnaire(ctx context.Context, q Questionnaire) error              // expects q.Version-1 in the store
	AddSubmission(ctx context.Context, s Submission) error                     // errs.Conflict when the revision exists
	Submission(ctx context.Context, id QuestionnaireID) (Submission, error)    // the latest of one questionnaire
	Submissions(ctx context.Context, c CycleID) ([]Submission, error)          // the latest of each questionnaire
}

// Records of what was asked and what was found.
type Records interface {
	AddAsked(ctx context.Context, a Asked) error // adding the same step again changes nothing
	Asked(ctx context.Context, q QuestionnaireID) ([]Asked, error)
	AddSnapshot(ctx context.Context, s Snapshot) error // errs.Conflict when the cycle has one
	Snapshot(ctx context.Context, c CycleID) (Snapshot, error)
	Snapshots(ctx context.Context, p ProgrammeID, limit int) ([]Snapshot, error) // newest first
}

// Judgements are what managers decided about a programme's levels and objectives. They are only ever added.
type Judgements interface {
	AddOverride(ctx context.Context, o Override) error
	Overrides(ctx context.Context, c CycleID) ([]Override, error) // all of the cycle, oldest first
	AddSubstitution(ctx context.Context, s Substitution) error
	Substitutions(ctx context.Context, p ProgrammeID) ([]Substitution, error) // all of the programme, oldest first
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
	// PublishDigest brings the digest of a closed cycle up to date where leadership reads it.
	PublishDigest(ctx context.Context, id CycleID) error
	// Schedule makes the openings of a programme known: the instants at which its next cycles open.
	Schedule(ctx context.Context, p Programme, openings []time.Time) error
}

// Models finds a maturity model by id; package maturity's Find is one.
type Models func(id string) (*maturity.Model, error)
