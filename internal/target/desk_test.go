package target_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"cairn/internal/assess"
	"cairn/internal/assess/assesstest"
	"cairn/internal/clocktest"
	"cairn/internal/errs"
	"cairn/internal/maturity"
	"cairn/internal/store"
	"cairn/internal/store/storetest"
	"cairn/internal/target"
)

const (
	second = assess.UserID("U0SECOND") // manages it too
	deputy = assess.UserID("U0DEP")
	tec    = assess.UserID("U0TEC")
)

// deskFile is a programme with two managers; nobody keeps public holidays.
const deskFile = `programme: north
scope: North
model: %s
time_zone: Europe/London
channel: C0LEAD
managers: [U0BOSS, U0SECOND]
categories:
%s
cadence: {every: annual, start_month: february}
`

// desk is the services over a real database, on a clock that the test moves.
type desk struct {
	*target.Service
	t      testing.TB
	assess *assess.Service
	db     *store.Store
	stays  []string // with what processes were to stay

	clock *clocktest.Clock
}

func (b *desk) StayWith(_ context.Context, subject string) error {
	b.stays = append(b.stays, subject)
	return nil
}

// newDesk is a programme on the five-dimension model, at nine on Thursday, 1 October 2026, in London.
func newDesk(t testing.TB) *desk { return deskOn(t, storetest.Fresh(t), assesstest.Deaf{}) }

func deskOn(t testing.TB, db *store.Store, processes assess.Processes) *desk {
	t.Helper()
	b := &desk{t: t, db: db, clock: clocktest.At(time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC))}
	b.assess = assess.NewService(assess.Options{Store: db, Processes: processes, Models: maturity.Find, Now: b.clock.Now, Log: slog.New(slog.DiscardHandler)})
	t.Cleanup(func() { _ = b.assess.Wait(context.Background()) })
	b.Service = target.NewService(target.Options{
		Store: db.Targets(), Programmes: b.assess, Processes: b, Models: maturity.Find, Now: b.clock.Now, Log: slog.New(slog.DiscardHandler),
	})
	b.apply("lawlor", "  governance: {owner: U0GOV, deputy: U0DEP}", "  technical-controls: {owner: U0TEC}", "  monitoring-detection: {owner: U0MON}",
		"  incident-response: {owner: U0INC}", "  workforce-culture: {owner: U0WOR}")
	return b
}

func (b *desk) apply(model string, categories ...string) {
	b.t.Helper()
	p, faults := assess.ParseManifest([]byte(fmt.Sprintf(deskFile, model, strings.Join(categories, "\n"))), "p.yaml", maturity.Find)
	if len(faults) > 0 {
		b.t.Fatal(faults)
	}
	if _, err := b.assess.Apply(b.t.Context(), operator, p, false); err != nil {
		b.t.Fatal(err)
	}
}

// at moves the clock to an instant in London.
func (b *desk) at(local string) time.Time {
	b.t.Helper()
	to := inLondon(b.t, local)
	b.clock.Set(to)
	return to
}

func inLondon(t testing.TB, local string) time.Time {
	t.Helper()
	loc, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", local, loc)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// set sets a target of the governance category.
func (b *desk) set(by, owner assess.UserID, level int, due string) target.ID {
	b.t.Helper()
	t, err := b.Set(b.t.Context(), assess.BySlack(by), north, target.Terms{
		Category: "governance", Level: level, Due: day(b.t, due), Owner: owner, Measure: "The next assessment says so.", Reason: "Customers have asked for it.",
	}, "")
	if err != nil {
		b.t.Fatal(err)
	}
	return t.ID
}

// give adds an action.
func (b *desk) give(by, owner assess.UserID, due string) target.ActionID {
	b.t.Helper()
	a, err := b.AddAction(b.t.Context(), assess.BySlack(by), target.Action{
		Programme: north, Category: "governance", Items: []string{"G2"}, Work: target.Work{Title: "Name an owner for every model", Owner: owner, Due: day(b.t, due)},
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return a.ID
}

// due is what the process of a subject is told now, in words and in London's time.
func (b *desk) due(s target.Subject) string {
	b.t.Helper()
	due, err := b.Due(b.t.Context(), s, b.clock.Now())
	if err != nil {
		b.t.Fatal(err)
	}
	loc, _ := time.LoadLocation("Europe/London")
	when := "now"
	switch {
	case due.Done:
		return "done"
	case due.At.After(b.clock.Now()):
		when = due.At.In(loc).Format("2006-01-02 15:04")
	case due.At.IsZero():
		return "nothing"
	}
	return strings.TrimSpace(fmt.Sprintf("%s %s %s %s", when, due.Deed, due.Person, due.Step))
}

func (b *desk) wantDue(s target.Subject, want string) {
	b.t.Helper()
	if got := b.due(s); got != want {
		b.t.Errorf("due at %s: %q, want %q", b.clock.Now().UTC().Format("2006-01-02 15:04"), got, want)
	}
}

// follow follows a subject up with a person now.
func (b *desk) follow(s target.Subject, u assess.UserID, step string) target.FollowUp {
	b.t.Helper()
	f, ok, err := b.FollowUp(b.t.Context(), s, u, step, b.clock.Now())
	if err != nil || !ok {
		b.t.Fatalf("%s with %s about %s: %v %v", step, u, s, ok, err)
	}
	return f
}

// pass lets time pass up to an instant in London, doing what is due for the subjects, and lists what was done.
func (b *desk) pass(until string, subjects ...target.Subject) (done []string) {
	b.t.Helper()
	end, loc := inLondon(b.t, until), inLondon(b.t, until).Location()
	for range 1000 {
		var first target.Due
		var about target.Subject
		for _, s := range subjects {
			due, err := b.Due(b.t.Context(), s, b.clock.Now())
			if err != nil {
				b.t.Fatal(err)
			}
			if !due.Done && !due.At.IsZero() && (about == "" || due.At.Before(first.At)) {
				first, about = due, s
			}
		}
		if about == "" || first.At.After(end) {
			b.clock.Set(end)
			return done
		}
		if first.At.After(b.clock.Now()) {
			b.clock.Set(first.At)
			continue
		}
		at := b.clock.Now().In(loc).Format("2006-01-02 15:04")
		switch first.Deed {
		case target.DoReview:
			id, _ := about.Target()
			if err := b.Review(b.t.Context(), id, b.clock.Now()); err != nil {
				b.t.Fatal(err)
			}
			v, err := b.View(b.t.Context(), operator, id)
			if err != nil {
				b.t.Fatal(err)
			}
			done = append(done, fmt.Sprintf("%s %s is %s", at, id.Number(), v.State))
		case target.DoFollowUp:
			f := b.follow(about, first.Person, first.Step)
			var parts []string
			for _, p := range f.Parts {
				parts = append(parts, fmt.Sprintf("%s of %s", p.Ask, number(p.Subject)))
			}
			done = append(done, fmt.Sprintf("%s %s: %s", at, first.Person, strings.Join(parts, ", ")))
		}
	}
	b.t.Fatalf("it does not come to an end: %v", done[max(0, len(done)-5):])
	return nil
}

func number(s target.Subject) string {
	_, n, _ := strings.Cut(string(s), "/")
	return n
}

// steps are the records of a subject's steps, in words.
func (b *desk) steps(s target.Subject) (lines []string) {
	b.t.Helper()
	err := b.db.Targets().View(b.t.Context(), func(tx target.Tx) error {
		events, err := tx.Events(b.t.Context(), s)
		for _, e := range events {
			if e.Step != "" {
				lines = append(lines, fmt.Sprintf("%s %s %s", e.Person, e.Kind, e.Step))
			}
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return lines
}

func wantCode(t testing.TB, err error, code errs.Code, part string) {
	t.Helper()
	if !errs.Is(err, code) || !strings.Contains(errs.Message(err)+fmt.Sprint(errs.Fields(err)), part) {
		t.Errorf("error = %v (%s), want %s with %q", err, errs.CodeOf(err), code, part)
	}
}

func equal(t testing.TB, want, got []string) {
	t.Helper()
	if !slices.Equal(want, got) {
		t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}
