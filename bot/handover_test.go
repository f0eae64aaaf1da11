package bot_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/slacksim"
)

// give has somebody give governance, or one question of it, to a colleague.
func (w *world) give(from, to, item string) slacksim.Seen {
	w.Helper()
	view := w.press(from, w.message(from, "Governance"), blocks.ActionGive).View
	return w.whole(from, view, map[string]any{blocks.BlockPerson: to, blocks.BlockItem: item, blocks.BlockReason: "You wrote the policy."})
}

// ask puts the card that the questionnaire's process has to put next.
func (w *world) ask(q assess.QuestionnaireID) {
	w.Helper()
	w.deed(q, assess.DoAsk)
	require.NoError(w, w.messenger.Card(w.Context(), w.asked(q)))
}

func TestAnOwnerGivesTheQuestionsToAColleagueAndSignsOffWhatComesBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	seen := w.give(gus, otto, blocks.All)
	require.Empty(t, seen.Errors)
	assert.Contains(t, said(seen.View.Blocks), "*Governance* is with <@U0OTTO> now.")
	w.await(func() bool { return strings.Contains(w.dm(gus)[0].Text, "are with <@U0OTTO> now") })

	w.ask(governance)
	card := w.message(otto, "Governance: 5 questions")
	assert.Contains(t, said(card.Blocks), "<@U0GUS> gave you the questions on *Governance*")
	assert.Contains(t, string(card.Blocks), "You wrote the policy.")
	seen = w.submit(otto, w.opened(otto, card), all("G", "3"))
	require.Empty(t, seen.Errors)
	assert.Contains(t, said(seen.View.Blocks), "<@U0GUS>, who is accountable, signs your answers off.")
	assert.Equal(t, assess.ToSign, w.form(governance).Questionnaire.State)

	w.await(func() bool { return strings.Contains(w.dm(gus)[0].Text, "You are accountable: sign the answers off") })
	view := w.press(gus, w.dm(gus)[0], blocks.ActionSign).View
	assert.Contains(t, said(view.Blocks), "<@U0OTTO> answered *Governance*")
	seen = w.whole(gus, view, nil)
	assert.Contains(t, said(seen.View.Blocks), "You signed the answers off.")
	f := w.form(governance)
	assert.True(t, f.Submitted())
	assert.Equal(t, assess.UserID(otto), f.Latest.By, "who answered stays visible")
	w.await(func() bool { return strings.Contains(said(w.dm(otto)[0].Blocks), "accountable: <@U0GUS>") })
}

func TestTheOwnerMayChangeAnswersInsteadOfSigningThem(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	w.give(gus, otto, blocks.All)
	w.ask(governance)
	w.submit(otto, w.opened(otto, w.message(otto, "Governance")), all("G", "3"))
	w.await(func() bool { return strings.Contains(w.dm(gus)[0].Text, "sign the answers off") })
	view := w.press(gus, w.dm(gus)[0], blocks.ActionSign).View
	form := w.pressIn(gus, view, blocks.ActionAnswer).View
	require.Equal(t, blocks.CallbackForm, form.CallbackID, "the form takes the place of the answers")
	w.submit(gus, form, all("G", "2"))
	f := w.form(governance)
	assert.True(t, f.Submitted(), "what the owner submits needs no signature")
	assert.Equal(t, all("G", "2"), f.Latest.Answers)
}

func TestOneQuestionGoesToAColleagueAndTheRestIsSavedWithoutIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	seen := w.give(gus, otto, "G2")
	assert.Contains(t, said(seen.View.Blocks), "G2 of *Governance* is with <@U0OTTO> now.")
	w.await(func() bool { return strings.Contains(said(w.dm(gus)[0].Blocks), "With <@U0OTTO>: G2.") })

	view := w.opened(gus, w.dm(gus)[0])
	assert.Contains(t, said(view.Blocks), "*G2* is with <@U0OTTO>.")
	mine := all("G", "3")
	delete(mine, "G2")
	seen = w.submit(gus, view, mine)
	require.Empty(t, seen.Errors)
	assert.Contains(t, said(seen.View.Blocks), "Still with colleagues: G2.")
	assert.Equal(t, assess.Waiting, w.form(governance).Questionnaire.State)

	w.ask(governance)
	card := w.message(otto, "Governance: 1 question")
	assert.NotContains(t, said(card.Blocks), "G3")
	view = w.opened(otto, card)
	assert.NotContains(t, said(view.Blocks), "G3.")
	seen = w.submit(otto, view, map[string]string{"G2": "3"})
	require.Empty(t, seen.Errors)
	assert.Contains(t, said(seen.View.Blocks), "<@U0GUS> has the other questions")

	w.await(func() bool { return strings.Contains(said(w.dm(gus)[0].Blocks), "5 of 5 answered") })
	seen = w.submit(gus, w.opened(gus, w.dm(gus)[0]), nil)
	require.Empty(t, seen.Errors)
	assert.True(t, w.form(governance).Submitted())
	assert.Equal(t, all("G", "3"), w.form(governance).Latest.Answers)
}

func TestQuestionsGoToNobodyWhoCannotBeAskedNorRoundInACircle(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	require.NoError(t, w.assess.Saw(t.Context(), assess.Person{ID: tom, Standing: assess.Guest, SeenAt: w.Now()}))
	seen := w.give(gus, tom, blocks.All)
	assert.Contains(t, seen.Errors[blocks.BlockPerson], "guest")
	_, err := w.sim.CloseView(t.Context(), gus, "")
	require.NoError(t, err)

	w.give(gus, otto, blocks.All)
	w.ask(governance)
	seen = w.give(otto, gus, blocks.All)
	assert.Contains(t, seen.Errors[blocks.BlockPerson], "they would go round in a circle")
	assert.NotContains(t, seen.Errors[blocks.BlockPerson], "<@", "mentions are not shown there")
	assert.Contains(t, w.whole(otto, seen.View, map[string]any{blocks.BlockPerson: otto}).Errors[blocks.BlockPerson], "has these questions already")
	assert.Equal(t, assess.UserID(otto), w.form(governance).Questionnaire.Asks())
}

func TestQuestionsAreHandedBackWithANoteOrTakenBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	w.give(gus, otto, blocks.All)
	w.ask(governance)
	view := w.press(otto, w.message(otto, "Governance"), blocks.ActionHandBack).View
	seen := w.whole(otto, view, map[string]any{blocks.BlockReason: "Not mine either."})
	assert.Contains(t, said(seen.View.Blocks), "*Governance* is back with <@U0GUS>.")
	w.await(func() bool {
		return strings.Contains(said(w.dm(gus)[0].Blocks), "are yours again: <@U0OTTO> handed them back")
	})

	w.give(gus, otto, blocks.All)
	w.await(func() bool { return strings.Contains(w.dm(gus)[0].Text, "are with <@U0OTTO>") })
	w.press(gus, w.dm(gus)[0], blocks.ActionTakeBack)
	assert.Contains(t, w.told(gus), "Governance is with you again.")
	w.await(func() bool { return strings.Contains(said(w.dm(gus)[0].Blocks), "Answer Questions") })
}

func TestADelegateGivesOneQuestionOnFromTheForm(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	view := w.opened(gus, w.message(gus, "5 questions"))
	note := w.pressIn(gus, view, blocks.ActionNote).View
	give := w.pressIn(gus, note, blocks.ActionGive).View
	require.Equal(t, blocks.CallbackGive, give.CallbackID)
	seen := w.whole(gus, give, map[string]any{blocks.BlockPerson: otto, blocks.BlockItem: "G4"})
	require.Empty(t, seen.Errors)
	assert.Len(t, w.form(governance).Questionnaire.Handed, 1)
	assert.Len(t, w.sim.Views(gus), 3, "the form below keeps what was entered")
}

// offered has Gus say that he is away, and offers his questions to Dee.
func (w *world) offered() slacksim.Message {
	w.Helper()
	w.slash(gus, "/cairn ooo for 2 weeks")
	due := w.deed(governance, assess.DoOffer)
	offering, ok, err := w.assess.Offering(w.Context(), governance, due.Person, due.Step, w.Now())
	require.NoError(w, err)
	require.True(w, ok)
	require.NoError(w, w.messenger.Offer(w.Context(), offering))
	return w.message(dee, "out of office")
}

func TestADeputyTakesAnOfferAndTheMessageSaysSo(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	offer := w.offered()
	assert.Contains(t, offer.Text, "<@U0GUS> is out of office until")
	w.press(dee, offer, blocks.ActionTakeOver)
	w.await(func() bool { return strings.Contains(card2(w, offer).Text, "You took over Governance for <@U0GUS>.") })
	assert.Equal(t, assess.UserID(dee), w.form(governance).Questionnaire.Asks())
	w.await(func() bool { return strings.Contains(w.dm(gus)[0].Text, "are with <@U0DEE> now") })
}

func TestADeputyLeavesAnOfferAndMayStillAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	offer := w.offered()
	w.press(dee, offer, blocks.ActionLeave)
	w.await(func() bool { return strings.Contains(card2(w, offer).Text, "You left Governance to <@U0GUS>.") })
	assert.Equal(t, assess.UserID(gus), w.form(governance).Questionnaire.Asks())
}

func TestAnOfferThatIsOverIsAnsweredWithASentence(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	offer := w.offered()
	w.slash(gus, "/cairn ooo off")
	w.press(dee, offer, blocks.ActionTakeOver)
	assert.Contains(t, w.told(dee), "<@U0GUS> is back")
}

// contested has Dee and Gus answer G2 two steps apart.
func (w *world) contested() (assess.DisputeID, slacksim.Channel) {
	w.Helper()
	_, err := w.assess.Submit(w.Context(), assess.BySlack(dee), assess.SubmitInput{Questionnaire: governance, Answers: all("G", "1"), Notes: map[string]string{}})
	require.NoError(w, err)
	theirs := all("G", "1")
	theirs["G2"] = "3"
	_, err = w.assess.Submit(w.Context(), assess.BySlack(gus), assess.SubmitInput{Questionnaire: governance, Base: 1, Answers: theirs})
	require.NoError(w, err)
	disputes := w.form(governance).Unsettled()
	require.Len(w, disputes, 1)
	d, err := w.assess.Dispute(w.Context(), disputes[0].ID)
	require.NoError(w, err)
	require.NoError(w, w.messenger.Dispute(w.Context(), d))
	for _, c := range w.sim.Channels() {
		if c.IsMpIM {
			return d.ID, c
		}
	}
	w.Fatal("nobody was brought together")
	return "", slacksim.Channel{}
}

func TestTwoAnswersThatDifferAreSettledByTheAccountableOwner(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	_, group := w.contested()
	assert.ElementsMatch(t, []string{gus, dee, w.sim.Options().BotUserID}, group.Members)
	parent := w.sim.Messages(group.ID)[0]
	assert.Contains(t, said(parent.Blocks), "<@U0DEE> answered\n*1 · ")
	assert.Contains(t, said(parent.Blocks), "<@U0GUS> answered\n*3 · ")

	w.press(dee, parent, blocks.ActionSettle)
	assert.Contains(t, w.told(dee), "Only <@U0GUS>, who is accountable")
	view := w.press(gus, parent, blocks.ActionSettle).View
	require.NotNil(t, view)
	seen := w.whole(gus, view, map[string]any{blocks.BlockLevel: "2", blocks.BlockReason: "short"})
	assert.NotEmpty(t, seen.Errors[blocks.BlockReason])
	seen = w.whole(gus, w.top(gus), map[string]any{blocks.BlockLevel: "2", blocks.BlockReason: "The register exists, but it is kept by hand."})
	require.Empty(t, seen.Errors)
	assert.Equal(t, "2", w.form(governance).Latest.Answers["G2"])
	w.await(func() bool { return len(w.sim.Messages(group.ID)) == 2 })
	messages := w.sim.Messages(group.ID)
	assert.Equal(t, parent.TS, messages[1].ThreadTS)
	assert.Contains(t, messages[1].Text, "<@U0GUS> settled it: 2 · ")
	w.await(func() bool { return !strings.Contains(said(w.sim.Messages(group.ID)[0].Blocks), "Settle This") })

	w.press(gus, w.message(gus, "Governance"), blocks.ActionAnswer)
}

func TestOutOfOfficeIsSaidInWordsAndUnderstoodInTheirZone(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	require.NoError(t, w.assess.Saw(t.Context(), assess.Person{ID: gus, Zone: "America/New_York", Standing: assess.Member, SeenAt: w.Now()}))
	assert.Contains(t, w.slash(gus, "/cairn ooo").Text, "Cairn takes you to be in the office")
	said := w.slash(gus, "/cairn ooo until Friday")
	assert.Contains(t, said.Text, "until the end of Friday 2 October 2026. From Saturday 3 October 2026 on")
	who, err := w.assess.Person(t.Context(), gus)
	require.NoError(t, err)
	assert.Equal(t, time.Date(2026, 10, 3, 4, 0, 0, 0, time.UTC), who.Absence.Until.UTC(), "midnight in New York")
	assert.Contains(t, w.slash(gus, "/cairn ooo").Text, "You are out of office until the end of Friday 2 October 2026.")

	assert.Contains(t, w.slash(gus, "/cairn ooo when the cows come home").Text, "I could not read")
	assert.Contains(t, w.slash(gus, "/cairn ooo until 2020-01-01").Text, "is over already")
	assert.Contains(t, w.slash(gus, "/cairn ooo off").Text, "Welcome back.")
	assert.Contains(t, w.slash(gus, "/cairn ooo off").Text, "You had not told Cairn")
}

func TestTheDaysOfAnAbsenceCanBePicked(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	state := w.slash(gus, "/cairn ooo")
	seen, err := w.sim.Click(t.Context(), gus, state.Channel, state.TS, blocks.ActionDates, "")
	require.NoError(t, err)
	require.NotNil(t, seen.View)
	seen = w.whole(gus, seen.View, map[string]any{blocks.BlockFirst: "2026-12-24", blocks.BlockLast: "2026-12-20"})
	assert.Contains(t, seen.Errors[blocks.BlockLast], "before the first")
	seen = w.whole(gus, w.top(gus), map[string]any{blocks.BlockFirst: "2026-12-24", blocks.BlockLast: "2027-01-02"})
	require.Empty(t, seen.Errors)
	assert.Contains(t, said(seen.View.Blocks), "*Thursday 24 December 2026* until the end of *Saturday 2 January 2027*")

	away := w.slash(gus, "/cairn ooo")
	_, err = w.sim.Click(t.Context(), gus, away.Channel, away.TS, blocks.ActionReturn, "")
	require.NoError(t, err)
	who, err := w.assess.Person(t.Context(), gus)
	require.NoError(t, err)
	assert.True(t, who.Absence.Since.IsZero())
}

func TestAStaleButtonIsAnsweredWithASentence(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	for _, action := range []string{
		blocks.ActionConfirm, blocks.ActionLater, blocks.ActionPromise, blocks.ActionAcknowledge, blocks.ActionGive, blocks.ActionTakeBack,
		blocks.ActionTakeOver, blocks.ActionLeave,
	} {
		w.interact(gus, map[string]any{
			"type": "block_actions", "trigger_id": "1.2.3", "response_url": w.hook(),
			"actions": []any{map[string]any{"type": "button", "block_id": "b", "action_id": action, "value": ""}},
		})
		assert.Contains(t, w.hooked(), "out of date", action)
	}
}
