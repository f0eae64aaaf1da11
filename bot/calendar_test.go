package bot_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/feed"
	"cairn/internal/slacksim"
)

var calendarAddress = regexp.MustCompile(`http://[0-9.:]+/calendar/[A-Z2-7]{26}\.ics`)

// calendar asks for a calendar and returns its address.
func (w *world) calendar(user, command string) (address string, answer slacksim.Message) {
	w.Helper()
	answer = w.slash(user, command)
	address = calendarAddress.FindString(string(answer.Blocks))
	require.NotEmpty(w, address, "%s", answer.Blocks)
	return address, answer
}

// known says what Slack told of somebody.
func (w *world) known(user, name, locale string) {
	w.Helper()
	w.sim.AddUser(slacksim.User{ID: user, Name: user, RealName: name, Locale: locale}) // who is looked up says the same
	require.NoError(w, w.assess.Saw(w.Context(), assess.Person{ID: assess.UserID(user), Name: name, Locale: locale, SeenAt: w.Now()}))
}

// get reads an address as a calendar program does.
func (w *world) get(method, address string, header http.Header) (*http.Response, string) {
	w.Helper()
	r, err := http.NewRequestWithContext(w.Context(), method, address, nil)
	require.NoError(w, err)
	for name, values := range header {
		r.Header[name] = values
	}
	res, err := http.DefaultClient.Do(r)
	require.NoError(w, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	require.NoError(w, err)
	return res, string(body)
}

func TestACalendarProgramReadsOnesDueDays(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(2)
	w.aimed()
	w.known(gus, "Gus Oyelaran", "en-GB")
	address, _ := w.calendar(gus, "/cairn calendar")
	res, body := w.get(http.MethodGet, address, nil)
	assert.Equal(t, http.StatusOK, res.StatusCode)
	assert.Equal(t, "text/calendar; charset=utf-8", res.Header.Get("Content-Type"))
	assert.Contains(t, res.Header.Get("Cache-Control"), "private")
	assert.Equal(t, "noindex", res.Header.Get("X-Robots-Tag"))
	assert.Contains(t, body, "X-WR-CALNAME:My due days in Cairn\r\n")
	assert.Contains(t, body, "SUMMARY:T1 ")
	assert.Contains(t, strings.ReplaceAll(body, "\r\n ", ""), "With: Gus Oyelaran")

	again, nothing := w.get(http.MethodGet, address, http.Header{"If-None-Match": {res.Header.Get("ETag")}})
	assert.Equal(t, http.StatusNotModified, again.StatusCode)
	assert.Empty(t, nothing)
	head, nothing := w.get(http.MethodHead, address, nil)
	assert.Equal(t, http.StatusOK, head.StatusCode)
	assert.Empty(t, nothing)
	posted, _ := w.get(http.MethodPost, address, nil)
	assert.Equal(t, http.StatusMethodNotAllowed, posted.StatusCode)
}

func TestACalendarIsInTheLanguageOfItsReader(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(2)
	w.aimed()
	w.known(gus, "Gus Oyelaran", "de-DE")
	address, answer := w.calendar(gus, "/cairn calendar northwind")
	assert.Contains(t, said(answer.Blocks), "Behandeln Sie sie wie ein Passwort")
	_, body := w.get(http.MethodGet, address, nil)
	body = strings.ReplaceAll(body, "\r\n ", "")
	assert.Contains(t, body, "X-WR-CALNAME:Fälligkeiten von Northwind Bank\r\n")
	assert.Contains(t, body, "Stufe 3 in Governance")
}

func TestACalendarsAddressIsShownOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	address, answer := w.calendar(gus, "/cairn calendar northwind")
	assert.NotContains(t, answer.Text, "/calendar/")
	kept := w.slash(gus, "/cairn calendar NORTHWIND")
	assert.Contains(t, said(kept.Blocks), "cannot show it again")
	assert.NotRegexp(t, calendarAddress, string(kept.Blocks))
	res, _ := w.get(http.MethodGet, address, nil)
	assert.Equal(t, http.StatusOK, res.StatusCode, "asking again ends nothing")

	w.press(gus, kept, blocks.ActionCalendar)
	renewed, ok := w.sim.Message(kept.Channel, kept.TS)
	if !ok { // only the person sees it
		all := w.sim.Ephemerals(gus)
		renewed = all[len(all)-1]
	}
	next := calendarAddress.FindString(string(renewed.Blocks))
	require.NotEmpty(t, next, "%s", renewed.Blocks)
	assert.NotEqual(t, address, next)
	assert.Contains(t, said(renewed.Blocks), "no longer works")
	res, _ = w.get(http.MethodGet, address, nil)
	assert.Equal(t, http.StatusNotFound, res.StatusCode)
	res, _ = w.get(http.MethodGet, next, nil)
	assert.Equal(t, http.StatusOK, res.StatusCode)
}

func TestWhateverIsNoCalendarLooksTheSame(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	made, err := w.feeds.Make(t.Context(), assess.BySlack(gus), northwind)
	require.NoError(t, err)
	require.NoError(t, w.assess.Saw(t.Context(), assess.Person{ID: gus, Standing: assess.Gone, SeenAt: w.Now()}))
	var said []string
	for _, at := range []string{
		made.Address, w.url + "/calendar/AAAAAAAAAAAAAAAAAAAAAAAAAA.ics", w.url + "/calendar/x", w.url + "/calendar/.ics",
		strings.TrimSuffix(made.Address, ".ics"),
	} {
		res, body := w.get(http.MethodGet, at, nil)
		assert.Equal(t, http.StatusNotFound, res.StatusCode, at)
		said = append(said, body)
	}
	for _, text := range said {
		assert.Equal(t, said[0], text)
	}
}

func TestAProgrammeThatIsNotOnesOwnHasNoCalendar(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	assert.Contains(t, w.slash(gus, "/cairn calendar harbour").Text, "no part in a programme called `harbour`")
	assert.Contains(t, w.slash(otto, "/cairn calendar").Text, "nothing to put into a calendar")
	assert.Contains(t, w.slash(gus, "/cairn calendar northwind please").Text, "takes one programme at most")
}

// kept is a log that a test reads.
type kept struct {
	mu sync.Mutex
	bytes.Buffer
}

func (k *kept) Write(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.Buffer.Write(p)
}

func TestNoLogHasACalendarsSecret(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	log := new(kept)
	b := w.newBot(w.client, slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	made, err := w.feeds.Make(t.Context(), assess.BySlack(gus), northwind)
	require.NoError(t, err)
	secret := strings.TrimSuffix(made.Address[strings.LastIndex(made.Address, "/")+1:], feed.Ending)
	read := func() int {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, feed.Path+secret+feed.Ending, nil)
		require.NoError(t, err)
		answer := &written{recorder: recorder{header: http.Header{}}}
		b.Handler().ServeHTTP(answer, r)
		return answer.status
	}
	read()
	require.NoError(t, w.store.Close()) // so that it goes wrong
	assert.Equal(t, http.StatusServiceUnavailable, read())
	assert.Contains(t, log.String(), "a calendar could not be read")
	assert.NotContains(t, strings.ToUpper(log.String()), secret)
	sum := string(made.Hash)
	assert.NotContains(t, log.String(), sum)
}

func TestCalendarsAreReadWithSocketModeToo(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	b := w.newBot(slack.New("xoxb"), slog.New(slog.DiscardHandler))
	made, err := w.feeds.Make(t.Context(), assess.BySlack(gus), northwind)
	require.NoError(t, err)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, made.Address[len(w.url):], nil)
	require.NoError(t, err)
	answer := &written{recorder: recorder{header: http.Header{}}}
	b.Socket().Handler().ServeHTTP(answer, r)
	assert.Contains(t, answer.body, "BEGIN:VCALENDAR")
}
