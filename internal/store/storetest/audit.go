package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/store"
)

// recorded puts a record or more into every ledger of the programme p, and one into another's.
func recorded(t *testing.T, s *store.Store) {
	t.Helper()
	followable(t, s)
	answers := submission("p-1/governance", 1)
	answers.At, answers.Comment = noon, "Half of it."
	later := entry("p", "cycle.closed")
	later.At = noon.Add(time.Hour)
	update(t, s, func(tx assess.Tx) error {
		for _, e := range []assess.Entry{entry("p", "cycle.opened"), entry("q", "cycle.opened"), later} {
			if err := tx.AddEntry(t.Context(), e); err != nil {
				return err
			}
		}
		return tx.AddSubmission(t.Context(), answers)
	})
	addEvents(t, s, followed("p/T1"), followed("p/A1"))
	addExercises(t, s, anExercise("p/E1"))
	addHappened(t, s, happened("p/E1"))
}

// audited are the records of p, a line each.
func audited(t *testing.T, s *store.Store, since time.Time) (lines []string) {
	t.Helper()
	records, err := s.Audit(t.Context(), "p", since)
	require.NoError(t, err)
	for _, r := range records {
		assert.False(t, r.At.IsZero())
		lines = append(lines, fmt.Sprintf("%s %s %s %s %s %s %s", r.Ledger, r.By.User, r.By.Source, r.What, r.Subject, r.Person, r.Step))
	}
	return lines
}

var auditTests = map[string]func(*testing.T, *store.Store){
	"all ledgers of a programme are read together, the oldest record first": func(t *testing.T, s *store.Store) {
		recorded(t, s)
		assert.Equal(t, []string{
			"answers U0OWNER slack submitted p-1/governance  ",
			"answers U0OWNER slack confirmed p-1/governance  G1",
			"answers U0OWNER slack answered p-1/governance  G2",
			"answers U0OWNER slack confirmed p-1/governance  G3",
			"answers U0OWNER slack noted p-1/governance  G3",
			"answers U0OWNER slack noted p-1/governance  G4",
			"exercises U0LEAD slack told p/E1 U0PLAYER invite#2",
			"journal U0MANAGER slack cycle.opened p-1  ",
			"targets U0MANAGER slack followed up p/A1 U0OWNER half",
			"targets U0MANAGER slack followed up p/T1 U0OWNER half",
			"journal U0MANAGER slack cycle.closed p-1  ",
		}, audited(t, s, time.Time{}))
		assert.Equal(t, []string{"journal U0MANAGER slack cycle.closed p-1  "}, audited(t, s, noon.Add(time.Minute)))
	},
	"a record says all that is stored": func(t *testing.T, s *store.Store) {
		recorded(t, s)
		records, err := s.Audit(t.Context(), "p", time.Time{})
		require.NoError(t, err)
		require.Len(t, records, 11)
		assert.JSONEq(t, `{"comment":"Half of it.","evidence":"https://wiki.example/policy?id=1"}`, string(records[0].Detail))
		assert.JSONEq(t, `{"value":"3"}`, string(records[1].Detail))
		assert.JSONEq(t, `{"note":"Asked the vendor."}`, string(records[5].Detail))
		assert.Contains(t, string(records[6].Detail), "It was the room.")
		assert.JSONEq(t, `{"period":"2026-Q4","why":"\"quoted\""}`, string(records[7].Detail))
		target := string(records[9].Detail)
		for _, said := range []string{`"2027-12-01"`, `"2028-02-29"`, `"off track"`, `"low"`, `"p-1"`, "https://wiki.example/owners?id=1", "“Until” the audit – 100 %"} {
			assert.Contains(t, target, said)
		}
	},
	"a submission without answers is among the records": func(t *testing.T, s *store.Store) {
		followable(t, s)
		sub := submission("p-1/governance", 1)
		sub.Answers, sub.Notes, sub.Since, sub.Wording, sub.Confirmed = nil, nil, nil, nil, nil
		update(t, s, func(tx assess.Tx) error { return tx.AddSubmission(t.Context(), sub) })
		assert.Equal(t, []string{"answers U0OWNER slack submitted p-1/governance  "}, audited(t, s, time.Time{}))
	},
}
