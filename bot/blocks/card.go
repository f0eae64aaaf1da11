package blocks

import (
	"slices"
	"time"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
	"cairn/internal/maturity"
)

// Lengths to which names and texts are cut inside sentences, so that a message stays a message.
const (
	maxName    = 80
	maxSummary = 600
	maxOption  = 60
	maxReason  = 300
	maxMarks   = 800 // room in a hint for what was answered before and done since
	maxHanded  = 4   // people of whom a card says which questions they have
)

// Card is all that a person is asked in a cycle: one message, in the state its facts are in. The first one also says who
// Cairn is.
func Card(r Reader, c assess.Card, now time.Time) Message {
	r = r.in(c.Programme.Zone)
	var msg Message
	switch len(c.Parts) {
	case 0:
		msg = Message{Text: r.say(nothingNow), Blocks: []slack.Block{header(r.say(nothingTitle)), section(r.say(nothingNow))}}
	case 1:
		msg = partCard(r, c.Parts[0], now)
	default:
		msg = cards(r, c, now)
	}
	if !c.First {
		return msg
	}
	return Introduced(r, c.Programme, msg)
}

// partCard is the card of somebody who is asked about one questionnaire.
func partCard(r Reader, part assess.Part, now time.Time) Message {
	f := part.Form
	switch {
	case f.Submitted():
		return answeredCard(r, part)
	case f.Questionnaire.State == assess.ToSign && part.Role == assess.SignsOff && f.Open():
		return signCard(r, part)
	case f.Questionnaire.State == assess.ToSign && f.Latest != nil:
		return answeredCard(r, part)
	case f.Questionnaire.State == assess.Missed || !f.Open():
		return missedCard(r, f)
	case part.Role == assess.HandedOn:
		return handedCard(r, part)
	default:
		return waitingCard(r, part, now)
	}
}

func waitingCard(r Reader, part assess.Part, now time.Time) Message {
	var (
		f    = own(part)
		q    = f.Questionnaire
		name = Cut(f.Category.Name, maxName)
		asks = askers(r, f.Programme)
		meta = cardMeta
		text = r.say(cardFallback, Escape(name), amount(r, f), scope(f), f.Cycle.Period, asks, effort(r, f), r.at(q.DueAt), answerLabel(r, f))
	)
	if now.After(q.DueAt) {
		meta = cardOverdue
		text = r.say(cardOverdueFallback, Escape(name), amount(r, f), scope(f), f.Cycle.Period, asks, effort(r, f), r.at(q.DueAt), r.at(f.Cycle.ClosesAt), answerLabel(r, f))
	}
	why, given := cardReason(r, part)
	blocks := []slack.Block{header(r.say(cardTitle, name, amount(r, f))), section(why)}
	if given != "" {
		text = join(text, r.say(cardGivenText, mention(given)))
		if typed := handedNote(f, r.User); typed != "" {
			blocks = append(blocks, note(r.say(cardNote, mention(given))), quote(typed))
		}
	}
	switch {
	case part.Role == assess.AnswersSome:
		blocks = append(blocks, sections(itemLines(r, f))...)
	case f.Category.Summary != "":
		blocks = append(blocks, section(Escape(Cut(f.Category.Summary, maxSummary))))
	}
	if asked := whatIsAsked(r, f); asked != "" && part.Role != assess.AnswersSome {
		blocks, text = append(blocks, section(asked)), join(text, unstarred(asked))
	}
	blocks = append(blocks, section(r.say(meta, upper(amount(r, f)), effort(r, f), r.when(q.DueAt))))
	if f.Latest != nil && answeredOf(f) > 0 {
		saved := r.say(cardProgress, answeredOf(f), len(f.Items), mention(f.Latest.By))
		if byObjectives(f) {
			blocks = append(blocks, section(join(saved, r.say(cardResume))))
		} else {
			blocks = append(blocks, section(saved))
		}
		text = join(text, unstarred(saved))
	}
	if still := stillTrue(r, f); still != "" && part.Role != assess.AnswersSome {
		blocks, text = append(blocks, section(still)), join(text, unstarred(still))
	}
	blocks = append(blocks, actions(partButtons(r, part, true)...), note(partNotes(r, part, now)...))
	return Message{Text: Cut(text, MaxText), Blocks: fit(r, blocks, MaxMessageBlocks)}
}

// own is a part's form with the items that the person is asked for.
func own(part assess.Part) assess.Form {
	f := part.Form
	if part.Role != assess.AnswersSome {
		return f
	}
	return onlyItems(f, part.Items)
}

// onlyItems is a form with some of its items.
func onlyItems(f assess.Form, ids []string) assess.Form {
	f.Items = slices.DeleteFunc(slices.Clone(f.Items), func(item *maturity.Item) bool { return !slices.Contains(ids, item.ID) })
	f.StillTrue = nil
	return f
}

// cardReason says why the person is asked, and who gave them the questions; "" when nobody did.
func cardReason(r Reader, part assess.Part) (why string, given assess.UserID) {
	f := own(part)
	q, name := f.Questionnaire, Escape(Cut(f.Category.Name, maxName))
	from := part.With
	switch {
	case part.Role == assess.AnswersSome:
		return r.say(cardWhySome, mention(from), amount(r, f), name, scope(f), f.Cycle.Period), from
	case lastHanding(f, r.User).Kind == assess.WasHandedBack:
		from = lastHanding(f, r.User).From
		return r.say(cardWhyBack, name, scope(f), f.Cycle.Period, mention(from)), from
	case r.User == q.Deputy && r.User != "" && q.Answerer == q.Deputy:
		return r.say(cardWhyDeputy, name, scope(f), f.Cycle.Period, mention(q.Owner)), ""
	case q.Answerer != "" && q.Answerer == r.User:
		if from == "" {
			from = q.Owner
		}
		if from == q.Owner {
			return r.say(cardWhyOwner, mention(from), name, scope(f), f.Cycle.Period), from
		}
		return r.say(cardWhyGiven, mention(from), name, scope(f), f.Cycle.Period, mention(q.Owner)), from
	default:
		return r.say(cardWhy, askers(r, f.Programme), scope(f), name, f.Cycle.Period), ""
	}
}

// handedNote is what somebody wrote to the person to whom they gave the questions last.
func handedNote(f assess.Form, to assess.UserID) string {
	for _, a := range slices.Backward(f.Chain) {
		if a.Person == to && a.Kind != assess.WasReassigned {
			return a.Note
		}
	}
	return ""
}

// lastHanding is how the whole questionnaire came to the person by somebody else's act last; the zero record when nobody gave
// it to them, or it came back by itself.
func lastHanding(f assess.Form, to assess.UserID) assess.Asking {
	for _, a := range slices.Backward(f.Chain) {
		if a.Item == "" && a.Person == to {
			if a.By.User != a.From {
				return assess.Asking{}
			}
			return a
		}
	}
	return assess.Asking{}
}

// itemLines name the items of a form.
func itemLines(r Reader, f assess.Form) []string {
	lines := make([]string, len(f.Items))
	for i, item := range f.Items {
		lines[i] = r.say(cardItem, Escape(item.ID), Escape(Cut(item.Name, maxName)))
	}
	return lines
}

// stillTrue says what of last time's answers one tap confirms, or "". What others were given is theirs to answer.
func stillTrue(r Reader, f assess.Form) string {
	left := len(f.Items) - len(f.StillTrue)
	for _, item := range f.Items {
		if !slices.Contains(f.StillTrue, item.ID) && f.Questionnaire.GivenAway(item.ID) {
			left--
		}
	}
	switch {
	case len(f.StillTrue) == 0:
		return ""
	case f.Quick:
		return r.say(cardStillQuick, f.Before.Period)
	case left == 0 && len(f.StillTrue) < len(f.Items):
		return r.say(cardStillSome, len(f.StillTrue), f.Before.Period)
	case left == 0:
		return r.say(cardStillAll, len(f.StillTrue), f.Before.Period)
	default:
		return join(r.say(cardStillSome, len(f.StillTrue), f.Before.Period), r.say(cardStillMore, left))
	}
}

// partButtons are what a person can do with a questionnaire that waits for them.
func partButtons(r Reader, part assess.Part, primary bool) []slack.BlockElement {
	f, q := own(part), part.Form.Questionnaire
	answer := button(answerLabel(r, f), ActionAnswer, string(q.ID))
	if primary {
		answer.WithStyle(slack.StylePrimary)
	}
	elements := []slack.BlockElement{answer}
	if b := confirmButton(r, f); b != nil && part.Role != assess.AnswersSome {
		elements = append(elements, b)
	}
	elements = append(elements, button(r.say(buttonLater), ActionLater, string(q.ID)), button(r.say(buttonGive), ActionGive, string(q.ID)))
	if part.Role == assess.AnswersSome || q.Answerer != "" && q.Answerer == r.User {
		elements = append(elements, button(r.say(buttonHandBack), ActionHandBack, string(q.ID)))
	}
	return elements
}

// confirmButton confirms what still stands of last time; nil when that is nothing.
func confirmButton(r Reader, f assess.Form) *slack.ButtonBlockElement {
	if len(f.StillTrue) == 0 {
		return nil
	}
	label := r.say(buttonStill, len(f.StillTrue))
	if f.Quick {
		label = r.say(buttonStillOne)
	}
	return button(label, ActionConfirm, RevisionValue{f.Questionnaire.ID, f.Questionnaire.Revision}.String())
}

// partNotes are the small print of a card: what the person said, who else has to do with it, until when it counts.
func partNotes(r Reader, part assess.Part, now time.Time) []string {
	f, q := part.Form, part.Form.Questionnaire
	var lines []string
	switch {
	case part.Promise.After(now):
		lines = append(lines, r.say(cardPromised, r.when(part.Promise)))
	case part.Silenced && now.After(q.DueAt):
		lines = append(lines, r.say(cardSilencedDue))
	case part.Silenced:
		lines = append(lines, r.say(cardSilenced))
	}
	if part.Role != assess.AnswersSome {
		lines = append(lines, handedLines(r, f, r.User)...)
	}
	lines = append(lines, r.say(cardFoot, r.when(f.Cycle.ClosesAt)))
	if q.Deputy != "" && r.User == q.Owner {
		lines = append(lines, r.say(cardDeputy, mention(q.Deputy)))
	}
	if f.Absent != nil && r.User != q.Owner {
		lines = append(lines, absent(r, q.Owner, f.Absent, r.when))
	}
	return lines
}

// handedLines say which questions are with whom, a line a person.
func handedLines(r Reader, f assess.Form, but assess.UserID) []string {
	var lines []string
	var told []assess.UserID
	for _, h := range f.Questionnaire.Handed {
		if h.To == but || slices.Contains(told, h.To) || len(lines) == maxHanded {
			continue
		}
		told = append(told, h.To)
		lines = append(lines, r.say(cardWithOther, Escape(Cut(r.list(f.Questionnaire.HandedTo(h.To)), maxSummary)), mention(h.To)))
	}
	return lines
}

func scope(f assess.Form) string { return Escape(Cut(f.Cycle.Scope, maxName)) }

func askers(r Reader, p assess.Programme) string {
	if len(p.Managers) == 0 {
		return "Cairn"
	}
	return mentions(r, p.Managers)
}

func questions(r Reader, n int) string { return r.say(wordQuestions, n) }

// minutes reckons a minute a question, and never promises less than two.
func minutes(r Reader, n int) string { return r.say(wordMinutes, max(n, 2)) }
