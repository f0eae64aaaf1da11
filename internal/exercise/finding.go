package exercise

import (
	"fmt"
	"slices"

	"cairn/internal/target"
)

// findings lists the areas for improvement with how they are answered, in the order in which they were noted. Their numbers
// are those at the draft of the report: what is retracted later leaves its number free, and no treatment is taken for that
// of another.
func (r *record) findings() []Finding { return findings(r.Plan, r.events) }

// findings reads them out of a ledger.
func findings(p Plan, events []Event) []Finding {
	treatments := make(map[string]*Treatment)
	actions := make(map[string]target.ActionID)
	for _, e := range events {
		switch e.Kind {
		case WasTreated:
			treatments[e.Finding] = e.Treatment
		case WasAnswered:
			actions[e.Finding] = e.Action
		}
	}
	var all []Finding
	number := 0
	for _, n := range noted(p, events) {
		if n.Kind != Improvement || n.retracted == beforeDraft {
			continue
		}
		number++
		if n.retracted != notRetracted {
			continue
		}
		f := Finding{ID: fmt.Sprintf("F%d", number), Noted: n.Noted}
		f.Treatment, f.Action = treatments[f.ID], actions[f.ID]
		f.Again = f.Treatment != nil && f.Treatment.Before != ""
		all = append(all, f)
	}
	return all
}

// findingOf returns the finding with the id.
func findingOf(all []Finding, id string) (Finding, bool) {
	i := slices.IndexFunc(all, func(f Finding) bool { return f.ID == id })
	if i < 0 {
		return Finding{}, false
	}
	return all[i], true
}

// answered reports whether it is said what is done about a finding, so that the report can be signed.
func (f Finding) answered(all []Finding) bool {
	t := f.Treatment
	if t == nil {
		return false
	}
	if t.Same == "" {
		return true
	}
	_, there := findingOf(all, t.Same) // it may have been retracted since
	return there
}

// key names a finding among those of all exercises: "northwind/E2/F1".
func (f Finding) key(of ID) string { return string(of) + "/" + f.ID }

// source is what the action that a finding asks for says of where it comes from.
func (f Finding) source(of ID) string { return target.ExerciseSource + f.key(of) }
