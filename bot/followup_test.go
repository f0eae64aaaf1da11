package bot_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/slacksim"
	"cairn/internal/target"
)

// followedUp moves to when a target or action is next to be followed up, and sends the message.
func (w *world) followedUp(s target.Subject) target.FollowUp {
	w.Helper()
	for range 5 {
		due, err := w.targets.Due(w.Context(), s, w.Now())
		require.NoError(w, err)
		require.False(w, due.Done)
		if due.At.After(w.Now()) {
			w.moveTo(due.At)
			continue
		}
		require.Equal(w, target.DoFollowUp, due.Deed)
		f, ok, err := w.targets.FollowUp(w.Context(), s, due.Person, due.Step, w.Now())
		require.NoError(w, err)
		require.True(w, ok)
		require.NoError(w, w.messenger.FollowUp(w.Context(), f))
		return f
	}
	w.Fatal("nothing falls due")
	return target.FollowUp{}
}

// latest is what the person's newest message says.
func (w *world) latest(user string) slacksim.Message {
	w.Helper()
	all := w.dm(user)
	require.NotEmpty(w, all)
	return all[len(all)-1]
}

func TestAFollowUpIsAnsweredAndThenSaysWithWhat(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(1)
	id := w.aimed()
	f := w.followedUp(id.Subject())
	m := w.latest(gus)
	assert.Contains(t, m.Text, "How does T1 stand? T1: Governance to Level 3. You are accountable for it.")

	require.NoError(t, w.messenger.FollowUp(t.Context(), f), "a process that repeats itself")
	require.Len(t, w.dm(gus), 1)

	view := w.press(gus, m, blocks.ActionTargetCheckIn).View
	w.submit(gus, view, map[string]string{blocks.BlockExpected: "2027-09-15", blocks.BlockConfidence: assess.ConfidenceHigh})
	w.await(func() bool { return strings.Contains(w.latest(gus).Text, "expects it on 15 Sep 2027, confidence high") })
	assert.NotContains(t, string(w.latest(gus).Blocks), blocks.ActionTargetCheckIn, "what was answered has no button any more")
	require.Len(t, w.dm(gus), 1, "in its place")
}

func TestFollowUpsOfADayAreOneMessageAndEachIsSettledByItself(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(1)
	first := w.aimed()
	second, err := w.targets.Set(t.Context(), assess.BySlack(mara), northwind, target.Terms{
		Category: "incident-response", Level: 3, Due: calendar.Date{Year: 2027, Month: time.June, Day: 30}, Owner: gus, Reason: aim,
	}, "")
	require.NoError(t, err)
	task, err := w.targets.AddAction(t.Context(), assess.BySlack(mara), target.Action{
		Programme: northwind, Kind: target.Own, Category: "governance",
		Work: target.Work{Title: "List what is in use", Owner: gus, Due: calendar.Date{Year: 2026, Month: time.December, Day: 1}},
	})
	require.NoError(t, err)

	w.followedUp(second.ID.Subject())
	require.Len(t, w.dm(gus), 1)
	said1 := said(w.latest(gus).Blocks)
	for _, name := range []string{"T1: Governance", "T2: Incident Response", "A1: List what is in use"} {
		assert.Contains(t, said1, name)
	}
	require.NoError(t, w.targets.FinishAction(t.Context(), assess.BySlack(gus), task.ID, "https://wiki.example.org/register", ""))
	require.NoError(t, w.messenger.RefreshFollowUps(t.Context(), task.ID.Subject()))
	assert.Contains(t, w.latest(gus).Text, "Done: <@U0GUS>")

	require.NoError(t, w.targets.Close(t.Context(), assess.BySlack(mara), first, "The board wants something else first."))
	require.NoError(t, w.messenger.RefreshFollowUps(t.Context(), first.Subject()))
	assert.Contains(t, w.latest(gus).Text, "Closed by <@U0MARA>")
	assert.Contains(t, string(w.latest(gus).Blocks), `"value":"northwind/T2"`, "the other still waits")
	require.Len(t, w.dm(gus), 1)
}

func TestAMissedTargetGetsANewDayFromItsMessage(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(1)
	id := w.aimed()
	w.moveTo(time.Date(2027, time.September, 30, 17, 0, 0, 0, time.UTC)) // after work
	require.NoError(t, w.targets.Review(t.Context(), id, w.Now()))
	for f := w.followedUp(id.Subject()); f.To.ID != gus; {
		f = w.followedUp(id.Subject())
	}
	m := w.latest(gus)
	assert.Contains(t, m.Text, "T1 is past its day")
	view := w.press(gus, m, blocks.ActionTargetChange).View
	w.submit(gus, view, map[string]string{blocks.BlockDue: "2028-01-31", blocks.BlockWhy: "The tool came a quarter late."})
	w.await(func() bool { return strings.Contains(w.latest(gus).Text, "due 31 Jan 2028 now") })
	assert.Len(t, w.goal(id).Slips, 1)
}

func TestFreeTextUnderAFollowUpChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(1)
	id := w.aimed()
	w.followedUp(id.Subject())
	before := w.latest(gus).Text
	_, err := w.sim.SendDM(t.Context(), gus, "end of September, sure")
	require.NoError(t, err)
	w.await(func() bool { return strings.Contains(w.latest(gus).Text, "cannot read free text") })
	assert.Equal(t, before, w.dm(gus)[0].Text)
	assert.Empty(t, w.goal(id).CheckIns)
}

func TestAFollowUpThatNothingIsLeftOfIsNotPosted(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(1)
	id := w.aimed()
	require.NoError(t, w.messenger.RefreshFollowUps(t.Context(), id.Subject()), "nothing was sent yet")
	assert.Empty(t, w.dm(gus))
}
