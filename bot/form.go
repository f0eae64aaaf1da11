package bot

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/errs"
)

// openForm opens the questions for a person who may answer them.
func (b *Bot) openForm(ctx context.Context, i *interaction, q assess.QuestionnaireID) error {
	f, err := b.questionnaires.OpenForm(ctx, actor(i), q)
	if errs.Is(err, errs.Closed) {
		b.refresh(q) // the button should not have been there any more
	}
	if err != nil {
		return err
	}
	view, err := form(i.reader, f, blocks.NewFormState(f), blocks.Alert{})
	if err != nil {
		return err
	}
	return b.present(ctx, i, view)
}

// present shows a view for a button: over the message or Home tab where it was pressed, or in the place of the view.
func (b *Bot) present(ctx context.Context, i *interaction, view slack.ModalViewRequest) error {
	if err := blocks.CheckModal(view); err != nil {
		return err
	}
	var err error
	if i.View.Type == slack.VTModal {
		_, err = b.client.UpdateViewContext(ctx, view, "", i.View.Hash, i.View.ID)
		if slackError(err) == "hash_conflict" { // the button was pressed twice, and the view shows what came of it
			return nil
		}
	} else {
		_, err = b.client.OpenViewContext(ctx, i.TriggerID, view)
	}
	return formTrouble(err)
}

// formTrouble says what a person can do when Slack did not show a form.
func formTrouble(err error) error {
	switch slackError(err) {
	case "expired_trigger_id", "trigger_expired", "trigger_exchanged":
		return errs.New(errs.Unavailable, "That took too long, so Slack no longer lets the form open. Press the button once more.").Because(err)
	}
	if err != nil {
		return errs.New(errs.Unavailable, "Slack did not open the form. Press the button once more in a minute.").Because(err)
	}
	return nil
}

// form renders and checks the questions.
func form(to blocks.Reader, f assess.Form, s blocks.FormState, a blocks.Alert) (slack.ModalViewRequest, error) {
	view, err := blocks.Form(to, f, s, a)
	if err != nil {
		return view, err
	}
	return view, blocks.CheckModal(view)
}

// submitForm saves the answers, or turns to the next page of a form that has several.
func (b *Bot) submitForm(ctx context.Context, i *interaction) Reply {
	s, err := blocks.DecodeFormState(i.View.PrivateMetadata)
	if err != nil {
		return b.unread(i, err)
	}
	s = entries(s, i.View.State)
	last := s.Page >= s.Pages-1
	if !last && s.Kind == blocks.Questions {
		s.Page++
		return b.turn(ctx, i, s)
	}
	r, err := b.save(ctx, i, s, !last || b.othersFirst(ctx, i, s))
	switch {
	case err != nil:
		return b.notSaved(ctx, i, s, err)
	case last:
		return updated(blocks.Saved(i.reader, r))
	default:
		s = saved(s, r)
		s.Page++
		return b.again(i.reader, r.Form, s, blocks.Alert{})
	}
}

// othersFirst reports whether questions that others were given are all that is missing, so that the rest is saved and
// submitted later.
func (b *Bot) othersFirst(ctx context.Context, i *interaction, s blocks.FormState) bool {
	if s.Kind != blocks.Questions {
		return false // leaves what it likes unanswered
	}
	f, err := b.questionnaires.OpenForm(ctx, actor(i), s.Questionnaire)
	if err != nil {
		return false // saving says why
	}
	return len(f.Questionnaire.Handed) > 0 && blocks.WaitsForOthers(f, s)
}

// save saves what was entered: all of a form, or a part of one that goes on.
func (b *Bot) save(ctx context.Context, i *interaction, s blocks.FormState, partial bool) (assess.Receipt, error) {
	in := assess.SubmitInput{
		Questionnaire: s.Questionnaire, Base: s.Base, Answers: s.Answers, Notes: s.Notes, Comment: s.Comment, Evidence: s.Evidence, Partial: partial,
	}
	if s.Kind == blocks.Objectives {
		in.Answers = maps.Clone(s.Answers)
		for item, value := range in.Answers {
			if value == blocks.Unanswered {
				in.Answers[item] = ""
			}
		}
	}
	r, err := b.questionnaires.Submit(ctx, actor(i), in)
	if err == nil && r.Changed {
		b.refresh(s.Questionnaire)
		b.homes.publish(everyone(r.Form)...)
	}
	return r, err
}

// saved is the state of a form whose part was saved.
func saved(s blocks.FormState, r assess.Receipt) blocks.FormState {
	s.Base, s.Answers, s.Notes = r.Form.Questionnaire.Revision, nil, nil
	return s
}

// turn shows the page of the form that its state names.
func (b *Bot) turn(ctx context.Context, i *interaction, s blocks.FormState) Reply {
	f, err := b.questionnaires.OpenForm(ctx, actor(i), s.Questionnaire)
	if err != nil {
		return b.notSaved(ctx, i, s, err)
	}
	return b.again(i.reader, f, s, blocks.Alert{})
}

// again shows the form once more with what the person has chosen so far.
func (b *Bot) again(to blocks.Reader, f assess.Form, s blocks.FormState, a blocks.Alert) Reply {
	view, err := form(to, f, s, a)
	if err != nil {
		b.log.Error("a form could not be shown", "questionnaire", s.Questionnaire, "error", err)
		return updated(blocks.Refused(to, f, s, blocks.AlertTrouble(to)))
	}
	return updated(view)
}

// notSaved says why answers were not saved, beside the input where there is one, and loses nothing of them.
func (b *Bot) notSaved(ctx context.Context, i *interaction, s blocks.FormState, cause error) Reply {
	b.logFailure("answers were not saved", cause, "questionnaire", s.Questionnaire, "user", i.User.ID)
	if code := errs.CodeOf(cause); code == errs.Internal || code == errs.Unavailable {
		return keep(i)
	}
	f, err := b.questionnaires.Form(ctx, s.Questionnaire)
	if err != nil {
		b.log.Error("a form could not be read again", "questionnaire", s.Questionnaire, "error", err)
		return keep(i)
	}
	switch errs.CodeOf(cause) {
	case errs.Invalid:
		return b.faults(i, f, s, cause)
	case errs.Conflict:
		s.Base = f.Questionnaire.Revision // saving again now replaces knowingly
		return b.again(i.reader, f, s, blocks.AlertConflict(i.reader, f))
	case errs.Closed:
		b.refresh(s.Questionnaire)
		return updated(blocks.Refused(i.reader, f, s, blocks.AlertClosed(i.reader, i.reader.Error(cause))))
	default:
		return updated(blocks.Refused(i.reader, f, s, blocks.AlertForbidden(i.reader, i.reader.Error(cause))))
	}
}

// keep leaves the view as it is, with all that was entered, and says under an input that Cairn failed.
func keep(i *interaction) Reply {
	if i.View.State != nil {
		for _, block := range slices.Sorted(maps.Keys(i.View.State.Values)) {
			return Reply{Body: slack.NewErrorsViewSubmissionResponse(map[string]string{block: blocks.FaultTrouble(i.reader)})}
		}
	}
	if s, err := blocks.DecodeFormState(i.View.PrivateMetadata); err == nil && s.Kind == blocks.Objectives {
		return updated(blocks.Notice(i.reader, blocks.AlertTroubleSaved(i.reader)))
	}
	return updated(blocks.Notice(i.reader, blocks.AlertTrouble(i.reader)))
}

// faults puts each fault where the person can mend it: beside its input, on the page it is on, or in the view of the
// comment and link.
func (b *Bot) faults(i *interaction, f assess.Form, s blocks.FormState, cause error) Reply {
	fields := i.reader.Faults(cause)
	here := make(map[string]string)
	for _, field := range blocks.PageFields(f, s.Page) {
		if sentence, ok := fields[field]; ok {
			here[field] = sentence
		}
	}
	if len(here) > 0 {
		return Reply{Body: slack.NewErrorsViewSubmissionResponse(here)}
	}
	for page := range blocks.Pages(f) {
		for _, field := range blocks.PageFields(f, page) {
			if sentence, ok := fields[field]; ok {
				s.Page = page
				return b.again(i.reader, f, s, blocks.AlertFix(i.reader, strings.TrimPrefix(field, assess.NoteField(""))+": "+sentence))
			}
		}
	}
	var note []string
	for _, field := range []string{assess.FieldComment, assess.FieldEvidence} {
		if sentence, ok := fields[field]; ok {
			note = append(note, sentence)
		}
	}
	if len(note) > 0 {
		view, err := blocks.Note(i.reader, s, i.View.ID, blocks.AlertFix(i.reader, strings.Join(note, " ")))
		if err == nil {
			return Reply{Body: slack.NewPushViewSubmissionResponse(&view)}
		}
		b.log.Error("the comment's view could not be shown", "questionnaire", s.Questionnaire, "error", err)
	}
	return b.again(i.reader, f, s, blocks.AlertFix(i.reader, i.reader.Error(cause)))
}

// openNote puts the view for comment and link on top of the form.
func (b *Bot) openNote(ctx context.Context, i *interaction) error {
	s, err := blocks.DecodeFormState(i.View.PrivateMetadata)
	if err != nil {
		return err
	}
	s = entries(s, i.View.State)
	view, err := blocks.Note(i.reader, s, i.View.ID, blocks.Alert{})
	if err != nil {
		return err
	}
	if err := blocks.CheckModal(view); err != nil {
		return err
	}
	_, err = b.client.PushViewContext(ctx, i.TriggerID, view)
	return formTrouble(err)
}

// submitNote keeps the comment and link in the form below, which saves them with the answers.
func (b *Bot) submitNote(ctx context.Context, i *interaction) Reply {
	s, err := blocks.DecodeFormState(i.View.PrivateMetadata)
	if err != nil || s.Parent == "" {
		return b.unread(i, err)
	}
	parent := s.Parent
	s.Parent = ""
	s.Comment = strings.TrimSpace(entered(i.View.State, blocks.BlockComment))
	s.Evidence = strings.TrimSpace(entered(i.View.State, blocks.BlockEvidence))
	if _, fits := s.Encode(); !fits {
		return Reply{Body: slack.NewErrorsViewSubmissionResponse(map[string]string{blocks.BlockComment: blocks.NoteTooLong(i.reader)})}
	}
	f, err := b.questionnaires.OpenForm(ctx, actor(i), s.Questionnaire)
	if err == nil {
		var view slack.ModalViewRequest
		if view, err = form(i.reader, f, s, blocks.Alert{}); err == nil {
			_, err = b.client.UpdateViewContext(ctx, view, "", "", parent)
		}
	}
	if err == nil {
		return Reply{} // closes this view and shows the form again
	}
	b.logFailure("a comment was not kept", err, "questionnaire", s.Questionnaire, "user", i.User.ID)
	switch errs.CodeOf(err) {
	case errs.Closed:
		return updated(blocks.Refused(i.reader, f, s, blocks.AlertClosed(i.reader, i.reader.Error(err))))
	case errs.Forbidden, errs.NotFound:
		return updated(blocks.Refused(i.reader, f, s, blocks.AlertForbidden(i.reader, i.reader.Error(err))))
	default:
		return keep(i)
	}
}

// pageBack shows the page before. Where parts are saved on the way, this one is saved first; when it cannot be, it stays.
func (b *Bot) pageBack(ctx context.Context, i *interaction) error {
	s, err := blocks.DecodeFormState(i.View.PrivateMetadata)
	if err != nil {
		return err
	}
	s = entries(s, i.View.State)
	var alert blocks.Alert
	if s.Kind == blocks.Objectives {
		r, err := b.save(ctx, i, s, true)
		switch errs.CodeOf(err) {
		case errs.Invalid:
			alert = blocks.AlertFix(i.reader, faultsOf(i.reader, err))
		case errs.Conflict:
			f, err := b.questionnaires.Form(ctx, s.Questionnaire)
			if err != nil {
				return err
			}
			s.Base, alert = f.Questionnaire.Revision, blocks.AlertConflict(i.reader, f)
		default:
			if err != nil {
				return err
			}
			s = saved(s, r)
			s.Page--
		}
	} else {
		s.Page--
	}
	f, err := b.questionnaires.OpenForm(ctx, actor(i), s.Questionnaire)
	if err != nil {
		return err
	}
	s.Page = max(0, s.Page)
	view, err := form(i.reader, f, s, alert)
	if err != nil {
		return err
	}
	_, err = b.client.UpdateViewContext(ctx, view, "", i.View.Hash, i.View.ID)
	return formTrouble(err)
}

// faultsOf says the faults of several inputs one after the other.
func faultsOf(to blocks.Reader, err error) string {
	fields := to.Faults(err)
	var all []string
	for _, field := range slices.Sorted(maps.Keys(fields)) {
		all = append(all, strings.TrimPrefix(field, assess.NoteField(""))+": "+fields[field])
	}
	if len(all) == 0 {
		return to.Error(err)
	}
	return strings.Join(all, " ")
}

// openDetails puts all that there is to know of an objective on top of the form, which keeps what was entered.
func (b *Bot) openDetails(ctx context.Context, i *interaction, item string) error {
	s, err := blocks.DecodeFormState(i.View.PrivateMetadata)
	if err != nil {
		return err
	}
	f, err := b.questionnaires.OpenForm(ctx, actor(i), s.Questionnaire)
	if err != nil {
		return err
	}
	view, err := blocks.Details(i.reader, f, item)
	if err != nil {
		return err
	}
	if err := blocks.CheckModal(view); err != nil {
		return err
	}
	_, err = b.client.PushViewContext(ctx, i.TriggerID, view)
	return formTrouble(err)
}

// refresh brings the messages about a questionnaire up to date after an act, from the facts as they are then.
func (b *Bot) refresh(q assess.QuestionnaireID) {
	b.tasks.start("messages about "+string(q), func(ctx context.Context) error { return b.messenger.Refresh(ctx, q) })
}

func actor(i *interaction) assess.Actor {
	return assess.BySlack(assess.UserID(i.User.ID))
}

// entries returns the state with what was entered on this page, over that of earlier ones.
func entries(s blocks.FormState, state *slack.ViewState) blocks.FormState {
	s.Answers, s.Notes = maps.Clone(s.Answers), maps.Clone(s.Notes)
	if s.Answers == nil {
		s.Answers = make(map[string]string)
	}
	if state == nil {
		return s
	}
	for block, inputs := range state.Values {
		input, ok := inputs[blocks.ActionValue]
		if !ok {
			continue
		}
		if item, ok := strings.CutPrefix(block, assess.NoteField("")); ok {
			if s.Notes == nil {
				s.Notes = make(map[string]string)
			}
			s.Notes[item] = input.Value
		} else if input.SelectedOption.Value != "" {
			s.Answers[block] = input.SelectedOption.Value
		}
	}
	return s
}

// entered returns what was typed into an input.
func entered(state *slack.ViewState, block string) string {
	if state == nil {
		return ""
	}
	return state.Values[block][blocks.ActionValue].Value
}
