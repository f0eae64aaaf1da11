package blocks

import (
	"strings"
	"time"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
)

// Help answers /cairn help. With a part in several programmes it shows how to name one.
func Help(mine []assess.Programme) Message {
	blocks := []slack.Block{
		header(say(helpTitle)),
		section(say(helpIntro)),
		section(strings.Join([]string{
			say(helpStatus), say(helpDigest), say(helpStart), say(helpStartKinds), say(helpClose),
			say(helpOverride), say(helpSubstitute), say(helpCrosswalk), say(helpHelp),
		}, "\n")),
	}
	if len(mine) > 1 {
		blocks = append(blocks, note(say(helpMany, string(mine[0].ID), programmeIDs(mine))))
	}
	return Message{Text: say(helpText), Blocks: blocks}
}

// UnknownSubcommand answers a word that /cairn does not take; nearest is what may have been meant, or "".
func UnknownSubcommand(word, nearest string) Message {
	text := say(commandUnknown, Escape(Cut(word, maxOption)))
	if nearest != "" {
		text = join(text, say(commandNearest, nearest))
	}
	text = join(text, say(commandSeeHelp))
	return Message{Text: text, Blocks: []slack.Block{section(text)}}
}

// TooManyWords answers a command with more than one programme.
func TooManyWords(command, rest string) Message {
	text := say(commandExtra, command, Escape(Cut(rest, maxOption)))
	return Message{Text: text, Blocks: []slack.Block{section(text)}}
}

// Outsider answers somebody who has no part in any programme.
func Outsider() Message {
	return Message{Text: say(commandOutsider), Blocks: []slack.Block{section(say(commandOutsider))}}
}

// WhichProgramme asks a person with a part in several programmes to name one.
func WhichProgramme(command string, mine []assess.Programme) Message {
	lines := make([]string, len(mine))
	for i, p := range mine {
		lines[i] = say(commandProgramme, Escape(Cut(command, maxOption)), string(p.ID), Escape(Cut(p.Scope, maxName)))
	}
	text := say(commandWhich, programmeIDs(mine))
	return Message{Text: Cut(text, MaxText), Blocks: append([]slack.Block{section(text)}, sections(lines)...)}
}

// NoProgramme answers a name that is none of the person's programmes.
func NoProgramme(name string, mine []assess.Programme) Message {
	text := say(commandNoProgramme, Escape(Cut(name, maxOption)), programmeIDs(mine))
	return Message{Text: Cut(text, MaxText), Blocks: []slack.Block{section(text)}}
}

func programmeIDs(mine []assess.Programme) string {
	ids := make([]string, len(mine))
	for i, p := range mine {
		ids[i] = "`" + string(p.ID) + "`"
	}
	return list(ids)
}

// homeZone is the zone in which a client that cannot show times in its own shows the Home tab's.
func homeZone(h assess.Home) *time.Location {
	switch {
	case len(h.Open) > 0:
		return zone(h.Open[0].Programme)
	case len(h.Runs) > 0:
		return zone(h.Runs[0].Programme)
	case len(h.Levels) > 0:
		return zone(h.Levels[0].Programme)
	default:
		return time.UTC
	}
}
