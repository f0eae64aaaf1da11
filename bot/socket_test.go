package bot_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot"
	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/maturity"
	"cairn/internal/slacksim"
)

// overSocket turns Socket Mode on, and connects a bot with the world's facts over two connections.
func (w *world) overSocket(change ...func(*bot.Options)) *bot.Socket {
	w.Helper()
	w.sim.ConnectSocket()
	o := bot.Options{
		Client: w.client, Questionnaires: w.assess, Asking: w.assess, People: w.assess, Programmes: w.assess, Managing: w.assess, Judgements: w.assess,
		Setups: w.assess, Targets: w.targets, TargetActs: w.targets, FollowUps: w.targets, Models: maturity.Embedded,
		Digests: w.digests, Ledger: w.store.Ledger(), Events: w.store.Ledger(), Homes: w.store.Ledger(), Now: w.Now, Unpaced: true,
		Log: slog.New(slog.NewTextHandler(w.Output(), nil)),
	}
	for _, f := range change {
		f(&o)
	}
	s := w.botOf(o).Socket()
	w.Cleanup(func() { require.NoError(w, s.Stop(context.Background())) })
	require.NoError(w, s.Start(w.Context()))
	if o.Unpaced {
		w.connections(1, 2)
	}
	return s
}

// connections waits until exactly these connections are open, by their numbers.
func (w *world) connections(want ...int) {
	w.Helper()
	w.await(func() bool { return slices.Equal(want, w.numbers()) })
}

func (w *world) numbers() (ids []int) {
	for _, c := range w.sim.Connections() {
		ids = append(ids, c.ID)
	}
	return ids
}

// gate is a use case that waits before it saves.
type gate struct {
	bot.Questionnaires
	entered chan struct{}
	release chan struct{}
}

func newGate(w *world) *gate {
	return &gate{w.assess, make(chan struct{}, 10), make(chan struct{})}
}

func (g *gate) Submit(ctx context.Context, by assess.Actor, in assess.SubmitInput) (assess.Receipt, error) {
	g.entered <- struct{}{}
	<-g.release
	return g.Questionnaires.Submit(ctx, by, in)
}

func TestEverythingThatAPersonDoesArrivesOverASocket(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	w.overSocket()

	seen, err := w.sim.Slash(t.Context(), mara, leadership, "/cairn status")
	require.NoError(t, err)
	require.Empty(t, seen.Error)
	assert.Contains(t, seen.Ephemeral.Text, "0 of 5")

	w.openHome(gus)

	view := w.opened(gus, w.message(gus, "5 questions"))
	seen = w.submit(gus, view, all("G", "3"))
	require.Empty(t, seen.Errors)
	assert.Contains(t, said(seen.View.Blocks), "Level 4")
	w.await(func() bool { return strings.Contains(w.dm(gus)[0].Text, "was answered by <@U0GUS>") })
	assert.Equal(t, 1, w.form(governance).Questionnaire.Revision)

	counters := w.sim.Counters()
	assert.Zero(t, counters.Undelivered)
	assert.Zero(t, counters.Retries)
	for _, c := range w.sim.Connections() {
		assert.Positive(t, c.Delivered, "both connections serve")
		assert.Equal(t, c.Delivered, c.Acknowledged)
	}
}

func TestFaultsOfAFormComeBackOverASocket(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declareObjectives("northwind").open()
	w.overSocket()
	seen := w.submit(gus, w.part(gus), map[string]string{"GOV-02.1": assess.NotApplicable})
	require.Contains(t, seen.Errors, "note:GOV-02.1", "a reason is missing")
	assert.Zero(t, w.form(govObjectives).Questionnaire.Revision)
}

func TestAnEventThatComesTwiceOverSocketsIsHandledOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	w.overSocket()
	w.fault(slacksim.Fault{Kind: slacksim.FaultDuplicate, Method: "app_home_opened", Count: 1})
	w.openHome(gus)
	assert.Equal(t, 1, w.sim.Counters().Calls["views.publish"])
}

func TestAnEventThatCannotBeRecordedIsNotAcknowledged(t *testing.T) {
	t.Parallel()
	w := newWorldWith(t, func(o *slacksim.Options) { o.Ack = 50 * time.Millisecond })
	w.overSocket(func(o *bot.Options) { o.Events = deaf{} })
	seen, err := w.sim.OpenHome(t.Context(), gus)
	require.NoError(t, err)
	assert.NotEmpty(t, seen.Undelivered)
	assert.Equal(t, 3, w.sim.Counters().Retries)
}

func TestAFormThatIsTooLongForAnAcknowledgementIsShownAllTheSame(t *testing.T) {
	t.Parallel()
	w := wordy(t, strings.Repeat("質問", 900))
	w.overSocket()
	view := w.opened(gus, w.message(gus, "12 questions"))
	w.fault(slacksim.Fault{Kind: slacksim.FaultError, Method: "views.update", Error: "not_found", Count: 1}) // Slack shows the answer later
	seen := w.submit(gus, view, some(1, 5, "1"))
	require.Empty(t, seen.Error)
	require.Empty(t, seen.Errors)
	assert.Contains(t, said(seen.View.Blocks), "on its way")
	w.await(func() bool { return strings.Contains(said(w.top(gus).Blocks), "part 2 of 3") })
	second := w.top(gus)
	assert.Greater(t, len(second.Blocks), 20_480, "the test is about a long form")
	assert.Equal(t, view.ID, second.ID, "it stands in the same place")

	w.submit(gus, second, some(6, 10, "1"))
	w.await(func() bool { return strings.Contains(said(w.top(gus).Blocks), "part 3 of 3") })
	seen = w.submit(gus, w.top(gus), some(11, 12, "1"))
	require.Empty(t, seen.Errors)
	assert.Equal(t, some(1, 12, "1"), w.form(longQuestionnaire).Latest.Answers)
	assert.Zero(t, w.sim.Counters().OversizedAcks)
	assert.Zero(t, w.sim.Counters().Undelivered)
}

func TestAConnectionThatBreaksInASubmissionLosesNoAnswerAndThePersonIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	g := newGate(w)
	w.overSocket(func(o *bot.Options) { o.Questionnaires = g })
	view := w.opened(gus, w.message(gus, "5 questions"))
	w.fault(slacksim.Fault{Kind: slacksim.FaultHangUp, Method: "view_submission", Count: 1})

	seen := w.submit(gus, view, all("G", "3"))
	assert.NotEmpty(t, seen.Error, "Slack says that it had trouble")
	<-g.entered
	w.await(func() bool { return len(w.numbers()) == 2 && w.numbers()[1] == 3 }) // the bot has noticed
	close(g.release)

	w.await(func() bool { return strings.Contains(said(w.top(gus).Blocks), "Level 4") })
	assert.Equal(t, 1, w.form(governance).Questionnaire.Revision)
	assert.Equal(t, all("G", "3"), w.form(governance).Latest.Answers)
}

func TestAnswersSentAgainAfterABrokenConnectionAreSavedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	g := newGate(w)
	w.overSocket(func(o *bot.Options) { o.Questionnaires = g })
	view := w.opened(gus, w.message(gus, "5 questions"))
	w.fault(slacksim.Fault{Kind: slacksim.FaultHangUp, Method: "view_submission", Count: 1})
	w.submit(gus, view, all("G", "3"))
	<-g.entered
	close(g.release)
	seen := w.submit(gus, view, all("G", "3")) // the person presses the button once more
	require.Empty(t, seen.Errors)
	w.await(func() bool { return strings.Contains(said(w.top(gus).Blocks), "Level 4") })
	assert.Equal(t, 1, w.form(governance).Questionnaire.Revision)
}

func TestACommandWhoseConnectionBreaksIsAnsweredLater(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	p := &held{Programmes: w.assess, release: make(chan struct{})}
	w.overSocket(func(o *bot.Options) { o.Programmes = p })
	w.fault(slacksim.Fault{Kind: slacksim.FaultHangUp, Method: "slash_commands", Count: 1})
	seen, err := w.sim.Slash(t.Context(), mara, leadership, "/cairn status")
	require.NoError(t, err)
	assert.NotEmpty(t, seen.Error)
	w.await(func() bool { return len(w.numbers()) == 2 && w.numbers()[1] == 3 })
	close(p.release)
	w.await(func() bool { e := w.sim.Ephemerals(mara); return len(e) == 1 && strings.Contains(e[0].Text, "0 of 5") })
}

// held is a use case that waits before it reads.
type held struct {
	bot.Programmes
	release chan struct{}
}

func (h *held) ProgrammesOf(ctx context.Context, u assess.UserID) ([]assess.Programme, error) {
	<-h.release
	return h.Programmes.ProgrammesOf(ctx, u)
}

func TestAConnectionIsReplacedBeforeItEnds(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	g := newGate(w)
	s := w.overSocket(func(o *bot.Options) { o.Questionnaires = g })
	view := w.opened(gus, w.message(gus, "5 questions"))

	answered := make(chan slacksim.Seen)
	go func() { answered <- w.submit(gus, view, all("G", "3")) }()
	<-g.entered
	require.NoError(t, w.sim.WarnConnection(0)) // both, with an answer under way on one
	w.connections(1, 2, 3, 4)
	close(g.release)
	seen := <-answered
	require.Empty(t, seen.Error, "a connection that is to end still answers")
	for range 4 { // one over each
		seen, err := w.sim.Slash(t.Context(), mara, leadership, "/cairn status")
		require.NoError(t, err)
		require.Empty(t, seen.Error)
	}
	for id := 1; id <= 2; id++ {
		require.NoError(t, w.sim.RefreshConnection(id))
	}
	w.connections(3, 4)
	require.Zero(t, w.sim.Counters().Undelivered)
	require.Eventually(t, func() bool { return s.Connected() == 2 }, time.Minute, time.Millisecond)
}

func TestAllConnectionsMayBreakAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	w.overSocket()
	require.NoError(t, w.sim.DropConnection(0))
	w.connections(3, 4)
	seen, err := w.sim.Slash(t.Context(), mara, leadership, "/cairn status")
	require.NoError(t, err)
	require.Empty(t, seen.Error)
}

func TestStoppingAnswersWhatHasCome(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	g := newGate(w)
	s := w.overSocket(func(o *bot.Options) { o.Questionnaires = g })
	view := w.opened(gus, w.message(gus, "5 questions"))
	answered := make(chan slacksim.Seen)
	go func() { answered <- w.submit(gus, view, all("G", "3")) }()
	<-g.entered
	stopped := make(chan error)
	go func() { stopped <- s.Stop(context.Background()) }()
	close(g.release)
	seen := <-answered
	require.NoError(t, <-stopped)
	require.Empty(t, seen.Error)
	assert.Contains(t, said(seen.View.Blocks), "Level 4")
	w.connections()
}

func TestHealthOverASocketIsAConnection(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.overSocket()
	ask := func(path string) int {
		answer := httptest.NewRecorder()
		s.Handler().ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		return answer.Code
	}
	assert.Equal(t, http.StatusOK, ask("/healthz"))
	assert.Equal(t, http.StatusNotFound, ask("/slack/events"))
	require.NoError(t, s.Stop(t.Context()))
	assert.Equal(t, http.StatusServiceUnavailable, ask("/healthz"))
}

func TestWhatOnlyAPersonCanMendEndsTheStart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	url := slack.OptionAPIURL(w.sim.URL() + "/api/")
	right := slack.OptionAppLevelToken(w.sim.Options().AppToken)

	err := w.newBot(slack.New("x", url, right), slog.New(slog.DiscardHandler)).Socket().Start(t.Context())
	assert.Equal(t, errs.Invalid, errs.CodeOf(err))
	assert.Contains(t, errs.Message(err), "Socket Mode is off for this Slack app")

	w.sim.ConnectSocket()
	err = w.newBot(slack.New("x", url, slack.OptionAppLevelToken("xapp-guess")), slog.New(slog.DiscardHandler)).Socket().Start(t.Context())
	assert.Equal(t, errs.Invalid, errs.CodeOf(err))
	assert.Contains(t, errs.Message(err), "SLACK_APP_TOKEN")
}

func TestSlackThatCannotBeReachedIsTriedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fault(slacksim.Fault{Kind: slacksim.FaultServerError, Method: "apps.connections.open", Count: 1})
	w.overSocket()
}

func TestConnectionsAreOpenedNoFasterThanSlackPromises(t *testing.T) {
	t.Parallel()
	w := newWorldWith(t, func(o *slacksim.Options) { o.RateLimits = true })
	s := w.overSocket(func(o *bot.Options) { o.Unpaced = false })
	w.connections(1)
	soon, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, s.Turn(soon), context.DeadlineExceeded, "there is time while one serves")

	w.moveTo(w.Now().Add(time.Minute)) // Slack's limit runs on its own clock
	require.NoError(t, w.sim.DropConnection(1))
	w.connections(2)
	assert.Zero(t, w.sim.Counters().RateLimited["apps.connections.open"])
}

func TestTooManyConnectionsAreSaidSo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 5 {
		b := w.newBot(w.client, slog.New(slog.DiscardHandler))
		if len(w.numbers()) == 0 {
			w.sim.ConnectSocket()
		}
		s := b.Socket()
		require.NoError(t, s.Start(t.Context()))
		t.Cleanup(func() { require.NoError(t, s.Stop(context.Background())) })
	}
	w.await(func() bool { return len(w.numbers()) == 10 })
	var said strings.Builder
	sixth := w.newBot(w.client, slog.New(slog.NewTextHandler(&said, nil))).Socket()
	require.NoError(t, sixth.Start(t.Context()))
	require.NoError(t, sixth.Stop(t.Context()))
	assert.Contains(t, said.String(), "ten connections already")
	assert.Len(t, w.numbers(), 10, "none is taken away")
}
