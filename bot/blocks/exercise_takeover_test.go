package blocks_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/exercise"
	"cairn/internal/target"
)

// leaving is an exercise of Mara's who can no longer be asked, as a manager sees it.
func leaving(t *testing.T, u assess.UserID, s exercise.State) exercise.View {
	t.Helper()
	v := played(t, u, s)
	v.Gone, v.Manages, v.TakesOver = []assess.UserID{mara}, true, true
	return v
}

// handedOn is the same after Ada has taken it over.
func handedOn(t *testing.T, u assess.UserID, s exercise.State) exercise.View {
	t.Helper()
	v := played(t, u, s)
	v.Plan.Facilitator, v.Handovers = "U0ADA", []exercise.Handover{{At: begins.Add(20 * time.Minute), From: mara, To: "U0ADA"}}
	v.Part, v.Manages = v.Plan.PartOf(u), u == "U0ADA"
	return v
}

func TestExerciseTakeOverGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "exercise-takeover"}
	g.message(t, "the facilitator is gone, to a manager who plays", blocks.Unled(english(gus), leaving(t, gus, exercise.Running)))
	g.home(t, "home of a manager", blocks.Home(english("U0ADA"), assess.Home{Who: assess.Person{ID: "U0ADA"}, At: begins}, target.Mine{},
		blocks.Rehearsals{Late: []exercise.View{leaving(t, "U0ADA", exercise.Running)}}, nil))
	g.message(t, "shown to a manager", blocks.Exercise(english("U0ADA"), leaving(t, "U0ADA", exercise.Running)))
	g.modal(t, "take over", blocks.TakeOver(english("U0ADA"), leaving(t, "U0ADA", exercise.Running)), nil)
	g.modal(t, "take over as a player", blocks.TakeOver(english(gus), leaving(t, gus, exercise.Running)), nil)
	ill := leaving(t, "U0ADA", exercise.Running)
	ill.Gone = nil
	g.modal(t, "take over from somebody who is ill", blocks.TakeOver(english("U0ADA"), ill), nil)
	alone := leaving(t, gus, exercise.Paused)
	alone.Plan.Players = []exercise.Seat{{User: gus, Role: "incident-lead"}}
	g.modal(t, "take over as the only player", blocks.TakeOver(english(gus), alone), nil)
	g.modal(t, "take over as an observer", blocks.TakeOver(english(otto), leaving(t, otto, exercise.Running)), nil)
	g.modal(t, "take over after the end", blocks.TakeOver(english("U0ADA"), leaving(t, "U0ADA", exercise.Ended)), nil)
	g.modal(t, "in German", blocks.TakeOver(zoned(t, gus, "de-DE", "Europe/Berlin"), leaving(t, gus, exercise.Running)), nil)
	g.modal(t, "taken over", blocks.TakenOver(english("U0ADA"), handedOn(t, "U0ADA", exercise.Running)), nil)
	g.modal(t, "taken over after the end", blocks.TakenOver(english("U0ADA"), handedOn(t, "U0ADA", exercise.Ended)), nil)
	p := posted(t, exercise.StepTakenOver+"#1")
	p.Handover = &exercise.Handover{From: mara, To: "U0ADA"}
	g.message(t, "in the channel", blocks.Announcement(reader, p))
	g.message(t, "to who facilitated it", blocks.Handed(english(mara), handedOn(t, mara, exercise.Running)))
	g.message(t, "to who facilitated it, after the end", blocks.Handed(english(mara), handedOn(t, mara, exercise.Ended)))
	g.message(t, "their invitation", blocks.Invitation(english(mara), handedOn(t, mara, exercise.Running)))
	g.message(t, "the manager's message then", blocks.Unled(english(gus), handedOn(t, gus, exercise.Running)))
	g.message(t, "shown to a player", blocks.Exercise(english(gus), handedOn(t, gus, exercise.Running)))
	g.compare(t)
}

func TestTakingOverIsOfferedToWhomItIsOpen(t *testing.T) {
	t.Parallel()
	offered := func(v exercise.View) bool {
		return strings.Contains(plainWords(t, blocks.Exercise(english(v.For), v).Blocks), blocks.ActionRunTakeOver)
	}
	present := func(v exercise.View) exercise.View {
		v.Gone = nil
		return v
	}
	assert.True(t, offered(leaving(t, "U0ADA", exercise.Running)))
	assert.True(t, offered(leaving(t, gus, exercise.Paused)), "also to one who plays")
	assert.True(t, offered(present(leaving(t, "U0ADA", exercise.Running))), "Slack does not know who is ill")
	assert.True(t, offered(present(leaving(t, "U0ADA", exercise.Ended))))
	assert.False(t, offered(leaving(t, "U0ADA", exercise.Ended)), "who did not play reviews it in the place of one who is gone")
	assert.False(t, offered(played(t, gus, exercise.Running)))
}
