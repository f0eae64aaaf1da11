package blocks

import (
	"cmp"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/exercise"
	"cairn/internal/maturity"
)

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
			chosen = cmp.Or(chosen, saved)
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
