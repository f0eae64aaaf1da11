package exercise_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/exercise"
)

// run is an exercise that is played at random, with what the rules of the run say of it: kept apart from the ledger, in
// exercise time.
type run struct {
	*rapid.T
	b  *stage
	id exercise.ID
	s  *exercise.Scenario

	state    exercise.State
	elapsed  time.Duration
	length   time.Duration
	pausedAt time.Time
	early    bool // somebody ended it
	course   exercise.Course
	forced   map[string]time.Duration
	claimed  []string             // steps, as they were
	channel  map[string]time.Time // what Slack has, by step
	recorded map[string]bool      // steps of which that is known
}

// advance lets time pass.
func (r *run) advance(d time.Duration) {
	r.b.clock.Set(r.b.clock.Now().Add(d))
	if r.state == exercise.Running {
		r.elapsed += d
	}
}

// claim asks to say a step in the channel, and holds what is allowed against the rules.
func (r *run) claim(step string, due exercise.Due) bool {
	p, ok, err := r.b.Post(ctx(), r.id, step, r.b.clock.Now())
	require.NoError(r, err)
	if due.Deed == exercise.DoPost && !due.At.After(r.b.clock.Now()) && due.Step == step {
		require.True(r, ok, "%s is due and not allowed", step)
	}
	if !ok {
		return false
	}
	if step != exercise.StepBrief { // which is still said after the end, where that was begun
		require.True(r, r.recorded[exercise.StepBrief], "%s came before the brief", step)
		require.Equal(r, step == exercise.StepEnded, r.state == exercise.Ended, "%s when it was %s", step, r.state)
	}
	inject, is := exercise.InjectOf(step)
	first := !slices.Contains(r.claimed, step)
	if first {
		r.claimed = append(r.claimed, step)
	}
	if !is {
		return true
	}
	require.Equal(r, exercise.Running, r.state, "%s came while it was %s", step, r.state)
	require.Equal(r, inject, p.Inject.ID)
	for _, other := range r.claimed {
		if _, is := exercise.InjectOf(other); is && other != step {
			require.True(r, r.recorded[other], "%s came while it was not known whether %s had", step, other)
		}
	}
	if !first {
		return true
	}
	next := r.next()
	require.NotEmpty(r, next)
	require.Equal(r, next[0].Inject.ID, inject, "out of order")
	require.LessOrEqual(r, next[0].At, r.elapsed, "%s came too early", step)
	require.Less(r, next[0].At, r.length, "%s came though it was due after the end", step)
	r.course.Delivered[inject] = r.elapsed
	delete(r.forced, inject)
	return true
}

// next is what is to come, by the scenario and by what was called for.
func (r *run) next() []exercise.Turn {
	turns := r.s.Pending(r.course)
	for i := range turns {
		if at, ok := r.forced[turns[i].Inject.ID]; ok {
			turns[i].At = min(turns[i].At, at)
		}
	}
	for i := range r.s.Injects {
		in := &r.s.Injects[i]
		if at, ok := r.forced[in.ID]; ok && !slices.ContainsFunc(turns, func(t exercise.Turn) bool { return t.Inject == in }) {
			turns = append(turns, exercise.Turn{Inject: in, At: at})
		}
	}
	slices.SortFunc(turns, func(a, b exercise.Turn) int {
		if a.At != b.At {
			return int(a.At - b.At)
		}
		place := func(t exercise.Turn) int {
			return slices.IndexFunc(r.s.Injects, func(in exercise.Inject) bool { return in.ID == t.Inject.ID })
		}
		return place(a) - place(b)
	})
	return turns
}

// due is what the process is told now.
func (r *run) due() exercise.Due {
	due, err := r.b.LiveDue(ctx(), r.id, r.b.clock.Now())
	require.NoError(r, err)
	return due
}

// wake has the process do what is due, and fall over after so many stages of saying it: 0 after the claim, 1 once Slack has it.
func (r *run) wake(stages int) bool {
	due := r.due()
	if due.Deed == "" || due.At.After(r.b.clock.Now()) {
		return false
	}
	switch due.Deed {
	case exercise.DoTurn:
		over := r.state == exercise.Running && r.elapsed >= r.length || r.state == exercise.Paused && r.b.clock.Now().Sub(r.pausedAt) >= 24*time.Hour
		require.True(r, over, "it ended at %v of %v", r.elapsed, r.length)
		r.b.do(r, r.id, due)
		r.state = exercise.Ended
		return true
	case exercise.DoTell:
		r.b.do(r, r.id, due)
		return true
	}
	_, there := r.channel[due.Step]
	if due.Deed == exercise.DoSettle {
		require.Equal(r, exercise.Ended, r.state)
		if !there {
			require.NoError(r, r.b.Undelivered(ctx(), r.id.Subject(), "", due.Step, "It ended before.", r.b.clock.Now()))
			return true
		}
	} else {
		require.True(r, r.claim(due.Step, due))
	}
	if stages == 0 {
		return true
	}
	if !there { // the delivery ledger sees to that
		r.channel[due.Step] = r.b.clock.Now()
	}
	if stages == 1 {
		return true
	}
	require.NoError(r, r.b.Posted(ctx(), r.id, due.Step, r.channel[due.Step]))
	if inject, is := exercise.InjectOf(due.Step); is && !r.recorded[due.Step] {
		v, err := r.b.View(ctx(), lead, r.id)
		require.NoError(r, err)
		i := slices.IndexFunc(v.Delivered, func(t exercise.Told) bool { return t.ID == inject })
		require.GreaterOrEqual(r, v.Delivered[i].Elapsed, r.course.Delivered[inject])
		require.LessOrEqual(r, v.Delivered[i].Elapsed, r.elapsed)
		r.course.Delivered[inject] = v.Delivered[i].Elapsed
	}
	r.recorded[due.Step] = true
	return true
}

// may holds that an act either is done or is refused with a sentence.
func (r *run) may(err error) bool {
	if err != nil {
		require.Contains(r, []errs.Code{errs.Closed, errs.Invalid}, errs.CodeOf(err), "%v", err)
	}
	return err == nil
}

// inject draws one of the scenario's.
func (r *run) inject() *exercise.Inject {
	return &r.s.Injects[rapid.IntRange(0, len(r.s.Injects)-1).Draw(r.T, "inject")]
}

// TestARunAtRandomKeepsItsRules has people do anything at any time, and the process wake up, be late and fall over: each
// inject comes at most once, in order, never in a pause nor after the end, and nothing that is due is lost.
func TestARunAtRandomKeepsItsRules(t *testing.T) {
	t.Parallel()
	b, all := newStage(t), exercise.Embedded()
	rapid.Check(t, func(t *rapid.T) {
		s := all[rapid.IntRange(0, len(all)-1).Draw(t, "scenario")]
		r := &run{
			T: t, b: b, id: b.started(t, s, s.Length()), s: s, state: exercise.Running, length: s.Length(),
			course: exercise.Course{Delivered: map[string]time.Duration{}, Skipped: map[string]bool{}},
			forced: map[string]time.Duration{}, channel: map[string]time.Time{}, recorded: map[string]bool{},
		}
		for range rapid.IntRange(1, 16).Draw(t, "acts") {
			r.something()
			v, err := b.View(ctx(), lead, r.id)
			require.NoError(t, err)
			require.Equal(t, r.elapsed, v.Elapsed, "exercise time")
			require.Equal(t, r.state, v.State)
		}
		r.finish()
	})
}

// something happens.
func (r *run) something() {
	switch rapid.SampledFrom([]string{
		"time", "time", "time", "wake", "wake", "wake", "wake", "stale", "pause", "resume", "next", "skip", "extend", "end", "decide", "decide",
	}).Draw(r.T, "act") {
	case "time":
		r.advance(time.Duration(rapid.IntRange(0, 1500).Draw(r.T, "seconds")) * time.Second)
	case "wake":
		r.wake(rapid.IntRange(0, 4).Draw(r.T, "stages"))
	case "stale":
		r.claim(rapid.SampledFrom([]string{"brief", "ended", "paused#1", "resumed#1", "inject:" + r.inject().ID}).Draw(r.T, "step"), r.due())
	case "pause":
		if r.may(r.b.Pause(ctx(), lead, r.id, "")) && r.state == exercise.Running {
			r.state, r.pausedAt = exercise.Paused, r.b.clock.Now()
		}
	case "resume":
		if r.may(r.b.Resume(ctx(), lead, r.id)) {
			r.state = exercise.Running
		}
	case "next":
		ask := rapid.SampledFrom([]string{"", r.inject().ID}).Draw(r.T, "which")
		came, err := r.b.Next(ctx(), lead, r.id, ask)
		_, delivered := r.course.Delivered[came]
		if _, forced := r.forced[came]; r.may(err) && !delivered && !forced {
			r.forced[came] = r.elapsed
			delete(r.course.Skipped, came)
		}
	case "skip":
		in := r.inject().ID
		if r.may(r.b.Skip(ctx(), lead, r.id, in, "There is no time.")) {
			r.course.Skipped[in] = true
			delete(r.forced, in)
		}
	case "extend":
		more := rapid.SampledFrom([]int{4, 5, 30}).Draw(r.T, "minutes")
		if r.may(r.b.Extend(ctx(), lead, r.id, more)) {
			r.length += time.Duration(more) * time.Minute
		}
	case "end":
		if rapid.IntRange(0, 3).Draw(r.T, "really") == 0 && r.may(r.b.End(ctx(), assess.BySlack(boss), r.id, "Enough for today.")) {
			r.early = r.early || r.state != exercise.Ended
			r.state = exercise.Ended
		}
	case "decide":
		in := r.inject()
		d := exercise.Decision{Inject: in.ID, What: "This."}
		if len(in.Choices) > 0 {
			d.Choice = rapid.SampledFrom([]string{"", in.Choices[0].ID, in.Choices[len(in.Choices)-1].ID}).Draw(r.T, "choice")
		}
		l, err := r.b.Decide(ctx(), assess.BySlack(player), r.id, d)
		if r.may(err) {
			first := !slices.ContainsFunc(r.course.Decisions, func(t exercise.Taken) bool { return t.Inject == in.ID })
			require.Equal(r, first && r.state != exercise.Ended, l.Measured)
			require.Equal(r, max(0, r.elapsed-r.course.Delivered[in.ID]), l.Latency)
			r.course.Decisions = append(r.course.Decisions, exercise.Taken{Inject: in.ID, Choice: d.Choice, At: r.elapsed})
		}
	}
}

// finish has the run go on to its end, with a process that does not fall over any more.
func (r *run) finish() {
	if r.state == exercise.Paused {
		require.NoError(r, r.b.Resume(ctx(), lead, r.id))
		r.state = exercise.Running
	}
	for range 200 {
		if r.wake(2) {
			continue
		}
		due := r.due()
		if due.Deed == "" {
			break
		}
		r.advance(due.At.Sub(r.b.clock.Now()))
	}
	require.Equal(r, exercise.Ended, r.state)
	for _, step := range r.claimed {
		_, is := exercise.InjectOf(step)
		_, there := r.channel[step]
		if !is || r.early && !there { // the end may come between the claim of an inject and its delivery
			continue
		}
		require.True(r, r.recorded[step], "%s was lost", step)
	}
	if r.recorded[exercise.StepBrief] {
		require.True(r, r.recorded[exercise.StepEnded])
	}
	if !r.early {
		for _, turn := range r.next() {
			require.GreaterOrEqual(r, turn.At, r.length, "%s never came", turn.Inject.ID)
		}
	}
}
