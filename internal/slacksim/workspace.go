package slacksim

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Options configures a workspace. The zero value works.
type Options struct {
	Clock         func() time.Time // what Slack shows; may be moved. Default time.Now
	SigningSecret string           // default "sim-signing-secret"
	BotToken      string           // default "xoxb-sim-bot-token"
	AppToken      string           // default "xapp-sim-app-token"
	TeamID        string           // default "T0SIM"
	TeamName      string           // default "Simulated"
	TeamDomain    string           // default "simulated"
	BotUserID     string           // default "U0CAIRN"
	BotName       string           // default "cairn"
	BotRealName   string           // default "Cairn"
	AppID         string           // default "A0CAIRN"
	Commands      []string         // registered slash commands. Default "/cairn"
	Shortcuts     []Shortcut       // registered shortcuts. Default none
	Scopes        []string         // granted bot scopes. Default DefaultScopes
	Events        []string         // bot events subscribed to, such as message.im. Default DefaultEvents
	RateLimits    bool             // answer 429 above Slack's published limits; calls are counted either way
	Record        io.Writer        // JSON lines {at, kind, method, request, response}; nil records nothing
	Ack           time.Duration    // how long the bot may take to acknowledge a callback. Default 3s
	SocketLife    time.Duration    // how long a Socket Mode connection lasts, by the wall clock. Default: until somebody ends it
	SocketNotice  time.Duration    // how long before its end the bot is warned. Default 10s

	// Skip moves the demo's clock for POST /sim/skip; nil answers that this workspace cannot skip time.
	Skip func(ctx context.Context, d time.Duration) error
}

// DefaultScopes are the bot scopes an app such as Cairn may be granted.
var DefaultScopes = []string{
	"channels:history", "channels:read", "chat:write", "chat:write.public", "commands", "files:write",
	"groups:history", "groups:read", "im:history", "im:write", "mpim:history", "mpim:write", "team:read",
	"usergroups:read", "users:read", "users:read.email",
}

// Workspace is a simulated Slack workspace with one installed app. Create it with [New]. It is safe for concurrent use.
type Workspace struct {
	opt   Options
	botID string // B…, the bot's id as opposed to its user id

	mu         sync.Mutex
	url        string // where this workspace is reached, without trailing slash; learned from requests when not set
	seq        int64
	lastTS     int64 // microseconds of the newest ts
	users      map[string]*User
	userOrder  []string
	channels   map[string]*channel
	chanOrder  []string
	ims        map[string]*channel   // direct messages with the bot, by person
	ephemerals map[string][]*Message // by user, oldest first
	homes      map[string]*View      // by user
	stacks     map[string][]*View    // open modals by user, bottom first
	msgState   map[stateKey]inputs   // what people have entered in messages
	viewState  map[string]inputs     // what has been entered in views, by view id
	files      map[string]*file
	triggers   *expiring[trigger]
	hooks      *expiring[hook]
	limits     *limiter
	counters   Counters
	posts      recent      // by channel
	calls      recent      // by method
	expiry     *time.Timer // for the next status that expires; nil: none does
	faults     []*Fault
	held       []heldEvent // events a reorder fault keeps back

	subs map[*subscriber]struct{}

	carry    carrier  // nil until a bot is connected
	sockets  *sockets // nil unless Socket Mode is on
	recorder recorder
}

// channel is a conversation with its messages, oldest first.
type channel struct {
	Channel
	messages []*Message
}

// New returns a workspace with nobody in it but the bot.
func New(opt Options) *Workspace {
	if opt.Clock == nil {
		opt.Clock = time.Now
	}
	opt.SigningSecret = cmp.Or(opt.SigningSecret, "sim-signing-secret")
	opt.BotToken = cmp.Or(opt.BotToken, "xoxb-sim-bot-token")
	opt.AppToken = cmp.Or(opt.AppToken, "xapp-sim-app-token")
	opt.TeamID = cmp.Or(opt.TeamID, "T0SIM")
	opt.TeamName = cmp.Or(opt.TeamName, "Simulated")
	opt.TeamDomain = cmp.Or(opt.TeamDomain, "simulated")
	opt.BotUserID = cmp.Or(opt.BotUserID, "U0CAIRN")
	opt.BotName = cmp.Or(opt.BotName, "cairn")
	opt.BotRealName = cmp.Or(opt.BotRealName, "Cairn")
	opt.AppID = cmp.Or(opt.AppID, "A0CAIRN")
	opt.Ack = cmp.Or(opt.Ack, 3*time.Second)
	opt.SocketNotice = cmp.Or(opt.SocketNotice, 10*time.Second)
	if opt.Commands == nil {
		opt.Commands = []string{"/cairn"}
	}
	if opt.Scopes == nil {
		opt.Scopes = DefaultScopes
	}
	if opt.Events == nil {
		opt.Events = DefaultEvents
	}
	w := &Workspace{
		opt:      opt,
		botID:    "B" + strings.TrimLeft(opt.BotUserID, "UW"),
		subs:     map[*subscriber]struct{}{},
		recorder: recorder{w: opt.Record},
	}
	w.reset()
	w.addUser(User{ID: opt.BotUserID, Name: opt.BotName, RealName: opt.BotRealName, IsBot: true})
	return w
}

// reset empties the workspace. The caller holds mu, or is New.
func (w *Workspace) reset() {
	w.users, w.userOrder = map[string]*User{}, nil
	w.channels, w.chanOrder, w.ims = map[string]*channel{}, nil, map[string]*channel{}
	w.ephemerals = map[string][]*Message{}
	w.homes = map[string]*View{}
	w.stacks = map[string][]*View{}
	w.msgState = map[stateKey]inputs{}
	w.viewState = map[string]inputs{}
	w.files = map[string]*file{}
	w.triggers = newExpiring(func(t *trigger) time.Time { return t.expires })
	w.hooks = newExpiring(func(h *hook) time.Time { return h.Expires })
	w.limits = newLimiter()
	w.posts, w.calls = recent{}, recent{}
	w.counters = Counters{
		Calls: map[string]int{}, RateLimited: map[string]int{}, Posts: map[string]int{},
		PeakPerSecond: map[string]int{}, PeakPerMinute: map[string]int{}, Callbacks: map[string]int{},
	}
}

// Options returns the options in force, defaults filled in: a bot under test takes its secrets from here.
func (w *Workspace) Options() Options { return w.opt }

// Handler serves the whole workspace: the Web API, files, response_urls, the control interface and the page.
func (w *Workspace) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", w.serveAPI)
	mux.HandleFunc("POST /files/upload/{ticket}", w.serveUpload)
	mux.HandleFunc("GET /files/{id}/{name}", w.serveFile)
	mux.HandleFunc("POST /hooks/{id}", w.serveHook)
	mux.HandleFunc("GET /link/", w.serveLink)
	mux.Handle("/sim/", w.control())
	mux.Handle("/", w.page())
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.learnURL(r)
		mux.ServeHTTP(rw, r)
	})
}

// Listen serves the workspace on an address such as 127.0.0.1:0. The Web API is then at url+"/api/". Close stops it.
func (w *Workspace) Listen(addr string) (url string, closeServer func() error, err error) {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return "", nil, fmt.Errorf("the simulated workspace cannot listen on %s: %w", addr, err)
	}
	w.SetURL("http://" + ln.Addr().String())
	srv := &http.Server{Handler: w.Handler(), ReadHeaderTimeout: 10 * time.Second}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(ln) }()
	return w.URL(), sync.OnceValue(func() error {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		w.socketMode().turnOff()
		if err := srv.Shutdown(ctx); err != nil { // a browser's event stream or a held call is still open
			_ = srv.Close()
		}
		if err := <-done; !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	}), nil
}

// SetURL says where the workspace is reached, such as http://127.0.0.1:8465. It is needed only behind a server of the
// caller's own that may send a callback before its first request arrives.
func (w *Workspace) SetURL(url string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.setURL(strings.TrimSuffix(url, "/"))
}

// setURL also moves the addresses of files there, since they may come from an earlier run on another port. The caller
// holds mu.
func (w *Workspace) setURL(url string) {
	if w.url = url; url == "" {
		return
	}
	for _, f := range w.files {
		f.File = f.at(url)
	}
	for _, c := range w.channels {
		for i, m := range c.messages {
			if len(m.Files) == 0 {
				continue
			}
			moved := *m
			moved.Files = make([]File, len(m.Files))
			for j, f := range m.Files {
				moved.Files[j] = f.at(url)
			}
			c.messages[i] = &moved
		}
	}
}

// URL is where the workspace is reached, without a trailing slash; empty while that is unknown.
func (w *Workspace) URL() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.url
}

func (w *Workspace) learnURL(r *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.url == "" {
		w.setURL(baseURL(r))
	}
}

// baseURL is the address the caller used, since slack-go uploads only to exactly that host.
func baseURL(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// Now is the workspace's time.
func (w *Workspace) Now() time.Time { return w.opt.Clock() }

// CanSkip reports whether the workspace can move its clock.
func (w *Workspace) CanSkip() bool { return w.opt.Skip != nil }

// newTS returns a message timestamp that no other message has: the clock's time in microseconds, or one more than the
// newest. The caller holds mu.
func (w *Workspace) newTS() string {
	us := max(w.opt.Clock().UnixMicro(), w.lastTS+1)
	w.lastTS = us
	return formatTS(us)
}

func formatTS(us int64) string { return fmt.Sprintf("%d.%06d", us/1e6, us%1e6) }

// parseTS reads a ts; fractions of any length are accepted, as Slack does in oldest and latest.
func parseTS(ts string) (us int64, ok bool) {
	sec, frac, _ := strings.Cut(ts, ".")
	s, err := strconv.ParseInt(sec, 10, 64)
	if err != nil || s < 0 {
		return 0, false
	}
	frac = (frac + "000000")[:6]
	f, err := strconv.ParseInt(frac, 10, 64)
	if err != nil || f < 0 {
		return 0, false
	}
	return s*1e6 + f, true
}

// newID returns an id such as V00000012. The caller holds mu.
func (w *Workspace) newID(prefix string) string {
	w.seq++
	n := strings.ToUpper(strconv.FormatInt(w.seq, 36))
	return prefix + strings.Repeat("0", max(0, 8-len(n))) + n
}

// newBlockID makes up a block or action id. The caller holds mu.
func (w *Workspace) newBlockID() string {
	w.seq++
	return "sim" + strconv.FormatInt(w.seq, 36)
}

func (w *Workspace) isBot(id string) bool { return id == w.opt.BotUserID }

func (c *channel) has(user string) bool { return slices.Contains(c.Members, user) }

// find returns the message with the ts, or nil.
func (c *channel) find(ts string) *Message {
	i, ok := c.search(ts)
	if !ok {
		return nil
	}
	return c.messages[i]
}

func (c *channel) search(ts string) (int, bool) {
	return slices.BinarySearchFunc(c.messages, ts, func(m *Message, ts string) int { return cmp.Compare(m.TS, ts) })
}
