package render_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"cairn/internal/slacksim/render"
)

// hostile are texts that must come out as text, and addresses that must not be followed.
var hostile = []string{
	`<script>alert(1)</script>`,
	`"><img src=x onerror=alert(1)>`,
	`' onmouseover='alert(1)`,
	"` onfocus=alert(1) autofocus x=`",
	`</textarea><script>alert(1)</script>`,
	`</title></svg><script>alert(1)</script>`,
	`</option></select><svg/onload=alert(1)>`,
	`<javascript:alert(1)|click>`,
	`<JaVaScRiPt:alert(1)>`,
	`<data:text/html,<script>alert(1)</script>|x>`,
	`<vbscript:x|y>`,
	`javascript:alert(1)`,
	"java\nscript:alert(1)",
	` javascript:alert(1)`,
	`//evil.test/x`,
	`[x](javascript:alert(1))`,
	`![x](https://evil.test/p.png)`,
	`<javascript:alert(1)>`,
	`https://a.test/"onclick="alert(1)`,
	`<https://a.test/" onclick="alert(1)|x>`,
	`<!date^1^{date}^javascript:alert(1)|<b>x</b>>`,
	`<@U1"><script>alert(1)</script>>`,
	`&lt;script&gt;alert(1)&lt;/script&gt;`,
	`*<b>*_<i>_~<u>~`,
	"```<script>alert(1)</script>```",
}

// templates put a text into every place a payload has for one; %s is a JSON string.
const everywhere = `[
{"type":"header","block_id":%s,"text":{"type":"plain_text","text":%s}},
{"type":"section","text":{"type":"mrkdwn","text":%s},"fields":[{"type":"mrkdwn","text":%s}],
 "accessory":{"type":"button","action_id":%s,"value":%s,"url":%s,"accessibility_label":%s,"text":{"type":"plain_text","text":%s},
  "confirm":{"title":{"type":"plain_text","text":%s},"text":{"type":"mrkdwn","text":%s},"confirm":{"type":"plain_text","text":%s},"deny":{"type":"plain_text","text":%s}}}},
{"type":"context","elements":[{"type":"image","image_url":%s,"alt_text":%s},{"type":"mrkdwn","text":%s}]},
{"type":"image","image_url":%s,"alt_text":%s,"title":{"type":"plain_text","text":%s}},
{"type":"video","video_url":%s,"thumbnail_url":%s,"title_url":%s,"alt_text":%s,"title":{"type":"plain_text","text":%s},"author_name":%s},
{"type":"actions","elements":[{"type":"overflow","options":[{"text":{"type":"plain_text","text":%s},"value":%s,"url":%s}]},
 {"type":"static_select","placeholder":{"type":"plain_text","text":%s},"option_groups":[{"label":{"type":"plain_text","text":%s},"options":[{"text":{"type":"plain_text","text":%s},"value":%s}]}]},
 {"type":"multi_static_select","options":[{"text":{"type":"plain_text","text":%s},"value":%s}]},
 {"type":"radio_buttons","options":[{"text":{"type":"mrkdwn","text":%s},"value":%s,"description":{"type":"mrkdwn","text":%s}}]},
 {"type":"datepicker","initial_date":%s},{"type":%s}]},
{"type":"input","block_id":"wrong","label":{"type":"plain_text","text":%s},"hint":{"type":"plain_text","text":%s},"element":{"type":"plain_text_input","multiline":true,"initial_value":%s,"placeholder":{"type":"plain_text","text":%s}}},
{"type":"input","label":{"type":"plain_text","text":%s},"element":{"type":"number_input","initial_value":%s,"min_value":%s}},
{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":%s,"style":{"bold":true}},{"type":"link","url":%s,"text":%s},{"type":"user","user_id":%s},
 {"type":"emoji","name":%s},{"type":"tag","text":%s,"color":%s},{"type":"color","value":%s},{"type":%s,"text":%s,"url":%s},{"type":"date","timestamp":1,"format":%s,"url":%s}]},
 {"type":"rich_text_preformatted","language":%s,"elements":[{"type":"text","text":%s}]}]},
{"type":"markdown","text":%s},
{"type":"table","rows":[[{"type":"raw_text","text":%s}]],"column_settings":[{"align":%s}]},
{"type":"data_table","caption":%s,"rows":[[{"type":"raw_text","text":%s}],[{"type":"raw_text","text":%s}]]},
{"type":"data_visualization","title":%s,"chart":{"type":"bar","axis_config":{"categories":[%s],"x_label":%s,"y_label":%s},"series":[{"name":%s,"data":[{"label":%s,"value":1}]}]}},
{"type":"data_visualization","title":%s,"chart":{"type":"pie","segments":[{"label":%s,"value":1}]}},
{"type":"alert","level":%s,"text":{"type":"mrkdwn","text":%s}},
{"type":"card","title":{"type":"mrkdwn","text":%s},"icon":{"type":"image","image_url":%s,"alt_text":%s}},
{"type":"plan","title":%s,"tasks":[{"title":%s,"status":%s,"sources":[{"url":%s,"text":%s}]}]},
{"type":"file","external_id":%s},
{"type":%s,"x":%s}
]`

func TestHostileTextNeverBecomesMarkup(t *testing.T) {
	t.Parallel()
	for _, text := range hostile {
		quoted, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		env := sample(t)
		env.ID = text
		env.Errors = map[string]string{"wrong": text}
		env.UserName = func(string) string { return text }
		env.People = []render.Choice{{ID: text, Name: text}}
		payload := strings.ReplaceAll(everywhere, "%s", string(quoted))
		if !json.Valid([]byte(payload)) {
			t.Fatalf("the test's own payload is not JSON for %q", text)
		}
		for _, out := range []string{
			string(render.Blocks([]byte(payload), env)),
			string(render.Mrkdwn(text, env)),
			string(render.Plain(text)),
			string(render.Blocks([]byte(text), env)),
		} {
			harmless(t, text, out)
			wellFormed(t, out)
		}
	}
}

// harmless fails on a script, an event handler, an inline style, an address with a scheme that runs, and a request to elsewhere.
func harmless(t testing.TB, text, out string) {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(out))
	for z.Next() != html.ErrorToken {
		tok := z.Token()
		if tok.Type != html.StartTagToken && tok.Type != html.SelfClosingTagToken {
			continue
		}
		switch tok.Data {
		case "script", "iframe", "object", "embed", "style", "base", "meta", "form":
			t.Errorf("%q drew <%s>", text, tok.Data)
		}
		for _, a := range tok.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcdoc" {
				t.Errorf("%q drew the attribute %s=%q", text, a.Key, a.Val)
			}
			switch a.Key {
			case "href":
				u, err := url.Parse(a.Val)
				if err != nil {
					t.Errorf("%q drew the address %q: %v", text, a.Val, err)
					continue
				}
				switch u.Scheme {
				case "http", "https", "mailto", "tel", "":
				default:
					t.Errorf("%q drew the address %q", text, a.Val)
				}
				if u.Scheme == "" && u.Host != "" {
					t.Errorf("%q drew the address %q of another host", text, a.Val)
				}
			case "src":
				if !strings.HasPrefix(a.Val, "/") || strings.HasPrefix(a.Val, "//") {
					t.Errorf("%q fetches %q", text, a.Val)
				}
			}
		}
	}
}

func TestOriginOfAnotherHostIsNotOurs(t *testing.T) {
	t.Parallel()
	for src, ours := range map[string]bool{
		"http://sim.test/files/a.png":      true,
		"http://sim.test.evil.test/a.png":  false,
		"http://sim.test@evil.test/a.png":  false,
		"https://pictures.test/a.png":      false,
		"http://sim.test":                  false,
		"/files/F1":                        false,
		"http://sim.test:80@evil.test/a.x": false,
	} {
		b, err := json.Marshal([]map[string]string{{"type": "image", "image_url": src, "alt_text": "A"}})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(string(render.Blocks(b, sample(t))), "<img"); got != ours {
			t.Errorf("%s: drawn as a picture %v, want %v", src, got, ours)
		}
	}
}

func FuzzBlocks(f *testing.F) {
	f.Add(`[{"type":"section","text":{"type":"mrkdwn","text":"*a* <https://a.test|b>"}}]`)
	for _, text := range hostile {
		q, _ := json.Marshal(text)
		f.Add(strings.ReplaceAll(everywhere, "%s", string(q)))
	}
	f.Add(`[{"type":"data_visualization","chart":{"type":"line","axis_config":{"categories":["a","a",""]},"series":[{"data":[{"label":"a","value":1e308}]},{}]}}]`)
	f.Add(`[{"type":"table","rows":[[],[{}],null,3]},null,7,{"type":["x"]}]`)
	f.Fuzz(func(t *testing.T, in string) {
		out := string(render.Blocks([]byte(in), sample(t)))
		harmless(t, in, out)
		if !strings.Contains(in, "markdown") { // Markdown may nest emphasis in ways the strict check does not follow
			wellFormed(t, out)
		}
	})
}

func FuzzMrkdwn(f *testing.F) {
	for _, text := range hostile {
		f.Add(text)
	}
	f.Add("*_~`<@U1|x>`~_* &gt; :tada: <!date^1^{ago}|x>")
	f.Fuzz(func(t *testing.T, in string) {
		out := string(render.Mrkdwn(in, sample(t)))
		harmless(t, in, out)
		wellFormed(t, out)
	})
}

func TestPathologicalTextIsDrawnInTime(t *testing.T) {
	t.Parallel()
	for _, piece := range []string{"*a ", "_*~`", "*_~a", "<", ":a", "`", "> ", "http://", "*a*", "<https://"} {
		long := strings.Repeat(piece, 40_000/len(piece))
		wellFormed(t, string(render.Mrkdwn(long, sample(t)))) // a quadratic loop would hang the run here
	}
}
