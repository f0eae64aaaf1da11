package blocks

import (
	"strings"

	"github.com/slack-go/slack"

	"cairn/internal/crosswalk"
	"cairn/internal/maturity"
)

// CrosswalkUsage says how the command is written.
func CrosswalkUsage(r Reader, m *maturity.Model) Message {
	category, level := example(m)
	return sentence(r.say(crosswalkUsage, Escape(category.ID), level))
}

// Crosswalk lists the controls of other frameworks that a category's level asks for, by edition.
func Crosswalk(r Reader, x crosswalk.Crosswalk) Message {
	name := Cut(x.Name, maxName)
	if len(x.Editions) == 0 {
		return sentence(r.say(crosswalkNone, Escape(name), x.Level))
	}
	var lines, counts []string
	for _, e := range x.Editions {
		ids := make([]string, len(e.Controls))
		for i, c := range e.Controls {
			ids[i] = Escape(c.ID)
		}
		lines = append(lines, Cut(r.say(crosswalkLine, Escape(e.Framework), Escape(e.Version), strings.Join(ids, ", ")), MaxSection))
		counts = append(counts, Cut(r.say(detailsMapping, Escape(e.Framework), Escape(e.Version), strings.Join(ids, ", ")), MaxSection))
	}
	blocks := []slack.Block{
		header(r.say(crosswalkTitle, name, x.Level)),
		section(r.say(crosswalkWhat, r.say(wordObjectives, len(x.Objectives)), x.Level, Escape(Cut(x.LevelName, maxName)))),
	}
	blocks = append(blocks, sections(lines)...)
	if len(x.Unmapped) > 0 {
		blocks = append(blocks, note(Cut(r.say(crosswalkAlone, Escape(strings.Join(x.Unmapped, ", "))), MaxSection)))
	}
	text := r.say(crosswalkText, Escape(name), x.Level, strings.Join(counts, "; "))
	return Message{Text: Cut(text, MaxText), Blocks: fit(r, blocks, MaxMessageBlocks)}
}
