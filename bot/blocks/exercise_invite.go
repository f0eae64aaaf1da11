package blocks

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"cairn/internal/exercise"
)

// Invitation asks somebody to take part in an exercise. It is kept up to date: it shows their reply, another date, that they
// are not needed any more, or that the exercise is cancelled, has begun or is over. If it is the first that Cairn writes to them
// it also says who Cairn is; its text begins with the mark of an exercise all the same.
func Invitation(r Reader, v exercise.View) Message {
	r = r.in(v.In.Zone)
	msg := invitation(r, v)
	if v.First {
		_, who := introduction(r, v.In)
		msg.Blocks = Introduced(r, v.In, msg).Blocks
		msg.Text = Cut(join(msg.Text, who), MaxText)
	}
	return msg
}

func invitation(r Reader, v exercise.View) Message {
	title := exerciseTitle(r, v.Name)
	switch {
	case v.State == exercise.Cancelled:
		return inviteOver(r, title, r.say(inviteCancelled, r.when(v.Plan.Start), endedWhy(r, v)), r.say(inviteCancelled, r.at(v.Plan.Start), endedWhy(r, v)))
	case v.Part == exercise.NoPart && handed(v):
		text := r.say(controlHanded, mention(v.Plan.Facilitator))
		return inviteOver(r, title, text, text)
	case v.Part == exercise.NoPart:
		return inviteOver(r, title, r.say(inviteDropped), r.say(inviteDropped))
	case v.State.Live():
		text := r.say(inviteLive, channelOf(v.Plan.Channel), partWord(r, v, r.User))
		return inviteOver(r, title, text, text)
	case v.State != exercise.Planned:
		return inviteOver(r, title, r.say(inviteEnded, r.when(v.EndedAt)), r.say(inviteEnded, r.at(v.EndedAt)))
	}
	blocks := []slack.Block{
		header(title),
		section(inviteSays(r, v)),
		section(strings.Join(inviteFacts(r, v, r.when), "\n")),
		section(inviteAsks(r, v)),
	}
	blocks = append(blocks, sections(append([]string{r.say(exerciseGoalsTitle)}, exerciseGoals(v.Brief)...))...)
	blocks = append(blocks, section(replySays(r, v)), actions(replyButtons(r, v)...), note(notReal(r), r.say(inviteFile)))
	said := v.Replies[r.User].Reply
	text := Escape(title) + ". " + unstarred(inviteSays(r, v))
	text += "\n" + unstarred(strings.Join(inviteFacts(r, v, r.at), "\n")) + "\n" + unstarred(inviteAsks(r, v))
	text += "\n" + unstarred(r.say(exerciseGoalsTitle)) + " " + strings.Join(exerciseGoals(v.Brief), " ")
	if said == exercise.NoReply {
		text += "\n" + r.say(inviteText, r.say(buttonTakePart), r.say(buttonMaybe), r.say(buttonDeclineAsk))
	} else {
		text += "\n" + unstarred(r.say(replySaid, replyTitle(r, said), r.at(v.Replies[r.User].At)))
	}
	end := "\n" + notReal(r)
	return Message{Text: Cut(text, MaxText-utf8.RuneCountInString(end)) + end, Blocks: fit(r, blocks, MaxMessageBlocks)}
}

// inviteOver is an invitation that asks nothing any more.
func inviteOver(r Reader, title, shown, said string) Message {
	return Message{
		Text:   Cut(Escape(title)+". "+unstarred(said), MaxText),
		Blocks: []slack.Block{header(title), section(shown), note(notReal(r))},
	}
}

// inviteSays says who invites the reader to what.
func inviteSays(r Reader, v exercise.View) string {
	kind, scope := kindWord(r, v.Kind), Escape(Cut(v.In.Scope, maxName))
	if v.In.IsManager(r.User) || len(v.In.Managers) == 0 {
		return r.say(inviteWhat, kind, scope, kindSays(r, v.Kind))
	}
	return r.say(inviteBy, kind, scope, kindSays(r, v.Kind), mentions(r, v.In.Managers))
}

func kindSays(r Reader, k exercise.Kind) string {
	if k == exercise.Simulation {
		return r.say(kindSimulationIs)
	}
	return r.say(kindTabletopIs)
}

// inviteFacts say when and where an exercise is, who leads it and what the reader does.
func inviteFacts(r Reader, v exercise.View, when func(time.Time) string) []string {
	facts := []string{
		r.say(exerciseWhenIs, when(v.Plan.Start), lengthOf(r, v.Plan.Length)),
		r.say(exerciseWhere, channelOf(v.Plan.Channel)),
		r.say(exercisePart, partWord(r, v, r.User)),
	}
	if v.Part != exercise.AsFacilitator {
		facts = append(facts, r.say(lineFacilitator, mention(v.Plan.Facilitator)))
	}
	return facts
}

// inviteAsks says what somebody with a part does.
func inviteAsks(r Reader, v exercise.View) string {
	switch v.Part {
	case exercise.AsFacilitator:
		return r.say(asksFacilitator)
	case exercise.AsScribe:
		return r.say(asksScribe)
	case exercise.AsObserver:
		return r.say(asksObserver)
	}
	var lines []string
	for _, role := range v.Brief.Roles {
		if slices.Contains(v.Plan.RolesOf(v.For), role.ID) {
			lines = append(lines, r.say(asksRole, Escape(Cut(role.Name, maxName)), Escape(Cut(role.Text, maxSummary))))
		}
	}
	return strings.Join(append(lines, r.say(asksPlayer)), "\n")
}

// NewDate is the line below an invitation that says what changed in the plan, and why.
func NewDate(r Reader, v exercise.View, before exercise.Plan, why string) Message {
	r = r.in(v.In.Zone)
	if why != "" {
		why = "\n" + r.say(changedWhy, Escape(Cut(why, maxReason)))
	}
	if v.Part == exercise.NoPart {
		return exerciseLine(r, v, r.say(lineDropped, r.when(before.Start))+why, r.say(lineDropped, r.at(before.Start))+why)
	}
	lines := func(when func(time.Time) string) string {
		said := []string{r.say(lineChanged)}
		moved := !v.Plan.Start.Equal(before.Start)
		if moved {
			said = append(said, r.say(wordBullet, r.say(changedStart, when(v.Plan.Start), when(before.Start))))
		}
		if v.Plan.Length != before.Length {
			said = append(said, r.say(wordBullet, r.say(changedLength, lengthOf(r, v.Plan.Length), lengthOf(r, before.Length))))
		}
		if v.Plan.Channel != before.Channel {
			said = append(said, r.say(wordBullet, r.say(changedChannel, channelOf(v.Plan.Channel), channelOf(before.Channel))))
		}
		if part, was := partWord(r, v, r.User), partWord(r, exercise.View{Plan: before, Brief: v.Brief}, r.User); part != was {
			said = append(said, r.say(wordBullet, r.say(changedPart, part)))
		}
		if len(said) == 1 {
			said = append(said, r.say(wordBullet, r.say(changedElse)))
		}
		if moved {
			said = append(said, r.say(changedReply))
		}
		return strings.Join(said, "\n")
	}
	msg := exerciseLine(r, v, lines(r.when)+why, lines(r.at)+why)
	if v.Replies[r.User].Reply == exercise.NoReply {
		msg.Blocks = append(msg.Blocks, actions(replyButtons(r, v)...))
	}
	return msg
}

// ExerciseOff says that an exercise is cancelled.
func ExerciseOff(r Reader, v exercise.View) Message {
	r = r.in(v.In.Zone)
	why := endedWhy(r, v)
	return exerciseLine(r, v, r.say(inviteCancelled, r.when(v.Plan.Start), why), r.say(inviteCancelled, r.at(v.Plan.Start), why))
}

// ReplyAsked reminds somebody who has not replied, or said that they may take part.
func ReplyAsked(r Reader, v exercise.View) Message {
	r = r.in(v.In.Zone)
	text := askReply
	if v.Replies[r.User].Reply == exercise.Maybe {
		text = askMaybe
	}
	by := mention(v.Plan.Facilitator)
	if v.Part == exercise.AsFacilitator {
		by = r.say(askOthers)
	}
	msg := exerciseLine(r, v, r.say(text, r.when(v.Plan.Start), by), r.say(text, r.at(v.Plan.Start), by))
	msg.Blocks = append(msg.Blocks, actions(replyButtons(r, v)...))
	return msg
}

// Tomorrow reminds somebody on the last working day before an exercise.
func Tomorrow(r Reader, v exercise.View) Message {
	r = r.in(v.In.Zone)
	lines := func(when func(time.Time) string) string {
		said := []string{r.say(tomorrowIs, when(v.Plan.Start), lengthOf(r, v.Plan.Length), channelOf(v.Plan.Channel)), r.say(exercisePart, partWord(r, v, r.User))}
		if with := others(v, r.User); len(with) > 0 {
			said = append(said, r.say(tomorrowWith, mentionSome(r, with)))
		}
		return strings.Join(append(said, r.say(tomorrowJoin, channelOf(v.Plan.Channel))), "\n")
	}
	msg := exerciseLine(r, v, lines(r.when), lines(r.at))
	if v.Replies[r.User].Reply != exercise.Yes {
		msg.Blocks = append(msg.Blocks, actions(replyButtons(r, v)...))
	}
	return msg
}

// Unled tells a manager that the facilitator has declined or can no longer be asked, and what can be done: before the start, while it
// is played, and before its report is signed.
func Unled(r Reader, v exercise.View) Message {
	r = r.in(v.In.Zone)
	lead := v.Plan.Facilitator
	gone := leaderGone(v)
	declined := v.State == exercise.Planned && v.Replies[lead].Reply == exercise.No
	if v.State.Over() || !gone && !declined { // somebody has seen to it by now
		text := r.say(unledSettled)
		if len(v.Handovers) > 0 {
			text = r.say(unledTaken, mention(lead))
		}
		return exerciseLine(r, v, text, text)
	}
	lines := func(when func(time.Time) string) string {
		switch {
		case v.State.Live():
			return r.say(unledLive, mention(lead), channelOf(v.Plan.Channel))
		case v.State == exercise.Ended:
			return r.say(unledEnded, mention(lead), when(v.SignBy))
		case gone:
			return r.say(unledGone, mention(lead), when(v.Plan.Start))
		}
		said := r.say(unledIs, mention(lead), when(v.Plan.Start))
		if why := v.Replies[lead].Note; why != "" {
			said += "\n" + r.say(unledWhy, Escape(Cut(why, maxSummary)))
		}
		return said
	}
	msg := exerciseLine(r, v, lines(r.when), lines(r.at))
	if buttons := exerciseButtons(r, v); len(buttons) > 0 {
		msg.Blocks = append(msg.Blocks, actions(buttons...))
	}
	return msg
}

// exerciseLine is something short that is said of an exercise.
func exerciseLine(r Reader, v exercise.View, shown, said string) Message {
	title := Escape(exerciseTitle(r, v.Name))
	end := "\n" + notReal(r)
	return Message{
		Text:   Cut(title+". "+unstarred(said), MaxText-utf8.RuneCountInString(end)) + end,
		Blocks: []slack.Block{section(r.say(lineTitle, title) + "\n" + shown), note(notReal(r))},
	}
}

// CalendarFile stands above the calendar file of an exercise; again where the reader has an earlier one.
func CalendarFile(r Reader, v exercise.View, again bool) string {
	text := fileOf
	switch {
	case v.State == exercise.Cancelled || v.Part == exercise.NoPart:
		text = fileOff
	case again:
		text = fileAgain
	}
	return r.say(text, Escape(exerciseTitle(r, v.Name)))
}

// CalendarTitle is the title of that file. It is plain.
func CalendarTitle(r Reader, v exercise.View) string { return exerciseTitle(r, v.Name) }
