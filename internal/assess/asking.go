package assess

import (
	"time"

	"cairn/internal/calendar"
)

// AskingKind says what a record of the reminder ledger is about.
type AskingKind string

// The kinds of record. Person is whom it concerns; what else is set stands beside.
const (
	WasAsked        AskingKind = "asked"        // the card was put to Person for the first time; Step
	WasNudged       AskingKind = "nudged"       // a reminder; Step, Nudge
	WasDropped      AskingKind = "dropped"      // a step that was not done and never will be; Step, Note says why
	WasUndelivered  AskingKind = "undelivered"  // Slack refused what was to be sent; Step, Note
	WasAcknowledged AskingKind = "acknowledged" // Person has seen it: no nudges until the due morning
	WasPromised     AskingKind = "promised"     // Person will answer at Until
	WasKept         AskingKind = "kept"         // answered by the promised instant Until
	WasHeld         AskingKind = "held"         // a step waits until Person is back at Until; Step
	WasAway         AskingKind = "away"         // Person is out of office until Until; Questionnaire is ""
	WasBack         AskingKind = "back"         // Person is back early; Questionnaire is ""
	WasOffered      AskingKind = "offered"      // offered to the deputy Person because From is away; Step
	WasDeclined     AskingKind = "declined"     // the deputy Person leaves it to From
	WasHandedOver   AskingKind = "handed over"  // From gave it to Person: a delegation, or a deputy who took over; Item for one question
	WasHandedBack   AskingKind = "handed back"  // From gave it back to Person
	WasReassigned   AskingKind = "reassigned"   // a manager made Person the owner instead of From; Note
	WasEscalated    AskingKind = "escalated"    // Person was told that From has not answered; Step
	WasRequested    AskingKind = "requested"    // a manager asks for a nudge at Until
	WasExtended     AskingKind = "extended"     // due at Until now; Note
	WasConfirmed    AskingKind = "confirmed"    // last time's answers were confirmed as still true
	WasFollowedUp   AskingKind = "followed up"  // Person was asked or told about targets, actions or an exercise, see TakeDay; Nudge. What about stands in their own ledgers
	WasSignedOff    AskingKind = "signed off"   // the owner stands by what a delegate answered
)

// NudgeID names a message. A reminder and a follow-up are named by their person and their local date, "U024BE7LH:2026-10-15":
// they may speak of several questionnaires, or of several targets and actions, and nobody gets a second one on the same day.
// What is said of an exercise has its key in the ledger of messages, "exercise:northwind/E1:tomorrow#1:U024BE7LH".
type NudgeID string

// NudgeOn returns the id of a person's message of a day.
func NudgeOn(u UserID, day calendar.Date) NudgeID { return NudgeID(string(u) + ":" + day.String()) }

// Asking is one record of the reminder ledger: what was asked of whom and what they said to it. Records are only ever
// added; together they prove how people were asked. Whether a message arrived stands in the delivery ledger.
type Asking struct {
	Seq           int64 // set by the store
	At            time.Time
	By            Actor
	Kind          AskingKind
	Programme     ProgrammeID // "" for what concerns a person only
	Questionnaire QuestionnaireID
	Person        UserID
	From          UserID
	Item          string    // of a hand-over of one question
	Step          string    // unique with questionnaire, person and item among what is not "": it is done once
	Nudge         NudgeID   // the message that carried it
	Until         time.Time // see the kinds
	Note          string    // a reason, as it was typed or as Slack gave it
}

// Names of the steps that are not the programme's reminders. A step of a questionnaire that was extended n times ends in
// "#n", so that it comes again.
const (
	StepAsk             = "ask"
	StepOffer           = "offer"            // followed by the date on which the absence began
	StepPromise         = "promise"          // followed by the promised instant
	StepRequest         = "request"          // followed by the instant of the manager's request
	StepSignOff         = "sign-off"         // the owner is to sign off
	StepEscalateDeputy  = "escalate-deputy"  // the deputy is told
	StepEscalateManager = "escalate-manager" // a manager is told
)

// Deed is what a questionnaire's process does when its time has come.
type Deed string

// The deeds.
const (
	DoAsk      Deed = "ask"      // put the card to Due.Person
	DoRemind   Deed = "remind"   // nudge Due.Person
	DoOffer    Deed = "offer"    // offer it to the deputy Due.Person, whose owner is away
	DoGiveBack Deed = "giveback" // the owner is back: it is theirs again
	DoEscalate Deed = "escalate" // tell Due.Person that it is overdue
)

// Reminder is one message to one person: all that is due for them on this day.
type Reminder struct {
	ID    NudgeID
	To    Person
	At    time.Time
	Forms []Form            // what waits, earliest due first; empty when nothing does any more
	Steps []string          // the step that brought each form in
	Items map[int][]string  // by index of Forms: the questions of it that were handed to the person; absent for all
	Card  CycleID           // the cycle whose card's thread carries it: that of Forms[0]
	Kept  map[int]time.Time // by index of Forms: the promise that falls due now
}

// Card is all that one person is asked in one cycle: one message, brought up to date as things change.
type Card struct {
	Programme Programme
	Cycle     Cycle
	To        Person
	First     bool // the first cycle in which Cairn writes to the person: it says who it is
	Parts     []Part
}

// Part is what a card says of one questionnaire.
type Part struct {
	Form     Form
	Role     Role
	Items    []string  // the questions handed to the person when Role is AnswersSome; or that they had, when HandedOn
	With     UserID    // who has it now when Role is HandedOn; who answered when Role is SignsOff; from whom it came else
	Kept     bool      // the person answered by the time that they had promised; nobody else is told
	Promise  time.Time // when the person said they would answer, while that is to come
	Silenced bool      // acknowledged: no nudges until the due morning
}

// Role is the part that a person has in a questionnaire.
type Role string

// The roles, the most pressing first.
const (
	SignsOff    Role = "signs off"    // the owner is to stand by what a delegate answered
	Answers     Role = "answers"      // the owner, or who was given all of it
	AnswersSome Role = "answers some" // who was given some of its questions
	HandedOn    Role = "handed on"    // had it and gave it to another
	Deputises   Role = "deputises"    // may answer in the owner's place, and is not asked
)

// Escalation is what a deputy or manager is told about overdue questionnaires of one cycle: one message, brought up to
// date as they are answered.
type Escalation struct {
	Programme Programme
	Cycle     Cycle
	To        Person
	First     bool   // as for Card
	Forms     []Form // all that was escalated to the person in the cycle, in the model's order
	AsDeputy  bool   // else as a manager
}

// Offering is what a deputy is asked while an owner is away: one message for one absence.
type Offering struct {
	Programme Programme
	Cycle     Cycle
	To        Person
	Owner     Person
	Absence   Absence
	Step      string
	Forms     []Form
}
