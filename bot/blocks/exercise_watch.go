package blocks

import (
	"slices"

	"github.com/slack-go/slack"

	"cairn/internal/exercise"
)

// watchNotesShown is how many of their notes an observer sees in the message, the newest.
const watchNotesShown = 12

// Watch is what an observer has: what to look for, and what they noted. It is brought up to date in place.
func Watch(r Reader, w exercise.Watch) Message {
	r = r.in(w.In.Zone)
	state := watchState(r, w.View)
	blocks, text := []slack.Block{section(state)}, unstarred(state)
	if w.State == exercise.Cancelled || w.State == exercise.Reviewed {
		return inExercise(r, w.Name, text, blocks...)
	}
	observe := button(r.say(buttonObserve), ActionRunObserve, RunValue{ID: w.ID}.String()).WithStyle(slack.StylePrimary)
	guide := button(r.say(buttonGuide), ActionRunGuide, RunValue{ID: w.ID}.String())
	if w.State == exercise.Planned {
		blocks = append(append(blocks, actions(guide)), goalBlocks(r, w.Objectives)...)
		return inExercise(r, w.Name, text, blocks...)
	}
	blocks = append(append(blocks, actions(observe, guide)), goalBlocks(r, w.Objectives)...)
	return inExercise(r, w.Name, text, append(blocks, watchNoted(r, w)...)...)
}

// WatchTaken is what stands in the place of that for who no longer observes.
func WatchTaken(r Reader, v exercise.View) Message {
	text := r.say(watchTaken)
	return inExercise(r, v.Name, text, section(text))
}

// watchState says what an observer does now.
func watchState(r Reader, v exercise.View) string {
	switch v.State {
	case exercise.Planned:
		return r.say(watchPlanned, r.when(v.Plan.Start), channelOf(v.Plan.Channel))
	case exercise.Running, exercise.Paused:
		return r.say(watchLive, channelOf(v.Plan.Channel))
	case exercise.Ended:
		return r.say(watchEnded)
	case exercise.Cancelled:
		return r.say(controlGone)
	default:
		return r.say(watchOver)
	}
}

// watchNoted lists what an observer noted, the newest first, each with the way to take it back.
func watchNoted(r Reader, w exercise.Watch) []slack.Block {
	if len(w.Noted) == 0 {
		return []slack.Block{note(r.say(watchNone))}
	}
	return notedRows(r, w.View, w.Noted)
}

// notedRow is an observation of the reader with the way to take it back.
func notedRow(r Reader, v exercise.View, n exercise.Noted) slack.Block {
	b := button(r.say(buttonRetract), ActionRunRetract, RunValue{v.ID, n.ID}.String())
	b.AccessibilityLabel = Cut(r.say(controlText, r.say(buttonRetract), n.ID), MaxButton)
	return slack.NewSectionBlock(mrkdwn(notedSays(r, v, n), MaxSection), nil, slack.NewAccessory(b))
}

// ownNotes lists what the reader noted while it was played, the newest first, each with the way to take it back. What they said in the
// hot wash they say anew there.
func ownNotes(r Reader, v exercise.View) []slack.Block {
	notes := slices.DeleteFunc(slices.Clone(v.Own), func(n exercise.Noted) bool { return n.HotWash })
	if len(notes) == 0 {
		return nil
	}
	return notedRows(r, v, notes)
}

func notedRows(r Reader, v exercise.View, notes []exercise.Noted) []slack.Block {
	blocks := []slack.Block{section(r.say(watchNotes))}
	for i, n := range slices.Backward(notes) {
		if len(notes)-i > watchNotesShown {
			return append(blocks, note(r.say(watchMore, i+1)))
		}
		blocks = append(blocks, notedRow(r, v, n))
	}
	return blocks
}

// notedSays is an observation: what it is, about which objective, when, and what was seen.
func notedSays(r Reader, v exercise.View, n exercise.Noted) string {
	return r.say(watchNote, Escape(n.ID), observedSays(r, n.Observation), goalNumber(r, v, n.Objective)) + "\n" + Escape(Cut(n.Text, maxSummary))
}

// goalNumber names an objective by its number, for mrkdwn.
func goalNumber(r Reader, v exercise.View, id string) string {
	for i, g := range v.Brief.Objectives {
		if g.ID == id {
			return r.say(watchGoal, i+1)
		}
	}
	return Escape(Cut(id, maxName))
}
