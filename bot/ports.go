package bot

import (
	"context"

	"cairn/internal/assess"
	"cairn/internal/digest"
)

// Questionnaires are the use cases of answering; assess.Service has them.
type Questionnaires interface {
	// OpenForm returns the questionnaire for a person who wants to answer it; errs.Forbidden or errs.Closed if they may not.
	OpenForm(ctx context.Context, by assess.Actor, q assess.QuestionnaireID) (assess.Form, error)
	// Form returns the questionnaire for showing it to its owner, without asking who looks.
	Form(ctx context.Context, q assess.QuestionnaireID) (assess.Form, error)
	// Submit saves answers. Faults come as errs.Invalid with fields by item id, assess.FieldComment and FieldEvidence.
	Submit(ctx context.Context, by assess.Actor, in assess.SubmitInput) (assess.Receipt, error)
}

// Programmes are the use cases of running a programme and seeing how it goes; assess.Service has them.
type Programmes interface {
	// StartCycleOf opens a cycle; its Kind says what came of a check-in that has nothing to build on.
	StartCycleOf(ctx context.Context, by assess.Actor, p assess.ProgrammeID, kind assess.CycleKind) (assess.Cycle, error)
	CloseCycle(ctx context.Context, by assess.Actor, p assess.ProgrammeID) (assess.Cycle, error)
	Status(ctx context.Context, by assess.Actor, p assess.ProgrammeID) (assess.Status, error)
	ProgrammesOf(ctx context.Context, u assess.UserID) ([]assess.Programme, error)
	Home(ctx context.Context, u assess.UserID) (assess.Home, error)
}

// Judgements are what managers decide about levels and objectives; assess.Service has them. Faults come as errs.Invalid
// with fields by assess.FieldLevel, FieldReason, FieldName and FieldText.
type Judgements interface {
	// Override sets the level of a category in a cycle; level 0 takes that back.
	Override(ctx context.Context, by assess.Actor, c assess.CycleID, category string, level int, reason string) (assess.Override, error)
	// Substitute puts the organisation's objective in the place of the model's; an empty text takes that back.
	Substitute(ctx context.Context, by assess.Actor, p assess.ProgrammeID, item, name, text, reason string) (assess.Substitution, error)
}

// Digests composes what leadership reads; digest.Service is one.
type Digests interface {
	Latest(ctx context.Context, p assess.ProgrammeID) (digest.Digest, error)
	// ReportedIn lists the programmes whose leadership channel it is.
	ReportedIn(ctx context.Context, channel string) ([]assess.Programme, error)
}
