package bot

import (
	"context"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/errs"
)

// openGive asks to whom questions go: all of one or several questionnaires, or one question.
func (b *Bot) openGive(ctx context.Context, i *interaction, value string) error {
	ids, item := blocks.ParseIDs(value), ""
	if v, ok := blocks.ParseItemValue(value); ok && v.Item != "" {
		ids, item = []assess.QuestionnaireID{v.Questionnaire}, v.Item
	}
	forms, err := b.openForms(ctx, i, ids)
	if err != nil {
		return err
	}
	view := blocks.Give(i.reader, forms, item)
	if i.View.Type != slack.VTModal || i.View.CallbackID == blocks.CallbackMine {
		return b.present(ctx, i, view)
	}
	if err := blocks.CheckModal(view); err != nil { // on top of the form, which keeps what was entered
		return err
	}
	_, err = b.client.PushViewContext(ctx, i.TriggerID, view)
	return formTrouble(err)
}

func (b *Bot) submitGive(ctx context.Context, i *interaction) Reply {
	state := i.View.State
	ids := blocks.Chosen(blocks.ParseIDs(i.View.PrivateMetadata), selected(state, blocks.BlockWhich))
	item, to, note := selected(state, blocks.BlockItem), selectedUser(state, blocks.BlockPerson), entered(state, blocks.BlockReason)
	if item == blocks.All {
		item = ""
	}
	b.people.meetNow(ctx, to)
	all := b.each(ctx, i, ids, func(q assess.QuestionnaireID) (time.Time, error) {
		return time.Time{}, b.handOvers.Delegate(ctx, actor(i), q, item, to, note)
	})
	if len(all) == 1 && all[0].Err != nil {
		return b.notDone(i, all[0].Err, blocks.BlockPerson)
	}
	b.homes.publish(to)
	return updated(blocks.Given(i.reader, all, item, to))
}

// notDone says why something was not done: beside the inputs that are at fault, else beside the one given.
func (b *Bot) notDone(i *interaction, cause error, beside string) Reply {
	b.logFailure("a view was not done", cause, "callback_id", i.View.CallbackID, "user", i.User.ID)
	if code := errs.CodeOf(cause); code == errs.Internal || code == errs.Unavailable {
		return keep(i)
	}
	here := make(map[string]string)
	for field, sentence := range i.reader.Faults(cause) {
		if i.View.State != nil && i.View.State.Values[field] != nil {
			here[field] = b.people.named(sentence)
		}
	}
	if len(here) == 0 && i.View.State != nil && i.View.State.Values[beside] != nil {
		switch says := i.reader.Error(cause); {
		case beside == blocks.BlockPerson: // it is about who was chosen
			here[beside] = b.people.named(says)
		case !strings.Contains(says, "<@"):
			here[beside] = says
		}
	}
	if len(here) > 0 {
		return Reply{Body: slack.NewErrorsViewSubmissionResponse(here)}
	}
	return updated(blocks.Notice(i.reader, blocks.AlertSays(i.reader.Error(cause)))) // which shows names
}

// openHandBack asks for a word with what is handed back.
func (b *Bot) openHandBack(ctx context.Context, i *interaction, q assess.QuestionnaireID) error {
	part, err := b.part(ctx, i, q)
	if err != nil {
		return err
	}
	return b.present(ctx, i, blocks.HandBack(i.reader, part))
}

// part is what the person has of a questionnaire.
func (b *Bot) part(ctx context.Context, i *interaction, q assess.QuestionnaireID) (assess.Part, error) {
	parts, err := b.replies.Mine(ctx, assess.UserID(i.User.ID))
	if err != nil {
		return assess.Part{}, err
	}
	for _, part := range parts {
		if part.Form.Questionnaire.ID == q && (part.Role == assess.Answers || part.Role == assess.AnswersSome) {
			return part, nil
		}
	}
	b.refresh(q)
	return assess.Part{}, errs.New(errs.Conflict, "These questions are not with you any more, so there is nothing to hand back.")
}

func (b *Bot) submitHandBack(ctx context.Context, i *interaction) Reply {
	q, note := assess.QuestionnaireID(i.View.PrivateMetadata), entered(i.View.State, blocks.BlockReason)
	part, err := b.part(ctx, i, q)
	if err != nil {
		return b.notDone(i, err, "")
	}
	items := part.Items
	if part.Role == assess.Answers {
		items = []string{""}
	}
	for _, item := range items {
		if err := b.handOvers.HandBack(ctx, actor(i), q, item, note); err != nil {
			return b.notDone(i, err, "")
		}
	}
	b.changed(part.Form)
	return updated(blocks.HandedBack(i.reader, part))
}

// takeBack gives questions back to whoever gave them away.
func (b *Bot) takeBack(ctx context.Context, i *interaction, value string) error {
	v, ok := blocks.ParseItemValue(value)
	if !ok {
		return errStale
	}
	err := b.handOvers.HandBack(ctx, actor(i), v.Questionnaire, v.Item, "")
	if err != nil {
		b.refresh(v.Questionnaire)
		return err
	}
	f, err := b.questionnaires.Form(ctx, v.Questionnaire)
	if err != nil {
		return err
	}
	b.changed(f)
	b.tell(ctx, i, blocks.TakenBack(i.reader, f))
	return nil
}

// openSign shows what a delegate answered to whoever signs it off.
func (b *Bot) openSign(ctx context.Context, i *interaction, q assess.QuestionnaireID) error {
	f, err := b.questionnaires.OpenForm(ctx, actor(i), q)
	if err != nil {
		b.refresh(q)
		return err
	}
	if f.Questionnaire.State != assess.ToSign || f.Latest == nil {
		return b.openForm(ctx, i, q)
	}
	return b.present(ctx, i, blocks.Sign(i.reader, f))
}

func (b *Bot) submitSign(ctx context.Context, i *interaction) Reply {
	v, ok := blocks.ParseRevisionValue(i.View.PrivateMetadata)
	if !ok {
		return b.unread(i, nil)
	}
	r, err := b.handOvers.SignOff(ctx, actor(i), v.Questionnaire, v.Base)
	if err != nil {
		b.refresh(v.Questionnaire)
		return b.notDone(i, err, "")
	}
	b.changed(r.Form)
	return updated(blocks.Signed(i.reader, r))
}

// takeOver takes an offer of what an owner who is away leaves waiting.
func (b *Bot) takeOver(ctx context.Context, i *interaction, ids []assess.QuestionnaireID) error {
	return b.answerOffer(ctx, i, ids, b.handOvers.TakeOver, blocks.OfferTaken)
}

// leave leaves an offer to the owner.
func (b *Bot) leave(ctx context.Context, i *interaction, ids []assess.QuestionnaireID) error {
	return b.answerOffer(ctx, i, ids, b.handOvers.Decline, blocks.OfferLeft)
}

func (b *Bot) answerOffer(ctx context.Context, i *interaction, ids []assess.QuestionnaireID,
	act func(context.Context, assess.Actor, assess.QuestionnaireID) error, said func(blocks.Reader, []assess.Form) blocks.Message,
) error {
	var done []assess.Form
	last := error(errStale)
	for _, o := range b.each(ctx, i, ids, func(q assess.QuestionnaireID) (time.Time, error) { return time.Time{}, act(ctx, actor(i), q) }) {
		if o.Err != nil {
			last = o.Err
			continue
		}
		done = append(done, o.Form)
	}
	if len(done) == 0 {
		return last
	}
	b.replace(ctx, i, said(i.reader, done))
	return nil
}

// selectedUser returns who was chosen in an input.
func selectedUser(state *slack.ViewState, block string) assess.UserID {
	if state == nil {
		return ""
	}
	return assess.UserID(state.Values[block][blocks.ActionValue].SelectedUser)
}
