package blocks

import (
	"cmp"
	"strings"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
	"cairn/internal/exercise"
)

// blockChoice begins the block id of the choices of an inject; the inject's id follows, so that what was chosen of one is
// not kept for another.
const blockChoice = "choice:"

// ChoiceBlock returns the block id of the choices of an inject.
func ChoiceBlock(inject string) string { return blockChoice + inject }

// NoChoice is the choice of something that was not offered.
const NoChoice = "-"

// DecisionForm is a decision as the form of it shows it: what is filled in already.
type DecisionForm struct {
	View   exercise.View
	Inject string        // what it answers; "" for none
	What   string        // the words of a message from which it is logged
	By     assess.UserID // who decided; "" for nobody yet

	Why, Options string // as they were entered before another inject was chosen
}

// LogDecision is the form in which a decision is logged.
func LogDecision(r Reader, f DecisionForm) slack.ModalViewRequest {
	v := f.View
	r = r.in(v.In.Zone)
	var blocks []slack.Block
	if len(v.Delivered) > 0 {
		none := option(NoInject, r.say(decideNone))
		which := menu(r, append([]*slack.OptionBlockObject{none}, injectOptions(r, v)...), cmp.Or(f.Inject, NoInject))
		which.ActionID = ActionRunPick
		blocks = append(blocks, slack.NewInputBlock(BlockInject, plain(r.say(decideWhich), MaxLabel), nil, which).WithDispatchAction(true))
	}
	hint, offered := r.say(decideWhatHint), false
	if t, ok := told(v, f.Inject); ok && len(t.Choices) > 0 {
		hint, offered = join(hint, r.say(decideWhatChoice)), true
		var options []*slack.OptionBlockObject
		for _, c := range t.Choices {
			options = append(options, option(c.ID, c.Text))
		}
		options = append(options, option(NoChoice, r.say(decideOther)))
		blocks = append(blocks, slack.NewInputBlock(ChoiceBlock(t.ID), plain(r.say(decideChoice), MaxLabel), nil,
			slack.NewRadioButtonsBlockElement(ActionValue, options...)))
	}
	who := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, plain(r.say(givePick), MaxPlaceholder), ActionValue)
	who.InitialUser = string(f.By)
	blocks = append(blocks,
		slack.NewInputBlock(BlockWhat, plain(r.say(decideWhat), MaxLabel), hinted(hint), seenTextWith(f.What)).WithOptional(offered),
		slack.NewInputBlock(BlockBy, plain(r.say(decideBy), MaxLabel), nil, who),
		slack.NewInputBlock(BlockWhy, plain(r.say(decideWhy), MaxLabel), nil, seenTextWith(f.Why)).WithOptional(true),
		slack.NewInputBlock(BlockOptions, plain(r.say(decideOptions), MaxLabel), nil, seenTextWith(f.Options)).WithOptional(true),
	)
	return runForm(r, CallbackRunDecide, r.say(decideTitle), r.say(buttonDecideIt), RunValue{v.ID, f.Inject}, v.Name, blocks...)
}

// DecisionLogged confirms a decision, with the time that it took.
func DecisionLogged(r Reader, v exercise.View, d exercise.Logged) slack.ModalViewRequest {
	r = r.in(v.In.Zone)
	blocks := []slack.Block{section(r.say(decideDone, d.Number)), quote(Cut(d.What, maxSummary))}
	switch {
	case d.Inject == "":
	case d.Measured:
		blocks = append(blocks, section(r.say(decideTook, took(r, d.Latency), Escape(Cut(d.Subject, maxName)))))
	case !v.EndedAt.IsZero() && !d.At.Before(v.EndedAt):
		blocks = append(blocks, section(r.say(decideUnmeasured)))
	default:
		blocks = append(blocks, section(r.say(decideNotFirst)))
	}
	return runDone(r, v.Name, append(blocks, note(r.say(decideShown, channelOf(v.Plan.Channel))))...)
}

// PlayedHere answers /cairn exercise in the channel of exercises that are being played.
func PlayedHere(r Reader, all []exercise.View) Message {
	if len(all) == 0 {
		return sentence(r.say(decideNotPlayed))
	}
	var blocks []slack.Block
	var text []string
	for _, v := range all {
		r := r.in(v.In.Zone)
		name := Escape(exerciseNamed(r, v))
		line := r.say(runHere, name, minute(v.Elapsed), minute(v.Elapsed+v.Left))
		if v.State == exercise.Paused {
			line = r.say(runHerePaused, name, minute(v.Elapsed))
		}
		blocks, text = append(blocks, section(line)), append(text, unstarred(line))
		if buttons := hereButtons(r, v); len(buttons) > 0 {
			blocks = append(blocks, actions(buttons...))
		}
	}
	return inExercise(r, all[0].Name, strings.Join(text, " "), blocks...)
}

// hereButtons are what the reader can do in an exercise, by their part.
func hereButtons(r Reader, v exercise.View) []slack.BlockElement {
	decide := button(r.say(buttonDecide), ActionRunDecide, RunValue{ID: v.ID}.String())
	observe := button(r.say(buttonObserve), ActionRunObserve, RunValue{ID: v.ID}.String())
	switch v.Part {
	case exercise.AsPlayer:
		return []slack.BlockElement{decide.WithStyle(slack.StylePrimary)}
	case exercise.AsFacilitator, exercise.AsScribe:
		return []slack.BlockElement{decide.WithStyle(slack.StylePrimary), observe}
	case exercise.AsObserver:
		return []slack.BlockElement{observe.WithStyle(slack.StylePrimary)}
	default:
		return nil
	}
}
