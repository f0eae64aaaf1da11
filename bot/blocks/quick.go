package blocks

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
)

// quickBlocks describe the levels and ask for the one that fits, how sure the person is, and for a note.
func quickBlocks(r Reader, f assess.Form, s FormState) []slack.Block {
	var (
		blocks []slack.Block
		levels []*slack.OptionBlockObject
		hint   = r.say(quickPickHint)
	)
	for _, l := range f.Model.Levels {
		text := l.Summary
		if d, ok := f.Category.Descriptor(l.Number); ok {
			text = d.Text
			for _, point := range d.Points {
				text += "\n" + r.say(detailsBullet, point)
			}
		}
		lines := strings.Split(Cut(text, maxObjective), "\n")
		for i := range lines {
			lines[i] = Escape(lines[i])
		}
		blocks = append(blocks, section(r.say(quickLevel, l.Number, Escape(Cut(l.Name, maxName)), strings.Join(lines, "\n"))))
		levels = append(levels, slack.NewOptionBlockObject(fmt.Sprint(l.Number), plain(r.say(wordLevel, l.Number, l.Name), MaxOption), nil))
	}
	if last := f.Before.Answers[assess.ItemLevel]; last != "" {
		hint = join(hint, r.say(quickLast, f.Before.Period, last))
	}
	var sure []*slack.OptionBlockObject
	for _, c := range assess.Confidences() {
		sure = append(sure, slack.NewOptionBlockObject(c, plain(confidence(r, c), MaxOption), nil))
	}
	remark := slack.NewPlainTextInputBlockElement(nil, ActionValue).WithMultiline(true).WithMaxLength(assess.MaxNote).
		WithInitialValue(noteOf(r, f, s, assess.ItemLevel))
	return append(blocks,
		slack.NewInputBlock(assess.ItemLevel, plain(r.say(quickPick), MaxLabel), hinted(hint), radio(r, levels, picked(f, s, assess.ItemLevel))),
		slack.NewInputBlock(assess.ItemConfidence, plain(r.say(quickSure), MaxLabel), nil, radio(r, sure, picked(f, s, assess.ItemConfidence))),
		slack.NewInputBlock(assess.NoteField(assess.ItemLevel), plain(r.say(quickNote), MaxLabel), hinted(r.say(quickNoteHint)), remark).WithOptional(true),
	)
}

// picked is the answer that a quick form shows: what was entered, saved, or picked last time.
func picked(f assess.Form, s FormState, item string) string {
	chosen := s.Answers[item]
	if f.Latest != nil {
		chosen = cmp.Or(chosen, f.Latest.Answers[item])
	}
	if item == assess.ItemLevel { // how sure one was last time says nothing of today
		chosen = cmp.Or(chosen, f.Before.Answers[item])
	}
	return chosen
}

func radio(r Reader, options []*slack.OptionBlockObject, chosen string) slack.BlockElement {
	i := -1
	for n, o := range options {
		if o.Value == chosen {
			i = n
		}
	}
	if len(options) > MaxRadio { // a menu, then
		menu := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(r.say(formPlaceholder), MaxPlaceholder), ActionValue, options...)
		if i >= 0 {
			menu.WithInitialOption(options[i])
		}
		return menu
	}
	buttons := slack.NewRadioButtonsBlockElement(ActionValue, options...)
	if i >= 0 {
		buttons.InitialOption = options[i]
	}
	return buttons
}

func confidence(r Reader, c string) string {
	return map[string]string{
		assess.ConfidenceHigh: r.say(confidenceHigh), assess.ConfidenceMedium: r.say(confidenceMedium), assess.ConfidenceLow: r.say(confidenceLow),
	}[c]
}

// sureness is the one word for a confidence, or "".
func sureness(r Reader, c string) string { return r.text(assess.ConfidenceWords(c)) }

// pickLines says what was picked.
func pickLines(r Reader, f assess.Form, answers, notes map[string]string) []string {
	var lines []string
	for _, l := range f.Model.Levels {
		if answers[assess.ItemLevel] == fmt.Sprint(l.Number) {
			lines = append(lines, r.say(answeredPick, r.say(wordLevel, l.Number, Escape(Cut(l.Name, maxName)))))
		}
	}
	if c := sureness(r, answers[assess.ItemConfidence]); c != "" {
		lines = append(lines, r.say(answeredSure, c))
	}
	if text := notes[assess.ItemLevel]; text != "" {
		lines = append(lines, Escape(Cut(text, maxSummary)))
	}
	return lines
}
