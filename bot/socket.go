package bot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"cairn/internal/errs"
)

const (
	connections  = 2                // kept open, so that Slack always has one while another is replaced
	openEvery    = 65 * time.Second // between two calls of apps.connections.open, of which Slack promises to take one a minute
	openWithin   = 15 * time.Second // for the call, the handshake and Slack's hello
	firstPause   = time.Second      // after an attempt that failed; it doubles
	longestPause = time.Minute
	refusedPause = 5 * time.Minute // after an answer that only a person can change
	manyOfTen    = 9               // connections of the app, of ten that Slack allows, from which on it is worth a warning
)

// Socket is the intake over Socket Mode: it keeps connections to Slack open and gives what comes over them to the same
// router as [Bot.Handler]. Slack sends each thing over any one of the connections. One that Slack announces to end is
// replaced before it goes, and answers what came over it until the last; so none is lost as long as one is open.
//
// It speaks the protocol itself, because the client of the Slack library closes a connection with answers under way,
// and does not say which answers were sent.
type Socket struct {
	bot   *Bot
	every time.Duration // see openEvery; 0 does not hold back

	ctx    context.Context // of all that is answered; ends when it is cut short
	cut    context.CancelFunc
	seats  sync.WaitGroup
	vacate context.CancelFunc // ends the search for new connections

	mu      sync.Mutex
	lines   []*line
	number  int           // of the newest connection
	opening int           // attempts under way
	next    time.Time     // when the next connection may be opened beside one that is there
	moved   chan struct{} // closed when a connection or an attempt at one has ended, or is about to
}

// Socket returns the intake over Socket Mode. Options.Client must have the app-level token.
func (b *Bot) Socket() *Socket {
	s := &Socket{bot: b, every: openEvery, vacate: func() {}, moved: make(chan struct{})}
	if b.messenger.pace.off {
		s.every = 0
	}
	s.ctx, s.cut = context.WithCancel(context.Background())
	return s
}

// Start opens the first connection and keeps connections open until Stop. It fails only when Slack refuses, which a person
// must mend; when Slack cannot be reached it says so in the log and goes on trying.
func (s *Socket) Start(ctx context.Context) error {
	s.mu.Lock()
	s.claim()
	s.mu.Unlock()
	first, err := s.open(ctx)
	if err != nil {
		if errs.CodeOf(err) == errs.Invalid {
			return err
		}
		s.bot.log.Warn("Slack could not be reached yet; Cairn goes on trying", "error", err)
	}
	seats, vacate := context.WithCancel(context.WithoutCancel(ctx))
	s.vacate = vacate
	for _, l := range [connections]*line{first} {
		s.seats.Go(func() { s.keep(seats, l) })
	}
	return nil
}

// Connected is how many connections are open.
func (s *Socket) Connected() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.lines)
}

// Wait returns when nothing that has come is being answered, or when ctx ends.
func (s *Socket) Wait(ctx context.Context) error {
	s.mu.Lock()
	lines := slices.Clone(s.lines)
	s.mu.Unlock()
	for _, l := range lines {
		if err := l.answers.Wait(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Handler answers GET /healthz: ok while a connection is open, 503 while none is; and calendar programs. Slack sends nothing
// over HTTP when Socket Mode is on.
func (s *Socket) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc(calendarRoute, s.bot.serveCalendar)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		if s.Connected() == 0 {
			http.Error(w, "There is no connection to Slack.", http.StatusServiceUnavailable)
			return
		}
		_, _ = io.WriteString(w, "ok\n")
	})
	return mux
}

// Stop answers what has come and closes the connections. When ctx ends first, what is under way is cut short. Call it
// before [Bot.Stop]. Stopping twice is fine.
func (s *Socket) Stop(ctx context.Context) error {
	s.vacate()
	s.seats.Wait() // each watches the context that has just ended
	s.mu.Lock()
	lines := slices.Clone(s.lines)
	s.mu.Unlock()
	failed := make([]error, len(lines))
	var all sync.WaitGroup
	for i, l := range lines {
		all.Go(func() { failed[i] = l.finish(ctx) })
	}
	all.Wait()
	s.cut()
	for _, l := range lines {
		<-l.gone
	}
	return errors.Join(failed...)
}

// keep holds one connection open, beginning with l if it is not nil: whenever it ends, or is about to, another is opened.
func (s *Socket) keep(ctx context.Context, l *line) {
	for {
		if l == nil {
			if l = s.persist(ctx); l == nil {
				return
			}
		}
		select {
		case <-l.leaving:
			l = nil
		case <-ctx.Done():
			return
		}
	}
}

// persist opens a connection, however often it has to try. It returns nil when ctx ends.
func (s *Socket) persist(ctx context.Context) *line {
	pause := firstPause
	for {
		if s.turn(ctx) != nil {
			return nil
		}
		l, err := s.open(ctx)
		if err == nil {
			return l
		}
		if ctx.Err() != nil {
			return nil
		}
		rest := max(errs.RetryAfter(err), pause+rand.N(pause/2))
		if errs.CodeOf(err) == errs.Invalid {
			rest = max(rest, refusedPause)
			s.bot.log.Error("Slack refuses a connection; nothing reaches Cairn over it until that is mended", "error", err, "next", rest)
		} else {
			s.bot.log.Warn("a connection to Slack could not be opened", "error", err, "next", rest)
		}
		pause = min(2*pause, longestPause)
		if wait(ctx, rest) != nil {
			return nil
		}
	}
}

// turn waits until a connection may be opened. There is time while another one serves; when none does, it is tried at once,
// because being reachable matters more than a refused call.
func (s *Socket) turn(ctx context.Context) error {
	for {
		s.mu.Lock()
		rest, moved := time.Until(s.next), s.moved
		now := rest <= 0 || s.opening == 0 && !slices.ContainsFunc(s.lines, (*line).stays)
		if now {
			s.claim()
		}
		s.mu.Unlock()
		if now {
			return nil
		}
		timer := time.NewTimer(rest)
		select {
		case <-timer.C:
		case <-moved:
		case <-ctx.Done():
		}
		timer.Stop()
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// claim takes a turn. The caller holds mu, and opens a connection next.
func (s *Socket) claim() {
	s.opening++
	s.next = time.Now().Add(s.every)
}

// open opens one connection, once its turn has been claimed.
func (s *Socket) open(ctx context.Context) (*line, error) {
	ctx, cancel := context.WithTimeout(ctx, openWithin)
	defer cancel()
	l, hello, err := s.dial(ctx)
	if err != nil {
		s.mu.Lock()
		s.opening--
		s.mu.Unlock()
		s.wake()
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opening--
	s.number++
	l.number = s.number
	s.lines = append(s.lines, l)
	level := s.bot.log.Info
	if hello.Connections >= manyOfTen {
		level = s.bot.log.Warn // each replacement needs one more for a moment
	}
	level("connected to Slack over Socket Mode", "connection", l.number, "of_this_app", hello.Connections, "allowed", 10)
	go l.serve()
	return l, nil
}

// dial asks for an address and connects to it.
func (s *Socket) dial(ctx context.Context) (*line, frame, error) {
	_, address, err := s.bot.client.StartSocketModeContext(ctx)
	if err != nil {
		return nil, frame{}, notOpened(err)
	}
	l, err := connect(ctx, s, address)
	if err != nil {
		return nil, frame{}, later(err, "Slack gave an address for a connection that cannot be reached.")
	}
	hello, err := l.hello()
	if err != nil {
		l.hangUp()
		return nil, frame{}, err
	}
	return l, hello, nil
}

// forget takes a connection that has ended off the list.
func (s *Socket) forget(l *line) {
	s.mu.Lock()
	s.lines = slices.DeleteFunc(s.lines, func(o *line) bool { return o == l })
	s.mu.Unlock()
	s.wake()
}

// wake lets whoever waits for a turn look again.
func (s *Socket) wake() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.moved)
	s.moved = make(chan struct{})
}

// notOpened explains why apps.connections.open failed: errs.Invalid if a person must do something, else errs.Unavailable.
func notOpened(err error) error {
	var limited *slack.RateLimitedError
	if errors.As(err, &limited) {
		return slower(err, limited.RetryAfter)
	}
	switch code := slackError(err); code {
	case "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "not_allowed_token_type":
		return refusal(err, "Slack does not accept the app-level token (%s). Make one on the app's page, Basic Information, App-Level "+
			"Tokens, and set SLACK_APP_TOKEN.", code)
	case "missing_scope", "no_permission", "access_denied":
		return refusal(err, "The app-level token lacks the scope connections:write (%s). Make another one on the app's page, Basic "+
			"Information, App-Level Tokens, and set SLACK_APP_TOKEN.", code)
	case "feature_not_enabled":
		return refusal(err, "Socket Mode is off for this Slack app. Turn it on, on the app's page, Socket Mode.")
	case "ratelimited", "rate_limited":
		return slower(err, retryLimit)
	case "":
		return later(err, "Slack cannot be reached.")
	default:
		if slices.Contains(unsure, code) {
			return later(err, "Slack has trouble (%s).", code)
		}
		return refusal(err, "Slack opens no Socket Mode connection (%s). Look at the app's page, Socket Mode.", code)
	}
}

// refusal is an answer of Slack that a person must do something about.
func refusal(err error, sentence string, args ...any) error {
	return errs.New(errs.Invalid, sentence, args...).Because(err)
}

// disconnected is why Slack ended a connection before it began.
func disconnected(reason string) error {
	err := fmt.Errorf("disconnect: %s", reason)
	switch reason {
	case "link_disabled":
		return refusal(err, "Socket Mode is off for this Slack app. Turn it on, on the app's page, Socket Mode.")
	case "too_many_websockets":
		many := errs.New(errs.Unavailable, "This Slack app has ten connections already, which is all that Slack allows. Run at most "+
			"four processes that take Slack's requests.").Because(err)
		many.RetryAfter = longestPause
		return many
	}
	return later(err, "Slack ended the connection at once (%s).", reason)
}
