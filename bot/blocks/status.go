package blocks

import (
	"strings"
	"time"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
)

// Status answers /cairn status: how far the newest cycle has come, who is missing and when it is due.
func Status(st assess.Status, now time.Time) Message {
	loc, scope := zone(st.Programme), Cut(st.Programme.Scope, maxName)
	if st.Cycle.ID == "" {
		shown, read := say(statusNever, Escape(scope)), say(statusNeverText, Escape(scope))
		start := say(statusStart, string(st.Programme.ID))
		if !st.NextAt.IsZero() {
			shown = join(shown, say(statusNext, when(st.NextAt, loc)))
			read = join(read, say(statusNext, at(st.NextAt, loc)))
		}
		return Message{Text: join(read, start), Blocks: []slack.Block{header(scope), section(shown), note(start)}}
	}
	blocks := []slack.Block{header(say(statusTitle, scope, st.Cycle.Period)), section(statusSummary(st))}
	blocks = append(blocks, sections(progressLines(st, now))...)
	if b := st.Beside; b != nil {
		blocks = append(blocks, note(say(statusBeside, Escape(Cut(b.Model.Title, maxName)), b.Answered(), len(b.Lines))))
	}
	blocks = append(blocks, statusFoot(st)...)
	return Message{Text: statusText(st), Blocks: fit(blocks, MaxMessageBlocks)}
}

// statusSummary is the sentence with the numbers.
func statusSummary(st assess.Status) string {
	loc := zone(st.Programme)
	if st.Cycle.State == assess.CycleClosed {
		return kindMark(st.Cycle, say(statusClosed, when(st.Cycle.ClosedAt, loc), st.Answered(), len(st.Lines)))
	}
	return kindMark(st.Cycle, say(statusOpen, st.Answered(), len(st.Lines), when(st.Cycle.DueAt, loc), when(st.Cycle.ClosesAt, loc)))
}

// kindMark says before a sentence about a cycle that it asks less than all.
func kindMark(c assess.Cycle, s string) string { return join(kindOf(c.Kind), s) }

// kindOf is the sentence that marks a kind of cycle, or "" for a full one.
func kindOf(k assess.CycleKind) string {
	switch k {
	case assess.Quick:
		return say(statusQuick)
	case assess.CheckIn:
		return say(statusCheckIn)
	default:
		return ""
	}
}

func statusText(st assess.Status) string {
	loc, scope := zone(st.Programme), Escape(Cut(st.Programme.Scope, maxName))
	if st.Cycle.State == assess.CycleClosed {
		return kindMark(st.Cycle, say(statusClosedText, scope, st.Cycle.Period, at(st.Cycle.ClosedAt, loc), st.Answered(), len(st.Lines)))
	}
	text := kindMark(st.Cycle, say(statusOpenText, scope, st.Cycle.Period, st.Answered(), len(st.Lines), at(st.Cycle.DueAt, loc), at(st.Cycle.ClosesAt, loc)))
	var missing []string
	for _, l := range st.Lines {
		if l.Questionnaire.State != assess.Submitted {
			missing = append(missing, say(wordOf, Escape(Cut(lineName(l), maxOption)), mention(l.Questionnaire.Owner)))
		}
	}
	if len(missing) > 0 {
		text += say(statusMissing, list(missing))
	}
	return Cut(text, MaxText)
}

// progressLines says of each category who answered or who is missing.
func progressLines(st assess.Status, now time.Time) []string {
	loc := zone(st.Programme)
	lines := make([]string, 0, len(st.Lines))
	for _, l := range st.Lines {
		name := Escape(Cut(lineName(l), maxName))
		who := mention(l.Questionnaire.Owner)
		if l.Questionnaire.Deputy != "" {
			who = say(wordDeputy, who, mention(l.Questionnaire.Deputy))
		}
		part := ""
		if l.Latest != nil {
			part = say(statusPart, len(l.Latest.Answers))
		}
		switch {
		case l.Questionnaire.State == assess.Submitted:
			lines = append(lines, say(statusAnswered, name, mention(l.Latest.By), when(l.Latest.At, loc)))
		case st.Cycle.State == assess.CycleClosed:
			lines = append(lines, say(statusMissed, name)+part)
		case now.After(l.Questionnaire.DueAt):
			lines = append(lines, say(statusOverdue, name, who)+part)
		default:
			lines = append(lines, say(statusWaiting, name, who)+part)
		}
	}
	return lines
}

func lineName(l assess.Line) string {
	if l.Category == nil {
		return l.Questionnaire.Category
	}
	return l.Category.Name
}

func statusFoot(st assess.Status) []slack.Block {
	if st.Cycle.State == assess.CycleOpen || st.NextAt.IsZero() {
		return nil
	}
	return []slack.Block{note(say(statusNext, when(st.NextAt, zone(st.Programme))))}
}

// Started answers /cairn start; asked is the kind of cycle that was asked for.
func Started(c assess.Cycle, p assess.Programme, asked assess.CycleKind) Message {
	loc, scope := zone(p), Escape(Cut(c.Scope, maxName))
	extra := ""
	switch {
	case c.Kind == assess.Quick:
		extra = say(startedQuick)
	case c.Kind == assess.CheckIn:
		extra = say(startedCheckIn)
	case asked == assess.CheckIn:
		extra = say(startedNotCheckIn)
	}
	return Message{
		Text:   strings.TrimSpace(join(say(startedText, c.Period, scope, at(c.DueAt, loc), at(c.ClosesAt, loc)), extra)),
		Blocks: []slack.Block{section(strings.TrimSpace(join(say(started, c.Period, scope, when(c.DueAt, loc), when(c.ClosesAt, loc)), extra)))},
	}
}

// CloseValue is what a close button carries: the cycle it was shown for, so that it never closes a later one.
type CloseValue struct {
	Programme assess.ProgrammeID
	Cycle     assess.CycleID
}

// String returns the button's value.
func (v CloseValue) String() string { return string(v.Programme) + "|" + string(v.Cycle) }

// ParseCloseValue reads a button's value.
func ParseCloseValue(s string) (CloseValue, bool) {
	p, c, ok := strings.Cut(s, "|")
	return CloseValue{assess.ProgrammeID(p), assess.CycleID(c)}, ok && p != "" && c != ""
}

// AskClose asks whether the open cycle is to be closed.
func AskClose(st assess.Status) Message {
	c, scope := st.Cycle, Cut(st.Programme.Scope, maxName)
	value := CloseValue{st.Programme.ID, c.ID}.String()
	return Message{
		Text: say(closeText, c.Period, Escape(scope), st.Answered(), len(st.Lines)),
		Blocks: []slack.Block{
			header(say(closeTitle, c.Period, scope)),
			section(say(closeWhat, st.Answered(), len(st.Lines), st.Programme.Channel)),
			actions(
				button(buttonClose, ActionConfirmClose, value).WithStyle(slack.StyleDanger),
				button(buttonKeepOpen, ActionKeepOpen, value),
			),
		},
	}
}

// OnlyManagers answers /cairn close of somebody who does not run the programme.
func OnlyManagers(p assess.Programme) Message {
	text := say(closeManagers, Escape(Cut(p.Scope, maxName)), mentions(p.Managers))
	return Message{Text: text, Blocks: []slack.Block{section(text)}}
}

// NothingToClose answers /cairn close when no cycle is open.
func NothingToClose(p assess.Programme) Message {
	return Message{
		Text:   say(nothingToClose, Escape(Cut(p.Scope, maxName))),
		Blocks: []slack.Block{section(say(nothingToClose, Escape(Cut(p.Scope, maxName))))},
	}
}

// Closed confirms that a cycle was closed.
func Closed(c assess.Cycle, p assess.Programme) Message {
	scope := Escape(Cut(c.Scope, maxName))
	return Message{
		Text:   say(closedText, c.Period, scope),
		Blocks: []slack.Block{section(say(closed, c.Period, scope, p.Channel))},
	}
}

// CloseIsStale answers a close button of a cycle that is closed already; KeptOpen one that takes the question back.
func CloseIsStale() Message { return Say(say(closeStale)) }

// KeptOpen answers the button that leaves the cycle open.
func KeptOpen() Message { return Say(say(keptOpen)) }
