package blocks

import (
	"strings"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
	"cairn/internal/maturity"
	"cairn/internal/target"
)

// How much of each part all about a target shows; the rest is counted.
const (
	targetLeft     = 8 // items
	targetSlips    = 6 // the newest
	targetCheckIns = 4 // the newest
	targetActions  = 8
)

// Target shows all about one target as an answer to a command.
func Target(r Reader, v target.View) Message {
	r = r.in(v.In.Zone)
	return Message{
		Text:   Cut(targetText(r, v), MaxText),
		Blocks: fit(r, append([]slack.Block{header(targetTitle(r, v.Target, v.Of))}, targetBlocks(r, v)...), MaxMessageBlocks),
	}
}

// TargetView shows the same as a view.
func TargetView(r Reader, v target.View) slack.ModalViewRequest {
	r = r.in(v.In.Zone)
	blocks := append([]slack.Block{header(targetTitle(r, v.Target, v.Of))}, targetBlocks(r, v)...)
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: CallbackTarget, PrivateMetadata: string(v.ID),
		Title: plain(r.say(targetViewTitle), MaxViewTitle), Close: plain(r.say(buttonDone), MaxViewTitle),
		Blocks: slack.Blocks{BlockSet: fit(r, blocks, MaxViewBlocks)},
	}
}

// targetText is all that matters about a target, for notifications and screen readers.
func targetText(r Reader, v target.View) string {
	text := r.say(targetLine, Escape(targetTitle(r, v.Target, v.Of)), stateWord(r, v.Standing()), r.day(v.Due), mention(v.Owner))
	text = join(text, progressSays(r, v.Of, v.Progress, v.Level))
	for _, s := range v.Signs {
		text = join(text, Sentence(r.tamed(s.Says)))
	}
	if len(v.Slips) > 0 {
		text = join(text, r.say(targetSlipped, r.say(wordSlips, len(v.Slips))))
	}
	return text
}

// targetBlocks are all about a target below its title, with what the reader may do.
func targetBlocks(r Reader, v target.View) []slack.Block {
	blocks := []slack.Block{section(targetHead(r, v))}
	add := func(title string, lines []string) {
		if len(lines) > 0 {
			blocks = append(blocks, sections(append([]string{title}, lines...))...)
		}
	}
	if why := signLines(r, v); len(why) > 0 {
		add(r.say(targetWhy), why)
	}
	if line := overrideLine(r, v); line != "" {
		blocks = append(blocks, section(line))
	}
	blocks = append(blocks, section(targetProgress(r, v)), section(termsSay(r, v.Of, v.Terms)))
	add(r.say(targetDoubts), warningLines(r, v))
	add(r.say(targetSlipsTitle), slipLines(r, v.Slips))
	add(r.say(targetCheckInsTitle), checkInLines(r, v.CheckIns))
	add(r.say(targetActionsTitle), targetActionLines(r, v))
	if line := silenceSays(r, v.Owner, v.Silence); line != "" {
		blocks = append(blocks, note(line))
	} else if v.Open() && v.Asked != nil && v.Asked.Person == v.Owner {
		blocks = append(blocks, note(r.say(targetAsked, mention(v.Owner), r.when(v.Asked.At))))
	}
	if buttons := targetButtons(r, v); len(buttons) > 0 {
		blocks = append(blocks, actions(buttons...))
	}
	return blocks
}

// targetHead says how a target stands, when it is due and who is accountable.
func targetHead(r Reader, v target.View) string {
	scope, state := Escape(Cut(v.In.Scope, maxName)), marked(r, v.Standing())
	switch {
	case v.State == target.Reached:
		return r.say(targetHeadReached, state, r.when(v.EndedAt), r.day(v.Due), mention(v.Owner), scope)
	case v.State == target.Closed:
		return r.say(targetHeadClosed, state, r.when(v.EndedAt), by(r, v.EndedBy), Escape(Cut(v.Why, maxSummary)), mention(v.Owner), scope)
	case v.Standing() == target.Missed:
		return r.say(targetHeadMissed, state, r.day(v.Due), mention(v.Owner), scope)
	default:
		return r.say(targetHeadOpen, state, r.when(v.DueAt), mention(v.Owner), scope)
	}
}

// signLines are the reasons for the computed state, the gravest first.
func signLines(r Reader, v target.View) []string {
	if !v.Open() {
		return nil
	}
	var lines []string
	for _, s := range v.Signs {
		lines = append(lines, r.say(wordBullet, Sentence(r.tamed(s.Says))))
	}
	return lines
}

// overrideLine says that a manager set the state; "" where none counts.
func overrideLine(r Reader, v target.View) string {
	o := v.Override
	if o == nil || v.Standing() != o.State || !v.Open() {
		return ""
	}
	return r.say(targetOverride, stateWord(r, o.State), by(r, o.By), r.when(o.At), stateWord(r, v.Computed), Escape(Cut(o.Reason, maxSummary)))
}

// targetProgress says how far a target is and what is left.
func targetProgress(r Reader, v target.View) string {
	text := r.say(targetProgressTitle, progressSays(r, v.Of, v.Progress, v.Level))
	if v.Base.Level > 0 {
		text = join(text, r.say(targetBase, v.Base.Level))
	}
	if left := v.Progress.Left; len(left) > 0 && v.Open() {
		names := make([]string, 0, targetLeft+1)
		for i, id := range left {
			if i == targetLeft {
				names = append(names, r.say(wordMore, len(left)-i))
				break
			}
			names = append(names, leftName(v, id))
		}
		text += "\n" + r.say(targetToDo, strings.Join(names, "; "))
	}
	if !v.Progress.AsOf.IsZero() {
		text += "\n" + r.say(targetAsOf, r.when(v.Progress.AsOf))
	}
	return text
}

// leftName names an item of the target's model: "MON-03.1 Alert on drift".
func leftName(v target.View, id string) string {
	if v.Of != nil {
		if item, ok := v.Of.Item(id); ok {
			return Escape(item.ID + " " + Cut(item.Name, maxOption))
		}
	}
	return Escape(Cut(id, maxOption))
}

// termsSay is how one will see that a target is reached, and why it is right.
func termsSay(r Reader, m *maturity.Model, t target.Terms) string {
	measure := Escape(Cut(t.OwnMeasure(m), maxSummary))
	if measure == "" {
		measure = r.tamed(t.ReachedWhen(m))
	}
	text := r.say(targetMeasure, measure)
	if t.Reason != "" {
		text += "\n" + r.say(targetReason, Escape(Cut(t.Reason, maxSummary)))
	}
	return text
}

// warningLines are what is hard to achieve about a target, and who accepted it.
func warningLines(r Reader, v target.View) []string {
	var lines []string
	for _, w := range v.Warnings {
		line := r.say(wordBullet, warningSays(r, v.Of, v.Terms, w))
		if w.Accepted != "" {
			line = join(line, r.say(targetAccepted, mention(w.By), r.instant(w.At, wordDay), Escape(Cut(w.Accepted, maxReason))))
		}
		lines = append(lines, line)
	}
	return lines
}

// slipLines are the changes to a later day, the newest last.
func slipLines(r Reader, slips []target.Slip) []string {
	var lines []string
	if more := len(slips) - targetSlips; more > 0 {
		lines, slips = append(lines, r.say(targetEarlier, more)), slips[more:]
	}
	for _, s := range slips {
		lines = append(lines, r.say(targetSlip, r.day(s.From), r.day(s.To), by(r, s.By), r.when(s.At), Escape(Cut(s.Why, maxReason))))
	}
	return lines
}

// checkInLines are what the owner said, the newest last.
func checkInLines(r Reader, all []target.CheckIn) []string {
	var lines []string
	if more := len(all) - targetCheckIns; more > 0 {
		lines, all = append(lines, r.say(targetEarlier, more)), all[more:]
	}
	for _, c := range all {
		lines = append(lines, r.say(wordBullet, checkInSays(r, c)))
	}
	return lines
}

// checkInSays is what somebody said of a target: when they expect it to be reached, and how sure they are.
func checkInSays(r Reader, c target.CheckIn) string {
	text := r.say(targetCheckIn, mention(c.By), r.when(c.At), r.day(c.Expected), sureness(r, c.Confidence))
	if c.Note != "" {
		text = join(text, r.say(targetNoted, Escape(Cut(c.Note, maxReason))))
	}
	return text
}

// targetActionLines are the actions that serve a target.
func targetActionLines(r Reader, v target.View) []string {
	var lines []string
	for i, a := range v.Actions {
		if i == targetActions {
			return append(lines, r.say(wordMore, len(v.Actions)-i))
		}
		lines = append(lines, r.say(targetActionLine, a.ID.Number(), Escape(Cut(a.Title, maxName)), statusWord(r, a.Status), r.day(a.Due), mention(a.Owner)))
	}
	return lines
}

// targetButtons are what the reader may do about a target, the most likely first.
func targetButtons(r Reader, v target.View) []slack.BlockElement {
	if !v.Open() {
		return nil
	}
	var buttons []slack.BlockElement
	add := func(label, action, name string) {
		b := button(label, action, string(v.ID))
		b.AccessibilityLabel = Cut(r.say(name, v.ID.Number()), MaxButton)
		if len(buttons) == 0 {
			b = b.WithStyle(slack.StylePrimary)
		}
		buttons = append(buttons, b)
	}
	missed := v.Standing() == target.Missed
	if missed && v.MayChange {
		add(r.say(buttonNewDay), ActionTargetChange, targetChangeName)
	}
	if v.MayCheckIn && !missed {
		add(r.say(buttonCheckIn), ActionTargetCheckIn, targetCheckInName)
	}
	if v.MayChange && !missed {
		add(r.say(buttonChangeTarget), ActionTargetChange, targetChangeName)
	}
	if v.MayChange {
		add(r.say(buttonCloseTarget), ActionTargetClose, targetCloseName)
	}
	if v.MayJudge && !missed {
		add(r.say(buttonSetState), ActionTargetState, targetStateName)
	}
	if v.MayJudge && len(v.Unaccepted()) > 0 {
		add(r.say(buttonAccept), ActionTargetAccept, targetAcceptName)
	}
	return buttons
}

// TargetList answers which targets there are in a programme: the reader's own first, with the way to set one.
func TargetList(r Reader, p assess.Programme, all []target.View) Message {
	r = r.in(p.Zone)
	blocks, text := targetRows(r, p, all, MaxMessageBlocks-3)
	if mayAnyTarget(p, r.User) {
		blocks = append(blocks, actions(setButton(r, p, len(all) == 0)))
	}
	title := header(r.say(targetsTitle, Cut(p.Scope, maxName)))
	return Message{Text: Cut(text, MaxText), Blocks: append([]slack.Block{title}, blocks...)}
}

// MyTargets answers which targets the reader has in several programmes, and how to see those of one.
func MyTargets(r Reader, mine []target.View, all []assess.Programme) Message {
	blocks, text := []slack.Block{header(r.say(targetsMine))}, r.say(targetsMine)+"."
	for _, v := range mine {
		row, said := targetRow(r.in(v.In.Zone), v)
		blocks, text = append(blocks, row), text+"\n"+said
	}
	if len(mine) == 0 {
		blocks, text = append(blocks, section(r.say(targetsMineNone))), join(text, r.say(targetsMineNone))
	}
	names := make([]string, len(all))
	for i, p := range all {
		names[i] = r.say(targetsOf, string(p.ID))
	}
	return Message{
		Text: Cut(text, MaxText), Blocks: append(fit(r, blocks, MaxMessageBlocks-1), section(r.say(targetsElse, strings.Join(names, ", ")))),
	}
}

// TargetListView is the same list as a view.
func TargetListView(r Reader, p assess.Programme, all []target.View) slack.ModalViewRequest {
	r = r.in(p.Zone)
	blocks, _ := targetRows(r, p, all, MaxViewBlocks-3)
	if mayAnyTarget(p, r.User) {
		blocks = append(blocks, actions(setButton(r, p, len(all) == 0)))
	}
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: CallbackTargets, PrivateMetadata: string(p.ID),
		Title: plain(r.say(targetsViewTitle), MaxViewTitle), Close: plain(r.say(buttonDone), MaxViewTitle),
		Blocks: slack.Blocks{BlockSet: append([]slack.Block{header(r.say(targetsTitle, Cut(p.Scope, maxName)))}, blocks...)},
	}
}

func setButton(r Reader, p assess.Programme, only bool) *slack.ButtonBlockElement {
	b := button(r.say(buttonSetTarget), ActionTargetSet, string(p.ID))
	b.AccessibilityLabel = Cut(r.say(targetSetName, p.Scope), MaxButton)
	if only {
		b = b.WithStyle(slack.StylePrimary)
	}
	return b
}

// targetRows lists targets in at most so many blocks: the reader's own, then the others, each in the order given.
func targetRows(r Reader, p assess.Programme, all []target.View, room int) (blocks []slack.Block, text string) {
	if len(all) == 0 {
		text = r.say(targetsNone, Escape(Cut(p.Scope, maxName)))
		if !mayAnyTarget(p, r.User) {
			return []slack.Block{section(text)}, unstarred(text)
		}
		return []slack.Block{section(text), note(r.say(targetsHow))}, unstarred(join(text, r.say(targetsHow)))
	}
	var own, others []target.View
	for _, v := range all {
		if v.Owner == r.User {
			own = append(own, v)
		} else {
			others = append(others, v)
		}
	}
	text = r.say(targetsText, Escape(Cut(p.Scope, maxName)), r.say(wordTargets, len(all)))
	add := func(title string, part []target.View) {
		if len(part) == 0 {
			return
		}
		blocks = append(blocks, section(title))
		for _, v := range part {
			row, said := targetRow(r, v)
			blocks, text = append(blocks, row), text+"\n"+said
		}
	}
	add(r.say(targetsOwn), own)
	add(r.say(targetsOthers), others)
	return fit(r, blocks, room), text
}

// targetRow is one target of several, with a button that shows all about it.
func targetRow(r Reader, v target.View) (slack.Block, string) {
	name := targetTitle(r, v.Target, v.Of)
	b := button(r.say(buttonShow), ActionTarget, string(v.ID))
	b.AccessibilityLabel = Cut(r.say(targetShowName, name), MaxButton)
	shown := r.say(targetRowLine, Escape(name), marked(r, v.Standing()), r.day(v.Due), mention(v.Owner)) + "\n" + progressSays(r, v.Of, v.Progress, v.Level)
	said := join(r.say(targetLine, Escape(name), stateWord(r, v.Standing()), r.day(v.Due), mention(v.Owner)), progressSays(r, v.Of, v.Progress, v.Level))
	return slack.NewSectionBlock(mrkdwn(shown, MaxSection), nil, slack.NewAccessory(b)), said
}

// NoTarget answers a number that is no target of the programme.
func NoTarget(r Reader, word string, p assess.Programme) Message {
	return sentence(r.say(targetUnknown, Escape(Cut(p.Scope, maxName)), Escape(Cut(word, maxOption)), string(p.ID)))
}
