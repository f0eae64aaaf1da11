package blocks

import (
	"time"

	"cairn/internal/digest"
	"cairn/internal/exercise"
	"cairn/internal/target"
	"cairn/internal/wording"
)

// mostHeld is how many exercises a digest holds; the rest is counted.
const mostHeld = 4

// digestExerciseLines say which exercises took place and how they went, whose reports are outstanding, which are due, and how far
// the actions are that they called for. Seen, they link to the reports.
func digestExerciseLines(r Reader, d digest.Digest, seen bool) []string {
	st := d.Exercises
	var lines []string
	for i, h := range st.Held {
		if i == mostHeld {
			lines = append(lines, r.say(wordMore, len(st.Held)-i))
			break
		}
		line := heldLine(r, h, d.Zone)
		if seen && h.Link != "" {
			line = join(line, r.say(digestHeldLink, Escape(h.Link)))
		}
		lines = append(lines, line)
	}
	for i, h := range st.Outstanding {
		if i == mostHeld {
			lines = append(lines, r.say(wordMore, len(st.Outstanding)-i))
			break
		}
		still := digestHeldUnsigned
		if h.Signed {
			still = digestHeldUnpublished
		}
		lines = append(lines, r.say(still, h.ID.Number(), Escape(Cut(h.Name, maxExercise)), heldDay(r, h.At, d.Zone)))
	}
	for _, duty := range st.Pressing() {
		lines = append(lines, dutySays(r, duty, func(t time.Time) string { return r.instant(t.UTC(), wordDay) }))
	}
	open, late := 0, 0
	for _, a := range d.Targets.Actions {
		if a.Kind != target.Corrective {
			continue
		}
		open++
		if a.Overdue {
			late++
		}
	}
	switch {
	case late > 0:
		lines = append(lines, r.say(digestCorrectiveLate, late, open))
	case open > 0:
		lines = append(lines, r.say(digestCorrective, open))
	}
	if len(lines) == 0 {
		return nil
	}
	return append([]string{r.say(digestExercises)}, lines...)
}

// heldLine says how an exercise went: how many of its objectives were rated how, in words.
func heldLine(r Reader, h exercise.Held, zone string) string {
	took := digestHeldTabletop
	if h.Kind == exercise.Simulation {
		took = digestHeldSimulation
	}
	line := r.say(took, h.ID.Number(), Escape(Cut(h.Name, maxExercise)), heldDay(r, h.At, zone))
	if h.Lacks != exercise.LacksNothing {
		line = join(line, lacksSays(r, h.Lacks))
	}
	switch {
	case !h.Signed:
		return join(line, r.say(digestHeldOpen))
	case h.Lacks != exercise.LacksNothing:
		return line
	}
	var rated wording.List
	for _, rating := range exercise.Ratings() {
		if n := h.Count(rating); n > 0 {
			rated = append(rated, r.say(digestRated, n, rating.Words()))
		}
	}
	return join(line, r.say(digestHeldRated, len(h.Ratings), rated))
}
