package blocks

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/exercise"
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
func Form(r Reader, f assess.Form, s FormState, a Alert) (slack.ModalViewRequest, error) {
	if s.Kind == Questions && !fits(f.Items) {
		return slack.ModalViewRequest{}, errs.New(errs.Invalid, "%s has %d questions, more than a form in Slack can carry. Split the category in the model.",
			Cut(f.Category.Name, maxName), len(f.Items))
	}
	r, pages := r.in(f.Programme.Zone), Pages(f)
	s.Page = min(max(s.Page, 0), pages-1)
	last := s.Page == pages-1
	blocks := a.blocks()
	if utf8.RuneCountInString(f.Category.Name) > MaxViewTitle {
		blocks = append(blocks, header(Cut(f.Category.Name, MaxHeader)))
	}
	about := r.say(formAbout, scope(f), f.Cycle.Period, r.when(f.Questionnaire.DueAt))
	switch {
	case s.Kind == Pick:
		about = r.say(quickAbout, scope(f), f.Cycle.Period, r.when(f.Questionnaire.DueAt))
	case pages > 1:
		about = r.say(formPage, scope(f), f.Cycle.Period, r.when(f.Questionnaire.DueAt), s.Page+1, pages)
	}
	blocks = append(blocks, note(about))
	submit, shut, back := r.say(buttonSave), r.say(buttonCancel), r.say(buttonBack)
	switch {
	case s.Kind == Pick:
		blocks = append(blocks, quickBlocks(r, f, s)...)
	case s.Kind == Objectives && last:
		blocks, submit, shut = append(blocks, reviewBlocks(r, f)...), r.say(buttonSubmit), r.say(buttonShut)
	case s.Kind == Objectives:
		blocks, shut = append(blocks, objectiveBlocks(r, f, s)...), r.say(buttonShut)
	default:
		items := PageItems(f, s.Page)
		blocks = append(blocks, scales(r, f.Model, items)...)
		for _, item := range items {
			blocks = append(blocks, handedTo(r, f, item.ID)...)
			blocks = append(blocks, question(r, f, s, item))
		}
	}
	switch {
	case !last:
		submit = r.say(buttonContinue)
	case s.Kind != Pick:
		blocks = append(blocks, noteSection(r, s))
	}
	if s.Kind == Objectives {
		back = r.say(buttonPart)
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
		Blocks:          slack.Blocks{BlockSet: fit(r, blocks, MaxViewBlocks)},
	}, nil
}

// scales shows what the answers of the items mean, once for each answer set.
func scales(r Reader, m *maturity.Model, items []*maturity.Item) []slack.Block {
	var blocks []slack.Block
	seen := make(map[string]bool)
	for _, item := range items {
		set := answerSet(m, item)
		if seen[set.ID] {
			continue
		}
		seen[set.ID] = true
		lines := []string{r.say(formScale)}
		for _, o := range set.Options {
			if item.Kind == maturity.KindObjective {
				lines = append(lines, r.say(formScaleLabel, Escape(Cut(o.Label, maxName)), Escape(Cut(o.Meaning, maxSummary))))
				continue
			}
			lines = append(lines, r.say(formScaleLine, o.Value, Escape(Cut(o.Label, maxName)), Escape(Cut(o.Meaning, maxSummary))))
		}
		blocks = append(blocks, sections(lines)...)
	}
	return blocks
}

func question(r Reader, f assess.Form, s FormState, item *maturity.Item) slack.Block {
	set := answerSet(f.Model, item)
	options := make([]*slack.OptionBlockObject, 0, len(set.Options))
	for _, o := range set.Options {
		var description *slack.TextBlockObject
		if o.Meaning != "" {
			description = plain(o.Meaning, MaxOption)
		}
		options = append(options, slack.NewOptionBlockObject(o.Value, plain(r.say(wordChoice, o.Value, o.Label), MaxOption), description))
	}
	element := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(r.say(formPlaceholder), MaxPlaceholder), ActionValue, options...)
	hint := Cut(item.Help, MaxHint-maxMarks) // what is saved and what was last time must stay in sight
	chosen := s.Answers[item.ID]
	if f.Latest != nil {
		if saved := f.Latest.Answers[item.ID]; saved != "" {
			hint = join(hint, r.say(formSaved, plainChoice(r, set, saved)))
			chosen = first(chosen, saved)
		}
	}
	if borne := borneOut(f, set, item.ID); borne != "" && chosen == "" {
		chosen, hint = borne, join(r.say(formDoneFilled, plainChoice(r, set, borne)), hint)
	}
	mark := f.Marks[item.ID]
	if last := f.Before.Answers[item.ID]; last != "" {
		marked := r.say(formLast, f.Before.Period, plainChoice(r, set, last))
		if chosen == "" && mark == "" {
			chosen, marked = last, r.say(formPrefilled, f.Before.Period, plainChoice(r, set, last))
		}
		hint = join(hint, marked)
	}
	hint = join(join(doneFor(r, f, item.ID), marking(r, f, item.ID)), hint)
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
	input := slack.NewInputBlock(item.ID, plain(r.say(formLabel, item.ID, item.Text), MaxLabel), hintText, element)
	return input.WithOptional(handedAway(f, r.User, item.ID))
}

// marking says why last time's answer to a question does not simply stand, or "".
func marking(r Reader, f assess.Form, item string) string {
	switch mark := f.Marks[item]; {
	case mark == "" || f.Before.Period == "":
		return "" // where nothing was asked before, everything is new
	case mark == assess.MarkNew:
		return r.say(markNew)
	case mark == assess.MarkChanged:
		return r.say(markChanged)
	default:
		return r.say(markOld)
	}
}

// borneOut is the answer that an exercise bears out for a question, where that is more than was answered last time, or "".
func borneOut(f assess.Form, set *maturity.AnswerSet, item string) string {
	answer := f.Done[item].Answer
	at := func(value string) int {
		o, ok := set.Option(value)
		if !ok {
			return -1
		}
		return slices.IndexFunc(set.Options, func(other maturity.AnswerOption) bool { return other.Value == o.Value })
	}
	if at(answer) <= at(f.Before.Answers[item]) {
		return ""
	}
	return answer
}

// doneFor says what was done for a question since it was last answered, or "".
func doneFor(r Reader, f assess.Form, item string) string {
	done, ok := f.Done[item]
	if !ok {
		return ""
	}
	link := Cut(done.Link, maxOption)
	switch exercise.Kind(done.Exercise) {
	case exercise.Tabletop:
		return r.say(formTabletop, done.Action, heldDay(r, done.Held, f.Programme.Zone), link)
	case exercise.Simulation:
		return r.say(formSimulation, done.Action, heldDay(r, done.Held, f.Programme.Zone), link)
	default:
		return r.say(formDone, done.Action, Cut(done.Title, maxName), link)
	}
}

// handedTo says above a question that it is with somebody else.
func handedTo(r Reader, f assess.Form, item string) []slack.Block {
	for _, h := range f.Questionnaire.Handed {
		if h.Item == item && h.To != r.User {
			return []slack.Block{note(r.say(formHanded, Escape(item), mention(h.To)))}
		}
	}
	return nil
}

// handedAway reports whether a question was given to somebody other than the reader.
func handedAway(f assess.Form, reader assess.UserID, item string) bool {
	return slices.ContainsFunc(f.Questionnaire.Handed, func(h assess.Handed) bool { return h.Item == item && h.To != reader })
}

// plainChoice names an answer for plain text: "2 · Partially implemented".
func plainChoice(r Reader, set *maturity.AnswerSet, value string) string {
	if o, ok := set.Option(value); ok {
		return r.say(wordChoice, o.Value, Cut(o.Label, maxName))
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
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}

// noteSection offers the comment and link, or says that they are there.
func noteSection(r Reader, s FormState) slack.Block {
	text, label := r.say(formNoteNone), r.say(buttonNoteEdit)
	switch {
	case s.Comment != "" && s.Evidence != "":
		text = r.say(formNoteBoth)
	case s.Comment != "":
		text = r.say(formNoteComment)
	case s.Evidence != "":
		text = r.say(formNoteLink)
	default:
		label = r.say(buttonNoteAdd)
	}
	accessory := slack.NewAccessory(button(label, ActionNote, string(s.Questionnaire)))
	return slack.NewSectionBlock(mrkdwn(text, MaxSection), nil, accessory, slack.SectionBlockOptionBlockID(blockNote))
}

// Note is the view in which a comment and a link are typed, on top of the form whose state is given.
func Note(r Reader, s FormState, parent string, a Alert) (slack.ModalViewRequest, error) {
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
		Title:           plain(r.say(noteTitle), MaxViewTitle),
		Submit:          plain(r.say(buttonNoteSave), MaxViewTitle),
		Close:           plain(r.say(buttonCancel), MaxViewTitle),
		PrivateMetadata: metadata,
		Blocks: slack.Blocks{BlockSet: append(a.blocks(),
			slack.NewInputBlock(BlockComment, plain(r.say(noteComment), MaxLabel), plain(r.say(noteCommentHint), MaxHint), comment).WithOptional(true),
			slack.NewInputBlock(BlockEvidence, plain(r.say(noteEvidence), MaxLabel), plain(r.say(noteEvidenceHint), MaxHint), evidence).WithOptional(true),
			slack.NewSectionBlock(mrkdwn(r.say(giveMore), MaxSection), nil, slack.NewAccessory(button(r.say(buttonGive), ActionGive, string(s.Questionnaire)))),
		)},
	}, nil
}

// NoteTooLong is the fault of a comment and link that do not fit together.
func NoteTooLong(r Reader) string { return r.say(noteTooLong) }

// Saved confirms what a submission led to.
func Saved(r Reader, done assess.Receipt) slack.ModalViewRequest {
	headline := r.say(alertSaved)
	if !done.Changed {
		headline = r.say(alertSame)
	}
	return receipt(r, done, Alert{Level: slack.AlertLevelSuccess, Headline: headline})
}

// receipt says how a questionnaire stands after an act on it.
func receipt(r Reader, done assess.Receipt, a Alert) slack.ModalViewRequest {
	f := done.Form
	r, name := r.in(f.Programme.Zone), Escape(Cut(f.Category.Name, maxName))
	blocks, what := a.blocks(), r.say(savedNoLevel, name)
	stands := levelOf(r, f) != r.say(wordNoLevel)
	if stands {
		what = r.say(savedLevel, name, levelOf(r, f))
	}
	blocks = append(blocks, section(what))
	if stands {
		blocks = append(blocks, section(meaning(r, f)))
	}
	blocks = append(blocks, sections(findings(r, f))...)
	if next := whatNext(r, f); next != "" {
		blocks = append(blocks, section(next))
	}
	blocks = append(blocks, note(r.say(savedUntil, r.when(f.Cycle.ClosesAt))))
	return notice(r, r.say(savedTitle), blocks)
}

// whatNext says what is still to come of answers that were saved, or "".
func whatNext(r Reader, f assess.Form) string {
	q := f.Questionnaire
	switch {
	case q.State == assess.ToSign && r.User != q.Owner && r.User != q.Deputy:
		return r.say(signOwner, mention(q.Owner))
	case q.State != assess.Waiting || byObjectives(f):
		return ""
	case !q.MayAnswer(r.User):
		return r.say(someSaved, mention(q.Asks()))
	default:
		if open := handedOpen(f); len(open) > 0 {
			return r.say(waitsForOther, Escape(Cut(r.list(open), maxSummary)))
		}
		return ""
	}
}

// WaitsForOthers reports whether all that a form leaves unanswered is with others.
func WaitsForOthers(f assess.Form, s FormState) bool {
	waits := false
	for _, item := range f.Items {
		if s.Answers[item.ID] != "" || f.Latest != nil && f.Latest.Answers[item.ID] != "" {
			continue
		}
		if !slices.Contains(handedOpen(f), item.ID) {
			return false
		}
		waits = true
	}
	return waits
}

// handedOpen lists the questions that are with others and not answered.
func handedOpen(f assess.Form) []string {
	var open []string
	for _, h := range f.Questionnaire.Handed {
		if h.To != f.Questionnaire.Asks() && (f.Latest == nil || f.Latest.Answers[h.Item] == "") {
			open = append(open, h.Item)
		}
	}
	return open
}

// Refused says why answers were not saved, and keeps what was chosen for the person to see.
func Refused(r Reader, f assess.Form, s FormState, a Alert) slack.ModalViewRequest {
	blocks := a.blocks()
	if f.Category != nil && len(s.Answers) > 0 {
		if !f.Quick { // what was not asked, or left open, was not chosen
			f.Items = slices.DeleteFunc(slices.Clone(f.Items), func(item *maturity.Item) bool { return s.Answers[item.ID] == "" && s.Notes[item.ID] == "" })
		}
		if lines := answerLines(r, f, s.Answers, s.Notes); len(lines) > 0 {
			blocks = append(append(blocks, section(r.say(formChosen))), sections(lines)...)
		}
	}
	if s.Comment != "" {
		blocks = append(blocks, quote(s.Comment))
	}
	return notice(r, r.say(noticeTitle), blocks)
}

// Notice is a view that says one thing.
func Notice(r Reader, a Alert) slack.ModalViewRequest {
	return notice(r, r.say(noticeTitle), a.blocks())
}

func notice(r Reader, title string, blocks []slack.Block) slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type:       slack.VTModal,
		CallbackID: CallbackNotice,
		Title:      plain(title, MaxViewTitle),
		Close:      plain(r.say(buttonDone), MaxViewTitle),
		Blocks:     slack.Blocks{BlockSet: blocks},
	}
}

// AlertConflict says that somebody, or the reader in another form, answered meanwhile.
func AlertConflict(r Reader, f assess.Form) Alert {
	a := Alert{Level: slack.AlertLevelWarning, Headline: r.say(alertConflict)}
	if f.Latest == nil {
		return a
	}
	if f.Latest.By == r.User {
		a.Headline = r.say(alertConflictOwn)
	}
	shut := r.say(buttonCancel)
	if byObjectives(f) {
		shut = r.say(buttonShut)
	}
	a.Detail = r.say(alertConflictDo, mention(f.Latest.By), r.in(f.Programme.Zone).at(f.Latest.At), shut)
	return a
}

// FaultTrouble is the fault under an input when Cairn itself failed: shown that way, the form keeps all that was entered
// without anything having to be read again.
func FaultTrouble(r Reader) string { return r.say(faultTrouble) }

// AlertClosed heads answers that came too late; sentence says why.
func AlertClosed(r Reader, sentence string) Alert {
	return Alert{Level: slack.AlertLevelWarning, Headline: r.say(alertClosed), Detail: sentence}
}

// AlertForbidden heads a form of somebody who may not answer.
func AlertForbidden(r Reader, sentence string) Alert {
	return Alert{Level: slack.AlertLevelError, Headline: r.say(alertForbidden), Detail: sentence}
}

// AlertTrouble says that Cairn itself failed, where there is no input to say it under.
func AlertTrouble(r Reader) Alert {
	return Alert{Level: slack.AlertLevelError, Headline: r.say(alertTrouble)}
}

// AlertTroubleSaved says the same of a review, whose parts are saved.
func AlertTroubleSaved(r Reader) Alert {
	return Alert{Level: slack.AlertLevelError, Headline: r.say(alertTroubleSaved)}
}

// AlertFix heads a form with faults that are not beside an input.
func AlertFix(r Reader, sentence string) Alert {
	return Alert{Level: slack.AlertLevelError, Headline: r.say(alertFix), Detail: sentence}
}

// AlertUnknownView heads a form that this version cannot read.
func AlertUnknownView(r Reader) Alert { return Alert{Detail: r.say(unknownView)} }

// AlertOnItsWay stands alone for the moment until a long form is there.
func AlertOnItsWay(r Reader) Alert { return Alert{Detail: r.say(alertOnItsWay)} }

// AlertSays says one sentence.
func AlertSays(sentence string) Alert { return Alert{Detail: sentence} }
