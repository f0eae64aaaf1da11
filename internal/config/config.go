// Package config reads how an installation of Cairn is set up from environment variables. A variable's value may also
// stand in a file: NAME_FILE names it, as container platforms hand over secrets. Temporal's own variables
// (TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_TLS_…) are read by its SDK.
package config

import (
	"cmp"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"

	"cairn/internal/errs"
)

// Config is one installation.
type Config struct {
	Database     string     // CAIRN_DATABASE: "sqlite:FILE" or "postgres://…"
	Listen       string     // CAIRN_LISTEN: address for Slack's requests, unless they come by Socket Mode, and for the probes
	WorkerListen string     // CAIRN_WORKER_LISTEN: address for the probes of a worker alone; "" for none
	PublicURL    string     // CAIRN_PUBLIC_URL: where people reach Cairn, for calendars; "" where they do not. It does not end in "/"
	TaskQueue    string     // CAIRN_TASK_QUEUE: where Temporal hands out Cairn's work
	Scenarios    string     // CAIRN_SCENARIOS: folder with the organisation's own scenarios of exercises; "" for none
	LogLevel     slog.Level // CAIRN_LOG_LEVEL: debug, info, warn or error
	LogJSON      bool       // CAIRN_LOG_FORMAT: text or json
	Slack        Slack

	SetupUsers []string // CAIRN_SETUP_USERS: Slack ids of those who may set up programmes, besides admins and managers
}

// Slack is how to talk with a workspace.
type Slack struct {
	BotToken      string // SLACK_BOT_TOKEN: starts with xoxb-
	SigningSecret string // SLACK_SIGNING_SECRET: proves that a request comes from Slack; not needed with AppToken
	AppToken      string // SLACK_APP_TOKEN: starts with xapp-; with it Cairn connects to Slack by Socket Mode
	APIURL        string // SLACK_API_URL: another address of the Web API; ends in "/"
	Unpaced       bool   // send without Cairn's own pacing; only for a simulated workspace without rate limits
}

var slackUser = regexp.MustCompile(`^[UW][A-Z0-9]{2,20}$`)

// Defaults of what may be left out.
const (
	DefaultDatabase  = "sqlite:cairn.db"
	DefaultListen    = ":8080"
	DefaultTaskQueue = "cairn"
	DefaultSlackAPI  = "https://slack.com/api/"
)

// FromEnv reads the configuration. The error names every faulty variable at once. Slack's variables are not required
// here: see [Slack.Check].
func FromEnv(lookup func(string) (string, bool)) (Config, error) {
	r := reader{lookup: lookup, faults: make(map[string]string)}
	c := Config{
		Database: r.get("CAIRN_DATABASE", DefaultDatabase), Listen: r.get("CAIRN_LISTEN", DefaultListen),
		TaskQueue: r.get("CAIRN_TASK_QUEUE", DefaultTaskQueue), PublicURL: strings.TrimRight(r.get("CAIRN_PUBLIC_URL", ""), "/"),
		Scenarios: r.get("CAIRN_SCENARIOS", ""), WorkerListen: r.get("CAIRN_WORKER_LISTEN", ""),
		Slack: Slack{
			BotToken: r.get("SLACK_BOT_TOKEN", ""), SigningSecret: r.get("SLACK_SIGNING_SECRET", ""),
			AppToken: r.get("SLACK_APP_TOKEN", ""), APIURL: r.get("SLACK_API_URL", DefaultSlackAPI),
		},
	}
	for user := range strings.FieldsSeq(strings.ReplaceAll(r.get("CAIRN_SETUP_USERS", ""), ",", " ")) {
		if !slackUser.MatchString(user) {
			r.faults["CAIRN_SETUP_USERS"] = fmt.Sprintf("%q is not a Slack user id (it starts with U or W); write ids with commas between them.", user)
		}
		c.SetupUsers = append(c.SetupUsers, user)
	}
	if err := c.LogLevel.UnmarshalText([]byte(r.get("CAIRN_LOG_LEVEL", "info"))); err != nil {
		r.faults["CAIRN_LOG_LEVEL"] = "Use debug, info, warn or error."
	}
	switch format := r.get("CAIRN_LOG_FORMAT", "text"); format {
	case "text", "json":
		c.LogJSON = format == "json"
	default:
		r.faults["CAIRN_LOG_FORMAT"] = "Use text or json."
	}
	if scheme, _, ok := strings.Cut(c.Database, ":"); !ok || !slices.Contains([]string{"", "sqlite", "postgres", "postgresql"}, scheme) {
		r.faults["CAIRN_DATABASE"] = "Begin it with sqlite: or postgres://, such as sqlite:cairn.db or postgres://cairn@db.example/cairn." // it may hold a password
	}
	for name, address := range map[string]string{"CAIRN_LISTEN": c.Listen, "CAIRN_WORKER_LISTEN": c.WorkerListen} {
		if _, _, err := net.SplitHostPort(address); err != nil && address != "" {
			r.faults[name] = fmt.Sprintf("%q is not an address; write one such as :8080 or 127.0.0.1:8080.", address)
		}
	}
	if c.PublicURL != "" && !isSite(c.PublicURL) {
		r.faults["CAIRN_PUBLIC_URL"] = fmt.Sprintf("%q is not the address of a site; write one such as https://cairn.example.org.", c.PublicURL)
	}
	if u, err := url.Parse(c.Slack.APIURL); err != nil || u.Host == "" {
		r.faults["SLACK_API_URL"] = fmt.Sprintf("%q is not a web address.", c.Slack.APIURL)
	} else if !strings.HasSuffix(c.Slack.APIURL, "/") {
		c.Slack.APIURL += "/"
	}
	return c, errs.InvalidFields(r.faults)
}

// Check says what a program that talks with Slack still needs.
func (s Slack) Check() error {
	faults := make(map[string]string)
	if !strings.HasPrefix(s.BotToken, "xoxb-") && !strings.HasPrefix(s.BotToken, "xoxe.xoxb-") {
		faults["SLACK_BOT_TOKEN"] = "Set it to the bot user's token (it starts with xoxb-) from the app's page, Install App."
	}
	switch {
	case s.AppToken == "" && s.SigningSecret == "":
		faults["SLACK_SIGNING_SECRET"] = "Set it to the signing secret from the app's page, Basic Information; or set SLACK_APP_TOKEN, to use Socket Mode."
	case s.AppToken != "" && !strings.HasPrefix(s.AppToken, "xapp-"):
		faults["SLACK_APP_TOKEN"] = "Set it to an app-level token (it starts with xapp-) from the app's page, Basic Information; or leave it out, to take Slack's requests over HTTP."
	}
	return errs.InvalidFields(faults)
}

// SocketMode reports whether Cairn connects to Slack, instead of taking its requests over HTTP.
func (s Slack) SocketMode() bool { return s.AppToken != "" }

// Logger returns the logger the configuration asks for; it writes to standard error.
func (c Config) Logger() *slog.Logger {
	options := &slog.HandlerOptions{Level: c.LogLevel}
	if c.LogJSON {
		return slog.New(slog.NewJSONHandler(os.Stderr, options))
	}
	return slog.New(slog.NewTextHandler(os.Stderr, options))
}

// isSite reports whether an address is that of a site, to which a path can be added.
func isSite(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil && u.RawQuery == "" && u.Fragment == ""
}

type reader struct {
	lookup func(string) (string, bool)
	faults map[string]string
}

func (r reader) get(name, otherwise string) string {
	value, _ := r.lookup(name)
	if file, _ := r.lookup(name + "_FILE"); file != "" && value == "" {
		data, err := os.ReadFile(file)
		if err != nil {
			r.faults[name+"_FILE"] = fmt.Sprintf("The file cannot be read (%v).", err)
		}
		value = strings.TrimSpace(string(data))
	}
	return cmp.Or(value, otherwise)
}
