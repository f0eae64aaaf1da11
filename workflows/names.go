package workflows

import (
	"go.temporal.io/sdk/worker"

	"cairn/internal/assess"
	"cairn/internal/exercise"
	"cairn/internal/target"

	"cairn/activities"
)

// Signal and query that every waiting process understands.
const (
	NudgeSignal  = "nudge"   // look at the facts again; carries nothing
	WaitingQuery = "waiting" // answers a Waiting
)

// CycleWorkflowID names the process of a cycle.
func CycleWorkflowID(c assess.CycleID) string { return "cycle/" + string(c) }

// QuestionnaireWorkflowID names the process of a questionnaire.
func QuestionnaireWorkflowID(q assess.QuestionnaireID) string { return "questionnaire/" + string(q) }

// ProgrammeScheduleID names the schedule of a programme's openings.
func ProgrammeScheduleID(p assess.ProgrammeID) string { return "programme/" + string(p) }

// OpeningWorkflowID names the process that the schedule starts; Temporal appends the instant.
func OpeningWorkflowID(p assess.ProgrammeID) string { return "opening/" + string(p) }

// DigestWorkflowID names the process that brings the digest of a closed cycle up to date.
func DigestWorkflowID(c assess.CycleID) string { return "digest/" + string(c) }

// DisputeNoticeWorkflowID names the process that tells of a dispute.
func DisputeNoticeWorkflowID(d assess.DisputeID) string { return "notice/dispute/" + string(d) }

// DepartureNoticeWorkflowID names the process that tells of somebody who can no longer be asked.
func DepartureNoticeWorkflowID(u assess.UserID) string { return "notice/departure/" + string(u) }

// TargetWorkflowID names the process of a target.
func TargetWorkflowID(t target.ID) string { return "target/" + string(t) }

// ActionWorkflowID names the process of an action.
func ActionWorkflowID(id target.ActionID) string { return "action/" + string(id) }

// ReviewWorkflowID names the process that holds a programme's targets against what is answered.
func ReviewWorkflowID(p assess.ProgrammeID) string { return "review/" + string(p) }

// ExerciseWorkflowID names the process of an exercise.
func ExerciseWorkflowID(id exercise.ID) string { return "exercise/" + string(id) }

// DutyWorkflowID names the process of a programme's duty to exercise.
func DutyWorkflowID(p assess.ProgrammeID) string { return "duty/" + string(p) }

// a gives the activities their checked names; it is never called.
var a *activities.Activities

// Register tells a worker to run all processes and their activities.
func Register(r worker.Registry, impl *activities.Activities) {
	r.RegisterWorkflow(Opening)
	r.RegisterWorkflow(Cycle)
	r.RegisterWorkflow(Questionnaire)
	r.RegisterWorkflow(Digest)
	r.RegisterWorkflow(Notice)
	r.RegisterWorkflow(Target)
	r.RegisterWorkflow(Action)
	r.RegisterWorkflow(Review)
	r.RegisterWorkflow(Exercise)
	r.RegisterWorkflow(Duty)
	r.RegisterActivity(impl)
}
