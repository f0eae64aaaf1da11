package exercise

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// What the facilitator is told, and when a run ends by itself.
const (
	nearEnd    = 10 * time.Minute // before the end, in exercise time
	stillAfter = time.Hour        // of a pause
	pausedFor  = 24 * time.Hour   // after which a run that is paused ends
)

// WhyPausedADay is why a run has ended that nobody resumed; see Exercise.Why.
const WhyPausedADay = "It had been paused for 24 hours."

// liveDue is what the process of a run has to do next, and when; the zero Due when that waits for people.
func (r *record) liveDue() Due {
	steps := r.liveSteps()
	if len(steps) == 0 {
		return Due{}
	}
	return steps[0]
}

// liveSteps lists what is to be done in a run as things stand, in order: what is said in the channel, what the facilitator is
// told, and the end. Nothing comes before the brief, and after the end nothing but that it has ended, once it is known which
// injects were there; all of it only where the brief was begun to be said. What was claimed for the channel and is not known to be there is still to be said: somebody fell
// over in between.
func (r *record) liveSteps() []Due {
	var all []Due
	played := r.taken("", StepBrief) != nil && (r.State == Ended || r.State == Reviewed)
	switch {
	case (r.State.Live() || played) && !r.settled(StepBrief):
		return []Due{{At: r.StartedAt, Deed: DoPost, Step: StepBrief}}
	case r.State == Running:
		all = append(r.announcements(), r.whileRunning()...)
	case r.State == Paused:
		all = append(r.announcements(), r.whilePaused()...)
	case played:
		all = append(r.unsettled(), Due{At: r.EndedAt, Deed: DoPost, Step: StepEnded})
	}
	all = slices.DeleteFunc(all, func(d Due) bool {
		return d.Deed == DoPost && r.settled(d.Step) || d.Deed == DoTell && r.taken(d.Person, d.Step) != nil
	})
	slices.SortStableFunc(all, func(a, b Due) int { return a.At.Compare(b.At) })
	return all
}

// settled reports whether Slack has what a step says in the channel, or has refused it.
func (r *record) settled(step string) bool {
	return slices.ContainsFunc(r.events, func(e Event) bool {
		return e.Person == "" && e.Step == step && (e.Kind == WasDelivered || e.Kind == WasUndelivered)
	})
}

// announcements are the pauses, resumptions and extensions to be said in the channel, and who took the exercise over. A pause that was over before anybody
// could say so is not mentioned any more.
func (r *record) announcements() []Due {
	var all []Due
	for i, p := range r.pauses() {
		paused, resumed := numbered(StepPaused, i+1), numbered(StepResumed, i+1)
		if p.to.IsZero() || r.taken("", paused) != nil {
			all = append(all, Due{At: p.from, Deed: DoPost, Step: paused})
		}
		if !p.to.IsZero() && r.taken("", paused) != nil {
			all = append(all, Due{At: p.to, Deed: DoPost, Step: resumed})
		}
	}
	for i, h := range r.handovers() {
		all = append(all, Due{At: h.At, Deed: DoPost, Step: numbered(StepTakenOver, i+1)})
	}
	for i, e := range r.extensions() {
		all = append(all, Due{At: e.At, Deed: DoPost, Step: numbered(StepExtended, i+1)})
	}
	return all
}

// whilePaused is what happens to a run that stands still.
func (r *record) whilePaused() []Due {
	all := r.pauses()
	n, since := len(all), all[len(all)-1].from
	steps := []Due{{At: since.Add(pausedFor), Deed: DoTurn, Step: StepTimeUp}}
	if r.people[r.Facilitator].MayBeAsked() {
		steps = append(steps, Due{At: since.Add(stillAfter), Deed: DoTell, Person: r.Facilitator, Step: numbered(StepStill, n)})
	}
	return steps
}

// whileRunning is what happens to a run that goes on: the next inject, and the end by time.
func (r *record) whileRunning() []Due {
	played, length := clockOf(r.events), r.length()
	var steps []Due
	claimed, ok := r.unposted()
	if ok {
		steps = append(steps, claimed)
	} else if coming := r.coming(); len(coming) > 0 {
		steps = append(steps, Due{At: coming[0].At, Deed: DoPost, Step: StepInject + coming[0].ID})
	}
	if at, ok := played.instant(length - nearEnd); ok && r.people[r.Facilitator].MayBeAsked() {
		steps = append(steps, Due{At: at, Deed: DoTell, Person: r.Facilitator, Step: numbered(StepNearEnd, len(r.extensions())+1)})
	}
	if at, ok := played.instant(length); ok { // after what fell due before a pause, or was begun late, and what waits behind it
		steps = append(steps, Due{At: latest(latest(at, played[len(played)-1].from), claimed.At), Deed: DoTurn, Step: StepTimeUp})
	}
	return steps
}

// unsettled are the injects that were begun to be posted when the run ended, as long as nothing is signed: Slack may have them.
func (r *record) unsettled() []Due {
	var all []Due
	for _, e := range r.events {
		if e.Kind == WasReleased && r.State == Ended && !r.settled(e.Step) {
			all = append(all, Due{At: r.EndedAt, Deed: DoSettle, Step: e.Step})
		}
	}
	return all
}

// unposted is the inject that was released and is not known to be in the channel. It waits for a pause to end, and does not
// come any more after the end of the run.
func (r *record) unposted() (Due, bool) {
	i := slices.IndexFunc(r.events, func(e Event) bool { return e.Kind == WasReleased && !r.settled(e.Step) })
	if i < 0 {
		return Due{}, false
	}
	played := clockOf(r.events)
	return Due{At: latest(r.events[i].At, played[len(played)-1].from), Deed: DoPost, Step: r.events[i].Step}, true
}

// extensions are the records of a run's extensions, oldest first.
func (r *record) extensions() []Event {
	return slices.DeleteFunc(slices.Clone(r.events), func(e Event) bool { return e.Kind != WasExtended })
}

// numbered is a step with its number: "paused#1".
func numbered(step string, n int) string { return fmt.Sprintf("%s#%d", step, n) }

// numberOf is the number of a step; 0 for none.
func numberOf(step string) int {
	_, digits, _ := strings.Cut(step, "#")
	n, _ := strconv.Atoi(digits)
	return n
}
