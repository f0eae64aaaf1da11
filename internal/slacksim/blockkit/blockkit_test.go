package blockkit_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cairn/internal/slacksim/blockkit"
)

// x is a text of n characters; they are not ASCII, so that counting bytes would show.
func x(n int) string { return strings.Repeat("é", n) }

// list joins n copies of what f makes into a JSON array.
func list(n int, f func(i int) string) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = f(i)
	}
	return "[" + strings.Join(parts, ",") + "]"
}

func same(s string) func(int) string { return func(int) string { return s } }

func plain(n int) string  { return fmt.Sprintf(`{"type":"plain_text","text":%q}`, x(n)) }
func mrkdwn(n int) string { return fmt.Sprintf(`{"type":"mrkdwn","text":%q}`, x(n)) }

func option(i int) string {
	return fmt.Sprintf(`{"text":{"type":"plain_text","text":"o"},"value":"v%d"}`, i)
}

func button(i int) string {
	return fmt.Sprintf(`{"type":"button","action_id":"a%d","text":{"type":"plain_text","text":"b"}}`, i)
}

func actions(element string) string { return `{"type":"actions","elements":[` + element + `]}` }

func input(element string) string {
	return `{"type":"input","label":` + plain(5) + `,"element":` + element + `}`
}

// validate parses a JSON array of blocks and returns its faults as lines.
func validate(t testing.TB, blocks string, s blockkit.Surface) []string {
	t.Helper()
	b, err := blockkit.Parse([]byte(blocks))
	require.NoError(t, err, blocks)
	var out []string
	for _, f := range b.Validate(s) {
		out = append(out, f.String())
	}
	return out
}

func TestEveryLimitHoldsAtItsEdge(t *testing.T) {
	t.Parallel()
	bar := func(points, series, label int) string {
		return fmt.Sprintf(`{"type":"data_visualization","title":"t","chart":{"type":"bar","axis_config":{"categories":%s},"series":%s}}`,
			list(points, func(i int) string { return fmt.Sprintf("%q", fmt.Sprintf("%02d", i)+x(label-2)) }),
			list(series, func(s int) string {
				return fmt.Sprintf(`{"name":"s%d","data":%s}`, s, list(points, func(i int) string {
					return fmt.Sprintf(`{"label":%q,"value":-1}`, fmt.Sprintf("%02d", i)+x(label-2))
				}))
			}))
	}
	cells := func(n int) string { return `{"type":"raw_text","text":"` + x(n) + `"}` }
	table := func(rows, cols, text int) string {
		return `{"type":"table","rows":` + list(rows, func(int) string { return list(cols, same(cells(text))) }) + `}`
	}
	dataTable := func(rows, cols int, more string) string {
		return `{"type":"data_table","caption":"c"` + more + `,"rows":` + list(rows, func(int) string { return list(cols, same(cells(1))) }) + `}`
	}
	for _, c := range []struct {
		name    string
		surface blockkit.Surface
		fits    string // one block, or several with commas
		over    string
		pointer string // where the fault of over is
	}{
		{"blocks in a message", blockkit.Message, strings.Trim(list(50, same(`{"type":"divider"}`)), "[]"), strings.Trim(list(51, same(`{"type":"divider"}`)), "[]"), "/blocks"},
		{"blocks in a Home tab", blockkit.Home, strings.Trim(list(100, same(`{"type":"divider"}`)), "[]"), strings.Trim(list(101, same(`{"type":"divider"}`)), "[]"), "/blocks"},
		{"block_id", blockkit.Message, `{"type":"divider","block_id":"` + x(255) + `"}`, `{"type":"divider","block_id":"` + x(256) + `"}`, "/blocks/0/block_id"},
		{"section text", blockkit.Message, `{"type":"section","text":` + mrkdwn(3000) + `}`, `{"type":"section","text":` + mrkdwn(3001) + `}`, "/blocks/0/text/text"},
		{"section text at least one", blockkit.Message, `{"type":"section","text":` + mrkdwn(1) + `}`, `{"type":"section","text":` + mrkdwn(0) + `}`, "/blocks/0/text/text"},
		{"section fields", blockkit.Message, `{"type":"section","fields":` + list(10, same(plain(1))) + `}`, `{"type":"section","fields":` + list(11, same(plain(1))) + `}`, "/blocks/0/fields"},
		{"section field text", blockkit.Message, `{"type":"section","fields":[` + mrkdwn(2000) + `]}`, `{"type":"section","fields":[` + mrkdwn(2001) + `]}`, "/blocks/0/fields/0/text"},
		{"header", blockkit.Message, `{"type":"header","text":` + plain(150) + `}`, `{"type":"header","text":` + plain(151) + `}`, "/blocks/0/text/text"},
		{"actions elements", blockkit.Message, `{"type":"actions","elements":` + list(25, button) + `}`, `{"type":"actions","elements":` + list(26, button) + `}`, "/blocks/0/elements"},
		{"context elements", blockkit.Message, `{"type":"context","elements":` + list(10, same(plain(1))) + `}`, `{"type":"context","elements":` + list(11, same(plain(1))) + `}`, "/blocks/0/elements"},
		{"button text", blockkit.Message, actions(`{"type":"button","text":` + plain(75) + `}`), actions(`{"type":"button","text":` + plain(76) + `}`), "/blocks/0/elements/0/text/text"},
		{"button value", blockkit.Message, actions(`{"type":"button","value":"` + x(2000) + `","text":` + plain(1) + `}`), actions(`{"type":"button","value":"` + x(2001) + `","text":` + plain(1) + `}`), "/blocks/0/elements/0/value"},
		{"button url", blockkit.Message, actions(`{"type":"button","url":"https://a.example/` + strings.Repeat("x", 2982) + `","text":` + plain(1) + `}`), actions(`{"type":"button","url":"https://a.example/` + strings.Repeat("x", 2983) + `","text":` + plain(1) + `}`), "/blocks/0/elements/0/url"},
		{"accessibility label", blockkit.Message, actions(`{"type":"button","accessibility_label":"` + x(75) + `","text":` + plain(1) + `}`), actions(`{"type":"button","accessibility_label":"` + x(76) + `","text":` + plain(1) + `}`), "/blocks/0/elements/0/accessibility_label"},
		{"action_id", blockkit.Message, actions(`{"type":"button","action_id":"` + x(255) + `","text":` + plain(1) + `}`), actions(`{"type":"button","action_id":"` + x(256) + `","text":` + plain(1) + `}`), "/blocks/0/elements/0/action_id"},
		{"select options", blockkit.Message, actions(`{"type":"static_select","options":` + list(100, option) + `}`), actions(`{"type":"static_select","options":` + list(101, option) + `}`), "/blocks/0/elements/0/options"},
		{"option text", blockkit.Message, actions(`{"type":"static_select","options":[{"value":"v","text":` + plain(75) + `}]}`), actions(`{"type":"static_select","options":[{"value":"v","text":` + plain(76) + `}]}`), "/blocks/0/elements/0/options/0/text/text"},
		{"option value", blockkit.Message, actions(`{"type":"static_select","options":[{"value":"` + x(75) + `","text":` + plain(1) + `}]}`), actions(`{"type":"static_select","options":[{"value":"` + x(76) + `","text":` + plain(1) + `}]}`), "/blocks/0/elements/0/options/0/value"},
		{"option description", blockkit.Message, actions(`{"type":"radio_buttons","options":[{"value":"v","text":` + plain(1) + `,"description":` + mrkdwn(75) + `}]}`), actions(`{"type":"radio_buttons","options":[{"value":"v","text":` + plain(1) + `,"description":` + mrkdwn(76) + `}]}`), "/blocks/0/elements/0/options/0/description/text"},
		{"placeholder", blockkit.Message, actions(`{"type":"users_select","placeholder":` + plain(150) + `}`), actions(`{"type":"users_select","placeholder":` + plain(151) + `}`), "/blocks/0/elements/0/placeholder/text"},
		{"checkboxes", blockkit.Message, actions(`{"type":"checkboxes","options":` + list(10, option) + `}`), actions(`{"type":"checkboxes","options":` + list(11, option) + `}`), "/blocks/0/elements/0/options"},
		{"radio buttons", blockkit.Message, actions(`{"type":"radio_buttons","options":` + list(10, option) + `}`), actions(`{"type":"radio_buttons","options":` + list(11, option) + `}`), "/blocks/0/elements/0/options"},
		{"overflow", blockkit.Message, actions(`{"type":"overflow","options":` + list(5, option) + `}`), actions(`{"type":"overflow","options":` + list(6, option) + `}`), "/blocks/0/elements/0/options"},
		{"input label", blockkit.Modal, `{"type":"input","label":` + plain(2000) + `,"element":{"type":"plain_text_input"}}`, `{"type":"input","label":` + plain(2001) + `,"element":{"type":"plain_text_input"}}`, "/blocks/0/label/text"},
		{"input hint", blockkit.Modal, `{"type":"input","hint":` + plain(2000) + `,"label":` + plain(1) + `,"element":{"type":"plain_text_input"}}`, `{"type":"input","hint":` + plain(2001) + `,"label":` + plain(1) + `,"element":{"type":"plain_text_input"}}`, "/blocks/0/hint/text"},
		{"max_length", blockkit.Modal, input(`{"type":"plain_text_input","max_length":3000}`), input(`{"type":"plain_text_input","max_length":3001}`), "/blocks/0/element/max_length"},
		{"image alt text", blockkit.Message, `{"type":"image","image_url":"https://a.example/x.png","alt_text":"` + x(2000) + `"}`, `{"type":"image","image_url":"https://a.example/x.png","alt_text":"` + x(2001) + `"}`, "/blocks/0/alt_text"},
		{"one markdown block", blockkit.Message, `{"type":"markdown","text":"` + x(12000) + `"}`, `{"type":"markdown","text":"` + x(12001) + `"}`, "/blocks/0/text"},
		{"markdown blocks together", blockkit.Message, `{"type":"markdown","text":"` + x(6000) + `"},{"type":"markdown","text":"` + x(6000) + `"}`, `{"type":"markdown","text":"` + x(6000) + `"},{"type":"markdown","text":"` + x(6001) + `"}`, "/blocks/1/text"},
		{"table rows", blockkit.Message, table(100, 1, 1), table(101, 1, 1), "/blocks/0/rows"},
		{"table columns", blockkit.Message, table(1, 20, 1), table(1, 21, 1), "/blocks/0/rows/0"},
		{"table characters", blockkit.Message, table(10, 10, 100), table(10, 10, 101), "/blocks/0/rows"},
		{"tables", blockkit.Message, table(1, 1, 1), table(1, 1, 1) + "," + table(1, 1, 1), "/blocks/1/type"},
		{"data table rows", blockkit.Message, dataTable(201, 1, ""), dataTable(202, 1, ""), "/blocks/0/rows"},
		{"data table page", blockkit.Message, dataTable(2, 1, `,"page_size":100`), dataTable(2, 1, `,"page_size":101`), "/blocks/0/page_size"},
		{"chart points", blockkit.Message, bar(20, 1, 2), bar(21, 1, 2), "/blocks/0/chart/axis_config/categories"},
		{"chart series", blockkit.Message, bar(1, 6, 2), bar(1, 7, 2), "/blocks/0/chart/series"},
		{"chart labels", blockkit.Message, bar(1, 1, 20), bar(1, 1, 21), "/blocks/0/chart/axis_config/categories/0"},
		{"charts in a message", blockkit.Message, bar(1, 1, 2) + "," + bar(1, 1, 2), bar(1, 1, 2) + "," + bar(1, 1, 2) + "," + bar(1, 1, 2), "/blocks/2/type"},
		{"card body", blockkit.Message, `{"type":"card","body":` + mrkdwn(200) + `}`, `{"type":"card","body":` + mrkdwn(201) + `}`, "/blocks/0/body/text"},
		{"card actions", blockkit.Message, `{"type":"card","actions":` + list(3, button) + `}`, `{"type":"card","actions":` + list(4, button) + `}`, "/blocks/0/actions"},
		{"carousel", blockkit.Message, `{"type":"carousel","elements":` + list(10, same(`{"type":"card","body":`+plain(1)+`}`)) + `}`, `{"type":"carousel","elements":` + list(11, same(`{"type":"card","body":`+plain(1)+`}`)) + `}`, "/blocks/0/elements"},
		{"container", blockkit.Message, `{"type":"container","title":` + plain(150) + `,"child_blocks":` + list(10, same(`{"type":"divider"}`)) + `}`, `{"type":"container","title":` + plain(150) + `,"child_blocks":` + list(11, same(`{"type":"divider"}`)) + `}`, "/blocks/0/child_blocks"},
		{"alert", blockkit.Modal, `{"type":"alert","text":` + plain(200) + `}`, `{"type":"alert","text":` + plain(201) + `}`, "/blocks/0/text/text"},
		{"context actions", blockkit.Message, `{"type":"context_actions","elements":` + list(5, func(i int) string {
			return fmt.Sprintf(`{"type":"icon_button","action_id":"a%d","icon":"trash","text":%s}`, i, plain(1))
		}) + `}`, `{"type":"context_actions","elements":` + list(6, func(i int) string {
			return fmt.Sprintf(`{"type":"icon_button","action_id":"a%d","icon":"trash","text":%s}`, i, plain(1))
		}) + `}`, "/blocks/0/elements"},
		{"plan tasks", blockkit.Message, `{"type":"plan","title":"t","tasks":` + list(50, same(`{"type":"task_card","task_id":"1","title":"t"}`)) + `}`, `{"type":"plan","title":"t","tasks":` + list(51, same(`{"type":"task_card","task_id":"1","title":"t"}`)) + `}`, "/blocks/0/tasks"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Empty(t, validate(t, "["+c.fits+"]", c.surface))
			found := validate(t, "["+c.over+"]", c.surface)
			require.NotEmpty(t, found)
			require.Contains(t, found[0], "[json-pointer:"+c.pointer)
		})
	}
}

func TestFaultsAreWordedAsSlackWordsThem(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, block string
		surface     blockkit.Surface
		want        string
	}{
		{"unknown block", `{"type":"banner"}`, blockkit.Message, "unsupported type: banner [json-pointer:/blocks/0/type]"},
		{"no type", `{}`, blockkit.Message, "missing required field: type [json-pointer:/blocks/0]"},
		{"too long", `{"type":"section","text":` + plain(3001) + `}`, blockkit.Message, "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"},
		{"empty", `{"type":"section","text":` + plain(0) + `}`, blockkit.Message, "must be more than 0 characters [json-pointer:/blocks/0/text/text]"},
		{"no text and no fields", `{"type":"section"}`, blockkit.Message, "must define either `text` or `fields` [json-pointer:/blocks/0]"},
		{"markup in a header", `{"type":"header","text":` + mrkdwn(1) + `}`, blockkit.Message, "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]"},
		{"emoji flag on mrkdwn", `{"type":"section","text":{"type":"mrkdwn","text":"x","emoji":true}}`, blockkit.Message, "invalid additional property: emoji [json-pointer:/blocks/0/text/emoji]"},
		{"missing alt text", `{"type":"image","image_url":"https://a.example/x.png"}`, blockkit.Message, "missing required field: alt_text [json-pointer:/blocks/0]"},
		{"image from nowhere", `{"type":"image","alt_text":"x"}`, blockkit.Message, "missing required field: image_url [json-pointer:/blocks/0]"},
		{"image twice", `{"type":"image","alt_text":"x","image_url":"https://a.example/","slack_file":{"id":"F1"}}`, blockkit.Message, "must define either `image_url` or `slack_file`, not both [json-pointer:/blocks/0]"},
		{"no address", `{"type":"image","alt_text":"x","image_url":"x.png"}`, blockkit.Message, "must be a valid URL [json-pointer:/blocks/0/image_url]"},
		{"style", actions(`{"type":"button","style":"huge","text":` + plain(1) + `}`), blockkit.Message, "must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]"},
		{"text input in actions", actions(`{"type":"plain_text_input"}`), blockkit.Message, "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]"},
		{"button in an input", input(`{"type":"button","text":` + plain(1) + `}`), blockkit.Modal, "unsupported type: button [json-pointer:/blocks/0/element/type]"},
		{"file input in a message", input(`{"type":"file_input"}`), blockkit.Message, "unsupported type: file_input [json-pointer:/blocks/0/element/type]"},
		{"no options", actions(`{"type":"static_select"}`), blockkit.Message, "missing required field: options [json-pointer:/blocks/0/elements/0]"},
		{"options and groups", actions(`{"type":"static_select","options":[` + option(0) + `],"option_groups":[]}`), blockkit.Message, "must define either `options` or `option_groups`, not both [json-pointer:/blocks/0/elements/0]"},
		{"foreign initial option", actions(`{"type":"static_select","options":[` + option(0) + `],"initial_option":` + option(1) + `}`), blockkit.Message, "`initial_option` must match one of the options [json-pointer:/blocks/0/elements/0/initial_option]"},
		{"bad date", actions(`{"type":"datepicker","initial_date":"31.12.2026"}`), blockkit.Message, "must be a date in the form YYYY-MM-DD [json-pointer:/blocks/0/elements/0/initial_date]"},
		{"bad time", actions(`{"type":"timepicker","initial_time":"24:00"}`), blockkit.Message, "must be a time in the form HH:mm [json-pointer:/blocks/0/elements/0/initial_time]"},
		{"number without decimals said", input(`{"type":"number_input"}`), blockkit.Modal, "missing required field: is_decimal_allowed [json-pointer:/blocks/0/element]"},
		{"same block_id", `{"type":"divider","block_id":"b"},{"type":"divider","block_id":"b"}`, blockkit.Message, "`block_id` \"b\" already exists for another block [json-pointer:/blocks/1/block_id]"},
		{"same action_id in a block", `{"type":"actions","elements":[` + button(1) + `,` + button(1) + `]}`, blockkit.Message, "`action_id` \"a1\" already exists for another element [json-pointer:/blocks/0]"},
		{"two elements in focus", input(`{"type":"plain_text_input","focus_on_load":true}`) + "," + input(`{"type":"plain_text_input","focus_on_load":true}`), blockkit.Modal, "only one element may set `focus_on_load` [json-pointer:/blocks]"},
		{"alert in a message", `{"type":"alert","text":` + plain(1) + `}`, blockkit.Message, "unsupported type: alert is not allowed in messages [json-pointer:/blocks/0/type]"},
		{"markdown in a modal", `{"type":"markdown","text":"x"}`, blockkit.Modal, "unsupported type: markdown is not allowed in modals [json-pointer:/blocks/0/type]"},
		{"table in a modal", `{"type":"table","rows":[]}`, blockkit.Modal, "unsupported type: table is not allowed in modals [json-pointer:/blocks/0/type]"},
		{"plan in a Home tab", `{"type":"plan","title":"t"}`, blockkit.Home, "unsupported type: plan is not allowed in App Home [json-pointer:/blocks/0/type]"},
		{"chart without points for a category", `{"type":"data_visualization","title":"t","chart":{"type":"line","axis_config":{"categories":["a","b"]},"series":[{"name":"s","data":[{"label":"a","value":1}]}]}}`, blockkit.Message, "must contain exactly one point for every category [json-pointer:/blocks/0/chart/series/0/data]"},
		{"chart point without a category", `{"type":"data_visualization","title":"t","chart":{"type":"area","axis_config":{"categories":["a"]},"series":[{"name":"s","data":[{"label":"a","value":1},{"label":"b","value":1}]}]}}`, blockkit.Message, `label "b" must match one of the categories [json-pointer:/blocks/0/chart/series/0/data/1/label]`},
		{"same series twice", `{"type":"data_visualization","title":"t","chart":{"type":"bar","axis_config":{"categories":["a"]},"series":[{"name":"s","data":[{"label":"a","value":1}]},{"name":"s","data":[{"label":"a","value":1}]}]}}`, blockkit.Message, `series names must be unique: "s" [json-pointer:/blocks/0/chart/series/1/name]`},
		{"empty pie slice", `{"type":"data_visualization","title":"t","chart":{"type":"pie","segments":[{"label":"a","value":0}]}}`, blockkit.Message, "must be greater than 0 [json-pointer:/blocks/0/chart/segments/0/value]"},
		{"chart without a title", `{"type":"data_visualization","chart":{"type":"pie","segments":[{"label":"a","value":1}]}}`, blockkit.Message, "missing required field: title [json-pointer:/blocks/0]"},
		{"rich header cell", `{"type":"data_table","caption":"c","rows":[[{"type":"raw_number","value":1}]]}`, blockkit.Message, "the header row must contain only raw_text cells [json-pointer:/blocks/0/rows/0/0/type]"},
		{"ragged data table", `{"type":"data_table","caption":"c","rows":[[{"type":"raw_text","text":"a"}],[{"type":"raw_text","text":"a"},{"type":"raw_text","text":"a"}]]}`, blockkit.Message, "must have as many cells as the header row [json-pointer:/blocks/0/rows/1]"},
		{"card in a container", `{"type":"container","title":` + plain(1) + `,"child_blocks":[{"type":"card","body":` + plain(1) + `}]}`, blockkit.Message, "unsupported type: card [json-pointer:/blocks/0/child_blocks/0/type]"},
		{"bad rich text", `{"type":"rich_text","elements":[{"type":"paragraph"}]}`, blockkit.Message, "unsupported type: paragraph [json-pointer:/blocks/0/elements/0/type]"},
		{"confirm", actions(`{"type":"button","text":` + plain(1) + `,"confirm":{"title":` + plain(101) + `,"text":` + plain(1) + `,"confirm":` + plain(1) + `,"deny":` + plain(1) + `}}`), blockkit.Message, "must be less than 101 characters [json-pointer:/blocks/0/elements/0/confirm/title/text]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Contains(t, validate(t, "["+c.block+"]", c.surface), c.want)
		})
	}
}

func TestWhatIsNoArrayOfObjectsIsAFormatError(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{`{`, `{"type":"divider"}`, `[1]`, `[null]`, `[] []`} {
		_, err := blockkit.Parse([]byte(raw))
		require.ErrorIs(t, err, blockkit.ErrFormat, raw)
	}
	for _, raw := range []string{"", "null", "[]"} {
		b, err := blockkit.Parse([]byte(raw))
		require.NoError(t, err)
		require.Empty(t, b)
	}
}

func TestMissingIDsAreFilledInEverywhere(t *testing.T) {
	t.Parallel()
	b, err := blockkit.Parse([]byte(`[
		{"type":"section","block_id":"mine","text":` + plain(1) + `,"accessory":{"type":"button","action_id":"own","text":` + plain(1) + `}},
		{"type":"container","title":` + plain(1) + `,"child_blocks":[{"type":"actions","elements":[{"type":"button","text":` + plain(1) + `}]}]}]`))
	require.NoError(t, err)
	n := 0
	b.AssignIDs(func() string { n++; return fmt.Sprint("id", n) })
	require.Equal(t, 3, n, "two blocks and one element lacked an id")
	for _, e := range b.Elements() {
		require.NotEmpty(t, e.ActionID)
		require.NotEmpty(t, e.BlockID)
	}
	again, err := blockkit.Parse(b.JSON())
	require.NoError(t, err)
	require.Equal(t, b, again)
	require.Empty(t, again.Validate(blockkit.Message))
}

func TestViewsHaveTheirOwnLimits(t *testing.T) {
	t.Parallel()
	view := func(fields string) string {
		return `{"type":"modal","title":` + plain(24) + `,"blocks":[{"type":"divider"}]` + fields + `}`
	}
	for _, c := range []struct {
		name, view string
		surface    blockkit.Surface
		want       string // empty: fine
	}{
		{"the least", view(""), blockkit.Modal, ""},
		{"all fields", view(`,"submit":` + plain(24) + `,"close":` + plain(24) + `,"callback_id":"` + x(255) + `","private_metadata":"` + x(3000) + `","clear_on_close":true,"notify_on_close":true,"external_id":"e"`), blockkit.Modal, ""},
		{"submit", view(`,"submit":` + plain(25)), blockkit.Modal, "must be less than 25 characters [json-pointer:/view/submit/text]"},
		{"callback_id", view(`,"callback_id":"` + x(256) + `"`), blockkit.Modal, "must be less than 256 characters [json-pointer:/view/callback_id]"},
		{"unknown field", view(`,"submit_disabled":true`), blockkit.Modal, "invalid additional property: submit_disabled [json-pointer:/view]"},
		{"modal as Home tab", view(""), blockkit.Home, "must be one of: home [json-pointer:/view/type]"},
		{"no blocks", `{"type":"home"}`, blockkit.Home, "missing required field: blocks [json-pointer:/view]"},
		{"no title", `{"type":"modal","blocks":[]}`, blockkit.Modal, "missing required field: title [json-pointer:/view]"},
		{"input without submit", `{"type":"modal","title":` + plain(1) + `,"blocks":[` + input(`{"type":"plain_text_input"}`) + `]}`, blockkit.Modal, "must define `submit` to use an `input` block in modals [json-pointer:/view]"},
		{"input in a Home tab", `{"type":"home","blocks":[` + input(`{"type":"plain_text_input"}`) + `]}`, blockkit.Home, ""},
		{"fault in a block", `{"type":"home","blocks":[{"type":"header","text":` + plain(151) + `}]}`, blockkit.Home, "must be less than 151 characters [json-pointer:/view/blocks/0/text/text]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v, err := blockkit.ParseView([]byte(c.view))
			require.NoError(t, err)
			var found []string
			for _, f := range v.Validate(c.surface) {
				found = append(found, f.String())
			}
			if c.want == "" {
				require.Empty(t, found)
			} else {
				require.Contains(t, found, c.want)
			}
		})
	}
	_, err := blockkit.ParseView([]byte(`[]`))
	require.Error(t, err)
	_, err = blockkit.ParseView([]byte(`null`))
	require.Error(t, err)
}

func FuzzValidateNeverPanics(f *testing.F) {
	for _, seed := range []string{
		`[{"type":"section","text":{"type":"mrkdwn","text":"x"}}]`,
		`[{"type":"data_table","caption":"c","rows":[[{"type":"action_cell"}]]}]`,
		`[{"type":"layout","label":"l","rows":[{"items":[{"block":{"type":"container"}}]}]}]`,
		`[{"type":"data_visualization","title":"t","chart":{"type":"bar","axis_config":{"categories":[1]},"series":[{}]}}]`,
		`[{"type":"actions","elements":[{"type":"static_select","option_groups":[{"options":[null]}]}]}]`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		b, err := blockkit.Parse(raw)
		if err != nil {
			return
		}
		for _, s := range []blockkit.Surface{blockkit.Message, blockkit.Modal, blockkit.Home} {
			b.Validate(s)
		}
		b.AssignIDs(func() string { return "id" })
		if !json.Valid(b.JSON()) {
			t.Fatal("the encoded blocks are no JSON")
		}
	})
}
