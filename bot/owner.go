package bot

import (
	"context"
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/errs"
)

// errStale is said of a button whose value cannot be read.
var errStale = errs.New(errs.Invalid, "This button is out of date. Open your questions from Cairn's Home tab, or with `/cairn mine`.")

// confirm takes one tap as: last time's answers are still true.
func (b *Bot) confirm(ctx context.Context, i *interaction, value string) error {
	v, ok := blocks.ParseRevisionValue(value)
	if !ok {
		return errStale
	}
	r, err := b.replies.Confirm(ctx, actor(i), v.Questionnaire, v.Base)
	if err != nil {
		b.refresh(v.Questionnaire) // the button should not have been there any more
		return err
	}
	b.changed(r.Form)
	b.tell(ctx, i, blocks.Confirmed(i.reader, r))
	return nil
}

// acknowledge takes what a reminder was about as seen.
func (b *Bot) acknowledge(ctx context.Context, i *interaction, ids []assess.QuestionnaireID) error {
	if len(ids) == 0 {
		return errStale
	}
	var (
		forms []assess.Form
		last  error
	)
	for _, q := range ids {
		if err := b.replies.Acknowledge(ctx, actor(i), q); err != nil {
			if errs.CodeOf(err) == errs.Internal || errs.CodeOf(err) == errs.Unavailable {
				return err
			}
			last = err // somebody answered it, or has it now; the others count
			continue
		}
		f, err := b.questionnaires.Form(ctx, q)
		if err != nil {
			return err
		}
		forms = append(forms, f)
		b.changed(f)
	}
	if len(forms) == 0 {
		return last
	}
	b.tell(ctx, i, blocks.Acknowledged(i.reader, forms, b.now()))
	return nil
}

// openPromise asks when the person will answer.
func (b *Bot) openPromise(ctx context.Context, i *interaction, ids []assess.QuestionnaireID) error {
	forms, err := b.openForms(ctx, i, ids)
	if err != nil {
		return err
	}
	who, err := b.people.facts.Person(ctx, assess.UserID(i.User.ID))
	if err != nil {
		return err
	}
	view, err := blocks.Promise(i.reader, who, forms, b.now())
	if err != nil {
		return err
	}
	return b.present(ctx, i, view)
}

// openForms returns the forms of those questionnaires that the person may answer still, or why they may answer none.
func (b *Bot) openForms(ctx context.Context, i *interaction, ids []assess.QuestionnaireID) ([]assess.Form, error) {
	var (
		forms []assess.Form
		last  error = errStale
	)
	for _, q := range ids {
		f, err := b.questionnaires.OpenForm(ctx, actor(i), q)
		switch {
		case err == nil && f.Questionnaire.State == assess.Waiting:
			forms = append(forms, f)
		case err == nil:
			last = errs.New(errs.Conflict, "These questions are answered already. Until the cycle closes you can change the answers.")
			b.refresh(q)
		case errs.CodeOf(err) == errs.Internal, errs.CodeOf(err) == errs.Unavailable:
			return nil, err
		default:
			last = err
			b.refresh(q)
		}
	}
	if len(forms) == 0 {
		return nil, last
	}
	return forms, nil
}

// promiseSoon takes one of the times that are offered as buttons.
func (b *Bot) promiseSoon(ctx context.Context, i *interaction, value string) error {
	seconds, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return errStale
	}
	all := b.promise(ctx, i, time.Unix(seconds, 0))
	if len(all) == 1 && all[0].Err != nil {
		return all[0].Err
	}
	_, err = b.client.UpdateViewContext(ctx, blocks.Promised(i.reader, all, b.now()), "", "", i.View.ID)
	return formTrouble(err)
}

func (b *Bot) submitPromise(ctx context.Context, i *interaction) Reply {
	at := picked(i.View.State, blocks.BlockAt)
	if at.IsZero() {
		return Reply{Body: slack.NewErrorsViewSubmissionResponse(map[string]string{blocks.BlockAt: blocks.PromiseFault(i.reader)})}
	}
	all := b.promise(ctx, i, at)
	if len(all) == 1 && all[0].Err != nil {
		b.logFailure("a promise was not taken", all[0].Err, "user", i.User.ID)
		return Reply{Body: slack.NewErrorsViewSubmissionResponse(map[string]string{blocks.BlockAt: i.reader.Error(all[0].Err)})}
	}
	return updated(blocks.Promised(i.reader, all, b.now()))
}

// promise promises what is chosen in the view: one questionnaire, or each of several.
func (b *Bot) promise(ctx context.Context, i *interaction, at time.Time) []blocks.Outcome {
	ids := blocks.Chosen(blocks.ParseIDs(i.View.PrivateMetadata), selected(i.View.State, blocks.BlockWhich))
	return b.each(ctx, i, ids, func(q assess.QuestionnaireID) (time.Time, error) { return b.replies.Promise(ctx, actor(i), q, at) })
}

// each acts on questionnaires one after the other, and brings up to date what shows those it changed.
func (b *Bot) each(ctx context.Context, i *interaction, ids []assess.QuestionnaireID, act func(assess.QuestionnaireID) (time.Time, error)) []blocks.Outcome {
	var all []blocks.Outcome
	for _, q := range ids {
		at, err := act(q)
		f, formErr := b.questionnaires.Form(ctx, q)
		if err == nil {
			err = formErr
		}
		if formErr == nil {
			b.changed(f)
		}
		if err != nil {
			b.logFailure("one of several was not done", err, "questionnaire", q, "user", i.User.ID)
		}
		if formErr == nil || len(ids) == 1 {
			all = append(all, blocks.Outcome{Form: f, At: at, Err: err})
		}
	}
	return all
}

// changed brings up to date what shows a questionnaire, after an act on it.
func (b *Bot) changed(f assess.Form) {
	b.refresh(f.Questionnaire.ID)
	b.homes.publish(everyone(f)...)
}

// shortcut answers a global shortcut. It opens what waits for the person: the only form, or a list.
func (b *Bot) shortcut(ctx context.Context, i *interaction) {
	err := error(nil)
	switch i.CallbackID {
	case blocks.CallbackMine:
		err = b.openMine(ctx, i)
	default:
		b.log.Warn("an unknown shortcut", "callback_id", i.CallbackID, "user", i.User.ID)
		b.tell(ctx, i, blocks.UnknownAction(i.reader))
	}
	if err != nil {
		b.logFailure("a shortcut failed", err, "callback_id", i.CallbackID, "user", i.User.ID)
		b.tell(ctx, i, blocks.Say(i.reader.Error(err)))
	}
}

func (b *Bot) openMine(ctx context.Context, i *interaction) error {
	parts, err := b.replies.Mine(ctx, assess.UserID(i.User.ID))
	if err != nil {
		return err
	}
	var waiting []assess.Part
	for _, part := range parts {
		if part.Waits() {
			waiting = append(waiting, part)
		}
	}
	if len(waiting) != 1 {
		return b.present(ctx, i, blocks.MineView(i.reader, parts, b.now()))
	}
	if q := waiting[0].Form.Questionnaire.ID; waiting[0].Role == assess.SignsOff {
		return b.openSign(ctx, i, q)
	} else {
		return b.openForm(ctx, i, q)
	}
}

// mine answers /cairn mine.
func (b *Bot) mine(ctx context.Context, to blocks.Reader) (blocks.Message, error) {
	parts, err := b.replies.Mine(ctx, to.User)
	if err != nil {
		return blocks.Message{}, err
	}
	return blocks.Mine(to, parts, b.now()), nil
}

// picked returns the instant that was picked in an input; the zero time for none.
func picked(state *slack.ViewState, block string) time.Time {
	if state == nil || state.Values[block][blocks.ActionValue].SelectedDateTime == 0 {
		return time.Time{}
	}
	return time.Unix(state.Values[block][blocks.ActionValue].SelectedDateTime, 0)
}
