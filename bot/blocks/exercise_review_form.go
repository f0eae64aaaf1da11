package blocks

import (
	"github.com/slack-go/slack"

	"cairn/internal/calendar"
	"cairn/internal/exercise"
	"cairn/internal/target"
)

// reviewNoted is how many observations the form of a rating shows.
const reviewNoted = 40

// ReviewSummary is the form for what an exercise showed.
func ReviewSummary(r Reader, v exercise.Review, s ReviewState) slack.ModalViewRequest {
	text := slack.NewPlainTextInputBlockElement(nil, ActionValue).WithMultiline(true).WithMaxLength(exercise.MaxSummary)
	text.InitialValue = Cut(v.Summary, exercise.MaxSummary)
	s.ID = v.ID
	return judgement(r, CallbackReviewSummary, r.say(summaryTitle), r.say(buttonKeep), s.Encode(),
		header(exerciseTitle(r, v.Name)), input(exercise.FieldSummary, r.say(summaryLabel), r.say(summaryHint), text))
}

// ReviewRate is the form for the final rating of an objective. What was noted on it stands above; only ratings that it bears
// can be chosen.
func ReviewRate(r Reader, v exercise.Review, o exercise.ReviewObjective, s ReviewState) slack.ModalViewRequest {
	r = r.in(v.In.Zone)
	s.ID, s.What = v.ID, o.ID
	blocks := []slack.Block{header(exerciseTitle(r, v.Name)), section(r.say(rateWhat, Escape(Cut(o.Text, maxSummary))))}
	var lines []string
	all := append(append([]exercise.Noted(nil), o.Strengths...), o.Improvements...)
	for i, n := range all {
		if i == reviewNoted {
			lines = append(lines, r.say(wordMore, len(all)-i))
			break
		}
		lines = append(lines, r.say(rateNoted, observedSays(r, n.Observation), reviewSource(r, n), Escape(Cut(n.Text, maxSummary))))
	}
	blocks = append(blocks, sections(lines)...)
	bears := r.say(rateBears, ratingSays(r, o.Ceiling))
	if len(all) == 0 {
		bears = r.say(rateNothing)
	}
	blocks = append(blocks, note(join(bears, washSays(r, o))))
	chosenNow := o.Final
	if chosenNow == "" || chosenNow.Exceeds(o.Ceiling) {
		chosenNow = o.Proposed
	}
	var options []*slack.OptionBlockObject
	for _, rating := range exercise.Ratings() {
		if !rating.Exceeds(o.Ceiling) {
			options = append(options, option(string(rating), ratingSays(r, rating)))
		}
	}
	return judgement(r, CallbackReviewRate, r.say(rateTitle), r.say(buttonKeep), s.Encode(), append(blocks,
		input(exercise.FieldRating+":"+o.ID, r.say(rateLabel), "", menu(r, options, string(chosenNow))),
		input(exercise.FieldWhy, r.say(rateWhy), r.say(rateWhyHint), longText(o.Why)).WithOptional(true))...)
}

// reviewSource is who noted something: by their part, which says more than a name.
func reviewSource(r Reader, n exercise.Noted) string {
	part := r.text(n.Part.Words())
	if n.HotWash {
		return r.say(rateByWash, part)
	}
	return r.say(wordOf, part, r.at(n.At))
}

// ReviewTreat is the form for what is done about a finding. As is the kind of answer that it asks for; "" for that which was
// given, or a corrective action.
func ReviewTreat(r Reader, v exercise.Review, f exercise.Finding, as string, s ReviewState) slack.ModalViewRequest {
	r = r.in(v.In.Zone)
	s.ID, s.What = v.ID, f.ID
	t := exercise.Treatment{Before: f.Proposed}
	if f.Treatment != nil {
		t = *f.Treatment
	}
	if as == "" {
		as = treatKind(t)
	}
	goal := ""
	for _, o := range v.Objectives {
		if o.ID == f.Objective {
			goal = o.Text
		}
	}
	blocks := []slack.Block{
		header(exerciseTitle(r, v.Name)),
		section(r.say(treatWhat, f.ID, Escape(Cut(f.Text, maxSummary)), Escape(Cut(goal, maxSummary)))), note(impactName(r, f.Impact) + " · " + reviewSource(r, f.Noted)),
	}
	kinds := []*slack.OptionBlockObject{option(TreatWork, r.say(treatAsWork)), option(TreatSame, r.say(treatAsSame)), option(TreatAside, r.say(treatAsAside))}
	radio := slack.NewRadioButtonsBlockElement(ActionReviewAs, kinds...)
	radio.InitialOption = chosen(kinds, as)[0]
	choice := input(exercise.FieldFinding, r.say(treatAs), "", radio)
	choice.DispatchAction = true
	blocks = append(blocks, choice)
	switch as {
	case TreatSame:
		others := otherFindings(v, f)
		if len(others) == 0 {
			blocks = append(blocks, section(r.say(treatNoOther)))
			break
		}
		blocks = append(blocks, input(exercise.FieldSame, r.say(treatSame), "", menu(r, others, t.Same)))
	case TreatAside:
		blocks = append(blocks, input(exercise.FieldAside, r.say(treatAside), r.say(treatAsideHint), longText(t.Aside)))
	default:
		blocks = append(blocks, treatWork(r, v, t)...)
	}
	return judgement(r, CallbackReviewTreat, r.say(treatTitle, f.ID), r.say(buttonKeep), s.Encode(), blocks...)
}

// treatKind is the kind of an answer.
func treatKind(t exercise.Treatment) string {
	switch {
	case t.Same != "":
		return TreatSame
	case t.Aside != "":
		return TreatAside
	default:
		return TreatWork
	}
}

// otherFindings are those whose answer can be that of another.
func otherFindings(v exercise.Review, f exercise.Finding) []*slack.OptionBlockObject {
	var options []*slack.OptionBlockObject
	for _, o := range v.Findings {
		if o.ID != f.ID && len(options) < MaxOptions && (o.Treatment == nil || o.Treatment.Same == "") {
			options = append(options, option(o.ID, o.ID+" · "+o.Text))
		}
	}
	return options
}

// treatWork takes a corrective action. What an earlier finding led to is offered where this one seems to repeat it.
func treatWork(r Reader, v exercise.Review, t exercise.Treatment) []slack.Block {
	var w target.Work
	if t.Work != nil {
		w = *t.Work
	} else {
		w = workBefore(v, t.Before)
	}
	title := slack.NewPlainTextInputBlockElement(nil, ActionValue).WithMaxLength(target.MaxTitle)
	title.InitialValue = Cut(w.Title, target.MaxTitle)
	text := slack.NewPlainTextInputBlockElement(nil, ActionValue).WithMultiline(true).WithMaxLength(target.MaxText)
	text.InitialValue = Cut(w.Text, target.MaxText)
	owner := person(r)
	owner.InitialUser = string(w.Owner)
	var elements []*slack.OptionBlockObject
	for _, e := range v.Elements {
		elements = append(elements, option(e, upperFirst(elementWord(r, e))))
	}
	blocks := []slack.Block{
		input(BlockTitle, r.say(treatTitleIs), r.say(treatTitleHint), title),
		input(BlockText, r.say(treatText), "", text).WithOptional(true),
		input(BlockOwner, r.say(treatOwner), r.say(treatOwnerHint), owner),
		input(BlockDue, r.say(treatDue), "", dayPicker(r, w.Due)),
		input(target.FieldElement, r.say(treatElement), "", menu(r, elements, w.Element)),
	}
	if len(v.Earlier) == 0 {
		return blocks
	}
	before := []*slack.OptionBlockObject{option(All, r.say(treatBeforeNone))}
	for _, e := range v.Earlier {
		if len(before) < MaxOptions {
			before = append(before, option(e.Key, r.say(treatBeforeIs, exercise.FindingNumber(e.Key), e.Text)))
		}
	}
	now := t.Before
	if now == "" {
		now = All
	}
	return append(blocks, input(exercise.FieldBefore, r.say(treatBefore), r.say(treatBeforeHint), menu(r, before, now)))
}

// workBefore is what an earlier finding led to, to be done better now; without its day, which is over.
func workBefore(v exercise.Review, key string) (w target.Work) {
	for _, e := range v.Earlier {
		if e.Key == key && e.Action != nil {
			w = e.Action.Work
			w.Start, w.Due, w.Issue = calendar.Date{}, calendar.Date{}, ""
		}
	}
	return w
}

// reviewLetter is a rating where many are counted.
func reviewLetter(r Reader, rating exercise.Rating) string {
	if rating == exercise.NotObserved {
		return ratingSays(r, rating)
	}
	return string(rating)
}

// impactName is how much an area for improvement weighed, at the beginning of a line; plain.
func impactName(r Reader, i exercise.Impact) string { return upperFirst(r.text(i.Words())) }
