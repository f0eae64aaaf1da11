package blocks

import (
	"slices"

	"github.com/slack-go/slack"

	"cairn/internal/exercise"
)

// TakeOver is the view in which a manager becomes the facilitator of an exercise. It says what follows from that, and nothing of the
// plot, for they may be playing.
func TakeOver(r Reader, v exercise.View) slack.ModalViewRequest {
	r = r.in(v.In.Zone)
	lead := mention(v.Plan.Facilitator)
	what, notes, told := takeOverWhat, takeOverNotes, takeOverTold
	switch {
	case !v.State.Live():
		what, notes, told = takeOverEnded, takeOverNotesThen, takeOverToldThen
	case leaderGone(v): // who is told nothing any more
		told = takeOverToldGone
	}
	lines := []string{r.say(what, lead), r.say(notes)}
	switch v.Part {
	case exercise.AsPlayer:
		lines = append(lines, r.say(takeOverPlays))
		if !slices.ContainsFunc(v.Plan.Players, func(s exercise.Seat) bool { return s.User != v.For }) {
			lines = append(lines, r.say(takeOverAlone))
		}
	case exercise.AsScribe, exercise.AsObserver:
		lines = append(lines, r.say(takeOverPart, partWord(r, v, v.For)))
	}
	lines = append(lines, r.say(told, lead, channelOf(v.Plan.Channel)))
	return runForm(r, CallbackRunTakeOver, r.say(takeOverTitle), r.say(buttonTakeOver), RunValue{v.ID, string(v.Plan.Facilitator)}, v.Name, sections(bulleted(r, lines))...)
}

// bulleted are lines as a list.
func bulleted(r Reader, lines []string) []string {
	for i, line := range lines {
		lines[i] = r.say(wordBullet, line)
	}
	return lines
}

// TakenOver confirms it, with what the new facilitator can do at once.
func TakenOver(r Reader, v exercise.View) slack.ModalViewRequest {
	r = r.in(v.In.Zone)
	done := takeOverDone
	if !v.State.Live() {
		done = takeOverDoneThen
	}
	blocks := []slack.Block{section(r.say(done))}
	if buttons := exerciseButtons(r, v); len(buttons) > 0 {
		blocks = append(blocks, actions(buttons...))
	}
	return runDone(r, v.Name, blocks...)
}

// Handed tells whoever facilitated an exercise that somebody else does now.
func Handed(r Reader, v exercise.View) Message {
	r = r.in(v.In.Zone)
	says := handedLive
	if !v.State.Live() {
		says = handedEnded
	}
	text := r.say(says, mention(v.Plan.Facilitator))
	return exerciseLine(r, v, text, text)
}

// handed reports whether the reader facilitated the exercise until somebody else took it over.
func handed(v exercise.View) bool {
	return slices.ContainsFunc(v.Handovers, func(h exercise.Handover) bool { return h.From == v.For })
}
