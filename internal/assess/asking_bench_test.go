package assess_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cairn/internal/assess"
	"cairn/internal/maturity"
	"cairn/internal/pgtest"
)

// BenchmarkAsk is what it costs to ask 500 owners of 100 programmes whose cycles are open: "due" is the look of a process at
// what comes next, which it takes whenever it wakes; "nudge" is that look and the claim of a reminder, with all that its
// message shows.
func BenchmarkAsk(b *testing.B) {
	for name, database := range map[string]func() string{
		"sqlite":   func() string { return "sqlite:" + filepath.Join(b.TempDir(), "cairn.db") },
		"postgres": func() string { return pgtest.URL(b) },
	} {
		b.Run(name, func(b *testing.B) {
			o := newBenchOn(b, database())
			roster := o.manyProgrammes(b, 100)
			b.Run("due", func(b *testing.B) {
				for i := 0; b.Loop(); i++ {
					if _, err := o.Due(b.Context(), roster[i%len(roster)].id, o.clock.Now()); err != nil {
						b.Fatal(err)
					}
				}
			})
			b.Run("home", func(b *testing.B) {
				b.ReportAllocs()
				for i := 0; b.Loop(); i++ {
					if _, err := o.Home(b.Context(), roster[i%len(roster)].owner); err != nil {
						b.Fatal(err)
					}
				}
			})
			nudged, days := 0, slices.Clone(benchDays)
			b.Run("nudge", func(b *testing.B) {
				for b.Loop() {
					if nudged%len(roster) == 0 {
						if len(days) == 0 {
							b.Fatal("everybody has had every reminder; choose a shorter -benchtime")
						}
						o.at(days[0])
						days = days[1:]
					}
					who := roster[nudged%len(roster)]
					nudged++
					due, err := o.Due(b.Context(), who.id, o.clock.Now())
					if err != nil || due.Deed != assess.DoRemind {
						b.Fatalf("%s at %s: %+v, %v", who.id, o.clock.Now(), due, err)
					}
					if r, ok, err := o.Remind(b.Context(), who.id, who.owner, due.Step, o.clock.Now()); err != nil || !ok || len(r.Forms) != 1 {
						b.Fatalf("%s at %s: %v, %v", who.id, o.clock.Now(), ok, err)
					}
				}
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "nudges/s")
			})
		})
	}
}

// benchDays are the mornings of the reminders of BenchmarkAsk.
var benchDays = []string{
	"2026-10-05 09:00", "2026-10-06 09:00", "2026-10-07 09:00", "2026-10-08 09:00", "2026-10-09 09:00",
	"2026-10-12 09:00", "2026-10-13 09:00", "2026-10-14 09:00", "2026-10-15 09:00", "2026-10-16 09:00",
}

// owned is a questionnaire with its owner.
type owned struct {
	id    assess.QuestionnaireID
	owner assess.UserID
}

// manyProgrammes opens cycles of so many programmes, each with five owners of its own, and asks everybody.
func (b *bench) manyProgrammes(t testing.TB, n int) (all []owned) {
	t.Helper()
	var steps []string
	for day := range benchDays {
		steps = append(steps, fmt.Sprintf("%dd before", len(benchDays)-day))
	}
	for i := range n {
		file := strings.NewReplacer("north", fmt.Sprint("p", i), "U0", fmt.Sprintf("U%dX", i+1)).Replace(minimal) +
			"due_after: 12\nreminders: [" + strings.Join(steps, ", ") + "]\n"
		p, faults := assess.ParseManifest([]byte(file), "p.yaml", maturity.Find)
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		if _, err := b.Apply(t.Context(), operator, p, false); err != nil {
			t.Fatal(err)
		}
		c, err := b.StartCycle(t.Context(), operator, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		roster, err := b.Roster(t.Context(), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range roster {
			f, err := b.Form(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, owned{q, f.Questionnaire.Owner})
			if _, ok, err := b.Begin(t.Context(), q, f.Questionnaire.Owner, assess.StepAsk, b.clock.Now()); err != nil || !ok {
				t.Fatal(ok, err)
			}
		}
	}
	return all
}
