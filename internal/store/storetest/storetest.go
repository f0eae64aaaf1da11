// Package storetest is the one behaviour suite that the store must pass on every database.
//
// Each rule is a test of its own on a fresh store. The samples fill every field of what they are samples of, and a test
// says so: a field that is added to a domain type and not to the store fails here.
package storetest

import (
	"context"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/errs"
	"cairn/internal/maturity"
	"cairn/internal/store"
)

// Open returns a new, empty, migrated store, closed when the test ends.
type Open func(t *testing.T) *store.Store

// Run runs the suite, each test on a store of its own.
func Run(t *testing.T, open Open) {
	for _, suite := range []map[string]func(*testing.T, *store.Store){
		transactionTests, programmeTests, cycleTests, questionnaireTests, submissionTests, recordTests, journalTests, auditTests,
		judgementTests, modelTests, deliveryTests, homeTests, personTests, askingTests, disputeTests, draftTests,
		targetTests, actionTests, eventTests, projectionTests, feedTests,
		exerciseTests, exerciseEventTests, exerciseBackingTests,
	} {
		for name, test := range suite {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(t, open(t))
			})
		}
	}
}

// noon is the instant around which the samples happen. It has microseconds, which must survive.
var noon = time.Date(2026, 10, 1, 12, 0, 0, 123456000, time.UTC)

func programme(id assess.ProgrammeID) assess.Programme {
	return assess.Programme{
		ID: id, Scope: "Northwind Bank", Model: "cairn/lawlor@1",
		Zone: "Europe/London", Days: []time.Weekday{time.Sunday, time.Monday}, Hours: calendar.Hours{Start: 540, End: 1050}, Country: "gb",
		Holidays: []calendar.DateRange{{First: calendar.Date{Year: 2026, Month: 12, Day: 24}, Last: calendar.Date{Year: 2026, Month: 12, Day: 31}, Name: "Freeze", Yearly: true}},
		People: []assess.WorkingTime{
			{User: "U0OWNER", Country: "de-by", Days: []time.Weekday{time.Friday}, Hours: calendar.Hours{Start: 480, End: 960}}, {User: "U0DATA", Country: "us"},
		},
		Away:    assess.AwayRule{Emoji: []string{":desert_island:"}, Words: []string{"auf Dienstreise “weit weg”"}},
		Channel: "C0LEADERS", Managers: []assess.UserID{"U0MANAGER", "U0SECOND"}, Leaders: []assess.UserID{"U0LEADER"},
		Assignments: []assess.Assignment{{Category: "governance", Owner: "U0OWNER", Deputy: "U0DEPUTY", Risk: assess.RiskHigh}, {Category: "data", Owner: "U0DATA"}},
		Deployments: []string{"self-hosted", "paas"},
		Overlap:     &assess.Overlap{Model: "cairn/before@1", Assignments: []assess.Assignment{{Category: "all", Owner: "U0OWNER", Deputy: "U0DATA"}}},
		Cadence:     calendar.Cadence{Every: calendar.Quarterly, StartMonth: time.April, At: 600}, FullEvery: calendar.Annual, CheckIn: 9,
		Window: 10, Grace: 2, Rehearsals: assess.Rehearsals{Tabletop: 6, Simulation: 24},
		Reminders: []assess.Step{{Kind: assess.HalfTime}, {Kind: assess.BeforeDue, Days: 2}},
		Deputise:  assess.Step{Kind: assess.AfterDue, Days: 1}, Escalate: assess.Step{Kind: assess.AfterDue, Days: 2},
		Revision: 1, UpdatedAt: noon, UpdatedBy: assess.Actor{User: "U0MANAGER", Source: assess.FromCLI},
	}
}

func cycle(id assess.CycleID, p assess.ProgrammeID) assess.Cycle {
	return assess.Cycle{
		ID: id, Programme: p, Scope: "Northwind Bank", Model: "cairn/lawlor@1", ModelHash: "5f1d", Kind: assess.Full, Period: "2026-Q4",
		Deployments: []string{"self-hosted", "paas"}, State: assess.CycleOpen, OpenedAt: noon, OpenedBy: assess.Actor{User: "U0MANAGER", Source: assess.FromSlack},
		DueAt: noon.Add(240 * time.Hour), ClosesAt: noon.Add(288 * time.Hour), Version: 1,
	}
}

func closed(c assess.Cycle) assess.Cycle {
	c.State, c.Reason, c.ClosedAt, c.Version = assess.CycleClosed, assess.ByManager, noon.Add(time.Hour), c.Version+1
	return c
}

func questionnaire(c assess.CycleID, category string) assess.Questionnaire {
	return assess.Questionnaire{
		ID: assess.QuestionnaireID(string(c) + "/" + category), Cycle: c, Category: category,
		Owner: "U0OWNER", Deputy: "U0DEPUTY", State: assess.Waiting, DueAt: noon.Add(240 * time.Hour), Version: 1,
		Items: []string{"G2", "G10"},
	}
}

func submission(q assess.QuestionnaireID, revision int) assess.Submission {
	return assess.Submission{
		Questionnaire: q, Revision: revision, By: "U0OWNER", At: noon.Add(time.Minute), Source: assess.FromSlack,
		Answers: map[string]string{"G1": "3", "G2": "0", "G3": assess.NotApplicable},
		Notes:   map[string]string{"G3": "We host no models – “none” 🪨", "G4": "Asked the vendor."},
		Comment: "Signed off “today” – 100 %\n\\ ' ? :name $1 日本 🪨", Evidence: "https://wiki.example/policy?id=1",
		Since:     map[string]time.Time{"G1": noon.Add(-time.Hour), "G2": noon},
		Wording:   map[string]string{"G1": "5f1d", "G3": "beef"},
		Confirmed: []string{"G1", "G3"},
	}
}

func snapshot(c assess.CycleID, p assess.ProgrammeID) assess.Snapshot {
	mean := maturity.NewRat(7, 3)
	return assess.Snapshot{
		Cycle: c, Programme: p, Scope: "Northwind Bank", Period: "2026-Q4", Model: "cairn/lawlor@1", ModelHash: "5f1d", Kind: assess.Full,
		TakenAt: noon.Add(time.Hour), Asked: 5, Answered: 3, Missing: []string{"workforce", "data"},
		Unsigned:    []string{"governance", "access"},
		Disputed:    []string{"access"},
		Deployments: []string{"paas"}, Substitutions: []assess.Substitution{substitution("p", "G2")},
		Confidence: map[string]string{"governance": assess.ConfidenceLow},
		Result: maturity.Result{
			Model: "cairn/lawlor@1", Hash: "5f1d",
			Categories: []maturity.CategoryScore{
				{ID: "governance", Name: "Governance", Mean: &mean, Level: 3, LevelName: "Defined", AtLeast: 3, AtMost: 3, Answered: 5, Items: 5, Weak: []string{"G2"}},
				{ID: "data", Name: "Data", AtLeast: 1, AtMost: 5, Items: 5, Unanswered: []string{"D1", "D2"}},
			},
			Overall: &maturity.Overall{AtLeast: 1, AtMost: 3, Weakest: []string{"governance"}, Rule: maturity.RuleMinimum},
		},
	}
}

func override(c assess.CycleID, category string, level int) assess.Override {
	return assess.Override{
		Cycle: c, Category: category, Level: level, Computed: 1, Reason: "The audit of “May” found more – 100 %",
		By: assess.Actor{User: "U0MANAGER", Source: assess.FromSlack}, At: noon.Add(2 * time.Hour),
	}
}

func substitution(p assess.ProgrammeID, item string) assess.Substitution {
	return assess.Substitution{
		Programme: p, Model: "cairn/lawlor@1", Item: item, Name: "Our own", Text: "Every “model” has an owner.",
		Reason: "We say the same in other words.", By: assess.Actor{User: "U0MANAGER", Source: assess.FromCLI}, At: noon,
	}
}

// view and update run fn and fail the test when it does.
func view(t *testing.T, s *store.Store, fn func(assess.Tx) error) {
	t.Helper()
	require.NoError(t, s.View(t.Context(), fn))
}

func update(t *testing.T, s *store.Store, fn func(assess.Tx) error) {
	t.Helper()
	require.NoError(t, s.Update(t.Context(), fn))
}

// read returns what one method of a transaction returns.
func read[V any](t *testing.T, s *store.Store, get func(context.Context, assess.Tx) (V, error)) V {
	t.Helper()
	var got V
	view(t, s, func(tx assess.Tx) (err error) {
		got, err = get(t.Context(), tx)
		return err
	})
	return got
}

// opened adds the programme "p" with one open cycle "p-1" that has the questionnaires "p-1/governance" and "p-1/data".
func opened(t *testing.T, s *store.Store) (assess.Cycle, []assess.Questionnaire) {
	t.Helper()
	c := cycle("p-1", "p")
	qs := []assess.Questionnaire{questionnaire(c.ID, "governance"), questionnaire(c.ID, "data")}
	update(t, s, func(tx assess.Tx) error {
		if err := tx.SaveProgramme(t.Context(), programme("p")); err != nil {
			return err
		}
		return tx.AddCycle(t.Context(), c, qs)
	})
	return c, qs
}

func same[V any](t *testing.T, want, got V) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("stored and read back (-want +got):\n%s", diff)
	}
}

// coded asserts that err carries the code and, but for an internal one, a sentence.
func coded(t *testing.T, err error, code errs.Code) {
	t.Helper()
	require.Error(t, err)
	assert.Equal(t, code, errs.CodeOf(err), "%v", err)
	assert.Regexp(t, `^[A-Z].*\.$`, errs.Message(err))
}

// filled asserts that a sample leaves no field of its type empty, but for those named.
func filled(t *testing.T, sample any, but ...string) {
	t.Helper()
	v := reflect.ValueOf(sample)
	for i := range v.NumField() {
		if name := v.Type().Field(i).Name; v.Field(i).IsZero() {
			assert.Contains(t, but, name, "the sample of %s has no %s, so that storing it is not tested", v.Type(), name)
		}
	}
}
