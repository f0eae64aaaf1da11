package planfile

import (
	"io"
	"slices"
	"strings"
	"time"
	"unicode"

	ics "github.com/arran4/golang-ical"

	"cairn/internal/calendar"
	"cairn/internal/exercise"
	"cairn/internal/target"
	"cairn/internal/wording"
)

const (
	keepEnded = 30 * 24 * time.Hour // how long what has ended stays in a calendar
	askAgain  = "PT1H"              // how often a calendar program is asked to read the feed again
	product   = "-//Cairn//Due days//EN"
)

// Agenda is what stands in a calendar: the due days of targets and actions, and exercises.
type Agenda struct {
	Scope     string // of the programme; "" for what one person has to do with in all programmes
	Now       time.Time
	Targets   []target.View
	Actions   []target.ActionView
	Exercises []exercise.View // as whose calendar it is may see them
}

// ICS writes an agenda as RFC 5545 has it: an event of a whole day on each due day, which takes up no time. An event keeps
// its UID whatever becomes of it; SEQUENCE is the version of the target or action. What ended stays for 30 days; what was
// given up is marked as cancelled. An exercise stands at its time. Without a change of what it says, the file is the same byte for byte.
func ICS(w io.Writer, a Agenda, to Reader) error {
	cal := newCalendar()
	name := to.say("My due days in Cairn")
	if a.Scope != "" {
		name = to.say("Due days of %s", a.Scope)
	}
	cal.SetName(clean(name)) // X-WR-CALNAME too
	cal.SetXPublishedTTL(askAgain)
	cal.SetRefreshInterval(askAgain)
	for _, v := range a.Targets {
		if !a.over(v.EndedAt) {
			cal.AddVEvent(targetEvent(v, to))
		}
	}
	for _, v := range a.Actions {
		if !a.over(v.EndedAt) {
			cal.AddVEvent(actionEvent(v, to))
		}
	}
	for _, v := range a.Exercises {
		if !a.over(v.EndedAt) {
			cal.AddVEvent(exerciseEvent(v, v.PlanAt, v.Edition, v.State == exercise.Cancelled, to))
		}
	}
	return cal.SerializeTo(w, ics.WithNewLine("\r\n"))
}

// newCalendar is a calendar that says what wrote it, without events.
func newCalendar() *ics.Calendar {
	cal := ics.NewCalendar()
	cal.SetProductId(product)
	cal.SetCalscale("GREGORIAN")
	return cal
}

// over reports whether what ended at an instant, zero for what has not, is no longer shown.
func (a Agenda) over(ended time.Time) bool { return !ended.IsZero() && a.Now.Sub(ended) > keepEnded }

func targetEvent(v target.View, to Reader) *ics.VEvent {
	what := to.say("Level %d in %s", v.Level, category(v.Of, v.Category))
	var facts facts
	facts.add(to, "How one will see it: %s", to.text(v.ReachedWhen(v.Of)))
	facts.add(to, "Why: %s", v.Reason)
	facts.add(to, "With: %s", to.name(v.Owner))
	if n := len(v.CheckIns); n > 0 && v.Open() {
		facts.add(to, "Last heard: expected on %s", to.say("%s", v.CheckIns[n-1].Expected))
	}
	for _, sign := range v.Signs {
		facts = append(facts, to.text(sign.Says))
	}
	facts.add(to, "In Slack: %s", "/cairn target "+v.ID.Number()+" "+string(v.Programme))
	e := event(string(v.ID), v.Due, v.Version, changed(v.SetAt, v.EndedAt, v.History))
	e.SetSummary(clean(to.say("%s %s: %s (%s)", v.ID.Number(), to.text(v.Standing().Words()), what, v.In.Scope)))
	e.SetDescription(clean(facts.String()))
	e.SetStatus(standing(v.State == target.Closed))
	return e
}

func actionEvent(v target.ActionView, to Reader) *ics.VEvent {
	status := to.text(v.Status.Words())
	if v.Overdue {
		status = to.say("overdue")
	}
	var facts facts
	if v.Text != v.Title {
		facts.add(to, "What to do: %s", v.Text)
	}
	facts.add(to, "With: %s", to.name(v.Owner))
	if v.Serves != nil {
		facts.add(to, "For: %s", to.say("%s, Level %d in %s by %s", v.Serves.ID.Number(), v.Serves.Level, category(v.Of, v.Serves.Category), v.Serves.Due))
	}
	facts.add(to, "Helps: %s", strings.Join(v.Items, ", "))
	facts.add(to, "Tracker: %s", v.Issue)
	facts.add(to, "Shown by: %s", v.Evidence)
	facts.add(to, "In Slack: %s", "/cairn action "+v.ID.Number()+" "+string(v.Programme))
	e := event(string(v.ID), v.Due, v.Version, changed(v.SetAt, v.EndedAt, v.History))
	e.SetSummary(clean(to.say("%s %s: %s (%s)", v.ID.Number(), status, v.Title, v.In.Scope)))
	e.SetDescription(clean(facts.String()))
	e.SetStatus(standing(v.Status == target.Dropped))
	return e
}

// event is an event on a day, without its words.
func event(id string, on calendar.Date, version int, at time.Time) *ics.VEvent {
	e := ics.NewEvent(clean(id) + "@cairn")
	e.SetDtStampTime(at) // without a METHOD that is when the event was last changed
	e.SetModifiedAt(at)
	e.SetSequence(version)
	e.SetAllDayStartAt(midnight(on))
	e.SetAllDayEndAt(midnight(on.AddDays(1))) // the day after the last
	e.SetTimeTransparency(ics.TransparencyTransparent)
	return e
}

func standing(givenUp bool) ics.ObjectStatus {
	if givenUp {
		return ics.ObjectStatusCancelled
	}
	return ics.ObjectStatusConfirmed
}

// asides are events after which a calendar says nothing else than before.
var asides = []target.EventKind{target.WasFollowedUp, target.WasDropped, target.WasUndelivered, target.WasNoted}

// changed is when what a calendar says of a target or an action last changed.
func changed(set, ended time.Time, history []target.Event) time.Time {
	last := set
	for _, e := range history {
		if e.At.After(last) && !slices.Contains(asides, e.Kind) {
			last = e.At
		}
	}
	if ended.After(last) {
		return ended
	}
	return last
}

// facts are the lines of a description.
type facts []string

// add adds a line, unless there is nothing to say.
func (f *facts) add(to Reader, format, value string) {
	if value != "" {
		*f = append(*f, to.text(wording.New(format, value)))
	}
}

func (f facts) String() string { return strings.Join(f, "\n") }

// clean is a text that a calendar can hold: without what would end a line, and with whole characters only. Line breaks
// within a text stay; they are escaped when it is written.
func clean(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(c rune) rune {
		switch {
		case c == '\n':
			return c
		case c == '\t' || unicode.IsControl(c) || c == '\u2028' || c == '\u2029':
			return ' '
		default:
			return c
		}
	}, text)
}
