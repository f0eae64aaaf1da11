package bot

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/delivery"
	"cairn/internal/errs"
	"cairn/internal/exercise"
)

// byCairn is who looks when a message is brought up to date that belongs to nobody.
var byCairn = assess.Actor{Source: assess.FromSchedule}

// Announce posts what a step says in the channel of an exercise, and returns when it came there.
func (m *Messenger) Announce(ctx context.Context, p exercise.Post) (time.Time, error) {
	d, err := m.deliver(ctx, outgoing{key: postKey(p.Exercise, p.Step), to: p.Channel, message: blocks.Announcement(anybody(), p)})
	if err != nil {
		return time.Time{}, err
	}
	return postedAt(d.TS)
}

// Announced returns since when the message is in the channel that Announce may have posted, and posts nothing. It is errs.NotFound
// when it certainly is not there.
func (m *Messenger) Announced(ctx context.Context, p exercise.Post) (time.Time, error) {
	d, err := m.ascertain(ctx, outgoing{key: postKey(p.Exercise, p.Step), to: p.Channel})
	if errs.Is(err, errs.NotFound) {
		return time.Time{}, errs.New(errs.NotFound, "The exercise ended before this was in its channel.")
	}
	if err != nil {
		return time.Time{}, err
	}
	return postedAt(d.TS)
}

// postKey is the natural key of what a step says in the channel of an exercise, personKey that of a live message to somebody.
func postKey(id exercise.ID, step string) string { return key("exercise", string(id), step) }

func personKey(id exercise.ID, what string, u assess.UserID) string {
	return string(exercise.MessageKey(id.Subject(), what, u))
}

// postedAt is the instant of a message by its ts, seconds and their fraction.
func postedAt(ts string) (time.Time, error) {
	whole, fraction, _ := strings.Cut(ts, ".")
	seconds, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("bot: a message came at %q, which is no instant", ts)
	}
	micros, _ := strconv.ParseInt((fraction + "000000")[:6], 10, 64) // without a fraction it came at the full second
	return time.Unix(seconds, micros*1000).UTC(), nil
}

// notifyRun tells what steps from shortly before the start to the hot wash say.
func (m *Messenger) notifyRun(ctx context.Context, n exercise.Notice, name string) error {
	part := exercise.AsFacilitator
	if name == exercise.StepWatch {
		part = exercise.AsObserver
	}
	if name != exercise.StepHotWash && n.View.Part != part { // somebody else facilitates it by now
		return nil
	}
	switch name {
	case exercise.StepControls:
		_, err := m.controls(ctx, n)
		return err
	case exercise.StepWatch:
		w, err := m.watchIn(ctx, n)
		if err == nil {
			_, err = m.write(ctx, m.watchOf(ctx, w))
		}
		return err
	case exercise.StepHotWash:
		return m.hotWash(ctx, n)
	default:
		return m.underControls(ctx, n, name)
	}
}

// controls puts the facilitator's controls, or brings them up to date.
func (m *Messenger) controls(ctx context.Context, n exercise.Notice) (delivery.Delivery, error) {
	c, err := m.controlIn(ctx, n)
	if err != nil {
		return delivery.Delivery{}, err
	}
	return m.write(ctx, m.controlsOf(ctx, c))
}

// controlIn is what the facilitator holds by a notice, watchIn what an observer does.
func (m *Messenger) controlIn(ctx context.Context, n exercise.Notice) (exercise.Control, error) {
	if n.Control != nil {
		return *n.Control, nil
	}
	return m.runs.Control(ctx, assess.BySlack(n.To.ID), n.View.ID)
}

func (m *Messenger) watchIn(ctx context.Context, n exercise.Notice) (exercise.Watch, error) {
	if n.Watch != nil {
		return *n.Watch, nil
	}
	return m.notes.Watch(ctx, assess.BySlack(n.To.ID), n.View.ID)
}

// underControls tells the facilitator something in the thread of the controls.
func (m *Messenger) underControls(ctx context.Context, n exercise.Notice, name string) error {
	c, err := m.controlIn(ctx, n)
	if err != nil {
		return err
	}
	above, err := m.write(ctx, m.controlsOf(ctx, c))
	if err != nil {
		return err
	}
	_, err = m.deliver(ctx, outgoing{
		key: noticeKey(n), to: string(n.To.ID), channel: above.Channel, thread: above.TS, once: true,
		message: blocks.ControlNote(m.readers.reader(ctx, n.To.ID), c, name),
	})
	return err
}

// hotWash asks somebody how it was, or reminds them in the thread of that.
func (m *Messenger) hotWash(ctx context.Context, n exercise.Notice) error {
	asked, err := m.write(ctx, m.hotWashOf(ctx, n.View, n.To.ID, false))
	if err != nil || n.Step == exercise.StepHotWash {
		return err
	}
	_, err = m.deliver(ctx, outgoing{
		key: noticeKey(n), to: string(n.To.ID), channel: asked.Channel, thread: asked.TS, once: true,
		message: blocks.HotWashAgain(m.readers.reader(ctx, n.To.ID), n.View),
	})
	return err
}

// controlsOf is the live message of the controls.
func (m *Messenger) controlsOf(ctx context.Context, c exercise.Control) live {
	reader, id, to := m.readers.reader(ctx, c.For), c.ID, c.For
	return live{
		outgoing: outgoing{key: personKey(id, exercise.StepControls, to), to: string(to), message: blocks.Controls(reader, c)},
		again: func(ctx context.Context) (blocks.Message, error) {
			c, err := m.runs.Control(ctx, assess.BySlack(to), id)
			if errs.Is(err, errs.Forbidden) { // who holds them no longer must not keep what was read before
				v, err := m.exercises.View(ctx, byCairn, id)
				return blocks.ControlsHanded(reader, v), err
			}
			if err != nil {
				return blocks.Message{}, err
			}
			return blocks.Controls(reader, c), nil
		},
	}
}

// watchOf is the live message of an observer.
func (m *Messenger) watchOf(ctx context.Context, w exercise.Watch) live {
	reader, id, to := m.readers.reader(ctx, w.For), w.ID, w.For
	return live{
		outgoing: outgoing{key: personKey(id, exercise.StepWatch, to), to: string(to), message: blocks.Watch(reader, w)},
		again: func(ctx context.Context) (blocks.Message, error) {
			w, err := m.notes.Watch(ctx, assess.BySlack(to), id)
			if errs.Is(err, errs.Forbidden) {
				v, err := m.exercises.View(ctx, byCairn, id)
				return blocks.WatchTaken(reader, v), err
			}
			if err != nil {
				return blocks.Message{}, err
			}
			return blocks.Watch(reader, w), nil
		},
	}
}

// hotWashOf is the live message that asks somebody how it was.
func (m *Messenger) hotWashOf(ctx context.Context, v exercise.View, to assess.UserID, closed bool) live {
	reader, id := m.readers.reader(ctx, to), v.ID
	return live{
		outgoing: outgoing{key: personKey(id, exercise.StepHotWash, to), to: string(to), message: blocks.HotWash(reader, v, closed)},
		shows:    []assess.UserID{to},
		again: func(ctx context.Context) (blocks.Message, error) {
			v, err := m.exercises.View(ctx, byCairn, id)
			if err != nil {
				return blocks.Message{}, err
			}
			closed, err := m.washedUp(ctx, v)
			if err != nil {
				return blocks.Message{}, err
			}
			return blocks.HotWash(reader, v, closed), nil
		},
	}
}

// washedUp reports whether the hot wash is closed.
func (m *Messenger) washedUp(ctx context.Context, v exercise.View) (bool, error) {
	if v.State != exercise.Ended {
		return v.State.Over(), nil
	}
	_, err := m.notes.Debriefing(ctx, assess.BySlack(v.Plan.Facilitator), v.ID)
	if errs.Is(err, errs.Closed) {
		return true, nil
	}
	return false, err
}
