package blocks

import (
	"github.com/slack-go/slack"

	"cairn/internal/target"
)

// How many targets and actions the Home tab shows, each in one block.
const (
	homeTargets = 6
	homeActions = 5
	homeWatched = 6
	homeLate    = 4
)

// homeTargetBlocks are a person's own targets and actions, with what can be done about each.
func homeTargetBlocks(r Reader, m target.Mine) []slack.Block {
	if len(m.Targets)+len(m.Actions) == 0 {
		return nil
	}
	blocks := []slack.Block{header(r.say(homeTargetsTitle))}
	for _, v := range m.Targets[:min(len(m.Targets), homeTargets)] {
		blocks = append(blocks, homeTarget(r, v))
	}
	for _, a := range m.Actions[:min(len(m.Actions), homeActions)] {
		blocks = append(blocks, homeAction(r, a, false))
	}
	return append(blocks, homeMoreTargets(r, len(m.Targets)-homeTargets, len(m.Actions)-homeActions)...)
}

// homeWatchedBlocks are the targets and actions of others that need their manager.
func homeWatchedBlocks(r Reader, m target.Mine) []slack.Block {
	if len(m.Watched)+len(m.Late) == 0 {
		return nil
	}
	blocks := []slack.Block{header(r.say(homeWatchedTitle))}
	for _, v := range m.Watched[:min(len(m.Watched), homeWatched)] {
		blocks = append(blocks, homeWatchedRow(r, v))
	}
	for _, a := range m.Late[:min(len(m.Late), homeLate)] {
		blocks = append(blocks, homeAction(r, a, true))
	}
	return append(blocks, homeMoreTargets(r, len(m.Watched)-homeWatched, len(m.Late)-homeLate)...)
}

// homeMoreTargets counts what is not shown.
func homeMoreTargets(r Reader, targets, actions int) []slack.Block {
	if more := max(targets, 0) + max(actions, 0); more > 0 {
		return []slack.Block{note(r.say(homeMoreTarget, more))}
	}
	return nil
}

// homeTarget is one of the person's targets; where a check-in or a new day waits for them the button opens that.
func homeTarget(r Reader, v target.View) slack.Block {
	r = r.in(v.In.Zone)
	name := targetTitle(r, v.Target, v.Of)
	b, says := button(r.say(buttonShow), ActionTarget, string(v.ID)), targetShowName
	switch {
	case v.Standing() == target.Missed && v.MayChange:
		b, says = button(r.say(buttonNewDay), ActionTargetChange, string(v.ID)), targetChangeName
	case v.Asked != nil && v.MayCheckIn:
		b, says = button(r.say(buttonCheckIn), ActionTargetCheckIn, string(v.ID)), targetCheckInName
	}
	b.AccessibilityLabel = Cut(r.say(says, name), MaxButton)
	text := r.say(targetRowLine, Escape(name), marked(r, v.Standing()), r.day(v.Due), Escape(Cut(v.In.Scope, maxName))) +
		"\n" + progressSays(r, v.Of, v.Progress, v.Level)
	return slack.NewSectionBlock(mrkdwn(text, MaxSection), nil, slack.NewAccessory(b))
}

// homeWatchedRow is a target of somebody else, with the gravest reason for its state.
func homeWatchedRow(r Reader, v target.View) slack.Block {
	r = r.in(v.In.Zone)
	name := targetTitle(r, v.Target, v.Of)
	b := button(r.say(buttonShow), ActionTarget, string(v.ID))
	b.AccessibilityLabel = Cut(r.say(targetShowName, name), MaxButton)
	text := r.say(targetRowLine, Escape(name), marked(r, v.Standing()), r.day(v.Due), mention(v.Owner)+" · "+Escape(Cut(v.In.Scope, maxName)))
	switch {
	case len(v.Signs) > 0:
		text += "\n" + Sentence(r.tamed(v.Signs[0].Says))
	case len(v.Unaccepted()) > 0:
		text += "\n" + r.say(homeDoubts)
	}
	if v.Silence.Over {
		text += "\n" + silenceSays(r, v.Owner, v.Silence)
	}
	return slack.NewSectionBlock(mrkdwn(text, MaxSection), nil, slack.NewAccessory(b))
}

// homeAction is an action; of others it names who has it.
func homeAction(r Reader, a target.ActionView, others bool) slack.Block {
	r = r.in(a.In.Zone)
	name := actionLabel(r, a.Action)
	b, says := button(r.say(buttonShow), ActionActionOpen, string(a.ID)), targetShowName
	if a.Overdue && !others {
		b, says = button(r.say(buttonMarkDone), ActionActionDone, string(a.ID)), followDoneName
	}
	b.AccessibilityLabel = Cut(r.say(says, name), MaxButton)
	who, state := Escape(Cut(a.In.Scope, maxName)), statusWord(r, a.Status)
	if others {
		who = mention(a.Owner) + " · " + who
	}
	if a.Overdue {
		state = r.say(targetActionOverdue, state)
	}
	text := r.say(targetRowLine, Escape(name), state, r.day(a.Due), dotted(purposeSays(r, a.Action), who))
	if others && a.Silence.Over {
		text += "\n" + silenceSays(r, a.Owner, a.Silence)
	}
	return slack.NewSectionBlock(mrkdwn(text, MaxSection), nil, slack.NewAccessory(b))
}
