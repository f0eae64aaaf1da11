package blocks

import (
	"slices"
	"time"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
)

// answeredCard shows the answers, to whoever gave them or stands by them.
func answeredCard(r Reader, part assess.Part) Message {
	var (
		f        = part.Form
		q        = f.Questionnaire
		name     = Cut(f.Category.Name, maxName)
		by       = mention(f.Latest.By)
		title    = r.say(answeredTitle, name)
		fallback = answeredFallback
		level    = levelOf(r, f)
		until    = f.Cycle.ClosesAt
	)
	if level != r.say(wordNoLevel) {
		title = r.say(answeredTitleLevel, name, plainLevelOf(r, f))
	}
	who := r.say(answeredBy, by, r.when(f.Latest.At))
	if f.Latest.By != q.Owner {
		who = r.say(answeredFor, by, r.when(f.Latest.At), mention(q.Owner))
	}
	blocks := []slack.Block{header(title), note(who)}
	if part.Kept {
		blocks = append(blocks, note(r.say(answeredKept)))
	}
	blocks = append(blocks, answerBlocks(r, f)...)
	blocks = append(blocks, disputeBlocks(r, f)...)
	switch {
	case !f.Open():
		fallback = answeredFinalFallback
		blocks = append(blocks, note(r.say(answeredFinal, scope(f), f.Cycle.Period, r.when(f.Cycle.ClosedAt))))
	case q.State == assess.ToSign:
		blocks = append(blocks, changeBlocks(r, part)...)
		blocks = append(blocks, note(r.say(answeredToSign, mention(q.Owner), r.when(until))))
	default:
		blocks = append(blocks, changeBlocks(r, part)...)
		blocks = append(blocks, note(r.say(answeredUntil, scope(f), f.Cycle.Period, r.when(until))))
	}
	args := []any{Escape(name), scope(f), f.Cycle.Period, by, r.at(f.Latest.At), level}
	text := ""
	switch {
	case f.Open() && q.State == assess.ToSign:
		text = r.say(answeredToSignText, append(args, mention(q.Owner))...)
	case f.Open():
		text = r.say(fallback, append(args, r.at(until))...)
	default:
		text = r.say(fallback, args...)
	}
	if part.Kept {
		text = join(text, r.say(answeredKept))
	}
	return Message{Text: Cut(text, MaxText), Blocks: fit(r, blocks, MaxMessageBlocks)}
}

// answerBlocks show the answers, the level they make and what backs them.
func answerBlocks(r Reader, f assess.Form) []slack.Block {
	blocks := sections(answerLines(r, f, f.Latest.Answers, f.Latest.Notes))
	blocks = append(blocks, section(meaning(r, f)))
	blocks = append(blocks, sections(findings(r, f))...)
	if f.Latest.Comment != "" {
		blocks = append(blocks, quote(f.Latest.Comment))
	}
	if f.Latest.Evidence != "" {
		blocks = append(blocks, link(r.say(answeredEvidence), f.Latest.Evidence))
	}
	return blocks
}

// changeBlocks offer to change the answers to whoever may.
func changeBlocks(r Reader, part assess.Part) []slack.Block {
	if part.Role == assess.HandedOn && !part.Form.Questionnaire.MayAnswer(r.User) {
		return nil
	}
	return []slack.Block{actions(button(r.say(buttonChange), ActionAnswer, string(part.Form.Questionnaire.ID)))}
}

// signCard asks the owner to stand by what a delegate answered.
func signCard(r Reader, part assess.Part) Message {
	f, name := part.Form, Cut(part.Form.Category.Name, maxName)
	by, until := mention(part.With), f.Cycle.ClosesAt
	blocks := []slack.Block{
		header(r.say(signTitle, name)),
		section(r.say(signWhy, by, Escape(name), scope(f), f.Cycle.Period)),
	}
	level := levelOf(r, f)
	if f.Latest != nil {
		blocks = append(blocks, answerBlocks(r, f)...)
	}
	blocks = append(blocks, disputeBlocks(r, f)...)
	blocks = append(blocks,
		actions(
			button(r.say(buttonLookSign), ActionSign, string(f.Questionnaire.ID)).WithStyle(slack.StylePrimary),
			button(r.say(buttonChange), ActionAnswer, string(f.Questionnaire.ID)),
		),
		note(r.say(signElse, r.when(until))))
	return Message{
		Text:   Cut(r.say(signFallback, by, Escape(name), scope(f), f.Cycle.Period, level, r.at(until), r.say(buttonLookSign)), MaxText),
		Blocks: fit(r, blocks, MaxMessageBlocks),
	}
}

// handedCard tells somebody who had the questions where they are now.
func handedCard(r Reader, part assess.Part) Message {
	f, q := part.Form, part.Form.Questionnaire
	name, had := Cut(f.Category.Name, maxName), Escape(Cut(r.list(part.Items), maxSummary))
	say := func(due string) string {
		if len(part.Items) > 0 {
			return r.say(handedSome, Escape(name), scope(f), f.Cycle.Period, mention(part.With), due, had)
		}
		return r.say(handedWith, Escape(name), scope(f), f.Cycle.Period, mention(part.With), due)
	}
	rest := r.say(handedNothing)
	if r.User == q.Owner {
		rest = r.say(handedOwner)
	}
	blocks := []slack.Block{header(r.say(handedTitle, name)), section(join(say(r.when(q.DueAt)), rest))}
	if f.Latest != nil && answeredOf(f) > 0 {
		blocks = append(blocks, section(r.say(cardProgress, answeredOf(f), len(f.Items), mention(f.Latest.By))))
	}
	if b := takeBackButton(r, part); b != nil {
		blocks = append(blocks, actions(b))
	}
	return Message{Text: Cut(unstarred(join(say(r.at(q.DueAt)), rest)), MaxText), Blocks: blocks}
}

// takeBackButton gives the questions back to whoever gave them away; nil for who did not.
func takeBackButton(r Reader, part assess.Part) *slack.ButtonBlockElement {
	gave := func(a assess.Asking) bool {
		return a.Kind == assess.WasHandedOver && a.From == r.User && (a.Item == "" || slices.Contains(part.Items, a.Item))
	}
	if part.With == r.User || !slices.ContainsFunc(part.Form.Chain, gave) {
		return nil
	}
	item := ""
	if len(part.Items) > 0 {
		item = part.Items[0]
	}
	return button(r.say(buttonTakeBack), ActionTakeBack, ItemValue{part.Form.Questionnaire.ID, item}.String())
}

func missedCard(r Reader, f assess.Form) Message {
	var (
		name = Cut(f.Category.Name, maxName)
		next = r.say(missedNoNext)
	)
	if opens, ok := nextOpening(f.Programme, f.Cycle.ClosedAt); ok {
		next = r.say(missedElse, r.when(opens))
		if slices.ContainsFunc(f.Programme.Assignments, func(a assess.Assignment) bool { return a.Owner == r.User || a.Deputy == r.User }) {
			next = r.say(missedNext, r.when(opens)) // whoever was given questions was given them for this cycle
		}
	}
	if f.Latest != nil {
		part := r.say(missedPart, answeredOf(f), len(f.Items))
		return Message{
			Text: r.say(missedPartFallback, Escape(name), scope(f), f.Cycle.Period, r.at(f.Cycle.ClosedAt), unstarred(part)),
			Blocks: []slack.Block{
				header(r.say(missedPartTitle, name, f.Cycle.Period)),
				section(r.say(missedPartWhy, scope(f), r.when(f.Cycle.ClosedAt), part, Escape(name))),
				note(next),
			},
		}
	}
	return Message{
		Text: r.say(missedFallback, Escape(name), scope(f), f.Cycle.Period, r.at(f.Cycle.ClosedAt)),
		Blocks: []slack.Block{
			header(r.say(missedTitle, name, f.Cycle.Period)),
			section(r.say(missedWhy, scope(f), r.when(f.Cycle.ClosedAt), Escape(name))),
			note(next),
		},
	}
}

// nextOpening returns when the programme's next cycle opens by its cadence.
func nextOpening(p assess.Programme, after time.Time) (time.Time, bool) {
	cal, err := p.Calendar()
	if err != nil {
		return time.Time{}, false
	}
	next := cal.Openings(p.Cadence, after, 1)
	if len(next) == 0 {
		return time.Time{}, false
	}
	return next[0], true
}
