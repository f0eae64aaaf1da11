package app

import (
	"context"
	"errors"
	"fmt"
	"net"
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
	if a.options.Worker {
		if err := a.worker.Start(); err != nil {
			return errs.New(errs.Unavailable, "Temporal cannot be reached at %s. Check that it runs and that TEMPORAL_ADDRESS is right.",
				a.options.Temporal.HostPort).Because(err)
		}
	}
	if a.options.Intake {
		if err := a.listen(ctx); err != nil {
			return err
		}
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
	return nil
}

// revive makes the processes be what the facts ask for.
func (a *App) revive(ctx context.Context) error {
	return errors.Join(a.Assess.Revive(ctx), a.Target.Revive(ctx), a.Exercise.Revive(ctx))
}

func (a *App) listen(ctx context.Context) error {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", a.options.Config.Listen)
	if err != nil {
		return errs.New(errs.Invalid, "CAIRN_LISTEN: %v.", err)
	}
	a.listener = listener
	handler := a.bot.Handler()
	if a.socket != nil {
		handler = a.socket.Handler()
	}
	a.server = &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, IdleTimeout: time.Minute}
	a.background.Go(func() {
		if err := a.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			a.failed <- fmt.Errorf("the intake ended: %w", err)
		}
	})
	return nil
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

// Addr is where Slack's requests are taken, or with Socket Mode only the health check, or "".
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

// Stop ends the App: intake, background, worker, connections. It may be called again and returns what went wrong.
func (a *App) Stop(ctx context.Context) error {
	a.stop.Do(func() { a.stopped = a.shutDown(ctx) })
	return a.stopped
}

func (a *App) shutDown(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, stopTimeout)
	defer cancel()
	var failed []error
	if a.socket != nil {
		failed = append(failed, a.socket.Stop(ctx))
	}
	if a.server != nil {
		failed = append(failed, a.server.Shutdown(ctx))
	}
	if a.cancel != nil {
		a.cancel()
	}
	a.background.Wait()
	if a.bot != nil {
		failed = append(failed, a.bot.Stop(ctx))
	}
	if a.Assess != nil {
		failed = append(failed, a.Assess.Wait(ctx))
	}
	if a.worker != nil {
		a.worker.Stop()
	}
	if a.temporal != nil {
		a.temporal.Close()
	}
	if a.store != nil {
		failed = append(failed, a.store.Close())
	}
	return errors.Join(failed...)
}

const (
	slackTimeout = 15 * time.Second // for one call to Slack

	// atOnce bounds the activities that run at one time. When hundreds of cycles close in one instant, each would else get so
	// small a share of processor and database that none ends for long; Slack takes a few messages a second in any case.
	atOnce = 100
)

// connectSlack makes the bot, and the worker where one is wanted.
func (a *App) connectSlack(processes *workflows.Client) {
	c := a.options.Config
	a.bot = bot.New(bot.Options{
		Client: slack.New(c.Slack.BotToken, slack.OptionAppLevelToken(c.Slack.AppToken), slack.OptionAPIURL(c.Slack.APIURL),
			slack.OptionHTTPClient(&http.Client{Timeout: slackTimeout})),
		SigningSecret:  c.Slack.SigningSecret,
		Questionnaires: a.Assess, Asking: a.Assess, Replies: a.Assess, HandOvers: a.Assess,
		Absences: a.Assess, Disputes: a.Assess, People: a.Assess, Programmes: a.Assess, Managing: a.Assess, Judgements: a.Assess,
		Setups: a.Assess, Targets: a.Target, TargetActs: a.Target, FollowUps: a.Target, Actions: a.Target, Roadmaps: a.Roadmap, Calendars: a.Feed,
		Models: a.Library.All, Digests: a.Digest, Exercises: a.Exercise, Runs: a.Exercise, Reviews: a.Exercise,
		Ledger: a.store.Ledger(), Events: a.store.Ledger(), Log: a.log,
		Now: a.now, MovedClock: a.options.Now != nil, Unpaced: c.Slack.Unpaced,
	})
	a.Exercise.SetChannels(a.bot)
	if a.options.Intake && c.Slack.SocketMode() {
		a.socket = a.bot.Socket()
	}
	if !a.options.Worker {
		return
	}
	a.worker = worker.New(a.temporal, c.TaskQueue, worker.Options{MaxConcurrentActivityExecutionSize: atOnce})
	workflows.Register(a.worker, activities.New(activities.Ports{
		Cycles: a.Assess, Asking: a.Assess, Matters: a.Assess, Goals: a.Target, Outlooks: a.Roadmap,
		Messenger: a.bot.Messenger(), FollowUps: a.bot.Messenger(), Directory: a.bot, Digests: a.Digest, Processes: processes, Now: a.now,
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
