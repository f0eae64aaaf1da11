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
	"cairn/internal/target"
)

const verdict = "The alert was read quickly. Nobody knew who may stop the agent."

// newReview plays it to the draft of its report: Otto saw a strength of one objective, and of the other that it was met at a cost.
func newReview(t *testing.T) *play {
	t.Helper()
	p := newPlay(t).started()
	ctx := t.Context()
	p.minute(5)
	_, err := p.exercises.Decide(ctx, assess.BySlack(gus), ferryID, exercise.Decision{Inject: "share-alert", Choice: "revoke-link", What: "Take the link back", By: gus})
	require.NoError(t, err)
	for _, o := range []exercise.Observation{
		{Objective: "attribute", Kind: exercise.Strength, Text: "They told the agent from the person."},
		{Objective: "stop", Kind: exercise.Improvement, Impact: exercise.Major, Text: "Nobody knew who may stop the agent."},
		{Objective: "stop", Kind: exercise.Improvement, Impact: exercise.Minor, Text: "The call tree is out of date."},
	} {
		_, err := p.exercises.Observe(ctx, assess.BySlack(otto), ferryID, o)
		require.NoError(t, err)
	}
	p.minute(20)
	require.NoError(t, p.exercises.End(ctx, assess.BySlack(mara), ferryID, "We have seen enough."))
	p.until(p.Now().Add(time.Minute))
	for _, u := range []assess.UserID{mara, dee, gus, tom, otto} {
		require.NoError(t, p.exercises.Debrief(ctx, assess.BySlack(u), ferryID, exercise.HotWash{Ratings: map[string]exercise.Rating{"attribute": exercise.Some}, Scores: map[string]int{"real": 4}}))
	}
	p.until(p.Now().AddDate(0, 0, 1))
	return p
}

func TestWhoeverHadAPartFindsTheExerciseByCommandOnceItIsOver(t *testing.T) {
	t.Parallel()
	p := newReview(t)
	p.evaluates()
	p.signs()
	require.Equal(t, exercise.Reviewed, p.view(otto, ferryID).State)
	assert.Contains(t, p.slash(otto, "/cairn exercise").Text, "E1", "he observed, and has no other part in the programme")
	assert.Contains(t, p.slash(otto, "/cairn exercise E1").Text, "Night Ferry")
	assert.NotContains(t, p.slash(otto, "/cairn exercise E1 report").Text, "You have no part")
	assert.Contains(t, p.slash(otto, "/cairn status").Text, "You have no part", "the rest of it is not his")
}

// told is what Mara was told of the review, as it reads now.
func (p *play) told(contains string) slacksim.Message {
	p.Helper()
	for _, m := range p.dm(mara) {
		if strings.Contains(string(m.Blocks), blocks.ActionReport) && strings.Contains(m.Text, contains) {
			return m
		}
	}
	p.Fatalf("Mara was told nothing of a review with %q", contains)
	return slacksim.Message{}
}

// opens presses a button of the open review, and returns the form.
func (p *play) opens(action, what string) *slacksim.View {
	p.Helper()
	id := action
	if what != "" {
		id += blocks.ActionMany + what
	}
	seen, err := p.sim.ClickView(p.Context(), mara, p.top(mara).ID, id, "")
	require.NoError(p, err)
	require.Empty(p, seen.Error)
	return p.top(mara)
}

// rates gives an objective its final rating.
func (p *play) rates(objective string, r exercise.Rating) {
	p.Helper()
	p.opens(blocks.ActionReviewRate, objective)
	p.submit(mara, p.top(mara), map[string]string{exercise.FieldRating + ":" + objective: string(r)})
}

// evaluates does all that Mara has to do before she signs.
func (p *play) evaluates() {
	p.Helper()
	p.press(mara, p.told("draft"), blocks.ActionReview)
	p.opens(blocks.ActionReviewSummary, "")
	p.submit(mara, p.top(mara), map[string]string{exercise.FieldSummary: verdict})
	p.rates("attribute", exercise.Some)
	p.rates("stop", exercise.MajorOnes)
	p.opens(blocks.ActionReviewTreat, "F1")
	p.submit(mara, p.top(mara), map[string]string{
		blocks.BlockTitle: "Name who may stop agents", blocks.BlockOwner: tom, blocks.BlockDue: "2027-01-29", target.FieldElement: "organisation",
	})
	p.opens(blocks.ActionReviewTreat, "F2")
	p.turns(blocks.TreatSame)
	p.submit(mara, p.top(mara), map[string]string{exercise.FieldSame: "F1"})
}

// turns chooses another kind of answer in the form of a finding.
func (p *play) turns(as string) {
	p.Helper()
	_, err := p.sim.ClickView(p.Context(), mara, p.top(mara).ID, blocks.ActionReviewAs, as)
	require.NoError(p, err)
}

// signs presses Sign Off.
func (p *play) signs() {
	p.Helper()
	p.opens(blocks.ActionReviewSign, "")
}

func TestTheFacilitatorWorksThroughTheReviewAndSigns(t *testing.T) {
	t.Parallel()
	p := newReview(t)
	first := p.told("draft")
	assert.True(t, strings.HasPrefix(first.Text, "EXERCISE · Night Ferry. "), first.Text)
	assert.Contains(t, first.Text, "Before you can sign: the summary, 2 final ratings and 2 findings to be answered.")
	p.press(mara, first, blocks.ActionReview)
	shown := said(p.top(mara).Blocks)
	assert.Contains(t, shown, "1 strength and 0 areas for improvement. At best P · performed without challenges. In the hot wash: 5 × S.")
	assert.Contains(t, shown, "*F1* Nobody knew who may stop the agent.\nMajor. *Not answered yet.*")
	assert.NotContains(t, string(p.top(mara).Blocks), blocks.ActionReviewSign, "it cannot be signed yet")

	form := p.opens(blocks.ActionReviewRate, "stop")
	assert.Contains(t, said(form.Blocks), "What was noted bears M · performed with major challenges at best.")
	assert.NotContains(t, string(form.Blocks), `"value":"P"`, "what it does not bear is not offered")
	p.submit(mara, form, map[string]string{exercise.FieldRating + ":stop": "M", exercise.FieldWhy: "It took the whole office."})
	assert.Contains(t, said(p.top(mara).Blocks), "Final rating: *M · performed with major challenges*", "the review below is brought up to date")
	p.await(func() bool { return strings.Contains(p.told("draft").Text, "1 final rating and") })

	p.opens(blocks.ActionReviewSummary, "")
	seen := p.submit(mara, p.top(mara), map[string]string{exercise.FieldSummary: "Fine."})
	assert.Contains(t, seen.Errors[exercise.FieldSummary], "at least 20 characters")
	p.submit(mara, p.top(mara), map[string]string{exercise.FieldSummary: verdict})
	p.rates("attribute", exercise.Some)

	form = p.opens(blocks.ActionReviewTreat, "F1")
	seen = p.submit(mara, form, map[string]string{blocks.BlockTitle: "Name who may stop agents", blocks.BlockOwner: tom, blocks.BlockDue: "2026-01-01", target.FieldElement: "organisation"})
	assert.NotEmpty(t, seen.Errors[blocks.BlockDue], "a day that is past")
	p.turns(blocks.TreatAside)
	seen = p.submit(mara, p.top(mara), map[string]string{exercise.FieldAside: "No."})
	assert.NotEmpty(t, seen.Errors[exercise.FieldAside])
	p.turns(blocks.TreatWork)
	p.submit(mara, p.top(mara), map[string]string{
		blocks.BlockTitle: "Name who may stop agents", blocks.BlockOwner: tom, blocks.BlockDue: "2027-01-29", target.FieldElement: "organisation",
	})
	p.opens(blocks.ActionReviewTreat, "F2")
	p.turns(blocks.TreatSame)
	p.submit(mara, p.top(mara), map[string]string{exercise.FieldSame: "F1"})
	shown = said(p.top(mara).Blocks)
	assert.Contains(t, shown, "Corrective action: Name who may stop agents · <@"+tom+"> · due 29 Jan 2027")
	assert.Contains(t, shown, "The same as F1")
	assert.Contains(t, shown, "you can sign the report")

	p.signs()
	assert.Contains(t, said(p.top(mara).Blocks), "Its report was signed")
	assert.NotContains(t, string(p.top(mara).Blocks), blocks.ActionReviewRate, "nothing can be changed any more")
	p.await(func() bool { return strings.Contains(p.told("").Text, "The report is signed") })
	v, err := p.targets.ActionView(t.Context(), assess.BySlack(mara), "northwind/A1")
	require.NoError(t, err)
	assert.Equal(t, assess.UserID(tom), v.Owner)
	assert.Equal(t, "organisation", v.Element)
}

func TestTheReportIsPublishedOnceWithItsFilesInTheThread(t *testing.T) {
	t.Parallel()
	p := newReview(t)
	require.NoError(t, p.assess.Saw(t.Context(), assess.Person{ID: gus, Name: "Gus Oyelaran", SeenAt: p.Now()}))
	p.evaluates()
	p.signs()
	before := len(p.sim.Messages(ferry))
	p.until(p.Now().Add(time.Minute))
	posted := p.sim.Messages(ferry)[before:]
	require.Len(t, posted, 2)
	summary, files := posted[0], posted[1]
	assert.True(t, strings.HasPrefix(summary.Text, "EXERCISE · Night Ferry: after-action report\n"), summary.Text)
	assert.Contains(t, summary.Text, "Name who may stop agents")
	assert.Contains(t, string(summary.Blocks), verdict)
	assert.Equal(t, summary.TS, files.ThreadTS)
	require.Len(t, files.Files, 2)
	assert.Equal(t, "northwind-E1-after-action.html", files.Files[0].Name)
	assert.Equal(t, "northwind-E1-after-action.docx", files.Files[1].Name)
	page, ok := p.sim.FileContent(files.Files[0].ID)
	require.True(t, ok)
	assert.Contains(t, string(page), "Nobody knew who may stop the agent.")
	assert.NotContains(t, string(page), `class="draft"`)
	assert.Contains(t, string(page), "Gus Oyelaran", "people are named")
	v := p.seen(gus)
	assert.NotEmpty(t, v.Link)

	// Published again, by whoever lost the answer, it is where it was.
	report, err := p.exercises.Report(t.Context(), assess.BySlack(gus), ferryID)
	require.NoError(t, err)
	link, err := p.messenger.PublishReport(t.Context(), report)
	require.NoError(t, err)
	assert.Equal(t, v.Link, link)
	assert.Len(t, p.sim.Messages(ferry), before+2)
}

func TestFilesOfAReportThatMayBeThereAreLookedForBeforeTheyAreSharedAgain(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]slacksim.Fault{
		"shared, and the answer lost": {Kind: slacksim.FaultTimeoutAfter},
		"not shared":                  {Kind: slacksim.FaultServerError},
		"refused":                     {Kind: slacksim.FaultError, Error: "channel_not_found"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newReview(t)
			p.evaluates()
			p.signs()
			report, ok, err := p.exercises.Publication(t.Context(), ferryID)
			require.NoError(t, err)
			require.True(t, ok)
			before := len(p.sim.Messages(ferry))
			fault.Method, fault.Count = "files.completeUploadExternal", 1
			p.fault(fault)
			client := p.client
			if fault.Kind == slacksim.FaultTimeoutAfter {
				client = p.hasty(fault.Method)
			}
			_, err = p.newBot(client, slog.New(slog.DiscardHandler)).Messenger().PublishReport(t.Context(), report)
			require.Error(t, err)
			p.fault(slacksim.Fault{Off: true})
			assert.True(t, errs.Is(err, errs.Unavailable), "it may work later: %v", err)
			p.moveTo(p.Now().Add(3 * time.Minute))
			link, err := p.messenger.PublishReport(t.Context(), report)
			require.NoError(t, err)
			assert.NotEmpty(t, link)
			posted := p.sim.Messages(ferry)[before:]
			require.Len(t, posted, 2, "the summary once, the files once")
			assert.Len(t, posted[1].Files, 2)
		})
	}
}

func TestWhoMayReadAReportGetsItsFiles(t *testing.T) {
	t.Parallel()
	p := newReview(t)
	files := func(user string) (all []string) {
		for _, m := range p.dm(user) {
			for _, f := range m.Files {
				if strings.Contains(f.Name, "after-action") {
					all = append(all, f.Name)
				}
			}
		}
		return all
	}
	answer := p.slash(gus, "/cairn exercise E1 report")
	assert.Contains(t, answer.Text, "is evaluated by its facilitator", "a draft is hers alone")
	p.press(mara, p.told("draft"), blocks.ActionReview)
	p.opens(blocks.ActionReport, "")
	p.await(func() bool { return len(files(mara)) == 2 })
	assert.Contains(t, files(mara), "northwind-E1-after-action-draft.docx")

	_, err := p.sim.CloseView(t.Context(), mara, "")
	require.NoError(t, err)
	p.evaluates()
	p.signs()
	answer = p.slash(gus, "/cairn exercise e1 report")
	assert.Contains(t, answer.Text, "on its way")
	p.await(func() bool { return len(files(gus)) == 2 })
	assert.Equal(t, []string{"northwind-E1-after-action.html", "northwind-E1-after-action.docx"}, files(gus))
	answer = p.slash(gus, "/cairn exercise E1 raport")
	assert.Contains(t, answer.Text, "/cairn exercise E1 report")
	answer = p.slash(gus, "/cairn exercise trends")
	assert.Contains(t, answer.Text, "E1 Night Ferry · tabletop")
	assert.Contains(t, answer.Text, "Time to decide: ")
}

func TestAButtonPressedTwiceShowsWhatCameOfIt(t *testing.T) {
	t.Parallel()
	p := newReview(t)
	p.evaluates()
	p.press(mara, p.told("draft"), blocks.ActionReview)
	review := p.top(mara).ID
	p.fault(slacksim.Fault{Kind: slacksim.FaultError, Method: "views.update", Error: "hash_conflict", Count: 1})
	p.signs()
	p.await(func() bool { return strings.Contains(p.told("").Text, "The report is signed") })
	assert.Equal(t, review, p.top(mara).ID, "nothing says that Slack did not open it")
}

func TestNobodyButTheFacilitatorReviews(t *testing.T) {
	t.Parallel()
	p := newReview(t)
	for _, user := range []string{gus, otto, tom} {
		for _, action := range []string{blocks.ActionReview, blocks.ActionReviewSign, blocks.ActionReport} {
			p.interact(user, map[string]any{
				"type": "block_actions", "trigger_id": "T", "response_url": p.hook(), "channel": map[string]any{"id": ferry},
				"actions": []any{map[string]any{"type": "button", "action_id": action, "value": blocks.ReviewValue{ID: ferryID}.String(), "block_id": "b"}},
			})
			assert.Contains(t, p.hooked(), "is evaluated by its facilitator", "%s by %s", action, user)
		}
	}
	assert.Equal(t, exercise.Ended, p.seen(mara).State)
}

func TestALateReportIsToldToFacilitatorAndManagersAndTakenBackOnceSigned(t *testing.T) {
	t.Parallel()
	p := newReview(t)
	p.until(p.Now().AddDate(0, 0, 35))
	late := p.told("30 days have passed")
	assert.Contains(t, late.Text, "Before you can sign")
	assert.Contains(t, p.slash(mara, "/cairn exercise").Text, "Its report is overdue: it is with <@"+mara+">")
	p.until(p.Now().AddDate(0, 0, 30))
	assert.Contains(t, p.told("60 days have passed").Text, "Before you can sign")
	p.evaluates()
	p.signs()
	p.await(func() bool { return !strings.Contains(p.dmText(mara), "Before you can sign") })
}

// dmText is all that somebody can read of the bot.
func (p *play) dmText(user string) string {
	var all []string
	for _, m := range p.dm(user) {
		all = append(all, m.Text)
	}
	return strings.Join(all, "\n")
}

// refusesReport has Slack refuse the report until Cairn gives up.
func (p *play) refusesReport(why string) {
	p.Helper()
	for range 30 {
		due, err := p.exercises.Due(p.Context(), ferryID.Subject(), p.Now())
		require.NoError(p, err)
		if due.Done {
			return
		}
		if due.At.After(p.Now()) {
			p.moveTo(due.At)
		}
		if due.Deed != exercise.DoPublish {
			p.do(due)
			continue
		}
		require.NoError(p, p.exercises.Undelivered(p.Context(), ferryID.Subject(), "", due.Step, why, p.Now()))
		require.NoError(p, p.messenger.RefreshExercise(p.Context(), ferryID.Subject()))
	}
	p.Fatal("there is no end of it")
}

func TestAReportThatSlackRefusedForGoodIsPublishedAgainByAButton(t *testing.T) {
	t.Parallel()
	const why = "The channel is archived."
	p := newReview(t)
	p.evaluates()
	p.signs()
	p.refusesReport(why)
	told := p.message(mara, "Cairn has given up")
	assert.True(t, strings.HasPrefix(told.Text, "EXERCISE · Night Ferry. "), told.Text)
	assert.Contains(t, told.Text, why)
	assert.Contains(t, p.told("The report is signed").Text, why, "where she reviewed it")
	assert.NotContains(t, p.dmText(mara), "read it out yourselves")
	answer := p.slash(mara, "/cairn exercise E1")
	assert.Contains(t, answer.Text, why)
	assert.Contains(t, string(answer.Blocks), blocks.ActionRepublish)
	answer = p.slash(gus, "/cairn exercise E1")
	assert.NotContains(t, string(answer.Blocks), blocks.ActionRepublish, "who may not is not offered it")

	p.press(mara, told, blocks.ActionRepublish)
	p.await(func() bool {
		return strings.Contains(p.message(mara, "The report of Tabletop E1").Text, "Cairn tries to publish it now")
	})
	before := len(p.sim.Messages(ferry))
	p.until(p.Now().Add(time.Minute))
	assert.Len(t, p.sim.Messages(ferry)[before:], 2, "the summary and its files")
	link := p.seen(mara).Link
	require.NotEmpty(t, link)
	assert.Contains(t, p.message(mara, "The report of Tabletop E1").Text, link)
	assert.NotContains(t, p.dmText(mara), why)
	assert.NotContains(t, string(p.slash(mara, "/cairn exercise E1").Blocks), blocks.ActionRepublish)
}

func TestAManagerLeavesAReportUnpublishedThatSlackRefusedForGood(t *testing.T) {
	t.Parallel()
	p := newReview(t)
	p.evaluates()
	p.signs()
	p.refusesReport("The channel is archived.")
	told := p.message(mara, "Cairn has given up")
	late := func() []exercise.View {
		all, err := p.exercises.Outstanding(t.Context(), assess.BySlack(mara), northwind)
		require.NoError(t, err)
		return all
	}
	require.Len(t, late(), 1)
	p.press(mara, told, blocks.ActionShelve)
	assert.Contains(t, p.lastEphemeral(mara), "A manager has decided to leave it unpublished")
	assert.Empty(t, late(), "the Home tab does not name it any more")
	p.await(func() bool {
		all := p.dmText(mara)
		return strings.Contains(all, "A manager has decided to leave it unpublished") && !strings.Contains(all, "Cairn has given up")
	})
	shown := p.slash(mara, "/cairn exercise E1")
	assert.NotContains(t, string(shown.Blocks), blocks.ActionShelve)
	assert.Contains(t, string(shown.Blocks), blocks.ActionRepublish, "she can think better of it")
	p.press(mara, shown, blocks.ActionRepublish)
	p.until(p.Now().Add(time.Minute))
	assert.NotEmpty(t, p.seen(mara).Link)
}

func TestWhoAsksForAReportHearsThatSlackDidNotTakeItsFiles(t *testing.T) {
	t.Parallel()
	p := newReview(t)
	p.evaluates()
	p.signs()
	p.fault(slacksim.Fault{Method: "files.completeUploadExternal", Kind: slacksim.FaultError, Error: "missing_scope", Count: 9})
	assert.Contains(t, p.slash(gus, "/cairn exercise E1 report").Text, "on its way")
	p.await(func() bool { return strings.Contains(p.lastEphemeral(gus), "could not be put into your conversation") })
	said := p.lastEphemeral(gus)
	assert.Contains(t, said, "The report of E1")
	assert.Contains(t, said, "lacks a permission")
	assert.Contains(t, said, "Ask for it again with `/cairn exercise E1 report`")
}

func TestWhoAsksForAReportInAChannelHearsWhereItIs(t *testing.T) {
	t.Parallel()
	p := newReview(t)
	p.evaluates()
	p.signs()
	_, err := p.sim.Slash(t.Context(), gus, leadership, "/cairn exercise E1 report")
	require.NoError(t, err)
	p.await(func() bool {
		return strings.Contains(p.lastEphemeral(gus), "The report is in your conversation with Cairn.")
	})
}
