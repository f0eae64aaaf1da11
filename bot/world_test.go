package bot_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/require"

	"cairn/bot"
	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/assess/assesstest"
	"cairn/internal/digest"
	"cairn/internal/exercise"
	"cairn/internal/feed"
	"cairn/internal/maturity"
	"cairn/internal/roadmap"
	"cairn/internal/slacksim"
	"cairn/internal/store"
	"cairn/internal/store/storetest"
	"cairn/internal/target"
)

// The people of the tests. Mara manages; Gus owns governance with Dee as deputy; Tom owns the rest; Otto has no part.
const (
	mara, gus, dee, tom, otto = "U0MARA", "U0GUS", "U0DEE", "U0TOM", "U0OTTO"
	leadership                = "C0LEADERS"
	northwind                 = assess.ProgrammeID("northwind")
	governance                = assess.QuestionnaireID("northwind-2026-q4/governance")
)

// opening is when the tests' cycle opens: the first working day of the quarter.
var opening = time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)

const programmeFile = `
programme: northwind
scope: Northwind Bank
model: lawlor
time_zone: Europe/London
channel: C0LEADERS
managers: [U0MARA]
categories:
  governance: {owner: U0GUS, deputy: U0DEE}
  technical-controls: {owner: U0TOM}
  monitoring-detection: {owner: U0TOM}
  incident-response: {owner: U0TOM}
  workforce-culture: {owner: U0TOM}
cadence: {every: quarterly}
`

// world is a bot with all its real parts, against a simulated workspace.
type world struct {
	*testing.T
	sim       *slacksim.Workspace
	bot       *bot.Bot
	messenger *bot.Messenger
	assess    *assess.Service
	targets   *target.Service
	feeds     *feed.Service
	digests   *digest.Service
	roadmaps  *roadmap.Service
	exercises *exercise.Service
	store     *store.Store
	url       string // of the bot's intake
	client    *slack.Client

	hooks    *httptest.Server // a response_url of our own
	hookSaid chan string

	mu  sync.Mutex
	now time.Time
}

func newWorld(t *testing.T) *world { return newWorldOf(t, maturity.Find) }

// newWorldWith is one whose simulated workspace is set up otherwise.
func newWorldWith(t *testing.T, change func(*slacksim.Options)) *world {
	return newWorldOf(t, maturity.Find, change)
}

func newWorldOf(t *testing.T, models assess.Models, changes ...func(*slacksim.Options)) *world {
	t.Helper()
	w := &world{T: t, now: opening}

	s := storetest.Fresh(t)
	w.store = s

	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelDebug}))
	w.assess = assess.NewService(assess.Options{Store: s, Processes: assesstest.Deaf{}, Models: models, Now: w.Now, Log: log})
	t.Cleanup(func() { _ = w.assess.Wait(context.Background()) })
	w.targets = target.NewService(target.Options{Store: s.Targets(), Programmes: w.assess, Processes: assesstest.Deaf{}, Models: models, Now: w.Now, Log: log})
	w.roadmaps = roadmap.NewService(roadmap.Options{Store: s.Roadmap(), Targets: w.targets, Programmes: w.assess, Models: models, Now: w.Now})
	library, err := exercise.NewLibrary()
	require.NoError(t, err)
	w.exercises = exercise.NewService(exercise.Options{
		Store: s.Exercises(), Programmes: w.assess, Corrections: w.targets, Processes: assesstest.Deaf{}, Models: models, Library: library, Now: w.Now, Log: log,
	})
	w.feeds = feed.NewService(feed.Options{Store: s.Feeds(), Targets: w.targets, Exercises: w.exercises, Now: w.Now, At: func() string { return w.url }})
	w.digests = digest.NewService(digest.Options{Store: s, Models: models, Targets: w.targets, Roadmaps: w.roadmaps, Exercises: w.exercises})

	app := manifest(t)
	options := slacksim.Options{Clock: w.Now, Scopes: app.OAuthConfig.Scopes.Bot, Commands: []string{app.Features.SlashCommands[0].Command}}
	for _, s := range app.Features.Shortcuts {
		options.Shortcuts = append(options.Shortcuts, slacksim.Shortcut{Name: s.Name, Type: string(s.Type), CallbackID: s.CallbackID, Description: s.Description})
	}
	for _, change := range changes {
		change(&options)
	}
	w.sim = slacksim.New(options)
	for _, u := range []slacksim.User{
		{ID: mara, Name: "mara", RealName: "Mara Lind"},
		{ID: gus, Name: "gus", RealName: "Gus Oyelaran"},
		{ID: dee, Name: "dee", RealName: "Dee Park"},
		{ID: tom, Name: "tom", RealName: "Tom Weiss"},
		{ID: otto, Name: "otto", RealName: "Otto Quist"},
	} {
		w.sim.AddUser(u)
	}
	o := w.sim.Options()
	w.sim.AddChannel(slacksim.Channel{ID: leadership, Name: "leadership", Members: []string{mara, o.BotUserID}})
	api := httptest.NewServer(w.sim.Handler())
	t.Cleanup(api.Close)
	w.sim.SetURL(api.URL)

	w.hookSaid = make(chan string, 10)
	w.hooks = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var said struct {
			Text string `json:"text"`
		}
		_ = json.NewDecoder(r.Body).Decode(&said)
		w.hookSaid <- said.Text
	}))
	t.Cleanup(w.hooks.Close)

	w.client = slack.New(o.BotToken, slack.OptionAppLevelToken(o.AppToken), slack.OptionAPIURL(api.URL+"/api/"),
		slack.OptionHTTPClient(&http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{}}))
	w.bot = w.newBot(w.client, log)
	w.exercises.SetChannels(w.bot)
	w.messenger = w.bot.Messenger()
	intake := httptest.NewServer(w.bot.Handler())
	t.Cleanup(intake.Close)
	w.url = intake.URL
	w.sim.ConnectHTTP(intake.URL+"/slack/events", intake.URL+"/slack/interactions", intake.URL+"/slack/commands")
	return w
}

// newBot returns a bot as another process would run it, on the same facts.
func (w *world) newBot(client *slack.Client, log *slog.Logger, changes ...func(*bot.Options)) *bot.Bot {
	o := bot.Options{
		Client: client, SigningSecret: w.sim.Options().SigningSecret, Questionnaires: w.assess, Asking: w.assess, Replies: w.assess,
		HandOvers: w.assess, Absences: w.assess, Disputes: w.assess, People: w.assess,
		Programmes: w.assess, Managing: w.assess, Judgements: w.assess, Setups: w.assess,
		Exercises: w.exercises, Rehearsals: w.exercises, Plans: w.exercises, Runs: w.exercises, Notes: w.exercises, Reviews: w.exercises,
		Targets: w.targets, TargetActs: w.targets, FollowUps: w.targets, Roadmaps: w.roadmaps, Calendars: w.feeds, Actions: w.targets, Models: maturity.Embedded,
		Digests: w.digests, Ledger: w.store.Ledger(), Events: w.store.Ledger(), Homes: w.store.Ledger(), Log: log, Now: w.Now, Unpaced: true,
	}
	for _, change := range changes {
		change(&o)
	}
	return w.botOf(o)
}

func (w *world) botOf(o bot.Options) *bot.Bot {
	b := bot.New(o)
	w.Cleanup(func() { require.NoError(w, b.Stop(context.Background())) })
	return b
}

// post sends a signed body to the bot, as Slack does.
func (w *world) post(path, contentType, body string, header http.Header) (int, string) {
	w.Helper()
	r, err := http.NewRequestWithContext(w.Context(), http.MethodPost, w.url+path, strings.NewReader(body))
	require.NoError(w, err)
	r.Header.Set("Content-Type", contentType)
	sign(r, w.sim.Options().SigningSecret, body, time.Now())
	for name, values := range header {
		r.Header[name] = values
	}
	return w.send(r)
}

func (w *world) send(r *http.Request) (int, string) {
	w.Helper()
	res, err := http.DefaultClient.Do(r)
	require.NoError(w, err)
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	require.NoError(w, err)
	return res.StatusCode, string(answer)
}

func sign(r *http.Request, secret, body string, at time.Time) {
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("v0:" + stamp + ":" + body))
	r.Header.Set("X-Slack-Request-Timestamp", stamp)
	r.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
}

// interact sends an interaction that the simulated workspace would not let a person do, and returns the answer.
func (w *world) interact(user string, payload map[string]any) string {
	w.Helper()
	payload["user"] = map[string]any{"id": user}
	raw, err := json.Marshal(payload)
	require.NoError(w, err)
	status, answer := w.post("/slack/interactions", "application/x-www-form-urlencoded", url.Values{"payload": {string(raw)}}.Encode(), nil)
	require.Equal(w, http.StatusOK, status)
	return answer
}

// submission is a form with answers as Slack sends it, fresh when it is made.
func (w *world) submission(q assess.QuestionnaireID, answers map[string]string) map[string]any {
	w.Helper()
	state, ok := blocks.NewFormState(w.form(q)).Encode()
	require.True(w, ok)
	values := make(map[string]any)
	for item, value := range answers {
		values[item] = map[string]any{"value": map[string]any{"type": "static_select", "selected_option": map[string]any{"value": value}}}
	}
	return map[string]any{"type": "view_submission", "view": map[string]any{
		"id": "V1", "type": "modal", "callback_id": blocks.CallbackForm, "private_metadata": state, "state": map[string]any{"values": values},
	}}
}

// hook is a response_url; hooked returns what was said to it.
func (w *world) hook() string { return w.hooks.URL }

func (w *world) hooked() string {
	w.Helper()
	select {
	case s := <-w.hookSaid:
		return s
	case <-time.After(time.Minute):
		w.Fatal("the person was told nothing")
		return ""
	}
}

// openHome opens the person's Home tab and waits for it.
func (w *world) openHome(user string) slacksim.View {
	w.Helper()
	_, err := w.sim.OpenHome(w.Context(), user)
	require.NoError(w, err)
	w.await(func() bool { _, ok := w.sim.Home(user); return ok })
	v, _ := w.sim.Home(user)
	return v
}

// top returns the modal that the person sees.
func (w *world) top(user string) *slacksim.View {
	w.Helper()
	views := w.sim.Views(user)
	require.NotEmpty(w, views, "no modal is open")
	return &views[len(views)-1]
}

func (w *world) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) moveTo(at time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = at
}

// declare applies the tests' programme.
func (w *world) declare() *world {
	w.Helper()
	p, faults := assess.ParseManifest([]byte(programmeFile), "programme.yaml", maturity.Find)
	require.Empty(w, faults)
	_, err := w.assess.Apply(w.Context(), assess.Actor{Source: assess.FromCLI}, p, false)
	require.NoError(w, err)
	return w
}

// open opens the tests' cycle and sends its cards.
func (w *world) open() *world {
	w.Helper()
	c, err := w.assess.StartCycle(w.Context(), assess.BySlack(mara), northwind)
	require.NoError(w, err)
	ids, err := w.assess.Roster(w.Context(), c.ID)
	require.NoError(w, err)
	for _, id := range ids {
		require.NoError(w, w.messenger.Card(w.Context(), w.asked(id)))
	}
	return w
}

// card is what a person is asked in the tests' cycle.
func (w *world) card(user string) assess.Card {
	w.Helper()
	c, err := w.assess.Card(w.Context(), governance.Cycle(), assess.UserID(user))
	require.NoError(w, err)
	return c
}

// asked records that the owner of a questionnaire is asked, and returns the card to put.
func (w *world) asked(q assess.QuestionnaireID) assess.Card {
	w.Helper()
	due, err := w.assess.Due(w.Context(), q, w.Now())
	require.NoError(w, err)
	require.Equal(w, assess.DoAsk, due.Deed)
	card, ok, err := w.assess.Begin(w.Context(), q, due.Person, due.Step, w.Now())
	require.NoError(w, err)
	require.True(w, ok, "nothing is asked")
	return card
}

// imported records the quarter before, with every answer at the value.
func (w *world) imported(value int) *world {
	w.Helper()
	past, err := w.assess.Past(w.Context(), northwind, "2026-07-01", "2026-07-15")
	require.NoError(w, err)
	past.Answers = make(maturity.Answers)
	for _, c := range past.Model.Categories() {
		for _, item := range c.Items {
			past.Answers[item.ID] = maturity.Answer{Value: strconv.Itoa(value)}
		}
	}
	_, err = w.assess.ImportCycle(w.Context(), assess.Actor{Source: assess.FromImport}, past)
	require.NoError(w, err)
	return w
}

func (w *world) form(q assess.QuestionnaireID) assess.Form {
	w.Helper()
	f, err := w.assess.Form(w.Context(), q)
	require.NoError(w, err)
	return f
}

// dm returns the bot's messages to the person, oldest first.
func (w *world) dm(user string) []slacksim.Message {
	c, ok := w.sim.DM(user)
	if !ok {
		return nil
	}
	return w.sim.Messages(c.ID)
}

// card returns the person's newest message that holds the questionnaire's button.
func (w *world) message(user, contains string) slacksim.Message {
	w.Helper()
	messages := w.dm(user)
	for i := len(messages) - 1; i >= 0; i-- {
		if strings.Contains(messages[i].Text, contains) {
			return messages[i]
		}
	}
	w.Fatalf("no message to %s contains %q", user, contains)
	return slacksim.Message{}
}

// press presses a button of a message.
func (w *world) press(user string, m slacksim.Message, action string) slacksim.Seen {
	w.Helper()
	seen, err := w.sim.Click(w.Context(), user, m.Channel, m.TS, action, "")
	require.NoError(w, err)
	require.Empty(w, seen.Error)
	return seen
}

// submit fills the open form in and sends it.
func (w *world) submit(user string, view *slacksim.View, answers map[string]string) slacksim.Seen {
	w.Helper()
	require.NotNil(w, view, "no form is open")
	values := make(map[string]map[string]any)
	for block, value := range answers {
		values[block] = map[string]any{"value": value}
	}
	seen, err := w.sim.Submit(w.Context(), user, view.ID, values)
	require.NoError(w, err)
	return seen
}

// settled waits until everything that follows the bot's answers is done.
func (w *world) await(ok func() bool) {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.Context(), time.Minute)
	defer cancel()
	require.NoError(w, w.sim.Await(ctx, ok))
}

func urlEscape(s string) string { return url.QueryEscape(s) }

func all(prefix, value string) map[string]string {
	answers := make(map[string]string)
	for i := 1; i <= 5; i++ {
		answers[prefix+strconv.Itoa(i)] = value
	}
	return answers
}

// said returns all words of blocks, for assertions on what a person reads.
func said(blocks json.RawMessage) string {
	var words []string
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if s, ok := v["text"].(string); ok {
				words = append(words, s)
			}
			for _, k := range []string{"text", "label", "hint", "fields", "elements", "element", "accessory", "options", "description", "rows", "title", "initial_option"} {
				walk(v[k])
			}
		case []any:
			for _, x := range v {
				walk(x)
			}
		}
	}
	var decoded any
	_ = json.Unmarshal(blocks, &decoded)
	walk(decoded)
	return strings.Join(words, "\n")
}
