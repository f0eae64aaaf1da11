package slacksim_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"cairn/internal/clocktest"
	"cairn/internal/slacksim"
)

// pageNow is the fixture's time: a Tuesday morning in London.
var pageNow = time.Date(2026, 7, 7, 8, 3, 0, 0, time.UTC)

// stage is a workspace with two people, a channel, and a small bot on the real Slack client.
type stage struct {
	*slacksim.Workspace
	url   string
	clock *clocktest.Clock
	bot   *slack.Client

	heard chan string // action ids the bot was told of

	mu          sync.Mutex
	submissions []slack.InteractionCallback
	closed      int
}

const (
	ana = "U0ANA"
	ben = "U0BEN"
	sec = "C0SEC"
)

func newStage(t testing.TB) *stage {
	t.Helper()
	s := &stage{heard: make(chan string, 100), clock: clocktest.At(pageNow)}
	s.Workspace = slacksim.New(slacksim.Options{
		Clock: s.clock.Now, Skip: s.skip, TeamName: "Sample Ltd", Shortcuts: []slacksim.Shortcut{
			{Name: "My questions", Type: slacksim.GlobalShortcut, CallbackID: "my_questions", Description: "Open what waits for you"},
			{Name: "Use as evidence", Type: slacksim.MessageShortcut, CallbackID: "as_evidence"},
		},
	})
	s.AddUser(slacksim.User{ID: ana, Name: "ana", RealName: "Ana Sample", Title: "Head of Platform", TZ: "Europe/London"})
	s.AddUser(slacksim.User{ID: ben, Name: "ben", RealName: "Ben Sample", Title: "Security Lead", TZ: "America/New_York"})
	opt := s.Options()
	s.AddChannel(slacksim.Channel{ID: sec, Name: "ai-security", Topic: "Levels, targets and exercises", Members: []string{ana, ben, opt.BotUserID}})
	s.AddChannel(slacksim.Channel{ID: "C0PRIV", Name: "leadership", IsPrivate: true, Members: []string{ben, opt.BotUserID}})
	bot := httptest.NewServer(http.HandlerFunc(s.serveBot))
	t.Cleanup(bot.Close)
	url, stop, err := s.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stop() })
	s.url = url
	s.bot = slack.New(opt.BotToken, slack.OptionAPIURL(url+"/api/"))
	s.ConnectHTTP(bot.URL+"/events", bot.URL+"/interactive", bot.URL+"/commands")
	return s
}

func (s *stage) skip(_ context.Context, d time.Duration) error {
	s.clock.Add(d)
	return nil
}

func (s *stage) serveBot(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(rw, err.Error(), http.StatusBadRequest)
		return
	}
	switch r.URL.Path {
	case "/commands":
		rw.Header().Set("Content-Type", "application/json")
		fmt.Fprint(rw, `{"text":"Three of five have answered. *Governance* is missing."}`)
	case "/interactive":
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		in, err := slack.InteractionCallbackParse(r)
		if err != nil {
			http.Error(rw, err.Error(), http.StatusBadRequest)
			return
		}
		s.interact(rw, in)
	default:
		rw.WriteHeader(http.StatusOK)
	}
}

func (s *stage) interact(rw http.ResponseWriter, in slack.InteractionCallback) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ctx := context.Background()
	switch in.Type {
	case slack.InteractionTypeBlockActions:
		s.heard <- in.ActionCallback.BlockActions[0].ActionID
		switch in.ActionCallback.BlockActions[0].ActionID {
		case "answer":
			if _, err := s.bot.OpenViewContext(ctx, in.TriggerID, questionnaire()); err != nil {
				http.Error(rw, err.Error(), http.StatusInternalServerError)
			}
		case "set-up":
			if _, err := s.bot.OpenViewContext(ctx, in.TriggerID, setUp()); err != nil {
				http.Error(rw, err.Error(), http.StatusInternalServerError)
			}
		case "guide":
			if _, err := s.bot.PushViewContext(ctx, in.TriggerID, modalOf("The scale", "", `[{"type":"section","text":{"type":"mrkdwn","text":"*0* never to *4* always, measured."}}]`)); err != nil {
				http.Error(rw, err.Error(), http.StatusInternalServerError)
			}
		}
	case slack.InteractionTypeViewSubmission:
		s.submissions = append(s.submissions, in)
		if link := in.View.State.Values["link"]["v"].Value; strings.Contains(link, "wrong") {
			rw.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(rw).Encode(slack.NewErrorsViewSubmissionResponse(map[string]string{"link": "Nobody but you can open this link. Share it first."}))
		}
	case slack.InteractionTypeShortcut:
		if _, err := s.bot.OpenViewContext(ctx, in.TriggerID, questionnaire()); err != nil {
			http.Error(rw, err.Error(), http.StatusInternalServerError)
		}
	case slack.InteractionTypeMessageAction:
		s.heard <- in.CallbackID + " " + in.Message.Text
	case slack.InteractionTypeViewClosed:
		s.closed++
	}
}

func modalOf(title, submit, blocks string) slack.ModalViewRequest {
	v := slack.ModalViewRequest{
		Type: slack.VTModal, Title: slack.NewTextBlockObject("plain_text", title, false, false),
		Close: slack.NewTextBlockObject("plain_text", "Cancel", false, false), NotifyOnClose: true,
	}
	if submit != "" {
		v.Submit = slack.NewTextBlockObject("plain_text", submit, false, false)
	}
	if err := json.Unmarshal([]byte(blocks), &v.Blocks); err != nil {
		panic(err)
	}
	return v
}

func questionnaire() slack.ModalViewRequest {
	scale := func(value string) string {
		words := []string{"0 · Never", "1 · Now and then", "2 · Usually, by habit", "3 · Always, written down", "4 · Always, and measured"}
		var out []string
		for i, w := range words {
			out = append(out, fmt.Sprintf(`{"text":{"type":"plain_text","text":%q},"value":"%d"}`, w, i))
		}
		initial := ""
		if value != "" {
			initial = fmt.Sprintf(`,"initial_option":{"text":{"type":"plain_text","text":%q},"value":%q}`, words[value[0]-'0'], value)
		}
		return `"options":[` + strings.Join(out, ",") + `]` + initial
	}
	return modalOf("Governance", "Send Answers", `[
	{"type":"section","text":{"type":"mrkdwn","text":"Five questions, about *ten minutes*. Last quarter's answers are filled in."}},
	{"type":"context","elements":[{"type":"mrkdwn","text":"0 never · 1 now and then · 2 usually · 3 always · 4 always, and measured"}]},
	{"type":"actions","block_id":"help","elements":[{"type":"button","action_id":"guide","text":{"type":"plain_text","text":"What the Scale Means"}}]},
	{"type":"input","block_id":"g1","label":{"type":"plain_text","text":"Who decides which AI systems may be used?"},"element":{"type":"static_select","action_id":"v",`+scale("2")+`}},
	{"type":"input","block_id":"g2","label":{"type":"plain_text","text":"How often is that decision looked at again?"},"element":{"type":"radio_buttons","action_id":"v",`+scale("")+`}},
	{"type":"input","block_id":"link","optional":true,"label":{"type":"plain_text","text":"Evidence"},"hint":{"type":"plain_text","text":"A link others in the company can open."},"element":{"type":"url_text_input","action_id":"v","placeholder":{"type":"plain_text","text":"https://"}}},
	{"type":"input","block_id":"note","optional":true,"label":{"type":"plain_text","text":"Comment"},"element":{"type":"plain_text_input","action_id":"v","multiline":true}}
	]`)
}

// setUp is a form with the pickers that a setup in Slack needs.
func setUp() slack.ModalViewRequest {
	field := func(id, label, element string) string {
		return fmt.Sprintf(`{"type":"input","block_id":%q,"optional":true,"label":{"type":"plain_text","text":%q},"element":%s}`, id, label, element)
	}
	return modalOf("Set up", "Save", "["+strings.Join([]string{
		field("owner", "Owner", `{"type":"users_select","action_id":"v"}`),
		field("deputies", "Deputies", `{"type":"multi_users_select","action_id":"v","initial_users":["U0BEN"]}`),
		field("where", "Where the digest goes", `{"type":"conversations_select","action_id":"v","filter":{"include":["public","private"]}}`),
		field("begins", "Begins", `{"type":"datetimepicker","action_id":"v","initial_date_time":1783411200}`),
		field("day", "First day", `{"type":"datepicker","action_id":"v","initial_date":"2026-07-13"}`),
		field("time", "Time of day", `{"type":"timepicker","action_id":"v","initial_time":"09:00"}`),
		field("items", "Questions a day", `{"type":"number_input","action_id":"v","is_decimal_allowed":false,"initial_value":"5"}`),
	}, ",")+"]")
}

// post sends blocks as the bot; the text is what a screen reader says.
func (s *stage) post(t testing.TB, channel, text, blocks string, more ...slack.MsgOption) string {
	t.Helper()
	opts := append([]slack.MsgOption{slack.MsgOptionText(text, false)}, more...)
	if blocks != "" {
		var b slack.Blocks
		if err := json.Unmarshal([]byte(blocks), &b); err != nil {
			t.Fatal(err)
		}
		opts = append(opts, slack.MsgOptionBlocks(b.BlockSet...))
	}
	_, ts, err := s.bot.PostMessageContext(t.Context(), channel, opts...)
	if err != nil {
		t.Fatalf("posting %q: %v", text, err)
	}
	return ts
}

const askBlocks = `[
{"type":"header","text":{"type":"plain_text","text":"Five questions on governance"}},
{"type":"section","text":{"type":"mrkdwn","text":"<@U0BEN> asks you to say where *governance* stands this quarter. It takes about ten minutes; please answer by <!date^1783933200^{date_long_pretty} at {time}|13 July>."}},
{"type":"actions","block_id":"ask","elements":[
 {"type":"button","action_id":"answer","style":"primary","value":"q1","text":{"type":"plain_text","text":"Answer Questions"}},
 {"type":"button","action_id":"decline","style":"danger","value":"q1","text":{"type":"plain_text","text":"Not Mine"},"confirm":{"title":{"type":"plain_text","text":"Hand the questions back"},"text":{"type":"mrkdwn","text":"Ben will be asked to name *someone else*."},"confirm":{"type":"plain_text","text":"Hand Back"},"deny":{"type":"plain_text","text":"Keep Them"},"style":"danger"}},
 {"type":"overflow","action_id":"more","options":[{"text":{"type":"plain_text","text":"Delegate"},"value":"delegate"},{"text":{"type":"plain_text","text":"Remind Me Tomorrow"},"value":"later"}]}]},
{"type":"context","elements":[{"type":"mrkdwn","text":"Q3 2026 · Sample Ltd · 5 questions"}]}]`

const digestBlocks = `[
{"type":"header","text":{"type":"plain_text","text":"AI security maturity, Q2 2026"}},
{"type":"section","text":{"type":"mrkdwn","text":"Overall level *2 of 5*, held back by *incident response* (1.6). Governance rose from 1.8 to 2.4. :chart_with_upwards_trend:"}},
{"type":"data_visualization","title":"Mean by dimension, before and now","chart":{"type":"bar","axis_config":{"categories":["Governance","Data","Models","Incident response","Workforce"],"y_label":"Mean, 0 to 4"},"series":[
 {"name":"Q1 2026","data":[{"label":"Governance","value":1.8},{"label":"Data","value":2.2},{"label":"Models","value":1.4},{"label":"Incident response","value":1.6},{"label":"Workforce","value":2}]},
 {"name":"Q2 2026","data":[{"label":"Governance","value":2.4},{"label":"Data","value":2.6},{"label":"Models","value":2},{"label":"Incident response","value":1.6},{"label":"Workforce","value":3.2}]}]}},
{"type":"data_table","caption":"Weakest first","page_size":3,"rows":[
 [{"type":"raw_text","text":"Dimension"},{"type":"raw_text","text":"Owner"},{"type":"raw_text","text":"Mean"}],
 [{"type":"raw_text","text":"Incident response"},{"type":"raw_text","text":"Ben"},{"type":"raw_number","value":1.6}],
 [{"type":"raw_text","text":"Models"},{"type":"raw_text","text":"Ana"},{"type":"raw_number","value":2}],
 [{"type":"raw_text","text":"Governance"},{"type":"raw_text","text":"Ana"},{"type":"raw_number","value":2.4}],
 [{"type":"raw_text","text":"Data"},{"type":"raw_text","text":"Ben"},{"type":"raw_number","value":2.6}]]},
{"type":"section","text":{"type":"mrkdwn","text":"*Next steps*\n• Write down who is called, and when\n• Rehearse one model theft in a tabletop\n> Ask in <#C0SEC> before buying tools."}},
{"type":"context","elements":[{"type":"mrkdwn","text":"9 of 10 answered · model ` + "`lawlor@1`" + ` · <https://example.test/report|full report>"}]}]`

const homeBlocks = `[
{"type":"header","text":{"type":"plain_text","text":"Your part this quarter"}},
{"type":"section","text":{"type":"mrkdwn","text":"*Governance* – five questions, due <!date^1783933200^{date_short_pretty}|13 July>"},"accessory":{"type":"button","action_id":"answer","value":"q1","style":"primary","text":{"type":"plain_text","text":"Answer Questions"}}},
{"type":"divider"},
{"type":"header","text":{"type":"plain_text","text":"How far the cycle is"}},
{"type":"section","fields":[{"type":"mrkdwn","text":"*Answered*\n3 of 5"},{"type":"mrkdwn","text":"*Closes*\n<!date^1784538000^{date_long}|20 July>"}]},
{"type":"data_visualization","title":"Overall level by quarter","chart":{"type":"line","axis_config":{"categories":["Q3 25","Q4 25","Q1 26","Q2 26"],"x_label":"Quarter"},"series":[
 {"name":"Governance","data":[{"label":"Q3 25","value":1},{"label":"Q4 25","value":1.4},{"label":"Q1 26","value":1.8},{"label":"Q2 26","value":2.4}]},
 {"name":"Models","data":[{"label":"Q3 25","value":0.8},{"label":"Q4 25","value":1.4},{"label":"Q1 26","value":1.4},{"label":"Q2 26","value":2}]}]}},
{"type":"context","elements":[{"type":"mrkdwn","text":"Updated <!date^1783411200^{time}|now>"}]}]`

// furnish fills the workspace with what the bot of a running programme would have sent.
func (s *stage) furnish(t testing.TB) {
	t.Helper()
	ctx := t.Context()
	s.clock.Add(-4 * 24 * time.Hour)
	s.post(t, ana, "Hello, I am Cairn. I ask a few questions each quarter. :wave:", "")
	parent := s.post(t, sec, "Digest", digestBlocks)
	s.post(t, sec, "The chart as a picture is attached to the report.", "", slack.MsgOptionTS(parent))
	if _, err := s.Post(ctx, ben, sec, "Thanks – who rehearses the model theft?", parent); err != nil {
		t.Fatal(err)
	}
	s.clock.Add(4*24*time.Hour - time.Hour)
	s.post(t, ana, "Five questions on governance are waiting for you.", askBlocks)
	if _, err := s.Post(ctx, ben, sec, "Morning all, the new cycle *opens today*.", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Post(ctx, ben, sec, "Owners, please check your messages from Cairn.", ""); err != nil {
		t.Fatal(err)
	}
	s.clock.Add(time.Hour)
	var home slack.HomeTabViewRequest
	home.Type = slack.VTHomeTab
	if err := json.Unmarshal([]byte(homeBlocks), &home.Blocks); err != nil {
		t.Fatal(err)
	}
	if _, err := s.bot.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: ana, View: home}); err != nil {
		t.Fatal(err)
	}
}
