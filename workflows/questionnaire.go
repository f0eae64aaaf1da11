package workflows

import (
	"go.temporal.io/sdk/workflow"

	"cairn/activities"
	"cairn/internal/assess"
)

// QuestionnaireInput names the questionnaire to stay with.
type QuestionnaireInput struct {
	Questionnaire assess.QuestionnaireID `json:"questionnaire"`
}

// Questionnaire stays with one owner's part of a cycle. It shows the owner the card, reminds them at the programme's
// steps and tells the managers when it is overdue, until the questionnaire is answered or the cycle is closed. A person
// whom Slack cannot reach does not stop it: the next step is tried all the same, and the managers hear of it in time.
func Questionnaire(ctx workflow.Context, in QuestionnaireInput) error {
	wait, err := newWaiter(ctx)
	if err != nil {
		return err
	}
	shown := false // the owner has the card
	asked := ""    // the step done last
	for {
		if !shown {
			wait.doing("showing the owner the questionnaire")
			shown = showCard(ctx, in.Questionnaire)
		}

		wait.nudged() // this look answers them
		now := workflow.Now(ctx)
		var due assess.Due
		if err := workflow.ExecuteActivity(facts(ctx), a.Due, in.Questionnaire, now).Get(ctx, &due); err != nil {
			return err
		}
		if due.Done {
			break
		}
		if wait.startAfresh(ctx) {
			return workflow.NewContinueAsNewError(ctx, Questionnaire, in)
		}
		if due.Step != "" && due.Step != asked && !due.At.After(now) {
			wait.doing("asking again: " + due.Step)
			if err := askAgain(ctx, in.Questionnaire, due); err != nil {
				return err
			}
			asked = due.Step
			continue
		}
		if err := wait.until(ctx, due.At, waitsFor(due)); err != nil {
			return err
		}
	}

	wait.doing("ending") // the cycle hears of it first: it must not wait for Slack
	if err := workflow.ExecuteActivity(facts(ctx), a.ReportEnd, in.Questionnaire, workflow.Now(ctx)).Get(ctx, nil); err != nil {
		return err
	}
	wait.nudged()
	for again := true; again; again = wait.nudged() { // what changes meanwhile is on the card too
		showCard(ctx, in.Questionnaire)
	}
	wait.doing("nothing: answered or closed")
	return nil
}

// showCard posts or refreshes the owner's card, and reports whether that worked. Slack's refusal is logged and stands
// in the delivery ledger.
func showCard(ctx workflow.Context, q assess.QuestionnaireID) bool {
	err := workflow.ExecuteActivity(message(ctx), a.ShowCard, q).Get(ctx, nil)
	if err != nil {
		workflow.GetLogger(ctx).Warn("card not shown", "questionnaire", q, "error", err)
	}
	return err == nil
}

// askAgain does the step that is due and records it. A step that could not be delivered is recorded as dropped, so that
// the process goes on to the next.
func askAgain(ctx workflow.Context, q assess.QuestionnaireID, due assess.Due) error {
	ask := activities.Ask{Questionnaire: q, Step: due.Step, Dropped: due.Missed, At: workflow.Now(ctx)}
	activity := a.Remind
	if due.Step == assess.EscalateStep {
		activity = a.Escalate
	}
	var sent bool
	err := workflow.ExecuteActivity(message(ctx), activity, ask).Get(ctx, &sent)
	switch {
	case err != nil:
		workflow.GetLogger(ctx).Warn("step not delivered", "questionnaire", q, "step", due.Step, "error", err)
		ask.Dropped, ask.Step = append(ask.Dropped, ask.Step), ""
	case !sent:
		return nil // answered or closed in this very moment
	}
	return workflow.ExecuteActivity(facts(ctx), a.RecordAsked, ask).Get(ctx, nil)
}

// waitsFor says what a questionnaire waits for, for operators.
func waitsFor(due assess.Due) string {
	switch due.Step {
	case "":
		return "an answer, until the cycle closes"
	case assess.EscalateStep:
		return "an answer, until the managers are told"
	default:
		return "an answer, until the reminder " + due.Step
	}
}
