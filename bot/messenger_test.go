package bot_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/delivery"
	"cairn/internal/errs"
	"cairn/internal/slacksim"
)

const cardKey = "card:northwind-2026-q4:U0GUS"

// asked declares the programme and opens a cycle without sending anything.
func asked(t *testing.T) *world {
	t.Helper()
	w := newWorld(t).declare()
	_, err := w.assess.StartCycle(t.Context(), assess.BySlack(mara), northwind)
	require.NoError(t, err)
	return w
}

func (w *world) fault(f slacksim.Fault) {
	w.Helper()
	require.NoError(w, w.sim.Fault(f))
}

// hasty returns the client of a process that gives up its first call of a method soon.
func (w *world) hasty(method string) *slack.Client {
	transport := &hasty{method: method, soon: http.Transport{ResponseHeaderTimeout: 2 * time.Second}}
	return slack.New(w.sim.Options().BotToken, slack.OptionAPIURL(w.sim.URL()+"/api/"),
		slack.OptionHTTPClient(&http.Client{Timeout: time.Minute, Transport: transport}))
}

// hasty gives up one call soon. All others have time: a busy machine is slow.
type hasty struct {
	method        string
	called        atomic.Bool
	soon, patient http.Transport
}

func (h *hasty) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/"+h.method) && !h.called.Swap(true) {
		return h.soon.RoundTrip(r)
	}
	return h.patient.RoundTrip(r)
}

func (w *world) delivery(key string) delivery.Delivery {
	w.Helper()
	d, err := w.store.Ledger().Find(w.Context(), key)
	require.NoError(w, err)
	return d
}

// cards counts the messages to Gus that are about governance.
func (w *world) cards() int {
	n := 0
	for _, m := range w.dm(gus) {
		if strings.Contains(m.Text, "Governance") && (m.ThreadTS == "" || m.ThreadTS == m.TS) {
			n++
		}
	}
	return n
}

func TestDeliveringAgainPostsNothingNewAndUpdatesOnlyWhatChanged(t *testing.T) {
	t.Parallel()
	w := asked(t)
	for range 3 {
		require.NoError(t, w.messenger.Card(t.Context(), w.card(gus)))
	}
	assert.Equal(t, 1, w.cards())
	assert.Zero(t, w.sim.Counters().Calls["chat.update"], "the same content is not sent again")

	_, err := w.assess.Submit(t.Context(), assess.BySlack(gus), assess.SubmitInput{Questionnaire: governance, Answers: all("G", "2")})
	require.NoError(t, err)
	for range 2 {
		require.NoError(t, w.messenger.Card(t.Context(), w.card(gus)))
	}
	assert.Equal(t, 1, w.cards())
	assert.Equal(t, 1, w.sim.Counters().Calls["chat.update"])
}

func TestAnUpdatedMessageHasNewBlockIDs(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	before := ids(t, w.dm(gus)[0])
	_, err := w.assess.Submit(t.Context(), assess.BySlack(gus), assess.SubmitInput{Questionnaire: governance, Answers: all("G", "2")})
	require.NoError(t, err)
	require.NoError(t, w.messenger.Card(t.Context(), w.card(gus)))
	for _, id := range ids(t, w.dm(gus)[0]) {
		assert.NotContains(t, before, id)
	}
}

// ids returns a message's block ids, all of which must be Cairn's own.
func ids(t *testing.T, m slacksim.Message) []string {
	t.Helper()
	var all []struct {
		ID string `json:"block_id"`
	}
	require.NoError(t, json.Unmarshal(m.Blocks, &all))
	var ids []string
	for _, b := range all {
		require.Regexp(t, `^[0-9a-f]{16}-\d+$`, b.ID)
		ids = append(ids, b.ID)
	}
	return ids
}

func TestAnOutcomeIsRecordedEvenWhenTheCallerHasGivenUp(t *testing.T) {
	t.Parallel()
	w := asked(t)
	w.fault(slacksim.Fault{Kind: slacksim.FaultTimeoutAfter, Method: "chat.postMessage", Count: 1, Hold: time.Minute})
	ctx, giveUp := context.WithCancel(t.Context())
	go func() { // as soon as the message is there, and its answer is not
		_ = w.sim.Await(t.Context(), func() bool { return len(w.dm(gus)) > 0 })
		giveUp()
	}()
	require.Error(t, w.messenger.Card(ctx, w.card(gus)))
	assert.Equal(t, delivery.Unknown, w.delivery(cardKey).State)
	require.NoError(t, w.messenger.Card(t.Context(), w.card(gus)))
	assert.Len(t, w.dm(gus), 1)
}

func TestARateLimitIsPassedOnAndTheMessageComesLater(t *testing.T) {
	t.Parallel()
	w := asked(t)
	w.fault(slacksim.Fault{Kind: slacksim.FaultRateLimit, Method: "chat.postMessage", Count: 1, RetryAfter: 7})
	err := w.messenger.Card(t.Context(), w.card(gus))
	assert.True(t, errs.Is(err, errs.Unavailable), "got %v", err)
	assert.Equal(t, 7*time.Second, errs.RetryAfter(err))
	require.NoError(t, w.messenger.Card(t.Context(), w.card(gus)))
	assert.Equal(t, 1, w.cards())
	assert.Zero(t, w.sim.Counters().Calls["conversations.history"], "nothing was posted, so nothing is looked up")
}

func TestAfterAnUnknownOutcomeTheMessageIsLookedUpBeforeItIsPostedAgain(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]slacksim.Fault{
		"500":                   {Kind: slacksim.FaultServerError},
		"internal_error":        {Kind: slacksim.FaultError, Error: "internal_error"},
		"fatal_error":           {Kind: slacksim.FaultError, Error: "fatal_error"},
		"timeout before":        {Kind: slacksim.FaultTimeoutBefore},
		"timeout after, posted": {Kind: slacksim.FaultTimeoutAfter},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := asked(t)
			messenger := w.newBot(w.hasty("chat.postMessage"), slog.New(slog.DiscardHandler)).Messenger()
			f.Method, f.Count = "chat.postMessage", 1
			w.fault(f)
			err := messenger.Card(t.Context(), w.card(gus))
			assert.True(t, errs.Is(err, errs.Unavailable), "got %v", err)
			assert.Equal(t, delivery.Unknown, w.delivery(cardKey).State)
			for range 4 {
				if err = messenger.Card(t.Context(), w.card(gus)); err == nil {
					break
				}
				assert.True(t, errs.Is(err, errs.Unavailable), "got %v", err)
			}
			require.NoError(t, err)
			assert.Len(t, w.dm(gus), 1)
			assert.Positive(t, w.sim.Counters().Calls["conversations.history"])
			assert.Equal(t, delivery.Sent, w.delivery(cardKey).State)
		})
	}
}

func TestAMessageFoundAfterwardsIsBroughtUpToDate(t *testing.T) {
	t.Parallel()
	w := asked(t)
	messenger := w.newBot(w.hasty("chat.postMessage"), slog.New(slog.DiscardHandler)).Messenger()
	w.fault(slacksim.Fault{Kind: slacksim.FaultTimeoutAfter, Method: "chat.postMessage", Count: 1})
	require.Error(t, messenger.Card(t.Context(), w.card(gus)))
	_, err := w.assess.Submit(t.Context(), assess.BySlack(gus), assess.SubmitInput{Questionnaire: governance, Answers: all("G", "2")})
	require.NoError(t, err)
	require.NoError(t, messenger.Card(t.Context(), w.card(gus)))
	assert.Contains(t, w.message(gus, "was answered by").Text, "Level 3")
	require.Len(t, w.dm(gus), 1)
}

func TestManyProcessesDeliverOneMessage(t *testing.T) {
	t.Parallel()
	w := asked(t)
	c := w.card(gus)
	var wg sync.WaitGroup
	for range 8 {
		messenger := w.newBot(w.client, slog.New(slog.DiscardHandler)).Messenger()
		wg.Go(func() {
			for range 10_000 {
				err := messenger.Card(t.Context(), c)
				if err == nil {
					return
				}
				if !errs.Is(err, errs.Unavailable) {
					t.Errorf("unexpected: %v", err)
					return
				}
				runtime.Gosched() // to the process that holds it
			}
			t.Error("a process never got through")
		})
	}
	wg.Wait()
	assert.Len(t, w.dm(gus), 1)
}

func TestAClaimOfADeadProcessIsTakenOverAndLookedUp(t *testing.T) {
	t.Parallel()
	w := asked(t)
	_, err := w.store.Ledger().Begin(t.Context(), delivery.Delivery{Key: cardKey, Kind: "card", To: gus, Ref: "ref-1", State: delivery.Pending, CreatedAt: w.Now()})
	require.NoError(t, err)
	_, err = w.store.Ledger().Claim(t.Context(), cardKey, w.Now(), time.Minute)
	require.NoError(t, err)
	_, _, err = w.client.PostMessageContext(t.Context(), gus, slack.MsgOptionText("Governance, posted just before the crash", false),
		slack.MsgOptionMetadata(slack.SlackMetadata{EventType: blocks.MetadataEvent, EventPayload: map[string]any{"key": "ref-1"}}))
	require.NoError(t, err)

	assert.True(t, errs.Is(w.messenger.Card(t.Context(), w.card(gus)), errs.Unavailable), "held until the lease ends")
	w.moveTo(opening.Add(time.Hour))
	require.NoError(t, w.messenger.Card(t.Context(), w.card(gus)))
	require.Len(t, w.dm(gus), 1)
	assert.Contains(t, w.dm(gus)[0].Text, "5 questions", "the message that was there says what it should")
}

func TestAMessageThatIsGoneIsPostedAnew(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	card := w.dm(gus)[0]
	_, _, err := w.client.DeleteMessageContext(t.Context(), card.Channel, card.TS)
	require.NoError(t, err)
	_, err = w.assess.Submit(t.Context(), assess.BySlack(gus), assess.SubmitInput{Questionnaire: governance, Answers: all("G", "2")})
	require.NoError(t, err)
	require.NoError(t, w.messenger.Card(t.Context(), w.card(gus)))
	assert.Equal(t, 1, w.cards())
}

func TestErrorsSayWhatToDo(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]struct {
		code errs.Code
		says string
	}{
		"user_not_found":   {errs.NotFound, "name somebody else"},
		"missing_scope":    {errs.Unavailable, "install the app again"},
		"account_inactive": {errs.Unavailable, "set the new token"},
		"not_in_channel":   {errs.Unavailable, "/invite @Cairn"},
		"is_archived":      {errs.Unavailable, "archived"},
	} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			w := asked(t)
			w.fault(slacksim.Fault{Kind: slacksim.FaultError, Method: "chat.postMessage", Error: code, Count: 1})
			err := w.messenger.Card(t.Context(), w.card(gus))
			assert.Equal(t, want.code, errs.CodeOf(err))
			assert.Contains(t, errs.Message(err), want.says)
			require.NoError(t, w.messenger.Card(t.Context(), w.card(gus)), "mended, it is delivered")
			assert.Equal(t, 1, w.cards())
		})
	}
}

// reminder moves to the next reminder of a questionnaire, and claims it.
func (w *world) reminder(q assess.QuestionnaireID) assess.Reminder {
	w.Helper()
	due, err := w.assess.Due(w.Context(), q, w.Now())
	require.NoError(w, err)
	require.Equal(w, assess.DoRemind, due.Deed)
	w.moveTo(due.At)
	r, ok, err := w.assess.Remind(w.Context(), q, due.Person, due.Step, due.At)
	require.NoError(w, err)
	require.True(w, ok)
	return r
}

func TestAReminderIsOneNudgeADayInTheThread(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	for range 4 { // half time, two days before, the due morning, the day after
		r := w.reminder(governance)
		for range 2 {
			require.NoError(t, w.messenger.Remind(t.Context(), r))
		}
	}
	messages := w.dm(gus)
	require.Len(t, messages, 5)
	assert.Contains(t, messages[0].Text, "still counts", "the message itself says that it is overdue")
	assert.Contains(t, messages[1].Text, "still waits for you")
	assert.Contains(t, messages[4].Text, "Your answers count until")
	for _, nudge := range messages[1:] {
		assert.Equal(t, messages[0].TS, nudge.ThreadTS)
	}
}

func TestAReminderSpeaksOfAllThatIsDueForAPerson(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	r := w.reminder("northwind-2026-q4/monitoring-detection")
	require.NoError(t, w.messenger.Remind(t.Context(), r))
	for _, q := range []assess.QuestionnaireID{"northwind-2026-q4/technical-controls", "northwind-2026-q4/workforce-culture"} {
		due, err := w.assess.Due(t.Context(), q, w.Now())
		require.NoError(t, err)
		assert.NotEqual(t, w.Now(), due.At, "it was in the same reminder")
	}
	messages := w.dm(tom)
	require.Len(t, messages, 2, "one card and one nudge for four questionnaires")
	for _, category := range []string{"Technical Controls", "Monitoring and Detection", "Incident Response", "Workforce and Culture"} {
		assert.Contains(t, messages[0].Text, category)
		assert.Contains(t, messages[1].Text, category)
	}
}

func TestANudgeWhoseCardIsGoneFromSlackBringsItBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	card := w.dm(gus)[0]
	_, _, err := w.client.DeleteMessageContext(t.Context(), card.Channel, card.TS)
	require.NoError(t, err)
	w.moveTo(w.form(governance).Questionnaire.DueAt.Add(20 * time.Hour))
	r, ok, err := w.assess.Remind(t.Context(), governance, gus, "1d after", w.Now())
	require.NoError(t, err)
	require.True(t, ok)
	require.NoError(t, w.messenger.Remind(t.Context(), r))
	assert.Equal(t, 1, w.cards())
	assert.NotEmpty(t, w.message(gus, "still open").ThreadTS)
}

func TestANudgeOfUnknownOutcomeIsLookedUpInItsThread(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	messenger := w.newBot(w.hasty("chat.postMessage"), slog.New(slog.DiscardHandler)).Messenger()
	r := w.reminder(governance)
	w.fault(slacksim.Fault{Kind: slacksim.FaultTimeoutAfter, Method: "chat.postMessage", Count: 1})
	require.Error(t, messenger.Remind(t.Context(), r))
	require.NoError(t, messenger.Remind(t.Context(), r))
	assert.Len(t, w.dm(gus), 2)
}

// escalation moves to the time when managers are told of a questionnaire.
func (w *world) escalation(q assess.QuestionnaireID) assess.Escalation {
	w.Helper()
	const step = assess.StepEscalateManager
	w.moveTo(w.form(q).Cycle.ClosesAt.Add(-time.Hour))
	e, ok, err := w.assess.Escalation(w.Context(), q, mara, step, w.Now())
	require.NoError(w, err)
	require.True(w, ok)
	return e
}

func TestAnEscalationIsOneMessageThatIsSettledWhenTheAnswersCome(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	for range 2 {
		require.NoError(t, w.messenger.Escalate(t.Context(), w.escalation(governance)))
	}
	require.NoError(t, w.messenger.Escalate(t.Context(), w.escalation("northwind-2026-q4/workforce-culture")))
	require.Len(t, w.dm(mara), 1)
	assert.Contains(t, w.dm(mara)[0].Text, "Governance · waits for <@U0GUS>, was due")
	assert.Contains(t, w.dm(mara)[0].Text, "Workforce and Culture · waits for <@U0TOM>")
	w.submit(gus, w.opened(gus, w.message(gus, "5 questions")), all("G", "3"))
	w.await(func() bool { return strings.Contains(w.dm(mara)[0].Text, "Governance · answered by <@U0GUS>") })
}

// Two processes find the facts one after the other, and write what they found in the other order.
func TestWhoeverWritesLastHasReadLast(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	before := w.card(gus)
	_, err := w.assess.Submit(t.Context(), assess.BySlack(gus), assess.SubmitInput{Questionnaire: governance, Answers: all("G", "2")})
	require.NoError(t, err)
	other := w.newBot(w.client, slog.New(slog.DiscardHandler)).Messenger()
	require.NoError(t, other.Card(t.Context(), w.card(gus)))
	require.NoError(t, w.messenger.Card(t.Context(), before))
	assert.Contains(t, w.dm(gus)[0].Text, "was answered by")
}

func TestMessagesThatWereNotPostedAreNotPostedByBringingThemUpToDate(t *testing.T) {
	t.Parallel()
	w := asked(t)
	w.asked(governance)
	require.NoError(t, w.messenger.Refresh(t.Context(), governance))
	assert.Empty(t, w.dm(gus))
}

// closed closes the tests' cycle with some answers.
func closed(t *testing.T) *world {
	t.Helper()
	w := newWorld(t).declare().imported(1)
	_, err := w.assess.StartCycle(t.Context(), assess.BySlack(mara), northwind)
	require.NoError(t, err)
	for q, prefix := range map[assess.QuestionnaireID]string{governance: "G", "northwind-2026-q4/technical-controls": "T"} {
		_, err = w.assess.Submit(t.Context(), assess.Actor{Source: assess.FromCLI}, assess.SubmitInput{Questionnaire: q, Answers: all(prefix, "3")})
		require.NoError(t, err)
	}
	_, err = w.assess.CloseCycle(t.Context(), assess.BySlack(mara), northwind)
	require.NoError(t, err)
	return w
}

func (w *world) sendDigest() error {
	w.Helper()
	d, err := w.digests.Latest(w.Context(), assess.BySlack(mara), northwind, "")
	require.NoError(w, err)
	return w.messenger.Digest(w.Context(), d)
}

func TestTheDigestIsPostedOnceWithANativeChart(t *testing.T) {
	t.Parallel()
	w := closed(t)
	for range 2 {
		require.NoError(t, w.sendDigest())
	}
	messages := w.sim.Messages(leadership)
	require.Len(t, messages, 1)
	assert.Contains(t, string(messages[0].Blocks), "data_visualization")
	assert.Contains(t, messages[0].Text, "Governance 4 · Managed, was 2", "the text carries the numbers")
}

func TestADigestWhoseChartIsRejectedShowsAnUploadedImage(t *testing.T) {
	t.Parallel()
	w := closed(t)
	w.fault(slacksim.Fault{Kind: slacksim.FaultRejectCharts})
	require.NoError(t, w.sendDigest())
	messages := w.sim.Messages(leadership)
	require.Len(t, messages, 1)
	assert.Contains(t, string(messages[0].Blocks), "slack_file")

	d, err := w.digests.Latest(t.Context(), assess.BySlack(mara), northwind, "")
	require.NoError(t, err)
	d.Cycle = "another"
	require.NoError(t, w.messenger.Digest(t.Context(), d))
	assert.Equal(t, 3, w.sim.Counters().Calls["chat.postMessage"], "what the workspace takes is remembered")
	w.moveTo(opening.Add(25 * time.Hour))
	d.Cycle = "a third"
	require.NoError(t, w.messenger.Digest(t.Context(), d))
	assert.Equal(t, 5, w.sim.Counters().Calls["chat.postMessage"], "and tried again after a day")
}

func TestAnImageThatSlackStillProcessesIsTriedAgain(t *testing.T) {
	t.Parallel()
	w := closed(t)
	w.messenger.HurryPictures()
	w.fault(slacksim.Fault{Kind: slacksim.FaultError, Method: "chat.postMessage", Error: "invalid_blocks", Count: 3})
	require.NoError(t, w.sendDigest())
	messages := w.sim.Messages(leadership)
	require.Len(t, messages, 1)
	assert.Contains(t, string(messages[0].Blocks), "slack_file")
	assert.Equal(t, 1, w.sim.Counters().Calls["files.completeUploadExternal"], "the image is uploaded once")
}

func TestADigestWhoseBlocksAreAllRefusedFailsAndIsNotLost(t *testing.T) {
	t.Parallel()
	w := closed(t)
	w.messenger.HurryPictures()
	w.fault(slacksim.Fault{Kind: slacksim.FaultError, Method: "chat.postMessage", Error: "invalid_blocks"})
	require.Error(t, w.sendDigest())
	w.fault(slacksim.Fault{Off: true})
	require.NoError(t, w.sendDigest())
	assert.NotEmpty(t, w.sim.Messages(leadership))
}

func TestADigestIsWholeWithoutAnyPicture(t *testing.T) {
	t.Parallel()
	w := closed(t)
	w.fault(slacksim.Fault{Kind: slacksim.FaultRejectCharts})
	w.fault(slacksim.Fault{Kind: slacksim.FaultError, Method: "files.getUploadURLExternal", Error: "missing_scope"})
	require.NoError(t, w.sendDigest())
	messages := w.sim.Messages(leadership)
	require.Len(t, messages, 1)
	assert.NotContains(t, string(messages[0].Blocks), "slack_file")
	assert.Contains(t, messages[0].Text, "Governance 4 · Managed")
}

func TestADigestThatCannotShowTheImageSharesItInTheThreadOnce(t *testing.T) {
	t.Parallel()
	w := closed(t)
	w.fault(slacksim.Fault{Kind: slacksim.FaultError, Method: "files.getUploadURLExternal", Error: "internal_error", Count: 1})
	w.fault(slacksim.Fault{Kind: slacksim.FaultRejectCharts})
	for range 2 {
		require.NoError(t, w.sendDigest())
	}
	messages := w.sim.Messages(leadership)
	require.Len(t, messages, 2)
	assert.Equal(t, messages[0].TS, messages[1].ThreadTS)
	assert.NotEmpty(t, messages[1].Files)
}

func TestADigestReachesAPrivateChannelOnceCairnIsInvited(t *testing.T) {
	t.Parallel()
	w := closed(t)
	w.fault(slacksim.Fault{Kind: slacksim.FaultError, Method: "chat.postMessage", Error: "channel_not_found", Count: 1})
	err := w.sendDigest()
	assert.True(t, errs.Is(err, errs.Unavailable), "got %v", err)
	assert.Contains(t, errs.Message(err), "invite Cairn")
	require.NoError(t, w.sendDigest())
	assert.Len(t, w.sim.Messages(leadership), 1)
}

func TestStopWaitsForWhatFollowsAnswers(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	for i := range 5 {
		w.interact(gus, w.submission(governance, all("G", fmt.Sprint(i%4))))
	}
	require.NoError(t, w.bot.Stop(context.Background()))
	assert.Contains(t, w.dm(gus)[0].Text, "was answered by <@U0GUS>")
	require.NoError(t, w.bot.Stop(context.Background()), "stopping twice is fine")
}
