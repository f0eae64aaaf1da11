// Package app wires Cairn together: the store, the use cases, the bot and the processes. Nothing is wired anywhere else.
//
// [New] opens what is needed and rolls back when something fails; [App.Start] begins to serve and to work; [App.Stop]
// ends it in the order that loses nothing: intake first, then what the intake left to do, then the worker, then the
// connections. An App with neither Intake nor Worker offers the use cases only, for the command line.
package app

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/envconfig"
	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"

	"cairn/bot"
	"cairn/internal/assess"
	"cairn/internal/config"
	"cairn/internal/digest"
	"cairn/internal/errs"
	"cairn/internal/exercise"
	"cairn/internal/feed"
	"cairn/internal/library"
	"cairn/internal/roadmap"
	"cairn/internal/store"
	"cairn/internal/target"
	"cairn/workflows"
)

const (
	sweepEvery  = 10 * time.Second // between two looks for nudges that were not delivered
	forgetEvery = time.Hour        // between two clean-ups of seen Slack events
	reviveEvery = 10 * time.Minute // between two looks for processes that are missing
	lookUpEvery = time.Minute      // between two looks for people of whom Slack has not told
	eventMemory = 25 * time.Hour   // Slack repeats an event for a day at most
	stopTimeout = 20 * time.Second // for what the intake has begun when the program stops
	workTimeout = 8 * time.Second  // after that, for what the worker has begun
)

// Options say what an App is made of.
type Options struct {
	Config   config.Config
	Temporal client.Options   // how to reach Temporal; see TemporalFromEnv
	Models   assess.Models    // those that come with Cairn and those in the database if nil
	Now      func() time.Time // time.Now if nil; else a clock that is moved by hand, see ClockMoved
	Log      *slog.Logger

	Intake  bool // take what Slack says: by Socket Mode if Config has an app-level token, else on Config.Listen
	Worker  bool // run the processes
	Migrate bool // bring the schema up to date first
	Local   bool // people reach it where it listens, unless Config says otherwise: a demo
	Patient bool // wait in place for a turn at Slack, as with time.Now, even where the clock is moved by hand
}

// App is a running Cairn, or a part of one.
type App struct {
	Assess   *assess.Service
	Target   *target.Service
	Roadmap  *roadmap.Service
	Exercise *exercise.Service
	Feed     *feed.Service
	Digest   *digest.Service
	Library  *library.Library

	options   Options
	log       *slog.Logger
	now       func() time.Time
	store     *store.Store
	models    assess.Models
	temporal  client.Client
	processes *workflows.Client
	bot       *bot.Bot    // nil without Intake and Worker
	socket    *bot.Socket // nil without Intake or without Socket Mode
	worker    worker.Worker
	parts     []*part // what must answer for Cairn to be ready
	listener  net.Listener
	server    *http.Server

	background sync.WaitGroup
	failed     chan error // of a part that ended by itself
	started    bool
	cancel     context.CancelFunc // ends the background
	stop       sync.Once
	stopped    error
}

// TemporalFromEnv reads how to reach Temporal from TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_TLS_… or a profile.
func TemporalFromEnv() (client.Options, error) {
	options, err := envconfig.LoadDefaultClientOptions()
	if err != nil {
		return options, errs.New(errs.Invalid, "Temporal's settings cannot be read: %v. See TEMPORAL_ADDRESS and TEMPORAL_TLS in the manual.", err)
	}
	options.HostPort = cmp.Or(options.HostPort, client.DefaultHostPort)
	return options, nil
}

// Migrate brings the configured database to this version's schema and returns what it applied.
func Migrate(ctx context.Context, c config.Config) (applied []string, err error) {
	db, err := store.Open(ctx, c.Database)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return db.Migrate(ctx)
}

// New opens the database and connects the parts. It does not need Temporal or Slack to answer yet.
func New(ctx context.Context, o Options) (_ *App, err error) {
	a := &App{options: o, log: o.Log, now: o.Now, failed: make(chan error, 1)}
	if a.log == nil {
		a.log = slog.Default()
	}
	if a.now == nil {
		a.now = time.Now
	}
	if o.Intake || o.Worker {
		if err := o.Config.Slack.Check(); err != nil {
			return nil, err
		}
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Stop(context.WithoutCancel(ctx)))
		}
	}()
	if err = a.openStore(ctx); err != nil {
		return nil, err
	}
	if o.Temporal.Logger == nil {
		o.Temporal.Logger = sdklog.NewStructuredLogger(a.log)
	}
	if a.temporal, err = client.NewLazyClient(o.Temporal); err != nil {
		return nil, err
	}
	a.processes = workflows.NewClient(a.temporal, o.Config.TaskQueue)
	if err = a.connectServices(); err != nil {
		return nil, err
	}
	if o.Intake || o.Worker {
		a.connectSlack()
	}
	return a, nil
}

// openStore opens the database, which has to be of this version, and reads which models there are.
func (a *App) openStore(ctx context.Context) (err error) {
	if a.store, err = store.Open(ctx, a.options.Config.Database); err != nil {
		return err
	}
	if a.options.Migrate {
		if _, err = a.store.Migrate(ctx); err != nil {
			return err
		}
	}
	if err = a.store.Check(ctx); err != nil {
		return err
	}
	a.Library = library.New(a.store.Models())
	a.models = a.options.Models
	if a.models == nil {
		a.models = a.Library.Find
	}
	return a.Library.Load(ctx)
}

// connectServices makes the use cases of the store and of each other.
func (a *App) connectServices() error {
	scenarios, err := a.scenarios()
	if err != nil {
		return err
	}
	a.Assess = assess.NewService(assess.Options{
		Store: a.store, Processes: programmeWatch{a.processes, a}, Models: a.models, Now: a.now, Log: a.log,
		SetupUsers: setupUsers(a.options.Config.SetupUsers),
	})
	a.Target = target.NewService(target.Options{
		Store: a.store.Targets(), Programmes: a.Assess, Processes: a.processes, Models: a.models, Now: a.now, Log: a.log,
	})
	a.Roadmap = roadmap.NewService(roadmap.Options{
		Store: a.store.Roadmap(), Targets: a.Target, Programmes: a.Assess, Models: a.models, Now: a.now,
	})
	a.Exercise = exercise.NewService(exercise.Options{
		Store: a.store.Exercises(), Programmes: a.Assess, Corrections: a.Target, Processes: a.processes, Models: a.models, Library: scenarios,
		Now: a.now, Log: a.log,
	})
	a.Feed = feed.NewService(feed.Options{Store: a.store.Feeds(), Targets: a.Target, Exercises: a.Exercise, Now: a.now, At: a.publicURL})
	a.Digest = digest.NewService(digest.Options{Store: a.store, Models: a.models, Targets: a.Target, Roadmaps: a.Roadmap, Exercises: a.Exercise})
	return nil
}

func setupUsers(ids []string) []assess.UserID {
	users := make([]assess.UserID, len(ids))
	for i, id := range ids {
		users[i] = assess.UserID(id)
	}
	return users
}
