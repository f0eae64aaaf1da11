package blocks

import (
	"slices"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
	"cairn/internal/maturity"
)

// Saved confirms what a submission led to.
func Saved(r Reader, done assess.Receipt) slack.ModalViewRequest {
	headline := r.say(alertSaved)
	if !done.Changed {
		headline = r.say(alertSame)
	}
	return receipt(r, done, Alert{Level: slack.AlertLevelSuccess, Headline: headline})
}

// receipt says how a questionnaire stands after an act on it.
func receipt(r Reader, done assess.Receipt, a Alert) slack.ModalViewRequest {
	f := done.Form
	r, name := r.in(f.Programme.Zone), Escape(Cut(f.Category.Name, maxName))
	blocks, what := a.blocks(), r.say(savedNoLevel, name)
	stands := levelOf(r, f) != r.say(wordNoLevel)
	if stands {
		what = r.say(savedLevel, name, levelOf(r, f))
	}
	blocks = append(blocks, section(what))
	if stands {
		blocks = append(blocks, section(meaning(r, f)))
	}
	blocks = append(blocks, sections(findings(r, f))...)
	if next := whatNext(r, f); next != "" {
		blocks = append(blocks, section(next))
	}
	blocks = append(blocks, note(r.say(savedUntil, r.when(f.Cycle.ClosesAt))))
	return notice(r, r.say(savedTitle), blocks)
}

// whatNext says what is still to come of answers that were saved, or "".
func whatNext(r Reader, f assess.Form) string {
	q := f.Questionnaire
	switch {
	case q.State == assess.ToSign && r.User != q.Owner && r.User != q.Deputy:
		return r.say(signOwner, mention(q.Owner))
	case q.State != assess.Waiting || byObjectives(f):
		return ""
	case !q.MayAnswer(r.User):
		return r.say(someSaved, mention(q.Asks()))
	default:
		if open := handedOpen(f); len(open) > 0 {
			return r.say(waitsForOther, Escape(Cut(r.list(open), maxSummary)))
		}
		return ""
	}
}

// WaitsForOthers reports whether all that a form leaves unanswered is with others.
func WaitsForOthers(f assess.Form, s FormState) bool {
	waits := false
	for _, item := range f.Items {
		if s.Answers[item.ID] != "" || f.Latest != nil && f.Latest.Answers[item.ID] != "" {
			continue
		}
		if !slices.Contains(handedOpen(f), item.ID) {
			return false
		}
		waits = true
	}
	return waits
}

// handedOpen lists the questions that are with others and not answered.
func handedOpen(f assess.Form) []string {
	var open []string
	for _, h := range f.Questionnaire.Handed {
		if h.To != f.Questionnaire.Asks() && (f.Latest == nil || f.Latest.Answers[h.Item] == "") {
			open = append(open, h.Item)
		}
	}
	return open
}

// Refused says why answers were not saved, and keeps what was chosen for the person to see.
func Refused(r Reader, f assess.Form, s FormState, a Alert) slack.ModalViewRequest {
	blocks := a.blocks()
	if f.Category != nil && len(s.Answers) > 0 {
		if !f.Quick { // what was not asked, or left open, was not chosen
			f.Items = slices.DeleteFunc(slices.Clone(f.Items), func(item *maturity.Item) bool { return s.Answers[item.ID] == "" && s.Notes[item.ID] == "" })
		}
		if lines := answerLines(r, f, s.Answers, s.Notes); len(lines) > 0 {
			blocks = append(append(blocks, section(r.say(formChosen))), sections(lines)...)
		}
	}
	if s.Comment != "" {
		blocks = append(blocks, quote(s.Comment))
	}
	return notice(r, r.say(noticeTitle), blocks)
}
