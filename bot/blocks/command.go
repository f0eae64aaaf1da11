package blocks

import (
	"strings"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
)

// Help answers /cairn help. With a part in several programmes it shows how to name one.
func Help(r Reader, mine []assess.Programme) Message {
	blocks := []slack.Block{
		header(r.say(helpTitle)),
		section(r.say(helpIntro)),
		section(strings.Join([]string{
			r.say(helpMine), r.say(helpAway), r.say(helpStatus), r.say(helpDigest), r.say(helpStart), r.say(helpStartKinds), r.say(helpClose),
			r.say(helpOverride), r.say(helpSubstitute), r.say(helpCrosswalk),
			r.say(helpTarget), r.say(helpTargetSet), r.say(helpRoadmap), r.say(helpAction), r.say(helpWhatIf), r.say(helpOutlook), r.say(helpExercise), r.say(helpExercisePlan), r.say(helpCalendar), r.say(helpSetUp), r.say(helpHelp),
		}, "\n")),
	}
	if len(mine) > 1 {
		blocks = append(blocks, note(r.say(helpMany, string(mine[0].ID), programmeIDs(r, mine))))
	}
	return Message{Text: r.say(helpText), Blocks: blocks}
}

// UnknownSubcommand answers a word that /cairn does not take; nearest is what may have been meant, or "".
func UnknownSubcommand(r Reader, word, nearest string) Message {
	text := r.say(commandUnknown, Escape(Cut(word, maxOption)))
	if nearest != "" {
		text = join(text, r.say(commandNearest, nearest))
	}
	text = join(text, r.say(commandSeeHelp))
	return Message{Text: text, Blocks: []slack.Block{section(text)}}
}

// TooManyWords answers a command with more than one programme.
func TooManyWords(r Reader, command, rest string) Message {
	text := r.say(commandExtra, command, Escape(Cut(rest, maxOption)))
	return Message{Text: text, Blocks: []slack.Block{section(text)}}
}

// Outsider answers somebody who has no part in any programme.
func Outsider(r Reader) Message {
	return Message{Text: r.say(commandOutsider), Blocks: []slack.Block{section(r.say(commandOutsider))}}
}

// WhichProgramme asks a person with a part in several programmes to name one.
func WhichProgramme(r Reader, command string, mine []assess.Programme) Message {
	lines := make([]string, len(mine))
	for i, p := range mine {
		lines[i] = r.say(commandProgramme, Escape(Cut(command, maxOption)), string(p.ID), Escape(Cut(p.Scope, maxName)))
	}
	text := r.say(commandWhich, programmeIDs(r, mine))
	return Message{Text: Cut(text, MaxText), Blocks: append([]slack.Block{section(text)}, sections(lines)...)}
}

// NoProgramme answers a name that is none of the person's programmes.
func NoProgramme(r Reader, name string, mine []assess.Programme) Message {
	text := r.say(commandNoProgramme, Escape(Cut(name, maxOption)), programmeIDs(r, mine))
	return Message{Text: Cut(text, MaxText), Blocks: []slack.Block{section(text)}}
}

func programmeIDs(r Reader, mine []assess.Programme) string {
	ids := make([]string, len(mine))
	for i, p := range mine {
		ids[i] = "`" + string(p.ID) + "`"
	}
	return r.list(ids)
}
