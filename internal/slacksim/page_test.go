package slacksim_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"golang.org/x/net/html"

	"cairn/internal/slacksim"
)

// get fetches an address of the stage and returns status, header and body.
func (s *stage) get(t testing.TB, path string) (int, http.Header, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header, string(body)
}

// shows fails unless the address answers 200 with every wanted text and none of the others.
func (s *stage) shows(t testing.TB, path string, want, not []string) string {
	t.Helper()
	status, _, body := s.get(t, path)
	if status != http.StatusOK {
		t.Fatalf("GET %s: status %d: %s", path, status, body)
	}
	for _, w := range want {
		if !strings.Contains(body, w) {
			t.Errorf("GET %s shows no %q in:\n%s", path, w, body)
		}
	}
	for _, n := range not {
		if strings.Contains(body, n) {
			t.Errorf("GET %s shows %q in:\n%s", path, n, body)
		}
	}
	return body
}

func TestPageAllowsNothingFromElsewhere(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.furnish(t)
	for _, path := range []string{"/", "/page/fragment/main", "/static/page.js", "/nowhere"} {
		_, h, _ := s.get(t, path)
		policy := h.Get("Content-Security-Policy")
		for _, rule := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"} {
			if !strings.Contains(policy, rule) {
				t.Errorf("GET %s: the policy %q lacks %s", path, policy, rule)
			}
		}
		if strings.Contains(policy, "unsafe") {
			t.Errorf("GET %s: the policy %q has an unsafe exception", path, policy)
		}
	}
	for _, place := range []string{"channel=" + sec, "tab=home", "tab=messages"} {
		body := s.shows(t, "/?user="+ana+"&"+place, nil, nil)
		z := html.NewTokenizer(strings.NewReader(body))
		for z.Next() != html.ErrorToken {
			tok := z.Token()
			for _, a := range tok.Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
					t.Errorf("<%s> has the attribute %s, which the policy forbids", tok.Data, a.Key)
				}
			}
		}
	}
}

func TestPageShowsEachPersonWhatTheyMaySee(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.furnish(t)
	secret := s.post(t, "C0PRIV", "For leaders only", "")
	if _, err := s.bot.PostEphemeralContext(t.Context(), sec, ben, slack.MsgOptionText("Just for Ben", false)); err != nil {
		t.Fatal(err)
	}
	s.shows(t, "/?user="+ben+"&channel=C0PRIV", []string{"For leaders only", `data-ts="` + secret + `"`}, nil)
	s.shows(t, "/?user="+ben+"&channel="+sec, []string{"Just for Ben", "Only visible to you"}, nil)
	s.shows(t, "/?user="+ana+"&channel="+sec, []string{"opens today"}, []string{"Just for Ben", "leadership"})
	if status, _, body := s.get(t, "/?user="+ana+"&channel=C0PRIV"); status != http.StatusNotFound || strings.Contains(body, "leaders only") {
		t.Errorf("Ana opens Ben's private channel: status %d, %s", status, body)
	}
	dm, ok := s.DM(ana)
	if !ok {
		t.Fatal("Ana has no direct messages")
	}
	if status, _, _ := s.get(t, "/?user="+ben+"&channel="+dm.ID); status != http.StatusNotFound {
		t.Errorf("Ben opens Ana's direct messages: status %d, want 404", status)
	}
	s.shows(t, "/?user="+ana+"&channel="+dm.ID, []string{"Answer Questions"}, nil)
	if status, _, body := s.get(t, "/?user=U0NOBODY"); status != http.StatusNotFound || !strings.Contains(body, "Ana Sample") {
		t.Errorf("somebody unknown: status %d, want 404 and the people there are: %s", status, body)
	}
}

func TestPageTellsTimesInTheViewersZone(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.furnish(t)
	s.shows(t, "/?user="+ana+"&channel="+sec, []string{"8:03 AM", "Tue 7 Jul", "9:03 AM", "BST"}, nil)
	s.shows(t, "/?user="+ben+"&channel="+sec, []string{"3:03 AM", "4:03 AM", "EDT"}, nil)
}

func TestPageCountsUnreadMessagesUntilTheyAreSeen(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.furnish(t)
	badge := func(n int) string { return fmt.Sprintf(`<span class="badge">%d<span`, n) }
	s.shows(t, "/page/fragment/sidebar?user="+ana+"&channel="+sec, []string{badge(2), badge(3)}, nil)
	s.shows(t, "/?user="+ana+"&tab=messages", []string{badge(3)}, []string{badge(2)}) // the two direct messages are seen now
	s.post(t, ana, "One more", "")
	s.shows(t, "/page/fragment/main?user="+ana+"&tab=messages", []string{"One more"}, nil) // fetched in a hidden tab: not seen
	s.shows(t, "/page/fragment/sidebar?user="+ana+"&channel="+sec, []string{badge(1)}, nil)
	s.shows(t, "/page/fragment/sidebar?user="+ben+"&channel="+sec, []string{badge(1)}, nil) // in the list of personas
	body := s.shows(t, "/?user="+ana+"&tab=messages", []string{`class="new-divider"`}, nil)
	if strings.Index(body, "new-divider") < strings.Index(body, "Answer Questions") {
		t.Error("the mark of what is new stands before what was read")
	}
	s.shows(t, "/?user="+ana+"&tab=messages", nil, []string{"new-divider"})
}

func TestPageEscapesWhatPeopleWrite(t *testing.T) {
	t.Parallel()
	const evil = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>`
	s := newStage(t)
	s.AddUser(slacksim.User{ID: "U0EVIL", Name: "evil", RealName: evil, Title: evil, TZ: "UTC"})
	s.AddChannel(slacksim.Channel{ID: "C0EVIL", Name: evil, Topic: evil, Members: []string{"U0EVIL", ana}})
	if _, err := s.Post(t.Context(), "U0EVIL", "C0EVIL", evil, ""); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/?user=U0EVIL&channel=C0EVIL", "/?user=" + ana + "&channel=C0EVIL&thread=" + strings.Repeat("%22%3E", 3), "/?user=%3Cscript%3E", "/%3Cscript%3Ealert(1)"} {
		_, _, body := s.get(t, path)
		if strings.Contains(body, "<script>alert") || strings.Contains(body, "<img src=x") {
			t.Errorf("GET %s lets markup through:\n%s", path, body)
		}
	}
}

func TestPageShowsTheNewestMessagesAndMoreOnRequest(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	for i := range 130 {
		s.post(t, sec, fmt.Sprintf("message number %d.", i), "")
		s.clock.Add(time.Second)
	}
	s.shows(t, "/?user="+ana+"&channel="+sec, []string{"message number 129.", "message number 30.", "Show earlier messages"}, []string{"message number 29."})
	s.shows(t, "/?user="+ana+"&channel="+sec+"&limit=200", []string{"message number 0.", "This is the beginning"}, []string{"Show earlier messages"})
}

func TestPageShowsEditsThreadsAndFiles(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	ts := s.post(t, sec, "First", "")
	if _, _, _, err := s.bot.UpdateMessageContext(t.Context(), sec, ts, slack.MsgOptionText("First, corrected", false)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Post(t.Context(), ben, sec, "A reply", ts); err != nil {
		t.Fatal(err)
	}
	if _, err := s.bot.UploadFileContext(t.Context(), slack.UploadFileParameters{
		Content: "not really a picture", FileSize: 20, Filename: "levels.png", Title: "Levels", AltTxt: "Governance 2, data 3", Channel: sec,
	}); err != nil {
		t.Fatal(err)
	}
	body := s.shows(t, "/?user="+ana+"&channel="+sec, []string{"First, corrected", "(edited)", "1 reply", `alt="Governance 2, data 3"`, "Levels"}, []string{"A reply"})
	src := body[strings.Index(body, `<img src="/files/`)+len(`<img src="`):]
	if status, _, content := s.get(t, src[:strings.Index(src, `"`)]); status != http.StatusOK || content != "not really a picture" {
		t.Errorf("the picture's address answers %d %q", status, content)
	}
	s.shows(t, "/?user="+ana+"&channel="+sec+"&thread="+ts, []string{"A reply", `data-testid="compose-reply"`}, nil)
}

func TestPageShowsAnOpenModalWithItsErrors(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.furnish(t)
	dm, _ := s.DM(ana)
	messages := s.Messages(dm.ID)
	if _, err := s.Click(t.Context(), ana, dm.ID, messages[len(messages)-1].TS, "answer", "q1"); err != nil {
		t.Fatal(err)
	}
	views := s.Views(ana)
	if len(views) != 1 {
		t.Fatalf("%d modals are open, want 1", len(views))
	}
	if _, err := s.Submit(t.Context(), ana, views[0].ID, map[string]map[string]any{"note": {"v": "kept <b>"}}); err != nil {
		t.Fatal(err)
	}
	s.shows(t, "/page/fragment/modal?user="+ana, []string{
		`data-view-id="` + views[0].ID + `"`, "Please complete this required field.", "Send Answers", "kept &lt;b&gt;</textarea>", `value="2" selected`,
	}, nil)
	s.shows(t, "/page/fragment/modal?user="+ben, nil, []string{"dialog"})
}

func TestPageOffersToSkipTimeOnlyWhereTimeCanBeSkipped(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.shows(t, "/", []string{`data-testid="skip"`}, nil)
	fixed := slacksim.New(slacksim.Options{})
	fixed.AddUser(slacksim.User{ID: ana, Name: "ana"})
	rec := httptest.NewRecorder()
	fixed.Handler().ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
	if rec.Code != http.StatusOK || strings.Contains(rec.Body.String(), `data-testid="skip"`) {
		t.Errorf("a workspace on the real clock: status %d, and it offers to skip time", rec.Code)
	}
}

func TestPageOfAnEmptyWorkspaceSaysSo(t *testing.T) {
	t.Parallel()
	rec := httptest.NewRecorder()
	slacksim.New(slacksim.Options{}).Handler().ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
	if rec.Code != http.StatusNotFound || !strings.Contains(rec.Body.String(), "Add people") {
		t.Errorf("status %d: %s", rec.Code, rec.Body)
	}
}

func TestPageHasNoOtherParts(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	for _, path := range []string{"/page/fragment/page", "/page/fragment/lost", "/page/fragment/nosuch", "/static/nosuch.css", "/static/", "/page/events?user=U0NOBODY"} {
		if status, _, _ := s.get(t, path); status != http.StatusNotFound {
			t.Errorf("GET %s: status %d, want 404", path, status)
		}
	}
}

func TestStaticFilesAreFetchedOnce(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	_, h, _ := s.get(t, "/static/page.css")
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+"/static/page.css", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("If-None-Match", h.Get("Etag"))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusNotModified {
		t.Errorf("status %d, want 304", res.StatusCode)
	}
}

// stream reads the refresh events of a page.
func (s *stage) stream(t testing.TB, query string) (next func() string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/page/events?"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	if got := res.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Fatalf("the stream is %q", got)
	}
	lines := bufio.NewScanner(res.Body)
	return func() string {
		t.Helper()
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok && data != "clock" {
				return data
			}
		}
		t.Fatalf("the stream ended: %v", lines.Err())
		return ""
	}
}

func TestPageHearsOfWhatChangesForItsViewer(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.furnish(t)
	channel := s.stream(t, "user="+ana+"&channel="+sec)
	home := s.stream(t, "user="+ana+"&tab=home")
	other := s.stream(t, "user="+ben+"&channel="+sec)
	for _, next := range []func() string{channel, home, other} {
		if got := next(); got != "clock sidebar main thread modal" {
			t.Errorf("a stream begins with %q, want everything", got)
		}
	}
	s.post(t, sec, "Hello", "")
	for name, next := range map[string]func() string{"main thread sidebar": channel, "sidebar": home} {
		if got := next(); got != name {
			t.Errorf("after a message: refresh %q, want %q", got, name)
		}
	}
	if got := other(); got != "main thread sidebar" {
		t.Errorf("after a message the other person refreshes %q", got)
	}
	if _, err := s.bot.PostEphemeralContext(t.Context(), sec, ana, slack.MsgOptionText("Only Ana", false)); err != nil {
		t.Fatal(err)
	}
	if got := channel(); got != "main" {
		t.Errorf("after an ephemeral message: refresh %q, want main", got)
	}
	s.ClockMoved()
	if got := other(); got != "clock sidebar main thread modal" { // and nothing of Ana's ephemeral message before
		t.Errorf("after the clock moved: refresh %q, want everything", got)
	}
}

func BenchmarkPageOfMessages(b *testing.B) {
	s := newStage(b)
	for range 100 {
		s.post(b, sec, "Digest", digestBlocks)
	}
	h := s.Handler()
	for b.Loop() {
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, httptest.NewRequestWithContext(b.Context(), http.MethodGet, "/page/fragment/main?user="+ana+"&channel="+sec, nil))
		if rec.Code != http.StatusOK {
			b.Fatal(rec.Body)
		}
	}
}
