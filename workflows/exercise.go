package workflows

import (
	"go.temporal.io/sdk/workflow"

	"cairn/activities"
	"cairn/internal/assess"
	"cairn/internal/exercise"
)

// ExerciseInput names the exercise to stay with.
type ExerciseInput struct {
	Exercise exercise.ID `json:"exercise"`
}

// Exercise stays with one exercise from its planning until its report is published or it is cancelled. It invites people,
// says in the channel what is to be said when, ends the exercise in time, and has it evaluated.
func Exercise(ctx workflow.Context, in ExerciseInput) error {
	return exercising(ctx, in.Exercise.Subject(), func() error { return workflow.NewContinueAsNewError(ctx, Exercise, in) })
}

// DutyInput names the programme with whose duty to stay.
type DutyInput struct {
	Programme assess.ProgrammeID `json:"programme"`
}

// Duty stays with a programme's duty to exercise for as long as there is the programme. It tells managers what falls due.
func Duty(ctx workflow.Context, in DutyInput) error {
	return exercising(ctx, exercise.DutyOf(in.Programme), func() error { return workflow.NewContinueAsNewError(ctx, Duty, in) })
}

// exercising sees an exercise or a duty through. As with a questionnaire, what to do next, and when, is a question of facts and
// calendars: the process asks, waits for one instant or a nudge, and does one deed at a time. What could not be delivered is
// recorded as such, and the process goes on.
//
// While an exercise is played, people wait for what comes next. Nothing that one person is told or shown may hold that up, so
// messages to people, and bringing up to date those that they have, go on beside the course.
func exercising(ctx workflow.Context, s exercise.Subject, afresh func() error) error {
	wait, err := newWaiter(ctx)
	if err != nil {
		return err
	}
	c := &course{subject: s, wait: wait}
	if workflow.GetInfo(ctx).ContinuedExecutionRunID != "" {
		c.heard(ctx) // the run before may have been told something last
	}
	for {
		if wait.nudged() { // this look answers them
			c.heard(ctx)
		}
		now := workflow.Now(ctx)
		var due exercise.Due
		if err := workflow.ExecuteActivity(facts(ctx), a.ExerciseDue, s, now).Get(ctx, &due); err != nil {
			return err
		}
		if due.Done {
			if again, err := c.finish(ctx); err != nil || !again {
				return err
			}
			continue
		}
		if c.idle() && wait.startAfresh(ctx) {
			return afresh()
		}
		if due.Deed != "" && !due.At.After(now) && !sameExerciseDue(due, c.last) {
			wait.doing(exercises(due))
			c.last = due
			if err := c.do(ctx, due); err != nil {
				return err
			}
			continue
		}
		at := due.At
		if at.IsZero() {
			at = now.Add(silence)
		}
		if at.After(now) {
			c.last = exercise.Due{} // what was not to be done now was put off till then, not lost
		}
		nudged, err := wait.until(ctx, at, untilExercise(due))
		if err != nil {
			return err
		}
		if nudged {
			c.heard(ctx)
		}
	}
}

// course is how far the process of an exercise or a duty is, and what it has going beside.
type course struct {
	subject exercise.Subject
	wait    *waiter
	last    exercise.Due // the deed done last, while nobody has nudged since
	letters int          // to people, on their way
	stale   bool         // something has changed since what people have was last brought up to date
	showing bool         // what people have is being brought up to date
	over    bool
}

// heard answers a nudge: facts have changed that what people have may show.
func (c *course) heard(ctx workflow.Context) {
	c.last = exercise.Due{}
	c.stale = true
	if c.showing {
		return
	}
	c.showing = true
	workflow.Go(ctx, func(ctx workflow.Context) {
		for c.stale { // what changes meanwhile is shown too
			c.stale = false
			patience := courtesy
			if c.over {
				patience = message // nothing that happens later would show it
			}
			if err := workflow.ExecuteActivity(patience(ctx), a.RefreshExercise, c.subject).Get(ctx, nil); err != nil {
				workflow.GetLogger(ctx).Warn("messages not brought up to date", "subject", c.subject, "error", err)
			}
		}
		c.showing = false
	})
}

// idle reports whether nothing is going on beside the course.
func (c *course) idle() bool { return c.letters == 0 && !c.showing }

// finish waits until everything has reached everybody, and reports whether there was news meanwhile.
func (c *course) finish(ctx workflow.Context) (news bool, err error) {
	c.wait.doing("showing everybody that it is over")
	c.over = true
	c.heard(ctx)
	if err := workflow.Await(ctx, c.idle); err != nil {
		return false, err
	}
	if c.wait.nudged() {
		return true, nil
	}
	c.wait.doing("nothing: it is over")
	return false, nil
}

// do does what is due. It returns when the next thing can be done; a message to a person may still be on its way then.
func (c *course) do(ctx workflow.Context, due exercise.Due) error {
	deed := activities.ExerciseDeed{Subject: c.subject, Person: due.Person, Step: due.Step, At: workflow.Now(ctx)}
	switch due.Deed {
	case exercise.DoTell:
		return c.tell(ctx, deed)
	case exercise.DoPost:
		return c.delivered(ctx, deed, c.meanwhile(ctx, workflow.ExecuteActivity(live(ctx), a.Announce, deed)))
	case exercise.DoSettle:
		return c.delivered(ctx, deed, c.meanwhile(ctx, workflow.ExecuteActivity(report(ctx), a.SettleAnnouncement, deed)))
	case exercise.DoPublish:
		return c.delivered(ctx, deed, c.meanwhile(ctx, workflow.ExecuteActivity(report(ctx), a.PublishReport, deed)))
	default: // exercise.DoTurn
		return workflow.ExecuteActivity(facts(ctx), a.TurnExercise, deed).Get(ctx, nil)
	}
}

// tell claims what is to be said to a person, and has it delivered beside the course.
func (c *course) tell(ctx workflow.Context, deed activities.ExerciseDeed) error {
	var claimed bool
	if err := workflow.ExecuteActivity(facts(ctx), a.ClaimNotice, deed).Get(ctx, &claimed); err != nil || !claimed {
		return err
	}
	c.letters++
	workflow.Go(ctx, func(ctx workflow.Context) {
		defer func() { c.letters-- }()
		if err := c.delivered(ctx, deed, workflow.ExecuteActivity(message(ctx), a.Notify, deed)); err != nil {
			workflow.GetLogger(ctx).Error("not recorded as undelivered", "subject", c.subject, "person", deed.Person, "step", deed.Step, "error", err)
		}
	})
	return nil
}

// meanwhile waits for something, and has people shown what changes until then.
func (c *course) meanwhile(ctx workflow.Context, f workflow.Future) workflow.Future {
	for !f.IsReady() {
		workflow.NewSelector(ctx).
			AddFuture(f, func(workflow.Future) {}).
			AddReceive(c.wait.nudges, func(workflow.ReceiveChannel, bool) {
				c.wait.nudged()
				c.heard(ctx)
			}).
			Select(ctx)
	}
	return f
}

// delivered waits for a message. One that cannot be delivered is recorded as such.
func (c *course) delivered(ctx workflow.Context, deed activities.ExerciseDeed, sent workflow.Future) error {
	err := sent.Get(ctx, nil)
	if err == nil {
		return nil
	}
	workflow.GetLogger(ctx).Warn("not delivered", "subject", c.subject, "person", deed.Person, "step", deed.Step, "error", err)
	deed.At, deed.Failure = workflow.Now(ctx), activities.Sentence(err)
	if err := workflow.ExecuteActivity(facts(ctx), a.ExerciseUndelivered, deed).Get(ctx, nil); err != nil {
		return err
	}
	c.heard(ctx) // the facilitator sees it in the controls
	return nil
}

// sameExerciseDue reports whether two looks found the same deed to do: its record was lost, and it is not done again at once.
func sameExerciseDue(a, b exercise.Due) bool {
	return a.Deed == b.Deed && a.Person == b.Person && a.Step == b.Step
}

// exercises says what the process of an exercise or a duty is about, for operators.
func exercises(due exercise.Due) string {
	switch due.Deed {
	case exercise.DoTell:
		return "telling " + string(due.Person) + ": " + due.Step
	case exercise.DoPost:
		return "saying in the channel: " + due.Step
	case exercise.DoSettle:
		return "finding out whether this is in the channel: " + due.Step
	case exercise.DoPublish:
		return "publishing the report"
	default:
		return "turning: " + due.Step
	}
}

// untilExercise says what the process of an exercise or a duty waits for, for operators.
func untilExercise(due exercise.Due) string {
	switch due.Deed {
	case "":
		return "news"
	case exercise.DoTell:
		return "news, until " + string(due.Person) + " is told: " + due.Step
	case exercise.DoPost:
		return "news, until it is said in the channel: " + due.Step
	case exercise.DoSettle:
		return "news, until it is known whether this is in the channel: " + due.Step
	case exercise.DoPublish:
		return "news, until the report is published"
	default:
		return "news, until: " + due.Step
	}
}
