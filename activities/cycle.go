package activities

import (
	"context"
	"slices"
	"time"

	"go.temporal.io/sdk/activity"

	"cairn/internal/assess"
)

// startBatch is how many processes are started between two heartbeats.
const startBatch = 50

// OpenScheduled opens the cycle that a programme's cadence asks for, and returns "" when none is to be opened.
func (a *Activities) OpenScheduled(ctx context.Context, p assess.ProgrammeID, now time.Time) (_ assess.CycleID, err error) {
	defer translate(&err)
	id, opened, err := a.cycles.OpenScheduled(ctx, p, now)
	if err != nil || !opened {
		return "", err
	}
	return id, nil
}

// StartCycle makes sure that the process of a cycle runs.
func (a *Activities) StartCycle(ctx context.Context, c assess.CycleID) (err error) {
	defer translate(&err)
	return a.processes.StartCycle(ctx, c)
}

// StartQuestionnaires makes sure that the processes of a cycle's questionnaires run, and shows the cycle to its people.
func (a *Activities) StartQuestionnaires(ctx context.Context, c assess.CycleID) (err error) {
	defer translate(&err)
	roster, err := a.cycles.Roster(ctx, c)
	if err != nil {
		return err
	}
	started := min(resumeAt(ctx), len(roster))
	for batch := range slices.Chunk(roster[started:], startBatch) {
		if err := a.processes.StartQuestionnaires(ctx, batch); err != nil {
			return err
		}
		started += len(batch)
		activity.RecordHeartbeat(ctx, started)
	}
	people, err := a.cycles.Everybody(ctx, c)
	if err != nil {
		return err
	}
	a.messenger.Homes(people...)
	return nil
}

// Progress says what a cycle's process has to do next.
func (a *Activities) Progress(ctx context.Context, c assess.CycleID, now time.Time) (_ assess.Progress, err error) {
	defer translate(&err)
	return a.cycles.Progress(ctx, c, now)
}

// CloseDue closes a cycle whose time has come, and freezes what it found. It reports whether the cycle stays open all the same:
// somebody was given more time meanwhile, or an answer waits for a signature again.
func (a *Activities) CloseDue(ctx context.Context, c assess.CycleID, now time.Time) (stays bool, err error) {
	defer translate(&err)
	if err := a.cycles.CloseDue(ctx, c, now); err != nil {
		return false, err
	}
	p, err := a.cycles.Progress(ctx, c, now)
	return !p.Closed, err
}

// NudgeQuestionnaires tells the questionnaires of a cycle that something changed; those that have ended do not mind.
func (a *Activities) NudgeQuestionnaires(ctx context.Context, c assess.CycleID) (err error) {
	defer translate(&err)
	return a.forEach(ctx, c, a.processes.NudgeQuestionnaire)
}

// RefreshCards shows the people of a cycle how its questionnaires stand. One that cannot be shown is logged and passed
// over.
func (a *Activities) RefreshCards(ctx context.Context, c assess.CycleID) (err error) {
	defer translate(&err)
	return a.forEach(ctx, c, func(ctx context.Context, q assess.QuestionnaireID) error {
		err := a.messenger.Refresh(ctx, q)
		if isFinal(err) {
			activity.GetLogger(ctx).Warn("messages not brought up to date", "questionnaire", q, "error", err)
			return nil
		}
		return err
	})
}

// PublishDigest tells leadership what a closed cycle found. The targets are held against it first, and what it lets
// expect is kept.
func (a *Activities) PublishDigest(ctx context.Context, c assess.CycleID) (err error) {
	defer translate(&err)
	if err := a.goals.ReviewAfter(ctx, c, a.now()); err != nil {
		return err
	}
	if err := a.outlooks.Record(ctx, c); err != nil {
		return err
	}
	d, err := a.digests.OfCycle(ctx, c)
	if err != nil {
		return err
	}
	return a.messenger.Digest(ctx, d)
}

// forEach does one thing for every questionnaire of a cycle. A further try goes on where the one before stopped.
func (a *Activities) forEach(ctx context.Context, c assess.CycleID, do func(context.Context, assess.QuestionnaireID) error) error {
	roster, err := a.cycles.Roster(ctx, c)
	if err != nil {
		return err
	}
	for i := min(resumeAt(ctx), len(roster)); i < len(roster); i++ {
		if err := do(ctx, roster[i]); err != nil {
			return err
		}
		activity.RecordHeartbeat(ctx, i+1)
	}
	return nil
}

// resumeAt returns how many questionnaires the try before this one had dealt with.
func resumeAt(ctx context.Context) int {
	done := 0
	if activity.HasHeartbeatDetails(ctx) {
		if err := activity.GetHeartbeatDetails(ctx, &done); err != nil {
			return 0 // doing all of them again is harmless
		}
	}
	return done
}
