package app_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"cairn/internal/app"
	"cairn/internal/config"
	"cairn/internal/errs"
)

// startWith makes an App that works, with a folder of scenarios.
func startWith(t *testing.T, folder string) (*app.App, error) {
	t.Helper()
	c := config.Config{
		Database: "sqlite::memory:", TaskQueue: "q", Scenarios: folder,
		Slack: config.Slack{BotToken: "xoxb-1", SigningSecret: "s", APIURL: "http://127.0.0.1:1/"},
	}
	a, err := app.New(t.Context(), app.Options{
		Config: c, Temporal: client.Options{HostPort: "127.0.0.1:1"}, Log: slog.New(slog.DiscardHandler), Worker: true, Migrate: true,
	})
	if err == nil {
		t.Cleanup(func() { assert.NoError(t, a.Stop(context.Background())) })
	}
	return a, err
}

// rename gives Cairn's scenario another id.
var rename = []string{"id: output-drift\n", "id: our-drift\n"}

// scenarioFile writes one of Cairn's scenarios into a folder, with pairs of what was and what is to be there instead.
func scenarioFile(t *testing.T, change ...string) (folder string) {
	t.Helper()
	data, err := os.ReadFile("../exercise/scenarios/output-drift.yaml")
	require.NoError(t, err)
	text := strings.NewReplacer(change...).Replace(string(data))
	folder = t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "ours.yaml"), []byte(text), 0o600))
	return folder
}

func TestAProgramStartsWithTheOrganisationsScenarios(t *testing.T) {
	t.Parallel()
	_, err := startWith(t, scenarioFile(t, rename...))
	require.NoError(t, err)
}

func TestAFaultyFolderOfScenariosKeepsAProgramFromStarting(t *testing.T) {
	t.Parallel()
	for why, c := range map[string]struct{ folder, want string }{
		"no such folder": {filepath.Join(t.TempDir(), "none"), "There is no such folder of scenarios."},
		"a faulty file":  {scenarioFile(t, "kind: ", "kind: musical # "), `ours.yaml:`},
		"a taken id":     {scenarioFile(t, "minutes: 75", "minutes: 80"), `A scenario that comes with Cairn has the id "output-drift" already.`},
	} {
		t.Run(why, func(t *testing.T) {
			t.Parallel()
			_, err := startWith(t, c.folder)
			require.True(t, errs.Is(err, errs.Invalid), "%v", err)
			assert.Contains(t, errs.Message(err), "CAIRN_SCENARIOS: the scenarios in "+c.folder+" cannot be used.")
			assert.Contains(t, errs.Message(err), c.want)
		})
	}
}
