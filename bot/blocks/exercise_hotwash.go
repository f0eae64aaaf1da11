package blocks

import (
	"slices"

	"github.com/slack-go/slack"

	"cairn/internal/exercise"
)

// Block ids of the hot wash's form, besides those of a strength and an area for improvement: what begins that of a rating and
// of a statement, each followed by an id. They are the fields by which package exercise names faults.
const (
	blockRating = exercise.FieldRating + ":"
	blockScore  = "score:"
)

// RatingBlock returns the block id of an objective's rating, ScoreBlock that of a statement.
func RatingBlock(objective string) string { return blockRating + objective }

// ScoreBlock returns the block id of a statement.
func ScoreBlock(statement string) string { return blockScore + statement }

// WashBlock returns the block id of what the form of the hot wash asks of a strength or an area for improvement: objective, text
// or impact.
func WashBlock(kind exercise.ObservationKind, field string) string { return string(kind) + ":" + field }

// HotWash asks somebody who took part how it was; once they said so, it thanks them. Closed says that nothing is taken any more.
// It is brought up to date in place.
func HotWash(r Reader, v exercise.View, closed bool) Message {
	r = r.in(v.In.Zone)
	said := slices.Contains(v.Debriefed, r.User)
	fill := button(r.say(buttonHotWash), ActionRunHotWash, RunValue{ID: v.ID}.String()).WithStyle(slack.StylePrimary)
	switch {
	case closed && said:
		return inExercise(r, v.Name, unstarred(r.say(washClosed)), section(r.say(washClosed)))
	case closed:
		return inExercise(r, v.Name, unstarred(r.say(washMissed)), section(r.say(washMissed)))
	case said:
		change := button(r.say(buttonHotWashOn), ActionRunHotWash, RunValue{ID: v.ID}.String())
		return inExercise(r, v.Name, unstarred(r.say(washThanks)), section(r.say(washThanks)), actions(change))
	default:
		return inExercise(r, v.Name, r.say(washText), section(r.say(washAsk)), actions(fill))
	}
}

// HotWashAgain reminds somebody of it, in its thread.
func HotWashAgain(r Reader, v exercise.View) Message {
	text := r.say(washAgain)
	return inExercise(r, v.Name, text, section(text))
}

// HotWashForm asks how it was: statements to agree with, a strength, an area for improvement, and a rating of each objective that
// is no better than what was observed bears.
func HotWashForm(r Reader, d exercise.Debriefing) slack.ModalViewRequest {
	r = r.in(d.In.Zone)
	said := exercise.HotWash{}
	if d.Said != nil {
		said = *d.Said
	}
	var blocks []slack.Block
	if len(d.Questions) > 0 {
		blocks = append(blocks, listed(r.say(washThink), slack.RTEListBullet, d.Questions))
	}
	if len(d.Statements) > 0 {
		blocks = append(blocks, section(r.say(washAgree)))
	}
	for _, s := range d.Statements {
		blocks = append(blocks, slack.NewInputBlock(ScoreBlock(s.ID), plain(r.text(s.Text), MaxLabel), nil, scoreMenu(r, said.Scores[s.ID])).WithOptional(true))
	}
	blocks = append(blocks, washObservation(r, d, exercise.Strength, r.say(washWell), said)...)
	blocks = append(blocks, washObservation(r, d, exercise.Improvement, r.say(washBetter), said)...)
	if len(d.Brief.Objectives) > 0 {
		blocks = append(blocks, section(r.say(washMet)))
	}
	for i, g := range d.Brief.Objectives {
		ceiling := d.Ceilings[g.ID]
		hint := r.say(washBears, ratingSays(r, ceiling))
		if ceiling == exercise.NotObserved || ceiling == "" {
			hint = r.say(washUnseen)
		}
		blocks = append(blocks, slack.NewInputBlock(RatingBlock(g.ID), plain(r.say(washRating, i+1, g.Text), MaxLabel), hinted(hint),
			ratingMenu(r, ceiling, said.Ratings[g.ID])).WithOptional(true))
	}
	blocks = append(blocks, slack.NewInputBlock(BlockNote, plain(r.say(washNote), MaxLabel), hinted(r.say(washNoted)), seenTextWith(said.Note)).WithOptional(true))
	return runForm(r, CallbackRunHotWash, r.say(washTitle), r.say(buttonWashIt), RunValue{ID: d.ID}, d.Name, blocks...)
}

// washObservation asks for a strength or an area for improvement, which may be left out.
func washObservation(r Reader, d exercise.Debriefing, kind exercise.ObservationKind, label string, said exercise.HotWash) []slack.Block {
	var was exercise.Observation
	for _, o := range said.Observations {
		if o.Kind == kind {
			was = o
		}
	}
	goals := goalMenu(r, d.View)
	if set := chosen(goals.Options, was.Objective); len(set) > 0 {
		goals = goals.WithInitialOption(set[0])
	}
	blocks := []slack.Block{
		slack.NewInputBlock(WashBlock(kind, BlockText), plain(label, MaxLabel), hinted(r.say(observeTextHint)), seenTextWith(was.Text)).WithOptional(true),
		slack.NewInputBlock(WashBlock(kind, BlockObjective), plain(r.say(washFor), MaxLabel), nil, goals).WithOptional(true),
	}
	if kind == exercise.Strength {
		return blocks
	}
	weights := slack.NewRadioButtonsBlockElement(ActionValue, impactOptions(r, upperFirst)...)
	if set := chosen(weights.Options, string(was.Impact)); len(set) > 0 {
		weights.InitialOption = set[0]
	}
	return append(blocks, slack.NewInputBlock(WashBlock(kind, BlockImpact), plain(r.say(washImpact), MaxLabel), nil, weights).WithOptional(true))
}

// ratingMenu offers the ratings that observations bear; all of them while there are none, which may come with the same form.
func ratingMenu(r Reader, ceiling, was exercise.Rating) *slack.SelectBlockElement {
	var options []*slack.OptionBlockObject
	for _, rating := range exercise.Ratings() {
		if ceiling == "" || ceiling == exercise.NotObserved || !rating.Exceeds(ceiling) {
			options = append(options, option(string(rating), ratingSays(r, rating)))
		}
	}
	m := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(r.say(washPick), MaxPlaceholder), ActionValue, options...)
	if set := chosen(options, string(was)); len(set) > 0 {
		m = m.WithInitialOption(set[0])
	}
	return m
}

// scoreMenu takes 1 to 5.
func scoreMenu(r Reader, was int) *slack.SelectBlockElement {
	options := []*slack.OptionBlockObject{option("1", r.say(washLeast))}
	for n := 2; n < exercise.MostAgreed; n++ {
		options = append(options, option(itoa(n), itoa(n)))
	}
	return menu(r, append(options, option(itoa(exercise.MostAgreed), r.say(washMost))), itoa(was))
}

// HotWashDone thanks somebody for it.
func HotWashDone(r Reader, v exercise.View) slack.ModalViewRequest {
	return runDone(r, v.Name, section(r.say(washDone)))
}
