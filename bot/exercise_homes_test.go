package bot

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"cairn/internal/assess"
	"cairn/internal/exercise"
)

func TestOnlyThoseWhoseHomeTabsShowWhatChangedInAnExerciseAreToldOfIt(t *testing.T) {
	t.Parallel()
	nine := time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)
	v := exercise.View{
		ID: "northwind/E1", State: exercise.Planned, Version: 1, In: assess.Programme{Managers: []assess.UserID{"mara"}},
		Plan: exercise.Plan{Facilitator: "ivor", Players: []exercise.Seat{{User: "gus"}, {User: "dee"}}, Observers: []assess.UserID{"kofi"}},
	}
	all := []assess.UserID{"ivor", "gus", "dee", "kofi", "mara"}
	var homes exerciseHomes
	for _, step := range []struct {
		what   string
		change func()
		want   []assess.UserID
	}{
		{"what is seen first", func() {}, all},
		{"nothing", func() {}, nil},
		{"a reply", func() { v.Replies = map[assess.UserID]exercise.Replied{"gus": {Reply: exercise.Yes, At: nine}} }, []assess.UserID{"gus"}},
		{"the same, said anew", func() {
			v.Replies = map[assess.UserID]exercise.Replied{"gus": {Reply: exercise.Yes, At: nine.Add(time.Minute)}}
		}, []assess.UserID{"gus"}},
		{"another cast", func() { v.Version, v.Plan.Players = 2, v.Plan.Players[:1] }, all},
		{"the start", func() { v.Version, v.State = 3, exercise.Running }, []assess.UserID{"ivor", "gus", "kofi", "mara"}},
		{"a decision", func() { v.Log = []exercise.Logged{{LoggedBy: "gus"}} }, nil},
		{"an inject", func() { v.Delivered = []exercise.Told{{At: nine}} }, nil},
		{"the end", func() { v.Version, v.State, v.SignBy = 4, exercise.Ended, nine }, []assess.UserID{"ivor", "gus", "kofi", "mara"}},
		{"a hot wash", func() { v.Debriefed = []assess.UserID{"kofi"} }, []assess.UserID{"kofi"}},
		{"a late report", func() { v.Now = nine.Add(time.Hour) }, []assess.UserID{"ivor", "gus", "kofi", "mara"}},
		{"the signature", func() { v.Version, v.State = 5, exercise.Reviewed }, []assess.UserID{"ivor", "gus", "kofi", "mara"}},
		{"its publication", func() { v.Link = "https://example.com" }, []assess.UserID{"ivor", "gus", "kofi", "mara"}},
	} {
		step.change()
		assert.ElementsMatch(t, step.want, homes.changed(v), step.what)
	}
	assert.Empty(t, homes.told, "nothing is kept of what is over")
}
