package bot

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/errs"
	"cairn/internal/exercise"
)

// openObserve asks somebody who watches for what they see.
func (b *Bot) openObserve(ctx context.Context, i *interaction, at blocks.RunValue) error {
	v, err := b.inRun(ctx, i, at.ID)
	if err == nil && v.Part == exercise.AsPlayer {
		err = errs.New(errs.Forbidden, "Players of %s say in the hot wash what they saw. You are asked for it as soon as it has ended.", v.ID.Number())
	}
	if err != nil {
		return err
	}
	return b.onTop(ctx, i, blocks.Observe(i.reader, v))
}

func (b *Bot) submitObservation(ctx context.Context, i *interaction, at blocks.RunValue) Reply {
	state := i.View.State
	kind, impact := blocks.ParseObserved(selected(state, blocks.BlockImpact))
	o := exercise.Observation{
		Objective: selected(state, blocks.BlockObjective), Kind: kind, Impact: impact,
		Text: strings.TrimSpace(entered(state, blocks.BlockText)), Inject: injectOf(selected(state, blocks.BlockInject)),
	}
	noted, err := b.notes.Observe(ctx, actor(i), at.ID, o)
	if err != nil {
		return b.notInRun(ctx, i, at.ID, err, blocks.BlockText)
	}
	return b.ran(ctx, i, at.ID, func(v exercise.View) slack.ModalViewRequest { return blocks.Observed(i.reader, v, noted) })
}

// openRetract asks somebody why they take back what they noted.
func (b *Bot) openRetract(ctx context.Context, i *interaction, at blocks.RunValue) error {
	v, err := b.exercises.View(ctx, actor(i), at.ID)
	if err != nil {
		return err
	}
	for _, n := range v.Own {
		if n.ID == at.What {
			return b.onTop(ctx, i, blocks.Retract(i.reader, v, n))
		}
	}
	return errs.New(errs.Closed, "%s is retracted already, its report is signed, or it is not yours to take back.", at.What)
}

func (b *Bot) submitRetraction(ctx context.Context, i *interaction, at blocks.RunValue) Reply {
	if err := b.notes.Retract(ctx, actor(i), at.ID, at.What, strings.TrimSpace(entered(i.View.State, blocks.BlockWhy))); err != nil {
		return b.notInRun(ctx, i, at.ID, err, blocks.BlockWhy)
	}
	return b.ran(ctx, i, at.ID, func(v exercise.View) slack.ModalViewRequest { return blocks.Retracted(i.reader, v, at.What) })
}

// openHotWash asks somebody who took part how it was.
func (b *Bot) openHotWash(ctx context.Context, i *interaction, at blocks.RunValue) error {
	d, err := b.notes.Debriefing(ctx, actor(i), at.ID)
	if err != nil {
		return err
	}
	return b.onTop(ctx, i, blocks.HotWashForm(i.reader, d))
}

func (b *Bot) submitHotWash(ctx context.Context, i *interaction, at blocks.RunValue) Reply {
	d, err := b.notes.Debriefing(ctx, actor(i), at.ID)
	if err == nil {
		err = b.notes.Debrief(ctx, actor(i), at.ID, hotWashFrom(d, i.View.State))
	}
	if err != nil {
		return b.notInRun(ctx, i, at.ID, err, blocks.BlockNote)
	}
	return b.ran(ctx, i, at.ID, func(v exercise.View) slack.ModalViewRequest { return blocks.HotWashDone(i.reader, v) })
}

// hotWashFrom reads what was said in the hot wash.
func hotWashFrom(d exercise.Debriefing, state *slack.ViewState) exercise.HotWash {
	h := exercise.HotWash{Ratings: make(map[string]exercise.Rating), Scores: make(map[string]int), Note: strings.TrimSpace(entered(state, blocks.BlockNote))}
	for _, g := range d.Brief.Objectives {
		if rating := selected(state, blocks.RatingBlock(g.ID)); rating != "" {
			h.Ratings[g.ID] = exercise.Rating(rating)
		}
	}
	for _, s := range d.Statements {
		if score := number(selected(state, blocks.ScoreBlock(s.ID))); score > 0 {
			h.Scores[s.ID] = score
		}
	}
	for _, kind := range []exercise.ObservationKind{exercise.Strength, exercise.Improvement} {
		o := exercise.Observation{
			Kind: kind, Text: strings.TrimSpace(entered(state, blocks.WashBlock(kind, blocks.BlockText))),
			Objective: selected(state, blocks.WashBlock(kind, blocks.BlockObjective)), Impact: exercise.Impact(selected(state, blocks.WashBlock(kind, blocks.BlockImpact))),
		}
		if o.Text != "" || o.Objective != "" || o.Impact != "" {
			h.Observations = append(h.Observations, o)
		}
	}
	return h
}
