package blocks

import (
	"github.com/slack-go/slack"

	"cairn/internal/exercise"
)

// ReplanExercise is the form in which an exercise is planned anew. Plan and why are as they were entered, or as they stand. All
// objectives of the scenario are offered, those of the plan ticked.
func ReplanExercise(r Reader, c exercise.Changing, ref ExerciseRef, plan exercise.Plan, why string, a Alert) slack.ModalViewRequest {
	own := r
	r = r.in(c.In.Zone)
	reason := reasonText()
	reason.InitialValue = why
	blocks := append(a.blocks(), section(r.say(replanWhat, Escape(exerciseNamed(r, c.View)), r.when(c.Plan.Start))))
	blocks = append(blocks, whenInputs(r, own, c.In, plan, 0, c.Goals)...)
	blocks = append(blocks, channelInput(r, plan.Channel))
	blocks = append(blocks, whoInputs(r, plan, c.Brief.Roles)...)
	blocks = append(blocks, input(exercise.FieldWhy, r.say(replanWhy), r.say(replanWhyHint), reason).WithOptional(true))
	ref.ID, ref.Edition = c.ID, c.Edition
	return exerciseModal(r, CallbackExerciseReplan, ref.Encode(), replanTitle, buttonReplan, buttonCancel, blocks)
}

// AlertExerciseChanged says that somebody changed the plan meanwhile.
func AlertExerciseChanged(r Reader) Alert { return Alert{Headline: r.say(alertExerciseChanged)} }

// ExerciseReplanned confirms another plan, with what of it is worth a second look.
func ExerciseReplanned(r Reader, v exercise.View, more exercise.Doubts) slack.ModalViewRequest {
	r = r.in(v.In.Zone)
	blocks := []slack.Block{section(r.say(replanned, Escape(exerciseNamed(r, v)), r.when(v.Plan.Start))), note(r.say(replannedNext))}
	if doubts := timeDoubts(r, v.Plan, more); len(doubts) > 0 {
		blocks = append(blocks, sections(append([]string{r.say(reviewDoubts)}, doubts...))...)
	}
	return done(r, blocks...)
}

// CancelExercise asks why an exercise is cancelled.
func CancelExercise(r Reader, v exercise.View, ref ExerciseRef) slack.ModalViewRequest {
	r = r.in(v.In.Zone)
	ref.ID = v.ID
	blocks := []slack.Block{
		section(r.say(cancelWhat, Escape(exerciseNamed(r, v)), r.when(v.Plan.Start), r.say(wordPeople, len(v.Plan.People())))),
		input(exercise.FieldWhy, r.say(cancelWhy), r.say(cancelWhyHint), reasonText()),
	}
	return exerciseModal(r, CallbackExerciseCancel, ref.Encode(), cancelTitle, buttonCancelExercise, buttonKeepExercise, blocks)
}

// ExerciseCancelled confirms that an exercise is cancelled.
func ExerciseCancelled(r Reader, v exercise.View) slack.ModalViewRequest {
	return done(r, section(r.say(cancelDone, Escape(exerciseNamed(r, v)))))
}

// DeclineExercise asks for a word with a refusal.
func DeclineExercise(r Reader, v exercise.View, ref ExerciseRef) slack.ModalViewRequest {
	r = r.in(v.In.Zone)
	ref.ID = v.ID
	what := declineWhat
	if v.Part == exercise.AsFacilitator {
		what = declineLead
	}
	blocks := []slack.Block{
		section(r.say(what, Escape(Cut(v.Name, maxExercise)), r.when(v.Plan.Start), mention(v.Plan.Facilitator))),
		input(exercise.FieldNote, r.say(declineNote), r.say(declineHint), reasonText()),
	}
	return exerciseModal(r, CallbackExerciseNo, ref.Encode(), declineTitle, buttonDecline, buttonCancel, blocks)
}

// ExerciseReplied confirms a reply to an invitation.
func ExerciseReplied(r Reader, v exercise.View, reply exercise.Reply) Message {
	r = r.in(v.In.Zone)
	said := repliedYes
	switch reply {
	case exercise.Maybe:
		said = repliedMaybe
	case exercise.No:
		said = repliedNo
		if v.Part == exercise.AsFacilitator {
			said = repliedNoLead
		}
	}
	text := r.say(said, Escape(exerciseTitle(r, v.Name)), r.when(v.Plan.Start), mention(v.Plan.Facilitator))
	return Message{Text: unstarred(text), Blocks: []slack.Block{section(text)}}
}

// ExerciseDeclined confirms a refusal.
func ExerciseDeclined(r Reader, v exercise.View) slack.ModalViewRequest {
	return done(r, section(ExerciseReplied(r, v, exercise.No).Text))
}
