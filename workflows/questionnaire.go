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

// Questionnaire stays with one part of a cycle and with everybody who has to do with it. It asks whose turn it is, reminds
// them, offers it to the deputy of an owner who is away and gives it back, and tells deputy and managers when it is overdue,
// until it is answered or the cycle is closed. What to do next, and when, is a question of facts and calendars: the process
// asks, waits for one instant or a nudge, and does one deed at a time. A person whom Slack cannot reach does not stop it.
func Questionnaire(ctx workflow.Context, in QuestionnaireInput) error {
	wait, err := newWaiter(ctx)
	if err != nil {
		return err
	}
	var last assess.Due                                         // the deed done last, while nobody has nudged since
	news := workflow.GetInfo(ctx).ContinuedExecutionRunID != "" // facts have changed that messages and Home tabs may show; the run before may have heard so
	for {
		if wait.nudged() { // this look answers them
			news = true
		}
		now := workflow.Now(ctx)
		var due assess.Due
		if err := workflow.ExecuteActivity(facts(ctx), a.Due, in.Questionnaire, now).Get(ctx, &due); err != nil {
			return err
		}
		if due.Done {
			again, err := ended(ctx, wait, in.Questionnaire)
			if err != nil || !again {
				return err
			}
			news = true
			continue
		}
		if wait.startAfresh(ctx) {
			return workflow.NewContinueAsNewError(ctx, Questionnaire, in)
		}
		if news {
			wait.doing("bringing everybody's messages up to date")
			refresh(ctx, in.Questionnaire)
			news, last = false, assess.Due{}
			continue // Slack may have taken hours
		}
		if due.Deed != "" && !due.At.After(now) && !same(due, last) {
			wait.doing(doing(due))
			if err := do(ctx, in.Questionnaire, due); err != nil {
				return err
			}
			last = due
			continue
		}
		if news, err = wait.until(ctx, due.At, waitsFor(due)); err != nil {
			return err
		}
	}
}

// changeAgain is the version from which a process that hears something while it ends looks at the facts once more.
const changeAgain = "look again at the end"

// ended tells the cycle and everybody that a questionnaire is answered or closed. It reports whether to look again, because something
// changed meanwhile: what a delegate changes after the owner has submitted has to be signed.
func ended(ctx workflow.Context, wait *waiter, q assess.QuestionnaireID) (again bool, err error) {
	wait.doing("ending") // the cycle hears of it first: it must not wait for Slack
	if err := workflow.ExecuteActivity(facts(ctx), a.ReportEnd, q, workflow.Now(ctx)).Get(ctx, nil); err != nil {
		return false, err
	}
	before := wait.nudged()
	refresh(ctx, q)
	meanwhile := wait.nudged()
	if before || meanwhile {
		if workflow.GetVersion(ctx, changeAgain, workflow.DefaultVersion, 1) >= 1 {
			return true, nil
		}
		for ; meanwhile; meanwhile = wait.nudged() {
			refresh(ctx, q)
		}
	}
	wait.doing("nothing: answered or closed")
	return false, nil
}

// refresh brings the messages about a questionnaire up to date. Slack's refusal is logged; the messages say it later.
func refresh(ctx workflow.Context, q assess.QuestionnaireID) {
	if err := workflow.ExecuteActivity(message(ctx), a.Refresh, q).Get(ctx, nil); err != nil {
		workflow.GetLogger(ctx).Warn("messages not brought up to date", "questionnaire", q, "error", err)
	}
}

// do does what is due. What could not be delivered is recorded as such, so that the process goes on to what comes next.
func do(ctx workflow.Context, q assess.QuestionnaireID, due assess.Due) error {
	deed := activities.Deed{Questionnaire: q, Person: due.Person, Step: due.Step, At: workflow.Now(ctx)}
	var err error
	switch due.Deed {
	case assess.DoAsk:
		err = workflow.ExecuteActivity(message(ctx), a.Ask, deed).Get(ctx, nil)
	case assess.DoRemind:
		err = workflow.ExecuteActivity(message(ctx), a.Remind, deed).Get(ctx, nil)
	case assess.DoOffer:
		err = workflow.ExecuteActivity(message(ctx), a.Offer, deed).Get(ctx, nil)
	case assess.DoEscalate:
		err = workflow.ExecuteActivity(message(ctx), a.Escalate, deed).Get(ctx, nil)
	case assess.DoGiveBack:
		return workflow.ExecuteActivity(facts(ctx), a.GiveBack, deed).Get(ctx, nil)
	}
	if err == nil {
		return nil
	}
	workflow.GetLogger(ctx).Warn("not delivered", "questionnaire", q, "deed", due.Deed, "person", due.Person, "step", due.Step, "error", err)
	deed.At, deed.Failure = workflow.Now(ctx), activities.Sentence(err)
	return workflow.ExecuteActivity(facts(ctx), a.Undelivered, deed).Get(ctx, nil)
}

// same reports whether two looks found the same deed to do: its record was lost, and it is not done again at once.
func same(a, b assess.Due) bool {
	return a.Deed == b.Deed && a.Person == b.Person && a.Step == b.Step
}

// doing says what a questionnaire's process is about, for operators.
func doing(due assess.Due) string {
	switch due.Deed {
	case assess.DoAsk:
		return "asking " + string(due.Person)
	case assess.DoRemind:
		return "reminding " + string(due.Person) + ": " + due.Step
	case assess.DoOffer:
		return "offering it to " + string(due.Person)
	case assess.DoGiveBack:
		return "giving it back to " + string(due.Person)
	case assess.DoEscalate:
		return "telling " + string(due.Person) + " that it is overdue"
	default:
		return string(due.Deed)
	}
}

// waitsFor says what a questionnaire waits for, for operators.
func waitsFor(due assess.Due) string {
	switch due.Deed {
	case "":
		return "an answer, until the cycle closes"
	case assess.DoAsk:
		return "the working hours of " + string(due.Person) + ", to ask"
	case assess.DoRemind:
		return "an answer, until the reminder " + due.Step + " to " + string(due.Person)
	case assess.DoOffer:
		return "an answer, until it is offered to " + string(due.Person)
	case assess.DoGiveBack:
		return "an answer, until " + string(due.Person) + " is back"
	case assess.DoEscalate:
		return "an answer, until " + string(due.Person) + " is told"
	default:
		return "an answer, until " + string(due.Deed)
	}
}
