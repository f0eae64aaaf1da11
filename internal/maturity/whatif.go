package maturity

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"cairn/internal/errs"
	"cairn/internal/wording"
)

// Change is an answer as it might become.
type Change struct {
	Item string
	From Answer // as it is; the zero Answer while there is none
	Had  bool   // there is an answer now
	To   Answer
}

// Evidence reports whether the change is evidence alone: the answer stays as it is and something backs it.
func (c Change) Evidence() bool {
	return c.Had && c.From.Value == c.To.Value && c.From.NotApplicable == c.To.NotApplicable && c.To.Evidenced && !c.From.Evidenced
}

// WhatIf scores the answers as they would be after the changes. It fails as Score does.
func (m *Model) WhatIf(now Answers, changes []Change) (Result, error) {
	after := maps.Clone(now)
	if after == nil {
		after = Answers{}
	}
	for _, c := range changes {
		after[c.Item] = c.To
	}
	return m.Score(after)
}

// change makes a change of an item. Where the model lets an answer that nothing backs count less, what is imagined is
// imagined with evidence.
func (m *Model) change(now Answers, it *Item, to Answer) Change {
	from, had := now[it.ID]
	to.Evidenced = from.Evidenced || m.Scoring.EvidenceCap != nil && !to.NotApplicable
	return Change{Item: it.ID, From: from, Had: had, To: to}
}

// assigned finds "G4=" and "MON-03.1 = "; what follows, up to the next, is the value.
var assigned = regexp.MustCompile(`([^\s,;=:]+)\s*[=:]\s*`)

// ParseChanges reads changes as people type them: "G4=3 I2=3", "MON-03.1=in-place, GOV-02.1=partial". An item is named by its
// id in any case, a value by its number or its label, with or without blanks and hyphens, or n/a. The changes come in the
// model's order. What was not understood fails as errs.Invalid, a sentence for each piece, keyed by the piece as typed. Empty
// text has no changes.
func (m *Model) ParseChanges(text string, now Answers) ([]Change, error) {
	faults := errs.Faults{}
	found := map[*Item]Change{}
	at := assigned.FindAllStringSubmatchIndex(text, -1)
	rest := text
	if len(at) > 0 {
		rest = text[:at[0][0]]
	}
	if rest = trimPiece(rest); rest != "" {
		faults[shorten(rest)] = m.howToChange(rest)
	}
	for i, a := range at {
		end := len(text)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		name, value := text[a[2]:a[3]], trimPiece(text[a[1]:end])
		it := m.itemLike(name)
		if it == nil {
			faults[shorten(name)] = m.noItem(name)
			continue
		}
		if _, twice := found[it]; twice {
			faults.Add(name, "%s is there twice; keep one.", it.ID)
			continue
		}
		to, ok := it.answerLike(value)
		if !ok {
			faults[name] = it.takes(value)
			continue
		}
		found[it] = m.change(now, it, to)
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	var changes []Change
	for _, it := range m.items() {
		if c, ok := found[it]; ok {
			changes = append(changes, c)
		}
	}
	return changes, nil
}

// items lists all items in the model's order.
func (m *Model) items() []*Item {
	var all []*Item
	for _, c := range m.categories {
		all = append(all, c.Items...)
	}
	return all
}

func trimPiece(text string) string {
	return strings.TrimFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;\"'`“”„", r) })
}

func (m *Model) itemLike(name string) *Item {
	if it, ok := m.itemByID[name]; ok {
		return it
	}
	for _, it := range m.items() {
		if strings.EqualFold(it.ID, name) {
			return it
		}
	}
	return nil
}

// answerLike reads a value as somebody types it in a line.
func (it *Item) answerLike(value string) (Answer, bool) {
	if o, ok := it.set.Option(value); ok {
		return Answer{Value: o.Value}, true
	}
	word := squeezed(value)
	if word == "" {
		return Answer{}, false
	}
	for _, o := range it.set.Options {
		if squeezed(o.Label) == word {
			return Answer{Value: o.Value}, true
		}
	}
	if it.MayBeNotApplicable() && (word == "na" || word == "notapplicable") {
		return Answer{NotApplicable: true}, true
	}
	return Answer{}, false
}

// squeezed keeps the letters and digits, in lower case.
func squeezed(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}

// named is how a value is typed: the label of an objective's, the number of a question's.
func (it *Item) named() []string {
	var words []string
	for _, o := range it.set.Options {
		word := o.Value
		if it.Kind == KindObjective {
			word = strings.ToLower(strings.ReplaceAll(o.Label, " ", "-"))
		}
		words = append(words, word)
	}
	if it.MayBeNotApplicable() {
		words = append(words, "n/a")
	}
	return words
}

// takes says what the item can be answered with.
func (it *Item) takes(value string) wording.Text {
	words := strings.Join(it.named(), ", ")
	if value == "" {
		return wording.New("%s has no value; give it one of these: %s.", it.ID, words)
	}
	return wording.New("%s cannot be %q; give it one of these: %s.", it.ID, shorten(value), words)
}

// noItem says that there is no such item, and which there are: those that begin with the same letters, where there are any.
func (m *Model) noItem(name string) wording.Text {
	all := m.items()
	begins := strings.ToLower(strings.TrimRightFunc(name, func(r rune) bool { return !unicode.IsLetter(r) }))
	near := slices.DeleteFunc(slices.Clone(all), func(it *Item) bool {
		return begins == "" || !strings.HasPrefix(strings.ToLower(it.ID), begins)
	})
	if len(near) == 0 {
		near = all
	}
	return wording.New("There is no item %q; there are %s to %s.", shorten(name), near[0].ID, near[len(near)-1].ID)
}

// howToChange answers words that belong to no item.
func (m *Model) howToChange(words string) wording.Text {
	it := m.categories[0].Items[0]
	names := it.named()
	return wording.New("%q is no change. Write the item and its value, such as %s.", shorten(words), it.ID+"="+names[len(it.set.Options)-1])
}
