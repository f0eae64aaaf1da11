package blocks

import (
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
	"cairn/internal/target"
)

// FollowUp is one message to one person: all that is asked and told of targets and actions on a day. It is brought up to date
// in place as they answer. If it is the first that Cairn writes to them it also says who Cairn is.
func FollowUp(r Reader, f target.FollowUp) Message {
	if len(f.Parts) == 0 {
		return sentence(r.say(followNothing))
	}
	r = r.in(zoneOfPart(f.Parts[0]))
	if f.First {
		return Introduced(r, programmeOfPart(f.Parts[0]), followUp(r, f))
	}
	return followUp(r, f)
}

func followUp(r Reader, f target.FollowUp) Message {
	if len(f.Parts) == 1 {
		return oneFollowUp(r, f.Parts[0])
	}
	waits := 0
	for _, p := range f.Parts {
		if !p.Settled {
			waits++
		}
	}
	title := r.say(followMany, waits)
	msg := Message{Text: Escape(title) + ".", Blocks: []slack.Block{header(title)}}
	if waits == 0 {
		title = r.say(followManyDone, len(f.Parts))
		msg = Message{Text: Escape(title) + ".", Blocks: []slack.Block{header(title)}}
	}
	first := programmeOfPart(f.Parts[0])
	several := slices.ContainsFunc(f.Parts, func(p target.FollowUpPart) bool { return programmeOfPart(p).ID != first.ID })
	primary := true
	for i, p := range f.Parts {
		r := r.in(zoneOfPart(p))
		name := r.say(followName, Escape(subjectName(r, p)))
		if several { // which count their targets each from T1
			name = r.say(followNameIn, Escape(subjectName(r, p)), Escape(Cut(programmeOfPart(p).Scope, maxName)))
		}
		msg.Text += "\n" + join(unstarred(name)+".", unstarred(followSays(r, p, r.at, " ")))
		if i >= maxParts {
			continue
		}
		text, b := mrkdwn(name+"\n"+followSays(r, p, r.when, "\n"), MaxSection), followButton(r, p)
		if b == nil {
			msg.Blocks = append(msg.Blocks, slack.NewSectionBlock(text, nil, nil))
			continue
		}
		if primary && wants(p) {
			b, primary = b.WithStyle(slack.StylePrimary), false
		}
		msg.Blocks = append(msg.Blocks, slack.NewSectionBlock(text, nil, slack.NewAccessory(b)))
	}
	if more := len(f.Parts) - maxParts; more > 0 {
		msg.Blocks = append(msg.Blocks, note(r.say(followMore, more)))
	}
	foot := []string{r.say(followFoot)}
	if !several {
		foot = []string{r.say(followAbout, Escape(Cut(first.Scope, maxName))), r.say(followFoot)}
	}
	msg.Blocks = append(msg.Blocks, note(foot...))
	msg.Text = Cut(msg.Text, MaxText)
	return msg
}

// oneFollowUp is a message about a single target or action.
func oneFollowUp(r Reader, p target.FollowUpPart) Message {
	title, shown := followTitle(r, p), followShown(r, p)
	text := join(ended(Escape(title)), Escape(subjectName(r, p))+".")
	if p.Settled {
		title, shown = subjectName(r, p), followSays(r, p, r.when, "\n")
		text = Escape(title) + "."
	}
	msg := Message{Text: join(text, unstarred(followSays(r, p, r.at, " "))), Blocks: []slack.Block{header(title), section(shown)}}
	if !p.Settled {
		var buttons []slack.BlockElement
		for _, b := range followButtons(r, p) {
			if len(buttons) == 0 && wants(p) {
				b = b.WithStyle(slack.StylePrimary)
			}
			buttons = append(buttons, b)
		}
		if len(buttons) > 0 {
			msg.Blocks = append(msg.Blocks, actions(buttons...))
		}
	}
	foot := followAbout
	if p.Ask == target.AskCheckIn && !p.Settled {
		foot = followAboutAsk
	}
	msg.Blocks = append(msg.Blocks, note(r.say(foot, Escape(Cut(programmeOfPart(p).Scope, maxName)))))
	msg.Text = Cut(msg.Text, MaxText)
	return msg
}

// ended is a title as a sentence, for text that is read aloud.
func ended(title string) string {
	if strings.HasSuffix(title, "?") {
		return title
	}
	return title + "."
}

// wants reports whether a part wants something of its reader still.
func wants(p target.FollowUpPart) bool {
	switch p.Ask {
	case target.TellSilent, target.TellMissed, target.TellRisk, target.TellOverdue:
		return false
	default:
		return !p.Settled
	}
}

func programmeOfPart(p target.FollowUpPart) assess.Programme {
	switch {
	case p.Target != nil:
		return p.Target.In
	case p.Action != nil:
		return p.Action.In
	default:
		return assess.Programme{}
	}
}

func zoneOfPart(p target.FollowUpPart) string { return programmeOfPart(p).Zone }

// subjectName names the target or action of a part. It is plain.
func subjectName(r Reader, p target.FollowUpPart) string {
	switch {
	case p.Target != nil:
		return targetTitle(r, p.Target.Target, p.Target.Of)
	case p.Action != nil:
		return actionLabel(r, p.Action.Action)
	default:
		return string(p.Subject)
	}
}

// followTitle says what a message with a single part is about. It is plain.
func followTitle(r Reader, p target.FollowUpPart) string {
	number := target.ID(p.Subject).Number()
	switch p.Ask {
	case target.AskCheckIn, target.AskRemind:
		return r.say(followTitleAsk, number)
	case target.AskRenew, target.TellMissed:
		return r.say(followTitleMissed, number)
	case target.AskAction:
		if reopened(p) != nil {
			return r.say(followTitleAgain, number)
		}
		return r.say(followTitleAction, number)
	case target.AskOverdue, target.TellOverdue:
		return r.say(followTitleOverdue, number)
	case target.TellSilent:
		return r.say(followTitleSilent, number)
	case target.TellRisk:
		return r.say(followTitleRisk, number)
	case target.TellGone:
		return r.say(followTitleGone, number)
	default:
		return subjectName(r, p)
	}
}

// followShown names a target or action and says what of it is asked or told, or what came of it.
func followShown(r Reader, p target.FollowUpPart) string {
	return r.say(followName, Escape(subjectName(r, p))) + "\n" + followSays(r, p, r.when, "\n")
}

// followSays is what is asked or told of a target or action, or what came of it; when shows an instant.
func followSays(r Reader, p target.FollowUpPart, when func(time.Time) string, between string) string {
	switch {
	case p.Settled:
		return followOutcome(r, p, when)
	case p.Action != nil:
		return strings.Join(append([]string{actionAsk(r, p, when)}, actionCame(r, p)...), between)
	case p.Target == nil:
		return ""
	}
	lines := []string{targetAsk(r, p, when)}
	if p.Ask == target.AskCheckIn && pointOf(p.Step) == "start" && p.Target.Reason != "" { // whoever was given it has not read that yet
		lines = append(lines, r.say(followWhyLevel, Escape(Cut(p.Target.Reason, maxSummary))))
	}
	if line := silenceSays(r, p.Target.Owner, p.Target.Silence); p.Ask == target.TellSilent && line != "" {
		lines = append(lines, line)
	}
	if p.Ask == target.TellRisk {
		for _, s := range p.Target.Signs {
			lines = append(lines, r.say(wordBullet, Sentence(r.tamed(s.Says))))
		}
	}
	lines = append(lines, progressSays(r, p.Target.Of, p.Target.Progress, p.Target.Level))
	if last := lastCheckIn(*p.Target); last != nil && p.Ask != target.TellGone {
		lines = append(lines, r.say(followLast, r.day(last.Expected), sureness(r, last.Confidence)))
	}
	return strings.Join(lines, between)
}

// targetAsk says what of a target is asked or told.
func targetAsk(r Reader, p target.FollowUpPart, when func(time.Time) string) string {
	v := p.Target
	due, owner := when(v.DueAt), mention(v.Owner)
	switch p.Ask {
	case target.AskCheckIn:
		return pointSays(r, p.Step, due)
	case target.AskRemind:
		return r.say(followRemind, due)
	case target.AskRenew:
		return r.say(followRenew, due)
	case target.TellSilent:
		return r.say(followSilent, due, owner)
	case target.TellMissed:
		return r.say(followMissed, due, owner)
	case target.TellRisk:
		return r.say(followRisk, due, owner)
	case target.TellGone:
		return r.say(followGone, due, owner)
	default:
		return r.say(followDue, due)
	}
}

// pointOf is the name of a step, without how often it came again.
func pointOf(step string) string {
	point, _, _ := strings.Cut(step, "#")
	return point
}

// pointSays says that a set point of a target has come, by the name of its step.
func pointSays(r Reader, step, due string) string {
	switch pointOf(step) {
	case "start":
		return r.say(followStart, due)
	case "half":
		return r.say(followHalf, due)
	case "quarter":
		return r.say(followQuarter, due)
	case "two-weeks":
		return r.say(followTwoWeeks, due)
	case "due":
		return r.say(followDueToday, due)
	default:
		return r.say(followDue, due)
	}
}

// actionAsk says what of an action is asked or told.
func actionAsk(r Reader, p target.FollowUpPart, when func(time.Time) string) string {
	a := p.Action
	due, owner := when(a.DueAt), mention(a.Owner)
	switch p.Ask {
	case target.AskOverdue:
		return r.say(followActionLate, due)
	case target.TellOverdue:
		return r.say(followActionTold, due, owner)
	case target.TellGone:
		return r.say(followGone, due, owner)
	}
	switch pointOf(p.Step) {
	case "assigned":
		if reopened(p) != nil {
			return r.say(followDue, due)
		}
		return r.say(followActionNew, due)
	case "due":
		return r.say(followDueToday, due)
	default:
		return r.say(followDue, due)
	}
}

// actionCame says to whoever was given an action where it comes from, and why it is open again.
func actionCame(r Reader, p target.FollowUpPart) []string {
	if p.Ask != target.AskAction || pointOf(p.Step) != "assigned" {
		return nil
	}
	var lines []string
	if exercise, finding, ok := p.Action.Finding(); ok {
		lines = append(lines, r.say(followFound, Escape(exercise), Escape(finding)))
	}
	if e := reopened(p); e != nil && e.Note != "" {
		lines = append(lines, r.say(followReopened, Escape(Cut(e.Note, maxReason))))
	}
	return lines
}

// reopened is what opened an action again of which a part tells its owner; nil where it is theirs for the first time.
func reopened(p target.FollowUpPart) *target.Event {
	if p.Ask != target.AskAction || pointOf(p.Step) != "assigned" || p.Action == nil {
		return nil
	}
	return target.Reopening(p.Action.History)
}

// followOutcome says what came of a part since it was asked.
func followOutcome(r Reader, p target.FollowUpPart, when func(time.Time) string) string {
	e := p.Answer
	if e == nil {
		return r.say(followSettled)
	}
	who, at := by(r, e.By), when(e.At)
	switch e.Kind {
	case target.WasCheckedIn:
		return r.say(followCheckedIn, who, at, r.day(e.Expected), sureness(r, e.Confidence))
	case target.WasChanged:
		switch {
		case e.Is != nil:
			return r.say(followChanged, who, at, r.day(e.Is.Due), mention(e.Is.Owner))
		case e.IsW != nil:
			return r.say(followChanged, who, at, r.day(e.IsW.Due), mention(e.IsW.Owner))
		}
	case target.WasReached:
		return r.say(followReached, at)
	case target.WasClosed:
		return r.say(followClosed, who, at)
	case target.WasDone:
		return r.say(followDone, who, at)
	case target.WasBegun:
		return r.say(followBegun, who, at)
	}
	return r.say(followSeen, who, at)
}

// followButton is the one button of a part among several; nil for none.
func followButton(r Reader, p target.FollowUpPart) *slack.ButtonBlockElement {
	if p.Settled {
		return nil
	}
	if buttons := followButtons(r, p); len(buttons) > 0 {
		return buttons[0]
	}
	return nil
}

// followButtons are what can be done about a part, the most likely first.
func followButtons(r Reader, p target.FollowUpPart) []*slack.ButtonBlockElement {
	name := subjectName(r, p)
	offer := func(label, action, says string) *slack.ButtonBlockElement {
		b := button(label, action, string(p.Subject))
		b.AccessibilityLabel = Cut(r.say(says, name), MaxButton)
		return b
	}
	var buttons []*slack.ButtonBlockElement
	switch {
	case p.Target != nil:
		v := p.Target
		switch {
		case p.Ask == target.AskRenew && v.MayChange:
			buttons = append(buttons, offer(r.say(buttonNewDay), ActionTargetChange, targetChangeName),
				offer(r.say(buttonCloseTarget), ActionTargetClose, targetCloseName))
		case p.Ask == target.TellGone && v.MayChange:
			buttons = append(buttons, offer(r.say(buttonChangeTarget), ActionTargetChange, targetChangeName))
		case p.Ask == target.AskCheckIn, p.Ask == target.AskRemind:
			buttons = append(buttons, offer(r.say(buttonCheckIn), ActionTargetCheckIn, targetCheckInName))
		}
		return append(buttons, offer(r.say(buttonShow), ActionTarget, targetShowName))
	case p.Action != nil:
		switch {
		case p.Ask == target.AskAction && pointOf(p.Step) == "assigned": // to be read before it is done
			return []*slack.ButtonBlockElement{offer(r.say(buttonShow), ActionActionOpen, targetShowName)}
		case p.Ask == target.AskAction, p.Ask == target.AskOverdue:
			buttons = append(buttons, offer(r.say(buttonMarkDone), ActionActionDone, followDoneName))
		case p.Ask == target.TellGone && p.Action.MayChange:
			buttons = append(buttons, offer(r.say(buttonActionChange), ActionActionChange, targetChangeName))
		}
		return append(buttons, offer(r.say(buttonShow), ActionActionOpen, targetShowName))
	default:
		return nil
	}
}
