package exercise

import (
	"strings"
	"time"

	"cairn/internal/assess"
)

// Subject names what a process stays with: an exercise by its id, or a programme's duty to exercise, "northwind/duty".
type Subject string

// DutyOf returns the subject of a programme's duty.
func DutyOf(p assess.ProgrammeID) Subject { return Subject(string(p) + "/duty") }

// Subject returns the exercise as a subject.
func (id ID) Subject() Subject { return Subject(id) }

// Programme returns the id of the subject's programme.
func (s Subject) Programme() assess.ProgrammeID { return ID(s).Programme() }

// Exercise returns the id of the exercise that the subject is; false for a duty.
func (s Subject) Exercise() (ID, bool) { return ID(s), !strings.HasSuffix(string(s), "/duty") }

// Deed is what a process does next.
type Deed string

// The deeds.
const (
	DoTell    Deed = "tell"    // say Step to Person
	DoPost    Deed = "post"    // say Step in the channel: the brief, an inject, a pause, the end
	DoSettle  Deed = "settle"  // find out whether Step is in the channel: the run ended before that was on record
	DoTurn    Deed = "turn"    // make the exercise what Step says: time is up, nobody started it, the report is drafted
	DoPublish Deed = "publish" // publish the signed report
)

// Due is what a process has to do next, and when. The zero Due waits for news.
type Due struct {
	At     time.Time     `json:"at,omitzero"`
	Deed   Deed          `json:"deed,omitempty"`
	Person assess.UserID `json:"person,omitempty"` // of DoTell
	Step   string        `json:"step,omitempty"`
	Done   bool          `json:"done,omitempty"` // the process ends
}

// Steps of DoTell. Those before the start carry the edition of the plan, "#2", so that a new date is told anew; see StepOf.
const (
	StepInvite     = "invite"      // to everybody: take part? And of a new edition: what changed
	StepReply      = "reply"       // to who has not replied
	StepReady      = "ready"       // to the facilitator: the readiness check, "ready-3" and "ready-1" working days before
	StepTomorrow   = "tomorrow"    // to everybody who did not decline, on the last working day before
	StepUnled      = "unled"       // to managers: its facilitator has declined or is gone
	StepLeft       = "left"        // to managers: its facilitator is gone while it is played, or before its report is signed; "#2" for the second
	StepTakenOver  = "taken-over"  // to who facilitated it, and in the channel while it is played: somebody else does now, "#1"
	StepControls   = "controls"    // to the facilitator, shortly before the start
	StepWatch      = "watch"       // to observers, shortly before the start: what to look for
	StepLate       = "late"        // to the facilitator: it should have started
	StepCancelled  = "cancelled"   // to everybody who was invited; of one that nobody started it is StepLapse, for managers too
	StepNearEnd    = "near-end"    // to the facilitator: ten minutes are left
	StepStill      = "still"       // to the facilitator: it has been paused for an hour
	StepHotWash    = "hot-wash"    // to everybody, at once when it has ended
	StepHotWashNow = "hot-wash-2"  // to who has not filled it in
	StepReview     = "review"      // to the facilitator: the report is drafted
	StepReviewNow  = "review-2"    // to the facilitator again, as it is not signed
	StepReviewLate = "review-late" // to facilitator and managers: 30 days have passed, "#2" for 60 days, and so on; see DaysLate

	StepRefused     = "refused"     // to who evaluates: Slack refuses the signed report, which is tried again; "#2" when it was asked for anew
	StepUnpublished = "unpublished" // to facilitator and managers: Slack has refused the signed report for good; numbered likewise
)

// Steps of DoPost. Injects are "inject:ID"; pauses, resumptions, extensions and StepTakenOver carry their number, "paused#1".
const (
	StepBrief    = "brief"
	StepInject   = "inject:"
	StepPaused   = "paused"
	StepResumed  = "resumed"
	StepExtended = "extended"
	StepEnded    = "ended"
)

// Steps of DoTurn.
const (
	StepTimeUp = "time-up" // the exercise ends
	StepLapse  = "lapse"   // nobody started it: it is cancelled, which managers are told
	StepDraft  = "draft"   // the hot wash closes and the report can be reviewed
)

// StepReport is the step of DoPublish, with the number of the attempt: "report#1".
const StepReport = "report"

// Steps of a duty, followed by ":" with the kind, "#" and the day on which it is due: "due-30:tabletop#2027-03-01".
const (
	StepDue60   = "due-60"
	StepDue30   = "due-30"
	StepDue7    = "due-7"
	StepOverdue = "overdue"
)

// DaysLate is how many days after the exercise a step of StepReviewLate says that the report is not signed.
func DaysLate(step string) int { return reviewDays * max(1, numberOf(step)) }

// InjectOf returns the id of the inject that a step posts.
func InjectOf(step string) (string, bool) { return strings.CutPrefix(step, StepInject) }

// StepName returns a step without its edition or number: "invite" of "invite#2".
func StepName(step string) string {
	name, _, _ := strings.Cut(step, "#")
	return name
}
