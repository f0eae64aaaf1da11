package bot_test

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/exercise"
	"cairn/internal/slacksim"
)

const (
	rooms    = "C0EXERCISE"
	scenario = "rag-indirect-injection@1.0"
	second   = exercise.ID("northwind/E1")
)

// tenth is when exercises are planned to begin: on Tuesday, 13 October 2026, at ten in London.
var tenth = time.Date(2026, 10, 13, 9, 0, 0, 0, time.UTC)

// room has the channel of exercises, in which everybody is but Otto.
func (w *world) room() *world {
	w.Helper()
	w.sim.AddChannel(slacksim.Channel{ID: rooms, Name: "exercise", Members: []string{mara, gus, dee, tom, w.sim.Options().BotUserID}})
	return w
}

// draft is a tabletop: Mara facilitates, Dee writes, Gus and Tom play, Otto observes.
func draft() exercise.Draft {
	return exercise.Draft{Kind: exercise.Tabletop, Scenario: scenario, Plan: exercise.Plan{
		Objectives: []string{"recognise", "money"}, Start: tenth, Length: 90 * time.Minute, Facilitator: mara, Scribe: dee, Observers: []assess.UserID{otto},
		Players: []exercise.Seat{{User: gus, Role: "incident-lead"}, {User: tom, Role: "owner"}}, Channel: rooms,
	}}
}

// planned plans that exercise.
func (w *world) planned() exercise.ID {
	w.Helper()
	e, err := w.exercises.Plan(w.Context(), assess.BySlack(mara), northwind, draft())
	require.NoError(w, err)
	return e.ID
}

// invited plans that exercise and invites its people: who is asked for answers on the first day the day after.
func (w *world) invited() exercise.ID {
	w.Helper()
	id := w.planned()
	w.staged(id, opening.Add(28*time.Hour))
	return id
}

// view is an exercise as somebody sees it.
func (w *world) view(user string, id exercise.ID) exercise.View {
	w.Helper()
	v, err := w.exercises.View(w.Context(), assess.BySlack(assess.UserID(user)), id)
	require.NoError(w, err)
	return v
}

// staged takes all that is due of an exercise until an instant, in its order, as its process would.
func (w *world) staged(id exercise.ID, until time.Time) {
	w.Helper()
	for range 200 {
		due, err := w.exercises.Due(w.Context(), id.Subject(), w.Now())
		require.NoError(w, err)
		if due.Deed == "" || due.At.After(until) {
			w.moveTo(until)
			return
		}
		if due.At.After(w.Now()) {
			w.moveTo(due.At)
		}
		require.Equal(w, exercise.DoTell, due.Deed, "%+v", due)
		n, ok, err := w.exercises.Tell(w.Context(), id.Subject(), due.Person, due.Step, w.Now())
		require.NoError(w, err)
		require.True(w, ok, "%+v", due)
		require.NoError(w, w.messenger.Notify(w.Context(), n))
		require.NoError(w, w.messenger.Notify(w.Context(), n), "said again it changes nothing")
	}
	w.Fatal("there is no end of it")
}

// pick chooses in the form of a plan, which shows it anew.
func (w *world) pick(user string, form *slacksim.View, value string) *slacksim.View {
	w.Helper()
	action := blocks.ActionExercisePick
	if value != scenario {
		action = blocks.ActionExerciseKind
	}
	_, err := w.sim.ClickView(w.Context(), user, form.ID, action, value)
	require.NoError(w, err)
	return w.top(user)
}

// plansUpTo opens the form of a plan and fills it in up to a page.
func (w *world) plansUpTo(page string) *slacksim.View {
	w.Helper()
	form := w.say(mara, "/cairn exercise plan")
	form = w.pick(mara, form, "tabletop")
	form = w.pick(mara, form, scenario)
	if page == blocks.ExerciseWhat {
		return form
	}
	w.submit(mara, form, nil)
	if page == blocks.ExerciseWhen {
		return w.top(mara)
	}
	w.submit(mara, w.top(mara), map[string]string{exercise.FieldStart: unix(tenth), exercise.FieldLength: "75", exercise.FieldObjectives: "recognise,money", exercise.FieldChannel: rooms})
	if page == blocks.ExerciseWho {
		return w.top(mara)
	}
	seen := w.submit(mara, w.top(mara), map[string]string{
		exercise.FieldScribe: dee, blocks.RoleField("incident-lead"): gus, blocks.RoleField("owner"): tom, exercise.FieldObservers: otto,
	})
	require.Empty(w, seen.Errors)
	return w.top(mara)
}

func unix(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }

func TestAnExerciseIsPlannedPageByPageAndNobodyIsInvitedBefore(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().room()
	form := w.say(mara, "/cairn exercise plan")
	assert.Contains(t, said(form.Blocks), "The titles below tell the plot.")
	assert.NotContains(t, said(form.Blocks), "hides instructions", "the plot of none is told before it is chosen")
	form = w.pick(mara, form, scenario)
	assert.Contains(t, said(form.Blocks), "hides instructions")
	assert.NotContains(t, said(form.Blocks), "As a simulation it needs")
	form = w.pick(mara, form, "simulation")
	assert.Contains(t, said(form.Blocks), "As a simulation it needs")
	w.pick(mara, form, "tabletop")

	form = w.plansUpTo(blocks.ExerciseReview)
	shown := said(form.Blocks)
	for _, want := range []string{"Silver Birch", "75 minutes", "Security analyst", "5 people are invited"} {
		assert.Contains(t, shown, want)
	}
	assert.NotContains(t, shown, "Remove the cause", "it was left out")
	assert.Empty(t, w.dm(gus))

	w.submit(mara, form, nil)
	assert.Contains(t, said(w.top(mara).Blocks), "*E1 · Silver Birch* is planned")
	v := w.view(mara, second)
	assert.Equal(t, exercise.Plan{
		Objectives: []string{"recognise", "money"}, Start: tenth, Length: 75 * time.Minute, Facilitator: mara, Scribe: dee, Observers: []assess.UserID{otto},
		Players: draft().Players, Channel: rooms,
	}, v.Plan)
	assert.Equal(t, exercise.Tabletop, v.Kind)
}

func TestFaultsOfAPlanStandAtTheirFieldsAndNothingTypedIsLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().room()
	form := w.plansUpTo(blocks.ExerciseWhen)
	seen := w.submit(mara, form, map[string]string{exercise.FieldStart: unix(w.Now().Add(-time.Hour)), exercise.FieldChannel: rooms})
	assert.Contains(t, seen.Errors[exercise.FieldStart], "This is past")
	seen = w.submit(mara, form, map[string]string{exercise.FieldStart: unix(tenth), exercise.FieldChannel: rooms, exercise.FieldLength: "480"})
	require.Empty(t, seen.Errors)
	form = w.top(mara)
	seen = w.submit(mara, form, map[string]string{blocks.RoleField("incident-lead"): mara + "," + gus, exercise.FieldFacilitator: tom})
	assert.Contains(t, seen.Errors[blocks.RoleField("incident-lead")], "knows the plot")
	assert.NotContains(t, seen.Errors[blocks.RoleField("incident-lead")], "<@", "Slack shows no mentions there")
	seen = w.submit(mara, form, map[string]string{blocks.RoleField("incident-lead"): gus, exercise.FieldFacilitator: mara, exercise.FieldObservers: gus})
	assert.Contains(t, seen.Errors[exercise.FieldObservers], "Nobody has two parts")
	require.Empty(t, w.submit(mara, form, map[string]string{exercise.FieldObservers: otto}).Errors)

	_, err := w.sim.ClickView(t.Context(), mara, w.top(mara).ID, blocks.ActionExerciseBack, "")
	require.NoError(t, err)
	who := string(w.top(mara).Blocks)
	assert.Contains(t, who, otto)
	assert.Contains(t, who, gus)
	_, err = w.sim.ClickView(t.Context(), mara, w.top(mara).ID, blocks.ActionExerciseBack, "")
	require.NoError(t, err)
	when := string(w.top(mara).Blocks)
	assert.Contains(t, when, unix(tenth))
	assert.Contains(t, when, `"480"`)
}

func TestWhatOthersChangedMeanwhileIsMendedOnItsPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().room()
	form := w.plansUpTo(blocks.ExerciseReview)
	w.moveTo(tenth) // the form was left open too long
	w.submit(mara, form, nil)
	again := w.top(mara)
	assert.Contains(t, said(again.Blocks), "Choose a start that is at least an hour ahead")
	assert.Contains(t, string(again.Blocks), exercise.FieldStart)
	_, err := w.exercises.View(t.Context(), assess.BySlack(mara), second)
	require.Error(t, err, "nothing was planned")
}

func TestAManagerFindsTheExercisesFromTheHomeTab(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().room()
	w.planned()
	home := w.openHome(mara)
	seen, err := w.sim.ClickView(t.Context(), mara, home.ID, blocks.ActionExercises, "")
	require.NoError(t, err)
	require.NotNil(t, seen.View)
	assert.Contains(t, said(seen.View.Blocks), "E1 · Silver Birch")
	seen, err = w.sim.ClickView(t.Context(), mara, seen.View.ID, blocks.ActionExercise, "")
	require.NoError(t, err)
	below := seen.View.ID
	seen, err = w.sim.ClickView(t.Context(), mara, below, blocks.ActionExerciseCancel, "")
	require.NoError(t, err)
	require.Empty(t, w.submit(mara, seen.View, map[string]string{exercise.FieldWhy: "The auditors come that day."}).Errors)
	w.await(func() bool { // the view below shows it as well
		for _, view := range w.sim.Views(mara) {
			if view.ID == below {
				return strings.Contains(said(view.Blocks), "*cancelled*")
			}
		}
		return false
	})
}

func TestOnlyManagersPlan(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	assert.Contains(t, w.slash(gus, "/cairn exercise plan").Text, "are planned by its managers")
	assert.NotContains(t, string(w.slash(gus, "/cairn exercise").Blocks), blocks.ActionExercisePlan)
	assert.Contains(t, string(w.slash(mara, "/cairn exercise").Blocks), blocks.ActionExercisePlan)
	assert.Contains(t, w.slash(mara, "/cairn exercise plan tabeltop").Text, "exercise plan tabletop")
	assert.Contains(t, w.slash(mara, "/cairn exercise paln").Text, "exercise plan")
	assert.Contains(t, w.slash(mara, "/cairn exercise E9").Text, "no exercise `E9`")
}

func TestEverybodyIsInvitedOnceWithACalendarFileAndTheirPart(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().room()
	w.invited()
	for user, part := range map[string]string{mara: "facilitator", dee: "scribe", gus: "Incident lead", tom: "Owner of the assistant", otto: "observer"} {
		invitation := w.message(user, "You are invited")
		assert.True(t, strings.HasPrefix(invitation.Text, "EXERCISE · Silver Birch"))
		assert.Contains(t, invitation.Text, part)
		assert.NotContains(t, said(invitation.Blocks), "injection")
		files := 0
		for _, m := range w.dm(user) {
			if len(m.Files) > 0 {
				files++
				assert.Equal(t, invitation.TS, m.ThreadTS)
				assert.Equal(t, "exercise-northwind-E1.ics", m.Files[0].Name)
			}
		}
		assert.Equal(t, 1, files, "%s has one calendar file", user)
	}
}

func TestAReplyIsShownInTheInvitationAndToWhoPlans(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().room()
	id := w.invited()
	invitation := w.message(gus, "You are invited")
	w.press(gus, invitation, blocks.ActionExerciseYes)
	assert.Equal(t, exercise.Yes, w.view(gus, id).Replies[gus].Reply)
	w.await(func() bool {
		return strings.Contains(said(w.message(gus, "You are invited").Blocks), "You said: *Take Part*")
	})
	assert.NotContains(t, string(w.message(gus, "You are invited").Blocks), `"exercise.yes"`)

	form := w.press(tom, w.message(tom, "You are invited"), blocks.ActionExerciseNo).View
	seen := w.submit(tom, form, map[string]string{exercise.FieldNote: "On leave; Ada could stand in."})
	require.Empty(t, seen.Errors)
	assert.Contains(t, said(w.top(tom).Blocks), "you declined")
	assert.Contains(t, said(w.slash(mara, "/cairn exercise E1").Blocks), "wrote: On leave; Ada could stand in.")
	assert.NotContains(t, said(w.slash(gus, "/cairn exercise E1").Blocks), "On leave", "only who plans reads why")
}

func TestWhoHasOnlyAPartInAnExerciseSeesItByTheCommand(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().room()
	w.planned()
	assert.Contains(t, w.slash(otto, "/cairn exercise").Text, "E1 · Silver Birch")
	assert.Contains(t, w.slash(otto, "/cairn exercise E1").Text, "observer")
	assert.Contains(t, w.slash(otto, "/cairn exercise E1 report").Text, "has not ended", "nobody evaluates it yet")
	assert.Contains(t, w.slash(otto, "/cairn exercise report").Text, "Write `/cairn exercise E1 report`")
	w.openHome(otto)
	w.await(w.shows(otto, "EXERCISE · Silver Birch"))
	home := w.openHome(otto)
	_, err := w.sim.ClickView(t.Context(), otto, home.ID, blocks.ActionExerciseMaybe, "")
	require.NoError(t, err)
	assert.Equal(t, exercise.Maybe, w.view(otto, second).Replies[otto].Reply)
	w.await(func() bool {
		v, _ := w.sim.Home(otto)
		return !strings.Contains(string(v.Blocks), blocks.ActionExerciseMaybe)
	})
}

func TestAnotherDateRewritesTheInvitationAndSaysSoInItsThread(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().room()
	id := w.invited()
	w.press(gus, w.message(gus, "You are invited"), blocks.ActionExerciseYes)
	form := w.press(mara, w.slash(mara, "/cairn exercise E1"), blocks.ActionExerciseReplan).View
	moved := tenth.Add(48 * time.Hour)
	seen := w.submit(mara, form, map[string]string{exercise.FieldStart: unix(moved)})
	assert.NotEmpty(t, seen.Errors[exercise.FieldWhy], "a later start needs a reason")
	seen = w.submit(mara, form, map[string]string{exercise.FieldStart: unix(moved), exercise.FieldWhy: "The room is taken.", exercise.FieldObservers: ""})
	require.Empty(t, seen.Errors)
	assert.Contains(t, said(w.top(mara).Blocks), "The plan of *E1 · Silver Birch* is changed")
	w.staged(id, opening.Add(5*24*time.Hour))

	invitation := w.message(gus, "You are invited")
	assert.Contains(t, said(invitation.Blocks), "Do you take part?", "the reply was to another date")
	line := w.message(gus, "The plan has changed")
	assert.Equal(t, invitation.TS, line.ThreadTS)
	assert.Contains(t, line.Text, "It begins Thu 15 Oct 2026")
	assert.Contains(t, line.Text, "not Tue 13 Oct 2026")
	assert.Contains(t, line.Text, "Why: The room is taken.")
	assert.Contains(t, w.message(otto, "not needed any more").Text, "EXERCISE · Silver Birch")
	files := 0
	for _, m := range w.dm(gus) {
		files += len(m.Files)
	}
	assert.Equal(t, 2, files, "a calendar file for each edition")
}

func TestACancelledExerciseIsTakenBackWithItsReason(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().room()
	id := w.invited()
	form := w.press(mara, w.slash(mara, "/cairn exercise E1"), blocks.ActionExerciseCancel).View
	assert.NotEmpty(t, w.submit(mara, form, map[string]string{exercise.FieldWhy: "no"}).Errors[exercise.FieldWhy])
	require.Empty(t, w.submit(mara, form, map[string]string{exercise.FieldWhy: "The auditors come that day."}).Errors)
	w.staged(id, w.Now().Add(time.Hour))
	line := w.message(gus, "cancelled: The auditors come that day.")
	assert.NotEmpty(t, line.ThreadTS)
	invitation := w.dm(gus)[0]
	assert.Contains(t, said(invitation.Blocks), "is *cancelled*")
	assert.NotContains(t, string(invitation.Blocks), blocks.ActionExerciseYes)
	assert.Equal(t, exercise.Cancelled, w.view(gus, id).State)
}

func TestSomebodyWhoWasFasterIsNotOverwrittenUnseen(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().room()
	id := w.planned()
	form := w.press(mara, w.slash(mara, "/cairn exercise E1"), blocks.ActionExerciseReplan).View
	plan := w.view(mara, id).Plan
	plan.Length = time.Hour
	require.NoError(t, w.exercises.Replan(t.Context(), assess.BySlack(mara), id, 1, plan, ""))
	w.submit(mara, form, map[string]string{exercise.FieldLength: "45"})
	again := w.top(mara)
	assert.Contains(t, said(again.Blocks), "Somebody changed the plan meanwhile")
	assert.Contains(t, string(again.Blocks), `"45"`, "what was entered is kept")
	require.Empty(t, w.submit(mara, again, nil).Errors)
	assert.Equal(t, 45*time.Minute, w.view(mara, id).Plan.Length)
}

func TestTheFacilitatorSeesWhatIsMissingAndMendsIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().room()
	id := w.planned()
	w.staged(id, time.Date(2026, 10, 8, 10, 0, 0, 0, time.UTC))
	ready := w.message(mara, "Something is still missing")
	shown := said(ready.Blocks)
	assert.Contains(t, shown, "✓ Cairn can post in the channel")
	assert.Contains(t, shown, "Everybody is in the channel: not yet. Missing: <@U0OTTO>")
	assert.Contains(t, shown, "Everybody has replied: not yet")
	assert.Contains(t, shown, "*Mark as Prepared*:")
	for _, user := range []string{gus, tom, dee, otto} {
		for _, m := range w.dm(user) {
			assert.NotContains(t, m.Text, "still missing", "it tells the plot")
		}
	}
	w.press(mara, ready, blocks.ActionExercisePrepared)
	w.await(func() bool {
		return strings.Contains(said(w.message(mara, "It begins").Blocks), "✓ What the scenario needs is prepared")
	})
}

func TestRepliesAreAskedForAgainAndTheDayBeforeIsAnnounced(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().room()
	id := w.invited()
	w.press(gus, w.message(gus, "You are invited"), blocks.ActionExerciseYes)
	w.staged(id, time.Date(2026, 10, 12, 12, 0, 0, 0, time.UTC))
	asked := w.message(tom, "Do you take part? It begins")
	assert.Equal(t, w.message(tom, "You are invited").TS, asked.ThreadTS)
	w.press(tom, asked, blocks.ActionExerciseMaybe)
	assert.Equal(t, exercise.Maybe, w.view(tom, id).Replies[tom].Reply)
	for _, m := range w.dm(gus) {
		assert.NotContains(t, m.Text, "Do you take part? It begins", "who replied is not asked again")
	}
	assert.Contains(t, w.message(gus, "It begins Tue 13 Oct 2026").Text, "With you: ")
}

func TestAChannelThatCairnIsNotInIsSaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.sim.Options()
	w.sim.AddChannel(slacksim.Channel{ID: "C0SECRET", Name: "secret", IsPrivate: true, Members: []string{mara}})
	w.sim.AddChannel(slacksim.Channel{ID: "C0PUBLIC", Name: "public", Members: []string{mara}})
	w.sim.AddChannel(slacksim.Channel{ID: rooms, Name: "exercise", Members: []string{mara, o.BotUserID}})
	for channel, want := range map[string]exercise.ChannelState{
		"C0SECRET": {Missing: []assess.UserID{mara, gus}}, "C0PUBLIC": {Name: "public", Missing: []assess.UserID{gus}},
		rooms: {Name: "exercise", Joined: true, Missing: []assess.UserID{gus}}, "C0NONE": {Missing: []assess.UserID{mara, gus}},
	} {
		got, err := w.bot.ChannelOf(context.Background(), channel, []assess.UserID{mara, gus})
		require.NoError(t, err, channel)
		assert.Equal(t, want, got, channel)
	}
}
