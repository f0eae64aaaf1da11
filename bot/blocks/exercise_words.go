package blocks

import (
	"slices"
	"time"

	"cairn/internal/assess"
	"cairn/internal/exercise"
)

// maxExercise is how much of an exercise's name is shown; a file may have a longer one.
const maxExercise = 100

// exerciseTitle heads whatever is said of an exercise, so that nobody takes it for real. It is plain.
func exerciseTitle(r Reader, name string) string {
	return r.say(exerciseMark, Cut(name, maxExercise))
}

// notReal ends whatever is said of an exercise that is to be played or is played.
func notReal(r Reader) string { return r.say(exerciseNotReal) }

// exerciseNamed names an exercise by its number and name. It is plain.
func exerciseNamed(r Reader, v exercise.View) string {
	return r.say(exerciseName, v.ID.Number(), Cut(v.Name, maxExercise))
}

// kindWord says how people take part, within a sentence.
func kindWord(r Reader, k exercise.Kind) string { return r.text(k.Words()) }

// kindName is the kind at the beginning of a line.
func kindName(r Reader, k exercise.Kind) string { return upperFirst(kindWord(r, k)) }

// partWord says what somebody does in an exercise, for mrkdwn; "" for nothing.
func partWord(r Reader, v exercise.View, u assess.UserID) string {
	part := v.Plan.PartOf(u)
	if part == exercise.NoPart {
		return ""
	}
	if roles := roleNames(r, v.Brief, v.Plan.RolesOf(u)); part == exercise.AsPlayer && roles != "" {
		return r.say(partPlayerAs, roles)
	}
	return r.text(part.Words())
}

// roleNames names roles of a brief, in its order, for mrkdwn.
func roleNames(r Reader, b exercise.Brief, ids []string) string {
	var names []string
	for _, role := range b.Roles {
		if slices.Contains(ids, role.ID) {
			names = append(names, Escape(Cut(role.Name, maxName)))
		}
	}
	return r.list(names)
}

// exerciseState says how far an exercise is.
func exerciseState(r Reader, s exercise.State) string { return r.text(s.Words()) }

// replyWord says what somebody replied to an invitation.
func replyWord(r Reader, reply exercise.Reply) string {
	switch reply {
	case exercise.Yes:
		return r.say(replyYes)
	case exercise.Maybe:
		return r.say(replyMaybe)
	case exercise.No:
		return r.say(replyNo)
	default:
		return r.say(replyNone)
	}
}

// lengthOf says how long an exercise takes.
func lengthOf(r Reader, d time.Duration) string {
	return r.say(wordMinutesLong, int(d.Round(time.Minute)/time.Minute))
}

// exerciseGoals number the objectives of an exercise, for mrkdwn.
func exerciseGoals(b exercise.Brief) []string {
	lines := make([]string, len(b.Objectives))
	for i, g := range b.Objectives {
		lines[i] = itoa(i+1) + ". " + Escape(Cut(g.Text, maxSummary))
	}
	return lines
}

// channelOf names a channel so that Slack shows its name.
func channelOf(id string) string { return "<#" + id + ">" }

// endedWhy is why an exercise was cancelled or ended before its time.
func endedWhy(r Reader, v exercise.View) string {
	return Escape(Cut(r.text(exercise.SaysWhy(v.Why)), maxSummary))
}
