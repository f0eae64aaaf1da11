package slacksim_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/require"

	"cairn/internal/slacksim"
)

// form is a modal with a required text, an optional address and a select.
func form(callbackID string) slack.ModalViewRequest {
	level := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plainText("Level"), "level",
		slack.NewOptionBlockObject("0", plainText("Not at all"), nil),
		slack.NewOptionBlockObject("4", plainText("Fully"), nil))
	link := slack.NewInputBlock("link", plainText("Link"), nil, slack.NewURLTextInputBlockElement(nil, "url"))
	link.Optional = true
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: callbackID, Title: plainText("Form"), Submit: plainText("Save"),
		PrivateMetadata: "q1",
		Blocks: slack.Blocks{BlockSet: []slack.Block{
			slack.NewInputBlock("why", plainText("Why"), nil, slack.NewPlainTextInputBlockElement(nil, "text")),
			slack.NewInputBlock("how", plainText("How far"), nil, level),
			link,
		}},
	}
}

// interactionsFor answers interactions with a function and everything else with an empty 200.
func interactionsFor(t testing.TB, answer func(rw http.ResponseWriter, i slack.InteractionCallback)) callback {
	return func(rw http.ResponseWriter, r *http.Request, _ []byte) {
		if r.URL.Path != "/interactions" {
			return
		}
		i, err := slack.InteractionCallbackParse(r)
		if err != nil {
			t.Errorf("an interaction does not parse: %v", err)
		}
		answer(rw, i)
	}
}

// openForm makes the bot open the form for dana through a slash command and returns its view.
func openForm(t testing.TB, w *slacksim.Workspace, api *slack.Client, view slack.ModalViewRequest, answer func(rw http.ResponseWriter, i slack.InteractionCallback)) *slacksim.View {
	t.Helper()
	connect(t, w, func(rw http.ResponseWriter, r *http.Request, body []byte) {
		if r.URL.Path == "/commands" {
			cmd, err := slack.SlashCommandParse(r)
			if err == nil {
				_, err = api.OpenViewContext(r.Context(), cmd.TriggerID, view)
			}
			if err != nil {
				t.Errorf("opening the form: %v", err)
			}
			return
		}
		interactionsFor(t, answer)(rw, r, body)
	})
	seen, err := w.Slash(t.Context(), dana, "", "/cairn form")
	require.NoError(t, err)
	require.Empty(t, seen.Error)
	require.NotNil(t, seen.View)
	return seen.View
}

func respondJSON(rw http.ResponseWriter, v any) {
	rw.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(rw).Encode(v)
}

func TestASubmittedFormReachesTheBotWithTypedValuesAndCloses(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	var got slack.InteractionCallback
	v := openForm(t, w, api, form("answer"), func(_ http.ResponseWriter, i slack.InteractionCallback) { got = i })

	seen, err := w.Submit(t.Context(), dana, v.ID, map[string]map[string]any{
		"why": {"text": "Because"}, "": {"level": "4"},
	})
	require.NoError(t, err)
	require.Empty(t, seen.Errors)
	require.Nil(t, seen.View, "an empty answer closes the modal")
	require.Empty(t, w.Views(dana))

	require.Equal(t, slack.InteractionTypeViewSubmission, got.Type)
	require.Equal(t, "answer", got.View.CallbackID)
	require.Equal(t, "q1", got.View.PrivateMetadata)
	require.Equal(t, dana, got.User.ID)
	values := got.View.State.Values
	require.Equal(t, "Because", values["why"]["text"].Value)
	require.Equal(t, "4", values["how"]["level"].SelectedOption.Value)
	require.Equal(t, "Fully", values["how"]["level"].SelectedOption.Text.Text)
	require.Contains(t, values["link"], "url", "an empty optional input is in the state as well")
}

func TestSlacksClientStopsIncompleteFormsWithoutAskingTheBot(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	v := openForm(t, w, api, form("answer"), func(http.ResponseWriter, slack.InteractionCallback) {
		t.Error("the bot was asked")
	})
	seen, err := w.Submit(t.Context(), dana, v.ID, map[string]map[string]any{"link": {"url": "no address"}})
	require.NoError(t, err)
	require.Equal(t, map[string]string{
		"why":  "Please complete this required field.",
		"how":  "Please complete this required field.",
		"link": "Please enter a valid URL.",
	}, seen.Errors)
	require.NotNil(t, seen.View)
}

func TestTheAnswerToASubmissionDecidesWhatThePersonSees(t *testing.T) {
	t.Parallel()
	fill := map[string]map[string]any{"why": {"text": "Because"}, "how": {"level": "0"}}
	next := form("next")
	badView := form("bad")
	badView.Submit = nil
	for _, c := range []struct {
		name   string
		answer func(rw http.ResponseWriter)
		check  func(t *testing.T, w *slacksim.Workspace, seen slacksim.Seen)
	}{
		{
			"errors appear under their inputs and the form stays",
			func(rw http.ResponseWriter) {
				respondJSON(rw, slack.NewErrorsViewSubmissionResponse(map[string]string{"why": "Say more."}))
			},
			func(t *testing.T, w *slacksim.Workspace, seen slacksim.Seen) {
				require.Equal(t, map[string]string{"why": "Say more."}, seen.Errors)
				require.Equal(t, "Because", w.Views(dana)[0].State.Values["why"]["text"]["value"], "what was entered is kept")
			},
		},
		{
			"errors for what is no input are trouble",
			func(rw http.ResponseWriter) {
				respondJSON(rw, slack.NewErrorsViewSubmissionResponse(map[string]string{"nowhere": "Say more."}))
			},
			func(t *testing.T, _ *slacksim.Workspace, seen slacksim.Seen) {
				require.Equal(t, "We had some trouble connecting. Try again?", seen.Error)
				require.Contains(t, seen.Undelivered, `"nowhere"`)
			},
		},
		{
			"update replaces the view in place",
			func(rw http.ResponseWriter) { respondJSON(rw, slack.NewUpdateViewSubmissionResponse(&next)) },
			func(t *testing.T, w *slacksim.Workspace, seen slacksim.Seen) {
				require.Len(t, w.Views(dana), 1)
				require.Equal(t, "next", seen.View.CallbackID)
			},
		},
		{
			"push puts a view on top",
			func(rw http.ResponseWriter) { respondJSON(rw, slack.NewPushViewSubmissionResponse(&next)) },
			func(t *testing.T, w *slacksim.Workspace, seen slacksim.Seen) {
				stack := w.Views(dana)
				require.Len(t, stack, 2)
				require.Equal(t, stack[0].ID, *seen.View.PreviousViewID)
				require.Equal(t, stack[0].ID, seen.View.RootViewID)
			},
		},
		{
			"clear closes everything",
			func(rw http.ResponseWriter) { respondJSON(rw, slack.NewClearViewSubmissionResponse()) },
			func(t *testing.T, w *slacksim.Workspace, _ slacksim.Seen) { require.Empty(t, w.Views(dana)) },
		},
		{
			"a view Slack refuses is trouble",
			func(rw http.ResponseWriter) { respondJSON(rw, slack.NewUpdateViewSubmissionResponse(&badView)) },
			func(t *testing.T, _ *slacksim.Workspace, seen slacksim.Seen) {
				require.Equal(t, "We had some trouble connecting. Try again?", seen.Error)
				require.Contains(t, seen.Undelivered, "must define `submit`")
			},
		},
		{
			"a server error is trouble",
			func(rw http.ResponseWriter) { rw.WriteHeader(http.StatusInternalServerError) },
			func(t *testing.T, w *slacksim.Workspace, seen slacksim.Seen) {
				require.Equal(t, "We had some trouble connecting. Try again?", seen.Error)
				require.Len(t, w.Views(dana), 1)
				require.Equal(t, 1, w.Counters().Undelivered)
			},
		},
		{
			"an answer that is no JSON is trouble",
			func(rw http.ResponseWriter) { _, _ = rw.Write([]byte("thanks")) },
			func(t *testing.T, _ *slacksim.Workspace, seen slacksim.Seen) {
				require.Equal(t, "We had some trouble connecting. Try again?", seen.Error)
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w, api := start(t)
			v := openForm(t, w, api, form("answer"), func(rw http.ResponseWriter, _ slack.InteractionCallback) { c.answer(rw) })
			seen, err := w.Submit(t.Context(), dana, v.ID, fill)
			require.NoError(t, err)
			c.check(t, w, seen)
		})
	}
}

func TestABotThatIsTooSlowShowsThePersonTrouble(t *testing.T) {
	t.Parallel()
	w, api := start(t, func(o *slacksim.Options) { o.Ack = 2 * time.Second })
	v := openForm(t, w, api, form("answer"), func(http.ResponseWriter, slack.InteractionCallback) { <-t.Context().Done() })
	seen, err := w.Submit(t.Context(), dana, v.ID, map[string]map[string]any{"why": {"text": "x"}, "how": {"level": "0"}})
	require.NoError(t, err)
	require.Equal(t, "We had some trouble connecting. Try again?", seen.Error)
	require.NotNil(t, seen.View, "the form and what was entered are still there")
}

func TestTriggersWorkOnceAndForThreeSeconds(t *testing.T) {
	t.Parallel()
	c := newClock()
	w, api := start(t, func(o *slacksim.Options) { o.Clock = c.Now })
	var trigger string
	connect(t, w, func(_ http.ResponseWriter, r *http.Request, _ []byte) {
		cmd, _ := slack.SlashCommandParse(r)
		trigger = cmd.TriggerID
	})
	fresh := func() string {
		_, err := w.Slash(t.Context(), dana, general, "/cairn")
		require.NoError(t, err)
		return trigger
	}
	id := fresh()
	c.Add(3 * time.Second)
	_, err := api.OpenViewContext(t.Context(), id, form("a"))
	require.NoError(t, err, "three seconds are still in time")
	_, err = api.OpenViewContext(t.Context(), id, form("a"))
	require.Equal(t, "exchanged_trigger_id", code(err))
	id = fresh()
	c.Add(3*time.Second + time.Millisecond)
	_, err = api.OpenViewContext(t.Context(), id, form("a"))
	require.Equal(t, "expired_trigger_id", code(err))
	_, err = api.OpenViewContext(t.Context(), "made.up", form("a"))
	require.Equal(t, "invalid_trigger_id", code(err))
	_, err = api.PushViewContext(t.Context(), fresh(), form("a"))
	require.Equal(t, "invalid_arguments", code(err), "a command's trigger cannot push onto a modal")
}

func TestAtMostThreeViewsStack(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	view := form("a")
	view.Blocks.BlockSet = append(view.Blocks.BlockSet, slack.NewActionBlock("more", slack.NewButtonBlockElement("push", "", plainText("More"))))
	var pushErr error
	v := openForm(t, w, api, view, func(_ http.ResponseWriter, i slack.InteractionCallback) {
		_, pushErr = api.PushViewContext(context.Background(), i.TriggerID, view)
	})
	for depth := 2; depth <= 4; depth++ {
		seen, err := w.ClickView(t.Context(), dana, v.ID, "push", "")
		require.NoError(t, err)
		v = seen.View
		require.Len(t, w.Views(dana), min(depth, 3))
	}
	require.Equal(t, "push_limit_reached", code(pushErr))
}

func TestUpdatingAViewKeepsInputAndChecksTheHash(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	v := openForm(t, w, api, form("a"), func(http.ResponseWriter, slack.InteractionCallback) {})
	_, err := w.ClickView(t.Context(), dana, v.ID, "text", "half a sentence")
	require.NoError(t, err)
	require.Zero(t, w.Counters().Callbacks["block_actions"], "the bot does not hear of typing")

	changed := form("b")
	changed.Blocks.BlockSet = changed.Blocks.BlockSet[:1]
	_, err = api.UpdateViewContext(t.Context(), changed, "", "1.stale", v.ID)
	require.Equal(t, "hash_conflict", code(err))
	updated, err := api.UpdateViewContext(t.Context(), changed, "", v.Hash, v.ID)
	require.NoError(t, err)
	require.Equal(t, v.ID, updated.ID)
	require.NotEqual(t, v.Hash, updated.Hash)
	require.Equal(t, "half a sentence", updated.State.Values["why"]["text"].Value)
	require.NotContains(t, updated.State.Values, "how")

	_, err = api.UpdateViewContext(t.Context(), slack.ModalViewRequest{
		Type: slack.VTModal, Title: plainText("Empty"), Blocks: slack.Blocks{BlockSet: []slack.Block{section("Wait")}},
	}, "", "", v.ID)
	require.NoError(t, err)
	updated, err = api.UpdateViewContext(t.Context(), changed, "", "", v.ID)
	require.NoError(t, err)
	require.Empty(t, updated.State.Values["why"]["text"].Value, "what was taken away comes back empty")

	_, err = w.CloseView(t.Context(), dana, v.ID)
	require.NoError(t, err)
	_, err = api.UpdateViewContext(t.Context(), changed, "", "", v.ID)
	require.Equal(t, "not_found", code(err), "a closed view cannot be updated")
}

func TestClosingTellsTheBotOnlyWhenItAsked(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	var closed []bool
	record := func(_ http.ResponseWriter, i slack.InteractionCallback) {
		if i.Type == slack.InteractionTypeViewClosed {
			closed = append(closed, i.IsCleared)
		}
	}
	quiet, loud := form("quiet"), form("loud")
	loud.NotifyOnClose = true
	v := openForm(t, w, api, quiet, record)
	_, err := w.CloseView(t.Context(), dana, v.ID)
	require.NoError(t, err)
	require.Empty(t, closed)
	v = openForm(t, w, api, loud, record)
	_, err = w.CloseView(t.Context(), dana, v.ID)
	require.NoError(t, err)
	openForm(t, w, api, loud, record)
	_, err = w.CloseView(t.Context(), dana, "")
	require.NoError(t, err)
	require.Equal(t, []bool{false, true}, closed, "the X in the corner clears the stack")
}

func TestViewsAreCheckedLikeSlackDoes(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	var trigger string
	connect(t, w, func(_ http.ResponseWriter, r *http.Request, _ []byte) {
		cmd, _ := slack.SlashCommandParse(r)
		trigger = cmd.TriggerID
	})
	_, err := w.Slash(t.Context(), dana, "", "/cairn")
	require.NoError(t, err)
	for _, c := range []struct {
		name   string
		change func(v *slack.ModalViewRequest)
		code   string
		detail string
	}{
		{"title too long", func(v *slack.ModalViewRequest) { v.Title = plainText(strings.Repeat("x", 25)) }, "invalid_arguments", "must be less than 25 characters [json-pointer:/view/title/text]"},
		{"no submit with inputs", func(v *slack.ModalViewRequest) { v.Submit = nil }, "invalid_arguments", "must define `submit` to use an `input` block in modals [json-pointer:/view]"},
		{"private_metadata too long", func(v *slack.ModalViewRequest) { v.PrivateMetadata = strings.Repeat("x", 3001) }, "invalid_arguments", "must be less than 3001 characters [json-pointer:/view/private_metadata]"},
		{"chart in a modal", func(v *slack.ModalViewRequest) {
			v.Blocks.BlockSet = append(v.Blocks.BlockSet, chart())
		}, "invalid_arguments", "unsupported type: data_visualization is not allowed in modals [json-pointer:/view/blocks/3/type]"},
		{"too large", func(v *slack.ModalViewRequest) {
			for range 99 {
				v.Blocks.BlockSet = append(v.Blocks.BlockSet, section(strings.Repeat("x", 2900)))
			}
		}, "view_too_large", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := form("a")
			c.change(&v)
			_, err := api.OpenViewContext(t.Context(), trigger, v)
			var slackErr slack.SlackErrorResponse
			require.ErrorAs(t, err, &slackErr)
			require.Equal(t, c.code, slackErr.Err)
			if c.detail != "" {
				require.Contains(t, slackErr.ResponseMetadata.Messages, "[ERROR] "+c.detail)
			}
		})
	}
	_, err = api.OpenViewContext(t.Context(), trigger, form("a"))
	require.NoError(t, err, "a refused view does not use the trigger up")
}

func chart() slack.Block {
	axis := slack.NewDataVisualizationAxisConfig("Q1")
	return slack.NewDataVisualizationBlock("Levels", slack.NewDataVisualizationBarChart(axis,
		slack.NewDataVisualizationDataSeries("Now", slack.NewDataVisualizationDataPoint("Q1", 2))))
}

func home(text string) slack.HomeTabViewRequest {
	return slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{
		section(text), slack.NewActionBlock("do", slack.NewButtonBlockElement("go", "1", plainText("Go"))),
	}}}
}

func TestOpeningTheHomeTabLetsTheBotPublishIt(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	var clicked slack.InteractionCallback
	var withView []bool
	var tabs []string
	connect(t, w, func(_ http.ResponseWriter, r *http.Request, body []byte) {
		if r.URL.Path == "/interactions" {
			clicked, _ = slack.InteractionCallbackParse(r)
			return
		}
		var e struct {
			Event struct {
				Type, Tab, User string
				View            *slack.View
			}
		}
		_ = json.Unmarshal(body, &e)
		withView = append(withView, e.Event.View != nil)
		if tabs = append(tabs, e.Event.Tab); e.Event.Tab != "home" {
			return
		}
		_, err := api.PublishViewContext(r.Context(), slack.PublishViewContextRequest{UserID: e.Event.User, View: home("Welcome")})
		if err != nil {
			t.Errorf("publishing: %v", err)
		}
	})
	seen, err := w.OpenHome(t.Context(), dana)
	require.NoError(t, err)
	require.NotNil(t, seen.Home)
	_, err = w.OpenHome(t.Context(), dana)
	require.NoError(t, err)
	require.Equal(t, []bool{false, true}, withView, "the event carries the view once there is one")
	_, err = w.OpenMessages(t.Context(), dana)
	require.NoError(t, err)
	require.Equal(t, []string{"home", "home", "messages"}, tabs)
	_, ok := w.Home(omar)
	require.False(t, ok)

	h, _ := w.Home(dana)
	_, err = w.ClickView(t.Context(), dana, h.ID, "go", "")
	require.NoError(t, err)
	require.Equal(t, "go", clicked.ActionCallback.BlockActions[0].ActionID)
	require.Equal(t, slack.VTHomeTab, clicked.View.Type)

	stale := "1.stale"
	_, err = api.PublishViewContext(t.Context(), slack.PublishViewContextRequest{UserID: dana, View: home("Again"), Hash: &stale})
	require.Equal(t, "hash_conflict", code(err))
	_, err = api.PublishViewContext(t.Context(), slack.PublishViewContextRequest{UserID: "U0NOBODY", View: home("Again")})
	require.Equal(t, "user_not_found", code(err))
}

func TestExternalIDsAreUnique(t *testing.T) {
	t.Parallel()
	_, api := start(t)
	v := home("x")
	v.ExternalID = "one"
	_, err := api.PublishViewContext(t.Context(), slack.PublishViewContextRequest{UserID: dana, View: v})
	require.NoError(t, err)
	_, err = api.PublishViewContext(t.Context(), slack.PublishViewContextRequest{UserID: dana, View: v})
	require.NoError(t, err, "the same view again is fine")
	_, err = api.PublishViewContext(t.Context(), slack.PublishViewContextRequest{UserID: omar, View: v})
	require.Equal(t, "duplicate_external_id", code(err))
}

func TestActsThatNobodyCouldDoAreRefusedWithASentence(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	v := openForm(t, w, api, form("a"), func(http.ResponseWriter, slack.InteractionCallback) {})
	_, ts := post(t, api, leaders, slack.NewActionBlock("do", slack.NewButtonBlockElement("go", "1", plainText("Go"))))
	ctx := t.Context()
	for name, act := range map[string]func() error{
		"unknown person":       func() error { _, err := w.Slash(ctx, "U0NOBODY", "", "/cairn"); return err },
		"deactivated person":   func() error { _, err := w.SendDM(ctx, gone, "Hi"); return err },
		"not a command":        func() error { _, err := w.Slash(ctx, dana, "", "cairn"); return err },
		"hidden channel":       func() error { _, err := w.Slash(ctx, dana, secret, "/cairn"); return err },
		"no such button":       func() error { _, err := w.Click(ctx, dana, leaders, ts, "stop", ""); return err },
		"no such button value": func() error { _, err := w.Click(ctx, dana, leaders, ts, "go", "2"); return err },
		"no such message":      func() error { _, err := w.Click(ctx, dana, leaders, "1.000001", "go", ""); return err },
		"someone else's modal": func() error { _, err := w.Submit(ctx, omar, v.ID, nil); return err },
		"no such option": func() error {
			_, err := w.Submit(ctx, dana, v.ID, map[string]map[string]any{"": {"level": "5"}})
			return err
		},
		"no such input": func() error {
			_, err := w.Submit(ctx, dana, v.ID, map[string]map[string]any{"": {"nope": "5"}})
			return err
		},
		"list into a text": func() error {
			_, err := w.Submit(ctx, dana, v.ID, map[string]map[string]any{"": {"text": []any{"a"}}})
			return err
		},
		"writing in an archive": func() error { _, err := w.Post(ctx, dana, old, "Hi", ""); return err },
	} {
		t.Run(name, func(t *testing.T) {
			var actErr *slacksim.ActError
			require.ErrorAs(t, act(), &actErr)
			require.Greater(t, len(actErr.Message), 15)
		})
	}
}
