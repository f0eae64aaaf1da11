package blocks

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"cairn/internal/exercise"
)

// ReviewDue tells whoever evaluates an exercise that its report is to be reviewed, or is late, and how far it is. Step is what
// it is said for, with its number; see exercise.StepReview.
func ReviewDue(r Reader, v exercise.Review, step string) Message {
	r = r.in(v.In.Zone)
	says, done := r.say(reviewComesNow), reviewIsSigned
	if v.Refused != nil {
		done = reviewWasSigned
	}
	switch {
	case v.State == exercise.Reviewed:
		says = r.say(done, r.when(v.SignedAt))
	case step == exercise.StepReview:
		says = r.say(reviewComes)
	case exercise.StepName(step) == exercise.StepReviewLate:
		says = r.say(reviewComesLate, exercise.DaysLate(step))
	}
	if v.State != exercise.Reviewed && leaderGone(v.View) {
		says = join(says, r.say(reviewFalls, mention(v.Plan.Facilitator)))
	}
	spoken := unstarred(says)
	if v.State == exercise.Reviewed {
		spoken = r.say(done, r.at(v.SignedAt))
	}
	value := ReviewValue{ID: v.ID}.String()
	blocks := []slack.Block{section(says), section(reviewHeadSays(r, v, r.when))}
	text := join(spoken, unstarred(reviewHeadSays(r, v, r.at)))
	if v.State == exercise.Reviewed {
		if v.Refused != nil {
			blocks, text = append(blocks, section(refusedSays(r, v.View, r.when))), join(text, unstarred(refusedSays(r, v.View, r.at)))
		}
		return aboutReport(r, v.View, text, append(blocks, actions(reviewButtons(r, v)...))...)
	}
	blocks = append(blocks, section(reviewStands(r, v)), actions(
		button(r.say(buttonReview), ActionReview, value).WithStyle(slack.StylePrimary), button(r.say(buttonDraft), ActionReport, value)))
	return aboutReport(r, v.View, join(text, unstarred(reviewStands(r, v))), blocks...)
}

// leaderGone reports whether the facilitator can no longer be asked.
func leaderGone(v exercise.View) bool { return slices.Contains(v.Gone, v.Plan.Facilitator) }

// ReviewLate tells a manager that the report of an exercise is not signed 30 days after it, or more, or that it was signed since.
func ReviewLate(r Reader, v exercise.View, step string) Message {
	r = r.in(v.In.Zone)
	kind, number, scope := kindName(r, v.Kind), v.ID.Number(), Escape(Cut(v.In.Scope, maxName))
	if v.State == exercise.Reviewed {
		says := r.say(reviewLateDone, kind, number, scope)
		return aboutReport(r, v, unstarred(says), section(says), actions(button(r.say(buttonReport), ActionReport, ReviewValue{ID: v.ID}.String())))
	}
	says := r.say(reviewLateFor, exercise.DaysLate(step), kind, number, scope, mention(v.Plan.Facilitator))
	return aboutReport(r, v, unstarred(says), section(says))
}

// Unpublished tells whoever can mend it that Slack has refused the signed report of an exercise for good, or that it is published
// since.
func Unpublished(r Reader, v exercise.View) Message {
	r = r.in(v.In.Zone)
	says := r.say(reportOf, kindName(r, v.Kind), v.ID.Number(), Escape(Cut(v.In.Scope, maxName)))
	blocks, buttons := []slack.Block{section(says)}, []slack.BlockElement(nil)
	text := unstarred(says)
	add := func(shown, spoken string) {
		blocks, text = append(blocks, section(shown)), join(text, unstarred(spoken))
	}
	switch {
	case v.Link != "":
		add(r.say(reportThere, v.Link), r.say(reportThere, v.Link))
	case v.Refused == nil:
		add(r.say(reportComes), r.say(reportComes))
	default:
		add(refusedSays(r, v, r.when), refusedSays(r, v, r.at))
		buttons = append(buttons, republishButton(r, v))
		if shelvable(r, v) {
			buttons = append(buttons, shelveButton(r, v))
		}
	}
	buttons = append(buttons, button(r.say(buttonReport), ActionReport, ReviewValue{ID: v.ID}.String()))
	return aboutReport(r, v, text, append(blocks, actions(buttons...))...)
}

// reportSays says by when the report of an exercise is to be signed, that it is late, or that Slack refuses it; "" where there is
// nothing to say.
func reportSays(r Reader, v exercise.View, when func(time.Time) string) string {
	switch {
	case v.State == exercise.Reviewed && v.Refused != nil && v.Refused.Shelved:
		return ""
	case v.State == exercise.Reviewed && v.Refused != nil:
		return r.say(reportStuck)
	case v.State != exercise.Ended:
		return ""
	case v.ReportLate():
		return r.say(reportLate, mention(v.Plan.Facilitator), when(v.SignBy))
	default:
		return r.say(reportDue, mention(v.Plan.Facilitator), when(v.SignBy))
	}
}

// refusedSays says why a signed report is not published, and what can be done.
func refusedSays(r Reader, v exercise.View, when func(time.Time) string) string {
	then := reportTried
	switch {
	case v.Refused.Shelved:
		then = reportShelved
	case v.Refused.GivenUp:
		then = reportGivenUp
	}
	return join(r.say(reportRefused, channelOf(v.Plan.Channel), when(v.Refused.At), Escape(Cut(v.Refused.Reason, maxReason))), r.say(then))
}

// republishable reports whether the report could be asked for anew: Slack refused it, or it has not come for a day.
func republishable(v exercise.View) bool {
	return v.Refused != nil || v.State == exercise.Reviewed && v.Link == "" && v.Now.Sub(v.SignedAt) > 24*time.Hour
}

// shelvable reports whether the reader can say that the report need not be published.
func shelvable(r Reader, v exercise.View) bool {
	return v.Refused != nil && v.Refused.GivenUp && !v.Refused.Shelved && v.In.IsManager(r.User)
}

// shelveButton has a report stay unpublished, after asking back.
func shelveButton(r Reader, v exercise.View) *slack.ButtonBlockElement {
	b := button(r.say(buttonShelve), ActionShelve, ReviewValue{ID: v.ID}.String())
	b.AccessibilityLabel = Cut(r.say(shelveName, exerciseNamed(r, v)), MaxButton)
	return b.WithConfirm(slack.NewConfirmationBlockObject(plain(r.say(shelveConfirm), MaxConfirmTitle), plain(r.say(shelveWhy), MaxConfirmText),
		plain(r.say(buttonShelve), MaxConfirmButton), plain(r.say(buttonCancel), MaxConfirmButton)))
}

// Shelved confirms that a report stays unpublished.
func Shelved(r Reader, v exercise.View) Message {
	says := r.say(reportOf, kindName(r, v.Kind), v.ID.Number(), Escape(Cut(v.In.Scope, maxName)))
	return aboutReport(r, v, join(unstarred(says), unstarred(r.say(reportShelved))), section(join(says, r.say(reportShelved))))
}

// republishButton has the report be published that Slack refused.
func republishButton(r Reader, v exercise.View) *slack.ButtonBlockElement {
	b := button(r.say(buttonRepublish), ActionRepublish, ReviewValue{ID: v.ID}.String()).WithStyle(slack.StylePrimary)
	b.AccessibilityLabel = Cut(r.say(republishName, exerciseNamed(r, v)), MaxButton)
	return b
}

// aboutReport is a message about the report of an exercise. It begins as all about an exercise does, and says at its end that the
// report itself is none.
func aboutReport(r Reader, v exercise.View, text string, blocks ...slack.Block) Message {
	title, end := exerciseTitle(r, v.Name), r.say(reviewReal)
	head := Escape(title) + ". "
	room := MaxText - utf8.RuneCountInString(head) - utf8.RuneCountInString(end) - 1
	blocks = append([]slack.Block{header(title)}, fit(r, blocks, MaxMessageBlocks-2)...)
	return Message{Text: head + Cut(strings.TrimSpace(text), room) + " " + end, Blocks: append(blocks, note(end))}
}

// heldDay shows the day on which an exercise took place that began at an instant. It is that of its programme, wherever the reader is.
func heldDay(r Reader, began time.Time, zone string) string {
	return r.day(exercise.DayHeld(began, zone))
}
