package bot_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot"
	"cairn/internal/errs"
)

// moved is a clock that is moved by hand.
type moved struct{ at time.Time }

func (m *moved) now() time.Time { return m.at }

func newPace() (*bot.Pace, *moved) {
	clock := &moved{at: time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)}
	return bot.NewPace(clock.now, 0), clock
}

func TestAChannelGetsLittleLessThanAMessageASecond(t *testing.T) {
	t.Parallel()
	p, clock := newPace()
	assert.NoError(t, p.Post(t.Context(), "C1", "first"))
	for i, want := range []time.Duration{1200 * time.Millisecond, 2400 * time.Millisecond, 3600 * time.Millisecond} {
		assert.Equal(t, want, errs.RetryAfter(p.Post(t.Context(), "C1", fmt.Sprint(i))))
	}
	assert.NoError(t, p.Post(t.Context(), "C2", "first"), "other channels do not wait")
	clock.at = clock.at.Add(time.Minute)
	assert.NoError(t, p.Post(t.Context(), "C1", "later"))
}

func TestWhoComesLateForATurnIsNotFollowedAtOnce(t *testing.T) {
	t.Parallel()
	p, clock := newPace()
	for _, about := range []string{"first", "second", "third"} {
		_ = p.Post(t.Context(), "C1", about)
	}
	clock.at = clock.at.Add(2300 * time.Millisecond) // the second had its turn after 1.2 seconds
	assert.NoError(t, p.Post(t.Context(), "C1", "second"))
	clock.at = clock.at.Add(100 * time.Millisecond)
	assert.Equal(t, 1100*time.Millisecond, errs.RetryAfter(p.Post(t.Context(), "C1", "third")))
	clock.at = clock.at.Add(1100 * time.Millisecond)
	assert.NoError(t, p.Post(t.Context(), "C1", "third"))
}

func TestWhoIsToldToComeAgainHasATurnThen(t *testing.T) {
	t.Parallel()
	const messages = 500
	p, clock := newPace()
	began, come, tries := clock.at, make(map[int]time.Time), 0
	for i := range messages {
		come[i] = clock.at
	}
	var sent []time.Time
	for len(come) > 0 {
		for i, at := range come {
			if at.After(clock.at) {
				continue
			}
			tries++
			err := p.Post(t.Context(), fmt.Sprint("D", i), fmt.Sprint("card:", i))
			if err == nil {
				sent = append(sent, clock.at)
				delete(come, i)
				continue
			}
			require.True(t, errs.Is(err, errs.Unavailable))
			come[i] = clock.at.Add(errs.RetryAfter(err))
		}
		clock.at = clock.at.Add(10 * time.Millisecond)
	}
	assert.LessOrEqual(t, tries, 2*messages)
	assert.Less(t, clock.at.Sub(began), 2*time.Minute)
	for i, at := range sent {
		if i >= 300 {
			assert.GreaterOrEqual(t, at.Sub(sent[i-300]), time.Minute, "more than Slack takes in a minute")
		}
	}
}

func TestATurnThatWasNotTakenIsForgotten(t *testing.T) {
	t.Parallel()
	p, clock := newPace()
	for i := range 3000 {
		_ = p.Call(t.Context(), "chat.update", fmt.Sprint("card:", i))
	}
	clock.at = clock.at.Add(3 * time.Hour)
	for i := range 50 { // all of them at once, hours too late, do not go out at once
		_ = p.Call(t.Context(), "chat.update", fmt.Sprint("card:", i))
	}
	assert.Less(t, p.Turns(), 100)
	assert.Error(t, p.Call(t.Context(), "chat.update", "card:51"))
}

func TestAMethodTakesABurstThenAsksToComeAgain(t *testing.T) {
	t.Parallel()
	clock := &moved{at: time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)}
	p := bot.NewPace(clock.now, 3*time.Second)
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // so that nothing really waits
	burst := 0
	for i := range 100 {
		err := p.Call(ctx, "chat.update", fmt.Sprint(i))
		if err == nil {
			burst++
			continue
		}
		if errs.Is(err, errs.Unavailable) {
			assert.Greater(t, errs.RetryAfter(err), 3*time.Second)
			break
		}
		assert.ErrorIs(t, err, context.Canceled)
	}
	assert.Equal(t, 8, burst)
	assert.NoError(t, p.Call(ctx, "views.open", "form"), "what a person waits for is never held")
}

func TestOneAtATimeWritesAMessage(t *testing.T) {
	t.Parallel()
	var keys bot.Keyed
	done, err := keys.Take(t.Context(), "card")
	require.NoError(t, err)
	other, err := keys.Take(t.Context(), "another")
	require.NoError(t, err)
	other()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = keys.Take(ctx, "card")
	assert.ErrorIs(t, err, context.Canceled)
	go done()
	again, err := keys.Take(t.Context(), "card")
	require.NoError(t, err)
	again()
}

func TestWhatIsKnownOfACallFollowsFromItsError(t *testing.T) {
	t.Parallel()
	refused, unknown := fmt.Sprint(bot.Refused), fmt.Sprint(bot.Unknown)
	for name, tc := range map[string]struct {
		err  error
		want string
	}{
		"none":               {nil, fmt.Sprint(bot.Done)},
		"rate limited":       {&slack.RateLimitedError{RetryAfter: time.Second}, refused},
		"a word of Slack's":  {fmt.Errorf("wrapped: %w", slack.SlackErrorResponse{Err: "channel_not_found"}), refused},
		"internal_error":     {slack.SlackErrorResponse{Err: "internal_error"}, unknown},
		"fatal_error":        {slack.SlackErrorResponse{Err: "fatal_error"}, unknown},
		"404":                {slack.StatusCodeError{Code: 404}, refused},
		"503":                {slack.StatusCodeError{Code: 503}, unknown},
		"connection refused": {&net.OpError{Op: "dial", Err: errors.New("connection refused")}, refused},
		"connection reset":   {&net.OpError{Op: "read", Err: errors.New("connection reset by peer")}, unknown},
		"timeout":            {context.DeadlineExceeded, unknown},
		"an unknown error":   {errors.New("EOF"), unknown},
	} {
		assert.Equal(t, tc.want, fmt.Sprint(bot.OutcomeOf(tc.err)), name)
	}
}

func TestWhatCanWaitLetsTheRestOfAChannelGoFirst(t *testing.T) {
	t.Parallel()
	p, clock := newPace()
	require.NoError(t, p.PostLast(t.Context(), "C1", "line 1"), "nothing else is to be said")
	for i := range 20 { // they ask, and take no turn
		assert.Equal(t, 1200*time.Millisecond, errs.RetryAfter(p.PostLast(t.Context(), "C1", fmt.Sprint("line ", i))))
	}
	assert.Equal(t, 1200*time.Millisecond, errs.RetryAfter(p.Post(t.Context(), "C1", "inject")), "the next turn, before all lines")
	clock.at = clock.at.Add(1200 * time.Millisecond)
	assert.Error(t, p.PostLast(t.Context(), "C1", "line 2"))
	assert.NoError(t, p.Post(t.Context(), "C1", "inject"))
	clock.at = clock.at.Add(1200 * time.Millisecond)
	assert.NoError(t, p.PostLast(t.Context(), "C1", "line 2"))
}
