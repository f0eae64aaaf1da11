package render_test

import (
	"encoding/json"
	"flag"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/net/html"

	"cairn/internal/slacksim/render"
)

var update = flag.Bool("update", false, "write what was drawn into testdata")

// sample is a viewer in Zurich on a Tuesday in July.
func sample(t testing.TB) render.Env {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Zurich")
	if err != nil {
		t.Fatal(err)
	}
	find := func(names map[string]string) func(string) string {
		return func(id string) string { return names[id] }
	}
	return render.Env{
		ID: "1.2", Viewer: "U1", Location: zone, Now: time.Date(2026, 7, 7, 9, 3, 0, 0, zone),
		UserName:    find(map[string]string{"U1": "Ana Sample", "U2": "Ben Sample"}),
		ChannelName: find(map[string]string{"C1": "security"}),
		ChannelURL:  func(id string) string { return "/?channel=" + url.QueryEscape(id) },
		GroupName:   find(map[string]string{"S1": "owners"}),
		File: func(id string) (render.File, bool) {
			return render.File{URL: "/files/" + id, Name: "levels.png", MimeType: "image/png"}, id == "F1"
		},
		Origin:   "http://sim.test",
		People:   []render.Choice{{ID: "U1", Name: "Ana Sample", Kind: "im"}, {ID: "U2", Name: "Ben Sample", Kind: "im"}},
		Channels: []render.Choice{{ID: "C1", Name: "security"}},
		Errors:   map[string]string{"wrong": "Give a number from 0 to 4."},
	}
}

// TestGolden draws each testdata file's blocks.json and compares with its want.html, a tag a line.
func TestGolden(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			in := a.Files[0]
			if in.Name != "blocks.json" || !json.Valid(in.Data) {
				t.Fatalf("%s: its first file must be blocks.json and hold JSON", file)
			}
			out := string(render.Blocks(in.Data, sample(t)))
			wellFormed(t, out)
			got := strings.ReplaceAll(out, "><", ">\n<") + "\n"
			if *update {
				a.Files = []txtar.File{in, {Name: "want.html", Data: []byte(got)}}
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if len(a.Files) < 2 {
				t.Fatalf("%s has no want.html; run the test with -update and read what it wrote", file)
			}
			if diff := cmp.Diff(string(a.Files[1].Data), got); diff != "" {
				t.Errorf("%s drawn differently (-want +got):\n%s", file, diff)
			}
		})
	}
}

var voidTags = map[string]bool{"br": true, "hr": true, "img": true, "input": true}

// wellFormed fails unless every tag that opens closes in order and element ids are unique.
func wellFormed(t testing.TB, fragment string) {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(fragment))
	var open []string
	ids := map[string]bool{}
	for {
		kind := z.Next()
		tok := z.Token()
		switch kind {
		case html.ErrorToken:
			if len(open) > 0 {
				t.Errorf("left open: %v", open)
			}
			return
		case html.StartTagToken:
			for _, a := range tok.Attr {
				if a.Key == "id" {
					if ids[a.Val] {
						t.Errorf("id %q stands twice", a.Val)
					}
					ids[a.Val] = true
				}
			}
			if !voidTags[tok.Data] {
				open = append(open, tok.Data)
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != tok.Data {
				t.Errorf("</%s> closes nothing; open: %v\n%s", tok.Data, open, fragment)
				return
			}
			open = open[:len(open)-1]
		}
	}
}

func TestMrkdwn(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ in, want string }{
		"bold italic strike code":            {"*b* _i_ ~s~ `c`", "<strong>b</strong> <em>i</em> <s>s</s> <code>c</code>"},
		"nested emphasis":                    {"*_b_*", "<strong><em>b</em></strong>"},
		"markers within words stay":          {"snake_case_name 2*3*4", "snake_case_name 2*3*4"},
		"a marker after a letter stays":      {"x*a* y", "x*a* y"},
		"a marker before a space stays":      {"a * b *c*", "a * b <strong>c</strong>"},
		"emphasis before punctuation":        {"*Due*: now", "<strong>Due</strong>: now"},
		"no emphasis across lines":           {"*a\nb*", "*a<br>b*"},
		"code keeps its markers":             {"`*a* &lt;b&gt;`", "<code>*a* &lt;b&gt;</code>"},
		"emphasis does not end inside code":  {"*a `b*` c*", "<strong>a <code>b*</code> c</strong>"},
		"fence":                              {"see\n```\nx *y*\n```\ndone", `see<pre class="code">x *y*</pre>done`},
		"an open fence is text":              {"```oops", "```oops"},
		"quote, written escaped or not":      {"&gt; a\n> b\nc", "<blockquote>a<br>b</blockquote>c"},
		"quote to the end":                   {"&gt;&gt;&gt; a\nb", "<blockquote>a<br>b</blockquote>"},
		"list lines hang under their mark":   {"• one\n2. two", `<span class="hang"><span class="hang-mark">•</span><span>one</span></span><br><span class="hang"><span class="hang-mark">2.</span><span>two</span></span>`},
		"link":                               {"<https://a.test/x?y=1&amp;z=2|the *page*>", `<a href="https://a.test/x?y=1&amp;z=2" target="_blank" rel="noopener noreferrer">the *page*</a>`},
		"link without a label":               {"<https://a.test>", `<a href="https://a.test" target="_blank" rel="noopener noreferrer">https://a.test</a>`},
		"bare address without its full stop": {"at https://a.test/b.", `at <a href="https://a.test/b" target="_blank" rel="noopener noreferrer">https://a.test/b</a>.`},
		"mail":                               {"<mailto:a@b.test|write>", `<a href="mailto:a@b.test" target="_blank" rel="noopener noreferrer">write</a>`},
		"mention of the viewer":              {"<@U1>", `<span class="mention me" data-user="U1">@Ana Sample</span>`},
		"mention of another":                 {"<@U2|ben>", `<span class="mention" data-user="U2">@Ben Sample</span>`},
		"mention of someone unknown":         {"<@U9|nobody>", `<span class="mention" data-user="U9">@nobody</span>`},
		"channel":                            {"<#C1>", `<a class="mention" href="/?channel=C1">#security</a>`},
		"group":                              {"<!subteam^S1>", `<span class="mention">@owners</span>`},
		"here":                               {"<!here>", `<span class="mention broadcast">@here</span>`},
		"emoji":                              {":tada: :nosuch: 10:30:45", `<span class="emoji" role="img" aria-label="tada" title=":tada:">🎉</span> :nosuch: 10:30:45`},
		"entities":                           {"a &amp; b &lt;c&gt; &quot;", "a &amp; b &lt;c&gt; &amp;quot;"},
		"a lone angle bracket":               {"1 < 2 > 0", "1 &lt; 2 &gt; 0"},
		"date in the viewer's zone":          {"due <!date^1783411200^{date_short_pretty} at {time}|soon>", `due <time datetime="2026-07-07T08:00:00Z" title="Tuesday 7 July 2026, 10:00 CEST">today at 10:00 AM</time>`},
		"date that opens a line":             {"<!date^1783411200^{date_pretty}|soon>", `<time datetime="2026-07-07T08:00:00Z" title="Tuesday 7 July 2026, 10:00 CEST">Today</time>`},
		"date with a link":                   {"<!date^1783411200^{date_num}^https://a.test|x>", `<a href="https://a.test" target="_blank" rel="noopener noreferrer"><time datetime="2026-07-07T08:00:00Z" title="Tuesday 7 July 2026, 10:00 CEST">2026-07-07</time></a>`},
		"a bad date shows its fallback":      {"<!date^x^{date}|7 July>", "7 July"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := string(render.Mrkdwn(tt.in, sample(t)))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			wellFormed(t, got)
		})
	}
}

func TestVerbatimTextDoesNotLinkBareAddresses(t *testing.T) {
	t.Parallel()
	got := render.Blocks([]byte(`[{"type":"section","text":{"type":"mrkdwn","verbatim":true,"text":"https://a.test"}}]`), sample(t))
	if strings.Contains(string(got), "<a ") {
		t.Errorf("linked: %s", got)
	}
}

func TestFormatDate(t *testing.T) {
	t.Parallel()
	now := sample(t).Now
	at := func(days int) time.Time { return now.AddDate(0, 0, days) }
	for _, tt := range []struct {
		when         time.Time
		format, want string
	}{
		{at(0), "{date_num} {time} {time_secs}", "2026-07-07 9:03 AM 9:03:00 AM"},
		{at(0), "{date} {date_short} {date_long}", "July 7th Jul 7 Tuesday, July 7th"},
		{at(-400), "{date} {date_short}", "June 2nd, 2025 Jun 2, 2025"},
		{at(0), "{date_long_full} {date_slash}", "Tuesday, July 7th, 2026 07/07/2026"},
		{at(1), "{date_pretty}", "tomorrow"},
		{at(-1), "{date_short_pretty}", "yesterday"},
		{at(4), "{date_long_pretty}", "Saturday, July 11th"},
		{at(-1), "{day_divider_pretty}", "Yesterday"},
		{at(-3), "{ago}", "3 days ago"},
		{now.Add(time.Hour), "{ago}", "in 1 hour"},
		{now, "{ago} {nosuch}", "now {nosuch}"},
		{at(5), "{date_short}", "Jul 12"},
		{at(15), "{date}", "July 22nd"},
		{at(16), "{date}", "July 23rd"},
		{at(4), "{date}", "July 11th"},
	} {
		if got := render.FormatDate(tt.when, now, tt.format); got != tt.want {
			t.Errorf("%s at %s: got %q, want %q", tt.format, tt.when.Format(time.DateOnly), got, tt.want)
		}
	}
}

func TestTodayIsTheViewersToday(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("far east", 12*3600)
	now := time.Date(2026, 7, 7, 20, 0, 0, 0, time.UTC) // already the 8th there
	if got := render.FormatDate(now.In(zone), now, "{date_num} {date_pretty}"); got != "2026-07-08 today" {
		t.Errorf("got %q", got)
	}
}

func TestEnteredValuesReplaceInitialOnes(t *testing.T) {
	t.Parallel()
	env := sample(t)
	env.Value = func(block, action string) map[string]any {
		return map[string]map[string]any{
			"b1": {"type": "plain_text_input", "value": "typed"},
			"b2": {"type": "static_select", "selected_option": map[string]any{"value": "2"}},
			"b3": {"type": "checkboxes", "selected_options": []any{}},
			"b4": {"type": "datetimepicker", "selected_date_time": json.Number("1783411200")},
			"b5": {"type": "number_input", "value": "7"}, // of another type than the block now has
		}[block]
	}
	got := string(render.Blocks([]byte(`[
	{"type":"input","block_id":"b1","label":{"text":"a"},"element":{"type":"plain_text_input","action_id":"v","initial_value":"initial"}},
	{"type":"input","block_id":"b2","label":{"text":"a"},"element":{"type":"static_select","action_id":"v","initial_option":{"value":"1"},"options":[{"value":"1"},{"value":"2"}]}},
	{"type":"input","block_id":"b3","label":{"text":"a"},"element":{"type":"checkboxes","action_id":"v","initial_options":[{"value":"1"}],"options":[{"value":"1"}]}},
	{"type":"input","block_id":"b4","label":{"text":"a"},"element":{"type":"datetimepicker","action_id":"v"}},
	{"type":"input","block_id":"b5","label":{"text":"a"},"element":{"type":"plain_text_input","action_id":"v","initial_value":"kept"}}
	]`), env))
	for _, want := range []string{`value="typed"`, `<option value="2" selected>`, `value="2026-07-07T10:00"`, `value="kept"`} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
	for _, not := range []string{"initial", `value="1" selected`, "checked"} {
		if strings.Contains(got, not) {
			t.Errorf("%s in %s", not, got)
		}
	}
}
