package bot_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/exercise"
	"cairn/internal/slacksim"
)

const (
	ferry   = "C0FERRY" // where the exercise of these tests is played
	ferryID = exercise.ID("northwind/E1")
	closing = "This is an exercise. Nothing here is real."
)

// ferryAt is when it is to begin.
var ferryAt = opening.Add(2 * time.Hour)

// play is a world in which Mara runs Night Ferry as a tabletop with Gus and Tom as players, Dee as scribe and Otto as observer.
type play struct{ *world }

func newPlay(t *testing.T) *play {
	t.Helper()
	w := newWorld(t).declare()
	w.sim.AddChannel(slacksim.Channel{ID: ferry, Name: "night-ferry", Members: []string{mara, gus, tom, dee, otto, w.sim.Options().BotUserID}})
	e, err := w.exercises.Plan(w.Context(), assess.BySlack(mara), northwind, exercise.Draft{
		Kind: exercise.Tabletop, Scenario: "compromised-agent@1.0", Plan: exercise.Plan{
			Objectives: []string{"attribute", "stop"}, Start: ferryAt, Length: 90 * time.Minute, Facilitator: mara, Scribe: dee,
			Players:   []exercise.Seat{{User: gus, Role: "incident-lead"}, {User: tom, Role: "agent-owner"}},
			Observers: []assess.UserID{otto}, Channel: ferry,
		},
	})
	require.NoError(t, err)
	require.Equal(t, ferryID, e.ID)
	p := &play{w}
	p.until(ferryAt)
	return p
}

// until takes what is due of the run up to an instant, in its order, as its process would; what belongs to the days before is left.
func (p *play) until(at time.Time) {
	p.Helper()
	for range 200 {
		due, err := p.exercises.Due(p.Context(), ferryID.Subject(), p.Now())
		require.NoError(p, err)
		if due.Deed == "" || due.At.After(at) {
			p.moveTo(at)
			return
		}
		if due.At.After(p.Now()) {
			p.moveTo(due.At)
		}
		p.do(due)
		require.NoError(p, p.messenger.RefreshExercise(p.Context(), ferryID.Subject()))
	}
	p.Fatal("there is no end of it")
}

func (p *play) do(due exercise.Due) {
	p.Helper()
	ctx := p.Context()
	switch due.Deed {
	case exercise.DoTell:
		n, ok, err := p.exercises.Tell(ctx, ferryID.Subject(), due.Person, due.Step, p.Now())
		require.NoError(p, err)
		require.True(p, ok, "%+v", due)
		require.NoError(p, p.messenger.Notify(ctx, n), "%+v", due)
	case exercise.DoPost:
		post, ok, err := p.exercises.Post(ctx, ferryID, due.Step, p.Now())
		require.NoError(p, err)
		require.True(p, ok, "%+v", due)
		at, err := p.messenger.Announce(ctx, post)
		require.NoError(p, err)
		again, err := p.messenger.Announce(ctx, post)
		require.NoError(p, err)
		require.Equal(p, at, again, "said again it is the same message")
		require.WithinDuration(p, p.Now(), at, time.Second)
		require.NoError(p, p.exercises.Posted(ctx, ferryID, due.Step, at))
	case exercise.DoTurn:
		require.NoError(p, p.exercises.Turn(ctx, ferryID, due.Step, p.Now()))
	case exercise.DoPublish:
		report, ok, err := p.exercises.Publication(ctx, ferryID)
		require.NoError(p, err)
		require.True(p, ok)
		link, err := p.messenger.PublishReport(ctx, report)
		require.NoError(p, err)
		require.NoError(p, p.exercises.Published(ctx, ferryID, link, p.Now()))
	default:
		p.Fatalf("nobody does %+v", due)
	}
}

// minute moves the exercise to a minute of its clock.
func (p *play) minute(n int) { p.until(ferryAt.Add(time.Duration(n) * time.Minute)) }

// controls are Mara's controls, as they read now.
func (p *play) controls() slacksim.Message {
	p.Helper()
	for _, m := range p.dm(mara) {
		if strings.Contains(string(m.Blocks), blocks.ActionRunGuide) {
			return m
		}
	}
	p.Fatal("Mara has no controls")
	return slacksim.Message{}
}

// started starts it.
func (p *play) started() *play {
	p.Helper()
	p.press(mara, p.controls(), blocks.ActionRunStart)
	p.minute(1)
	return p
}

// sends is a button that somebody presses where it is not on show any more, or never was for them.
func (p *play) sends(user, action, what string) {
	p.Helper()
	value := blocks.RunValue{ID: ferryID, What: what}.String()
	p.interact(user, map[string]any{
		"type": "block_actions", "trigger_id": "T", "response_url": p.hook(), "channel": map[string]any{"id": ferry},
		"actions": []any{map[string]any{"type": "button", "action_id": action, "value": value, "block_id": "b"}},
	})
}

// inject is the message of an inject in the channel.
func (p *play) inject(id string) slacksim.Message {
	p.Helper()
	for _, m := range p.sim.Messages(ferry) {
		if strings.Contains(string(m.Blocks), string(ferryID)+"|"+id+`"`) {
			return m
		}
	}
	p.Fatalf("the inject %s is not in the channel", id)
	return slacksim.Message{}
}

// replies are the messages in the thread of another.
func (p *play) replies(channel, ts string) (below []slacksim.Message) {
	for _, m := range p.sim.Messages(channel) {
		if m.ThreadTS == ts && m.TS != ts {
			below = append(below, m)
		}
	}
	return below
}

// decides fills the form of a decision in and sends it.
func (p *play) decides(user, what, choice string) slacksim.Seen {
	p.Helper()
	form := p.top(user)
	values := map[string]map[string]any{blocks.BlockWhat: {blocks.ActionValue: what}}
	if choice != "" {
		inject := p.inFocus(form)
		values[blocks.ChoiceBlock(inject)] = map[string]any{blocks.ActionValue: choice}
	}
	seen, err := p.sim.Submit(p.Context(), user, form.ID, values)
	require.NoError(p, err)
	return seen
}

// inFocus is the inject that an open form of a decision is about.
func (p *play) inFocus(form *slacksim.View) string {
	v, ok := blocks.ParseRunValue(form.PrivateMetadata)
	require.True(p, ok)
	return v.What
}

func TestTheFacilitatorStartsAndTheChannelIsTold(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	before := p.controls()
	assert.Contains(t, before.Text, "planned for")
	assert.Empty(t, p.sim.Messages(ferry), "nothing comes before the start")
	p.press(mara, before, blocks.ActionRunStart)
	p.sends(mara, blocks.ActionRunStart, "") // on a second device
	p.minute(1)
	said := p.sim.Messages(ferry)
	require.Len(t, said, 2, "the brief and the first inject, once each")
	assert.Contains(t, said[0].Text, "It has begun")
	assert.Contains(t, said[0].Text, "<@"+gus+">")
	assert.Contains(t, said[1].Text, "File service alert")
	for _, m := range said {
		assert.True(t, strings.HasPrefix(m.Text, "EXERCISE · Night Ferry. "), m.Text)
		assert.True(t, strings.HasSuffix(m.Text, closing), m.Text)
	}
	p.await(func() bool { return strings.Contains(p.controls().Text, "Running.") })
	now := p.controls()
	assert.Equal(t, before.TS, now.TS, "the controls are one message")
	assert.Contains(t, string(now.Blocks), "share-alert", "what is on the table")
	assert.Contains(t, string(now.Blocks), "Locking the person does not end the agent", "with the notes on it")
}

func TestWhatTheScenarioNeedsIsMarkedAsPreparedInTheControlsToo(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	before := p.controls()
	assert.Contains(t, before.Text, "What the scenario needs is prepared: not yet.", "what is read aloud says it as well")
	p.press(mara, before, blocks.ActionExercisePrepared+blocks.ActionMany+blocks.OfControls)
	p.await(func() bool { return !strings.Contains(p.controls().Text, "prepared") })
	now := p.controls()
	assert.Equal(t, before.TS, now.TS)
	assert.Contains(t, now.Text, "Your controls.")
	assert.NotContains(t, string(now.Blocks), blocks.ActionExercisePrepared)
}

func TestTheFacilitatorSteers(t *testing.T) {
	t.Parallel()
	p := newPlay(t).started()
	p.minute(5)
	first := p.controls()
	p.press(mara, first, blocks.ActionRunNext)
	p.sends(mara, blocks.ActionRunNext, "invitation") // on a second device, which still shows the same
	p.minute(6)
	p.inject("invitation")
	require.Len(t, p.sim.Messages(ferry), 3, "the next one, and not two")

	p.press(mara, p.controls(), blocks.ActionRunPause)
	p.until(p.Now().Add(70 * time.Minute))
	assert.Contains(t, p.controls().Text, "Paused")
	notes := p.replies(p.controls().Channel, p.controls().TS)
	require.Len(t, notes, 1)
	assert.Contains(t, notes[0].Text, "paused for an hour")
	p.press(mara, p.controls(), blocks.ActionRunResume)
	p.until(p.Now().Add(time.Minute))
	texts := ""
	for _, m := range p.sim.Messages(ferry) {
		texts += m.Text + "\n"
	}
	assert.Contains(t, texts, "Paused at minute 6")
	assert.Contains(t, texts, "It goes on from minute 6")

	p.press(mara, p.controls(), blocks.ActionRunSkip)
	seen := p.submit(mara, p.top(mara), map[string]string{blocks.BlockInject: "tally", blocks.BlockWhy: "x"})
	assert.Contains(t, seen.Errors[blocks.BlockWhy], "at least 5 characters")
	p.submit(mara, p.top(mara), map[string]string{blocks.BlockInject: "tally", blocks.BlockWhy: "They know it already."})
	assert.Contains(t, said(p.top(mara).Blocks), "`tally` is skipped.")
	p.await(func() bool { return strings.Contains(string(p.controls().Blocks), "Skipped:") })

	p.press(mara, p.controls(), blocks.ActionRunBring)
	p.submit(mara, p.top(mara), map[string]string{blocks.BlockInject: "tally"})
	p.until(p.Now().Add(time.Minute))
	p.inject("tally")

	p.press(mara, p.controls(), blocks.ActionRunExtend)
	seen = p.submit(mara, p.top(mara), map[string]string{blocks.BlockMinutes: "1"})
	assert.NotEmpty(t, seen.Errors[blocks.BlockMinutes])
	p.submit(mara, p.top(mara), map[string]string{blocks.BlockMinutes: "30"})
	assert.Equal(t, 120*time.Minute, p.seen(mara).Elapsed+p.seen(mara).Left)

	p.press(mara, p.controls(), blocks.ActionRunEnd)
	p.submit(mara, p.top(mara), map[string]string{blocks.BlockWhy: "The fire alarm."})
	p.until(p.Now().Add(time.Minute))
	assert.Contains(t, said(p.top(mara).Blocks), "The exercise has ended.")
	assert.Contains(t, p.sim.Messages(ferry)[len(p.sim.Messages(ferry))-1].Text, "The fire alarm.")
	assert.Contains(t, p.controls().Text, "Ended before its time: The fire alarm.")
}

// seen is the exercise as somebody sees it.
func (p *play) seen(user string) exercise.View {
	p.Helper()
	v, err := p.exercises.View(p.Context(), assess.BySlack(assess.UserID(user)), ferryID)
	require.NoError(p, err)
	return v
}

func TestADecisionIsLoggedFromItsInjectAndEverybodyReadsItOnce(t *testing.T) {
	t.Parallel()
	p := newPlay(t).started()
	p.minute(4)
	alert := p.inject("share-alert")
	p.press(gus, alert, blocks.ActionRunDecide)
	form := p.top(gus)
	assert.Contains(t, said(form.Blocks), "Take back the link")
	assert.Contains(t, string(form.Blocks), `"initial_user":"`+gus+`"`, "oneself is filled in")
	assert.True(t, strings.HasPrefix(said(form.Blocks), "EXERCISE · Night Ferry"))
	seen := p.decides(gus, "", "-")
	assert.Contains(t, seen.Errors[blocks.BlockWhat], "Say what was decided.")
	p.decides(gus, "Take the *link* back & tell <!channel>.", "revoke-link")
	done := said(p.top(gus).Blocks)
	assert.Contains(t, done, "Logged as decision 1.")
	assert.Regexp(t, `It came 4 min after the message from File service alert|It came 3 min 5\d s after`, done)
	p.await(func() bool { return len(p.replies(ferry, alert.TS)) == 1 })
	line := p.replies(ferry, alert.TS)[0]
	assert.Contains(t, line.Text, "EXERCISE · Night Ferry. Decision 1: <@"+gus+`> decided "Take back the link; look before locking": Take the ∗link∗ back &amp; tell &lt;!channel&gt;.`)
	for range 3 {
		require.NoError(t, p.messenger.RefreshExercise(t.Context(), ferryID.Subject()))
	}
	assert.Len(t, p.replies(ferry, alert.TS), 1, "once")

	p.press(tom, alert, blocks.ActionRunDecide)
	p.decides(tom, "Lock him out as well.", "lock-person")
	assert.Contains(t, said(p.top(tom).Blocks), "It is not the first on this message")
	p.minute(14)
	p.inject("agent-found") // because of the first choice
	assert.Contains(t, string(p.controls().Blocks), "Take the ∗link∗ back")
}

func TestADecisionOnAnInjectThatIsGoneIsReadInTheChannelItself(t *testing.T) {
	t.Parallel()
	p := newPlay(t).started()
	p.minute(4)
	alert := p.inject("share-alert")
	p.press(gus, alert, blocks.ActionRunDecide)
	_, _, err := p.client.DeleteMessageContext(t.Context(), ferry, alert.TS)
	require.NoError(t, err)
	p.decides(gus, "Take the link back.", "revoke-link")
	for range 3 {
		require.NoError(t, p.messenger.RefreshExercise(t.Context(), ferryID.Subject()))
	}
	lines := 0
	for _, m := range p.sim.Messages(ferry) {
		if strings.Contains(m.Text, "Decision 1:") {
			lines++
		}
	}
	assert.Equal(t, 1, lines)
}

func TestADecisionIsLoggedFromAMessageOfTheChannel(t *testing.T) {
	t.Parallel()
	p := newPlay(t).started()
	p.minute(3)
	require.NoError(t, p.assess.Saw(t.Context(), assess.Person{ID: gus, Name: "Gus Oyelaran", SeenAt: p.Now()}))
	posted, err := p.sim.Post(t.Context(), tom, ferry, "<@"+gus+"> we stop Purser & save its memory", "")
	require.NoError(t, err)
	from := func(user string, m slacksim.Message) slacksim.Seen {
		seen, err := p.sim.Shortcut(t.Context(), user, blocks.CallbackDecide, ferry, m.TS)
		require.NoError(t, err)
		require.Empty(t, seen.Error)
		return seen
	}
	from(dee, *posted.Posted)
	form := p.top(dee)
	assert.Contains(t, string(form.Blocks), `"initial_value":"@Gus Oyelaran we stop Purser \u0026 save its memory"`)
	assert.Contains(t, string(form.Blocks), `"initial_user":"`+tom+`"`, "whoever wrote it decided")
	assert.Equal(t, "share-alert", p.inFocus(form), "what is on the table")

	// Another inject brings its own choices, and what was typed stays.
	p.minute(21)
	p.press(gus, p.inject("invitation"), blocks.ActionRunDecide)
	form = p.top(gus)
	_, err = p.sim.Enter(gus, form.ID, map[string]map[string]any{blocks.BlockWhat: {blocks.ActionValue: "Stop all agents."}})
	require.NoError(t, err)
	_, err = p.sim.ClickView(t.Context(), gus, form.ID, blocks.ActionRunPick, "share-alert")
	require.NoError(t, err)
	form = p.top(gus)
	assert.Equal(t, "share-alert", p.inFocus(form))
	assert.Contains(t, said(form.Blocks), "Lock the person's account")
	p.decides(gus, "Stop all agents.", "-")
	assert.Contains(t, said(p.top(gus).Blocks), "Logged as decision 1.")

	from(gus, p.inject("invitation"))
	assert.Equal(t, "invitation", p.inFocus(p.top(gus)), "the inject itself")
	assert.NotContains(t, string(p.top(gus).Blocks), "initial_value", "its text is no decision")
}

func TestWhoHasNoPartInARunIsToldSo(t *testing.T) {
	t.Parallel()
	p := newPlay(t).started()
	p.minute(3)
	alert := p.inject("share-alert")
	p.sim.AddUser(slacksim.User{ID: "U0ADA", Name: "ada", RealName: "Ada Moss"})
	p.press(otto, alert, blocks.ActionRunDecide)
	refused := func(user string) string {
		all := p.sim.Ephemerals(user)
		require.NotEmpty(t, all)
		return all[len(all)-1].Text
	}
	assert.Contains(t, refused(otto), "Observers of E1 log no decisions.")
	assert.True(t, strings.HasPrefix(refused(otto), "EXERCISE · Night Ferry. "), "answers are marked too")

	for user, want := range map[string]string{gus: "Log a Decision", otto: "Note an Observation"} {
		seen, err := p.sim.Slash(t.Context(), user, ferry, "/cairn exercise")
		require.NoError(t, err)
		require.NotNil(t, seen.Ephemeral)
		assert.Contains(t, seen.Ephemeral.Text, "E1 · Night Ferry is played here")
		assert.Contains(t, said(seen.Ephemeral.Blocks), want)
	}
	// Nobody but the facilitator steers, whatever they send.
	for _, action := range []string{blocks.ActionRunStart, blocks.ActionRunPause, blocks.ActionRunNext, blocks.ActionRunSkip, blocks.ActionRunGuide, blocks.ActionRunExtend} {
		p.sends(gus, action, "")
		assert.Contains(t, p.hooked(), "facilitator", action)
	}
	assert.Equal(t, exercise.Running, p.seen(gus).State)
}

func TestObserversNoteWhatTheySeeAndTakeItBack(t *testing.T) {
	t.Parallel()
	p := newPlay(t).started()
	p.minute(5)
	watch := p.message(otto, "You observe.")
	assert.Contains(t, string(watch.Blocks), "Follows the act back", "what to look for")
	p.press(otto, watch, blocks.ActionRunObserve)
	seen, err := p.sim.Submit(t.Context(), otto, p.top(otto).ID, map[string]map[string]any{
		blocks.BlockObjective: {blocks.ActionValue: "stop"}, blocks.BlockImpact: {blocks.ActionValue: "major"},
		blocks.BlockText: {blocks.ActionValue: "Nobody knew who can revoke a consent."},
	})
	require.NoError(t, err)
	require.Empty(t, seen.Errors)
	assert.Contains(t, said(p.top(otto).Blocks), "Area for improvement, major")
	p.await(func() bool {
		return strings.Contains(string(p.message(otto, "You observe.").Blocks), "Nobody knew who")
	})
	p.press(otto, p.message(otto, "You observe."), blocks.ActionRunGuide)
	assert.Contains(t, said(p.top(otto).Blocks), "this is the plot")

	p.press(otto, p.message(otto, "You observe."), blocks.ActionRunRetract)
	p.submit(otto, p.top(otto), map[string]string{blocks.BlockWhy: "Tom knew it."})
	assert.Contains(t, said(p.top(otto).Blocks), "O1 is retracted.")
	p.await(func() bool {
		return !strings.Contains(string(p.message(otto, "You observe.").Blocks), "Nobody knew who")
	})

	p.sends(gus, blocks.ActionRunObserve, "")
	assert.Contains(t, p.hooked(), "say in the hot wash what they saw")
}

func TestWhoeverNotedSomethingTakesItBackAndNobodyElse(t *testing.T) {
	t.Parallel()
	for name, user := range map[string]string{"the scribe": dee, "the facilitator": mara, "an observer": otto} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlay(t).started()
			p.minute(5)
			note := func(text string) {
				p.click(user, p.slash(user, "/cairn exercise E1"), blocks.ActionRunObserve, "")
				seen, err := p.sim.Submit(t.Context(), user, p.top(user).ID, map[string]map[string]any{
					blocks.BlockObjective: {blocks.ActionValue: "stop"}, blocks.BlockImpact: {blocks.ActionValue: "major"}, blocks.BlockText: {blocks.ActionValue: text},
				})
				require.NoError(t, err)
				require.Empty(t, seen.Errors)
			}
			note("Nobody knew who can revoke a consent.")
			p.sends(gus, blocks.ActionRunRetract, "O1")
			assert.Contains(t, p.hooked(), "not yours to take back")
			p.pressIn(user, p.top(user), blocks.ActionRunRetract)
			p.submit(user, p.top(user), map[string]string{blocks.BlockWhy: "Tom knew it."})
			assert.Contains(t, said(p.top(user).Blocks), "O1 is retracted.")
			p.closeAll(user)

			note("Two people revoked the same one.")
			p.closeAll(user)
			shown := p.slash(user, "/cairn exercise E1")
			assert.Contains(t, said(shown.Blocks), "Two people revoked the same one.")
			assert.NotContains(t, said(shown.Blocks), "Nobody knew who")
			p.click(user, shown, blocks.ActionRunRetract, "")
			p.submit(user, p.top(user), map[string]string{blocks.BlockWhy: "Tom knew it."})
			assert.Contains(t, said(p.top(user).Blocks), "O2 is retracted.")
			assert.NotContains(t, said(p.slash(gus, "/cairn exercise E1").Blocks), "What you noted", "others have nothing to take back")
		})
	}
}

// closeAll closes every modal of somebody.
func (p *play) closeAll(user string) {
	p.Helper()
	for range 3 {
		views := p.sim.Views(user)
		if len(views) == 0 {
			return
		}
		_, err := p.sim.CloseView(p.Context(), user, views[len(views)-1].ID)
		require.NoError(p, err)
	}
}

func TestTheHotWashAsksEverybodyAndBearsWhatWasObserved(t *testing.T) {
	t.Parallel()
	p := newPlay(t).started()
	p.minute(5)
	_, err := p.exercises.Observe(t.Context(), assess.BySlack(otto), ferryID, exercise.Observation{
		Objective: "stop", Kind: exercise.Improvement, Impact: exercise.Major, Text: "Nobody knew who can revoke a consent.",
	})
	require.NoError(t, err)
	p.minute(91)
	for _, user := range []string{mara, gus, tom, dee, otto} {
		m := p.message(user, "The exercise has ended.")
		assert.True(t, strings.HasPrefix(m.Text, "EXERCISE · Night Ferry. "), m.Text)
	}
	p.press(gus, p.message(gus, "The exercise has ended."), blocks.ActionRunHotWash)
	form := p.top(gus)
	assert.Contains(t, said(form.Blocks), "What was observed bears M · performed with major challenges at best.")
	fill := func(values map[string]any) slacksim.Seen {
		all := make(map[string]map[string]any)
		for block, value := range values {
			all[block] = map[string]any{blocks.ActionValue: value}
		}
		seen, err := p.sim.Submit(t.Context(), gus, form.ID, all)
		require.NoError(t, err)
		return seen
	}
	seen := fill(map[string]any{blocks.RatingBlock("attribute"): "P", blocks.RatingBlock("stop"): "M"})
	assert.NotEmpty(t, seen.Errors[blocks.RatingBlock("attribute")], "nothing was observed that bears it")
	assert.Empty(t, seen.Errors[blocks.RatingBlock("stop")])
	seen = fill(map[string]any{blocks.WashBlock(exercise.Strength, blocks.BlockText): "Tom read the logs at once."})
	assert.NotEmpty(t, seen.Errors[blocks.WashBlock(exercise.Strength, blocks.BlockObjective)])
	seen = fill(map[string]any{blocks.WashBlock(exercise.Strength, blocks.BlockObjective): "attribute", blocks.ScoreBlock("real"): "4"})
	require.Empty(t, seen.Errors)
	assert.Contains(t, said(p.top(gus).Blocks), "Thank you.")
	p.await(func() bool {
		return strings.Contains(p.message(gus, "EXERCISE · Night Ferry. ").Text, "Your hot wash is in the report")
	})

	d, err := p.exercises.Debriefing(t.Context(), assess.BySlack(gus), ferryID)
	require.NoError(t, err)
	require.NotNil(t, d.Said)
	assert.Equal(t, map[string]exercise.Rating{"attribute": exercise.Performed, "stop": exercise.MajorOnes}, d.Said.Ratings)
	assert.Equal(t, 4, d.Said.Scores["real"])
	p.press(gus, p.message(gus, "Your hot wash is in the report"), blocks.ActionRunHotWash)
	assert.Contains(t, string(p.top(gus).Blocks), "Tom read the logs at once.", "what was said before is filled in")

	p.until(opening.AddDate(0, 0, 4).Add(2 * time.Hour)) // Monday: whoever has not filled it in is reminded
	m := p.message(tom, "The hot wash still waits for you")
	assert.NotEmpty(t, m.ThreadTS, "in the thread of what it is about")
	for _, m := range p.dm(gus) {
		assert.NotContains(t, m.Text, "still waits")
	}
}

// TestNoPlayerIsEverSentThePlot plays the whole exercise and holds all that players and the channel were sent against what is for
// facilitators alone.
func TestNoPlayerIsEverSentThePlot(t *testing.T) {
	t.Parallel()
	p := newPlay(t).started()
	for _, inject := range []string{"share-alert", "invitation", "bid-question"} {
		p.minute(map[string]int{"share-alert": 3, "invitation": 24, "bid-question": 58}[inject])
		p.press(gus, p.inject(inject), blocks.ActionRunDecide)
		p.decides(gus, "We do that.", "")
		p.press(tom, p.inject(inject), blocks.ActionRunDecide)
	}
	p.minute(92)
	var scenario *exercise.Scenario
	for _, s := range exercise.Embedded() {
		if s.Name == "compromised-agent" {
			scenario = s
		}
	}
	all := p.sim.Messages(ferry)
	for _, user := range []string{gus, tom, dee} {
		all = append(all, p.dm(user)...)
	}
	require.Greater(t, len(all), 12)
	read := ""
	for _, m := range all {
		read += m.Text + "\n" + said(m.Blocks) + "\n"
	}
	for _, view := range p.sim.Views(gus) {
		read += said(view.Blocks)
	}
	for _, secret := range append(scenario.FacilitatorTexts(), scenario.Title, "compromised") {
		assert.NotContains(t, read, secret)
	}
	plot := ""
	for _, m := range append(p.dm(mara), p.dm(otto)...) {
		plot += m.Text + "\n" + said(m.Blocks)
	}
	assert.Contains(t, plot, "Follows the act back", "those who run and watch it read it")
}

func TestWhetherAnInjectIsInTheChannelIsFoundOutWithoutPostingIt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault slacksim.FaultKind // of the first try; "" for no try at all
		there bool
	}{
		"Slack took it, and the answer was lost": {slacksim.FaultTimeoutAfter, true},
		"Slack never got it":                     {slacksim.FaultTimeoutBefore, false},
		"nobody tried":                           {"", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlay(t)
			p.started()
			post := exercise.Post{
				Exercise: ferryID, Name: "Night Ferry", Kind: exercise.Tabletop, Channel: ferry, Step: exercise.StepInject + "late",
				Inject: &exercise.PlayerInject{ID: "late", From: "A colleague", Message: "It is late."}, At: p.Now(),
			}
			messenger := p.newBot(p.hasty("chat.postMessage"), slog.New(slog.DiscardHandler)).Messenger()
			if c.fault != "" {
				p.fault(slacksim.Fault{Kind: c.fault, Method: "chat.postMessage", Count: 1})
				_, err := messenger.Announce(p.Context(), post)
				require.Error(t, err)
			}
			messages := len(p.sim.Messages(ferry))
			at, err := messenger.Announced(p.Context(), post)
			for range 4 { // what was cut off is held for a moment
				if !errs.Is(err, errs.Unavailable) {
					break
				}
				at, err = messenger.Announced(p.Context(), post)
			}
			assert.Len(t, p.sim.Messages(ferry), messages, "nothing is posted by looking")
			if c.there {
				require.NoError(t, err)
				assert.WithinDuration(t, p.Now(), at, time.Second)
				return
			}
			assert.True(t, errs.Is(err, errs.NotFound), "got %v", err)
			assert.Contains(t, errs.Message(err), "ended before this was in its channel")
		})
	}
}
