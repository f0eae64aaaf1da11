package app_test

import (
	"context"
	"database/sql"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"cairn/internal/app"
	"cairn/internal/config"
	"cairn/internal/errs"
	"cairn/internal/slacksim"
)

// intake starts an App that takes Slack's requests, with no Temporal, and a token.
func intake(t *testing.T, slack *slacksim.Workspace, database, token string, log io.Writer) (*app.App, error) {
	t.Helper()
	api := httptest.NewServer(slack.Handler())
	t.Cleanup(api.Close)
	a, err := app.New(t.Context(), app.Options{
		Config: config.Config{
			Database: database, TaskQueue: "q", Listen: "127.0.0.1:0",
			Slack: config.Slack{BotToken: token, SigningSecret: "s", APIURL: api.URL + "/api/"},
		},
		Temporal: client.Options{HostPort: "127.0.0.1:1"}, Log: slog.New(slog.NewTextHandler(log, nil)), Intake: true, Migrate: true,
	})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, a.Stop(context.Background())) })
	return a, a.Start(t.Context())
}

// readyz asks an App whether it is ready.
func readyz(t *testing.T, a *app.App) (status int, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+a.Addr()+"/readyz", nil)
	require.NoError(t, err)
	reply, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer reply.Body.Close()
	data, err := io.ReadAll(reply.Body)
	require.NoError(t, err)
	return reply.StatusCode, string(data)
}

func TestReadinessNamesWhatDoesNotAnswerWithoutAddresses(t *testing.T) {
	t.Parallel()
	w := slacksim.New(slacksim.Options{})
	a, err := intake(t, w, "sqlite::memory:", w.Options().BotToken, io.Discard)
	require.NoError(t, err)
	status, body := readyz(t, a)
	assert.Equal(t, http.StatusServiceUnavailable, status)
	assert.Equal(t, "not ready\ndatabase: ok\n"+
		"temporal: Temporal does not answer. Check that it runs and that TEMPORAL_ADDRESS and the settings of TLS are right.\n"+
		"slack: ok\n", body)
}

func TestReadinessSeesASchemaThatTheProgramDoesNotKnow(t *testing.T) {
	t.Parallel()
	w, file := slacksim.New(slacksim.Options{}), filepath.Join(t.TempDir(), "cairn.db")
	a, err := intake(t, w, "sqlite:"+file, w.Options().BotToken, io.Discard)
	require.NoError(t, err)
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(10000)") // the App has it open too
	require.NoError(t, err)
	_, err = db.ExecContext(t.Context(), "INSERT INTO schema_version (version_id, is_applied) VALUES (9999, 1)")
	require.NoError(t, err)
	require.NoError(t, db.Close())
	status, body := readyz(t, a)
	assert.Equal(t, http.StatusServiceUnavailable, status)
	assert.Contains(t, body, "database: The database's schema is version 9999 and this program only knows version")
}

func TestSlackIsNotAskedEachTimeWhetherTheTokenIsGood(t *testing.T) {
	t.Parallel()
	w := slacksim.New(slacksim.Options{})
	a, err := intake(t, w, "sqlite::memory:", w.Options().BotToken, io.Discard)
	require.NoError(t, err)
	for range 20 {
		readyz(t, a)
	}
	assert.Equal(t, 2, w.Counters().Calls["auth.test"], "once at the start and once for all who asked")
}

func TestARefusedTokenEndsTheStartWithASentence(t *testing.T) {
	t.Parallel()
	_, err := intake(t, slacksim.New(slacksim.Options{}), "sqlite::memory:", "xoxb-of-another-app", io.Discard)
	assert.True(t, errs.Is(err, errs.Invalid), "no restart mends it: %v", err)
	assert.Contains(t, errs.Message(err), "SLACK_BOT_TOKEN: Slack does not accept the bot token (invalid_auth).")
	assert.NotContains(t, err.Error(), "xoxb-of-another-app")
}

func TestStoppingIsLoggedFromBeginningToEnd(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	w := slacksim.New(slacksim.Options{})
	a, err := intake(t, w, "sqlite::memory:", w.Options().BotToken, &log)
	require.NoError(t, err)
	require.NoError(t, a.Stop(t.Context()))
	begun, rest, _ := strings.Cut(log.String(), "stopping; what is under way is finished first")
	assert.NotEqual(t, log.String(), begun)
	assert.Contains(t, rest, "msg=stopped")
	assert.Contains(t, rest, "finished=true")
}
