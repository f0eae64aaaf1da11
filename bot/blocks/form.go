package blocks

import (
	"fmt"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/maturity"
)

// Alert is what a form says above its questions. The zero Alert says nothing.
type Alert struct {
	Level    slack.AlertLevel
	Headline string // plain
	Detail   string // a sentence, may mention people
}

func (a Alert) blocks() []slack.Block {
	var blocks []slack.Block
	if a.Headline != "" {
		blocks = append(blocks, slack.NewAlertBlock(plain(a.Headline, MaxAlert), slack.AlertBlockOptionLevel(a.Level)))
	}
	if a.Detail != "" {
		blocks = append(blocks, section(Sentence(a.Detail)))
	}
	return blocks
}

// Form is the modal with the questions. What was chosen in this form comes before what was saved, and that before what
// was answered last time.
func Form(f assess.Form, s FormState, a Alert) (slack.ModalViewRequest, error) {
	if s.Kind == Questions && !fits(f.Items) {
		return slack.ModalViewRequest{}, errs.New(errs.Invalid, "%s has %d questions, more than a form in Slack can carry. Split the category in the model.",
			Cut(f.Category.Name, maxName), len(f.Items))
	}
	loc, pages := zone(f.Programme), Pages(f)
	s.Page = min(max(s.Page, 0), pages-1)
	last := s.Page == pages-1
	blocks := a.blocks()
	if utf8.RuneCountInString(f.Category.Name) > MaxViewTitle {
		blocks = append(blocks, header(Cut(f.Category.Name, MaxHeader)))
	}
	about := say(formAbout, scope(f), f.Cycle.Period, when(f.Questionnaire.DueAt, loc))
	switch {
	case s.Kind == Pick:
		about = say(quickAbout, scope(f), f.Cycle.Period, when(f.Questionnaire.DueAt, loc))
	case pages > 1:
		about = say(formPage, scope(f), f.Cycle.Period, when(f.Questionnaire.DueAt, loc), s.Page+1, pages)
	}
	blocks = append(blocks, note(about))
	submit, shut, back := buttonSave, buttonCancel, buttonBack
	switch {
	case s.Kind == Pick:
		blocks = append(blocks, quickBlocks(f, s)...)
	case s.Kind == Objectives && last:
		blocks, submit, shut = append(blocks, reviewBlocks(f)...), buttonSubmit, buttonShut
	case s.Kind == Objectives:
		blocks, shut = append(blocks, objectiveBlocks(f, s)...), buttonShut
	default:
		items := PageItems(f, s.Page)
		blocks = append(blocks, scales(f.Model, items)...)
		for _, item := range items {
			blocks = append(blocks, question(f, s, item))
		}
	}
	switch {
	case !last:
		submit = buttonContinue
	case s.Kind != Pick:
		blocks = append(blocks, noteSection(s))
	}
	if s.Kind == Objectives {
		back = buttonPart
	}
	if s.Page > 0 {
		blocks = append(blocks, actions(button(back, ActionBack, string(s.Questionnaire))))
	}
	metadata, ok := s.Encode()
	if !ok {
		return slack.ModalViewRequest{}, fmt.Errorf("blocks: form of %s: its state is longer than Slack carries", s.Questionnaire)
	}
	return slack.ModalViewRequest{
		Type:            slack.VTModal,
		CallbackID:      CallbackForm,
		Title:           plain(f.Category.Name, MaxViewTitle),
		Submit:          plain(submit, MaxViewTitle),
		Close:           plain(shut, MaxViewTitle),
		PrivateMetadata: metadata,
		Blocks:          slack.Blocks{BlockSet: fit(blocks, MaxViewBlocks)},
	}, nil
}

// scales shows what the answers of the items mean, once for each answer set.
func scales(m *maturity.Model, items []*maturity.Item) []slack.Block {
	var blocks []slack.Block
	seen := make(map[string]bool)
	for _, item := range items {
		set := answerSet(m, item)
		if seen[set.ID] {
			continue
		}
		seen[set.ID] = true
		lines := []string{say(formScale)}
		for _, o := range set.Options {
			if item.Kind == maturity.KindObjective {
				lines = append(lines, say(formScaleLabel, Escape(Cut(o.Label, maxName)), Escape(Cut(o.Meaning, maxSummary))))
				continue
			}
			lines = append(lines, say(formScaleLine, o.Value, Escape(Cut(o.Label, maxName)), Escape(Cut(o.Meaning, maxSummary))))
		}
		blocks = append(blocks, sections(lines)...)
	}
	return blocks
}

func question(f assess.Form, s FormState, item *maturity.Item) slack.Block {
	set := answerSet(f.Model, item)
	options := make([]*slack.OptionBlockObject, 0, len(set.Options))
	for _, o := range set.Options {
		var description *slack.TextBlockObject
		if o.Meaning != "" {
			description = plain(o.Meaning, MaxOption)
		}
		options = append(options, slack.NewOptionBlockObject(o.Value, plain(say(wordChoice, o.Value, o.Label), MaxOption), description))
	}
	element := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(say(formPlaceholder), MaxPlaceholder), ActionValue, options...)
	hint := Cut(item.Help, MaxHint-maxMarks) // what is saved and what was last time must stay in sight
	chosen := s.Answers[item.ID]
	if f.Latest != nil {
		if saved := f.Latest.Answers[item.ID]; saved != "" {
			hint = join(hint, say(formSaved, plainChoice(set, saved)))
			chosen = first(chosen, saved)
		}
	}
	if last := f.Before.Answers[item.ID]; last != "" {
		marked := say(formLast, f.Before.Period, plainChoice(set, last))
		if chosen == "" {
			chosen, marked = last, say(formPrefilled, f.Before.Period, plainChoice(set, last))
		}
		hint = join(hint, marked)
	}
	if o, ok := set.Option(chosen); ok {
		for _, option := range options {
			if option.Value == o.Value {
				element.WithInitialOption(option)
			}
		}
	}
	var hintText *slack.TextBlockObject
	if hint != "" {
		hintText = plain(hint, MaxHint)
	}
	return slack.NewInputBlock(item.ID, plain(say(formLabel, item.ID, item.Text), MaxLabel), hintText, element)
}

// plainChoice names an answer for plain text: "2 · Partially implemented".
func plainChoice(set *maturity.AnswerSet, value string) string {
	if o, ok := set.Option(value); ok {
		return say(wordChoice, o.Value, Cut(o.Label, maxName))
	}
	return Cut(value, maxOption)
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + " " + b
}

// noteSection offers the comment and link, or says that they are there.
func noteSection(s FormState) slack.Block {
	text, label := say(formNoteNone), buttonNoteEdit
	switch {
	case s.Comment != "" && s.Evidence != "":
		text = say(formNoteBoth)
	case s.Comment != "":
		text = say(formNoteComment)
	case s.Evidence != "":
		text = say(formNoteLink)
	default:
		label = buttonNoteAdd
	}
	accessory := slack.NewAccessory(button(label, ActionNote, string(s.Questionnaire)))
	return slack.NewSectionBlock(mrkdwn(text, MaxSection), nil, accessory, slack.SectionBlockOptionBlockID(blockNote))
}

// Note is the view in which a comment and a link are typed, on top of the form whose state is given.
func Note(s FormState, parent string, a Alert) (slack.ModalViewRequest, error) {
	comment := slack.NewPlainTextInputBlockElement(nil, ActionValue).WithMultiline(true).WithMaxLength(assess.MaxComment).WithInitialValue(s.Comment)
	evidence := slack.NewURLTextInputBlockElement(nil, ActionValue)
	evidence.InitialValue = s.Evidence
	s.Comment, s.Evidence, s.Parent = "", "", parent
	metadata, ok := s.Encode()
	if !ok {
		return slack.ModalViewRequest{}, fmt.Errorf("blocks: note of %s: its state is longer than Slack carries", s.Questionnaire)
	}
	return slack.ModalViewRequest{
		Type:            slack.VTModal,
		CallbackID:      CallbackNote,
		Title:           plain(say(noteTitle), MaxViewTitle),
		Submit:          plain(buttonNoteSave, MaxViewTitle),
		Close:           plain(buttonCancel, MaxViewTitle),
		PrivateMetadata: metadata,
		Blocks: slack.Blocks{BlockSet: append(a.blocks(),
			slack.NewInputBlock(BlockComment, plain(say(noteComment), MaxLabel), plain(say(noteCommentHint), MaxHint), comment).WithOptional(true),
			slack.NewInputBlock(BlockEvidence, plain(say(noteEvidence), MaxLabel), plain(say(noteEvidenceHint), MaxHint), evidence).WithOptional(true),
		)},
	}, nil
}

// NoteTooLong is the fault of a comment and link that do not fit together.
func NoteTooLong() string { return say(noteTooLong) }

// Saved confirms what a submission led to.
func Saved(r assess.Receipt) slack.ModalViewRequest {
	f := r.Form
	loc, name := zone(f.Programme), Escape(Cut(f.Category.Name, maxName))
	headline, what := say(alertSaved), say(savedNoLevel, name)
	if !r.Changed {
		headline = say(alertSame)
	}
	blocks := Alert{Level: slack.AlertLevelSuccess, Headline: headline}.blocks()
	stands := levelOf(f) != say(wordNoLevel)
	if stands {
		what = say(savedLevel, name, levelOf(f))
	}
	blocks = append(blocks, section(what))
	if stands {
		blocks = append(blocks, section(meaning(f)))
	}
	blocks = append(blocks, sections(findings(f))...)
	blocks = append(blocks, note(say(savedUntil, when(f.Cycle.ClosesAt, loc))))
	return notice(say(savedTitle), blocks)
}

// Refused says why answers were not saved, and keeps what was chosen for the person to see.
func Refused(f assess.Form, s FormState, a Alert) slack.ModalViewRequest {
	blocks := a.blocks()
	if f.Category != nil && len(s.Answers) > 0 {
		blocks = append(blocks, section(say(formChosen)))
		blocks = append(blocks, sections(answerLines(f, s.Answers, s.Notes))...)
	}
	if s.Comment != "" {
		blocks = append(blocks, quote(s.Comment))
	}
	return notice(say(noticeTitle), blocks)
}

// Notice is a view that says one thing.
func Notice(a Alert) slack.ModalViewRequest { return notice(say(noticeTitle), a.blocks()) }

func notice(title string, blocks []slack.Block) slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type:       slack.VTModal,
		CallbackID: CallbackNotice,
		Title:      plain(title, MaxViewTitle),
		Close:      plain(buttonDone, MaxViewTitle),
		Blocks:     slack.Blocks{BlockSet: blocks},
	}
}

// AlertConflict says that somebody, or the person in another form, answered meanwhile.
func AlertConflict(f assess.Form, u assess.UserID) Alert {
	a := Alert{Level: slack.AlertLevelWarning, Headline: say(alertConflict)}
	if f.Latest == nil {
		return a
	}
	if f.Latest.By == u {
		a.Headline = say(alertConflictOwn)
	}
	shut := buttonCancel
	if byObjectives(f) {
		shut = buttonShut
	}
	a.Detail = say(alertConflictDo, mention(f.Latest.By), at(f.Latest.At, zone(f.Programme)), shut)
	return a
}

// FaultTrouble is the fault under an input when Cairn itself failed: shown that way, the form keeps all that was entered
// without anything having to be read again.
func FaultTrouble() string { return say(faultTrouble) }

// AlertClosed heads answers that came too late; sentence says why.
func AlertClosed(sentence string) Alert {
	return Alert{Level: slack.AlertLevelWarning, Headline: say(alertClosed), Detail: sentence}
}

// AlertForbidden heads a form of somebody who may not answer.
func AlertForbidden(sentence string) Alert {
	return Alert{Level: slack.AlertLevelError, Headline: say(alertForbidden), Detail: sentence}
}

// AlertTrouble says that Cairn itself failed, where there is no input to say it under.
func AlertTrouble() Alert { return Alert{Level: slack.AlertLevelError, Headline: say(alertTrouble)} }

// AlertTroubleSaved says the same of a review, whose parts are saved.
func AlertTroubleSaved() Alert {
	return Alert{Level: slack.AlertLevelError, Headline: say(alertTroubleSaved)}
}

// AlertFix heads a form with faults that are not beside an input.
func AlertFix(sentence string) Alert {
	return Alert{Level: slack.AlertLevelError, Headline: say(alertFix), Detail: sentence}
}

// AlertUnknownView heads a form that this version cannot read.
func AlertUnknownView() Alert { return Alert{Detail: say(unknownView)} }

// AlertSays says one sentence.
func AlertSays(sentence string) Alert { return Alert{Detail: sentence} }
