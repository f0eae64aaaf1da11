package target

import (
	"slices"
	"strings"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
)

// Subject names a target or an action: what people are asked about. It is the target's or the action's id.
type Subject string

// About returns the subject of a target; of an action it is Subject(id).
func (id ID) Subject() Subject { return Subject(id) }

// Subject returns the action as a subject.
func (id ActionID) Subject() Subject { return Subject(id) }

// Target returns the id of the target that the subject is; false for an action.
func (s Subject) Target() (ID, bool) { return ID(s), strings.HasPrefix(numberOf(string(s)), "T") }

// Action returns the id of the action that the subject is; false for a target.
func (s Subject) Action() (ActionID, bool) {
	return ActionID(s), strings.HasPrefix(numberOf(string(s)), "A")
}

// Programme returns the id of the subject's programme.
func (s Subject) Programme() assess.ProgrammeID { return programmeOf(string(s)) }

// EventKind says what a record of the ledger of targets and actions is about.
type EventKind string

// The kinds of event. What is set stands beside; By is who did it.
const (
	WasSet         EventKind = "set"          // Is
	WasChanged     EventKind = "changed"      // Was, Is, Note says why
	WasCheckedIn   EventKind = "checked in"   // Expected, Confidence, Note
	WasJudged      EventKind = "judged"       // the computed state became State; Note says why, in English
	WasOverridden  EventKind = "overridden"   // a manager set State, Note says why; State "" lifts it
	WasAccepted    EventKind = "accepted"     // a manager accepted the warnings; Note says why
	WasReached     EventKind = "reached"      // by the answers of Cycle
	WasReopened    EventKind = "reopened"     // an ended action is open again; Note
	WasClosed      EventKind = "closed"       // a target was given up, or an action dropped; Note
	WasBegun       EventKind = "begun"        // an action is in progress
	WasDone        EventKind = "done"         // an action; Link shows it, Note
	WasNoted       EventKind = "noted"        // Note
	WasFollowedUp  EventKind = "followed up"  // Person was asked or told: Step, Nudge
	WasDropped     EventKind = "dropped step" // a step that was not done and never will be: Step, Person, Note says why
	WasUndelivered EventKind = "undelivered"  // Slack refused what was to be sent: Step, Person, Note
)

// Event is one record of what happened to a target or an action. Records are only ever added.
type Event struct {
	Seq        int64 // set by the store
	At         time.Time
	By         assess.Actor
	Kind       EventKind
	Subject    Subject
	Was, Is    *Terms // of a target that was set or changed
	WasW, IsW  *Work  // of an action that was set or changed
	Expected   calendar.Date
	Confidence string // one of assess.Confidences
	State      State
	Cycle      assess.CycleID
	Person     assess.UserID
	Step       string         // unique with subject and person among what is not "": it is done, or dropped, once
	Nudge      assess.NudgeID // the message that carried it
	Link       string
	Note       string // as it was typed, or as Slack gave it
}

// edition counts how often it was said what a target or an action is to be: when it was set, and with each change. What
// else happens to it, such as a check-in or a note, makes no other edition.
func edition(events []Event) int {
	n := 1
	for _, e := range events {
		if e.Kind == WasChanged {
			n++
		}
	}
	return n
}

// Reopening is the last time that what has a ledger was opened again, with why; nil where it never was.
func Reopening(events []Event) *Event {
	for i, e := range slices.Backward(events) {
		if e.Kind == WasReopened {
			return &events[i]
		}
	}
	return nil
}

// Slip is a change of the day of a target or action to a later one.
type Slip struct {
	At       time.Time
	By       assess.Actor
	From, To calendar.Date
	Why      string
}

// CheckIn is what the owner of a target said of it.
type CheckIn struct {
	At         time.Time
	By         assess.UserID
	Expected   calendar.Date
	Confidence string // one of assess.Confidences
	Note       string
}
