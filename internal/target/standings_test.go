package target_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/maturity"
	"cairn/internal/target"
)

func (b *bench) atClose(c assess.CycleID) target.Standings {
	b.t.Helper()
	st, err := b.StandingsAtClose(b.t.Context(), c)
	require.NoError(b.t, err)
	return st
}

func ids(views []target.View) []string {
	var all []string
	for _, v := range views {
		all = append(all, v.ID.Number())
	}
	return all
}

func TestHowTargetsStoodAtACloseStaysTheSame(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.assessed(south, upTo(1, ""))
	reached, closed, slips, missed := b.set(south, "MON", 2, "2027-06-30"), b.set(south, "GOV", 3, "2028-06-30"), b.set(south, "IR", 2, "2027-09-30"), b.set(south, "APP", 2, "2026-12-31")
	late := b.action(south, "Write the runbook", "2026-12-15")
	done := b.action(south, "Name an owner", "2027-02-26")
	require.NoError(t, b.FinishAction(t.Context(), assess.BySlack(boss), done, "https://wiki.example.org/draft", ""))
	require.NoError(t, b.ReopenAction(t.Context(), assess.BySlack(boss), done, "It was only a draft."))
	require.NoError(t, b.SetState(t.Context(), assess.BySlack(boss), slips.ID, target.AtRisk, "The budget is not granted yet."))
	b.moveTo("2027-01-05 10:00")
	c := b.assessed(south, func(item *maturity.Item) string {
		if item.Category().ID == "MON" {
			return upTo(2, "")(item)
		}
		return upTo(1, "")(item)
	})

	before := b.atClose(c)
	assert.Equal(t, []string{reached.ID.Number()}, ids(before.Reached), "its review is still to come")
	assert.Equal(t, []string{missed.ID.Number(), slips.ID.Number(), closed.ID.Number()}, ids(before.Open))
	assert.Equal(t, []string{missed.ID.Number()}, ids(before.In(target.Missed)))
	assert.Equal(t, []string{slips.ID.Number()}, ids(before.In(target.AtRisk, target.OffTrack)))
	require.Len(t, before.Overdue(), 1)
	assert.Equal(t, late, before.Overdue()[0].ID)
	assert.Len(t, before.Actions, 2)

	b.moveTo("2027-01-06 10:00")
	_, err := b.ReviewProgramme(t.Context(), south, b.clock.Now())
	require.NoError(t, err)
	require.NoError(t, b.Close(t.Context(), assess.BySlack(boss), closed.ID, "Nobody needs it any more."))
	to := slips.Terms
	to.Due, to.Level = day(t, "2028-03-31"), 3
	v := b.view(slips.ID)
	err = b.Change(t.Context(), assess.BySlack(boss), slips.ID, v.Edition, to, "The supplier is late with it.", "")
	require.NoError(t, err)
	require.NoError(t, b.FinishAction(t.Context(), assess.BySlack(boss), done, "https://wiki.example.org/owner", ""))
	b.set(south, "DAT", 2, "2027-12-31")
	b.action(south, "Train the team", "2027-12-15")
	open := b.opened(south)

	after := b.atClose(c)
	assert.Equal(t, ids(before.Reached), ids(after.Reached))
	assert.Equal(t, c, after.Reached[0].Cycle)
	assert.Equal(t, ids(before.Open), ids(after.Open))
	for i, v := range after.Open {
		assert.Equal(t, before.Open[i].Standing(), v.Standing(), v.ID)
		assert.Equal(t, before.Open[i].Terms, v.Terms)
		assert.Equal(t, before.Open[i].Signs, v.Signs)
		assert.Equal(t, before.Open[i].DueAt, v.DueAt)
	}
	require.Len(t, after.Actions, 2)
	assert.Equal(t, target.Doing, after.Actions[1].Status, "it was done later")
	assert.Equal(t, before.Actions[1].Action.Status, after.Actions[1].Status)
	assert.Empty(t, after.Actions[1].Evidence, "what showed it was taken back")

	b.moveTo("2027-04-06 10:00")
	_, err = b.assess.CloseCycle(t.Context(), operator, south)
	require.NoError(t, err)
	next := b.atClose(open.ID)
	assert.Empty(t, next.Reached, "it was reached by the cycle before")
	assert.Equal(t, []string{missed.ID.Number(), "T5", slips.ID.Number()}, ids(next.Open))
	assert.Equal(t, 3, next.Open[2].Level)
}

func TestAProgrammeWithoutTargetsHasNoStandings(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.assessed(south, upTo(1, ""))
	assert.True(t, b.atClose(c).Empty())
	_, err := b.StandingsAtClose(t.Context(), "south-2031-q1")
	assert.True(t, errs.Is(err, errs.NotFound), err)
}

func (b *bench) action(p assess.ProgrammeID, title, due string) target.ActionID {
	b.t.Helper()
	a, err := b.AddAction(b.t.Context(), assess.BySlack(boss), target.Action{
		Programme: p, Kind: target.Own, Work: target.Work{Title: title, Owner: mon, Due: day(b.t, due)},
	})
	require.NoError(b.t, err)
	b.clock.Add(time.Minute)
	return a.ID
}
