package blocks

import (
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
)

// Status answers /cairn status: how far the newest cycle has come, who is missing and when it is due.
func Status(r Reader, st assess.Status, now time.Time) Message {
	r, scope := r.in(st.Programme.Zone), Cut(st.Programme.Scope, maxName)
	if st.Cycle.ID == "" {
		shown, read := r.say(statusNever, Escape(scope)), r.say(statusNeverText, Escape(scope))
		start := r.say(statusStart, string(st.Programme.ID))
		if !st.NextAt.IsZero() {
			shown = join(shown, r.say(statusNext, r.when(st.NextAt)))
			read = join(read, r.say(statusNext, r.at(st.NextAt)))
		}
		return Message{Text: join(read, start), Blocks: []slack.Block{header(scope), section(shown), note(start)}}
	}
	blocks := []slack.Block{header(r.say(statusTitle, scope, st.Cycle.Period)), section(statusSummary(r, st))}
	blocks = append(blocks, sections(progressLines(r, st, now))...)
	if b := st.Beside; b != nil {
		blocks = append(blocks, note(r.say(statusBeside, Escape(Cut(b.Model.Title, maxName)), b.Answered(), len(b.Lines))))
	}
	blocks = append(blocks, statusFoot(r, st)...)
	return Message{Text: statusText(r, st), Blocks: fit(r, blocks, MaxMessageBlocks)}
}

// statusSummary is the sentence with the numbers.
func statusSummary(r Reader, st assess.Status) string {
	if st.Cycle.State == assess.CycleClosed {
		return kindMark(r, st.Cycle, r.say(statusClosed, r.when(st.Cycle.ClosedAt), st.Answered(), len(st.Lines)))
	}
	return kindMark(r, st.Cycle, r.say(statusOpen, st.Answered(), len(st.Lines), r.when(st.Cycle.DueAt), r.when(st.Cycle.ClosesAt)))
}

// kindMark says before a sentence about a cycle that it asks less than all.
func kindMark(r Reader, c assess.Cycle, s string) string { return join(kindOf(r, c.Kind), s) }

// kindOf is the sentence that marks a kind of cycle, or "" for a full one.
func kindOf(r Reader, k assess.CycleKind) string {
	switch k {
	case assess.Quick:
		return r.say(statusQuick)
	case assess.CheckIn:
		return r.say(statusCheckIn)
	default:
		return ""
	}
}

func statusText(r Reader, st assess.Status) string {
	scope := Escape(Cut(st.Programme.Scope, maxName))
	if st.Cycle.State == assess.CycleClosed {
		return kindMark(r, st.Cycle, r.say(statusClosedText, scope, st.Cycle.Period, r.at(st.Cycle.ClosedAt), st.Answered(), len(st.Lines)))
	}
	text := kindMark(r, st.Cycle, r.say(statusOpenText, scope, st.Cycle.Period, st.Answered(), len(st.Lines), r.at(st.Cycle.DueAt), r.at(st.Cycle.ClosesAt)))
	var missing []string
	for _, l := range st.Lines {
		if !l.Questionnaire.Answered() {
			missing = append(missing, r.say(wordOf, Escape(Cut(lineName(l), maxOption)), mention(l.Questionnaire.Owner)))
		}
	}
	if len(missing) > 0 {
		text += r.say(statusMissing, r.list(missing))
	}
	return Cut(text, MaxText)
}

// progressLines says of each category who answered or who is missing.
func progressLines(r Reader, st assess.Status, now time.Time) []string {
	lines := make([]string, len(st.Lines))
	for i, l := range st.Lines {
		lines[i] = progressLine(r, st, l, now)
	}
	return lines
}

// progressLine says how a category stands: who answered it, or who has it and what stands in the way.
func progressLine(r Reader, st assess.Status, l assess.Line, now time.Time) string {
	q, name := l.Questionnaire, Escape(Cut(lineName(l), maxName))
	part := ""
	if l.Latest != nil {
		part = r.say(statusPart, len(l.Latest.Answers))
	}
	switch {
	case q.State == assess.ToSign:
		return r.say(statusToSign, name, mention(l.Latest.By), r.when(l.Latest.At), mention(q.Owner))
	case q.State == assess.Submitted:
		return r.say(statusAnswered, name, mention(l.Latest.By), r.when(l.Latest.At))
	case st.Cycle.State == assess.CycleClosed:
		return r.say(statusMissed, name) + part
	}
	who := mention(q.Owner)
	switch {
	case q.Answerer != "" && q.Answerer != q.Owner:
		who = r.say(statusFor, mention(q.Answerer), mention(q.Owner))
	case q.Deputy != "":
		who = r.say(wordDeputy, who, mention(q.Deputy))
	}
	line := r.say(statusWaiting, name, who) + part
	if now.After(q.DueAt) {
		line = r.say(statusOverdue, name, who) + part
	}
	var more []string
	if !q.DueAt.Equal(st.Cycle.DueAt) {
		more = append(more, r.say(statusDue, r.when(q.DueAt)))
	}
	more = append(more, statusAbsence(r, l)...)
	for _, u := range helpers(q) {
		more = append(more, r.say(statusHanded, mention(u), Escape(Cut(r.list(q.HandedTo(u)), maxSummary))))
	}
	if len(more) > 0 {
		line += "\n" + strings.Join(more, " ")
	}
	return line
}

// statusAbsence says until when the owner, who is asked, is away.
func statusAbsence(r Reader, l assess.Line) []string {
	switch {
	case l.Absent == nil || l.Questionnaire.Asks() != l.Questionnaire.Owner:
		return nil
	case l.Absent.Until.IsZero():
		return []string{r.say(escalateAwayOpen, mention(l.Questionnaire.Owner))}
	default:
		return []string{r.say(escalateAway, mention(l.Questionnaire.Owner), r.when(l.Absent.Until))}
	}
}

// helpers lists the people who were given single questions, each once.
func helpers(q assess.Questionnaire) []assess.UserID {
	var users []assess.UserID
	for _, h := range q.Handed {
		if !slices.Contains(users, h.To) {
			users = append(users, h.To)
		}
	}
	return users
}

func lineName(l assess.Line) string {
	if l.Category == nil {
		return l.Questionnaire.Category
	}
	return l.Category.Name
}

func statusFoot(r Reader, st assess.Status) []slack.Block {
	if st.Cycle.State == assess.CycleOpen || st.NextAt.IsZero() {
		return nil
	}
	return []slack.Block{note(r.say(statusNext, r.when(st.NextAt)))}
}

// Started answers /cairn start; asked is the kind of cycle that was asked for.
func Started(r Reader, c assess.Cycle, p assess.Programme, asked assess.CycleKind) Message {
	r, scope := r.in(p.Zone), Escape(Cut(c.Scope, maxName))
	extra := ""
	switch {
	case c.Kind == assess.Quick:
		extra = r.say(startedQuick)
	case c.Kind == assess.CheckIn:
		extra = r.say(startedCheckIn)
	case asked == assess.CheckIn:
		extra = r.say(startedNotCheckIn)
	}
	return Message{
		Text:   strings.TrimSpace(join(r.say(startedText, c.Period, scope, r.at(c.DueAt), r.at(c.ClosesAt)), extra)),
		Blocks: []slack.Block{section(strings.TrimSpace(join(r.say(started, c.Period, scope, r.when(c.DueAt), r.when(c.ClosesAt)), extra)))},
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
func AskClose(r Reader, st assess.Status) Message {
	c, scope := st.Cycle, Cut(st.Programme.Scope, maxName)
	value := CloseValue{st.Programme.ID, c.ID}.String()
	return Message{
		Text: r.say(closeText, c.Period, Escape(scope), st.Answered(), len(st.Lines)),
		Blocks: []slack.Block{
			header(r.say(closeTitle, c.Period, scope)),
			section(r.say(closeWhat, st.Answered(), len(st.Lines), st.Programme.Channel)),
			actions(
				button(r.say(buttonClose), ActionConfirmClose, value).WithStyle(slack.StyleDanger),
				button(r.say(buttonKeepOpen), ActionKeepOpen, value),
			),
		},
	}
}

// OnlyManagers answers /cairn close of somebody who does not run the programme.
func OnlyManagers(r Reader, p assess.Programme) Message {
	text := r.say(closeManagers, Escape(Cut(p.Scope, maxName)), mentions(r, p.Managers))
	return Message{Text: text, Blocks: []slack.Block{section(text)}}
}

// NothingToClose answers /cairn close when no cycle is open.
func NothingToClose(r Reader, p assess.Programme) Message {
	return Message{
		Text:   r.say(nothingToClose, Escape(Cut(p.Scope, maxName))),
		Blocks: []slack.Block{section(r.say(nothingToClose, Escape(Cut(p.Scope, maxName))))},
	}
}

// Closed confirms that a cycle was closed.
func Closed(r Reader, c assess.Cycle, p assess.Programme) Message {
	scope := Escape(Cut(c.Scope, maxName))
	return Message{
		Text:   r.say(closedText, c.Period, scope),
		Blocks: []slack.Block{section(r.say(closed, c.Period, scope, p.Channel))},
	}
}

// CloseIsStale answers a close button of a cycle that is closed already; KeptOpen one that takes the question back.
func CloseIsStale(r Reader) Message { return Say(r.say(closeStale)) }

// KeptOpen answers the button that leaves the cycle open.
func KeptOpen(r Reader) Message { return Say(r.say(keptOpen)) }
