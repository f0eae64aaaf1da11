package app_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"go.temporal.io/sdk/client"

	"cairn/internal/app"
	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/clocktest"
	"cairn/internal/config"
	"cairn/internal/errs"
	"cairn/internal/maturity"
	"cairn/internal/target"
	"cairn/internal/workbook"
)

var (
	operator = assess.Actor{User: "operator", Source: assess.FromCLI}
	manager  = assess.BySlack("U0MANAGER")
	owner    = assess.BySlack("U0OWNER")
)

// world is an App on a database of its own, without Temporal, and a clock that the test moves.
type world struct {
	*app.App
	clock *clocktest.Clock
}

func open(t *testing.T) *world {
	t.Helper()
	w := &world{clock: clocktest.At(time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC))}
	a, err := app.New(t.Context(), app.Options{
		Config: config.Config{Database: "sqlite::memory:", TaskQueue: "q"}, Temporal: client.Options{HostPort: "127.0.0.1:1"},
		Now: w.clock.Now, Log: slog.New(slog.DiscardHandler), Migrate: true,
	})
	require.NoError(t, err)
	w.App = a
	t.Cleanup(func() { // what Temporal was not told is left; nobody hears it here
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
		defer cancel()
		_ = a.Stop(ctx)
	})
	m, err := maturity.Find("aismm")
	require.NoError(t, err)
	var file strings.Builder
	file.WriteString("programme: p\nscope: Sample\nmodel: aismm\ntime_zone: UTC\nchannel: C0LEADERS\nmanagers: [U0MANAGER]\ncadence: {every: quarterly}\ndeployment_types: [paas, api-saas]\ncategories:\n")
	for _, c := range m.Categories() {
		fmt.Fprintf(&file, "  %s: {owner: U0OWNER, deputy: U0DEPUTY}\n", c.ID)
	}
	p, faults := assess.ParseManifest([]byte(file.String()), "p.yaml", maturity.Find)
	require.Empty(t, faults)
	_, err = a.Assess.Apply(t.Context(), operator, p, false)
	require.NoError(t, err)
	return w
}

func (w *world) start(t *testing.T, kind assess.CycleKind) assess.Cycle {
	t.Helper()
	c, err := w.Assess.StartCycleOf(t.Context(), manager, "p", kind)
	require.NoError(t, err)
	return c
}

func (w *world) closes(t *testing.T) {
	t.Helper()
	w.clock.Add(time.Hour)
	_, err := w.Assess.CloseCycle(t.Context(), manager, "p")
	require.NoError(t, err)
}

func (w *world) submit(t *testing.T, c assess.Cycle, category string, in assess.SubmitInput) {
	t.Helper()
	in.Questionnaire = assess.QuestionnaireID(string(c.ID) + "/" + category)
	_, err := w.Assess.Submit(t.Context(), owner, in)
	require.NoError(t, err)
}

// gather is the export of a cycle, as its tabs.
func (w *world) gather(t *testing.T, cycle assess.CycleID) (workbook.Assessment, map[string][][]string) {
	t.Helper()
	a, err := w.Assessment(t.Context(), "p", cycle)
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, workbook.Write(&b, a))
	f, err := excelize.OpenReader(&b)
	require.NoError(t, err)
	defer f.Close()
	tabs := map[string][][]string{}
	for _, name := range f.GetSheetList() {
		tabs[name], err = f.GetRows(name)
		require.NoError(t, err)
	}
	return a, tabs
}

// find returns the row of a tab that begins with a text, by its headers.
func find(t *testing.T, rows [][]string, header, first string) map[string]string {
	t.Helper()
	var names []string
	for _, row := range rows {
		switch {
		case len(row) > 0 && row[0] == header:
			names = row
		case len(row) > 0 && row[0] == first && names != nil:
			found := map[string]string{}
			for i, text := range row {
				found[names[i]] = text
			}
			return found
		}
	}
	t.Fatalf("no row %q below %q", first, header)
	return nil
}

func TestAWorkbookShowsWhatACycleFound(t *testing.T) {
	t.Parallel()
	w := open(t)
	c := w.start(t, assess.Full)
	w.submit(t, c, "GOV", assess.SubmitInput{
		Answers:  map[string]string{"GOV-02.1": "1", "GOV-02.2": "0.5", "GOV-02.3": assess.NotApplicable},
		Notes:    map[string]string{"GOV-02.3": "There is one AI use, and it is listed.", "GOV-02.2": "Nobody keeps track."},
		Evidence: "https://wiki.example/policy", Comment: "As agreed.",
	})
	_, err := w.Assess.Substitute(t.Context(), manager, "p", "GOV-03.1", "Own rule", "Every use is in our own register.", "Our register does the same.")
	require.NoError(t, err)
	_, err = w.Assess.Override(t.Context(), manager, c.ID, "GOV", 2, "The gap closes this week.")
	require.NoError(t, err)
	w.closes(t)

	a, tabs := w.gather(t, "")
	assert.Equal(t, string(c.ID), a.Cycle)
	assert.True(t, a.Closed)

	first := find(t, tabs["GOV"], "Control ID", "GOV-02.1")
	assert.Equal(t, "In place", first["Status"])
	assert.Equal(t, "https://wiki.example/policy", first["Evidence given"])
	assert.Equal(t, "U0OWNER", first["Owner"])
	assert.Equal(t, c.Period, first["Answered"])
	assert.Equal(t, "L2 - Repeatable", first["Maturity Level"])
	second := find(t, tabs["GOV"], "Control ID", "GOV-02.2")
	assert.Equal(t, "Partial", second["Status"])
	assert.Equal(t, "Nobody keeps track.", second["Note"])
	assert.Equal(t, "Not applicable", find(t, tabs["GOV"], "Control ID", "GOV-02.3")["Status"])
	replaced := find(t, tabs["GOV"], "Control ID", "GOV-03.1")
	assert.Equal(t, "Unanswered", replaced["Status"])
	assert.Equal(t, "Own rule\nEvery use is in our own register.", replaced["Replaced by"])
	assert.NotEqual(t, "Own rule", replaced["Control Objective Name"], "the model's own words stay")

	gov := find(t, tabs["Summary"], "Category", "Governance")
	assert.Equal(t, "Level 2 Repeatable", gov["Standing"])
	assert.Contains(t, gov["Computed"], "at least Level 1 Initial")
	assert.Contains(t, gov["Set by a manager because"], "The gap closes this week. (U0MANAGER, 2026-04-01)")
	assert.Contains(t, gov["Holds it back"], "GOV-02.2")
	assert.Equal(t, "As agreed.", gov["Comment"])
	own := find(t, tabs["Replaced objectives"], "Replaces", "GOV-03.1")
	assert.Equal(t, "U0MANAGER", own["Approved by"])
	assert.Contains(t, tabs["Summary"], []string{"Deployment types", "PaaS, API/SaaS"})
}

func TestAnObjectiveForATypeThatIsNotInUseIsNotApplicable(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.start(t, assess.Full)
	a, _ := w.gather(t, "")
	assert.False(t, a.Closed, "the open cycle is shown while none has closed")
	excluded := 0
	for _, c := range a.Model.Categories() {
		for _, it := range c.Items {
			if !it.AppliesTo([]string{"paas", "api-saas"}) {
				excluded++
				assert.True(t, a.Items[it.ID].Excluded, it.ID)
			}
		}
	}
	assert.Positive(t, excluded)
}

func TestACheckInShowsWhatItCarriedForwardWithItsPeriod(t *testing.T) {
	t.Parallel()
	w := open(t)
	full := w.start(t, assess.Full)
	w.submit(t, full, "GOV", assess.SubmitInput{Answers: map[string]string{"GOV-02.1": "1", "GOV-02.2": "0", "GOV-02.3": "1"}})
	w.closes(t)
	w.clock.Set(w.clock.Now().AddDate(0, 3, 0))
	check := w.start(t, assess.CheckIn)
	require.Equal(t, assess.CheckIn, check.Kind)
	w.submit(t, check, "GOV", assess.SubmitInput{Answers: map[string]string{"GOV-02.2": "1"}})
	w.closes(t)

	a, _ := w.gather(t, "")
	assert.Equal(t, string(check.ID), a.Cycle)
	assert.Equal(t, "1", a.Items["GOV-02.2"].Value)
	assert.Equal(t, check.Period, a.Items["GOV-02.2"].Answered)
	assert.Equal(t, "1", a.Items["GOV-02.1"].Value)
	assert.Equal(t, full.Period, a.Items["GOV-02.1"].Answered)

	before, _ := w.gather(t, full.ID)
	assert.Equal(t, "0", before.Items["GOV-02.2"].Value, "an earlier cycle shows what it found")
}

func TestAnAnswerFromBeforeAnObjectiveWasReplacedIsNotCarriedForward(t *testing.T) {
	t.Parallel()
	w := open(t)
	full := w.start(t, assess.Full)
	w.submit(t, full, "GOV", assess.SubmitInput{Answers: map[string]string{"GOV-02.1": "1", "GOV-02.2": "0", "GOV-02.3": "1"}})
	w.closes(t)
	w.clock.Set(w.clock.Now().AddDate(0, 3, 0))
	_, err := w.Assess.Substitute(t.Context(), manager, "p", "GOV-02.1", "Own rule", "Every use is in our own register.", "Our register does the same.")
	require.NoError(t, err)
	w.start(t, assess.CheckIn)
	w.closes(t)
	a, _ := w.gather(t, "")
	assert.Empty(t, a.Items["GOV-02.1"].Value)
	assert.Equal(t, "1", a.Items["GOV-02.3"].Value)
	before, _ := w.gather(t, full.ID)
	assert.Equal(t, "1", before.Items["GOV-02.1"].Value)
	assert.Empty(t, before.Substitutes, "it was replaced after that cycle")
}

func TestAQuickCycleShowsTheLevelsThatWerePicked(t *testing.T) {
	t.Parallel()
	w := open(t)
	c := w.start(t, assess.Quick)
	w.submit(t, c, "GOV", assess.SubmitInput{
		Answers: map[string]string{assess.ItemLevel: "3", assess.ItemConfidence: assess.ConfidenceLow}, Notes: map[string]string{assess.ItemLevel: "Nearly."},
	})
	w.closes(t)
	_, tabs := w.gather(t, "")
	gov := find(t, tabs["Summary"], "Category", "Governance")
	assert.Equal(t, "Level 3 Defined", gov["Standing"])
	assert.Equal(t, "low", gov["Confidence"])
	assert.Equal(t, "Nearly.", gov["Comment"])
}

func TestAProgrammeWithoutCyclesHasAWorkbookOfItsModel(t *testing.T) {
	t.Parallel()
	w := open(t)
	a, tabs := w.gather(t, "")
	assert.Empty(t, a.Cycle)
	assert.Equal(t, "not assessed", find(t, tabs["Summary"], "Category", "Governance")["Standing"])
	_, err := w.Assessment(t.Context(), "p", "p-1999-q1")
	assert.Equal(t, errs.NotFound, errs.CodeOf(err))
	_, err = w.Assessment(t.Context(), "nobody", "")
	assert.Equal(t, errs.NotFound, errs.CodeOf(err))
}

func TestAWorkbookNamesTheTargetsOfTodayAndThatOfACycleThoseOfItsClose(t *testing.T) {
	t.Parallel()
	w := open(t)
	c := w.start(t, assess.Full)
	terms := target.Terms{Category: "GOV", Level: 3, Due: calendar.Date{Year: 2027, Month: time.March, Day: 31}, Reason: "Customers ask for proof of it."}
	_, err := w.Target.Set(t.Context(), manager, "p", terms, "")
	require.NoError(t, err)
	w.closes(t)
	w.clock.Add(time.Hour)
	terms.Level, terms.Due = 4, terms.Due.AddDays(365)
	_, err = w.Target.Set(t.Context(), manager, "p", terms, "")
	require.NoError(t, err)
	require.NoError(t, w.Target.SetState(t.Context(), manager, "p/T1", target.AtRisk, "The budget is not granted yet."))

	a, tabs := w.gather(t, "")
	want := "Level 3 by 2027-03-31 (at risk); Level 4 by 2028-03-30 (on track)"
	assert.Equal(t, want, a.Categories["GOV"].Target)
	assert.Equal(t, want, find(t, tabs["Summary"], "Category", "Governance")["Target"])
	assert.Empty(t, a.Categories["ORG"].Target)
	a, _ = w.gather(t, c.ID)
	assert.Equal(t, "Level 3 by 2027-03-31 (on track)", a.Categories["GOV"].Target)
}
