package blocks

import (
	"slices"
	"time"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
)

// FormReminder is the nudge about one questionnaire in the thread of the questionnaire's message.
func FormReminder(r Reader, f assess.Form, now time.Time) Message {
	r = r.in(f.Programme.Zone)
	name, n := Cut(f.Category.Name, maxName), effort(r, f)
	blocks, text := remindBefore, remindBeforeText
	shown := []any{Escape(name), n, r.when(f.Questionnaire.DueAt), answerLabel(r, f)}
	read := []any{Escape(name), n, r.at(f.Questionnaire.DueAt), answerLabel(r, f)}
	if now.After(f.Questionnaire.DueAt) {
		blocks, text = remindAfter, remindAfterText
		shown = append(shown, r.when(f.Cycle.ClosesAt))
		read = append(read, r.at(f.Cycle.ClosesAt))
	}
	return Message{Text: kindMark(r, f.Cycle, r.say(text, read...)), Blocks: []slack.Block{section(kindMark(r, f.Cycle, r.say(blocks, shown...)))}}
}

// FormEscalation tells a manager that an owner has not answered, and later that it is settled.
func FormEscalation(r Reader, f assess.Form) Message {
	r = r.in(f.Programme.Zone)
	q, name := f.Questionnaire, Cut(f.Category.Name, maxName)
	help := r.say(escalateHelp, mention(q.Owner))
	if q.Deputy != "" {
		help = r.say(escalateDeputy, mention(q.Owner), mention(q.Deputy))
	}
	title := r.say(escalateTitle, name)
	last := []slack.Block{section(r.say(escalateElse, r.when(f.Cycle.ClosesAt)) + " " + help)}
	text := r.say(escalateFallback, Escape(name), scope(f), f.Cycle.Period, mention(q.Owner), r.at(q.DueAt), r.at(f.Cycle.ClosesAt)) + " " + help
	switch {
	case f.Latest != nil && f.Open() && !f.Submitted() && !f.Quick:
		title = r.say(escalatePartTitle, name)
		part := r.say(escalatePartWhy, answeredOf(f), len(f.Items))
		last = []slack.Block{section(join(part, help))}
		text = join(r.say(escalatePartFallback, Escape(name), scope(f), f.Cycle.Period, mention(q.Owner), r.at(q.DueAt), r.at(f.Cycle.ClosesAt)), join(part, help))
	case f.Submitted():
		title = r.say(answeredTitle, name)
		settled := r.say(escalateSettled, mention(f.Latest.By), r.when(f.Latest.At))
		last, text = []slack.Block{note(settled)}, Escape(title)+". "+r.say(escalateSettled, mention(f.Latest.By), r.at(f.Latest.At))
	case !f.Open():
		title = r.say(missedTitle, name, f.Cycle.Period)
		last, text = []slack.Block{note(r.say(escalateMissed, r.when(f.Cycle.ClosedAt)))}, Escape(title)+". "+r.say(escalateMissed, r.at(f.Cycle.ClosedAt))
	}
	return Message{
		Text: kindMark(r, f.Cycle, text),
		Blocks: append([]slack.Block{
			header(title),
			section(kindMark(r, f.Cycle, r.say(escalateWhy, mention(q.Owner), r.when(f.Cycle.OpenedAt), Escape(name), scope(f), f.Cycle.Period, r.when(q.DueAt)))),
		}, last...),
	}
}

// Introduction is what a person reads before the first message that Cairn sends them.
func Introduction(r Reader, p assess.Programme) Message {
	scope := Escape(Cut(p.Scope, maxName))
	others := slices.DeleteFunc(slices.Clone(p.Managers), func(u assess.UserID) bool { return u == r.User })
	who, help, text := r.say(introWho, askers(r, p), scope), r.say(introHelp, askers(r, p)), r.say(introFallback, askers(r, p), scope)
	if p.IsManager(r.User) {
		who, help, text = r.say(introRuns, scope), r.say(introHelpAlone), r.say(introRunsFallback, scope)
		if len(others) > 0 {
			who = r.say(introRunsWith, scope, mentions(r, others))
		}
	}
	return Message{
		Text: text,
		Blocks: []slack.Block{
			header(r.say(introTitle)),
			section(who),
			section(r.say(introHow, p.Channel)),
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
func UnknownAction(r Reader) Message { return Say(r.say(unknownAction)) }

// UnknownCommand tells a person that a slash command is not Cairn's.
func UnknownCommand(r Reader, command string) Message {
	return Say(r.say(unknownCommand, Escape(Cut(command, maxOption))))
}

// FreeText answers a direct message that Cairn cannot read.
func FreeText(r Reader) Message { return Say(r.say(messageReply)) }
