package exercise_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"cairn/internal/assess"
	"cairn/internal/exercise"
	"cairn/internal/target"
)

func TestAReportsFingerprintIsThatOfWhatWasSigned(t *testing.T) {
	t.Parallel()
	r := exercise.Report{
		ID: "north/E1", Name: "Night Ferry", Summary: "It went well.", Draft: true, Timeline: []exercise.Moment{{Kind: exercise.WasStarted}},
		Plan: []exercise.Correction{{Finding: "F1", Work: target.Work{Title: "Write it down", Owner: "U1"}}},
	}
	signed := r.Fingerprint()
	assert.Len(t, signed, 64)

	later := r
	later.Plan = []exercise.Correction{r.Plan[0]}
	later.Plan[0].Action, later.Plan[0].Status = "north/A3", target.Done
	later.Draft, later.SignedBy, later.SignedAt, later.Seal = false, "U1", time.Now(), signed
	later.Scope, later.Zone, later.Names = "The North", "Europe/Berlin", map[assess.UserID]string{"U1": "Gus"}
	assert.Equal(t, signed, later.Fingerprint(), "what became of it since changes nothing")
	assert.Equal(t, target.Done, later.Plan[0].Status, "and it is not touched")

	for name, change := range map[string]func(*exercise.Report){
		"a word of the summary": func(r *exercise.Report) { r.Summary = "It went badly." },
		"a moment":              func(r *exercise.Report) { r.Timeline = nil },
		"an owner":              func(r *exercise.Report) { r.Plan = []exercise.Correction{{Finding: "F1"}} },
	} {
		other := r
		change(&other)
		assert.NotEqual(t, signed, other.Fingerprint(), name)
	}
}
