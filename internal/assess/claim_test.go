package assess_test

import (
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"

	"cairn/internal/assess"
	"cairn/internal/maturity"
	"cairn/internal/pgtest"
)

// databases are those on which several processes act at once.
var databases = map[string]func(*testing.T) string{
	"postgres": func(t *testing.T) string { return pgtest.URL(t) },
	"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "cairn.db") },
}

// everythingIsGovs starts a cycle in which one person owns all and one is deputy for all.
func (b *bench) everythingIsGovs() []assess.QuestionnaireID {
	b.t.Helper()
	one := regexp.MustCompile(`\{owner: .*\}`).ReplaceAllString(minimal, "{owner: U0GOV, deputy: U0DEP}")
	p, faults := assess.ParseManifest([]byte(one), "p.yaml", maturity.Find)
	if len(faults) > 0 {
		b.t.Fatal(faults)
	}
	if _, err := b.Apply(b.t.Context(), operator, p, false); err != nil {
		b.t.Fatal(err)
	}
	roster, err := b.Roster(b.t.Context(), b.start().ID)
	if err != nil {
		b.t.Fatal(err)
	}
	return roster
}

// together runs one act for each questionnaire at the same time, twice, as activities may.
func together(t *testing.T, roster []assess.QuestionnaireID, act func(assess.QuestionnaireID) error) {
	t.Helper()
	var all sync.WaitGroup
	start := make(chan struct{})
	for _, q := range slices.Concat(roster, roster) {
		all.Go(func() {
			<-start
			if err := act(q); err != nil {
				t.Errorf("%s: %v", q, err)
			}
		})
	}
	close(start)
	all.Wait()
}

func (b *bench) count(kind assess.AskingKind) (n int, nudges []assess.NudgeID) {
	b.t.Helper()
	for _, a := range b.allAskings() {
		if a.Kind == kind {
			n++
			if !slices.Contains(nudges, a.Nudge) {
				nudges = append(nudges, a.Nudge)
			}
		}
	}
	return n, nudges
}

func TestOfProcessesThatAskAtOnceOneComposesAndAllHaveTheSame(t *testing.T) {
	t.Parallel()
	for name, database := range databases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBenchOn(t, database(t))
			roster := b.everythingIsGovs()
			together(t, roster, func(q assess.QuestionnaireID) error {
				_, ok, err := b.Begin(t.Context(), q, gov, assess.StepAsk, b.clock.Now())
				if err == nil && !ok {
					t.Errorf("%s was not asked", q)
				}
				return err
			})
			b.at("2026-10-13 09:00")
			together(t, roster, func(q assess.QuestionnaireID) error {
				r, ok, err := b.Remind(t.Context(), q, gov, "2d before", b.clock.Now())
				if err == nil && (!ok || r.ID != "U0GOV:2026-10-13" || len(r.Forms) != len(roster)) {
					t.Errorf("%s: %v, %s of %d", q, ok, r.ID, len(r.Forms))
				}
				return err
			})
			if n, nudges := b.count(assess.WasNudged); n != len(roster) || len(nudges) != 1 {
				t.Errorf("%d nudged by %v", n, nudges)
			}
			if _, err := b.Away(t.Context(), assess.BySlack(gov), time.Time{}, b.clock.Now().AddDate(0, 0, 3)); err != nil {
				t.Fatal(err)
			}
			together(t, roster, func(q assess.QuestionnaireID) error {
				o, ok, err := b.Offering(t.Context(), q, deputy, "offer 2026-10-13", b.clock.Now())
				if err == nil && (!ok || len(o.Forms) != len(roster)) {
					t.Errorf("%s: %v, %d offered", q, ok, len(o.Forms))
				}
				return err
			})
			together(t, roster[:1], func(q assess.QuestionnaireID) error { return b.TakeOver(t.Context(), assess.BySlack(deputy), q) })
			if n, _ := b.count(assess.WasHandedOver); n != 1 {
				t.Errorf("taken over %d times", n)
			}
		})
	}
}
