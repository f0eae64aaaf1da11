package blocks

import (
	"slices"
	"time"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
)

// Reminder is the nudge in the thread of the questionnaire's message.
func Reminder(f assess.Form, now time.Time) Message {
	loc, name, n := zone(f.Programme), Cut(f.Category.Name, maxName), effort(f)
	blocks, text := remindBefore, remindBeforeText
	shown := []any{Escape(name), n, when(f.Questionnaire.DueAt, loc), answerLabel(f)}
	read := []any{Escape(name), n, at(f.Questionnaire.DueAt, loc), answerLabel(f)}
	if now.After(f.Questionnaire.DueAt) {
		blocks, text = remindAfter, remindAfterText
		shown = append(shown, when(f.Cycle.ClosesAt, loc))
		read = append(read, at(f.Cycle.ClosesAt, loc))
	}
	return Message{Text: kindMark(f.Cycle, say(text, read...)), Blocks: []slack.Block{section(kindMark(f.Cycle, say(blocks, shown...)))}}
}

// Escalation tells a manager that an owner has not answered, and later that it is settled.
func Escalation(f assess.Form) Message {
	loc, q, name := zone(f.Programme), f.Questionnaire, Cut(f.Category.Name, maxName)
	help := say(escalateHelp, mention(q.Owner))
	if q.Deputy != "" {
		help = say(escalateDeputy, mention(q.Owner), mention(q.Deputy))
	}
	title := say(escalateTitle, name)
	last := []slack.Block{section(say(escalateElse, when(f.Cycle.ClosesAt, loc)) + " " + help)}
	text := say(escalateFallback, Escape(name), scope(f), f.Cycle.Period, mention(q.Owner), at(q.DueAt, loc), at(f.Cycle.ClosesAt, loc)) + " " + help
	switch {
	case f.Latest != nil && f.Open() && !f.Submitted() && !f.Quick:
		title = say(escalatePartTitle, name)
		part := say(escalatePartWhy, answeredOf(f), len(f.Items))
		last = []slack.Block{section(join(part, help))}
		text = join(say(escalatePartFallback, Escape(name), scope(f), f.Cycle.Period, mention(q.Owner), at(q.DueAt, loc), at(f.Cycle.ClosesAt, loc)), join(part, help))
	case f.Submitted():
		title = say(answeredTitle, name)
		settled := say(escalateSettled, mention(f.Latest.By), when(f.Latest.At, loc))
		last, text = []slack.Block{note(settled)}, Escape(title)+". "+say(escalateSettled, mention(f.Latest.By), at(f.Latest.At, loc))
	case !f.Open():
		title = say(missedTitle, name, f.Cycle.Period)
		last, text = []slack.Block{note(say(escalateMissed, when(f.Cycle.ClosedAt, loc)))}, Escape(title)+". "+say(escalateMissed, at(f.Cycle.ClosedAt, loc))
	}
	return Message{
		Text: kindMark(f.Cycle, text),
		Blocks: append([]slack.Block{
			header(title),
			section(kindMark(f.Cycle, say(escalateWhy, mention(q.Owner), when(f.Cycle.OpenedAt, loc), Escape(name), scope(f), f.Cycle.Period, when(q.DueAt, loc)))),
		}, last...),
	}
}

// Introduction is what a person reads before the first message that Cairn sends them.
func Introduction(p assess.Programme, to assess.UserID) Message {
	scope := Escape(Cut(p.Scope, maxName))
	others := slices.DeleteFunc(slices.Clone(p.Managers), func(u assess.UserID) bool { return u == to })
	who, help, text := say(introWho, askers(p), scope), say(introHelp, askers(p)), say(introFallback, askers(p), scope)
	if p.IsManager(to) {
		who, help, text = say(introRuns, scope), say(introHelpAlone), say(introRunsFallback, scope)
		if len(others) > 0 {
			who = say(introRunsWith, scope, mentions(others))
		}
	}
	return Message{
		Text: text,
		Blocks: []slack.Block{
			header(say(introTitle)),
			section(who),
			section(say(introHow, p.Channel)),
			note(help),
		},
	}
}

// Say is a message of one sentence of Cairn's own.
func Say(sentence string) Message {
	s := Sentence(sentence)
	return Message{Text: Cut(s, MaxText), Blocks: []slack.Block{section(s)}}
}

// UnknownAction tells a person that a button is not known; UnknownCommand and FreeText likewise.
func UnknownAction() Message { return Say(say(unknownAction)) }

// UnknownCommand tells a person that a slash command is not Cairn's.
func UnknownCommand(command string) Message {
	return Say(say(unknownCommand, Escape(Cut(command, maxOption))))
}

// FreeText answers a direct message that Cairn cannot read.
func FreeText() Message { return Say(say(messageReply)) }
