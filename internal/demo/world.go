// Package demo puts everything into one process: the embedded Temporal server, the database, the bot and a simulated
// Slack workspace, all on one clock that can be moved.
//
// [Open] makes such a [World]; the stories of package e2e use it as it is. [Run] is the demo: a World with a made-up
// organisation and its past, a cycle just opened, and a page to use it by hand.
//
// With a data directory a World survives: cairn.db holds the facts, temporal.db the processes and the clock's offset,
// slack.json what the simulated workspace looks like.
package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"cairn/bot/blocks"
	"cairn/internal/app"
	"cairn/internal/config"
	"cairn/internal/slacksim"
	"cairn/internal/solo"
)

// Options are what a World is made of. The zero value is private, in memory and silent.
type Options struct {
	Addr       string    // where the simulated workspace listens; a free port of the loopback interface if ""
	Data       string    // directory to keep everything in; "" keeps nothing
	Database   string    // URL of another database than the one in Data
	Record     io.Writer // gets every call and callback of the simulated workspace as a JSON line
	Socket     bool      // connect the bot by Socket Mode instead of HTTP
	RateLimits bool      // hold the simulated workspace to Slack's published limits
	Patient    bool      // what waits for its turn at Slack does so in real time, as in production, not until the clock is moved
	Start      time.Time // instant to begin at, if it is still to come; else now
	Log        *slog.Logger

	// Remote leaves the bot and the processes to other programs: the World then has no App.
	Remote bool
}

// World is one Cairn with everything around it.
type World struct {
	Slack  *slacksim.Workspace
	Server *solo.Server
	App    *app.App
	URL    string // of the simulated workspace's page
	Clock  *solo.Clock

	options Options
	log     *slog.Logger
	close   sync.Once
	closed  error
	undo    []func() error // in order of acquisition
	saved   sync.Mutex
}

// shortcuts are what the app's manifest registers.
var shortcuts = []slacksim.Shortcut{
	{Name: "Open my questions", Type: slacksim.GlobalShortcut, CallbackID: blocks.CallbackMine, Description: "Open what waits for you in Cairn, in all programmes"},
	{Name: "Log a decision", Type: slacksim.MessageShortcut, CallbackID: blocks.CallbackDecide, Description: "In an exercise, log what a message of its channel decides"},
}

// slackFile keeps the simulated workspace.
const slackFile = "slack.json"

// Open starts a World and returns when it can be used. Nobody is in its workspace but the bot, unless Data has more.
func Open(ctx context.Context, o Options) (_ *World, err error) {
	w := &World{options: o, log: o.Log, Clock: &solo.Clock{}}
	if w.log == nil {
		w.log = slog.New(slog.DiscardHandler)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.Close())
		}
	}()
	if err := w.startServer(ctx); err != nil {
		return nil, err
	}
	if err := w.startSlack(); err != nil {
		return nil, err
	}
	if o.Remote {
		return w, nil
	}
	return w, w.startApp(ctx)
}

func (w *World) startServer(ctx context.Context) error {
	if ahead := time.Until(w.options.Start); ahead > 0 {
		w.Clock.SetOffset(ahead)
	}
	o := solo.Options{TimeSkipping: true, Clock: w.Clock, Logger: w.log}
	if w.options.Data != "" {
		o.File = filepath.Join(w.options.Data, "temporal.db")
	}
	server, err := solo.Start(ctx, o)
	if err != nil {
		return err
	}
	w.Server = server
	w.undo = append(w.undo, func() error { server.Stop(); return nil })
	return nil
}

func (w *World) startSlack() error {
	o := slacksim.Options{
		Clock: w.Clock.Now, Record: w.options.Record, RateLimits: w.options.RateLimits,
		TeamName: "Northwind Bank", TeamDomain: "northwind", Skip: w.Skip, Shortcuts: shortcuts,
	}
	w.Slack = slacksim.New(o)
	if err := w.loadSlack(); err != nil {
		return err
	}
	addr := w.options.Addr
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	url, stop, err := w.Slack.Listen(addr)
	if err != nil {
		return err
	}
	w.URL = url
	if w.options.Socket {
		w.Slack.ConnectSocket()
	}
	w.undo = append(w.undo, w.saveSlack, stop)
	return nil
}

// Config is how a program reaches this World's workspace and database.
func (w *World) Config() config.Config {
	o := w.Slack.Options()
	c := config.Config{
		Database: w.options.Database, Listen: "127.0.0.1:0", TaskQueue: config.DefaultTaskQueue,
		Slack: config.Slack{
			BotToken: o.BotToken, SigningSecret: o.SigningSecret, APIURL: w.URL + "/api/", Unpaced: !w.options.RateLimits,
		},
	}
	if w.options.Socket {
		c.Slack.AppToken, c.Slack.SigningSecret = o.AppToken, ""
	}
	switch {
	case c.Database != "":
	case w.options.Data != "":
		c.Database = "sqlite:" + filepath.Join(w.options.Data, "cairn.db")
	default:
		c.Database = "sqlite::memory:"
	}
	return c
}

func (w *World) startApp(ctx context.Context) error {
	a, err := app.New(ctx, app.Options{
		Config: w.Config(), Temporal: w.Server.ClientOptions(), Now: w.Clock.Now, Log: w.log,
		Intake: true, Worker: true, Migrate: true, Local: true, Patient: w.options.Patient,
	})
	if err != nil {
		return err
	}
	w.App = a
	w.undo = append(w.undo, func() error {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		return a.Stop(ctx)
	})
	if err := a.Start(ctx); err != nil {
		return err
	}
	if !w.options.Socket {
		w.Connect("http://" + a.Addr())
	}
	return nil
}

// Connect tells the workspace where the bot is, for callbacks over HTTP.
func (w *World) Connect(bot string) {
	w.Slack.ConnectHTTP(bot+"/slack/events", bot+"/slack/interactions", bot+"/slack/commands")
}

// Skip moves the clock of the whole World forward. What falls due on the way happens at its own time and in its order,
// and is finished when Skip returns.
func (w *World) Skip(ctx context.Context, d time.Duration) error {
	if err := w.Settle(ctx); err != nil {
		return err
	}
	told := w.told()
	err := w.Server.Skip(ctx, d, solo.SkipOptions{
		// A process that was just told something has to be waited for before time moves on.
		NextEvent: func(ctx context.Context) (time.Time, bool) {
			_ = w.quiet(ctx) // the context's end stops the skip too
			now := w.told()
			moved := now != told
			told = now
			if moved {
				return w.Clock.Now(), true
			}
			return w.Slack.NextStatusExpiry()
		},
		Progress: func(time.Time) { w.clockMoved() },
	})
	w.clockMoved()
	return errors.Join(err, w.saveSlack())
}

// clockMoved tells those who wait for time without a process.
func (w *World) clockMoved() {
	w.Slack.ClockMoved()
	if w.App != nil {
		w.App.ClockMoved()
	}
}

// Settle waits until nobody has anything to do at the present instant.
func (w *World) Settle(ctx context.Context) error {
	const rounds = 100
	for range rounds {
		told := w.told()
		if err := w.quiet(ctx); err != nil {
			return err
		}
		if err := w.Server.Settle(ctx); err != nil {
			return err
		}
		if w.told() == told {
			return nil
		}
	}
	return fmt.Errorf("the processes do not come to rest after %d rounds", rounds)
}

// quiet waits for what the app does beside the processes.
func (w *World) quiet(ctx context.Context) error {
	if w.App == nil {
		return nil
	}
	return w.App.Wait(ctx)
}

func (w *World) told() int64 {
	if w.App == nil {
		return 0
	}
	return w.App.Assess.Told()
}

// Close stops everything, in the order that loses nothing, and keeps what is to be kept. It may be called again.
func (w *World) Close() error {
	w.close.Do(func() {
		var failed []error
		for i := len(w.undo) - 1; i >= 0; i-- {
			failed = append(failed, w.undo[i]())
		}
		w.closed = errors.Join(failed...)
	})
	return w.closed
}

func (w *World) loadSlack() error {
	if w.options.Data == "" {
		return nil
	}
	f, err := os.Open(filepath.Join(w.options.Data, slackFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	return w.Slack.Import(f)
}

// saveSlack writes the workspace beside the databases; the file is whole at every moment.
func (w *World) saveSlack() error {
	if w.options.Data == "" {
		return nil
	}
	w.saved.Lock()
	defer w.saved.Unlock()
	name := filepath.Join(w.options.Data, slackFile)
	f, err := os.CreateTemp(w.options.Data, slackFile+".*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if err := errors.Join(w.Slack.Export(f), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
