package exercise

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// maxShort is the most characters of what players were told that a timeline repeats.
const maxShort = 200

// timeline lists what everybody saw happen in a run, oldest first. What the facilitator skipped or called for is not in it:
// it tells of what never came.
func (r *record) timeline() []Moment {
	var all []Moment
	for _, t := range r.delivered() {
		all = append(all, Moment{At: t.At, Kind: WasDelivered, From: t.From, Text: t.short()})
	}
	for _, e := range r.events {
		m := Moment{At: e.At, Kind: e.Kind, By: e.By.User, Note: e.Note}
		switch e.Kind {
		case WasStarted, WasPaused, WasResumed, WasEnded:
		case WasExtended:
			m.Minutes = e.Minutes
		case WasTakenOver:
			m.Of = e.Person
		case WasDecided:
			m.By, m.Text, m.Number = e.Decision.By, e.Decision.What, e.Decision.Number
		default:
			continue
		}
		all = append(all, m)
	}
	for i := range all {
		all[i].At, all[i].Elapsed = all[i].At.UTC(), r.elapsed(all[i].At)
	}
	slices.SortStableFunc(all, func(a, b Moment) int {
		switch {
		case a.Kind == WasStarted && b.Kind != WasStarted:
			return -1
		case b.Kind == WasStarted && a.Kind != WasStarted:
			return 1
		default:
			return a.At.Compare(b.At)
		}
	})
	return all
}

// short is the beginning of what an inject says: its first passage, on one line.
func (in PlayerInject) short() string {
	passages := Passages(in.Message)
	i := max(0, slices.IndexFunc(passages, func(p Passage) bool { return !p.Fixed }))
	if i >= len(passages) {
		return ""
	}
	text := strings.Join(strings.Fields(passages[i].Text), " ")
	if utf8.RuneCountInString(text) <= maxShort {
		return text
	}
	cut := string([]rune(text)[:maxShort])
	if space := strings.LastIndexByte(cut, ' '); space > 0 {
		cut = cut[:space]
	}
	return strings.TrimRight(cut, " ,;:–—") + "…"
}
