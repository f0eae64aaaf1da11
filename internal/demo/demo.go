package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// saveEvery is how often the demo keeps the simulated workspace, so that a killed demo comes back nearly as it was.
const saveEvery = 2 * time.Second

// Settings are the demo's own.
type Settings struct {
	Options
	RecordFile string // see Options.Record
	Autoplay   bool   // play the owners until a quarter has passed
	Out        io.Writer
}

// Run runs the demo until the context ends. It prints "ready" and the page's address when it can be used.
func Run(ctx context.Context, s Settings) (err error) {
	if s.Data != "" {
		if err := os.MkdirAll(s.Data, 0o700); err != nil {
			return errs.New(errs.Invalid, "The data directory cannot be made: %v.", err)
		}
	}
	if s.RecordFile != "" {
		f, err := os.OpenFile(s.RecordFile, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			return errs.New(errs.Invalid, "The record cannot be written: %v.", err)
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		s.Record = f
	}
	fmt.Fprintln(s.Out, "Starting Temporal, the database, the bot and a simulated Slack workspace …")
	w, err := Open(ctx, s.Options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if err := w.Furnish(ctx); err != nil {
		return err
	}
	fmt.Fprintf(s.Out, "ready %s\n", w.URL)
	fmt.Fprintln(s.Out, "Open it in a browser and be somebody: an owner with questions waiting, the programme manager, a leader. Ctrl-C stops.")
	if s.Autoplay {
		if err := w.Autoplay(ctx, s.Out); err != nil && ctx.Err() == nil {
			return err
		}
	}
	return w.keep(ctx)
}

// keep saves the workspace from time to time until the context ends.
func (w *World) keep(ctx context.Context) error {
	tick := time.NewTicker(saveEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if err := w.saveSlack(); err != nil {
				w.log.Warn("the simulated workspace could not be saved", "error", err)
			}
		}
	}
}

// Furnish fills the World with the sample organisation, its past, and cycles that have just opened. A World that has the
// organisation already is left as it is.
func (w *World) Furnish(ctx context.Context) error {
	AddPeople(w.Slack)
	if err := w.furnish(ctx, bankFile, assess.Full, pastQuarterly); err != nil {
		return err
	}
	if err := w.furnish(ctx, unitFile, assess.CheckIn, pastYearly); err != nil {
		return err
	}
	return w.saveSlack()
}

// furnish brings in one programme with its past cycles, opens one now, and waits until everybody has come to work and was
// asked.
func (w *World) furnish(ctx context.Context, file string, kind assess.CycleKind, past func(assess.Programme, time.Time) ([]assess.Past, error)) error {
	p, err := sampleProgramme(file)
	if err != nil {
		return err
	}
	if known, err := w.App.Assess.ProgrammesOf(ctx, p.Managers[0]); err != nil || len(known) > 0 {
		return err
	}
	operator := assess.Actor{User: "demo", Source: assess.FromImport}
	if _, err := w.App.Assess.Apply(ctx, operator, p, false); err != nil {
		return err
	}
	cycles, err := past(p, w.Clock.Now())
	if err != nil {
		return err
	}
	for _, cycle := range cycles {
		if _, err := w.App.Assess.ImportCycle(ctx, operator, cycle); err != nil {
			return err
		}
	}
	if err := w.Settle(ctx); err != nil { // everybody was looked up
		return err
	}
	if _, err = w.App.Assess.StartCycleOf(ctx, assess.BySlack(p.Managers[0]), p.ID, kind); err != nil {
		return err
	}
	if err := w.setGoals(ctx, p); err != nil {
		return err
	}
	if file == bankFile {
		if err := w.rehearse(ctx, p); err != nil {
			return err
		}
	}
	asked, err := w.allAtWork(ctx, p)
	if err != nil {
		return err
	}
	if wait := asked.Sub(w.Clock.Now()); wait > 0 {
		return w.Skip(ctx, wait)
	}
	return w.Settle(ctx)
}

// allAtWork is the instant by which every owner of a programme has been at work.
func (w *World) allAtWork(ctx context.Context, p assess.Programme) (by time.Time, err error) {
	now := w.Clock.Now()
	for _, a := range p.Assignments {
		owner, err := w.App.Assess.Person(ctx, a.Owner)
		if err != nil {
			return by, err
		}
		cal, err := p.CalendarOf(owner)
		if err != nil {
			return by, err
		}
		if at := cal.Next(now); at.After(by) {
			by = at
		}
	}
	return by, nil
}
