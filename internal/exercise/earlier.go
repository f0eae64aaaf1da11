package exercise

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"cairn/internal/target"
)

// earlier lists the findings of the programme's exercises that ended before this one and whose reports are signed, the newest
// first. What was signed of a later one cannot have been seen before.
func (r *record) earlier(ctx context.Context) ([]EarlierFinding, error) {
	exercises, err := r.tx.Exercises(ctx, r.Programme)
	if err != nil {
		return nil, err
	}
	exercises = slices.DeleteFunc(exercises, func(e Exercise) bool {
		return e.State != Reviewed || !e.EndedAt.Before(r.EndedAt)
	})
	if len(exercises) == 0 {
		return nil, nil
	}
	slices.SortStableFunc(exercises, func(a, b Exercise) int { return b.EndedAt.Compare(a.EndedAt) })
	events, err := r.tx.ExerciseEventsIn(ctx, r.Programme)
	if err != nil {
		return nil, err
	}
	actions, err := r.tx.Actions(ctx, r.Programme, true)
	if err != nil {
		return nil, err
	}
	ledgers := ledgersOf(events)
	var all []EarlierFinding
	for _, e := range exercises {
		for _, f := range findings(e.Plan, ledgers[e.ID]) {
			had := EarlierFinding{Key: f.key(e.ID), Text: f.Text, At: e.HeldAt(), objective: f.Objective, scenario: e.Scenario.Name}
			if i := slices.IndexFunc(actions, func(a target.Action) bool { return a.ID == f.Action }); i >= 0 {
				had.Action = &actions[i]
			}
			all = append(all, had)
		}
	}
	return all, nil
}

// ledgersOf sorts the events of several exercises by exercise.
func ledgersOf(events []Event) map[ID][]Event {
	all := make(map[ID][]Event)
	for _, e := range events {
		all[e.Exercise] = append(all[e.Exercise], e)
	}
	return all
}

// earlierOf returns the earlier finding with the key.
func earlierOf(all []EarlierFinding, key string) (EarlierFinding, bool) {
	i := slices.IndexFunc(all, func(e EarlierFinding) bool { return e.Key == key })
	if i < 0 {
		return EarlierFinding{}, false
	}
	return all[i], true
}

// repeats returns the key of the earlier finding that one of a scenario seems to repeat, for people to confirm: the one that
// says most alike, or else one about the same objective of the same scenario. It is "" for none.
func (f Finding) repeats(scenario string, earlier []EarlierFinding) string {
	best, key := 0.0, ""
	for _, had := range earlier {
		score := likeness(f.Text, had.Text)
		switch same := had.scenario == scenario && had.objective == f.Objective; {
		case score >= alike: // counts more than the objective does
			score++
		case !same:
			continue
		}
		if key == "" || score > best {
			best, key = score, had.Key
		}
	}
	return key
}

const (
	alike    = 0.5 // share of the words of two texts from which on they seem to say the same
	fewWords = 3   // words that two texts must share, unless they have all in common
	wordHead = 5   // letters by which words are compared, so that endings do not matter
	minWord  = 4   // letters of a word that counts
)

// likeness is the share of their words that two texts have in common, whatever the case, order and endings; 0 where they
// share too few to tell.
func likeness(a, b string) float64 {
	in, of := heads(a), heads(b)
	shared := 0
	for word := range in {
		if of[word] {
			shared++
		}
	}
	all := len(in) + len(of) - shared
	if shared == 0 || shared < fewWords && shared < all {
		return 0
	}
	return float64(shared) / float64(all)
}

// heads is the set of the words of a text that count, cut to their beginnings.
func heads(text string) map[string]bool {
	all := make(map[string]bool)
	for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if n := utf8.RuneCountInString(word); n >= minWord {
			all[string([]rune(word)[:min(n, wordHead)])] = true
		}
	}
	return all
}

// FindingNumber is what people call a finding within its programme: "E1/F2" of "northwind/E1/F2".
func FindingNumber(key string) string {
	_, n, _ := strings.Cut(key, "/")
	return n
}
