package bot_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/roadmap"
	"cairn/internal/slacksim"
	"cairn/internal/target"
)

// first is a step of the roadmap that leads from a quarter with every answer at 1.
func (w *world) first() roadmap.Entry {
	w.Helper()
	m, err := w.roadmaps.Roadmap(w.Context(), assess.BySlack(mara), northwind)
	require.NoError(w, err)
	require.NotEmpty(w, m.Entries)
	return m.Entries[0]
}

// click uses an element of a message that only the person sees, and returns what they see then.
func (w *world) click(user string, m slacksim.Message, action, value string) slacksim.Seen {
	w.Helper()
	seen, err := w.sim.Click(w.Context(), user, m.Channel, m.TS, action, value)
	require.NoError(w, err)
	require.Empty(w, seen.Error)
	return seen
}

// whispered returns a message that only the person sees, as it is now.
func (w *world) whispered(user string, m slacksim.Message) slacksim.Message {
	w.Helper()
	for _, e := range w.sim.Ephemerals(user) {
		if e.TS == m.TS {
			return e
		}
	}
	w.Fatal("the message is gone")
	return m
}

// touch uses an element of the view that the person sees.
func (w *world) touch(user, action string) slacksim.Seen {
	w.Helper()
	seen, err := w.sim.ClickView(w.Context(), user, w.top(user).ID, action, "")
	require.NoError(w, err)
	require.Empty(w, seen.Error)
	return seen
}

// positionAction is the action id of a step's button.
func positionAction(key string) string { return blocks.ActionPosition + blocks.ActionMany + key }

// assigning is a filled-in form for a step.
func assigning(to, due string) map[string]string {
	return map[string]string{blocks.BlockOwner: to, blocks.BlockDue: due, blocks.BlockIssue: "https://tracker.example.org/SEC-41"}
}

func TestTheRoadmapIsShownToWhoeverAsksAndTurnsInItsPlace(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(1)
	for range 6 {
		w.tasked()
	}
	shown := w.slash(gus, "/cairn roadmap")
	assert.Contains(t, shown.Text, "towards the next level, because no target is set")
	assert.Contains(t, said(shown.Blocks), "Page 1 of")

	w.click(gus, shown, blocks.ActionRoadmapTurn+blocks.ActionMany+"on", "")
	second := w.whispered(gus, shown)
	assert.Contains(t, said(second.Blocks), "Page 2 of")
	assert.NotEqual(t, shown.Text, second.Text)

	w.click(gus, second, blocks.ActionRoadmapTurn+blocks.ActionMany+"mine", "")
	mine := w.whispered(gus, shown)
	assert.Contains(t, said(mine.Blocks), "Shown: what is with <@U0GUS>.")

	at := blocks.RoadmapPage{Programme: northwind, Owner: gus}
	w.click(gus, mine, blocks.ActionRoadmapPick+blocks.ActionMany+at.String()+blocks.ActionMany+"category", "governance")
	both := w.whispered(gus, shown)
	assert.Contains(t, said(both.Blocks), "Shown: what is with <@U0GUS> in *Governance*.")
	at.Category = "governance"
	w.click(gus, both, blocks.ActionRoadmapPick+blocks.ActionMany+at.String(), tom)
	assert.Contains(t, said(w.whispered(gus, shown).Blocks), "Shown: what is with <@U0TOM> in *Governance*.")
	w.click(gus, w.whispered(gus, shown), blocks.ActionRoadmapTurn+blocks.ActionMany+"everybody", "")
	w.click(gus, w.whispered(gus, shown), blocks.ActionRoadmapTurn+blocks.ActionMany+"all", "")
	assert.Equal(t, shown.Text, w.whispered(gus, shown).Text)
}

func TestWordsAfterTheCommandNarrowTheRoadmapDown(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(1)
	for text, want := range map[string]string{
		"/cairn roadmap mine":                           "Shown: what is with <@U0GUS>.",
		"/cairn roadmap <@U0TOM|tom>":                   "Shown: what is with <@U0TOM>.",
		"/cairn roadmap governance":                     "Shown: *Governance*.",
		"/cairn roadmap G northwind":                    "Shown: *Governance*.",
		"/cairn roadmap Incident Response":              "Shown: *Incident Response*.",
		"/cairn roadmap northwind monitoring-detection": "Shown: *Monitoring and Detection*.",
		"/cairn roadmap nobody":                         "neither a person nor a category",
	} {
		assert.Contains(t, said(w.slash(gus, text).Blocks), want, text)
	}
	assert.Contains(t, w.slash(otto, "/cairn roadmap").Text, "You have no part")
}

func TestAssigningAStepMakesItAnActionAndTheRoadmapSaysSo(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(1)
	step := w.first()
	shown := w.slash(mara, "/cairn roadmap")
	seen := w.click(mara, shown, positionAction(step.Key), "")
	require.NotNil(t, seen.View)
	assert.Contains(t, said(seen.View.Blocks), step.Why[0].String(), "the step says why it is there")

	seen = w.submit(mara, seen.View, assigning(dee, "2026-11-13"))
	require.Empty(t, seen.Errors)
	assert.Contains(t, said(seen.View.Blocks), "A1 is with <@U0DEE> now")
	w.await(func() bool {
		return strings.Contains(said(w.whispered(mara, shown).Blocks), "A1 · to do · <@U0DEE>, due 13 Nov 2026")
	})

	v, err := w.targets.ActionView(t.Context(), assess.BySlack(mara), "northwind/A1")
	require.NoError(t, err)
	assert.Equal(t, step.Key, v.Source)
	assert.Equal(t, step.Title, v.Title)
	assert.Equal(t, "https://tracker.example.org/SEC-41", v.Issue)
	assert.Equal(t, step.Start, v.Start, "what was proposed and not touched stays")

	seen = w.click(mara, w.whispered(mara, shown), positionAction("northwind/A1"), "")
	assert.Contains(t, said(seen.View.Blocks), "*To do* · with <@U0DEE>, due 13 Nov 2026")
}

func TestAStepThatSomebodyTookMeanwhileOpensAsTheirAction(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(1)
	step := w.first()
	shown := w.slash(mara, "/cairn roadmap")
	open := w.click(mara, shown, positionAction(step.Key), "")
	_, err := w.roadmaps.Adopt(t.Context(), assess.BySlack(mara), northwind, step.Key, target.Work{Owner: tom})
	require.NoError(t, err)

	seen := w.submit(mara, open.View, assigning(dee, "2026-11-13"))
	assert.Contains(t, said(seen.View.Blocks), "is taken on already: A1, by <@U0TOM>")
	w.await(func() bool { return strings.Contains(said(w.whispered(mara, shown).Blocks), "A1 · to do · <@U0TOM>") })
}

func TestWhoeverMayNotAssignLooksAtAStep(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(1)
	m, err := w.roadmaps.Roadmap(t.Context(), assess.BySlack(mara), northwind)
	require.NoError(t, err)
	for _, e := range m.Entries {
		if e.Category == "governance" {
			seen := w.click(tom, w.slash(tom, "/cairn roadmap governance"), positionAction(e.Key), "")
			assert.Contains(t, said(seen.View.Blocks), "can assign it")
			assert.Nil(t, seen.View.Submit)
			return
		}
	}
	t.Fatal("governance has no step")
}

func TestFaultsOfAnAssignmentStandBesideTheInputs(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(1)
	open := w.click(mara, w.slash(mara, "/cairn roadmap"), positionAction(w.first().Key), "")
	seen := w.submit(mara, open.View, assigning(tom, "2026-09-01"))
	assert.Contains(t, seen.Errors[blocks.BlockDue], ".", "a day that is past")
}

func TestManagersWeighRisksAndTheRoadmapFollows(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(1)
	shown := w.slash(mara, "/cairn roadmap")
	seen := w.click(mara, shown, blocks.ActionRisks, "")
	require.NotNil(t, seen.View)
	of := w.first().Category
	seen = w.submit(mara, seen.View, map[string]string{of: "critical"})
	assert.Contains(t, said(seen.View.Blocks), "ordered by these weights now")
	ps, err := w.assess.ProgrammesOf(t.Context(), mara)
	require.NoError(t, err)
	for _, a := range ps[0].Assignments {
		want := assess.RiskNormal
		if a.Category == of {
			want = assess.RiskCritical
		}
		assert.Equal(t, want.Weight(), a.Risk.Weight(), a.Category)
	}
	w.await(func() bool { return strings.Contains(said(w.whispered(mara, shown).Blocks), "weighs: critical") })
	assert.NotContains(t, said(w.slash(gus, "/cairn roadmap").Blocks), "Weigh Risks…", "an owner is not offered it")
}

func TestWhatIfShowsLevelsAndTheWayToTheNext(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(1)
	answer := w.slash(gus, "/cairn what-if g1=4 G2=4 northwind")
	assert.Contains(t, answer.Text, "Raised: Governance from 2 to 3.")
	assert.Contains(t, said(answer.Blocks), "*The least that reaches Level 3")
	assert.Contains(t, said(w.slash(gus, "/cairn what-if").Blocks), "*The least that reaches Level 3")

	fault := said(w.slash(gus, "/cairn what-if G9=3 G1=7 G2=2").Blocks)
	assert.Contains(t, fault, "G9")
	assert.Contains(t, fault, "G1 cannot be \"7\"")
	assert.Contains(t, fault, "`/cairn what-if G1=4 T1=4`", "it says how it is written")
}

func TestWhatIfBeforeTheFirstAnswersSaysWhatComesFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	assert.Contains(t, w.slash(gus, "/cairn what-if G1=4").Text, "nothing to reckon with")
}

func TestTheOutlookIsShownByCommandAndFromTheRoadmap(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(1)
	answer := w.slash(gus, "/cairn outlook")
	assert.Contains(t, answer.Text, "Outlook: Northwind Bank")
	assert.Contains(t, said(answer.Blocks), "2026-Q4")

	shown := w.slash(gus, "/cairn roadmap")
	w.click(gus, shown, blocks.ActionOutlook, "")
	assert.Len(t, w.sim.Ephemerals(gus), 3, "it is an answer of its own")
}

func TestFromTheHomeTabTheRoadmapIsAViewThatStaysUpToDate(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(1)
	for range 6 {
		w.tasked()
	}
	step := w.first()
	home := w.openHome(mara)
	seen, err := w.sim.ClickView(t.Context(), mara, home.ID, blocks.ActionRoadmap, "")
	require.NoError(t, err)
	require.NotNil(t, seen.View)
	assert.Contains(t, said(seen.View.Blocks), "Page 1 of 2")
	assert.Contains(t, said(w.touch(mara, blocks.ActionRoadmapTurn+blocks.ActionMany+"on").View.Blocks), "Page 2 of 2")
	w.touch(mara, blocks.ActionRoadmapTurn+blocks.ActionMany+"back")

	outlook := w.touch(mara, blocks.ActionOutlook)
	assert.Contains(t, said(outlook.View.Blocks), "*Governance*: 2 now")
	_, err = w.sim.CloseView(t.Context(), mara, outlook.View.ID)
	require.NoError(t, err)

	seen = w.touch(mara, positionAction(step.Key))
	seen = w.submit(mara, seen.View, assigning(dee, "2026-11-13"))
	assert.Contains(t, said(seen.View.Blocks), "A7 is with <@U0DEE> now")
	_, err = w.sim.CloseView(t.Context(), mara, seen.View.ID)
	require.NoError(t, err)
	w.await(func() bool {
		views := w.sim.Views(mara)
		return len(views) == 1 && strings.Contains(said(views[0].Blocks), "A7 · to do · <@U0DEE>")
	})
}
