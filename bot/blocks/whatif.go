package blocks

import (
	"strings"

	"github.com/slack-go/slack"

	"cairn/internal/maturity"
	"cairn/internal/roadmap"
)

// maxChanges is how many changes an answer to what-if lists.
const maxChanges = 20

// WhatIf shows the levels that changes of answers would lead to beside those of now, and the least that reaches the next
// level of the whole.
func WhatIf(r Reader, w roadmap.WhatIf) Message {
	title := r.say(whatIfTitle, Cut(w.Programme.Scope, maxName))
	blocks := []slack.Block{header(title)}
	said := ""
	if len(w.Changes) > 0 {
		said = whatIfFinding(r, w)
		blocks = append(blocks, section(said))
		blocks = append(blocks, sections(changeLines(r, w))...)
		blocks = append(blocks, whatIfTable(r, w))
	}
	least := cheapestLines(r, w)
	blocks = append(blocks, sections(least)...)
	least = least[:len(least)-max(len(w.Cheapest.Sets)-1, 0)] // one way is enough to hear
	blocks = append(blocks, note(r.say(whatIfNothing), r.say(whatIfUsage, whatIfExample(w.Model))))
	text := r.say(whatIfText, Escape(Cut(w.Programme.Scope, maxName)), unstarred(join(said, strings.Join(least, " "))))
	return Message{Text: Cut(text, MaxText), Blocks: fit(r, blocks, MaxMessageBlocks)}
}

// WhatIfFault says which words of the command were not understood, and how it is written.
func WhatIfFault(r Reader, m *maturity.Model, sentence string) Message {
	usage := r.say(whatIfUsage, whatIfExample(m))
	said := Sentence(sentence)
	return Message{Text: Cut(join(said, usage), MaxText), Blocks: append(sections([]string{said}), note(usage))}
}

// whatIfExample is how the command is written with a model: its first two items at the best answer.
func whatIfExample(m *maturity.Model) string {
	var words []string
	for _, c := range m.Categories() {
		if len(c.Items) == 0 || len(words) == 2 {
			continue
		}
		options := c.Items[0].Options()
		words = append(words, changeWord(c.Items[0], maturity.Answer{Value: options[len(options)-1].Value}))
	}
	return strings.Join(words, " ")
}

// whatIfFinding says what would come of the changes.
func whatIfFinding(r Reader, w roadmap.WhatIf) string {
	var up, down []string
	for _, after := range w.After.Categories {
		before, ok := w.Before.Category(after.ID)
		if !ok || !before.Known() || !after.Known() || before.Level == after.Level {
			continue
		}
		line := r.say(whatIfLevels, Escape(Cut(after.Name, maxName)), before.Level, after.Level)
		if after.Level > before.Level {
			up = append(up, line)
		} else {
			down = append(down, line)
		}
	}
	var said []string
	if was, is := w.Before.Overall, w.After.Overall; was != nil && is != nil && was.Complete && is.Complete {
		if was.Level == is.Level {
			said = append(said, r.say(whatIfStays, is.Level))
		} else {
			said = append(said, r.say(whatIfUp, is.Level, was.Level))
		}
	}
	if len(up) > 0 {
		said = append(said, r.say(whatIfRaised, r.list(up)))
	}
	if len(down) > 0 {
		said = append(said, r.say(whatIfLowered, r.list(down)))
	}
	if len(up)+len(down) == 0 {
		said = append(said, r.say(whatIfNoLevels))
	}
	return Cut(strings.Join(said, " "), MaxSection)
}

// changeLines say how the answers would change.
func changeLines(r Reader, w roadmap.WhatIf) []string {
	var lines []string
	for i, c := range w.Changes {
		item, ok := w.Model.Item(c.Item)
		if !ok {
			continue
		}
		if i == maxChanges {
			return append(lines, r.say(whatIfMore, len(w.Changes)-i))
		}
		name, to, from := Escape(Cut(item.Name, maxName)), answerSays(r, w.Model, item, c.To), r.say(wordNoAnswer)
		if c.Had {
			from = answerSays(r, w.Model, item, c.From)
		}
		if c.Had && from == to {
			lines = append(lines, r.say(whatIfSame, Escape(item.ID), name, to))
			continue
		}
		lines = append(lines, r.say(whatIfChange, Escape(item.ID), name, to, from))
	}
	return lines
}

// answerSays names an answer, in mrkdwn.
func answerSays(r Reader, m *maturity.Model, item *maturity.Item, a maturity.Answer) string {
	if a.NotApplicable {
		return r.say(wordNotApplicable)
	}
	return choice(r, m, item, a.Value)
}

// answerShort is an answer as few words say it: its value, or the label of a control objective's.
func answerShort(r Reader, m *maturity.Model, item *maturity.Item, a maturity.Answer) string {
	if a.NotApplicable || item.Kind == maturity.KindObjective {
		return answerSays(r, m, item, a)
	}
	return Escape(a.Value)
}

// whatIfTable shows each category's level now and as it would be.
func whatIfTable(r Reader, w roadmap.WhatIf) slack.Block {
	table := slack.NewTableBlock("")
	table.AddRow(cells([]string{r.say(whatIfCategory), r.say(whatIfNow), r.say(whatIfThen)})...)
	for i, after := range w.After.Categories {
		if i == MaxTableRows-3 {
			table.AddRow(cells([]string{r.say(wordMore, len(w.After.Categories)-i)})...)
			break
		}
		before, _ := w.Before.Category(after.ID)
		table.AddRow(cells([]string{Cut(after.Name, maxOption), scoreCell(r, before), scoreCell(r, after)})...)
	}
	if was, is := w.Before.Overall, w.After.Overall; was != nil && is != nil {
		table.AddRow(cells([]string{r.say(whatIfWhole), wholeCell(r, *was), wholeCell(r, *is)})...)
	}
	return table
}

// scoreCell says a category's level and what it follows from: "3 · Defined (2.4)".
func scoreCell(r Reader, c maturity.CategoryScore) string {
	switch {
	case c.ID == "" || !c.Measured():
		return r.say(digestUnknown)
	case !c.Known() && c.Answered == 0:
		return r.say(wordNoAnswer)
	case !c.Known():
		return r.say(digestBetween, c.AtLeast, c.AtMost)
	}
	level := r.say(digestLevel, c.Level, Cut(c.LevelName, maxOption))
	if c.Mean != nil {
		return r.say(whatIfScore, level, r.mean(*c.Mean))
	}
	return level
}

func wholeCell(r Reader, o maturity.Overall) string {
	if !o.Complete {
		return r.say(digestBetween, o.AtLeast, o.AtMost)
	}
	return r.say(digestLevel, o.Level, Cut(o.LevelName, maxOption))
}

// cheapestLines say the least that reaches the next level of the whole, why there is nothing cheaper, and each way: the
// first in words, the others as the command takes them.
func cheapestLines(r Reader, w roadmap.WhatIf) (lines []string) {
	c := w.Cheapest
	if len(c.Sets) > 0 {
		lines = append(lines, r.say(whatIfCheapest, c.To))
	}
	for _, text := range c.Explain() {
		lines = append(lines, Sentence(r.tamed(text)))
	}
	for i, set := range c.Sets {
		line := stepsSay(r, w.Model, set)
		if i > 0 {
			line = "`" + strings.Join(stepWords(w.Model, set), " ") + "`"
		}
		if len(c.Sets) > 1 {
			line = r.say(whatIfSet, i+1, line)
		}
		lines = append(lines, line)
	}
	return lines
}

// stepWords are the changes of a set as the command takes them: "G4=3", "MON-03.1=in-place".
func stepWords(m *maturity.Model, set maturity.RaiseSet) []string {
	var words []string
	for i, c := range set.Changes {
		if i == maxChanges {
			return append(words, "…")
		}
		if item, ok := m.Item(c.Item); ok {
			words = append(words, changeWord(item, c.To))
		}
	}
	return words
}

func changeWord(item *maturity.Item, to maturity.Answer) string {
	value := to.Value
	for _, o := range item.Options() {
		if o.Value == value && item.Kind == maturity.KindObjective {
			value = strings.ReplaceAll(strings.ToLower(o.Label), " ", "-")
		}
	}
	if to.NotApplicable {
		value = "n/a"
	}
	return Escape(item.ID + "=" + value)
}

// stepsSay lists the changes of a set: "G4 from 1 to 3 and I2 from 0 to 2".
func stepsSay(r Reader, m *maturity.Model, set maturity.RaiseSet) string {
	var steps []string
	for i, c := range set.Changes {
		item, ok := m.Item(c.Item)
		if !ok {
			continue
		}
		if i == maxChanges {
			steps = append(steps, r.say(whatIfMore, len(set.Changes)-i))
			break
		}
		id, name := Escape(item.ID), Escape(Cut(item.Name, maxOption))
		if !c.Had {
			steps = append(steps, r.say(whatIfStepNew, id, name, answerShort(r, m, item, c.To)))
			continue
		}
		steps = append(steps, r.say(whatIfStep, id, name, answerShort(r, m, item, c.From), answerShort(r, m, item, c.To)))
	}
	return r.list(steps)
}
