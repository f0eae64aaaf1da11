package exercise

import (
	"cmp"
	"slices"
	"time"
)

// released are the instants at which injects went out: when Slack had them, or else when they were claimed.
func (r *record) released() map[string]time.Time {
	at := make(map[string]time.Time)
	for _, e := range r.events {
		switch e.Kind {
		case WasReleased:
			at[e.Inject] = e.At
		case WasDelivered:
			if claimed, ok := at[e.Inject]; ok {
				at[e.Inject] = latest(claimed, e.At)
			}
		}
	}
	return at
}

// course is what happened so far, as a scenario wants to know it, and when which injects were called for that have not come
// yet. Of skipping an inject and calling for it the last counts.
func (r *record) course() (Course, map[string]time.Duration) {
	played := clockOf(r.events)
	c := Course{Delivered: make(map[string]time.Duration), Skipped: make(map[string]bool)}
	forced := make(map[string]time.Duration)
	for id, at := range r.released() {
		c.Delivered[id] = played.elapsed(at)
	}
	for _, e := range r.events {
		switch {
		case e.Kind == WasForced:
			forced[e.Inject] = played.elapsed(e.At)
			delete(c.Skipped, e.Inject)
		case e.Kind == WasSkipped:
			c.Skipped[e.Inject] = true
			delete(forced, e.Inject)
		case e.Kind == WasReleased:
			delete(forced, e.Inject)
		case e.Kind == WasDecided && e.Decision.Inject != "":
			c.Decisions = append(c.Decisions, Taken{Inject: e.Decision.Inject, Choice: e.Decision.Choice, At: played.elapsed(e.At)})
		}
	}
	return c, forced
}

// turns lists what is to come as things stand, the soonest first: what the scenario says and what was called for. It takes in
// what would come after the end.
func (r *record) turns() []Turn {
	c, forced := r.course()
	turns := slices.DeleteFunc(r.Scenario.Pending(c), func(t Turn) bool {
		at, ok := forced[t.Inject.ID]
		return ok && at <= t.At
	})
	for id, at := range forced {
		in, known := r.Scenario.Inject(id)
		if known && !slices.ContainsFunc(turns, func(t Turn) bool { return t.Inject.ID == id }) {
			turns = append(turns, Turn{Inject: in, At: at})
		}
	}
	slices.SortStableFunc(turns, func(a, b Turn) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(r.place(a.Inject.ID), r.place(b.Inject.ID)))
	})
	return turns
}

// place is where an inject stands in the scenario.
func (r *record) place(inject string) int {
	return slices.IndexFunc(r.Scenario.Injects, func(in Inject) bool { return in.ID == inject })
}

// coming lists what is to come before the end as things stand, the soonest first, with its instants.
func (r *record) coming() []Coming {
	played, length := clockOf(r.events), r.length()
	_, forced := r.course()
	var all []Coming
	for _, t := range r.turns() {
		if t.At >= length {
			break
		}
		c := Coming{Inject: t.Inject, Elapsed: t.At}
		_, c.Forced = forced[t.Inject.ID]
		switch r.State {
		case Running:
			c.At, _ = played.instant(t.At)
			c.At = latest(c.At, played[len(played)-1].from) // what fell due before a pause comes after it
		case Planned:
			c.At = r.Start.Add(t.At)
		}
		all = append(all, c)
	}
	return all
}
