package workflows

import (
	"time"

	"go.temporal.io/sdk/workflow"

	"cairn/activities"
	"cairn/internal/target"
)

// TargetInput names the target to stay with.
type TargetInput struct {
	Target target.ID `json:"target"`
}

// Target stays with a target until it is reached or closed, which may take years. It asks the owner at set points how it
// goes, tells managers what they have to know, and sees when its day has passed.
func Target(ctx workflow.Context, in TargetInput) error {
	return follow(ctx, in.Target.Subject(), func() error { return workflow.NewContinueAsNewError(ctx, Target, in) })
}

// ActionInput names the action to stay with.
type ActionInput struct {
	Action target.ActionID `json:"action"`
}

// Action stays with an action until it is done or dropped. It reminds the owner, and tells managers when it is overdue.
func Action(ctx workflow.Context, in ActionInput) error {
	return follow(ctx, in.Action.Subject(), func() error { return workflow.NewContinueAsNewError(ctx, Action, in) })
}

// silence is how long a process waits at most when time alone will bring nothing more. A nudge ends it; the look after it
// is for the nudge that is lost.
const silence = 90 * 24 * time.Hour

// follow sees a target or an action through. As with a questionnaire, what to do next, and when, is a question of facts and
// calendars: the process asks, waits for one instant or a nudge, and does one deed at a time. A person whom Slack cannot
// reach does not stop it. When its history has grown long, it goes on as the run that afresh makes.
//
// Years are many steps, so that each deed says what comes after it, and is done without asking again when its time has come:
// it looks at the facts itself.
func follow(ctx workflow.Context, s target.Subject, afresh func() error) error {
	wait, err := newWaiter(ctx)
	if err != nil {
		return err
	}
	var due, last target.Due                                    // what comes next, and the deed done last while nobody has nudged since
	ask := true                                                 // what comes next is not known
	news := workflow.GetInfo(ctx).ContinuedExecutionRunID != "" // facts have changed that messages may show; the run before may have heard so
	for {
		if wait.nudged() { // this look answers them
			ask, news = true, true
		}
		now := workflow.Now(ctx)
		if ask {
			due, ask = target.Due{}, false
			if err := workflow.ExecuteActivity(facts(ctx), a.FollowUpDue, s, now).Get(ctx, &due); err != nil {
				return err
			}
		}
		if due.Done {
			wait.doing("showing everybody that it has ended")
			refreshFollowUps(ctx, s)
			if !wait.nudged() {
				wait.doing("nothing: it has ended")
				return nil
			}
			ask, news = true, true // an action may be open again
			continue
		}
		if wait.startAfresh(ctx) {
			return afresh()
		}
		if news {
			wait.doing("bringing everybody's messages up to date")
			refreshFollowUps(ctx, s)
			ask, news, last = true, false, target.Due{}
			continue // Slack may have taken hours
		}
		if due.Deed != "" && !due.At.After(now) && !sameDue(due, last) {
			wait.doing(followsUp(due))
			last = due
			if due, err = followUp(ctx, s, due); err != nil {
				return err
			}
			continue
		}
		at := due.At
		if at.IsZero() {
			at = now.Add(silence)
		}
		if at.After(now) {
			last = target.Due{} // what was not to be said today was put off till then, not lost
		}
		if news, err = wait.until(ctx, at, untilFollowUp(due)); err != nil {
			return err
		}
		ask = news || due.Deed == "" || sameDue(due, last)
	}
}

// followUp does what is due and returns what comes next. What could not be delivered is recorded as such, so that the
// process goes on to that.
func followUp(ctx workflow.Context, s target.Subject, due target.Due) (next target.Due, err error) {
	deed := activities.FollowUpDeed{Subject: s, Person: due.Person, Step: due.Step, At: workflow.Now(ctx)}
	if due.Deed == target.DoReview {
		err = workflow.ExecuteActivity(facts(ctx), a.ReviewTarget, deed).Get(ctx, &next) // it nudges when it finds a change
		return next, err
	}
	err = workflow.ExecuteActivity(message(ctx), a.FollowUp, deed).Get(ctx, &next)
	if err == nil {
		return next, nil
	}
	workflow.GetLogger(ctx).Warn("not delivered", "subject", s, "person", due.Person, "step", due.Step, "error", err)
	deed.At, deed.Failure = workflow.Now(ctx), activities.Sentence(err)
	next = target.Due{}
	err = workflow.ExecuteActivity(facts(ctx), a.FollowUpUndelivered, deed).Get(ctx, &next)
	return next, err
}

// refreshFollowUps brings the messages about a target or an action up to date. Slack's refusal is logged; they say it later.
func refreshFollowUps(ctx workflow.Context, s target.Subject) {
	if err := workflow.ExecuteActivity(message(ctx), a.RefreshFollowUps, s).Get(ctx, nil); err != nil {
		workflow.GetLogger(ctx).Warn("messages not brought up to date", "subject", s, "error", err)
	}
}

// sameDue reports whether two looks found the same deed to do: its record was lost, and it is not done again at once.
func sameDue(a, b target.Due) bool {
	return a.Deed == b.Deed && a.Person == b.Person && a.Step == b.Step
}

// followsUp says what the process of a target or an action is about, for operators.
func followsUp(due target.Due) string {
	if due.Deed == target.DoReview {
		return "looking how it stands"
	}
	return "following up " + due.Step + " with " + string(due.Person)
}

// untilFollowUp says what the process of a target or an action waits for, for operators.
func untilFollowUp(due target.Due) string {
	switch due.Deed {
	case "":
		return "news"
	case target.DoReview:
		return "news, until it is looked at again"
	default:
		return "news, until the follow-up " + due.Step + " with " + string(due.Person)
	}
}
