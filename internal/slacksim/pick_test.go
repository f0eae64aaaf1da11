package slacksim_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cairn/internal/slacksim"
)

func TestPickersTakeOnlyWhatTheyOfferThePerson(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		element string
		pick    any
		refused string // empty: it is taken
	}{
		"somebody deactivated":             {`{"type":"users_select","action_id":"x"}`, gone, "deactivated"},
		"whom the app chose all the same":  {`{"type":"multi_users_select","action_id":"x","initial_users":["U0GONE"]}`, gone + "," + omar, ""},
		"nobody":                           {`{"type":"users_select","action_id":"x"}`, "U0NOBODY", "no user"},
		"a private channel of others":      {`{"type":"conversations_select","action_id":"x"}`, secret, "no channel"},
		"a private one as a public one":    {`{"type":"channels_select","action_id":"x"}`, "G0MINE", "no channel"},
		"a private channel of one's own":   {`{"type":"conversations_select","action_id":"x"}`, "G0MINE", ""},
		"an archived channel":              {`{"type":"channels_select","action_id":"x"}`, old, "no channel"},
		"what the filter leaves out":       {`{"type":"conversations_select","action_id":"x","filter":{"include":["private"]}}`, general, "filter"},
		"what the filter lets in":          {`{"type":"conversations_select","action_id":"x","filter":{"include":["private","public"]}}`, general, ""},
		"a person where channels are":      {`{"type":"conversations_select","action_id":"x","filter":{"include":["public"]}}`, omar, "filter"},
		"the bot where it is left out":     {`{"type":"conversations_select","action_id":"x","filter":{"exclude_bot_users":true}}`, "U0CAIRN", "filter"},
		"a day that is none":               {`{"type":"datepicker","action_id":"x"}`, "2026-02-30", "takes a date"},
		"a time that is none":              {`{"type":"timepicker","action_id":"x"}`, "9:00", "takes a time"},
		"an option that is not there":      {`{"type":"static_select","action_id":"x",` + twoOptions + `}`, "c", "no option"},
		"an option of the group behind it": {`{"type":"static_select","action_id":"x","option_groups":[{"label":{"type":"plain_text","text":"G"},` + twoOptions + `}]}`, "b", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, _ := start(t)
			w.AddChannel(slacksim.Channel{ID: "G0MINE", Name: "mine", IsPrivate: true, Members: []string{dana}})
			v, _ := rawForm(t, w, "["+inputBlock("b", c.element)+"]", "")
			_, err := w.Enter(dana, v.ID, map[string]map[string]any{"b": {"x": c.pick}})
			if c.refused == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.refused)
		})
	}
}

func TestWhatTheAppChoseArrivesUntouched(t *testing.T) {
	t.Parallel()
	option := `{"value":"a","text":{"type":"plain_text","text":"A"}}`
	for element, want := range map[string]string{
		`{"type":"datetimepicker","action_id":"x","initial_date_time":1798704000}`:                             `{"type":"datetimepicker","selected_date_time":1798704000}`,
		`{"type":"datepicker","action_id":"x","initial_date":"2026-12-31"}`:                                    `{"type":"datepicker","selected_date":"2026-12-31"}`,
		`{"type":"timepicker","action_id":"x","initial_time":"09:00"}`:                                         `{"type":"timepicker","selected_time":"09:00"}`,
		`{"type":"users_select","action_id":"x","initial_user":"U0OMAR"}`:                                      `{"type":"users_select","selected_user":"U0OMAR"}`,
		`{"type":"multi_users_select","action_id":"x","initial_users":["U0OMAR"]}`:                             `{"type":"multi_users_select","selected_users":["U0OMAR"]}`,
		`{"type":"channels_select","action_id":"x","initial_channel":"C0GENERAL"}`:                             `{"type":"channels_select","selected_channel":"C0GENERAL"}`,
		`{"type":"conversations_select","action_id":"x","initial_conversation":"C0GENERAL"}`:                   `{"type":"conversations_select","selected_conversation":"C0GENERAL"}`,
		`{"type":"multi_conversations_select","action_id":"x","initial_conversations":["C0GENERAL"]}`:          `{"type":"multi_conversations_select","selected_conversations":["C0GENERAL"]}`,
		`{"type":"checkboxes","action_id":"x",` + twoOptions + `,"initial_options":[` + option + `]}`:          `{"type":"checkboxes","selected_options":[` + option + `]}`,
		`{"type":"radio_buttons","action_id":"x",` + twoOptions + `,"initial_option":` + option + `}`:          `{"type":"radio_buttons","selected_option":` + option + `}`,
		`{"type":"number_input","action_id":"x","is_decimal_allowed":false,"initial_value":"3"}`:               `{"type":"number_input","value":"3"}`,
		`{"type":"url_text_input","action_id":"x","initial_value":"https://example.com/"}`:                     `{"type":"url_text_input","value":"https://example.com/"}`,
		`{"type":"plain_text_input","action_id":"x","multiline":true,"initial_value":"one\ntwo"}`:              `{"type":"plain_text_input","value":"one\ntwo"}`,
		`{"type":"conversations_select","action_id":"x","default_to_current_conversation":true}`:               `{"type":"conversations_select","selected_conversation":"C0GENERAL"}`,
		`{"type":"multi_static_select","action_id":"x",` + twoOptions + `,"initial_options":[` + option + `]}`: `{"type":"multi_static_select","selected_options":[` + option + `]}`,
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			w, _ := start(t)
			v, last := rawForm(t, w, "["+inputBlock("b", element)+"]", "")
			_, err := w.Submit(t.Context(), dana, v.ID, nil)
			require.NoError(t, err)
			got := last()["view"].(map[string]any)["state"].(map[string]any)["values"].(map[string]any)["b"].(map[string]any)["x"]
			require.JSONEq(t, want, string(mustJSON(t, got)))
		})
	}
}

func TestAGoTimeFillsDateAndTimePickers(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Asia/Tokyo")
	require.NoError(t, err)
	at := time.Date(2026, 12, 31, 9, 30, 0, 0, zone)
	for typ, want := range map[string]string{
		"datepicker":     `{"type":"datepicker","selected_date":"2026-12-31"}`,
		"timepicker":     `{"type":"timepicker","selected_time":"09:30"}`,
		"datetimepicker": `{"type":"datetimepicker","selected_date_time":1798677000}`,
	} {
		w, _ := start(t)
		v, _ := rawForm(t, w, "["+inputBlock("b", `{"type":"`+typ+`","action_id":"x"}`)+"]", "")
		seen, err := w.Enter(dana, v.ID, map[string]map[string]any{"b": {"x": at}})
		require.NoError(t, err)
		require.JSONEq(t, want, string(mustJSON(t, seen.View.State.Values["b"]["x"])))
	}
}
