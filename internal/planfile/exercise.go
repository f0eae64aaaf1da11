package planfile

import (
	"io"
	"slices"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"cairn/internal/exercise"
)

// ExerciseICS writes one exercise as a file to be opened in a calendar program, of the edition of its plan or with the word
// that it is cancelled. The UID is always that of the exercise, so that a later file takes the place of an earlier one;
// SEQUENCE is the edition, and one more for the cancellation; whoever is not needed any more is told with the edition that left them
// out, so that one that takes them in again comes after it. Nobody organises it by mail: people reply in Slack. So the
// METHOD is PUBLISH, which asks no reply of anybody (RFC 5546), and CANCEL to take it away.
func ExerciseICS(w io.Writer, v exercise.View, edition int, cancelled bool, to Reader) error {
	cal := newCalendar()
	cal.SetMethod(ics.MethodPublish)
	if cancelled {
		cal.SetMethod(ics.MethodCancel)
	}
	at := v.PlanAt
	if at.IsZero() {
		at = v.Now
	}
	cal.AddVEvent(exerciseEvent(v, at, edition, cancelled, to))
	return cal.SerializeTo(w, ics.WithNewLine("\r\n"))
}

// exerciseEvent is an exercise at its time, which takes that time up. It tells nothing but what players may read.
func exerciseEvent(v exercise.View, at time.Time, edition int, cancelled bool, to Reader) *ics.VEvent {
	e := ics.NewEvent(clean(string(v.ID)) + "@cairn")
	e.SetDtStampTime(at)
	e.SetModifiedAt(at)
	e.SetSequence(edition)
	start, end := v.Plan.Start, v.Plan.Start.Add(v.Plan.Length)
	if !v.StartedAt.IsZero() {
		start, end = v.StartedAt, v.StartedAt.Add(v.Plan.Length)
		if v.EndedAt.After(start) {
			end = v.EndedAt
		}
	}
	e.SetStartAt(start)
	e.SetEndAt(end)
	e.SetStatus(standing(cancelled))
	e.SetTimeTransparency(ics.TransparencyOpaque)
	summary := to.say("EXERCISE: %s (%s)", v.Name, to.text(v.Kind.Words()))
	if v.State == exercise.Cancelled { // which makes no edition; that somebody is not needed any more does
		e.SetSequence(edition + 1)
	}
	if cancelled {
		e.SetTimeTransparency(ics.TransparencyTransparent)
		summary = to.say("Cancelled: %s", summary)
	}
	e.SetSummary(clean(summary))
	facts := facts{to.say("This is an exercise of %s. Nothing in it is real.", v.In.Scope)}
	if cancelled {
		facts.add(to, "Why it is cancelled: %s", v.Why)
	}
	facts.add(to, "Your part: %s", to.part(v))
	facts.add(to, "Facilitator: %s", to.name(v.Plan.Facilitator))
	facts.add(to, "In Slack: %s", "/cairn exercise "+v.ID.Number()+" "+string(v.In.ID))
	e.SetDescription(clean(facts.String()))
	return e
}

// part says what whoever looks does in an exercise, "" for nothing.
func (r Reader) part(v exercise.View) string {
	switch v.Part {
	case exercise.NoPart:
		return ""
	case exercise.AsPlayer:
		return r.say("player, %s", roles(v.Brief, v.Plan.RolesOf(v.For)))
	default:
		return r.text(v.Part.Words())
	}
}

// roles names roles of a brief: "Incident lead, Legal counsel".
func roles(b exercise.Brief, ids []string) string {
	var names []string
	for _, role := range b.Roles {
		if slices.Contains(ids, role.ID) {
			names = append(names, role.Name)
		}
	}
	return strings.Join(names, ", ")
}
