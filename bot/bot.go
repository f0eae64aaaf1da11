package bot

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"cairn/internal/delivery"
	"cairn/internal/errs"
	"cairn/internal/idle"
	"cairn/internal/maturity"
)

const (
	answerWithin     = 2500 * time.Millisecond // Slack gives up after three seconds
	backgroundWithin = 2 * time.Minute         // what follows an answer
	backgroundTries  = 4
	backgroundPause  = 45 * time.Second // a longer one is left to the processes
)

// Options are what a Bot works with.
type Options struct {
	// Client calls Slack. It must not repeat calls by itself, except perhaps after a 429: a repeated chat.postMessage
	// is a second message. Give its HTTP client a timeout.
	Client         *slack.Client
	SigningSecret  string // of the Slack app; without it every request is refused
	Questionnaires Questionnaires
	Asking         Asking
	Replies        Replies
	HandOvers      HandOvers
	Absences       Absences
	Disputes       Disputes
	People         People
	Programmes     Programmes
	Managing       Managing
	Judgements     Judgements
	Setups         Setups
	Roadmaps       Roadmaps
	Calendars      Calendars
	Actions        Actions
	Targets        Targets
	TargetActs     TargetActs
	FollowUps      FollowUps
	Exercises      Exercises
	Rehearsals     Rehearsals
	Plans          ExercisePlans
	Runs           ExerciseRuns
	Notes          ExerciseNotes
	Reviews        ExerciseReviews
	Models         func() []*maturity.Model // that a programme can be on, by id, the versions of one oldest first
	Digests        Digests
	Ledger         delivery.Ledger
	Events         delivery.Events
	Homes          delivery.Homes
	Log            *slog.Logger
	Now            func() time.Time // what people are told; default time.Now. Signatures are always checked by the real clock
	MovedClock     bool             // Now is moved by hand: whoever must wait for a turn at Slack comes again; see ClockMoved
	Unpaced        bool             // do not hold calls below Slack's rate limits, for benchmarks and simulated workspaces
}

// Bot is the intake from Slack and, through its Messenger, the way out.
type Bot struct {
	client         *slack.Client
	secret         string
	questionnaires Questionnaires
	asking         Asking
	replies        Replies
	handOvers      HandOvers
	absences       Absences
	disputes       Disputes
	programmes     Programmes
	managing       Managing
	judgements     Judgements
	setups         Setups
	roadmaps       Roadmaps
	calendars      Calendars
	actions        Actions
	targets        Targets
	targetActs     TargetActs
	exercises      Exercises
	plans          ExercisePlans
	runs           ExerciseRuns
	notes          ExerciseNotes
	reviews        ExerciseReviews
	models         func() []*maturity.Model
	digests        Digests
	events         delivery.Events
	log            *slog.Logger
	now            func() time.Time

	messenger *Messenger
	homes     *homes
	people    *people
	readers   *readers
	tasks     *tasks

	refreshing bundle // exercises
}

// New returns a Bot. All options but SigningSecret, Log, Now, MovedClock and Unpaced are required.
func New(o Options) *Bot {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	tasks := newTasks(o.Log)
	pace := newPace(o.Now, patience)
	if o.MovedClock {
		pace.patience, tasks.tries = 0, 1
	}
	pace.off = o.Unpaced
	readers := &readers{people: o.People, log: o.Log}
	homes := &homes{
		client: o.Client, programmes: o.Programmes, targets: o.Targets, exercises: o.Rehearsals, digests: o.Digests,
		readers: readers, tabs: o.Homes, pace: pace, tasks: tasks, log: o.Log, now: o.Now,
	}
	return &Bot{
		client: o.Client, secret: o.SigningSecret, questionnaires: o.Questionnaires, asking: o.Asking, replies: o.Replies, handOvers: o.HandOvers,
		absences: o.Absences, disputes: o.Disputes, programmes: o.Programmes, managing: o.Managing, judgements: o.Judgements,
		setups: o.Setups, roadmaps: o.Roadmaps, calendars: o.Calendars, actions: o.Actions, targets: o.Targets, targetActs: o.TargetActs, models: o.Models,
		exercises: o.Exercises, plans: o.Plans, runs: o.Runs, notes: o.Notes, reviews: o.Reviews,
		digests: o.Digests,
		events:  o.Events, log: o.Log, now: o.Now,
		messenger: &Messenger{
			client: o.Client, asking: o.Asking, followUps: o.FollowUps, exercises: o.Exercises, runs: o.Runs, notes: o.Notes, reviews: o.Reviews,
			ledger: o.Ledger, pace: pace, homes: homes, readers: readers, log: o.Log, now: o.Now,
			pictures: pictures{pause: pictureWait},
		},
		homes:   homes,
		people:  newPeople(o, pace, tasks),
		readers: readers,
		tasks:   tasks,
	}
}

// Messenger returns the way out, for processes.
func (b *Bot) Messenger() *Messenger { return b.messenger }

// ClockMoved tells a Bot whose clock is moved by hand that it was: turns at Slack may have come.
func (b *Bot) ClockMoved() { b.homes.resume() }

// Stop waits until everything that follows answers already given is done. When ctx ends first it is cut short, which
// loses no facts: messages are brought up to date by their processes, Home tabs when they are opened. Stop the HTTP
// server before it. Stopping twice is fine.
func (b *Bot) Stop(ctx context.Context) error { return b.tasks.stop(ctx) }

// tasks is the work that follows answers.
type tasks struct {
	log    *slog.Logger
	tries  int
	ctx    context.Context // ends when the work is cut short
	cancel context.CancelFunc

	mu      sync.Mutex
	stopped bool
	running idle.Group
}

func newTasks(log *slog.Logger) *tasks {
	ctx, cancel := context.WithCancel(context.Background())
	return &tasks{log: log, tries: backgroundTries, ctx: ctx, cancel: cancel}
}

// start runs do after the answer, again while it fails because Slack asks to wait, at most so many times as tries says.
func (t *tasks) start(what string, do func(ctx context.Context) error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.stopped {
		t.log.Info("not done because the bot has stopped", "task", what)
		return
	}
	t.running.Go(func() {
		ctx, cancel := context.WithTimeout(t.ctx, backgroundWithin)
		defer cancel()
		defer func() {
			if p := recover(); p != nil {
				t.log.Error("panic in work after an answer", "task", what, "panic", p, "stack", string(debug.Stack()))
			}
		}()
		if err := again(ctx, t.tries, do); err != nil {
			t.log.Warn("work after an answer failed", "task", what, "error", withoutAddress(err))
		}
	})
}

func (t *tasks) stop(ctx context.Context) error {
	t.mu.Lock()
	t.stopped = true
	t.mu.Unlock()
	defer t.cancel()
	err := t.running.Wait(ctx)
	if err != nil {
		t.cancel()
		_ = t.running.Wait(context.WithoutCancel(ctx)) // every task watches the cancelled context
	}
	return err
}

// again runs do up to tries times, waiting in between as long as it was asked to. Only what may work later is repeated.
func again(ctx context.Context, tries int, do func(ctx context.Context) error) error {
	for try := 1; ; try++ {
		err := do(ctx)
		pause := max(errs.RetryAfter(err), time.Second)
		if err == nil || try == tries || !errs.Is(err, errs.Unavailable) || pause > backgroundPause {
			return err
		}
		if waitErr := wait(ctx, pause); waitErr != nil {
			return errors.Join(err, waitErr)
		}
	}
}

// wait returns after d, or with ctx's error if that ends first. Nothing to wait for is no reason to look at ctx.
func wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
