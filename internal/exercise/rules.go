package exercise

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"cairn/internal/crosswalk"
	"cairn/internal/datafile"
	"cairn/internal/maturity"
)

// The kinds of thing whose ids a scenario gives and uses.
const (
	aRole       = "role"
	anObjective = "objective"
	anInject    = "inject"
	aChoice     = "choice"
)

// checker adds a fault for everything that a JSON Schema cannot see. It works on scenarios that already failed the schema,
// so nothing may be taken for granted.
type checker struct {
	*datafile.Document
	s      *Scenario
	models map[string]*maturity.Model // by publisher/name, the newest version
}

func check(d *datafile.Document, s *Scenario, own []*maturity.Model) {
	c := &checker{Document: d, s: s, models: map[string]*maturity.Model{}}
	for _, m := range slices.Concat(own, maturity.Embedded()) {
		c.models[withoutVersion(m.ID)] = m
	}
	c.checkIDs()
	c.checkThreats()
	for i, e := range s.Backs {
		c.checkLink(e.Link, "backs", i)
		c.checkAnswer(e, "backs", i, "answer")
	}
	exercised := map[string]bool{}
	for i, in := range s.Injects {
		c.checkInject(i, in)
		for _, o := range in.Objectives {
			exercised[o] = true
		}
	}
	for i, o := range s.Objectives {
		for j, l := range o.Exercises {
			c.checkLink(l, "objectives", i, "exercises", j)
		}
		if o.ID != "" && !exercised[o.ID] {
			c.At([]any{"objectives", i, "id"}, "No inject exercises the objective %q; name it in one, or leave it out.", o.ID)
		}
	}
	if s.Kind.RunAs(Simulation) && len(s.Facilitator.Simulate) == 0 {
		c.At([]any{"facilitator"}, "A scenario that can be a simulation lacks facilitator.simulate; say what must stand ready, or make its kind tabletop.")
	}
	c.checkOrder()
	c.checkPlayerWords()
}

// checkIDs notes what has an id, so that others can be held against it.
func (c *checker) checkIDs() {
	for i, r := range c.s.Roles {
		c.Unique(aRole, r.ID, "roles", i, "id")
	}
	for i, o := range c.s.Objectives {
		c.Unique(anObjective, o.ID, "objectives", i, "id")
	}
	for i, in := range c.s.Injects {
		c.Unique(anInject, in.ID, "injects", i, "id")
		for j, choice := range in.Choices {
			c.Unique(aChoice, choice.ID, "injects", i, "choices", j, "id")
		}
	}
}

// checkThreats holds ids of frameworks against the editions that are known.
func (c *checker) checkThreats() {
	for i, m := range c.s.Threats {
		for j, id := range m.IDs {
			if known, judged := crosswalk.Known(m.Framework, m.Version, id); judged && !known {
				c.At([]any{"threats", i, "ids", j}, "%s %s has no %q; look it up there.", m.Framework, m.Version, id)
			}
		}
	}
}

// checkLink holds items against the models that are known.
func (c *checker) checkLink(l Link, path ...any) {
	in := func(more ...any) []any { return append(slices.Clone(path), more...) }
	if strings.Contains(l.Model, "@") {
		c.At(in("model"), "%s names a version of a model; leave it out: a scenario serves them all.", l.Model)
		return
	}
	if (l.Kind == Tabletop || l.Kind == Simulation) && c.s.Kind.known() && !c.s.Kind.RunAs(l.Kind) {
		c.At(in("kind"), "The scenario is never run as a %s; mend its kind or this one.", l.Kind)
	}
	m, known := c.models[l.Model]
	if !known {
		if mend := datafile.Suggest(l.Model, slices.Sorted(maps.Keys(c.models))); strings.HasPrefix(mend, "did you mean") {
			c.At(in("model"), "There is no model %q; %s", l.Model, mend)
		}
		return
	}
	for j, id := range l.Items {
		if _, ok := m.Item(id); !ok {
			c.At(in("items", j), "There is no item %q in %s; %s", id, m.ID, datafile.Suggest(id, itemsOf(m)))
		}
	}
}

// checkAnswer holds the answer that a run is to bear out against those that the items take.
func (c *checker) checkAnswer(e Evidence, path ...any) {
	m, known := c.models[e.Model]
	if e.Answer == "" || !known {
		return
	}
	for _, id := range e.Items {
		item, ok := m.Item(id)
		if !ok {
			continue
		}
		if set, ok := m.AnswerSet(item.AnswerSet); ok {
			if _, ok := set.Option(e.Answer); !ok {
				c.At(path, "%q is no answer to %s in %s.", e.Answer, id, m.ID)
			}
		}
	}
}

func itemsOf(m *maturity.Model) []string {
	var ids []string
	for _, c := range m.Categories() {
		for _, it := range c.Items {
			ids = append(ids, it.ID)
		}
	}
	return ids
}

func (c *checker) checkInject(i int, in Inject) {
	at := func(more ...any) []any { return append([]any{"injects", i}, more...) }
	for j, role := range in.To {
		c.Known(aRole, role, at("to", j)...)
	}
	for j, o := range in.Objectives {
		c.Known(anObjective, o, at("objectives", j)...)
	}
	if !fenced(in.Message) {
		c.At(at("message"), "A fence of the message is not closed, or stands within a line; put ``` on a line of its own before and after.")
	}
	switch {
	case in.At == nil && in.When == nil:
		c.At(at(), "%s says neither at nor when it comes; give it one.", named(in, i))
	case in.At != nil && in.When != nil:
		c.At(at("when"), "%s has both at and when; keep one.", named(in, i))
	case in.When != nil:
		c.checkCondition(*in.When, at("when"))
	}
}

func named(in Inject, i int) string {
	if in.ID == "" {
		return fmt.Sprintf("injects[%d]", i)
	}
	return fmt.Sprintf("The inject %q", in.ID)
}

func (c *checker) checkCondition(w Condition, path []any) {
	at := func(key string) []any { return append(slices.Clone(path), key) }
	given := 0
	for key, id := range map[string]string{
		"choice": w.Choice, "decided": w.Decided, "undecided": w.Undecided, "delivered": w.Delivered, "undelivered": w.Undelivered,
	} {
		if id == "" {
			continue
		}
		given++
		kind := anInject
		if key == "choice" {
			kind = aChoice
		}
		c.Known(kind, id, at(key)...)
	}
	switch {
	case given != 1:
		c.At(path, "A condition names one of choice, decided, undecided, delivered and undelivered; this one names %d.", given)
	case w.Undelivered != "" && (w.By == 0 || w.After != 0):
		c.At(path, "With undelivered, say by which minute of the exercise (by), and no after.")
	case w.Undelivered == "" && w.By != 0:
		c.At(at("by"), "by goes with undelivered only; use after, in minutes from what happened.")
	case w.Undecided != "" && w.After == 0:
		c.At(path, "With undecided, say how long to wait for a decision (after).")
	}
}

// forFacilitators matches what is said among those who run an exercise and never to those who play it.
var forFacilitators = regexp.MustCompile(`(?i)\b(facilitators?|expected (actions?|answers?|responses?|decisions?)|the players|players (should|must|will)|exercise control|model answer)\b`)

// leak is how many words in a row a player may not read of what is for facilitators.
const leak = 8

// checkPlayerWords finds what players would read and should not.
func (c *checker) checkPlayerWords() {
	secret := map[string]string{}
	c.s.forFacilitators(func(text, where string, _ ...any) {
		for run := range runs(text) {
			secret[run] = where
		}
	})
	c.s.forPlayers(func(text, _ string, path ...any) {
		if found := forFacilitators.FindString(text); found != "" {
			c.At(path, "Players read this, and it says %q; move it to the facilitator's notes or reword it.", found)
			return
		}
		for run := range runs(text) {
			if where, ok := secret[run]; ok {
				c.At(path, "Players read this, and it repeats %s: %q; say it in other words.", where, run)
				return
			}
		}
	})
	if title := c.s.Title; title != "" && strings.EqualFold(title, c.s.Opening.Title) {
		c.At([]any{"brief", "title"}, "brief.title is the title, which tells the plot; give players another name.")
	}
}

var aWord = regexp.MustCompile(`[\p{L}\p{N}]+`)

// runs yields every run of words that is long enough to be a leak.
func runs(text string) func(yield func(string) bool) {
	words := aWord.FindAllString(strings.ToLower(text), -1)
	return func(yield func(string) bool) {
		for i := 0; i+leak <= len(words); i++ {
			if !yield(strings.Join(words[i:i+leak], " ")) {
				return
			}
		}
	}
}
