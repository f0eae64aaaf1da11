package exercise_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cairn/internal/exercise"
)

// decide says what is decided on an inject, how many minutes after its delivery, and whether anything is.
type decide func(*exercise.Inject) (choice string, after int, decided bool)

// play runs a scenario minute by minute, as a process does, and returns what happened.
func play(s *exercise.Scenario, by decide) exercise.Course {
	c := exercise.Course{Delivered: map[string]time.Duration{}}
	open := map[string]exercise.Taken{}
	for now := time.Duration(0); now < s.Length(); now += time.Minute {
		for again := true; again; {
			again = false
			for _, turn := range s.Pending(c) {
				if turn.At > now {
					break
				}
				c.Delivered[turn.Inject.ID] = now
				again = true
				if len(turn.Inject.Choices) == 0 {
					continue
				}
				if choice, after, ok := by(turn.Inject); ok {
					open[turn.Inject.ID] = exercise.Taken{Inject: turn.Inject.ID, Choice: choice, At: now + time.Duration(after)*time.Minute}
				}
			}
			for _, in := range s.Injects {
				if taken, ok := open[in.ID]; ok && taken.At <= now {
					c.Decisions = append(c.Decisions, taken)
					delete(open, in.ID)
					again = true
				}
			}
		}
	}
	return c
}

func TestEveryPathThroughTheScenariosReachesTheEndInTime(t *testing.T) {
	t.Parallel()
	for _, s := range exercise.Embedded() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				c := play(s, func(in *exercise.Inject) (string, int, bool) {
					ways := []string{"", "nothing"}
					for _, choice := range in.Choices {
						ways = append(ways, choice.ID)
					}
					way := rapid.SampledFrom(ways).Draw(t, in.ID)
					if way == "nothing" {
						return "", 0, false
					}
					return way, rapid.IntRange(0, 25).Draw(t, in.ID+" after"), true
				})
				for _, in := range s.Injects {
					at, delivered := c.Delivered[in.ID]
					switch {
					case in.At != nil && at != time.Duration(*in.At)*time.Minute, in.At != nil && !delivered:
						t.Fatalf("%s was delivered at %v (%t), want minute %d", in.ID, at, delivered, *in.At)
					case delivered && at >= s.Length():
						t.Fatalf("%s was delivered at %v, after the end", in.ID, at)
					case delivered && in.When != nil && in.When.Choice != "":
						of, _, _ := s.Choice(in.When.Choice)
						if first := c.Decisions[slices.IndexFunc(c.Decisions, func(d exercise.Taken) bool { return d.Inject == of.ID && d.Choice != "" })]; first.Choice != in.When.Choice {
							t.Fatalf("%s was delivered though %s was chosen", in.ID, first.Choice)
						}
					}
				}
				for _, turn := range s.Pending(c) {
					if turn.At < s.Length() {
						t.Fatalf("%s was due at %v and never delivered", turn.Inject.ID, turn.At)
					}
				}
			})
		})
	}
}

// towards decides such that an inject comes which waits for something, each time after eight minutes.
func towards(s *exercise.Scenario, target *exercise.Inject) decide {
	return func(in *exercise.Inject) (string, int, bool) {
		for at := target; at != nil && at.When != nil; {
			if of, choice, ok := s.Choice(at.When.Choice); ok {
				if of.ID == in.ID {
					return choice.ID, 8, true
				}
				at = of
				continue
			}
			if at.When.Undecided == in.ID {
				return "", 0, false
			}
			at, _ = s.Inject(at.When.Undecided + at.When.Delivered + at.When.Decided)
		}
		return "", 8, true
	}
}

// TestEveryConditionalInjectComesForThoseWhoDecideWithinEightMinutes holds that no path is there for show.
func TestEveryConditionalInjectComesForThoseWhoDecideWithinEightMinutes(t *testing.T) {
	t.Parallel()
	for _, s := range exercise.Embedded() {
		for _, target := range s.Injects {
			if target.When == nil {
				continue
			}
			c := play(s, towards(s, &target))
			if at, ok := c.Delivered[target.ID]; !ok || at > s.Length()-5*time.Minute {
				t.Errorf("%s: %s was delivered at %v (%t), want it with five minutes left", s.Name, target.ID, at, ok)
			}
		}
	}
}

func TestPending(t *testing.T) {
	t.Parallel()
	s, err := exercise.Load([]byte(sound), "s.yaml")
	if err != nil {
		t.Fatal(err)
	}
	at := func(id string, minute int) exercise.Course {
		return exercise.Course{Delivered: map[string]time.Duration{id: time.Duration(minute) * time.Minute}}
	}
	with := func(c exercise.Course, taken ...exercise.Taken) exercise.Course {
		c.Decisions = taken
		return c
	}
	took := func(choice string, minute int) exercise.Taken {
		return exercise.Taken{Inject: "call", Choice: choice, At: time.Duration(minute) * time.Minute}
	}
	for _, tt := range []struct {
		name string
		c    exercise.Course
		want map[string]int // by inject, in minutes
	}{
		{"before the start only what has a minute is known", exercise.Course{}, map[string]int{"call": 0}},
		{"what is skipped does not come, nor what waits for it", exercise.Course{Skipped: map[string]bool{"call": true}}, nil},
		{"without a decision the reminder is due", at("call", 2), map[string]int{"quiet": 12}},
		{"a choice brings its own and stills the reminder", with(at("call", 2), took("wait", 6)), map[string]int{"worse": 11}},
		{"the other choice brings nothing", with(at("call", 2), took("block", 6)), nil},
		{"the first choice counts", with(at("call", 2), took("block", 6), took("wait", 7)), nil},
		{"a decision beside the choices stills the reminder and leaves the choice open", with(at("call", 2), took("", 6), took("wait", 8)), map[string]int{"worse": 13}},
		{"a decision that comes too late does not undo the reminder", with(at("call", 2), took("block", 12)), map[string]int{"quiet": 12}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := s.Pending(tt.c)
			if len(got) != len(tt.want) {
				t.Fatalf("pending = %v, want %v", got, tt.want)
			}
			for _, turn := range got {
				if want, ok := tt.want[turn.Inject.ID]; !ok || turn.At != time.Duration(want)*time.Minute {
					t.Errorf("%s at %v, want %v", turn.Inject.ID, turn.At, tt.want)
				}
			}
		})
	}
}

func TestWhatWasDeliveredCanStillBeMissing(t *testing.T) {
	t.Parallel()
	s := &exercise.Scenario{Injects: []exercise.Inject{
		{PlayerInject: exercise.PlayerInject{ID: "a"}, When: &exercise.Condition{Decided: "x"}},
		{PlayerInject: exercise.PlayerInject{ID: "b"}, When: &exercise.Condition{Undelivered: "a", By: 20}},
	}}
	for minute, want := range map[int]int{-1: 1, 19: 0, 20: 0, 21: 1} { // -1: not at all
		c := exercise.Course{Delivered: map[string]time.Duration{}}
		if minute >= 0 {
			c.Delivered["a"] = time.Duration(minute) * time.Minute
		}
		if got := s.Pending(c); len(got) != want || want == 1 && got[0].At != 20*time.Minute {
			t.Errorf("a at minute %d: pending = %v, want %d", minute, got, want)
		}
	}
}
