package exercise

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// never is later than any exercise ends.
const never = math.MaxInt32

// order is what the conditions of a scenario say about when its injects can come.
type order struct {
	s     *Scenario
	index map[string]int // of an inject, by its id
	state []byte         // of each inject: not seen, being looked at, done
	soon  []int          // the earliest minute of each inject, never when it cannot come
	late  []int          // the latest, never when nobody can say
	loops [][]string     // injects that wait for each other
}

// checkOrder finds injects that can never come: that wait for each other, for one that cannot come, or past the end.
func (c *checker) checkOrder() {
	o := &order{s: c.s, index: map[string]int{}}
	n := len(c.s.Injects)
	o.state, o.soon, o.late = make([]byte, n), make([]int, n), make([]int, n)
	for i, in := range c.s.Injects {
		if _, again := o.index[in.ID]; !again {
			o.index[in.ID] = i
		}
	}
	timed := false
	for i := range c.s.Injects {
		o.look(i, nil)
		timed = timed || c.s.Injects[i].At != nil
	}
	if n > 0 && !timed {
		c.At([]any{"injects"}, "Every inject waits for something, so that none would ever come; give the first one at.")
		return
	}
	inLoop := map[string]bool{}
	for _, loop := range o.loops {
		for _, id := range loop {
			inLoop[id] = true
		}
		c.At([]any{"injects", o.index[loop[0]], "when"}, "%s; none of them would ever come.", circle(loop))
	}
	for i, in := range c.s.Injects {
		on := o.waitsFor(in)
		path := []any{"injects", i, "when"}
		switch {
		case inLoop[in.ID]:
		case in.At != nil && *in.At >= c.s.Minutes && c.s.Minutes > 0:
			c.At([]any{"injects", i, "at"}, "The inject %q comes at minute %d, but the exercise ends after %d.", in.ID, *in.At, c.s.Minutes)
		case on < 0:
		case in.When.Undelivered != "" && o.late[on] <= in.When.By:
			c.At(path, "The inject %q can never come: %q always comes by minute %d.", in.ID, c.s.Injects[on].ID, o.late[on])
		case o.soon[on] == never:
			c.At(path, "The inject %q can never come, because %q cannot.", in.ID, c.s.Injects[on].ID)
		case o.soon[i] >= c.s.Minutes && c.s.Minutes > 0:
			c.At(path, "The inject %q comes at minute %d at the earliest, but the exercise ends after %d.", in.ID, o.soon[i], c.s.Minutes)
		}
	}
}

// waitsFor returns the inject that another waits for, or -1.
func (o *order) waitsFor(in Inject) int {
	if in.When == nil || in.At != nil {
		return -1
	}
	w := *in.When
	id := w.Decided + w.Undecided + w.Delivered + w.Undelivered
	if w.Choice != "" {
		of, _, ok := o.s.Choice(w.Choice)
		if !ok {
			return -1
		}
		id = of.ID
	}
	if i, ok := o.index[id]; ok {
		return i
	}
	return -1
}

// look works out when an inject can come, by what it waits for. The way is the injects that wait for this one.
func (o *order) look(i int, way []int) {
	switch o.state[i] {
	case 2:
		return
	case 1:
		var loop []string
		for _, j := range way[slices.Index(way, i):] {
			loop = append(loop, o.s.Injects[j].ID)
		}
		o.loops = append(o.loops, loop)
		return
	}
	o.state[i], o.soon[i], o.late[i] = 1, never, never
	in := o.s.Injects[i]
	on := o.waitsFor(in)
	if on >= 0 {
		o.look(on, append(way, i))
	}
	switch {
	case in.At != nil:
		o.soon[i], o.late[i] = *in.At, *in.At
	case on < 0: // what it waits for is faulty itself
		o.soon[i] = 0
	case in.When.Undelivered != "":
		if o.late[on] > in.When.By {
			o.soon[i] = in.When.By
		}
	case o.soon[on] < never:
		o.soon[i] = o.soon[on] + in.When.After
		if in.When.Delivered != "" && o.late[on] < never {
			o.late[i] = o.late[on] + in.When.After
		}
	}
	o.state[i] = 2
}

// circle says in words which injects wait for each other.
func circle(loop []string) string {
	if len(loop) == 1 {
		return fmt.Sprintf("The inject %q waits for itself", loop[0])
	}
	quoted := make([]string, len(loop))
	for i, id := range loop {
		quoted[i] = fmt.Sprintf("%q", id)
	}
	return "The injects " + strings.Join(quoted, ", ") + " wait for each other in a circle"
}
