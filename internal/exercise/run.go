package exercise

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/wording"
)

// When an exercise can be started, and how far it can be extended.
const (
	StartsBefore = time.Hour      // the planned start, at the most
	startsAfter  = 24 * time.Hour // the planned start, at the most: then it lapses
	MinExtension = 5              // minutes
	MaxExtension = 120            // minutes
	MaxLength    = 8 * time.Hour  // with extensions
)

// Limits on what is written in a run, in characters.
const (
	MinWhy  = 5 // a reason
	MaxText = 1000
)

// Start begins an exercise. Its facilitator may, from an hour before the planned start until a day after it. What was started
// already goes on.
func (s *Service) Start(ctx context.Context, by assess.Actor, id ID) (err error) {
	defer errs.Wrap(&err, "exercise.Start(%s)", id)
	return s.act(ctx, id, func(r *record) error {
		switch early := r.Start.Add(-StartsBefore); {
		case !r.leads(by):
			return r.notLeading()
		case r.State.Live():
			return nil
		case r.State != Planned:
			return r.notLive()
		case r.now.Before(early):
			return errs.New(errs.Closed, "%s is planned for %s, and people come for that. It can be started from %s on; to begin before, change its start first.",
				r.ID.Number(), r.when(r.Start), r.when(early))
		case r.now.After(r.Start.Add(startsAfter)):
			return errs.New(errs.Closed, "%s was to start on %s, more than a day ago. Plan a new exercise instead.", r.ID.Number(), r.when(r.Start))
		}
		live, err := r.tx.LiveExercises(ctx, r.Channel)
		if err != nil {
			return err
		}
		for _, other := range live {
			if other.ID != r.ID {
				return errs.New(errs.Conflict, "%s is being played in the same channel. End it first, or give this one another channel.", other.ID.Number())
			}
		}
		return r.keep(ctx, Event{By: by, Kind: WasStarted}, "exercise.started", nil, func(e *Exercise) {
			e.State, e.StartedAt = Running, r.now
		})
	})
}

// Pause stops the time of a run: no inject comes until it is resumed. The note is for everybody.
func (s *Service) Pause(ctx context.Context, by assess.Actor, id ID, note string) (err error) {
	defer errs.Wrap(&err, "exercise.Pause(%s)", id)
	note = strings.TrimSpace(note)
	return s.control(ctx, by, id, func(r *record) error {
		if r.State == Paused {
			return nil
		}
		faults := make(errs.Faults)
		checkLength(faults, FieldNote, note)
		if err := faults.Err(); err != nil {
			return err
		}
		return r.keep(ctx, Event{By: by, Kind: WasPaused, Detail: Detail{Note: note}}, "exercise.paused", map[string]string{"note": note},
			func(e *Exercise) { e.State = Paused })
	})
}

// Resume has the time of a run go on.
func (s *Service) Resume(ctx context.Context, by assess.Actor, id ID) (err error) {
	defer errs.Wrap(&err, "exercise.Resume(%s)", id)
	return s.control(ctx, by, id, func(r *record) error {
		if r.State == Running {
			return nil
		}
		return r.keep(ctx, Event{By: by, Kind: WasResumed}, "exercise.resumed", nil, func(e *Exercise) { e.State = Running })
	})
}

// Next has an inject come now, whatever it waits for, or whichever is next when inject is "". It returns its id. One that has
// come, or is about to, is left alone.
func (s *Service) Next(ctx context.Context, by assess.Actor, id ID, inject string) (came string, err error) {
	defer errs.Wrap(&err, "exercise.Next(%s, %s)", id, inject)
	err = s.control(ctx, by, id, func(r *record) error {
		if came = inject; came == "" {
			turns := r.turns()
			if len(turns) == 0 {
				return errs.New(errs.Closed, "Nothing is to come any more as things stand. Choose an inject that waits, or end the exercise.")
			}
			came = turns[0].Inject.ID
		}
		_, released := r.released()[came]
		_, forced := r.course()
		_, called := forced[came]
		faults := make(errs.Faults)
		switch _, known := r.Scenario.Inject(came); {
		case !known:
			faults.Add(FieldInject, "Choose one of the injects of this scenario.")
			return faults.Err()
		case released, called:
			return nil
		case r.State == Paused:
			return errs.New(errs.Closed, "%s is paused. Resume it first; then the inject can come.", r.ID.Number())
		}
		return r.keep(ctx, Event{By: by, Kind: WasForced, Detail: Detail{Inject: came}}, "exercise.inject-forced", map[string]string{"inject": came}, nil)
	})
	return came, err
}

// Skip keeps an inject from coming, and with it what waits for it. Next takes that back.
func (s *Service) Skip(ctx context.Context, by assess.Actor, id ID, inject, why string) (err error) {
	defer errs.Wrap(&err, "exercise.Skip(%s, %s)", id, inject)
	why = strings.TrimSpace(why)
	return s.control(ctx, by, id, func(r *record) error {
		c, _ := r.course()
		faults := make(errs.Faults)
		_, known := r.Scenario.Inject(inject)
		_, released := r.released()[inject]
		switch {
		case !known:
			faults.Add(FieldInject, "Choose one of the injects of this scenario.")
		case released:
			faults.Add(FieldInject, "This inject has come already. Choose another.")
		case c.Skipped[inject]:
			return nil
		}
		checkWhy(faults, why)
		if err := faults.Err(); err != nil {
			return err
		}
		return r.keep(ctx, Event{By: by, Kind: WasSkipped, Detail: Detail{Inject: inject, Note: why}}, "exercise.inject-skipped",
			map[string]string{"inject": inject, "why": why}, nil)
	})
}

// Extend gives a run more time.
func (s *Service) Extend(ctx context.Context, by assess.Actor, id ID, more int) (err error) {
	defer errs.Wrap(&err, "exercise.Extend(%s)", id)
	return s.control(ctx, by, id, func(r *record) error {
		faults := make(errs.Faults)
		switch left := int((MaxLength - r.length()) / time.Minute); {
		case more < MinExtension || more > MaxExtension:
			faults.Add(FieldMinutes, "Extend it by %d to %d minutes.", MinExtension, MaxExtension)
		case left < MinExtension:
			faults.Add(FieldMinutes, "An exercise lasts %d hours at the most, and this one cannot be extended any further.", int(MaxLength/time.Hour))
		case more > left:
			faults.Add(FieldMinutes, "An exercise lasts %d hours at the most; extend this one by up to %d minutes.", int(MaxLength/time.Hour), left)
		}
		if err := faults.Err(); err != nil {
			return err
		}
		return r.keep(ctx, Event{By: by, Kind: WasExtended, Detail: Detail{Minutes: more}}, "exercise.extended", map[string]string{"minutes": fmt.Sprint(more)}, nil)
	})
}

// End ends a run. Its facilitator may, and managers who do not play in it. Before its time is up it takes a reason, which
// everybody reads. What has ended already stays as it is.
func (s *Service) End(ctx context.Context, by assess.Actor, id ID, why string) (err error) {
	defer errs.Wrap(&err, "exercise.End(%s)", id)
	why = strings.TrimSpace(why)
	return s.act(ctx, id, func(r *record) error {
		switch {
		case !r.leads(by) && (!r.manages(by) || r.PartOf(by.User) == AsPlayer):
			return forbidden("%s is ended by its facilitator, %s, or by a manager who does not play in it.", r.ID.Number(), assess.Mentions(r.Facilitator))
		case r.State == Ended || r.State == Reviewed:
			return nil
		case !r.State.Live():
			return r.notLive()
		}
		if early := r.elapsed(r.now) < r.length(); early || why != "" {
			faults := make(errs.Faults)
			checkWhy(faults, why)
			if err := faults.Err(); err != nil {
				return err
			}
		}
		return r.end(ctx, by, why)
	})
}

// end ends a run.
func (r *record) end(ctx context.Context, by assess.Actor, why string) error {
	return r.keep(ctx, Event{By: by, Kind: WasEnded, Detail: Detail{Note: why}}, "exercise.ended", map[string]string{"why": why}, func(e *Exercise) {
		e.State, e.EndedAt, e.Why = Ended, r.now, why
	})
}

// timeUp ends a run whose time is up, or that nobody has resumed for a day.
func (r *record) timeUp(ctx context.Context) error {
	for _, d := range r.liveSteps() {
		if d.Step != StepTimeUp || d.At.After(r.now) {
			continue
		}
		if r.State == Paused {
			return r.end(ctx, bySchedule, WhyPausedADay)
		}
		return r.end(ctx, bySchedule, "")
	}
	return nil
}

// control runs an act of the facilitator on a run that is being played.
func (s *Service) control(ctx context.Context, by assess.Actor, id ID, do func(r *record) error) error {
	return s.act(ctx, id, func(r *record) error {
		if !r.leads(by) {
			return r.notLeading()
		}
		if !r.State.Live() {
			return r.notLive()
		}
		return do(r)
	})
}

// notLeading says who holds the controls.
func (r *record) notLeading() error {
	return forbidden("Only the facilitator of %s, %s, holds its controls.", r.ID.Number(), assess.Mentions(r.Facilitator))
}

// notLive says why something cannot be done that is done while an exercise is played.
func (r *record) notLive() error {
	switch r.State {
	case Planned:
		return errs.New(errs.Closed, "%s has not begun. Its facilitator starts it.", r.ID.Number())
	case Cancelled:
		return errs.New(errs.Closed, "%s was cancelled on %s.", r.ID.Number(), r.when(r.EndedAt))
	default:
		return errs.New(errs.Closed, "%s ended on %s.", r.ID.Number(), r.when(r.EndedAt))
	}
}

// when is an instant in the programme's zone.
func (r *record) when(at time.Time) wording.Instant {
	if cal, ok := r.calendars[r.Facilitator]; ok {
		at = at.In(cal.Location())
	}
	return wording.At(at, "2 January 2006 at 15:04")
}

// checkWhy adds what is wrong with a reason.
func checkWhy(faults errs.Faults, why string) {
	if utf8.RuneCountInString(why) < MinWhy {
		faults.Add(FieldWhy, "Say why in at least %d characters; whoever reads it later must understand it.", MinWhy)
	}
	checkLength(faults, FieldWhy, why)
}

// checkLength adds that a text is too long.
func checkLength(faults errs.Faults, field, text string) {
	if n := utf8.RuneCountInString(text); n > MaxText {
		faults.Add(field, "Shorten this to %d characters; it has %d.", MaxText, n)
	}
}
