package target

import (
	"cmp"
	"slices"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/wording"
)

// What Judge goes by.
const (
	lateDays   = 14   // an expected day this much after the due one, or
	lateShare  = 0.1  // this share of the time, whichever is more, is off track
	behind     = 0.25 // time gone less way gone: at risk
	farBehind  = 0.5  // off track, past half time
	manySlips  = 2
	silentDays = 10    // working days for which a check-in may wait
	fell       = 0.001 // of the way; less is no change
	halfTime   = 0.5
)

// Started is when a target was set, or its level last changed: its time runs from there.
func Started(t Target, events []Event) time.Time {
	at := t.SetAt
	for _, e := range events {
		if e.Kind == WasChanged && e.Was != nil && e.Is != nil && e.Was.Level != e.Is.Level {
			at = e.At
		}
	}
	return at
}

// dueSet is when the day that a target has now was set.
func dueSet(t Target, events []Event) time.Time {
	at := t.SetAt
	for _, e := range events {
		if e.Kind == WasChanged && e.Was != nil && e.Is != nil && e.Was.Due != e.Is.Due {
			at = e.At
		}
	}
	return at
}

// dueAt is the instant at which a target is due in its owner's calendar.
func (t Target) dueAt(events []Event, cal *calendar.Calendar) time.Time {
	return DueAt(cal, t.Due, dueSet(t, events))
}

// Judge computes how a target stands at an instant, in its owner's calendar, and why: the gravest sign first. The gravest one
// decides; two that put it at risk do not add up to more. A target that ended stays what it is, and whether it is reached
// is not judged here but decided by answers.
func Judge(t Target, events []Event, p Progress, cal *calendar.Calendar, now time.Time) (State, []Sign) {
	if t.State.Ended() {
		return t.State, nil
	}
	j := judgement{Target: t, events: events, progress: p, cal: cal, now: now, started: Started(t, events)}
	j.due = t.dueAt(events, cal)
	if now.After(j.due) {
		j.sign(Missed, "Its day, %s, is past, and the level is not reached.", t.Due)
	}
	j.lastCheckIn()
	j.pace()
	j.trend()
	j.slips()
	j.silence()
	slices.SortStableFunc(j.signs, func(a, b Sign) int { return cmp.Compare(gravity(b.State), gravity(a.State)) })
	switch {
	case len(j.signs) == 0 && j.unheard == nil:
		return OnTrack, nil
	case len(j.signs) > 0 && j.signs[0].State == Missed, j.unheard == nil:
		return j.signs[0].State, j.signs
	default:
		return Changed, slices.Insert(j.signs, 0, *j.unheard)
	}
}

// gravity orders states by how grave they are.
func gravity(s State) int {
	return slices.Index([]State{OnTrack, Changed, AtRisk, OffTrack, Missed}, s)
}

// judgement gathers the signs of one target.
type judgement struct {
	Target
	events       []Event
	progress     Progress
	cal          *calendar.Calendar
	now          time.Time
	started, due time.Time
	signs        []Sign
	fine         bool  // its owner said last that it will be reached in time
	unheard      *Sign // the terms changed, and nothing was heard since
}

func (j *judgement) sign(s State, format string, args ...any) {
	j.signs = append(j.signs, Sign{State: s, Says: wording.New(format, args...)})
}

// lastCheckIn looks at what the owner said last, and whether the terms changed since.
func (j *judgement) lastCheckIn() {
	var said, changed *Event
	for i, e := range j.events {
		switch {
		case e.Kind == WasCheckedIn:
			said = &j.events[i]
		case e.Kind == WasChanged && e.Was != nil && e.Is != nil && (e.Was.Due != e.Is.Due || e.Was.Level != e.Is.Level):
			changed = &j.events[i]
		}
	}
	if changed != nil && (said == nil || said.At.Before(changed.At)) && !j.progress.AsOf.After(changed.At) {
		s := Sign{Changed, wording.New("Its day was changed from %s to %s, and nothing has been heard of it since.", changed.Was.Due, changed.Is.Due)}
		if changed.Was.Level != changed.Is.Level {
			s.Says = wording.New("It was changed from Level %d to Level %d, and nothing has been heard of it since.", changed.Was.Level, changed.Is.Level)
		}
		j.unheard = &s
	}
	if said == nil {
		return
	}
	if late := j.Due.DaysUntil(said.Expected); late > 0 && !said.Expected.IsZero() {
		state := AtRisk
		if all := j.cal.Date(j.started).DaysUntil(j.Due); late > max(lateDays, int(lateShare*float64(all))) {
			state = OffTrack
		}
		j.sign(state, "Its owner expects it on %s, %s after its day.", said.Expected, days(late))
	}
	j.fine = !j.Due.Before(said.Expected) && said.Confidence != assess.ConfidenceLow
	if said.Confidence == assess.ConfidenceLow {
		j.sign(AtRisk, "Its owner is not confident that it will be reached in time.")
	}
}

func days(n int) wording.Count { return wording.Count{N: n, One: "%d day", Many: "%d days"} }

// pace compares the time that is gone with the way that is gone. While no answers are newer than the target nothing can have
// been seen to move: that is a risk from half time on, unless its owner says that all is well.
func (j *judgement) pace() {
	whole, gone := j.due.Sub(j.started), j.now.Sub(j.started)
	if whole <= 0 || gone <= 0 {
		return
	}
	elapsed := min(1, float64(gone)/float64(whole))
	way := j.gained(j.progress)
	lag := elapsed - way
	switch {
	case lag <= behind:
	case !j.progress.AsOf.After(j.started):
		if elapsed >= halfTime && !j.fine {
			j.sign(AtRisk, "%d%% of its time is gone, and no answers are newer than it.", percent(elapsed))
		}
	case lag > farBehind && elapsed >= halfTime:
		j.sign(OffTrack, "%d%% of its time is gone, and %d%% of its way.", percent(elapsed), percent(way))
	default:
		j.sign(AtRisk, "%d%% of its time is gone, and %d%% of its way.", percent(elapsed), percent(way))
	}
}

// percent cuts off, so that what is not all gone never reads as if it were.
func percent(share float64) int { return int(share * 100) }

func (j *judgement) trend() {
	if j.progress.Trend < -fell {
		j.sign(AtRisk, "The last assessment found less of it than the one before.")
	}
}

func (j *judgement) slips() {
	if n := len(Slips(j.events)); n >= manySlips {
		j.sign(AtRisk, "Its day was put off %d times.", n)
	}
}

func (j *judgement) silence() {
	first, _ := unanswered(j.Target, j.events)
	if first == nil {
		return
	}
	if n := j.cal.WorkingDaysBetween(first.At, j.now); n >= silentDays {
		j.sign(AtRisk, "Its owner was asked on %s and has not answered.", j.cal.Date(first.At))
	}
}

// Slips lists the changes of a day to a later one, oldest first.
func Slips(events []Event) []Slip {
	var slips []Slip
	for _, e := range events {
		if e.Kind != WasChanged {
			continue
		}
		var from, to calendar.Date
		switch {
		case e.Was != nil && e.Is != nil:
			from, to = e.Was.Due, e.Is.Due
		case e.WasW != nil && e.IsW != nil:
			from, to = e.WasW.Due, e.IsW.Due
		}
		if from.Before(to) {
			slips = append(slips, Slip{At: e.At, By: e.By, From: from, To: to, Why: e.Note})
		}
	}
	return slips
}

// CheckIns lists what was said of a target, oldest first.
func CheckIns(events []Event) []CheckIn {
	var all []CheckIn
	for _, e := range events {
		if e.Kind == WasCheckedIn {
			all = append(all, CheckIn{At: e.At, By: e.By.User, Expected: e.Expected, Confidence: e.Confidence, Note: e.Note})
		}
	}
	return all
}

// unanswered returns the first and the last message that asked a target's owner how it stands and that nothing has answered
// since: a check-in, or another level, day or owner. Both are nil when none waits.
func unanswered(t Target, events []Event) (first, last *Event) {
	for i, e := range events {
		switch {
		case e.Kind == WasCheckedIn, e.Kind == WasChanged && e.moves():
			first, last = nil, nil
		case e.Kind == WasFollowedUp && e.Person == t.Owner && slices.Contains(setPoints, kindOf(e.Step)):
			if last = &events[i]; first == nil {
				first = last
			}
		}
	}
	return first, last
}
