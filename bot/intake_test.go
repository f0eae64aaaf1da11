package bot_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot"
	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/slacksim"
)

const (
	asJSON = "application/json"
	asForm = "application/x-www-form-urlencoded"
)

func TestOnlyRequestsThatSlackSignedRecentlyAreTaken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const body = `{"type":"url_verification","challenge":"c"}`
	secret := w.sim.Options().SigningSecret
	for name, tc := range map[string]struct {
		prepare func(r *http.Request)
		status  int
	}{
		"signed now":               {func(r *http.Request) { sign(r, secret, body, time.Now()) }, 200},
		"signed four minutes ago":  {func(r *http.Request) { sign(r, secret, body, time.Now().Add(-4*time.Minute)) }, 200},
		"signed six minutes ago":   {func(r *http.Request) { sign(r, secret, body, time.Now().Add(-6*time.Minute)) }, 401},
		"signed in six minutes":    {func(r *http.Request) { sign(r, secret, body, time.Now().Add(6*time.Minute)) }, 401},
		"signed by somebody else":  {func(r *http.Request) { sign(r, "guess", body, time.Now()) }, 401},
		"another body was signed":  {func(r *http.Request) { sign(r, secret, body+" ", time.Now()) }, 401},
		"not signed":               {func(*http.Request) {}, 401},
		"a signature of no length": {func(r *http.Request) { sign(r, secret, body, time.Now()); r.Header.Set("X-Slack-Signature", "v0=") }, 401},
		"a timestamp that is none": {func(r *http.Request) {
			sign(r, secret, body, time.Now())
			r.Header.Set("X-Slack-Request-Timestamp", "now")
		}, 401},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, path := range []string{"/slack/events", "/slack/commands", "/slack/interactions"} {
				r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.url+path, strings.NewReader(body))
				require.NoError(t, err)
				tc.prepare(r)
				res, err := http.DefaultClient.Do(r)
				require.NoError(t, err)
				_ = res.Body.Close()
				if tc.status == 401 || path == "/slack/events" {
					assert.Equal(t, tc.status, res.StatusCode, path)
				}
			}
		})
	}
}

func TestWithoutASigningSecretNothingIsTaken(t *testing.T) {
	t.Parallel()
	b := bot.New(bot.Options{})
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "/slack/events", strings.NewReader(`{}`))
	require.NoError(t, err)
	sign(r, "", `{}`, time.Now())
	answer := &recorder{header: http.Header{}}
	b.Handler().ServeHTTP(answer, r)
	assert.Equal(t, http.StatusUnauthorized, answer.status)
}

type recorder struct {
	header http.Header
	status int
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) Write(b []byte) (int, error) { return len(b), nil }
func (r *recorder) WriteHeader(status int)      { r.status = status }

func TestTheURLIsVerified(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	require.NoError(t, w.sim.VerifyURL(t.Context()))
	status, answer := w.post("/slack/events", asJSON, `{"type":"url_verification","challenge":"3eZbrw1a"}`, nil)
	assert.Equal(t, 200, status)
	assert.JSONEq(t, `{"challenge":"3eZbrw1a"}`, answer)
}

func TestABodyIsLimited(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	status, answer := w.post("/slack/events", asJSON, `{"x":"`+strings.Repeat("a", 1<<20)+`"}`, nil)
	assert.Equal(t, http.StatusRequestEntityTooLarge, status)
	assert.Contains(t, answer, "larger than")
}

func TestWhatCannotBeReadIsAnsweredSoThatSlackDoesNotRepeatIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, tc := range []struct {
		path, contentType, body string
		status                  int
	}{
		{"/slack/events", asJSON, `{"type":`, 200},
		{"/slack/events", asJSON, `[1]`, 200},
		{"/slack/events", asJSON, `{"type":"event_callback","event":7}`, 200},
		{"/slack/events", asJSON, `{"type":"of_the_future"}`, 200},
		{"/slack/events", asJSON, `{"type":"app_rate_limited","minute_rate_limited":1518467820}`, 200},
		{"/slack/events", asJSON, `{"type":"event_callback","event_id":"Ev9","event":{"type":"of_the_future","user":{"id":"U1"},"channel":{"id":"C1"}}}`, 200},
		{"/slack/commands", asForm, `command=%zz`, 400},
		{"/slack/commands", asForm, ``, 400},
		{"/slack/interactions", asForm, `payload=`, 400},
		{"/slack/interactions", asForm, `payload={}`, 400},
		{"/slack/interactions", asForm, `payload={"type":"block_actions","actions":7,"user":{"id":"U1"}}`, 400},
	} {
		status, _ := w.post(tc.path, tc.contentType, tc.body, nil)
		assert.Equal(t, tc.status, status, "%s %s", tc.path, tc.body)
	}
}

func TestOtherMethodsAndPathsAreRefusedAndHealthIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for path, status := range map[string]int{"/slack/events": 405, "/other": 404, "/healthz": 200} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.url+path, nil)
		require.NoError(t, err)
		got, _ := w.send(r)
		assert.Equal(t, status, got, path)
	}
}

func TestAnEventThatComesAgainIsHandledOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	const body = `{"type":"event_callback","event_id":"Ev1","event":{"type":"app_home_opened","user":"U0GUS","tab":"home"}}`
	for _, retry := range []string{"", "1", "2"} {
		status, _ := w.post("/slack/events", asJSON, body, http.Header{"X-Slack-Retry-Num": {retry}})
		require.Equal(t, 200, status)
	}
	require.NoError(t, w.bot.Stop(context.Background()))
	assert.Equal(t, 1, w.sim.Counters().Calls["views.publish"])
}

// deaf cannot remember events.
type deaf struct{}

func (deaf) SeenEvent(context.Context, string, time.Time) (bool, error) {
	return false, errors.New("no database")
}
func (deaf) ForgetEvents(context.Context, time.Time) error { return nil }

func TestAnEventThatCannotBeRecordedComesAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := bot.New(bot.Options{Client: w.client, SigningSecret: "s", People: w.assess, Events: deaf{}})
	const body = `{"type":"event_callback","event_id":"Ev1","event":{"type":"app_home_opened","user":"U0GUS"}}`
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "/slack/events", strings.NewReader(body))
	require.NoError(t, err)
	sign(r, "s", body, time.Now())
	answer := &recorder{header: http.Header{}}
	b.Handler().ServeHTTP(answer, r)
	assert.Equal(t, http.StatusInternalServerError, answer.status)
}

// broken is a use case with a defect.
type broken struct{ bot.Programmes }

func (broken) ProgrammesOf(context.Context, assess.UserID) ([]assess.Programme, error) {
	panic("a defect")
}

func TestADefectIsAnsweredAndDoesNotStopTheBot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := bot.New(bot.Options{Client: w.client, SigningSecret: "s", People: w.assess, Programmes: broken{}})
	const body = "command=%2Fcairn&user_id=U0GUS&text=status"
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "/slack/commands", strings.NewReader(body))
	require.NoError(t, err)
	sign(r, "s", body, time.Now())
	answer := &written{recorder: recorder{header: http.Header{}}}
	b.Handler().ServeHTTP(answer, r)
	assert.Contains(t, answer.body, "Something went wrong on Cairn's side")
}

type written struct {
	recorder
	body string
}

func (w *written) Write(b []byte) (int, error) { w.body += string(b); return len(b), nil }

// slow is a use case that hangs until its time is up.
type slow struct{ bot.Questionnaires }

func (slow) Submit(ctx context.Context, _ assess.Actor, _ assess.SubmitInput) (assess.Receipt, error) {
	<-ctx.Done()
	return assess.Receipt{}, ctx.Err()
}

func TestAnswersThatCannotBeSavedInTimeAreNotLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	answer := w.submittedSlowly(w.submission(governance, all("G", "3")))
	assert.Contains(t, answer, `"response_action":"errors"`, "the form stays as it is")
	assert.Contains(t, answer, "Nothing you entered is lost")
}

func TestAReviewThatCannotBeSubmittedInTimeSaysThatItsPartsAreSaved(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declareObjectives("northwind").open()
	s := blocks.NewFormState(w.form(govObjectives))
	s.Page = s.Pages - 1
	review := w.submission(govObjectives, nil)
	review["view"].(map[string]any)["private_metadata"], _ = s.Encode()
	assert.Contains(t, w.submittedSlowly(review), "What you saved part by part is safe")
}

// submittedSlowly sends a form of Gus's to a bot whose answers cannot be saved in time, and returns what Slack is answered.
func (w *world) submittedSlowly(form map[string]any) string {
	w.Helper()
	form["user"] = map[string]any{"id": gus}
	raw, err := json.Marshal(form)
	require.NoError(w, err)
	b := bot.New(bot.Options{Client: w.client, SigningSecret: "s", People: w.assess, Questionnaires: slow{w.assess}})
	body := "payload=" + urlEscape(string(raw))
	r, err := http.NewRequestWithContext(w.Context(), http.MethodPost, "/slack/interactions", strings.NewReader(body))
	require.NoError(w, err)
	sign(r, "s", body, time.Now())
	answer := &written{recorder: recorder{header: http.Header{}}}
	began := time.Now()
	b.Handler().ServeHTTP(answer, r)
	assert.Less(w, time.Since(began), 10*time.Second, "saving never ends; a busy machine may be late")
	return answer.body
}

func TestFreeTextIsAnsweredOnceADay(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	for range 3 {
		_, err := w.sim.SendDM(t.Context(), gus, "hello?")
		require.NoError(t, err)
		w.await(func() bool {
			return slices.ContainsFunc(w.dm(gus), func(m slacksim.Message) bool { return strings.Contains(m.Text, "cannot read free text") })
		})
	}
	require.NoError(t, w.bot.Stop(context.Background()))
	n := 0
	for _, m := range w.dm(gus) {
		if strings.Contains(m.Text, "cannot read free text") {
			n++
		}
	}
	assert.Equal(t, 1, n)
}

func TestADroppedOrRepeatedCallbackDoesNoHarm(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	w.fault(slacksim.Fault{Kind: slacksim.FaultDuplicate, Method: "view_submission", Count: 1})
	w.submit(gus, w.opened(gus, w.message(gus, "5 questions")), all("G", "3"))
	assert.Equal(t, 1, w.form(governance).Questionnaire.Revision)
}
