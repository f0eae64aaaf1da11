package config_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cairn/internal/config"
	"cairn/internal/errs"
)

func env(values map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		value, ok := values[name]
		return value, ok
	}
}

func TestAnEmptyEnvironmentGivesTheDefaults(t *testing.T) {
	t.Parallel()
	got, err := config.FromEnv(env(nil))
	if err != nil {
		t.Fatal(err)
	}
	want := config.Config{
		Database: "sqlite:cairn.db", Listen: ":8080", TaskQueue: "cairn", LogLevel: slog.LevelInfo,
		Slack: config.Slack{APIURL: "https://slack.com/api/"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestEveryFaultyVariableIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	_, err := config.FromEnv(env(map[string]string{
		"CAIRN_LOG_LEVEL": "loud", "CAIRN_LOG_FORMAT": "xml", "CAIRN_LISTEN": "8080", "SLACK_API_URL": "slack",
		"SLACK_BOT_TOKEN_FILE": filepath.Join(t.TempDir(), "none"),
	}))
	for _, name := range []string{"CAIRN_LOG_LEVEL", "CAIRN_LOG_FORMAT", "CAIRN_LISTEN", "SLACK_API_URL", "SLACK_BOT_TOKEN_FILE"} {
		if errs.Fields(err)[name] == "" {
			t.Errorf("%s is not reported in %v", name, err)
		}
	}
}

func TestPeopleWhoMaySetUpAreNamedWithCommasOrSpaces(t *testing.T) {
	t.Parallel()
	got, err := config.FromEnv(env(map[string]string{"CAIRN_SETUP_USERS": "U0MARA, W0SVEN U0TOM,"}))
	if diff := cmp.Diff([]string{"U0MARA", "W0SVEN", "U0TOM"}, got.SetupUsers); err != nil || diff != "" {
		t.Error(err, diff)
	}
	_, err = config.FromEnv(env(map[string]string{"CAIRN_SETUP_USERS": "U0MARA,@sven"}))
	if !strings.Contains(errs.Fields(err)["CAIRN_SETUP_USERS"], `"@sven" is not a Slack user id`) {
		t.Errorf("error %v", err)
	}
}

func TestTheAddressOfCairnIsThatOfASite(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"https://cairn.example.org": "https://cairn.example.org", "https://cairn.example.org/": "https://cairn.example.org",
		"http://127.0.0.1:8080/ai/": "http://127.0.0.1:8080/ai",
	} {
		got, err := config.FromEnv(env(map[string]string{"CAIRN_PUBLIC_URL": given}))
		if err != nil || got.PublicURL != want {
			t.Errorf("%q: got %q, %v; want %q", given, got.PublicURL, err, want)
		}
	}
	for _, given := range []string{"cairn.example.org", "ftp://cairn.example.org", "https://", "https://me:secret@cairn.example.org", "https://cairn.example.org?a=1"} {
		_, err := config.FromEnv(env(map[string]string{"CAIRN_PUBLIC_URL": given}))
		if errs.Fields(err)["CAIRN_PUBLIC_URL"] == "" {
			t.Errorf("%q was taken: %v", given, err)
		}
	}
}

func TestADatabaseIsNamedWithItsKindAndItsPasswordNeverShown(t *testing.T) {
	t.Parallel()
	for _, given := range []string{"sqlite:/var/lib/cairn.db", ":memory:", "postgres://cairn@db.example/cairn", "postgresql://db.example/cairn"} {
		if _, err := config.FromEnv(env(map[string]string{"CAIRN_DATABASE": given})); err != nil {
			t.Errorf("%q: %v", given, err)
		}
	}
	for _, given := range []string{"cairn.db", "mysql://cairn:secret@db.example/cairn"} {
		_, err := config.FromEnv(env(map[string]string{"CAIRN_DATABASE": given}))
		if says := errs.Fields(err)["CAIRN_DATABASE"]; says == "" || strings.Contains(says, "secret") {
			t.Errorf("%q: %v", given, err)
		}
	}
}

func TestTheFolderOfScenariosIsTakenAsItIs(t *testing.T) {
	t.Parallel()
	got, err := config.FromEnv(env(map[string]string{"CAIRN_SCENARIOS": "/etc/cairn/scenarios"}))
	if err != nil || got.Scenarios != "/etc/cairn/scenarios" {
		t.Errorf("got %q, %v", got.Scenarios, err)
	}
}

func TestASecretMayStandInAFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte("xoxb-1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := config.FromEnv(env(map[string]string{"SLACK_BOT_TOKEN_FILE": file, "SLACK_API_URL": "http://127.0.0.1:1/api"}))
	if err != nil {
		t.Fatal(err)
	}
	if got.Slack.BotToken != "xoxb-1" || got.Slack.APIURL != "http://127.0.0.1:1/api/" {
		t.Errorf("got %+v", got.Slack)
	}
}

func TestSlackCheckNamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	fields := errs.Fields(config.Slack{BotToken: "xoxp-user"}.Check())
	if fields["SLACK_BOT_TOKEN"] == "" || fields["SLACK_SIGNING_SECRET"] == "" {
		t.Errorf("got %v", fields)
	}
	fields = errs.Fields(config.Slack{BotToken: "xoxb-1", SigningSecret: "s", AppToken: "xoxb-1"}.Check())
	if len(fields) != 1 || fields["SLACK_APP_TOKEN"] == "" {
		t.Errorf("got %v", fields)
	}
	for _, enough := range []config.Slack{{BotToken: "xoxb-1", SigningSecret: "s"}, {BotToken: "xoxb-1", AppToken: "xapp-1"}} {
		if err := enough.Check(); err != nil {
			t.Error(err)
		}
	}
}
