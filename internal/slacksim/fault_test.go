package slacksim_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/require"

	"cairn/internal/slacksim"
)

func say(ctx context.Context, api *slack.Client, channel string) error {
	_, _, err := api.PostMessageContext(ctx, channel, slack.MsgOptionText("x", false))
	return err
}

func TestARateLimitFaultRefusesTheNextCallsOfAMethod(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	require.NoError(t, w.Fault(slacksim.Fault{Kind: slacksim.FaultRateLimit, Method: "chat.postMessage", Count: 2, RetryAfter: 7}))
	var limited *slack.RateLimitedError
	for range 2 {
		require.ErrorAs(t, say(t.Context(), api, leaders), &limited)
		require.Equal(t, 7*time.Second, limited.RetryAfter)
	}
	_, err := api.AuthTestContext(t.Context())
	require.NoError(t, err, "other methods are not concerned")
	require.NoError(t, say(t.Context(), api, leaders))
	require.Equal(t, 2, w.Counters().RateLimited["chat.postMessage"])
	require.Len(t, w.Messages(leaders), 1)
}

func TestServerErrorsAndInternalErrorsDoNothing(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	require.NoError(t, w.Fault(slacksim.Fault{Kind: slacksim.FaultServerError, Count: 1}))
	var status slack.StatusCodeError
	require.ErrorAs(t, say(t.Context(), api, leaders), &status)
	require.Equal(t, http.StatusInternalServerError, status.Code)
	require.NoError(t, w.Fault(slacksim.Fault{Kind: slacksim.FaultError, Count: 1, Error: "fatal_error"}))
	require.Equal(t, "fatal_error", code(say(t.Context(), api, leaders)))
	require.Empty(t, w.Messages(leaders))
}

func TestATimeoutIsBeforeOrAfterTheEffect(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind   slacksim.FaultKind
		posted int
	}{{slacksim.FaultTimeoutBefore, 0}, {slacksim.FaultTimeoutAfter, 1}} {
		t.Run(string(c.kind), func(t *testing.T) {
			t.Parallel()
			w, api := start(t)
			require.NoError(t, w.Fault(slacksim.Fault{Kind: c.kind, Method: "chat.postMessage", Count: 2, Hold: time.Millisecond}))
			require.Error(t, say(t.Context(), api, leaders), "patience ends and the connection breaks")
			require.Len(t, w.Messages(leaders), c.posted)

			require.NoError(t, w.Fault(slacksim.Fault{Kind: c.kind, Off: true}))
			require.NoError(t, w.Fault(slacksim.Fault{Kind: c.kind, Count: 1}))
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
			defer cancel()
			err := say(ctx, api, leaders)
			require.True(t, errors.Is(err, context.DeadlineExceeded), "the client gives up first: %v", err)
			require.Len(t, w.Messages(leaders), 2*c.posted)
		})
	}
}

func TestRejectedChartsAreInvalidBlocksUntilSwitchedOff(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	require.NoError(t, w.Fault(slacksim.Fault{Kind: slacksim.FaultRejectCharts}))
	send := func() error {
		_, _, err := api.PostMessageContext(t.Context(), leaders, slack.MsgOptionText("Levels", false), slack.MsgOptionBlocks(section("x"), chart()))
		return err
	}
	for range 2 {
		err := send()
		require.Equal(t, "invalid_blocks", code(err))
		var slackErr slack.SlackErrorResponse
		require.ErrorAs(t, err, &slackErr)
		require.Contains(t, slackErr.ResponseMetadata.Messages[0], "data_visualization [json-pointer:/blocks/1/type]")
	}
	require.NoError(t, w.Fault(slacksim.Fault{Off: true}))
	require.Empty(t, w.Faults())
	require.NoError(t, send())
}

func TestADroppedEventIsUndeliveredAndNotSentAgain(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	events := listen(t, w)
	require.NoError(t, w.Fault(slacksim.Fault{Kind: slacksim.FaultDrop, Method: "message.im", Count: 1}))
	seen, err := w.SendDM(t.Context(), dana, "one")
	require.NoError(t, err)
	require.NotEmpty(t, seen.Undelivered)
	require.Empty(t, events())
	require.Equal(t, 1, w.Counters().Undelivered)
}

func TestADroppedClickShowsThePerson(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	listen(t, w)
	channel, ts := post(t, api, dana, slack.NewActionBlock("do", slack.NewButtonBlockElement("go", "", plainText("Go"))))
	require.NoError(t, w.Fault(slacksim.Fault{Kind: slacksim.FaultDrop, Count: 1}))
	seen, err := w.Click(t.Context(), dana, channel, ts, "go", "")
	require.NoError(t, err)
	require.NotEmpty(t, seen.Error)
}

func TestADuplicatedEventArrivesTwiceWithTheSameID(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	events := listen(t, w)
	require.NoError(t, w.Fault(slacksim.Fault{Kind: slacksim.FaultDuplicate, Count: 1}))
	_, err := w.SendDM(t.Context(), dana, "one")
	require.NoError(t, err)
	require.Len(t, events(), 2)
	require.Equal(t, events()[0].id, events()[1].id)
}

func TestAReorderedEventArrivesAfterTheNextOne(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	events := listen(t, w)
	require.NoError(t, w.Fault(slacksim.Fault{Kind: slacksim.FaultReorder, Count: 1}))
	_, err := w.SendDM(t.Context(), dana, "one")
	require.NoError(t, err)
	require.Empty(t, events())
	_, err = w.OpenHome(t.Context(), dana)
	require.NoError(t, err)
	require.Equal(t, []string{"app_home_opened", "message"}, []string{events()[0].kind, events()[1].kind})

	require.NoError(t, w.Fault(slacksim.Fault{Kind: slacksim.FaultReorder, Count: 1}))
	_, err = w.SendDM(t.Context(), dana, "two")
	require.NoError(t, err)
	require.NoError(t, w.Fault(slacksim.Fault{Kind: slacksim.FaultReorder, Off: true}))
	require.Len(t, events(), 3, "switching the fault off lets go of what it kept back")
}

func TestAnUnknownFaultIsRefused(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	require.ErrorContains(t, w.Fault(slacksim.Fault{Kind: "gremlins"}), "choose one of")
	require.Error(t, w.Fault(slacksim.Fault{Kind: slacksim.FaultDrop, Count: -1}))
}
