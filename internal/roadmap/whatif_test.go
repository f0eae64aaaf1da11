package roadmap_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"cairn/internal/assess"
	"cairn/internal/assess/assesstest"
	"cairn/internal/errs"
	"cairn/internal/maturity"
	"cairn/internal/roadmap"
	"cairn/internal/store/storetest"
)

const whatIfProgramme = `programme: northwind
scope: Northwind Bank
model: lawlor
time_zone: Europe/London
channel: C0LEADERS
managers: [U0MANAGER]
categories:
  governance:            {owner: U0GOVERN}
  technical-controls:    {owner: U0TECHNICAL}
  monitoring-detection:  {owner: U0MONITOR}
  incident-response:     {owner: U0INCIDENT}
  workforce-culture:     {owner: U0PEOPLE}
cadence: {every: quarterly}
`

// assessed are the use cases on a database with a programme whose items were all answered with the value in January,
// none at all when it is "".
func assessed(t *testing.T, value string) *roadmap.Service {
	t.Helper()
	ctx, db := t.Context(), storetest.Fresh(t)
	now := func() time.Time { return time.Date(2026, time.February, 2, 12, 0, 0, 0, time.UTC) }
	programmes := assess.NewService(assess.Options{Store: db, Processes: assesstest.Deaf{}, Models: maturity.Find, Now: now})
	t.Cleanup(func() { _ = programmes.Wait(context.Background()) })
	p, faults := assess.ParseManifest([]byte(whatIfProgramme), "northwind.yaml", maturity.Find)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	operator := assess.Actor{User: "operator", Source: assess.FromCLI}
	if _, err := programmes.Apply(ctx, operator, p, false); err != nil {
		t.Fatal(err)
	}
	if value != "" {
		past, err := programmes.Past(ctx, "northwind", "2026-01-05", "2026-01-19")
		if err != nil {
			t.Fatal(err)
		}
		past.Answers = maturity.Answers{}
		for _, c := range past.Model.Categories() {
			for _, it := range c.Items {
				past.Answers[it.ID] = maturity.Answer{Value: value}
			}
		}
		if _, err := programmes.ImportCycle(ctx, operator, past); err != nil {
			t.Fatal(err)
		}
	}
	return roadmap.NewService(roadmap.Options{Store: db.Roadmap(), Programmes: programmes, Models: maturity.Find, Now: now})
}

func TestWhatIfShowsTheLevelsBeforeAndAfterAndTheCheapestWay(t *testing.T) {
	t.Parallel()
	s := assessed(t, "2")
	w, err := s.WhatIf(t.Context(), assess.BySlack("U0GOVERN"), "northwind", "g1=4 G2=4 G3=3")
	if err != nil {
		t.Fatal(err)
	}
	before, _ := w.Before.Category("governance")
	after, _ := w.After.Category("governance")
	if len(w.Changes) != 3 || w.Changes[0].From.Value != "2" || before.Level != 3 || after.Level != 4 || w.After.Overall.Level != 3 {
		t.Errorf("%+v: %d to %d, the whole %d", w.Changes, before.Level, after.Level, w.After.Overall.Level)
	}
	if w.Cheapest.From != 3 || w.Cheapest.To != 4 || w.Cheapest.Points.String() != "25" || w.Programme.Scope != "Northwind Bank" || w.Model == nil {
		t.Errorf("the cheapest way is from %d to %d for %s points", w.Cheapest.From, w.Cheapest.To, w.Cheapest.Points)
	}
	again, err := s.WhatIf(t.Context(), assess.BySlack("U0GOVERN"), "northwind", "")
	if err != nil || len(again.Changes) != 0 || again.After.Overall.Level != 3 {
		t.Errorf("a what-if left something behind: %+v, %v", again.After.Overall, err)
	}
}

func TestWhatIfSaysWhatItCannotDo(t *testing.T) {
	t.Parallel()
	some, none := assessed(t, "2"), assessed(t, "")
	for _, tt := range []struct {
		name            string
		s               *roadmap.Service
		by              assess.UserID
		programme, text string
		code            errs.Code
		says            string
	}{
		{"what was not understood", some, "U0MANAGER", "northwind", "G9=3", errs.Invalid, `There is no item "G9"`},
		{"strangers", some, "U0STRANGER", "northwind", "G1=3", errs.Forbidden, "Only people with a part in Northwind Bank"},
		{"no such programme", some, "U0MANAGER", "nowhere", "G1=3", errs.NotFound, `There is no programme "nowhere".`},
		{"nothing answered", none, "U0MANAGER", "northwind", "G1=3", errs.NotFound, "No item of Northwind Bank is answered yet"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := tt.s.WhatIf(t.Context(), assess.BySlack(tt.by), assess.ProgrammeID(tt.programme), tt.text)
			if !errs.Is(err, tt.code) || !strings.Contains(errs.Message(err), tt.says) {
				t.Errorf("%v", err)
			}
		})
	}
}
