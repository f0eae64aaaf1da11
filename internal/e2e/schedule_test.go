package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.temporal.io/sdk/client"

	"cairn/internal/assess"
	"cairn/internal/demo"
	"cairn/internal/maturity"
	"cairn/workflows"
)

// Temporal's own schedule must fire on the first working day of each quarter at 09:00 local time: in winter and summer
// time, on both sides of the Atlantic, after a holiday and after a weekend.
func TestAProgrammeOpensOnTheFirstWorkingDayOfEachQuarterInItsOwnTime(t *testing.T) {
	t.Parallel()
	w, err := demo.Open(t.Context(), demo.Options{Start: began})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	c, err := client.Dial(w.Server.ClientOptions())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()

	tests := []struct {
		id, zone, country, cadence string
		want                       []string
	}{
		{"london", "Europe/London", "gb", "quarterly", []string{
			"Fri 2032-01-02 09:00 GMT", "Thu 2032-04-01 09:00 BST", "Thu 2032-07-01 09:00 BST", "Fri 2032-10-01 09:00 BST", "Tue 2033-01-04 09:00 GMT",
		}},
		{"new-york", "America/New_York", "us", "quarterly", []string{
			"Wed 2031-10-01 09:00 EDT", "Fri 2032-01-02 09:00 EST", "Thu 2032-04-01 09:00 EDT", "Thu 2032-07-01 09:00 EDT", "Fri 2032-10-01 09:00 EDT",
		}},
		{"sydney", "Australia/Sydney", "au-nsw", "annual, start_month: april", []string{
			"Thu 2032-04-01 09:00 AEDT", "Fri 2033-04-01 09:00 AEDT", "Mon 2034-04-03 09:00 AEST",
		}},
	}
	for _, tt := range tests {
		file := strings.NewReplacer("northwind\n", tt.id+"\n", "Europe/London", tt.zone, "gb", tt.country, "quarterly", tt.cadence).Replace(northwind)
		p, faults := assess.ParseManifest([]byte(file), tt.id, maturity.Find)
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		if _, err := w.App.Assess.Apply(t.Context(), assess.Actor{Source: assess.FromCLI}, p, false); err != nil {
			t.Fatal(err)
		}
		if err := w.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		schedule, err := c.ScheduleClient().GetHandle(t.Context(), workflows.ProgrammeScheduleID(p.ID)).Describe(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		zone, err := time.LoadLocation(tt.zone)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, at := range schedule.Info.NextActionTimes {
			if at.After(began) && len(got) < len(tt.want) {
				got = append(got, at.In(zone).Format("Mon 2006-01-02 15:04 MST"))
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", tt.id, diff)
		}
	}
}

const northwind = `programme: northwind
scope: Northwind Bank
model: lawlor
time_zone: Europe/London
holidays: {country: gb}
channel: C0LEADERS
managers: [U0MARA]
categories:
  governance: {owner: U0GWEN, deputy: U0DEVI}
  technical-controls: {owner: U0TOMAS}
  monitoring-detection: {owner: U0MINA}
  incident-response: {owner: U0IVOR, deputy: U0DEVI}
  workforce-culture: {owner: U0WREN}
cadence: {every: quarterly}
`
