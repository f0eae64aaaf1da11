package bot

import (
	"slices"
	"sync"

	"cairn/internal/assess"
	"cairn/internal/exercise"
)

// exerciseHomes tells whose Home tabs show something of an exercise that has changed: not what is decided, observed or brought,
// and of replies and hot washes each person's own. The zero value is ready.
//
// It remembers by itself what it has told, which is right with several processes too: nothing that a mark is made of ever comes
// back to what it was, so an equal mark says that nothing happened in between, in any of them.
type exerciseHomes struct {
	mu   sync.Mutex
	told map[exercise.ID]map[assess.UserID]homeMark // of those that are not over
}

// homeMark is what somebody's Home tab follows of an exercise.
type homeMark struct {
	version   int // of the exercise: its plan and state
	replied   exercise.Replied
	debriefed bool
	late      bool // whether the report should be there
}

// changed lists those with a part in the exercise, or who manage it, whose tabs follow something that has changed since it was asked
// last, and those who were among them then and are no more. Of an exercise that is over everything counts: its report is published
// or refused, and that may come again.
func (e *exerciseHomes) changed(v exercise.View) (people []assess.UserID) {
	now := make(map[assess.UserID]homeMark)
	for _, u := range append(v.Plan.People(), v.In.Managers...) {
		now[u] = homeMark{version: v.Version, replied: v.Replies[u], debriefed: slices.Contains(v.Debriefed, u), late: v.ReportLate()}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	before := e.told[v.ID]
	for _, u := range append(v.Plan.People(), v.In.Managers...) {
		if mark, known := before[u]; !known || mark != now[u] || v.State.Over() {
			people = append(people, u)
		}
	}
	for u := range before {
		if _, still := now[u]; !still {
			people = append(people, u)
		}
	}
	if v.State.Over() {
		delete(e.told, v.ID)
		return people
	}
	if e.told == nil {
		e.told = make(map[exercise.ID]map[assess.UserID]homeMark)
	}
	e.told[v.ID] = now
	return people
}
