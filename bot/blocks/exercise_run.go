package blocks

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"cairn/internal/exercise"
)

// RunValue is the value of a button of an exercise that is played, and the private metadata of its views.
type RunValue struct {
	ID   exercise.ID
	What string // an inject, an observation, a page or somebody, as the button needs; "" for none
}

// String returns the button's value.
func (v RunValue) String() string {
	if v.What == "" {
		return string(v.ID)
	}
	return string(v.ID) + "|" + v.What
}

// ParseRunValue reads a button's value.
func ParseRunValue(s string) (RunValue, bool) {
	id, what, _ := strings.Cut(s, "|")
	return RunValue{exercise.ID(id), what}, id != ""
}

// inExercise is a message about an exercise, marked at the beginning and closed at the end, in its blocks and its text.
func inExercise(r Reader, name, text string, blocks ...slack.Block) Message {
	title := exerciseTitle(r, name)
	head, end := Escape(title)+". ", " "+notReal(r)
	room := MaxText - utf8.RuneCountInString(head) - utf8.RuneCountInString(end)
	blocks = append([]slack.Block{header(title)}, fit(r, blocks, MaxMessageBlocks-2)...)
	return Message{Text: head + Cut(strings.TrimSpace(undated(text)), room) + end, Blocks: append(blocks, note(notReal(r)))}
}

// runForm is a view about an exercise that asks something, marked likewise.
func runForm(r Reader, callback, title, submit string, v RunValue, name string, blocks ...slack.Block) slack.ModalViewRequest {
	return judgement(r, callback, title, submit, v.String(), runBlocks(r, name, blocks)...)
}

// runBlocks are the blocks of a view about an exercise, marked likewise.
func runBlocks(r Reader, name string, blocks []slack.Block) []slack.Block {
	marked := append([]slack.Block{header(exerciseTitle(r, name))}, fit(r, blocks, MaxViewBlocks-2)...)
	return append(marked, note(notReal(r)))
}

// runDone is a view that says what was done, marked likewise.
func runDone(r Reader, name string, blocks ...slack.Block) slack.ModalViewRequest {
	alert := Alert{Level: slack.AlertLevelSuccess, Headline: r.say(alertDone)}
	return notice(r, r.say(noticeTitle), runBlocks(r, name, append(alert.blocks(), blocks...)))
}

// RunFault tells somebody who acted in an exercise what went wrong, marked likewise.
func RunFault(r Reader, name, sentence string) Message {
	s := Sentence(sentence)
	return inExercise(r, name, s, section(s))
}

// RunNotice is the same as a view, in the place of one that cannot be gone on with.
func RunNotice(r Reader, name, sentence string) slack.ModalViewRequest {
	return notice(r, r.say(noticeTitle), runBlocks(r, name, Alert{Level: slack.AlertLevelWarning, Detail: sentence}.blocks()))
}

// clock shows the time of day of an instant, in the zone of whoever looks at it.
func (r Reader) clock(t time.Time) string {
	return r.say(runTime, strconv.FormatInt(t.Unix(), 10), r.instant(t.UTC(), runClock))
}

// minute is the minute that an exercise's clock shows.
func minute(d time.Duration) int { return int(d / time.Minute) }

// took says how long something took: in seconds below two minutes, else in minutes and what seconds there are beside.
func took(r Reader, d time.Duration) string {
	seconds := int(d.Round(time.Second) / time.Second)
	if seconds < 120 {
		return r.say(wordSeconds, seconds)
	}
	if seconds%60 == 0 {
		return r.say(wordWholeMinutes, seconds/60)
	}
	return r.say(wordMinutesAndSec, seconds/60, seconds%60)
}

// ratingSays is a rating as it is chosen and read: its letter and what it means. It is plain.
func ratingSays(r Reader, rating exercise.Rating) string {
	words := r.text(rating.Words())
	if rating == exercise.NotObserved || rating == "" {
		return upperFirst(words)
	}
	return r.say(ratingIs, string(rating), words)
}

// impacts are those of an area for improvement, the lightest first.
func impacts() []exercise.Impact {
	return []exercise.Impact{exercise.Minor, exercise.Major, exercise.Critical}
}

// observedSays is what an observation is: a strength, or an area for improvement with what it weighed. It is plain.
func observedSays(r Reader, o exercise.Observation) string {
	if o.Kind == exercise.Strength {
		return r.say(observedWell)
	}
	return r.say(observedBetter, r.text(o.Impact.Words()))
}

// gist is the beginning of an inject's message on one line, prose before logs. It is plain.
func gist(in exercise.PlayerInject, most int) string {
	passages := exercise.Passages(in.Message)
	for _, p := range passages {
		if !p.Fixed {
			return Cut(strings.Join(strings.Fields(p.Text), " "), most)
		}
	}
	for _, p := range passages {
		return Cut(strings.Join(strings.Fields(p.Text), " "), most)
	}
	return Cut(in.From, most)
}

// told finds an inject among those that players have.
func told(v exercise.View, inject string) (exercise.Told, bool) {
	for _, t := range v.Delivered {
		if t.ID == inject {
			return t, true
		}
	}
	return exercise.Told{}, false
}

// choiceTaken is the text of a choice that players were offered; "" for another.
func choiceTaken(v exercise.View, d exercise.Decision) string {
	t, ok := told(v, d.Inject)
	if !ok || d.Choice == "" {
		return ""
	}
	for _, c := range t.Choices {
		if c.ID == d.Choice {
			return c.Text
		}
	}
	return ""
}

// bullets lists texts as lines.
func bullets(r Reader, texts []string, most int) []string {
	lines := make([]string, 0, len(texts))
	for i, text := range texts {
		if i == most {
			return append(lines, r.say(wordMore, len(texts)-i))
		}
		lines = append(lines, r.say(wordBullet, Escape(Cut(text, maxSummary))))
	}
	return lines
}
