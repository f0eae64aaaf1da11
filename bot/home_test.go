package bot_test

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot"
	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/delivery"
	"cairn/internal/errs"
	"cairn/internal/slacksim"
)

// shows reports whether the person's Home tab says something.
func (w *world) shows(user, text string) func() bool {
	return func() bool {
		v, ok := w.sim.Home(user)
		return ok && strings.Contains(said(v.Blocks), text)
	}
}

func TestTheHomeTabShowsEachPersonTheirOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(2).open()
	assert.Contains(t, said(w.openHome(otto).Blocks), "This page is for the owners, deputies and managers")
	w.openHome(gus)
	w.await(w.shows(gus, "5 questions, about 5 minutes"))
	w.await(w.shows(gus, "Governance: *Level 3 · Defined*"))
	w.openHome(mara)
	w.await(w.shows(mara, "*0 of 5* answered"))
}

func TestTheHomeTabFollowsWhatItShows(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	w.await(w.shows(gus, "5 questions")) // the card's delivery
	w.openHome(mara)

	home, _ := w.sim.Home(gus)
	seen, err := w.sim.ClickView(t.Context(), gus, home.ID, blocks.ActionAnswer, "")
	require.NoError(t, err)
	w.submit(gus, seen.View, all("G", "3"))
	w.await(w.shows(gus, "answered by <@U0GUS>"))
	w.await(w.shows(dee, "answered by <@U0GUS>"))
	w.await(w.shows(mara, "*1 of 5* answered"))

	home, _ = w.sim.Home(mara)
	_, err = w.sim.ClickView(t.Context(), mara, home.ID, blocks.ActionConfirmClose, "")
	require.NoError(t, err)
	assert.Contains(t, said(w.top(mara).Blocks), "is closed", "the close is confirmed visibly")
	w.await(w.shows(mara, "with *1 of 5* answered"))
	w.await(w.shows(gus, "Governance: *Level 4 · Managed*"))
}

func TestAHomeTabIsPublishedWheneverItIsOpened(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	w.await(w.shows(gus, "As of <!date^1790841600^"))
	w.moveTo(opening.Add(time.Hour))
	_, err := w.sim.OpenHome(t.Context(), gus)
	require.NoError(t, err)
	w.await(w.shows(gus, "As of <!date^1790845200^"))
}

// elsewhere has another process bring a Home tab up to date, and reports whether it published it.
func (w *world) elsewhere(user assess.UserID) bool {
	w.Helper()
	before := w.sim.Counters().Calls["views.publish"]
	b := w.newBot(w.client, slog.New(slog.DiscardHandler))
	b.Messenger().Homes(user)
	require.NoError(w, b.Stop(w.Context()))
	return w.sim.Counters().Calls["views.publish"] > before
}

func TestAHomeTabThatShowsTheSameIsNotPublishedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	assert.True(t, w.elsewhere(gus))
	w.moveTo(opening.Add(time.Hour))
	assert.False(t, w.elsewhere(gus))

	_, err := w.assess.Away(t.Context(), assess.BySlack(gus), time.Time{}, time.Time{})
	require.NoError(t, err)
	assert.True(t, w.elsewhere(gus))
	assert.False(t, w.elsewhere(gus))
	require.NoError(t, w.assess.Back(t.Context(), assess.BySlack(gus)))
	assert.True(t, w.elsewhere(gus), "what another process published counts, even when all is as it was before")
}

func TestAHomeTabThatWasNotTakenIsPublishedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	w.fault(slacksim.Fault{Kind: slacksim.FaultError, Method: "views.publish", Error: "invalid_arguments", Count: 1})
	w.elsewhere(gus)
	_, there := w.sim.Home(gus)
	require.False(t, there)
	assert.True(t, w.elsewhere(gus))
	w.await(w.shows(gus, "Nothing waits for you"))
}

// claims are Home tabs that tell how the first claim went.
type claims struct {
	delivery.Homes
	once *sync.Once
	told chan error
}

func (c claims) ClaimHome(ctx context.Context, person string, at time.Time, lease time.Duration) (delivery.Home, error) {
	h, err := c.Homes.ClaimHome(ctx, person, at, lease)
	c.once.Do(func() { c.told <- err })
	return h, err
}

func TestAHomeTabIsPublishedByOneProcessAtATime(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	w.elsewhere(gus)
	ledger := w.store.Ledger()
	held, err := ledger.ClaimHome(t.Context(), gus, w.Now(), time.Minute)
	require.NoError(t, err)
	homes := claims{Homes: ledger, once: new(sync.Once), told: make(chan error, 1)}
	b := w.newBot(w.client, slog.New(slog.DiscardHandler), func(o *bot.Options) { o.Homes = homes })
	b.Messenger().Homes(gus)
	require.True(t, errs.Is(<-homes.told, errs.Conflict))
	require.NoError(t, ledger.SettleHome(t.Context(), gus, held.Attempts, held.Shown))
	require.NoError(t, b.Stop(t.Context()))
	assert.Equal(t, 1, w.sim.Counters().Calls["views.publish"], "the tab shows what the other left")
}

func TestAHomeTabThatSlackDoesNotTakeAtOnceIsPublishedLater(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	w.fault(slacksim.Fault{Kind: slacksim.FaultRateLimit, Method: "views.publish", Count: 1, RetryAfter: 1})
	_, err := w.sim.OpenHome(t.Context(), gus)
	require.NoError(t, err)
	w.await(w.shows(gus, "Nothing waits for you"))
}

func TestAFormThatDoesNotOpenIsExplained(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	w.fault(slacksim.Fault{Kind: slacksim.FaultError, Method: "views.open", Error: "expired_trigger_id", Count: 1})
	w.press(gus, w.message(gus, "5 questions"), blocks.ActionAnswer)
	assert.Contains(t, w.lastEphemeral(gus), "Press the button once more")
	_, err := w.assess.Form(t.Context(), assess.QuestionnaireID("nothing"))
	require.Error(t, err)
}
