package bot

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/errs"
	"cairn/internal/exercise"
)

// replyTo takes what somebody says to an invitation.
func (b *Bot) replyTo(ctx context.Context, i *interaction, id exercise.ID, r exercise.Reply) error {
	if err := b.plans.Reply(ctx, actor(i), id, r, ""); err != nil {
		return b.overtaken(id, err)
	}
	v, err := b.exercises.View(ctx, actor(i), id)
	if err != nil {
		return err
	}
	b.refreshExercise(id)
	if i.View.Type == slack.VTModal {
		return b.renewView(ctx, i, blocks.ExerciseView(i.reader, v))
	}
	if i.View.Type == "" { // the message shows it soon, and this says it at once
		b.tell(ctx, i, blocks.ExerciseReplied(i.reader, v, r))
	}
	return nil
}

// replying is a button that says whether somebody takes part.
func replying(r exercise.Reply) press {
	return value(func(b *Bot, ctx context.Context, i *interaction, id exercise.ID) error {
		return b.replyTo(ctx, i, id, r)
	})
}

// overtaken has messages brought up to date that offered what cannot be done any more.
func (b *Bot) overtaken(id exercise.ID, cause error) error {
	if errs.Is(cause, errs.Closed) || errs.Is(cause, errs.Forbidden) {
		b.refreshExercise(id)
	}
	return cause
}

// renewView shows another state of the view in which a button was pressed.
func (b *Bot) renewView(ctx context.Context, i *interaction, view slack.ModalViewRequest) error {
	if err := blocks.CheckModal(view); err != nil {
		return err
	}
	_, err := b.client.UpdateViewContext(ctx, view, "", "", i.View.ID)
	return formTrouble(err)
}

// overExercise reports whether what is opened lies above the view of an exercise.
func overExercise(i *interaction) blocks.ExerciseRef {
	return blocks.ExerciseRef{Over: i.View.Type == slack.VTModal && i.View.CallbackID == blocks.CallbackExercise}
}

// openDecline asks for a word with a refusal.
func (b *Bot) openDecline(ctx context.Context, i *interaction, id exercise.ID) error {
	v, err := b.plans.Invited(ctx, actor(i), id)
	if err != nil {
		return b.overtaken(id, err)
	}
	return b.onTop(ctx, i, blocks.DeclineExercise(i.reader, v, overExercise(i)))
}

// submitDecline takes a refusal.
func (b *Bot) submitDecline(ctx context.Context, i *interaction) Reply {
	ref, err := blocks.DecodeExerciseRef(i.View.PrivateMetadata)
	if err != nil {
		return b.unread(i, err)
	}
	if err := b.plans.Reply(ctx, actor(i), ref.ID, exercise.No, strings.TrimSpace(entered(i.View.State, exercise.FieldNote))); err != nil {
		return b.notDone(i, b.overtaken(ref.ID, err), exercise.FieldNote)
	}
	return b.exerciseActed(ctx, i, ref, blocks.ExerciseDeclined)
}

// openReplan asks for another plan.
func (b *Bot) openReplan(ctx context.Context, i *interaction, id exercise.ID) error {
	c, err := b.plans.Changing(ctx, actor(i), id)
	if err != nil {
		return b.overtaken(id, err)
	}
	return b.onTop(ctx, i, blocks.ReplanExercise(i.reader, c, overExercise(i), c.Plan, "", blocks.Alert{}))
}

// submitReplan changes the plan. Where somebody else did meanwhile, the form stays with what was entered.
func (b *Bot) submitReplan(ctx context.Context, i *interaction) Reply {
	ref, err := blocks.DecodeExerciseRef(i.View.PrivateMetadata)
	if err != nil {
		return b.unread(i, err)
	}
	c, err := b.plans.Changing(ctx, actor(i), ref.ID)
	if err != nil {
		return b.notDone(i, b.overtaken(ref.ID, err), "")
	}
	before := c.Plan.People()
	plan, why := planOver(c.Plan, c.Brief.Roles, i.View.State), strings.TrimSpace(entered(i.View.State, exercise.FieldWhy))
	b.people.meetNow(ctx, plan.People()...)
	err = b.plans.Replan(ctx, actor(i), ref.ID, ref.Edition, plan, why)
	switch {
	case errs.Is(err, errs.Conflict) && c.Edition != ref.Edition:
		b.logFailure("an exercise was changed meanwhile", err, "exercise", ref.ID, "user", i.User.ID)
		view := blocks.ReplanExercise(i.reader, c, ref, plan, why, blocks.AlertExerciseChanged(i.reader))
		if err := blocks.CheckModal(view); err != nil {
			return b.notDone(i, err, "")
		}
		return updated(view)
	case errs.Is(err, errs.Invalid):
		if here := b.besideNamed(i, err); len(here) > 0 {
			return Reply{Body: slack.NewErrorsViewSubmissionResponse(here)}
		}
	}
	if err != nil {
		return b.notDone(i, b.overtaken(ref.ID, err), exercise.FieldStart)
	}
	b.homes.publish(before...) // who may not have a part any more
	var doubts exercise.Doubts
	if is, err := b.plans.Changing(ctx, actor(i), ref.ID); err == nil { // who handed it on may not any more
		doubts = is.Doubts
	}
	return b.exerciseActed(ctx, i, ref, func(to blocks.Reader, v exercise.View) slack.ModalViewRequest {
		return blocks.ExerciseReplanned(to, v, doubts)
	})
}

// besideNamed are the faults of a view by the inputs that they stand beside, where Slack shows no mentions.
func (b *Bot) besideNamed(i *interaction, cause error) map[string]string {
	here := b.beside(i, cause)
	for block, sentence := range here {
		here[block] = b.people.named(sentence)
	}
	return here
}

// openCancel asks why an exercise is cancelled.
func (b *Bot) openCancel(ctx context.Context, i *interaction, id exercise.ID) error {
	c, err := b.plans.Changing(ctx, actor(i), id)
	if err != nil {
		return b.overtaken(id, err)
	}
	return b.onTop(ctx, i, blocks.CancelExercise(i.reader, c.View, overExercise(i)))
}

// submitCancel cancels an exercise.
func (b *Bot) submitCancel(ctx context.Context, i *interaction) Reply {
	ref, err := blocks.DecodeExerciseRef(i.View.PrivateMetadata)
	if err != nil {
		return b.unread(i, err)
	}
	if err := b.plans.Cancel(ctx, actor(i), ref.ID, strings.TrimSpace(entered(i.View.State, exercise.FieldWhy))); err != nil {
		return b.notDone(i, b.overtaken(ref.ID, err), exercise.FieldWhy)
	}
	return b.exerciseActed(ctx, i, ref, blocks.ExerciseCancelled)
}

// exerciseActed brings up to date what shows an exercise after an act on it, the view of it that lies below included, and says
// what was done.
func (b *Bot) exerciseActed(ctx context.Context, i *interaction, ref blocks.ExerciseRef, says func(blocks.Reader, exercise.View) slack.ModalViewRequest) Reply {
	v, err := b.exercises.View(ctx, actor(i), ref.ID)
	if err != nil {
		return b.notDone(i, err, "")
	}
	b.refreshExercise(ref.ID)
	if below := i.View.PreviousViewID; ref.Over && below != "" {
		to := i.reader
		b.tasks.start("view of "+string(ref.ID), func(ctx context.Context) error {
			_, err := b.client.UpdateViewContext(ctx, blocks.ExerciseView(to, v), "", "", below)
			if slackError(err) == "not_found" { // closed meanwhile
				return nil
			}
			return explain(err, string(to.User))
		})
	}
	return updated(says(i.reader, v))
}

// prepared takes the facilitator's word that what the scenario needs is ready.
func (b *Bot) prepared(ctx context.Context, i *interaction, a *slack.BlockAction) error {
	id := exercise.ID(a.Value)
	if err := b.plans.Prepared(ctx, actor(i), id); err != nil {
		return b.overtaken(id, err)
	}
	if !strings.HasSuffix(a.ActionID, blocks.ActionMany+blocks.OfControls) {
		return b.checkAgain(ctx, i, id)
	}
	c, err := b.runs.Control(ctx, actor(i), id)
	if err != nil {
		return err
	}
	b.replace(ctx, i, blocks.Controls(i.reader, c))
	return nil
}

// checkAgain shows the readiness checks anew.
func (b *Bot) checkAgain(ctx context.Context, i *interaction, id exercise.ID) error {
	c, err := b.runs.Control(ctx, actor(i), id)
	if err != nil {
		return err
	}
	b.replace(ctx, i, blocks.Ready(i.reader, c))
	return nil
}
