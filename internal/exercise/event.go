package exercise

import (
	"time"

	"cairn/internal/assess"
	"cairn/internal/target"
)

// EventKind says what a record of an exercise's ledger is about.
type EventKind string

// The kinds of event. What is set stands beside; By is who did it, a schedule when time did.
const (
	WasPlanned     EventKind = "planned"     // Plan
	WasReplanned   EventKind = "replanned"   // Plan as it is now, Note says why
	WasCancelled   EventKind = "cancelled"   // Note says why
	WasReplied     EventKind = "replied"     // Person, Reply, Note
	WasPrepared    EventKind = "prepared"    // the facilitator has prepared what the scenario asks for
	WasStarted     EventKind = "started"     //
	WasPaused      EventKind = "paused"      // Note
	WasResumed     EventKind = "resumed"     //
	WasForced      EventKind = "forced"      // Inject is to come now
	WasSkipped     EventKind = "skipped"     // Inject will not come; Note says why
	WasReleased    EventKind = "released"    // Inject goes out: from here on it counts as delivered
	WasDelivered   EventKind = "delivered"   // Inject is in the channel, since At
	WasExtended    EventKind = "extended"    // by Minutes
	WasTakenOver   EventKind = "taken-over"  // By facilitates it in the place of Person: Plan as it is now
	WasEnded       EventKind = "ended"       // Note says why when that was before its time
	WasDecided     EventKind = "decided"     // Decision
	WasObserved    EventKind = "observed"    // Observation; InHotWash
	WasRetracted   EventKind = "retracted"   // Observation.ID by who made it; Note says why
	WasDebriefed   EventKind = "debriefed"   // Person filled the hot wash in: HotWash; the last of a person counts
	WasDrafted     EventKind = "drafted"     // the hot wash is closed and the report can be reviewed
	WasSummarised  EventKind = "summarised"  // Note is the report's summary
	WasRated       EventKind = "rated"       // Objective has the final Rating; Note says why
	WasTreated     EventKind = "treated"     // Finding is answered by Treatment; the last of a finding counts
	WasSigned      EventKind = "signed"      // Report, and the Hash of it
	WasAnswered    EventKind = "answered"    // Finding is seen to by Action
	WasPublished   EventKind = "published"   // the report, at Link
	WasRetried     EventKind = "retried"     // the report is to be published after all; Slack had refused it
	WasShelved     EventKind = "shelved"     // the report need not be published; Slack had refused it for good
	WasTold        EventKind = "told"        // Person got what Step says; Person "" for the channel
	WasUndelivered EventKind = "undelivered" // Slack refused Step to Person, or to the channel; Note says why
	WasBegun       EventKind = "begun"       // of a duty that no declaration says: it is in force from here on. Step is its kind
)

// Event is one record of what happened to an exercise. Records are only ever added. A step of an exercise and person is
// recorded once, as told or released; WasDelivered and WasUndelivered stand beside that, each once a step.
type Event struct {
	Seq      int64 // set by the store
	At       time.Time
	By       assess.Actor
	Kind     EventKind
	Exercise ID
	Person   assess.UserID
	Step     string // see Step; unique with exercise and person among what is not ""
	Detail
}

// Detail is what an event says beyond its kind. It is stored as JSON; what is not set is left out.
type Detail struct {
	Plan        *Plan           `json:"plan,omitempty"`
	Reply       Reply           `json:"reply,omitempty"`
	Inject      string          `json:"inject,omitempty"`
	Minutes     int             `json:"minutes,omitempty"`
	Decision    *Decision       `json:"decision,omitempty"`
	Observation *Observation    `json:"observation,omitempty"`
	HotWash     *HotWash        `json:"hot_wash,omitempty"`
	InHotWash   bool            `json:"in_hot_wash,omitempty"` // the Observation was made in the hot wash
	Objective   string          `json:"objective,omitempty"`
	Rating      Rating          `json:"rating,omitempty"`
	Finding     string          `json:"finding,omitempty"`
	Treatment   *Treatment      `json:"treatment,omitempty"`
	Action      target.ActionID `json:"action,omitempty"`
	Report      string          `json:"report,omitempty"` // the signed Report as JSON, kept to the letter
	Hash        string          `json:"hash,omitempty"`   // hex SHA-256 of Report
	Link        string          `json:"link,omitempty"`
	Note        string          `json:"note,omitempty"` // as it was typed, or as Slack gave it
}

// Reply is what an invited person says.
type Reply string

// The replies.
const (
	NoReply Reply = ""
	Yes     Reply = "yes"
	Maybe   Reply = "maybe"
	No      Reply = "no"
)

// Decision is what was decided in a run, as it was logged.
type Decision struct {
	Number  int           `json:"number"`            // from 1, in the order of logging; set by the service
	Inject  string        `json:"inject,omitempty"`  // what it answers; "" for none
	Choice  string        `json:"choice,omitempty"`  // the choice taken, where one was offered; "" for another
	What    string        `json:"what"`              //
	By      assess.UserID `json:"by"`                // who decided; the event says who logged it
	Why     string        `json:"why,omitempty"`     //
	Options string        `json:"options,omitempty"` // what else was considered
}

// ObservationKind says whether something went well.
type ObservationKind string

// The kinds of observation.
const (
	Strength    ObservationKind = "strength"
	Improvement ObservationKind = "improvement" // an area for improvement
)

// Impact is how much an area for improvement weighed. It bounds the rating of its objective.
type Impact string

// The impacts.
const (
	Minor    Impact = "minor"    // the objective was achieved; it could have gone better
	Major    Impact = "major"    // the objective was achieved at the cost of something else
	Critical Impact = "critical" // the objective was not achieved
)

// Observation is what somebody noted about an objective, in the run or in the hot wash.
type Observation struct {
	ID        string          `json:"id"`               // "O3", in the order of noting; set by the service
	Objective string          `json:"objective"`        // objective id
	Kind      ObservationKind `json:"kind"`             //
	Impact    Impact          `json:"impact,omitempty"` // of an area for improvement
	Text      string          `json:"text"`             //
	Inject    string          `json:"inject,omitempty"` // where it was seen; "" for none
}

// HotWash is what somebody who took part says right after.
type HotWash struct {
	Ratings      map[string]Rating `json:"ratings,omitempty"`      // by objective id; without those on which nothing was said
	Observations []Observation     `json:"observations,omitempty"` // without ids: they are numbered as others are, by their own events
	Scores       map[string]int    `json:"scores,omitempty"`       // by statement id, 1 (not at all) to 5 (fully)
	Note         string            `json:"note,omitempty"`
}

// Treatment is what the facilitator decides about a finding. Exactly one of Work, Same and Aside says how it is answered.
type Treatment struct {
	Work   *target.Work `json:"work,omitempty"`   // a corrective action: Title, Text, Owner, Due, Element
	Same   string       `json:"same,omitempty"`   // it is the same as this other finding of the exercise
	Aside  string       `json:"aside,omitempty"`  // nothing is done about it; says why
	Before string       `json:"before,omitempty"` // beside Work: it was seen before, as this finding of an earlier exercise: "northwind/E1/F2"
}
