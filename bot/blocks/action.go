package blocks

import (
	"strings"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
	"cairn/internal/target"
)

const (
	actionHistory = 8  // events that the view of an action shows
	actionRows    = 40 // that a list of actions shows
)

// ActionView is the view of an action: how it stands, what it serves, what happened to it, and what the reader can do.
func ActionView(r Reader, v target.ActionView, o Opened) slack.ModalViewRequest {
	r = r.in(v.In.Zone)
	blocks := []slack.Block{header(v.Title), section(actionState(r, v))}
	if text := strings.TrimSpace(v.Text); text != "" {
		blocks = append(blocks, quote(Cut(text, MaxSection)))
	}
	blocks = append(blocks, note(strings.Join(actionFacts(r, v), " · ")))
	if v.Issue != "" {
		blocks = append(blocks, link(r.say(actionIssue), v.Issue))
	}
	if v.Evidence != "" {
		blocks = append(blocks, link(r.say(actionShown), v.Evidence))
	}
	if v.Status == target.Dropped && v.Why != "" {
		blocks = append(blocks, section(r.say(actionDropped, Escape(Cut(v.Why, maxReason)))))
	}
	if n := len(v.Slips); n > 0 {
		blocks = append(blocks, note(r.say(actionSlips, r.say(wordTimes, n), r.day(v.Slips[0].From))))
	}
	if line := silenceSays(r, v.Owner, v.Silence); line != "" {
		blocks = append(blocks, note(line))
	}
	if does := actionButtons(r, v); len(does) > 0 {
		blocks = append(blocks, actions(does...))
	} else {
		blocks = append(blocks, note(r.say(actionNoMore)))
	}
	if lines := historyLines(r, v.History); len(lines) > 0 {
		blocks = append(append(blocks, section(r.say(actionHappened))), note(lines...))
	}
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: CallbackAction, PrivateMetadata: o.Encode(),
		Title: plain(r.say(actionTitle, v.ID.Number()), MaxViewTitle), Close: plain(r.say(buttonShut), MaxViewTitle),
		Blocks: slack.Blocks{BlockSet: fit(r, blocks, MaxViewBlocks)},
	}
}

// actionState says how far an action is, with whom, and until when; or how it ended.
func actionState(r Reader, v target.ActionView) string {
	if v.Status.Ended() {
		return r.say(actionEnded, upperFirst(statusWord(r, v.Status)), r.when(v.EndedAt), by(r, v.EndedBy))
	}
	state := r.say(actionStands, upperFirst(statusWord(r, v.Status)), mention(v.Owner), viewDue(r, v))
	if !v.Start.IsZero() && v.Status == target.ToDo {
		state = join(state+".", r.say(actionFrom, r.day(v.Start)))
	}
	return state
}

// viewDue says until when an action is to be done, as its owner's calendar has it.
func viewDue(r Reader, v target.ActionView) string {
	if v.Overdue {
		return r.say(roadmapLate, r.day(v.Due))
	}
	return r.say(roadmapDue, r.day(v.Due))
}

// actionFacts say where an action comes from and what it is for.
func actionFacts(r Reader, v target.ActionView) []string {
	facts := []string{map[target.ActionKind]string{
		target.FromRoadmap: r.say(actionRoadmap), target.Corrective: r.say(actionCorrective), target.Own: r.say(actionOwn),
	}[v.Kind]}
	if exercise, finding, ok := v.Finding(); ok {
		facts[0] = r.say(actionFound, Escape(exercise), Escape(finding))
	}
	if facts[0] == "" {
		facts = nil
	}
	facts = append(facts, Escape(Cut(v.In.Scope, maxName)))
	if v.Category != "" {
		facts = append(facts, Escape(Cut(categoryName(v.Of, v.Category), maxName)))
	}
	if word := elementWord(r, v.Element); word != "" {
		facts = append(facts, word)
	}
	if len(v.Items) > 0 {
		facts = append(facts, r.say(actionHelps, Escape(Cut(r.list(v.Items), maxName))))
	}
	if t := v.Serves; t != nil {
		facts = append(facts, r.say(actionServes, t.ID.Number(), t.Level, Escape(Cut(categoryName(v.Of, t.Category), maxName)), r.day(t.Due)))
	}
	return facts
}

// purposeSays is what an action is for, within a line; "" for nothing.
func purposeSays(r Reader, a target.Action) string {
	said := ""
	if a.Target != "" {
		said = r.say(actionFor, a.Target.Number())
	}
	if len(a.Items) > 0 {
		said = dotted(said, r.say(actionHelping, Escape(Cut(r.list(a.Items), maxItems))))
	}
	return said
}

// maxItems is how much of the ids that an action helps a line has room for.
const maxItems = 60

// dotted joins what there is of two facts.
func dotted(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " · " + b
}

func elementWord(r Reader, element string) string { return r.text(target.ElementWords(element)) }

// actionButtons are what the reader can do with an action.
func actionButtons(r Reader, v target.ActionView) []slack.BlockElement {
	var does []slack.BlockElement
	add := func(may bool, label, action string) {
		if !may {
			return
		}
		b := button(label, action, string(v.ID))
		if action == ActionActionDone {
			b.WithStyle(slack.StylePrimary)
		}
		does = append(does, b)
	}
	open := v.Open()
	add(open && v.MayFinish, r.say(buttonFinish), ActionActionDone)
	add(v.Status == target.ToDo && (v.MayFinish || v.MayChange), r.say(buttonBegin), ActionActionBegin)
	add(open && v.MayChange, r.say(buttonChangeIt), ActionActionChange)
	add(v.MayFinish || v.MayChange, r.say(buttonNoteIt), ActionActionNote)
	add(open && v.MayChange, r.say(buttonDrop), ActionActionDrop)
	add(!open && v.MayChange, r.say(buttonReopen), ActionActionReopen)
	return does
}

// historyLines say what happened to an action, the newest first. What it was asked is left out where there is more to tell.
func historyLines(r Reader, history []target.Event) []string {
	var lines []string
	for i := len(history) - 1; i >= 0 && len(lines) < actionHistory; i-- {
		if line := historyLine(r, history[i]); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

func historyLine(r Reader, e target.Event) string {
	at, who := r.when(e.At), by(r, e.By)
	line := ""
	switch e.Kind {
	case target.WasSet:
		line = r.say(historySet, at, who)
	case target.WasChanged:
		line = r.say(historyChanged, at, who)
		if anew := changedWork(r, e); len(anew) > 0 {
			line = r.say(historyAnew, at, who, strings.Join(anew, ", "))
		}
	case target.WasBegun:
		line = r.say(historyBegun, at, who)
	case target.WasDone:
		line = r.say(historyDone, at, who)
		if e.Link != "" { // kept here when it is opened again
			line = r.say(historyShown, at, who, Escape(Cut(e.Link, maxReason)))
		}
	case target.WasClosed:
		line = r.say(historyDropped, at, who)
	case target.WasReopened:
		line = r.say(historyReopened, at, who)
	case target.WasNoted:
		line = r.say(historyNoted, at, who)
	case target.WasFollowedUp:
		return r.say(historyAsked, at, mention(e.Person))
	default:
		return ""
	}
	if e.Note != "" {
		line = r.say(historyNote, line, Escape(Cut(e.Note, maxReason)))
	}
	return line
}

// changedWork says what of an action is another since an event: its day, its owner, its title.
func changedWork(r Reader, e target.Event) []string {
	was, is := e.WasW, e.IsW
	if was == nil || is == nil {
		return nil
	}
	var all []string
	if was.Due != is.Due {
		all = append(all, r.say(historyMoved, r.day(is.Due), r.day(was.Due)))
	}
	if was.Owner != is.Owner {
		all = append(all, r.say(historyGiven, mention(is.Owner), mention(was.Owner)))
	}
	if was.Title != is.Title {
		all = append(all, r.say(historyRenamed, Escape(Cut(was.Title, maxName))))
	}
	return all
}

// FinishAction is the form that asks for what shows that an action is done.
func FinishAction(r Reader, v target.ActionView, o Opened) slack.ModalViewRequest {
	link := slack.NewURLTextInputBlockElement(nil, ActionValue)
	note := slack.NewPlainTextInputBlockElement(nil, ActionValue).WithMultiline(true).WithMaxLength(target.MaxNote)
	return judgement(r, CallbackActionDone, r.say(finishTitle), r.say(buttonFinishNow), o.Encode(),
		section(actionNamed(r, finishWhat, v)),
		input(BlockLink, r.say(finishLink), r.say(finishLinkHint), link),
		input(BlockNote, r.say(finishNote), "", note).WithOptional(true),
	)
}

func actionNamed(r Reader, text string, v target.ActionView) string {
	return r.say(text, v.ID.Number(), Escape(Cut(v.Title, maxSummary)))
}

// AlertChanged says that somebody changed an action meanwhile.
func AlertChanged(r Reader) Alert { return Alert{Headline: r.say(changeConflict)} }

// NoteAction is the form that takes a note about an action.
func NoteAction(r Reader, v target.ActionView, o Opened) slack.ModalViewRequest {
	text := slack.NewPlainTextInputBlockElement(nil, ActionValue).WithMultiline(true).WithMaxLength(target.MaxNote)
	return judgement(r, CallbackActionNote, r.say(noteItTitle), r.say(buttonNoteNow), o.Encode(),
		section(actionNamed(r, finishWhat, v)), input(BlockNote, r.say(noteItWhat), "", text))
}

// DropAction is the form that asks why an action is given up.
func DropAction(r Reader, v target.ActionView, o Opened) slack.ModalViewRequest {
	return judgement(r, CallbackActionDrop, r.say(dropTitle), r.say(buttonDropNow), o.Encode(),
		section(actionNamed(r, dropWhat, v)), input(BlockWhy, r.say(whyLabel), r.say(whyHint), reasonText()))
}

// ReopenAction is the form that asks why an ended action is open again.
func ReopenAction(r Reader, v target.ActionView, o Opened) slack.ModalViewRequest {
	return judgement(r, CallbackActionReopen, r.say(reopenTitle), r.say(buttonReopenNow), o.Encode(),
		section(actionNamed(r, reopenWhat, v)), input(BlockWhy, r.say(whyLabel), r.say(whyHint), reasonText()))
}

// Actions lists the open actions of a programme, the earliest due first.
func Actions(r Reader, p assess.Programme, all []target.ActionView) Message {
	r = r.in(p.Zone)
	title := r.say(actionList, Cut(p.Scope, maxName))
	if len(all) == 0 {
		said := r.say(actionNone, Escape(Cut(p.Scope, maxName)))
		return Message{Text: unstarred(said), Blocks: append([]slack.Block{section(said)}, actionsFoot(r, p)...)}
	}
	late := 0
	for _, v := range all {
		if v.Overdue {
			late++
		}
	}
	said := r.say(actionListed, len(all), late)
	blocks, text := []slack.Block{header(title), section(said)}, join(Escape(title)+".", unstarred(said))
	for i, v := range all {
		if i == actionRows {
			blocks = append(blocks, note(r.say(wordMore, len(all)-i)))
			break
		}
		row := dotted(r.say(actionRow, v.ID.Number(), Escape(Cut(v.Title, maxSummary)), statusWord(r, v.Status), mention(v.Owner), viewDue(r, v)), purposeSays(r, v.Action))
		b := button(r.say(buttonOpen), ActionActionOpen+ActionMany+string(v.ID), string(v.ID))
		b.AccessibilityLabel = Cut(r.say(openName, v.ID.Number(), v.Title), MaxButton)
		blocks = append(blocks, slack.NewSectionBlock(mrkdwn(row, MaxSection), nil, slack.NewAccessory(b)))
		text = join(text, unstarred(strings.ReplaceAll(row, "\n", ": "))+".")
	}
	return Message{Text: Cut(text, MaxText), Blocks: append(blocks, actionsFoot(r, p)...)}
}

// NoAction answers a number that is no action of the programme.
func NoAction(r Reader, word string, p assess.Programme) Message {
	return sentence(r.say(actionUnknown, Escape(Cut(p.Scope, maxName)), Escape(Cut(word, maxOption))))
}

func actionsFoot(r Reader, p assess.Programme) []slack.Block {
	if !p.Knows(r.User) {
		return nil
	}
	does := []slack.BlockElement{button(r.say(buttonRoadmap), ActionRoadmap, string(p.ID))}
	if mayAssign(p, "", r.User) {
		does = append(does, button(r.say(buttonAddAction), ActionActionAdd, string(p.ID)))
	}
	return []slack.Block{actions(does...)}
}

// ActionAdded confirms an action that was added by hand.
func ActionAdded(r Reader, p assess.Programme, a target.Action) slack.ModalViewRequest {
	r = r.in(p.Zone)
	text := r.say(addDone, a.ID.Number(), mention(a.Owner), Escape(Cut(a.Title, maxSummary)), r.say(roadmapDue, r.day(a.Due)))
	return done(r, section(text), note(r.say(positionThen)))
}

// ActionBegun confirms that an action is in progress.
func ActionBegun(r Reader, v target.ActionView) Message {
	return sentence(actionNamed(r, actionBegun, v))
}

// ActionUsage says how to name an action.
func ActionUsage(r Reader) Message { return sentence(r.say(actionUsage)) }
