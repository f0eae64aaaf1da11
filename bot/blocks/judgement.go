package blocks

import (
	"fmt"
	"slices"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
	"cairn/internal/maturity"
)

// Override is the view in which a manager sets a level of the programme's newest cycle by hand.
func Override(r Reader, st assess.Status) slack.ModalViewRequest {
	var categories, levels []*slack.OptionBlockObject
	for _, c := range st.Model.Categories() {
		if len(categories) < MaxOptions {
			categories = append(categories, slack.NewOptionBlockObject(c.ID, plain(c.Name, MaxOption), nil))
		}
	}
	for _, l := range slices.Backward(st.Model.Levels) {
		levels = append(levels, slack.NewOptionBlockObject(fmt.Sprint(l.Number), plain(r.say(wordLevel, l.Number, l.Name), MaxOption), nil))
	}
	levels = append(levels, slack.NewOptionBlockObject("0", plain(r.say(overrideWithdraw), MaxOption), nil))
	choose := func(options []*slack.OptionBlockObject) slack.BlockElement {
		return slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(r.say(formPlaceholder), MaxPlaceholder), ActionValue, options...)
	}
	return judgement(r, CallbackOverride, r.say(overrideTitle), r.say(buttonSetLevel), CloseValue{st.Programme.ID, st.Cycle.ID}.String(),
		section(r.say(overrideWhat, Escape(Cut(st.Cycle.Scope, maxName)), st.Cycle.Period)),
		slack.NewInputBlock(BlockCategory, plain(r.say(overrideCategory), MaxLabel), nil, choose(categories)),
		slack.NewInputBlock(BlockLevel, plain(r.say(overrideLevel), MaxLabel), nil, choose(levels)),
		reasonInput(r),
	)
}

// Substitute is the view in which a manager puts the organisation's own objective in the place of one of the model's. Now
// is what stands in its place already, or nil.
func Substitute(r Reader, p assess.Programme, item *maturity.Item, now *assess.Substitution) slack.ModalViewRequest {
	blocks := []slack.Block{
		section(r.say(substituteWhat, Escape(item.ID), Escape(Cut(item.Name, maxName)), item.Level, Escape(Cut(item.Text, maxObjective)))),
		note(r.say(substituteRule, item.Level)),
	}
	name := slack.NewPlainTextInputBlockElement(nil, ActionValue).WithMaxLength(assess.MaxObjectiveName)
	text := slack.NewPlainTextInputBlockElement(nil, ActionValue).WithMultiline(true).WithMaxLength(assess.MaxObjectiveText)
	if now != nil {
		blocks = append(blocks, section(r.say(substituteNow, by(r, now.By), Escape(Cut(now.Name, maxName)), Escape(Cut(now.Reason, maxSummary)))))
		name, text = name.WithInitialValue(now.Name), text.WithInitialValue(now.Text)
	}
	return judgement(r, CallbackSubstitute, r.say(substituteTitle), r.say(buttonReplace), string(p.ID)+"|"+item.ID, append(blocks,
		slack.NewInputBlock(BlockName, plain(r.say(substituteName), MaxLabel), nil, name).WithOptional(true),
		slack.NewInputBlock(BlockText, plain(r.say(substituteText), MaxLabel), hinted(r.say(substituteTextHint)), text).WithOptional(true),
		reasonInput(r),
	)...)
}

func reasonInput(r Reader) slack.Block {
	reason := slack.NewPlainTextInputBlockElement(nil, ActionValue).WithMultiline(true).WithMaxLength(assess.MaxReason)
	return slack.NewInputBlock(BlockReason, plain(r.say(overrideReason), MaxLabel), hinted(r.say(overrideReasonHint)), reason)
}

func judgement(r Reader, callback, title, submit, metadata string, blocks ...slack.Block) slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: callback, Title: plain(title, MaxViewTitle), Submit: plain(submit, MaxViewTitle),
		Close: plain(r.say(buttonCancel), MaxViewTitle), PrivateMetadata: metadata, Blocks: slack.Blocks{BlockSet: blocks},
	}
}

// SubstituteFault is the fault of a name without an objective.
func SubstituteFault(r Reader) string { return r.say(substituteMissing) }

// Judged confirms in a view what a message says.
func Judged(r Reader, m Message) slack.ModalViewRequest {
	blocks := Alert{Level: slack.AlertLevelSuccess, Headline: r.say(judgedAlert)}.blocks()
	return notice(r, r.say(judgedTitle), append(blocks, m.Blocks...))
}

// Overridden confirms a level that was set by hand, or taken back.
func Overridden(r Reader, o assess.Override, c *maturity.Category, st assess.Status) Message {
	name, scope := Escape(Cut(c.Name, maxName)), Escape(Cut(st.Cycle.Scope, maxName))
	if o.Level == 0 {
		return sentence(r.say(overrideUndone, name, o.Computed, st.Cycle.Period, scope))
	}
	return sentence(r.say(overrideDone, name, o.Level, st.Cycle.Period, scope, o.Computed))
}

// Substituted confirms a substitution, or that it was taken back.
func Substituted(r Reader, s assess.Substitution) Message {
	if s.Text == "" {
		return sentence(r.say(substituteUndone, Escape(s.Item)))
	}
	return sentence(r.say(substituteDone, Escape(s.Item), Escape(Cut(s.Name, maxName))))
}

// OverrideUsage says how the command is written, with a category and a level of the model as the example; SubstituteUsage
// and CrosswalkUsage likewise.
func OverrideUsage(r Reader, m *maturity.Model) Message {
	category, level := example(m)
	return sentence(r.say(overrideUsage, Escape(category.ID), level))
}

// SubstituteUsage says how the command is written, for a model of control objectives.
func SubstituteUsage(r Reader, m *maturity.Model) Message {
	category, _ := example(m)
	return sentence(r.say(substituteUsage, Escape(category.Items[0].ID)))
}

// example is a category of a model and one of its levels, to show how a command is written.
func example(m *maturity.Model) (c *maturity.Category, level int) {
	return m.Categories()[0], m.Levels[len(m.Levels)/2].Number
}

// OverrideManagers tells somebody who does not run the programme who may set a level; SubstituteManagers likewise.
func OverrideManagers(r Reader, p assess.Programme) Message {
	return sentence(r.say(overrideManagers, Escape(Cut(p.Scope, maxName)), mentions(r, p.Managers)))
}

// SubstituteManagers tells somebody who does not run the programme who may substitute.
func SubstituteManagers(r Reader, p assess.Programme) Message {
	return sentence(r.say(substituteManagers, Escape(Cut(p.Scope, maxName)), mentions(r, p.Managers)))
}

// NoCycle answers a manager whose programme has had no cycle to set a level in.
func NoCycle(r Reader, p assess.Programme) Message {
	return sentence(r.say(overrideNoCycle, Escape(Cut(p.Scope, maxName))))
}

// NoCategory answers a category that the model does not have.
func NoCategory(r Reader, word string, m *maturity.Model) Message {
	var ids []string
	for _, c := range m.Categories() {
		ids = append(ids, "`"+Escape(c.ID)+"`")
	}
	return sentence(r.say(overrideNoCategory, Escape(Cut(word, maxOption)), r.list(ids)))
}

// NoObjective answers an id that the model does not have.
func NoObjective(r Reader, word string, m *maturity.Model) Message {
	return sentence(r.say(substituteNone, Escape(Cut(word, maxOption)), Escape(Cut(m.Title, maxName))))
}

// NotByObjectives answers a model that asks questions.
func NotByObjectives(r Reader, m *maturity.Model) Message {
	return sentence(r.say(substituteQuestions, Escape(Cut(m.Title, maxName))))
}

// sentence is a message of one sentence whose parts are harmless already.
func sentence(s string) Message {
	return Message{Text: Cut(unstarred(s), MaxText), Blocks: []slack.Block{section(s)}}
}
