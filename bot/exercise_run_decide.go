package bot

import (
	"context"
	"regexp"
	"strings"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/exercise"
)

// decider returns an exercise in which the person may log decisions.
func (b *Bot) decider(ctx context.Context, i *interaction, id exercise.ID) (exercise.View, error) {
	v, err := b.inRun(ctx, i, id)
	if err == nil && v.Part == exercise.AsObserver {
		err = errs.New(errs.Forbidden, "Observers of %s log no decisions. Note an observation instead.", v.ID.Number())
	}
	return v, err
}

// openDecide asks for a decision: on the inject below which the button was, else on the newest.
func (b *Bot) openDecide(ctx context.Context, i *interaction, at blocks.RunValue) error {
	v, err := b.decider(ctx, i, at.ID)
	if err != nil {
		return err
	}
	inject := at.What
	if inject == "" {
		inject = newest(v, "")
	}
	return b.onTop(ctx, i, blocks.LogDecision(i.reader, blocks.DecisionForm{View: v, Inject: inject, By: player(v, v.For)}))
}

// player is somebody if they play, for only they decide; else "".
func player(v exercise.View, u assess.UserID) assess.UserID {
	if v.Plan.PartOf(u) != exercise.AsPlayer {
		return ""
	}
	return u
}

// newest is the inject that came last, up to the message with the ts where one is given; "" for none.
func newest(v exercise.View, ts string) string {
	at := v.Now
	if said, err := postedAt(ts); ts != "" && err == nil {
		at = said
	}
	inject := ""
	for _, t := range v.Delivered {
		if !t.At.After(at) {
			inject = t.ID
		}
	}
	return inject
}

// pickInject turns to the choices of another inject in the form of a decision. The value of its button is that inject.
func (b *Bot) pickInject(ctx context.Context, i *interaction, a *slack.BlockAction) error {
	at, ok := blocks.ParseRunValue(i.View.PrivateMetadata)
	if !ok {
		return errStale
	}
	return b.pressedInRun(ctx, i, a, at.ID, b.turnDecision(ctx, i, at.ID, injectOf(a.SelectedOption.Value)))
}

// turnDecision shows the form of a decision with the choices of an inject, and what was entered so far.
func (b *Bot) turnDecision(ctx context.Context, i *interaction, id exercise.ID, inject string) error {
	v, err := b.decider(ctx, i, id)
	if err != nil {
		return err
	}
	f := blocks.DecisionForm{
		View: v, Inject: inject, What: entered(i.View.State, blocks.BlockWhat), By: selectedUser(i.View.State, blocks.BlockBy),
		Why: entered(i.View.State, blocks.BlockWhy), Options: entered(i.View.State, blocks.BlockOptions),
	}
	return b.present(ctx, i, blocks.LogDecision(i.reader, f))
}

// injectOf reads the choice of an inject, or of none.
func injectOf(value string) string {
	if value == blocks.NoInject {
		return ""
	}
	return value
}

// submitDecision logs a decision and says how long it took. Everybody reads it in the channel soon.
func (b *Bot) submitDecision(ctx context.Context, i *interaction, at blocks.RunValue) Reply {
	state := i.View.State
	d := exercise.Decision{
		What: strings.TrimSpace(entered(state, blocks.BlockWhat)), By: selectedUser(state, blocks.BlockBy),
		Why: strings.TrimSpace(entered(state, blocks.BlockWhy)), Options: strings.TrimSpace(entered(state, blocks.BlockOptions)),
	}
	if state != nil {
		d.Inject = injectOf(state.Values[blocks.BlockInject][blocks.ActionRunPick].SelectedOption.Value)
	}
	if choice := selected(state, blocks.ChoiceBlock(d.Inject)); choice != blocks.NoChoice {
		d.Choice = choice
	}
	b.people.meetNow(ctx, d.By)
	logged, err := b.notes.Decide(ctx, actor(i), at.ID, d)
	if err != nil {
		return b.notInRun(ctx, i, at.ID, err, blocks.BlockWhat)
	}
	return b.ran(ctx, i, at.ID, func(v exercise.View) slack.ModalViewRequest { return blocks.DecisionLogged(i.reader, v, logged) })
}

// messageShortcut does what the menu of a message offers.
func (b *Bot) messageShortcut(ctx context.Context, i *interaction) {
	if i.CallbackID != blocks.CallbackDecide {
		b.log.Warn("an unknown shortcut of a message", "callback_id", i.CallbackID, "user", i.User.ID)
		b.tell(ctx, i, blocks.UnknownAction(i.reader))
		return
	}
	all, err := b.playedIn(ctx, assess.UserID(i.User.ID), i.Channel.ID)
	switch {
	case err != nil:
	case len(all) == 1 && all[0].Part != exercise.AsObserver:
		err = b.decideFrom(ctx, i, all[0])
	default: // observers are offered what is theirs to do
		b.tell(ctx, i, blocks.PlayedHere(i.reader, all))
	}
	if err != nil {
		b.logFailure("a shortcut failed", err, "callback_id", i.CallbackID, "user", i.User.ID)
		b.tell(ctx, i, blocks.Say(i.reader.Error(err)))
	}
}

// decideFrom asks for a decision, filled in from a message: what it says, who says it, and the inject that it is or stands under.
func (b *Bot) decideFrom(ctx context.Context, i *interaction, v exercise.View) error {
	f := blocks.DecisionForm{View: v, By: player(v, v.For), Inject: b.messenger.injectAt(ctx, v, i.Message.Timestamp, i.Message.ThreadTimestamp)}
	if f.Inject == "" {
		f.Inject = newest(v, i.Message.Timestamp)
	}
	if i.Message.BotID == "" {
		f.What = b.spokenBy(ctx, i.Message.Text)
		if u := player(v, assess.UserID(i.Message.User)); u != "" {
			f.By = u
		}
	}
	return b.onTop(ctx, i, blocks.LogDecision(i.reader, f))
}

// injectAt is the inject whose message has one of the ts; "" for none.
func (m *Messenger) injectAt(ctx context.Context, v exercise.View, ts ...string) string {
	for _, t := range v.Delivered {
		d, err := m.ledger.Find(ctx, postKey(v.ID, exercise.StepInject+t.ID))
		for _, at := range ts {
			if err == nil && at != "" && d.TS == at {
				return t.ID
			}
		}
	}
	return ""
}

// slackMarkup are the parts of a message that Slack writes in angle brackets.
var slackMarkup = regexp.MustCompile(`<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>`)

// spokenBy is a message as it was typed, with people by name.
func (b *Bot) spokenBy(ctx context.Context, text string) string {
	text = slackMarkup.ReplaceAllStringFunc(text, func(s string) string {
		m := slackMarkup.FindStringSubmatch(s)
		kind, id, label := m[1], m[2], m[3]
		if kind == "@" && label == "" {
			if who, err := b.people.facts.Person(ctx, assess.UserID(id)); err == nil {
				label = who.Name
			}
		}
		if label == "" {
			label = id
		}
		if kind == "!" {
			kind = "@"
		}
		return kind + label
	})
	return typed.Replace(text)
}

// playedIn lists the exercises that are being played in a channel and in which the person has a part.
func (b *Bot) playedIn(ctx context.Context, u assess.UserID, channel string) ([]exercise.View, error) {
	all, err := b.exercises.In(ctx, assess.BySlack(u), channel)
	if err != nil {
		return nil, err
	}
	var mine []exercise.View
	for _, v := range all {
		if v.Part != exercise.NoPart {
			mine = append(mine, v)
		}
	}
	return mine, nil
}
