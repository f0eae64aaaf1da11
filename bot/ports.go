package bot

import (
	"context"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/digest"
	"cairn/internal/feed"
	"cairn/internal/roadmap"
	"cairn/internal/target"
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

// Asking is what people were asked and told, for bringing it up to date; assess.Service has it.
type Asking interface {
	Form(ctx context.Context, q assess.QuestionnaireID) (assess.Form, error)
	// Card is all that a person is asked in a cycle; without parts when that is nothing.
	Card(ctx context.Context, c assess.CycleID, person assess.UserID) (assess.Card, error)
	// Cards are those of the people who were asked about the questionnaire.
	Cards(ctx context.Context, q assess.QuestionnaireID) ([]assess.Card, error)
	// Escalation with the step "" is what a person was told of the questionnaire's cycle; false when that is nothing.
	Escalation(ctx context.Context, q assess.QuestionnaireID, person assess.UserID, step string, now time.Time) (assess.Escalation, bool, error)
	// Escalations are those that name the questionnaire.
	Escalations(ctx context.Context, q assess.QuestionnaireID) ([]assess.Escalation, error)
}

// Replies are what somebody who is asked can say; assess.Service has them.
type Replies interface {
	// Mine lists a person's parts in the open cycles of all programmes, the most pressing first.
	Mine(ctx context.Context, u assess.UserID) ([]assess.Part, error)
	// Acknowledge stops reminders until the morning of the due day.
	Acknowledge(ctx context.Context, by assess.Actor, q assess.QuestionnaireID) error
	// Promise makes the instant, moved into the person's working time, the next reminder, and returns it.
	Promise(ctx context.Context, by assess.Actor, q assess.QuestionnaireID, at time.Time) (time.Time, error)
	// Confirm says that last time's answers, as the form with the base showed them, are still true.
	Confirm(ctx context.Context, by assess.Actor, q assess.QuestionnaireID, base int) (assess.Receipt, error)
}

// HandOvers are what people do who pass questions on, or stand in for each other; assess.Service has them. Faults come as
// errs.Invalid with fields by assess.FieldPerson and FieldReason.
type HandOvers interface {
	// Delegate gives one question, or all of them with item "", to somebody.
	Delegate(ctx context.Context, by assess.Actor, q assess.QuestionnaireID, item string, to assess.UserID, note string) error
	// HandBack gives them back to whom they came from, or takes them back from whom they went to.
	HandBack(ctx context.Context, by assess.Actor, q assess.QuestionnaireID, item, note string) error
	// TakeOver and Decline answer what a deputy was offered.
	TakeOver(ctx context.Context, by assess.Actor, q assess.QuestionnaireID) error
	Decline(ctx context.Context, by assess.Actor, q assess.QuestionnaireID) error
	// SignOff stands by what a delegate answered, as the form with the base showed it.
	SignOff(ctx context.Context, by assess.Actor, q assess.QuestionnaireID, base int) (assess.Receipt, error)
}

// Absences are what people say of being out of office; assess.Service has them.
type Absences interface {
	// Away takes the zero instants as from now, and until further notice.
	Away(ctx context.Context, by assess.Actor, from, until time.Time) (assess.Absence, error)
	Back(ctx context.Context, by assess.Actor) error
}

// Disputes are answers of two respondents that differ; assess.Service has them. Faults come as errs.Invalid with fields by
// item and assess.FieldReason.
type Disputes interface {
	Dispute(ctx context.Context, id assess.DisputeID) (assess.DisputeView, error)
	Settle(ctx context.Context, by assess.Actor, id assess.DisputeID, value, reason string) error
}

// People is what is known of people; assess.Service has it.
type People interface {
	Person(ctx context.Context, id assess.UserID) (assess.Person, error) // with its ID only when nothing is known
	Saw(ctx context.Context, p assess.Person) error
	// Unseen lists the people with a role of whom Slack has not told since the instant.
	Unseen(ctx context.Context, before time.Time) ([]assess.UserID, error)
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

// Managing is what managers do about the questionnaires of a cycle; assess.Service has it. Faults come as errs.Invalid with
// fields by assess.FieldPerson, FieldUntil and FieldReason.
type Managing interface {
	// Request has whoever is asked reminded, and returns when that will be.
	Request(ctx context.Context, by assess.Actor, q assess.QuestionnaireID) (time.Time, error)
	// Reassign makes somebody else the owner of a questionnaire in its cycle.
	Reassign(ctx context.Context, by assess.Actor, q assess.QuestionnaireID, to assess.UserID, reason string) error
	// Extend and ExtendAll give more time, until the end of a day, and return the instant at which the last of it is due.
	Extend(ctx context.Context, by assess.Actor, q assess.QuestionnaireID, until time.Time, reason string) (time.Time, error)
	ExtendAll(ctx context.Context, by assess.Actor, c assess.CycleID, until time.Time, reason string) (time.Time, error)
	// Departure says what each manager is told of somebody who can no longer be asked.
	Departure(ctx context.Context, u assess.UserID) ([]assess.DepartureNotice, error)
}

// Judgements are what managers decide about levels and objectives; assess.Service has them. Faults come as errs.Invalid
// with fields by assess.FieldLevel, FieldReason, FieldName and FieldText.
type Judgements interface {
	// Override sets the level of a category in a cycle; level 0 takes that back.
	Override(ctx context.Context, by assess.Actor, c assess.CycleID, category string, level int, reason string) (assess.Override, error)
	// Substitute puts the organisation's objective in the place of the model's; an empty text takes that back.
	Substitute(ctx context.Context, by assess.Actor, p assess.ProgrammeID, item, name, text, reason string) (assess.Substitution, error)
}

// Setups are how a manager sets a programme up, or changes it; assess.Service has them. Faults come as errs.Invalid with
// fields by the settings of a programme file.
type Setups interface {
	// StartDraft begins to change a programme, or with "" to set up a new one; or goes on with what was begun.
	StartDraft(ctx context.Context, by assess.Actor, p assess.ProgrammeID) (assess.Setup, error)
	Setup(ctx context.Context, by assess.Actor, id assess.DraftID) (assess.Setup, error)
	// ChangeDraft takes over a page; version is that of the draft which was shown.
	ChangeDraft(ctx context.Context, by assess.Actor, id assess.DraftID, version int, page assess.SetupPage) (assess.Setup, error)
	// ResolveDraft settles what others changed meanwhile.
	ResolveDraft(ctx context.Context, by assess.Actor, id assess.DraftID, version int, theirs bool) (assess.Setup, error)
	// Preview is what would be sent with a cycle that is started now, or else opens by the cadence. PreviewCard is one of
	// the messages; false when nothing would be asked.
	Preview(ctx context.Context, by assess.Actor, id assess.DraftID, start bool) (assess.Preview, error)
	PreviewCard(ctx context.Context, by assess.Actor, id assess.DraftID, start bool) (assess.Card, bool, error)
	// FinishDraft applies a draft and, with start, opens a cycle.
	FinishDraft(ctx context.Context, by assess.Actor, id assess.DraftID, version int, start bool) (assess.Finished, error)
	DiscardDraft(ctx context.Context, by assess.Actor, id assess.DraftID) error
}

// Roadmaps are the way from where a programme stands to its targets; roadmap.Service has them. Faults come as errs.Invalid
// with fields by those of actions.
type Roadmaps interface {
	Roadmap(ctx context.Context, by assess.Actor, p assess.ProgrammeID) (roadmap.Roadmap, error)
	// Adopt makes an action of a position. Zero fields of the work are taken from the position.
	Adopt(ctx context.Context, by assess.Actor, p assess.ProgrammeID, key string, w target.Work) (target.Action, error)
	// SetRisks says how much categories weigh; those that are not named stay as they are.
	SetRisks(ctx context.Context, by assess.Actor, p assess.ProgrammeID, risks map[string]assess.Risk) error
	// WhatIf reads changes such as "G4=3 I2=3"; faults come as errs.Invalid with fields by the words that were not understood.
	WhatIf(ctx context.Context, by assess.Actor, p assess.ProgrammeID, text string) (roadmap.WhatIf, error)
	Outlook(ctx context.Context, by assess.Actor, p assess.ProgrammeID) (roadmap.Outlook, error)
}

// Calendars are the addresses at which calendar programs read due days; feed.Service has them.
type Calendars interface {
	// Feed is the person's address of a programme, with "" that of their own; errs.NotFound while they have none.
	Feed(ctx context.Context, by assess.Actor, p assess.ProgrammeID) (feed.Feed, error)
	// Make makes a new one in its place.
	Make(ctx context.Context, by assess.Actor, p assess.ProgrammeID) (feed.Made, error)
	// Read is what is to be read at an address; errs.NotFound where there is nothing.
	Read(ctx context.Context, secret string) (feed.Agenda, error)
}

// Actions are what is to be done by somebody by a day; target.Service has them. Faults come as errs.Invalid with fields by
// target.FieldTitle, FieldOwner, FieldStart, FieldDue, FieldIssue, FieldLink and FieldWhy.
type Actions interface {
	ActionView(ctx context.Context, by assess.Actor, id target.ActionID) (target.ActionView, error)
	ListActions(ctx context.Context, by assess.Actor, p assess.ProgrammeID, f target.Filter) ([]target.ActionView, error)
	AddAction(ctx context.Context, by assess.Actor, a target.Action) (target.Action, error)
	// ChangeAction takes the edition that was shown, and fails with errs.Conflict where there is a newer one.
	ChangeAction(ctx context.Context, by assess.Actor, id target.ActionID, seen int, w target.Work, p *target.Purpose, why string) error
	BeginAction(ctx context.Context, by assess.Actor, id target.ActionID) error
	NoteAction(ctx context.Context, by assess.Actor, id target.ActionID, note string) error
	FinishAction(ctx context.Context, by assess.Actor, id target.ActionID, link, note string) error
	DropAction(ctx context.Context, by assess.Actor, id target.ActionID, why string) error
	ReopenAction(ctx context.Context, by assess.Actor, id target.ActionID, why string) error
}

// Digests composes what leadership reads; digest.Service is one.
type Digests interface {
	// Latest is for whoever has a part in the programme, or asks in the channel in which it reports.
	Latest(ctx context.Context, by assess.Actor, p assess.ProgrammeID, channel string) (digest.Digest, error)
	// ReportedIn lists the programmes whose leadership channel it is.
	ReportedIn(ctx context.Context, channel string) ([]assess.Programme, error)
}

// Targets is what people see of targets, and how their terms are checked; target.Service has them.
type Targets interface {
	// Propose reads a sentence and says what of a target is in it. What it does not understand is no error.
	Propose(ctx context.Context, by assess.Actor, p assess.ProgrammeID, text string) (target.Verdict, error)
	// Check says what is missing in terms, and what of them may be hard to achieve. Of is the target that is changed, or "".
	Check(ctx context.Context, by assess.Actor, p assess.ProgrammeID, t target.Terms, of target.ID) (target.Verdict, error)
	View(ctx context.Context, by assess.Actor, id target.ID) (target.View, error)
	List(ctx context.Context, by assess.Actor, p assess.ProgrammeID, f target.Filter) ([]target.View, error)
	// Mine is what a person has to do with, in all programmes.
	Mine(ctx context.Context, u assess.UserID) (target.Mine, error)
}

// TargetActs are what people do about targets; target.Service has them. Faults come as errs.Invalid with fields by the
// blocks of their inputs.
type TargetActs interface {
	// Set takes a manager's reason to accept warnings, or "".
	Set(ctx context.Context, by assess.Actor, p assess.ProgrammeID, t target.Terms, accept string) (target.Target, error)
	// Change takes the edition that was shown, and fails with errs.Conflict where there is a newer one.
	Change(ctx context.Context, by assess.Actor, id target.ID, seen int, t target.Terms, why, accept string) error
	Close(ctx context.Context, by assess.Actor, id target.ID, why string) error
	CheckIn(ctx context.Context, by assess.Actor, id target.ID, expected calendar.Date, confidence, note string) error
	// SetState sets a state beside the computed one; "" lifts it.
	SetState(ctx context.Context, by assess.Actor, id target.ID, s target.State, reason string) error
	Accept(ctx context.Context, by assess.Actor, id target.ID, reason string) error
}

// FollowUps is what people were asked and told of targets and actions, for bringing it up to date; target.Service has it.
type FollowUps interface {
	// FollowUpAgain is a message as it has to read now; false when it says nothing any more.
	FollowUpAgain(ctx context.Context, id assess.NudgeID) (target.FollowUp, bool, error)
	// FollowUpsOf are the messages that name a target or action.
	FollowUpsOf(ctx context.Context, s target.Subject) ([]assess.NudgeID, error)
}
