package activities

import (
	"context"
	"time"

	"cairn/internal/assess"
	"cairn/internal/exercise"
)

// ExerciseDeed is what the process of an exercise or a duty does, to one person or in the channel.
type ExerciseDeed struct {
	Subject exercise.Subject `json:"subject"`
	Person  assess.UserID    `json:"person,omitempty"` // "" for the channel
	Step    string           `json:"step,omitempty"`
	At      time.Time        `json:"at"`
	Failure string           `json:"failure,omitempty"` // why it was not delivered
}

// ExerciseDue says what the process of an exercise or a duty has to do next.
func (a *Activities) ExerciseDue(ctx context.Context, s exercise.Subject, now time.Time) (_ exercise.Due, err error) {
	defer translate(&err)
	return a.exercises.Due(ctx, s, now)
}

// ClaimNotice settles that a person is told something, and reports false when it is not to be said any more. Notify delivers it.
func (a *Activities) ClaimNotice(ctx context.Context, d ExerciseDeed) (claimed bool, err error) {
	defer translate(&err)
	return a.exercises.Claim(ctx, d.Subject, d.Person, d.Step, d.At)
}

// Notify tells a person what was claimed, as things stand now. What is no longer to be said is left unsaid.
func (a *Activities) Notify(ctx context.Context, d ExerciseDeed) (err error) {
	defer translate(&err)
	n, still, err := a.exercises.Tell(ctx, d.Subject, d.Person, d.Step, d.At)
	if err != nil || !still {
		return err
	}
	if err := a.inHours(n, d.At); err != nil {
		return err
	}
	return a.exercisers.Notify(ctx, n)
}

// straightAway is for how long a message may come outside working time that was meant to: the invitation to an exercise of
// tomorrow morning, or the hot wash of one that ended in the evening.
const straightAway = time.Hour

// inHours holds a message that Slack held up to what its step asks for. What the facilitator and observers need while an exercise
// is played comes at any hour, as long as it is still to be said. What must not be lost waits for the person's next working time,
// and a reminder is over with its day.
func (a *Activities) inHours(n exercise.Notice, claimed time.Time) error {
	programme := n.View.In
	if n.Duty != nil {
		programme = n.Duty.In
	}
	cal, err := programme.CalendarOf(n.To)
	if err != nil {
		return err
	}
	if meant := cal.Next(claimed).After(claimed); meant && a.now().Sub(claimed) <= straightAway {
		return nil
	}
	switch exercise.StepName(n.Step) {
	case exercise.StepControls, exercise.StepWatch, exercise.StepLate, exercise.StepNearEnd, exercise.StepStill:
		return nil
	case exercise.StepLeft, exercise.StepTakenOver:
		if n.View.State.Live() {
			return nil
		}
		return a.awake(programme, n.To)
	case exercise.StepInvite, exercise.StepUnled, exercise.StepCancelled, exercise.StepLapse, exercise.StepHotWash, exercise.StepReview,
		exercise.StepReviewLate, exercise.StepRefused, exercise.StepUnpublished:
		return a.awake(programme, n.To)
	default:
		return a.timely(programme, n.To, claimed)
	}
}

// Announce says something in the channel of an exercise. An inject counts as delivered from when it came there.
func (a *Activities) Announce(ctx context.Context, d ExerciseDeed) (err error) {
	defer translate(&err)
	id := exercise.ID(d.Subject)
	p, still, err := a.exercises.Post(ctx, id, d.Step, d.At)
	if err != nil || !still {
		return err
	}
	at, err := a.exercisers.Announce(ctx, p)
	if err != nil {
		return err
	}
	return a.exercises.Posted(ctx, id, d.Step, at)
}

// SettleAnnouncement finds out whether an inject came that was begun to be posted when the exercise ended. One that is not there does
// not come any more, which is the error.
func (a *Activities) SettleAnnouncement(ctx context.Context, d ExerciseDeed) (err error) {
	defer translate(&err)
	id := exercise.ID(d.Subject)
	p, still, err := a.exercises.Unsettled(ctx, id, d.Step)
	if err != nil || !still {
		return err
	}
	at, err := a.exercisers.Announced(ctx, p)
	if err != nil {
		return err
	}
	return a.exercises.Posted(ctx, id, d.Step, at)
}

// TurnExercise makes an exercise what a step says.
func (a *Activities) TurnExercise(ctx context.Context, d ExerciseDeed) (err error) {
	defer translate(&err)
	return a.exercises.Turn(ctx, exercise.ID(d.Subject), d.Step, d.At)
}

// PublishReport puts the signed report of an exercise into its channel, from where it is evidence.
func (a *Activities) PublishReport(ctx context.Context, d ExerciseDeed) (err error) {
	defer translate(&err)
	id := exercise.ID(d.Subject)
	r, still, err := a.exercises.Publication(ctx, id)
	if err != nil || !still {
		return err
	}
	link, err := a.exercisers.PublishReport(ctx, r)
	if err != nil {
		return err
	}
	return a.exercises.Published(ctx, id, link, a.now())
}

// ExerciseUndelivered records that somebody, or the channel, could not be reached, so that the step does not come up again.
func (a *Activities) ExerciseUndelivered(ctx context.Context, d ExerciseDeed) (err error) {
	defer translate(&err)
	return a.exercises.Undelivered(ctx, d.Subject, d.Person, d.Step, d.Failure, d.At)
}

// RefreshExercise brings what people have of an exercise or a duty up to date.
func (a *Activities) RefreshExercise(ctx context.Context, s exercise.Subject) (err error) {
	defer translate(&err)
	return a.exercisers.RefreshExercise(ctx, s)
}
