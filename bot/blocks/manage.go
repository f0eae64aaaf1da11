package blocks

import (
	"strings"
	"time"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
	"cairn/internal/calendar"
)

// maxLines is how many lines of a cycle the view of them shows, a block each.
const maxLines = 90

// CycleValue is the value of a button about a cycle, or about one questionnaire of it.
type CycleValue struct {
	Programme     assess.ProgrammeID
	Cycle         assess.CycleID
	Questionnaire assess.QuestionnaireID // "" for all of the cycle
}

// String returns the button's value.
func (v CycleValue) String() string {
	return string(v.Programme) + "|" + string(v.Cycle) + "|" + string(v.Questionnaire)
}

// ParseCycleValue reads a button's value.
func ParseCycleValue(s string) (CycleValue, bool) {
	parts := strings.Split(s, "|")
	if len(parts) != 3 || parts[0] == "" || parts[1] == "" {
		return CycleValue{}, false
	}
	return CycleValue{assess.ProgrammeID(parts[0]), assess.CycleID(parts[1]), assess.QuestionnaireID(parts[2])}, true
}

// ParseLine reads which questionnaire the menu of a line is about, from its action id.
func ParseLine(action string) assess.QuestionnaireID {
	_, id, _ := strings.Cut(action, ActionMany)
	return assess.QuestionnaireID(id)
}

// lineRow shows how a questionnaire stands, with a menu of what a manager can do about one that waits.
func lineRow(r Reader, st assess.Status, l assess.Line, now time.Time) slack.Block {
	text, q := mrkdwn(progressLine(r, st, l, now), MaxSection), l.Questionnaire
	if st.Cycle.State != assess.CycleOpen || q.State == assess.Submitted {
		return slack.NewSectionBlock(text, nil, nil)
	}
	var options []*slack.OptionBlockObject
	for _, o := range []struct{ label, value string }{
		{r.say(menuRemind), MenuRemind}, {r.say(menuReassign), MenuReassign}, {r.say(menuExtend), MenuExtend},
	} {
		if o.value == MenuRemind && q.State != assess.Waiting {
			continue
		}
		options = append(options, slack.NewOptionBlockObject(o.value, plain(o.label, MaxOption), nil))
	}
	menu := slack.NewOverflowBlockElement(ActionLine+ActionMany+string(q.ID), options...)
	return slack.NewSectionBlock(text, nil, slack.NewAccessory(menu))
}

// cycleRows are the lines of a cycle, those that wait first, each with its menu; and those of the cycle beside it.
func cycleRows(r Reader, st assess.Status, now time.Time) []slack.Block {
	var blocks []slack.Block
	var settled []string
	for _, l := range st.Lines {
		if st.Cycle.State != assess.CycleOpen || l.Questionnaire.State == assess.Submitted {
			settled = append(settled, progressLine(r, st, l, now))
			continue
		}
		blocks = append(blocks, lineRow(r, st, l, now))
	}
	blocks = append(blocks, sections(settled)...)
	if b := st.Beside; b != nil {
		blocks = append(blocks, note(r.say(statusBeside, Escape(Cut(b.Model.Title, maxName)), b.Answered(), len(b.Lines))))
		blocks = append(blocks, cycleRows(r, *b, now)...)
	}
	return blocks
}

// Lines is the view of a cycle's questionnaires, each with a menu of what a manager can do about it.
func Lines(r Reader, st assess.Status, now time.Time) slack.ModalViewRequest {
	r = r.in(st.Programme.Zone)
	blocks := []slack.Block{
		header(r.say(statusTitle, Cut(st.Programme.Scope, maxName), st.Cycle.Period)), section(statusSummary(r, st)),
	}
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: CallbackLines, PrivateMetadata: string(st.Programme.ID),
		Title: plain(r.say(linesTitle), MaxViewTitle), Close: plain(r.say(buttonDone), MaxViewTitle),
		Blocks: slack.Blocks{BlockSet: append(blocks, fit(r, cycleRows(r, st, now), maxLines)...)},
	}
}

// ProgrammeList is the view of all programmes that a manager runs.
func ProgrammeList(r Reader, runs []assess.Status) slack.ModalViewRequest {
	var blocks []slack.Block
	for _, st := range runs {
		r := r.in(st.Programme.Zone)
		text, b := programmeHead(r, st), button(r.say(buttonLines), ActionLines+ActionMany+string(st.Programme.ID), string(st.Programme.ID))
		if st.Cycle.ID == "" {
			b = button(r.say(buttonSetUpChange), ActionSetup+ActionMany+string(st.Programme.ID), string(st.Programme.ID))
		}
		b.AccessibilityLabel = Cut(b.Text.Text+": "+st.Programme.Scope, MaxButton)
		blocks = append(blocks, slack.NewSectionBlock(mrkdwn(text, MaxSection), nil, slack.NewAccessory(b)))
	}
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: CallbackProgrammes, Title: plain(r.say(programmesTitle), MaxViewTitle), Close: plain(r.say(buttonDone), MaxViewTitle),
		Blocks: slack.Blocks{BlockSet: fit(r, blocks, MaxViewBlocks)},
	}
}

// Reassign is the view in which a manager makes somebody else the owner of a questionnaire.
func Reassign(r Reader, f assess.Form) slack.ModalViewRequest {
	r = r.in(f.Programme.Zone)
	picker := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, plain(r.say(givePick), MaxPlaceholder), ActionValue)
	return judgement(r, CallbackReassign, r.say(reassignTitle), r.say(buttonReassign), string(f.Questionnaire.ID),
		section(r.say(reassignWhat, Escape(Cut(f.Category.Name, maxName)), scope(f), f.Cycle.Period, mention(f.Questionnaire.Owner))),
		slack.NewInputBlock(BlockPerson, plain(r.say(reassignWho), MaxLabel), hinted(r.say(giveWhoHint)), picker),
		slack.NewInputBlock(BlockReason, plain(r.say(overrideReason), MaxLabel), hinted(r.say(manageReasonHint)), reasonText()),
		note(r.say(reassignThen)),
	)
}

// Reassigned confirms who has the questions now, after an owner.
func Reassigned(r Reader, f assess.Form, before assess.UserID) slack.ModalViewRequest {
	text := r.say(reassignDone, Escape(Cut(f.Category.Name, maxName)), mention(f.Questionnaire.Owner), mention(before))
	return done(r, section(text), note(r.say(reassignLater)))
}

// Extend is the view in which a manager gives more time: for one questionnaire of a cycle or for all that wait. Chosen is
// nil where it is about all of them; waiting counts them.
func Extend(r Reader, st assess.Status, chosen *assess.Line, now time.Time) slack.ModalViewRequest {
	r = r.in(st.Programme.Zone)
	v, name, waiting := CycleValue{Programme: st.Programme.ID, Cycle: st.Cycle.ID}, "", 0
	due := st.Cycle.DueAt
	for _, l := range st.Lines {
		if l.Questionnaire.State != assess.Submitted {
			waiting++
		}
	}
	what := r.say(extendWhatAll, r.say(wordQuestionnaires, waiting), Escape(Cut(st.Cycle.Scope, maxName)), st.Cycle.Period, r.when(due))
	if chosen != nil {
		v.Questionnaire, name, due = chosen.Questionnaire.ID, Cut(lineName(*chosen), maxName), chosen.Questionnaire.DueAt
		what = r.say(extendWhat, Escape(name), Escape(Cut(st.Cycle.Scope, maxName)), st.Cycle.Period, r.when(due))
	}
	picker := slack.NewDatePickerBlockElement(ActionValue)
	picker.InitialDate, picker.Placeholder = r.sooner(due, now).String(), plain(r.say(oooPick), MaxPlaceholder)
	blocks := []slack.Block{
		section(what), slack.NewInputBlock(BlockUntil, plain(r.say(extendUntil), MaxLabel), hinted(r.say(extendUntilHint)), picker),
	}
	if chosen != nil && waiting > 1 {
		one := slack.NewOptionBlockObject(MenuOne, plain(r.say(extendOne, name), MaxOption), nil)
		all := slack.NewOptionBlockObject(All, plain(r.say(extendAll, waiting), MaxOption), nil)
		choice := slack.NewRadioButtonsBlockElement(ActionValue, one, all)
		choice.InitialOption = one
		blocks = append(blocks, slack.NewInputBlock(BlockWhich, plain(r.say(extendFor), MaxLabel), nil, choice))
	}
	return judgement(r, CallbackExtend, r.say(extendTitle), r.say(buttonExtend), v.String(), append(blocks,
		slack.NewInputBlock(BlockReason, plain(r.say(overrideReason), MaxLabel), hinted(r.say(manageReasonHint)), reasonText()))...)
}

// sooner is the day that an extension begins with: a week after the due day, or tomorrow where that is past.
func (r Reader) sooner(due, now time.Time) calendar.Date {
	zone := r.zone
	if zone == nil {
		zone = time.UTC
	}
	day, tomorrow := calendar.DateOf(due.In(zone)).AddDays(7), calendar.DateOf(now.In(zone)).AddDays(1)
	if day.Before(tomorrow) {
		return tomorrow
	}
	return day
}

// Extended confirms when a questionnaire is due now; with nil for chosen, when the last of all that wait is.
func Extended(r Reader, st assess.Status, chosen *assess.Line, due time.Time) slack.ModalViewRequest {
	r = r.in(st.Programme.Zone)
	text := r.say(extendDoneAll, Escape(Cut(st.Cycle.Scope, maxName)), st.Cycle.Period, r.when(due), r.when(st.Cycle.ClosesAt))
	if chosen != nil {
		text = r.say(extendDone, Escape(Cut(lineName(*chosen), maxName)), r.when(due), r.when(st.Cycle.ClosesAt))
	}
	return done(r, section(text), note(r.say(extendThen)))
}

// Requested confirms when a reminder that a manager asked for goes out.
func Requested(r Reader, f assess.Form, at, now time.Time) slack.ModalViewRequest {
	r = r.in(f.Programme.Zone)
	who, name := mention(f.Questionnaire.Asks()), Escape(Cut(f.Category.Name, maxName))
	text := r.say(requestDone, who, name, r.when(at))
	if !at.After(now) {
		text = r.say(requestNow, who, name)
	}
	return done(r, section(text), note(r.say(requestRule)))
}

// done is a view that says what was done.
func done(r Reader, blocks ...slack.Block) slack.ModalViewRequest {
	alert := Alert{Level: slack.AlertLevelSuccess, Headline: r.say(alertDone)}
	return notice(r, r.say(noticeTitle), append(alert.blocks(), blocks...))
}

// reasonText takes a manager's reason.
func reasonText() *slack.PlainTextInputBlockElement {
	return slack.NewPlainTextInputBlockElement(nil, ActionValue).WithMultiline(true).WithMaxLength(assess.MaxReason)
}
