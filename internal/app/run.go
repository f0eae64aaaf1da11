package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/slack-go/slack"
	"go.temporal.io/sdk/worker"

	"cairn/activities"
	"cairn/bot"
	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/workflows"
)

// Start begins to serve and to work, as the options ask.
func (a *App) Start(ctx context.Context) (err error) {
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Stop(context.WithoutCancel(ctx)))
		}
	}()
	background, cancel := context.WithCancel(context.WithoutCancel(ctx))
	a.cancel = cancel
	if a.bot != nil {
		if err := a.tokenAccepted(ctx); err != nil {
			return err
		}
		a.parts = a.readiness()
	}
	if a.options.Worker {
		if err := a.worker.Start(); err != nil {
			return a.withoutTemporal(err)
		}
	}
	if err := a.listen(ctx); err != nil {
		return err
	}
	if a.socket != nil { // last, for what comes over it may ask where people reach Cairn
		if err := a.socket.Start(ctx); err != nil {
			return err
		}
	}
	if a.options.Worker {
		a.every(background, reviveEvery, "missing processes", a.revive)
		a.every(background, lookUpEvery, "people", a.bot.LookUp)
	}
	if a.options.Intake || a.options.Worker {
		a.every(background, sweepEvery, "nudges", a.Assess.Sweep)
		a.every(background, forgetEvery, "seen events", func(ctx context.Context) error {
			return a.store.Ledger().ForgetEvents(ctx, a.now().Add(-eventMemory))
		})
	}
	a.started = true
	return nil
}

// revive makes the processes be what the facts ask for.
func (a *App) revive(ctx context.Context) error {
	return errors.Join(a.Assess.Revive(ctx), a.Target.Revive(ctx), a.Exercise.Revive(ctx))
}

// tokenAccepted fails when Slack refuses the bot token, which only a person can mend. That Slack does not answer is no reason not
// to start.
func (a *App) tokenAccepted(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, lookWithin)
	defer cancel()
	err := a.bot.CheckToken(ctx)
	if err == nil || errs.Is(err, errs.Invalid) {
		return err
	}
	a.log.Warn("Slack could not be asked about the bot token; Cairn starts all the same", "error", err)
	return nil
}

// listen serves what comes over HTTP: Slack's requests and calendar programs where there is an intake, and the probes.
func (a *App) listen(ctx context.Context) error {
	variable, address := "CAIRN_LISTEN", a.options.Config.Listen
	mux := http.NewServeMux()
	mux.HandleFunc("GET /readyz", a.serveReady)
	switch {
	case a.socket != nil:
		mux.Handle("/", a.socket.Handler())
	case a.options.Intake:
		mux.Handle("/", a.bot.Handler())
	default:
		variable, address = "CAIRN_WORKER_LISTEN", a.options.Config.WorkerListen
		mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") })
	}
	if address == "" || a.bot == nil {
		return nil
	}
	listener, err := bind(ctx, variable, address)
	if err != nil {
		return err
	}
	a.listener = listener
	a.server = &http.Server{
		Handler: mux, ErrorLog: slog.NewLogLogger(a.log.Handler(), slog.LevelWarn),
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, IdleTimeout: time.Minute,
		WriteTimeout: 30 * time.Second, // twice what a calendar may take; whoever reads more slowly would hold a connection for ever
	}
	a.background.Go(func() {
		if err := a.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			a.fail(fmt.Errorf("the intake ended: %w", err))
		}
	})
	return nil
}

// fail reports that a part ended by itself. The first report is enough.
func (a *App) fail(err error) {
	select {
	case a.failed <- err:
	default:
	}
}

// every repeats fn until the context ends, beginning at once.
func (a *App) every(ctx context.Context, interval time.Duration, what string, fn func(context.Context) error) {
	a.background.Go(func() {
		tick := time.NewTicker(interval)
		defer tick.Stop()
		for {
			if err := fn(ctx); err != nil && ctx.Err() == nil {
				a.log.Warn("a regular task failed and will be repeated", "task", what, "error", err)
			}
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	})
}

// Addr is where Slack's requests are taken, or with Socket Mode and without intake only the probes, or "".
func (a *App) Addr() string {
	if a.listener == nil {
		return ""
	}
	return a.listener.Addr().String()
}

// publicURL is the address at which people reach Cairn, or "".
func (a *App) publicURL() string {
	if at := a.options.Config.PublicURL; at != "" || !a.options.Local || a.listener == nil {
		return at
	}
	return "http://" + a.Addr()
}

// Failed delivers the error of a part that ended by itself.
func (a *App) Failed() <-chan error { return a.failed }

// Wait returns when what people's acts left to do in the background is done.
func (a *App) Wait(ctx context.Context) error {
	if a.socket != nil {
		if err := a.socket.Wait(ctx); err != nil {
			return err
		}
	}
	if a.bot != nil {
		if err := a.bot.Wait(ctx); err != nil {
			return err
		}
	}
	return a.Assess.Wait(ctx)
}

// ClockMoved tells an App whose clock is moved by hand that it was.
func (a *App) ClockMoved() {
	if a.bot != nil {
		a.bot.ClockMoved()
	}
}

const (
	slackTimeout = 15 * time.Second // for one call to Slack

	// atOnce bounds the activities that run at one time. When hundreds of cycles close in one instant, each would else get so
	// small a share of processor and database that none ends for long; Slack takes a few messages a second in any case.
	atOnce = 100
)

// connectSlack makes the bot, and the worker where one is wanted.
func (a *App) connectSlack() {
	c := a.options.Config
	a.bot = bot.New(bot.Options{
		Client: slack.New(c.Slack.BotToken, slack.OptionAppLevelToken(c.Slack.AppToken), slack.OptionAPIURL(c.Slack.APIURL),
			slack.OptionHTTPClient(&http.Client{Timeout: slackTimeout})),
		SigningSecret:  c.Slack.SigningSecret,
		Questionnaires: a.Assess, Asking: a.Assess, Replies: a.Assess, HandOvers: a.Assess,
		Absences: a.Assess, Disputes: a.Assess, People: a.Assess, Programmes: a.Assess, Managing: a.Assess, Judgements: a.Assess,
		Setups: a.Assess, Targets: a.Target, TargetActs: a.Target, FollowUps: a.Target, Actions: a.Target, Roadmaps: a.Roadmap, Calendars: a.Feed,
		Models: a.Library.All, Digests: a.Digest,
		Exercises: a.Exercise, Rehearsals: a.Exercise, Plans: a.Exercise, Runs: a.Exercise, Notes: a.Exercise, Reviews: a.Exercise,
		Ledger: a.store.Ledger(), Events: a.store.Ledger(), Homes: a.store.Ledger(), Log: a.log,
		Now: a.now, MovedClock: a.options.Now != nil && !a.options.Patient, Unpaced: c.Slack.Unpaced,
	})
	a.Exercise.SetChannels(a.bot)
	if a.options.Intake && c.Slack.SocketMode() {
		a.socket = a.bot.Socket()
	}
	if !a.options.Worker {
		return
	}
	a.worker = worker.New(a.temporal, c.TaskQueue, worker.Options{
		MaxConcurrentActivityExecutionSize: atOnce, WorkerStopTimeout: workTimeout,
		OnFatalError: func(err error) { a.fail(a.withoutTemporal(err)) },
	})
	workflows.Register(a.worker, activities.New(activities.Ports{
		Cycles: a.Assess, Asking: a.Assess, Matters: a.Assess, Goals: a.Target, Outlooks: a.Roadmap,
		Messenger: a.bot.Messenger(), FollowUps: a.bot.Messenger(), Directory: a.bot, Digests: a.Digest, Processes: a.processes, Now: a.now,
		Exercises: a.Exercise, Exercisers: a.bot.Messenger(),
	}))
}

// programmeWatch has the people of a programme looked up as soon as it was declared.
type programmeWatch struct {
	*workflows.Client
	app *App
}

func (w programmeWatch) Schedule(ctx context.Context, p assess.Programme, openings []time.Time) error {
	if w.app.bot != nil {
		w.app.bot.LookUpSoon()
	}
	return w.Client.Schedule(ctx, p, openings)
}
