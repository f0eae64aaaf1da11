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

	"cairn/bot"
	"cairn/internal/errs"
)

func TestAChannelGetsAMessageASecond(t *testing.T) {
	t.Parallel()
	p := bot.NewPace()
	now := time.Now()
	for i, want := range []time.Duration{0, time.Second, 2 * time.Second, 3 * time.Second, 4 * time.Second, 4 * time.Second} {
		assert.Equal(t, want, p.Slot("C1", now), "message %d", i) // beyond patience no turn is taken
	}
	assert.Zero(t, p.Slot("C2", now), "other channels do not wait")
	assert.Zero(t, p.Slot("C1", now.Add(time.Minute)))
	for i := range 3000 {
		p.Slot(fmt.Sprint("D", i), now.Add(time.Duration(i)*time.Second))
	}
}

func TestAMethodTakesABurstThenAsksToComeAgain(t *testing.T) {
	t.Parallel()
	p := bot.NewPace()
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // so that nothing really waits
	burst := 0
	for {
		err := p.Call(ctx, "chat.update")
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
	assert.Equal(t, 10, burst)
	assert.NoError(t, p.Call(ctx, "views.open"), "what a person waits for is never held")
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
