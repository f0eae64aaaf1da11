package roadmap

import (
	"slices"

	"cairn/internal/calendar"
	"cairn/internal/target"
)

// grain is how finely a working day is divided while time is shared out.
const grain = 1 << 20

// sequence proposes days for the steps, which are in order, and gives to those that became an action its own. Each step
// takes as long as any other that has to fit in before the same day; the steps of a category come one after the other, and
// what comes before another is done before it begins. So every step lies between today and the day it is due.
func (f facts) sequence(steps []step, g graph) {
	if len(steps) == 0 {
		return
	}
	days := f.workingDays(steps)
	lanes := withLanes(steps, g)
	far := lanes.distances()
	begin, end := make([]int, len(steps)), make([]int, len(steps)) // in grains of working days from today
	for i := range steps {
		if s := &steps[i]; s.Action != nil {
			s.Start, s.End = f.daysOf(*s.Action)
			begin[i], end[i] = days.before(s.Start)*grain, days.before(s.End.AddDays(1))*grain
		}
	}
	for i := range steps {
		if steps[i].Action != nil {
			continue
		}
		start, last := 0, steps[i].due
		for _, j := range lanes[i] {
			start = max(start, end[j])
		}
		for j := i; j < len(steps); j++ {
			if far[i][j] > 0 && steps[j].Action == nil { // what a taken action delays must still fit in
				if steps[j].due.Before(last) {
					last = steps[j].due
				}
				start = min(start, max(0, days.until(steps[j].due)*grain-far[i][j]*(grain/1024)))
			}
		}
		length := -1
		for j := i; j < len(steps); j++ {
			if far[i][j] == 0 {
				continue
			}
			room, share := days.until(steps[j].due)*grain-start, far[i][j]
			if steps[j].Action != nil {
				room, share = begin[j]-start, share-1
			}
			if room > 0 && (length < 0 || room/share < length) {
				length = room / share
			}
		}
		begin[i], end[i] = start, start+max(length, 1)
		steps[i].Start, steps[i].End = days.at(begin[i]/grain, last), days.at((end[i]-1)/grain, last)
	}
}

// withLanes adds to what comes before each step the one of the same category that does.
func withLanes(steps []step, g graph) graph {
	last := make(map[string]int)
	lanes := make(graph, len(g))
	for i, s := range steps {
		lanes[i] = slices.Clone(g[i])
		if j, ok := last[s.Category]; ok && !slices.Contains(lanes[i], j) {
			lanes[i] = append(lanes[i], j)
		}
		last[s.Category] = i
	}
	return lanes
}

// distances counts, for each two steps, how many have to be done one after the other from the first to the second, both
// included, by the longest way; 0 where the first does not come before the second.
func (g graph) distances() [][]int {
	far := make([][]int, len(g))
	for i := range far {
		far[i] = make([]int, len(g))
		far[i][i] = 1
	}
	for j := range g { // in order: what comes before j is done
		for _, before := range g[j] {
			for i := 0; i <= before; i++ {
				if far[i][before] > 0 {
					far[i][j] = max(far[i][j], far[i][before]+1)
				}
			}
		}
	}
	return far
}

// workdays are the working days from today on.
type workdays []calendar.Date

// workingDays lists the working days up to the last day that a step is due.
func (f facts) workingDays(steps []step) workdays {
	last := f.today
	for _, s := range steps {
		if last.Before(s.due) {
			last = s.due
		}
		if s.Action != nil && last.Before(s.Action.Due) {
			last = s.Action.Due
		}
	}
	var days workdays
	for d := f.today; !last.Before(d); d = d.AddDays(1) {
		if f.cal.IsWorkingDay(f.cal.At(d, noon)) {
			days = append(days, d)
		}
	}
	return days
}

// until counts the working days up to a day, which is one of them or not; 1 at least, so that there is room for something.
func (w workdays) until(last calendar.Date) int { return max(1, w.before(last.AddDays(1))) }

// before counts the working days before a day.
func (w workdays) before(d calendar.Date) int {
	n, _ := slices.BinarySearchFunc(w, d, calendar.Date.Compare)
	return n
}

// at is the working day with the number, but none after the last.
func (w workdays) at(n int, last calendar.Date) calendar.Date {
	if n >= len(w) || last.Before(w[n]) {
		return last
	}
	return w[n]
}

// daysOf returns from when until when an action is done.
func (f facts) daysOf(a target.Action) (start, end calendar.Date) {
	start, end = a.Start, a.Due
	if start.IsZero() {
		start = f.cal.Date(a.SetAt)
	}
	if !a.Open() {
		end = f.cal.Date(a.EndedAt)
	}
	if end.Before(start) {
		start = end
	}
	return start, end
}
