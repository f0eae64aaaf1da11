package blocks

import (
	"slices"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
)

// introduction says who writes, to a person who gets a first message.
func introduction(r Reader, p assess.Programme) (blocks []slack.Block, text string) {
	scope := Escape(Cut(p.Scope, maxName))
	others := slices.DeleteFunc(slices.Clone(p.Managers), func(u assess.UserID) bool { return u == r.User })
	who, how, text := r.say(introWho, askers(r, p), scope), r.say(introHow, p.Channel, askers(r, p)), r.say(introFallback, askers(r, p), scope)
	if p.IsManager(r.User) {
		who, how, text = r.say(introRuns, scope), r.say(introHowAlone, p.Channel), r.say(introRunsFallback, scope)
		if len(others) > 0 {
			who = r.say(introRunsWith, scope, mentions(r, others))
		}
	}
	return []slack.Block{section(who), note(how), slack.NewDividerBlock()}, text
}

// Introduced is the first message that a person gets: it says who writes before it says what it is about.
func Introduced(r Reader, p assess.Programme, msg Message) Message {
	blocks, text := introduction(r, p)
	if room := MaxText - utf8.RuneCountInString(msg.Text) - 1; room < utf8.RuneCountInString(text) {
		text = Cut(text, max(room, 1))
	}
	return Message{Text: Cut(join(text, msg.Text), MaxText), Blocks: fit(r, append(blocks, msg.Blocks...), MaxMessageBlocks)}
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
