package slacksim_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/require"

	"cairn/internal/slacksim"
)

// rawForm opens a modal whose blocks are given as JSON and returns it, with a function that yields the last callback.
func rawForm(t testing.TB, w *slacksim.Workspace, blocks, more string) (*slacksim.View, func() map[string]any) {
	t.Helper()
	var last map[string]any
	connect(t, w, func(_ http.ResponseWriter, r *http.Request, _ []byte) {
		_ = r.ParseForm()
		if trigger := r.PostForm.Get("trigger_id"); trigger != "" {
			answer := raw(t, w, "views.open", url.Values{"trigger_id": {trigger}, "view": {`{"type":"modal",
				"title":{"type":"plain_text","text":"F"},"submit":{"type":"plain_text","text":"S"},"blocks":` + blocks + more + `}`}})
			if answer["ok"] != true {
				t.Errorf("the form is refused: %v", answer)
			}
			return
		}
		_ = json.Unmarshal([]byte(r.PostForm.Get("payload")), &last)
	})
	seen, err := w.Slash(t.Context(), dana, general, "/cairn")
	require.NoError(t, err)
	require.NotNil(t, seen.View)
	return seen.View, func() map[string]any { return last }
}

func inputBlock(id, element string) string {
	return `{"type":"input","block_id":"` + id + `","optional":true,"label":{"type":"plain_text","text":"L"},"element":` + element + `}`
}

const twoOptions = `"options":[{"value":"a","text":{"type":"plain_text","text":"A"}},{"value":"b","text":{"type":"plain_text","text":"B"}}]`

func TestEveryKindOfInputTravelsInSlacksForm(t *testing.T) {
	t.Parallel()
	option := func(v, text string) string {
		return `{"value":"` + v + `","text":{"type":"plain_text","text":"` + text + `"}}`
	}
	for _, c := range []struct {
		element string
		enter   any
		empty   string // the state when nothing was entered
		full    string // the state after entering
	}{
		{`{"type":"plain_text_input","action_id":"x"}`, "hi", `{"type":"plain_text_input","value":null}`, `{"type":"plain_text_input","value":"hi"}`},
		{`{"type":"plain_text_input","action_id":"x","initial_value":"as before"}`, "", `{"type":"plain_text_input","value":"as before"}`, `{"type":"plain_text_input","value":null}`},
		{`{"type":"number_input","action_id":"x","is_decimal_allowed":true}`, 1.5, `{"type":"number_input","value":null}`, `{"type":"number_input","value":"1.5"}`},
		{`{"type":"email_text_input","action_id":"x"}`, "a@example.com", `{"type":"email_text_input","value":null}`, `{"type":"email_text_input","value":"a@example.com"}`},
		{`{"type":"static_select","action_id":"x",` + twoOptions + `}`, "b", `{"type":"static_select","selected_option":null}`, `{"type":"static_select","selected_option":` + option("b", "B") + `}`},
		{`{"type":"static_select","action_id":"x",` + twoOptions + `,"initial_option":` + option("a", "A") + `}`, "b", `{"type":"static_select","selected_option":` + option("a", "A") + `}`, `{"type":"static_select","selected_option":` + option("b", "B") + `}`},
		{`{"type":"radio_buttons","action_id":"x",` + twoOptions + `}`, "a", `{"type":"radio_buttons","selected_option":null}`, `{"type":"radio_buttons","selected_option":` + option("a", "A") + `}`},
		{`{"type":"checkboxes","action_id":"x",` + twoOptions + `}`, []any{"a", "b"}, `{"type":"checkboxes","selected_options":[]}`, `{"type":"checkboxes","selected_options":[` + option("a", "A") + `,` + option("b", "B") + `]}`},
		{`{"type":"multi_static_select","action_id":"x",` + twoOptions + `}`, "a, b", `{"type":"multi_static_select","selected_options":[]}`, `{"type":"multi_static_select","selected_options":[` + option("a", "A") + `,` + option("b", "B") + `]}`},
		{`{"type":"users_select","action_id":"x"}`, omar, `{"type":"users_select","selected_user":null}`, `{"type":"users_select","selected_user":"U0OMAR"}`},
		{`{"type":"multi_users_select","action_id":"x"}`, []string{omar}, `{"type":"multi_users_select","selected_users":[]}`, `{"type":"multi_users_select","selected_users":["U0OMAR"]}`},
		{`{"type":"channels_select","action_id":"x"}`, general, `{"type":"channels_select","selected_channel":null}`, `{"type":"channels_select","selected_channel":"C0GENERAL"}`},
		{`{"type":"conversations_select","action_id":"x"}`, general, `{"type":"conversations_select","selected_conversation":null}`, `{"type":"conversations_select","selected_conversation":"C0GENERAL"}`},
		{`{"type":"datepicker","action_id":"x"}`, "2026-12-31", `{"type":"datepicker","selected_date":null}`, `{"type":"datepicker","selected_date":"2026-12-31"}`},
		{`{"type":"timepicker","action_id":"x"}`, "09:00", `{"type":"timepicker","selected_time":null}`, `{"type":"timepicker","selected_time":"09:00"}`},
		{`{"type":"datetimepicker","action_id":"x"}`, 1798704000, `{"type":"datetimepicker","selected_date_time":null}`, `{"type":"datetimepicker","selected_date_time":1798704000}`},
	} {
		t.Run(c.full, func(t *testing.T) {
			t.Parallel()
			w, _ := start(t)
			v, last := rawForm(t, w, "["+inputBlock("b", c.element)+"]", "")
			state := func() string {
				out, err := json.Marshal(last()["view"].(map[string]any)["state"].(map[string]any)["values"].(map[string]any)["b"].(map[string]any)["x"])
				require.NoError(t, err)
				return string(out)
			}
			require.JSONEq(t, c.empty, string(mustJSON(t, w.Views(dana)[0].State.Values["b"]["x"])))
			seen, err := w.Submit(t.Context(), dana, v.ID, map[string]map[string]any{"b": {"x": c.enter}})
			require.NoError(t, err)
			require.Empty(t, seen.Errors)
			require.JSONEq(t, c.full, state())
		})
	}
}

func mustJSON(t testing.TB, v any) []byte {
	t.Helper()
	out, err := json.Marshal(v)
	require.NoError(t, err)
	return out
}

func TestSlacksClientChecksWhatIsTyped(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		element   string
		good, bad string
		complaint string
	}{
		{`{"type":"plain_text_input","action_id":"x","min_length":3}`, "abc", "ab", "Please enter at least 3 characters."},
		{`{"type":"plain_text_input","action_id":"x","max_length":3}`, "äbc", "äbcd", "Please enter no more than 3 characters."},
		{`{"type":"number_input","action_id":"x","is_decimal_allowed":true}`, "1.5", "one", "Please enter a number."},
		{`{"type":"number_input","action_id":"x","is_decimal_allowed":false}`, "2", "1.5", "Please enter a whole number."},
		{`{"type":"number_input","action_id":"x","is_decimal_allowed":false,"min_value":"0","max_value":"4"}`, "4", "5", "Please enter a number in the allowed range."},
		{`{"type":"number_input","action_id":"x","is_decimal_allowed":false,"min_value":"0","max_value":"4"}`, "0", "-1", "Please enter a number in the allowed range."},
		{`{"type":"email_text_input","action_id":"x"}`, "a@example.com", "a at example", "Please enter a valid email address."},
		{`{"type":"url_text_input","action_id":"x"}`, "https://example.com/a", "example", "Please enter a valid URL."},
	} {
		t.Run(c.complaint+c.bad, func(t *testing.T) {
			t.Parallel()
			w, _ := start(t)
			v, last := rawForm(t, w, "["+inputBlock("b", c.element)+"]", "")
			seen, err := w.Submit(t.Context(), dana, v.ID, map[string]map[string]any{"b": {"x": c.bad}})
			require.NoError(t, err)
			require.Equal(t, map[string]string{"b": c.complaint}, seen.Errors)
			require.Nil(t, last(), "the bot is not asked")
			seen, err = w.Submit(t.Context(), dana, v.ID, map[string]map[string]any{"b": {"x": c.good}})
			require.NoError(t, err)
			require.Empty(t, seen.Errors)
			require.NotNil(t, last())
		})
	}
}

func TestAtMostSoManyItemsCanBeChosen(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	v, _ := rawForm(t, w, "["+inputBlock("b", `{"type":"multi_static_select","action_id":"x","max_selected_items":1,`+twoOptions+`}`)+"]", "")
	_, err := w.Enter(dana, v.ID, map[string]map[string]any{"b": {"x": "a"}})
	require.NoError(t, err)
	_, err = w.Enter(dana, v.ID, map[string]map[string]any{"b": {"x": "a,b"}})
	require.ErrorContains(t, err, "at most 1")
}

func TestAnInputThatChangesItsKindStartsAfresh(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	v, _ := rawForm(t, w, "["+inputBlock("b", `{"type":"plain_text_input","action_id":"x"}`)+"]", "")
	_, err := w.Enter(dana, v.ID, map[string]map[string]any{"b": {"x": "text"}})
	require.NoError(t, err)
	answer := raw(t, w, "views.update", url.Values{"view_id": {v.ID}, "view": {`{"type":"modal","title":{"type":"plain_text","text":"F"},
		"submit":{"type":"plain_text","text":"S"},"blocks":[` + inputBlock("b", `{"type":"users_select","action_id":"x"}`) + `]}`}})
	require.Equal(t, true, answer["ok"], answer)
	require.JSONEq(t, `{"type":"users_select","selected_user":null}`, string(mustJSON(t, w.Views(dana)[0].State.Values["b"]["x"])))
}

func TestCancelClearsTheStackWhenTheViewSaysSo(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	_, last := rawForm(t, w, `[{"type":"divider"}]`, `,"notify_on_close":true,"clear_on_close":true`)
	_, err := w.CloseView(t.Context(), dana, w.Views(dana)[0].ID)
	require.NoError(t, err)
	require.Empty(t, w.Views(dana))
	require.Equal(t, true, last()["is_cleared"])
}

func TestAButtonForOthersCannotBePressed(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	connect(t, w, func(http.ResponseWriter, *http.Request, []byte) {})
	mine := slack.NewButtonBlockElement("go", "", plainText("Go"))
	mine.VisibleToUserIDs = []string{omar}
	_, ts := post(t, api, leaders, slack.NewActionBlock("do", mine))
	_, err := w.Click(t.Context(), dana, leaders, ts, "go", "")
	require.ErrorContains(t, err, "not visible")
	_, err = w.Click(t.Context(), omar, leaders, ts, "go", "")
	require.NoError(t, err)
}

func TestTypingInAMessageIsToldWithTheNextButton(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	var got slack.InteractionCallback
	connect(t, w, interactionsFor(t, func(_ http.ResponseWriter, i slack.InteractionCallback) { got = i }))
	channel, ts := post(t, api, dana, slack.NewInputBlock("why", plainText("Why"), nil, slack.NewPlainTextInputBlockElement(nil, "text")),
		slack.NewActionBlock("do", slack.NewButtonBlockElement("go", "", plainText("Go"))))
	_, err := w.Click(t.Context(), dana, channel, ts, "text", "Because")
	require.NoError(t, err)
	require.Zero(t, w.Counters().Callbacks["block_actions"])
	_, err = w.Click(t.Context(), dana, channel, ts, "go", "")
	require.NoError(t, err)
	require.Equal(t, "Because", got.BlockActionState.Values["why"]["text"].Value)
}
