package target_test

import (
	"context"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/assess/assesstest"
	"cairn/internal/calendar"
	"cairn/internal/store/storetest"
)

// hearing is the processes' side that keeps which targets and actions were to be looked at.
type hearing struct {
	assesstest.Deaf
	mu      sync.Mutex
	follows []string
}

func (h *hearing) Follow(_ context.Context, subject string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.follows = append(h.follows, subject)
	return nil
}

// heard returns what was heard since it was called last, in order.
func (h *hearing) heard() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := h.follows
	h.follows = nil
	slices.Sort(all)
	return all
}

func TestProcessesLookAgainWhenTheirProgrammeFollowsUpOtherwise(t *testing.T) {
	t.Parallel()
	processes := &hearing{}
	b := deskOn(t, storetest.Fresh(t), processes)
	change := func(with func(p *assess.Programme)) []string {
		t.Helper()
		var p assess.Programme
		require.NoError(t, b.db.View(t.Context(), func(tx assess.Tx) (err error) { p, err = tx.Programme(t.Context(), north); return err }))
		with(&p)
		processes.heard()
		_, err := b.assess.Apply(t.Context(), operator, p, false)
		require.NoError(t, err)
		require.NoError(t, b.assess.Wait(t.Context()))
		return processes.heard()
	}
	b.set(boss, gov, 3, "2027-06-30")
	b.give(boss, gov, "2026-12-18")
	require.NoError(t, b.assess.Wait(t.Context()))
	require.Equal(t, []string{"north/A1", "north/T1"}, processes.heard())

	assert.Equal(t, []string{"north/A1", "north/T1"}, change(func(p *assess.Programme) {
		p.Holidays = []calendar.DateRange{{First: day(t, "2027-06-28"), Last: day(t, "2027-07-02"), Name: "Summer break"}}
	}), "its day moves with the holidays")
	assert.Equal(t, []string{"north/A1", "north/T1"}, change(func(p *assess.Programme) { p.Managers = []assess.UserID{boss} }), "somebody else hears of it")
	assert.Empty(t, change(func(p *assess.Programme) { p.Scope = "The North" }), "nothing of it changed")
}
