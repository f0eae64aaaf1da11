package assess

import (
	"slices"
	"time"
)

// done reports whether a step was taken, or dropped for good.
func (d duty) done(step string) bool {
	return taken(d.records, d.person.ID, step) != nil
}

// does reports whether the record says that its step will not come again.
func (a Asking) does() bool { return a.Kind != WasHeld && a.Kind != WasUndelivered }

// asking names the step with which the person hears of their part for the first time.
func (d duty) asking() string {
	if d.signOff {
		return stamp(StepSignOff, d.handed(d.questionnaire.Asks()))
	}
	if d.since.Equal(d.cycle.OpenedAt) {
		return StepAsk
	}
	return stamp(StepAsk, d.since)
}

// card is when the person's card of the cycle was put; the zero time while it was not.
func (d duty) card() time.Time {
	for _, a := range d.log {
		if a.Kind == WasAsked && a.Questionnaire.Cycle() == d.cycle.ID {
			return a.At
		}
	}
	return time.Time{}
}

// unasked reports whether the person hears of their part by their card, which was not put, or only just with it. Who had
// the card before is told of what came to it since by a reminder.
func (d duty) unasked(left []rung) bool {
	waits := slices.ContainsFunc(left, func(r rung) bool { return r.step == d.asking() })
	card := d.card()
	return waits && (card.IsZero() || !card.Before(d.since))
}

// free is the first instant from the given one on at which the person may be reminded: in their working time, not out
// of office, and on a day on which nothing of Cairn came to them. It is false when there is none before the close.
func (d duty) free(from time.Time) (time.Time, bool) {
	const most = 32 // absences and used days in a row; there are a handful
	absences := d.absences(d.person.ID)
	at := d.cal.Next(from)
	for range most {
		back, ok := absences.over(at)
		switch {
		case !ok || !at.Before(d.cycle.ClosesAt):
			return time.Time{}, false
		case back.After(at):
			at = d.cal.Next(back)
		case d.used(at), d.crowded[d.person.ID].card && d.cal.Date(at) == d.crowded[d.person.ID].day:
			at = d.cal.Next(d.cal.At(d.cal.Date(at).AddDays(1), 0))
		default:
			return at, true
		}
	}
	return time.Time{}, false
}

// used reports whether something of Cairn came to the person on the day of t.
func (d duty) used(t time.Time) bool { return contacted(d.log, d.person.ID, d.cal, t) }

// cardAt is when the person's card is put: at once in their working time, or on the day after one on which they were
// followed up about a target, unless the cycle closes before.
func (d duty) cardAt(now time.Time) time.Time {
	at := d.cal.Next(later(d.since, now))
	if !followed(d.log, d.person.ID, d.cal, at) {
		return at
	}
	if next := d.cal.Next(d.cal.At(d.cal.Date(at).AddDays(1), 0)); next.Before(d.cycle.ClosesAt) {
		return next
	}
	return at
}

// next is what is to be done for the person first; false for nothing. The records say which steps wait because the
// person is away.
func (d duty) next(now time.Time) (due Due, ok bool, held []Asking) {
	left := d.rungs()
	if len(left) == 0 || !d.person.MayBeAsked() {
		return Due{}, false, nil
	}
	if d.unasked(left) {
		at := d.cardAt(now)
		return Due{At: at, Deed: DoAsk, Person: d.person.ID, Step: d.asking()}, at.Before(d.cycle.ClosesAt), nil
	}
	if at, free := d.free(later(left[0].at, now)); free {
		step := left[0].step
		for _, r := range by(left, d.cal, at) {
			if !r.at.After(at) {
				step = r.step
			}
		}
		due, ok = Due{At: at, Deed: DoRemind, Person: d.person.ID, Step: step}, true
	}
	absences := d.absences(d.person.ID)
	until, returns := absences.over(now)
	for _, r := range left {
		switch {
		case d.held(r.step):
		case !r.at.After(now):
			if !returns || until.After(now) {
				held = append(held, d.record(WasHeld, r.step, now, until))
			}
		case absences.at(r.at) != nil && (!ok || r.at.Before(due.At)):
			due, ok = Due{At: r.at}, true // to record that it is held
		}
	}
	return due, ok, held
}

// held reports whether it stands in the ledger that the step waits for the person's return.
func (d duty) held(step string) bool {
	return slices.ContainsFunc(d.records, func(a Asking) bool {
		return a.Kind == WasHeld && a.Person == d.person.ID && a.Step == step
	})
}

// record makes a record of the person's part, by the process.
func (d duty) record(kind AskingKind, step string, at, until time.Time) Asking {
	return Asking{
		At: at, By: Actor{Source: FromSchedule}, Kind: kind, Programme: d.programme.ID, Questionnaire: d.questionnaire.ID,
		Person: d.person.ID, Step: step, Until: until,
	}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
