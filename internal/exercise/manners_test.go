package exercise_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/exercise"
)

// season is an exercise whose people do as they like, and whose process wakes when it should, or later.
type season struct {
	*desk
	rand     *rand.Rand
	id       exercise.ID
	punctual bool // the process never wakes late
	people   []assess.UserID
	told     map[string]bool
}

func newSeason(t *testing.T, seed uint64) *season {
	t.Helper()
	v := &season{
		desk: newDesk(t), rand: rand.New(rand.NewPCG(seed, 6)), punctual: seed%2 == 0, told: make(map[string]bool),
		people: []assess.UserID{facilitator, scribe, observer, player, ann, boss, second, "U0BEN", "U0EVE", "U0FAY", "U0GUS"},
	}
	zones := []string{"Europe/London", "America/Los_Angeles", "Asia/Tokyo", "Europe/Berlin"}
	for _, u := range v.people {
		v.saw(u, zones[v.rand.IntN(len(zones))], assess.Member)
	}
	v.clock.Add(time.Duration(v.rand.IntN(7*24*60)) * time.Minute)
	d := v.draft("2026-10-21 10:00")
	d.Start = v.start()
	e, err := v.Plan(t.Context(), assess.BySlack(boss), "north", d)
	v.must(err)
	v.id = e.ID
	return v
}

// start draws a start between two hours and three weeks from now.
func (v *season) start() time.Time {
	most := []int{24 * 60, 4 * 24 * 60, 21 * 24 * 60}[v.rand.IntN(3)]
	return v.clock.Now().Add(2*time.Hour + time.Duration(v.rand.IntN(most))*time.Minute)
}

// run does what is due until an instant.
func (v *season) run(until time.Time) {
	v.t.Helper()
	for range 1000 {
		due, err := v.Due(v.t.Context(), v.id.Subject(), v.clock.Now())
		v.must(err)
		if due.Done || due.Deed == "" || due.At.After(until) {
			v.clock.Set(until)
			return
		}
		if due.At.After(v.clock.Now()) {
			v.clock.Set(due.At)
			if !v.punctual && v.rand.IntN(4) == 0 {
				v.clock.Add(time.Duration(v.rand.IntN(60*60)) * time.Minute)
			}
			continue
		}
		if due.Deed != exercise.DoTell {
			v.do(v.id, due)
			continue
		}
		v.hear(v.tell(v.id, due.Person, due.Step))
		if v.rand.IntN(5) == 0 { // the activity runs again
			v.tell(v.id, due.Person, due.Step)
		}
	}
	v.t.Fatalf("at %s it does not come to rest", v.local(v.clock.Now()))
}

// hear holds what somebody is told against the manners.
func (v *season) hear(n exercise.Notice) {
	v.t.Helper()
	e, u, name := n.View, n.To.ID, exercise.StepName(n.Step)
	what := fmt.Sprintf("%s to %s, %s, at %s (%s, starts %s)", n.Step, u, e.Part, v.local(v.clock.Now()), e.State, v.local(e.Plan.Start))
	if key := n.Step + " " + string(u); v.told[key] {
		v.t.Errorf("%s again", what)
	} else {
		v.told[key] = true
	}
	if n.Control != nil && e.Part != exercise.AsFacilitator || n.Watch != nil && e.Part != exercise.AsObserver || n.Review != nil && e.Part != exercise.AsFacilitator {
		v.t.Errorf("%s tells what is not for them", what)
	}
	run := []string{exercise.StepControls, exercise.StepWatch, exercise.StepLate}
	cal, err := e.In.CalendarOf(n.To)
	v.must(err)
	live := e.State.Live()
	soon := v.clock.Now().Before(e.Plan.Start) && cal.Next(v.clock.Now()).After(e.Plan.Start.Add(-time.Hour))
	switch {
	case cal.InHours(v.clock.Now()):
	case slices.Contains([]string{exercise.StepInvite, exercise.StepUnled, exercise.StepCancelled}, name) && (soon || live):
	case slices.Contains(run, name) && (live || v.clock.Now().Sub(e.Plan.Start).Abs() <= time.Hour):
	case name == exercise.StepNearEnd && live, name == exercise.StepStill && live:
	case name == exercise.StepHotWash && v.clock.Now().Sub(e.EndedAt) <= time.Hour:
	default:
		v.t.Errorf("%s, outside working time", what)
	}
	asks := []string{exercise.StepReply, exercise.StepReply + "-2", exercise.StepTomorrow, exercise.StepWatch, exercise.StepHotWash, exercise.StepHotWashNow}
	if slices.Contains(asks, name) && e.Replies[u].Reply == exercise.No && e.Part != exercise.AsFacilitator {
		v.t.Errorf("%s, who declined", what)
	}
	if name == exercise.StepTomorrow && cal.WorkingDaysBetween(v.clock.Now(), e.Plan.Start) > 1 {
		v.t.Errorf("%s is not on the day before", what)
	}
	before := []string{exercise.StepReply, exercise.StepReply + "-2", exercise.StepTomorrow, exercise.StepReady + "-3", exercise.StepReady + "-1"}
	if slices.Contains(before, name) && (e.State != exercise.Planned || !v.clock.Now().Before(e.Plan.Start)) {
		v.t.Errorf("%s is too late", what)
	}
}

// act lets somebody do something, if it may be done.
func (v *season) act() {
	v.t.Helper()
	ctx, e := v.t.Context(), v.view(v.id, boss)
	by := assess.BySlack(e.Plan.Facilitator)
	var err error
	switch v.rand.IntN(12) {
	case 0, 1:
		err = v.tryReplan(boss, v.id, "Another day suits us better.", func(p *exercise.Plan) { p.Start = v.start() })
	case 2, 3:
		err = v.tryReplan(second, v.id, "Somebody else has more time.", func(p *exercise.Plan) {
			p.Players[1].User = v.people[v.rand.IntN(len(v.people))]
			p.Observers[0] = v.people[v.rand.IntN(len(v.people))]
		})
	case 4:
		err = v.tryReplan(e.Plan.Facilitator, v.id, "The channel is another.", func(p *exercise.Plan) { p.Channel += "X" })
	case 5, 6, 7:
		u := e.Plan.People()[v.rand.IntN(len(e.Plan.People()))]
		err = v.Reply(ctx, assess.BySlack(u), v.id, []exercise.Reply{exercise.Yes, exercise.No, exercise.Maybe}[v.rand.IntN(3)], "")
	case 8:
		if v.rand.IntN(6) == 0 {
			err = v.Cancel(ctx, by, v.id, "There is a real incident.")
		}
	case 9:
		err = v.Pause(ctx, by, v.id, "We wait for somebody.")
	case 10:
		err = v.Resume(ctx, by, v.id)
	case 11:
		u := v.people[v.rand.IntN(len(v.people))]
		_, err = v.assess.Away(ctx, assess.BySlack(u), time.Time{}, v.clock.Now().AddDate(0, 0, 1+v.rand.IntN(20)))
	}
	if err != nil && !errs.Is(err, errs.Closed) && !errs.Is(err, errs.Conflict) && !errs.Is(err, errs.Invalid) {
		v.t.Fatal(err)
	}
}

func TestWhateverPeopleDoNobodyHearsTwiceNorAtNightAndEverythingEnds(t *testing.T) {
	t.Parallel()
	ends := make(chan exercise.State, 12)
	t.Run("seasons", func(t *testing.T) {
		for seed := range uint64(cap(ends)) {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				v := newSeason(t, seed)
				for range 25 {
					e := v.view(v.id, boss)
					wait := time.Duration(1+v.rand.IntN(2*24*60)) * time.Minute
					if left := e.Plan.Start.Sub(v.clock.Now()); left > 0 && left < wait && seed%4 != 3 { // the facilitator comes in time
						v.run(e.Plan.Start)
						if err := v.Start(t.Context(), assess.BySlack(e.Plan.Facilitator), v.id); err == nil && v.punctual {
							v.allKnow()
						}
						continue
					}
					if e.State.Live() {
						wait /= 48
					}
					v.run(v.clock.Now().Add(wait))
					v.act()
				}
				v.run(v.clock.Now().AddDate(1, 0, 0))
				e := v.view(v.id, boss)
				if due := v.due(v.id.Subject()); due != "done" && (e.State != exercise.Ended || due != "nothing") {
					t.Errorf("in the end it is %s and waits for %s", e.State, due)
				}
				v.complete(e)
				ends <- e.State
			})
		}
	})
	close(ends)
	seen := make(map[exercise.State]int)
	for s := range ends {
		seen[s]++
	}
	if seen[exercise.Ended] < 4 || seen[exercise.Cancelled] < 2 {
		t.Errorf("the seasons are too much alike: %v", seen)
	}
}

// allKnow checks that everybody with a part was told of the present start before it came.
func (v *season) allKnow() {
	v.t.Helper()
	e := v.view(v.id, boss)
	for _, u := range e.Plan.People() {
		knows := false
		var plan *exercise.Plan
		edition := 0
		for _, had := range v.ledger(v.id) {
			if had.Plan != nil {
				plan = had.Plan
				edition++
				knows = knows || edition > 1 && had.By.User == u && plan.Start.Equal(e.Plan.Start)
			}
			if had.Kind == exercise.WasTold && had.Person == u && exercise.StepName(had.Step) == exercise.StepInvite {
				knows = knows || plan.Start.Equal(e.Plan.Start)
			}
		}
		if !knows {
			v.t.Errorf("%s begins at %s, and %s does not know", v.id, v.local(e.Plan.Start), u)
		}
	}
}

// complete checks that who had to hear of the end has.
func (v *season) complete(e exercise.View) {
	v.t.Helper()
	if e.State != exercise.Ended {
		return
	}
	for _, step := range []string{exercise.StepReview, exercise.StepReviewNow, "review-25", exercise.StepReviewLate} {
		if v.punctual && !v.told[step+" "+string(e.Plan.Facilitator)] {
			v.t.Errorf("the facilitator was not told %s", step)
		}
	}
	for _, u := range []assess.UserID{e.Plan.Facilitator, boss, second} {
		if !v.told[exercise.StepReviewLate+" "+string(u)] {
			v.t.Errorf("%s does not know that the report is late", u)
		}
	}
}
