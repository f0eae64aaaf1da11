package bot

import (
	"context"
	"fmt"
	"strings"

	"cairn/internal/exercise"
)

// Notify tells somebody what a step of an exercise or of a duty to exercise says, at most once.
func (m *Messenger) Notify(ctx context.Context, n exercise.Notice) error {
	switch name := noticeName(n.Step); name {
	case exercise.StepInvite, exercise.StepReply, exercise.StepReady, exercise.StepTomorrow, exercise.StepUnled, exercise.StepLeft,
		exercise.StepTakenOver, exercise.StepCancelled, exercise.StepLapse:
		return m.notifyPlan(ctx, n, name)
	case exercise.StepDue60, exercise.StepDue30, exercise.StepDue7, exercise.StepOverdue:
		return m.notifyDuty(ctx, n)
	case exercise.StepControls, exercise.StepWatch, exercise.StepLate, exercise.StepNearEnd, exercise.StepStill, exercise.StepHotWash:
		return m.notifyRun(ctx, n, name)
	case exercise.StepReview, exercise.StepReviewLate, exercise.StepRefused, exercise.StepUnpublished:
		return m.notifyReview(ctx, n, name)
	default:
		return fmt.Errorf("bot: nobody knows what to say at the step %s of an exercise", n.Step)
	}
}

// noticeName is what a step is about: "ready" of "ready-3#2", "due-30" of "due-30:tabletop#2027-03-01".
func noticeName(step string) string {
	name, _, _ := strings.Cut(exercise.StepName(step), ":")
	for _, several := range []string{exercise.StepReady, exercise.StepReply, exercise.StepHotWash, exercise.StepOverdue} {
		if strings.HasPrefix(name, several+"-") {
			return several
		}
	}
	if strings.HasPrefix(name, exercise.StepReview+"-") && name != exercise.StepReviewLate {
		return exercise.StepReview
	}
	return name
}

// noticeKey is the natural key of what a person is told of an exercise.
func noticeKey(n exercise.Notice) string {
	return string(exercise.MessageKey(n.Subject, n.Step, n.To.ID))
}
