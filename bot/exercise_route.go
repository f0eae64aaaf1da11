package bot

import (
	"context"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
)

// exerciseAction handles the buttons of exercises.
func (b *Bot) exerciseAction(ctx context.Context, i *interaction, a *slack.BlockAction) error {
	switch {
	case blocks.AboutRun(a.ActionID):
		return b.runAction(ctx, i, a)
	case blocks.AboutReview(a.ActionID):
		return b.reviewAction(ctx, i, a)
	default:
		return b.planAction(ctx, i, a)
	}
}

// exerciseSubmit handles the views of exercises.
func (b *Bot) exerciseSubmit(ctx context.Context, i *interaction) Reply {
	switch {
	case blocks.AboutRun(i.View.CallbackID):
		return b.runSubmit(ctx, i)
	case blocks.AboutReview(i.View.CallbackID):
		return b.reviewSubmit(ctx, i)
	default:
		return b.planSubmit(ctx, i)
	}
}

// unknownExerciseView answers a view of an exercise that nobody knows.
func (b *Bot) unknownExerciseView(i *interaction) Reply {
	b.log.Warn("a view of an unknown kind was submitted", "callback_id", i.View.CallbackID, "user", i.User.ID)
	return updated(blocks.Notice(i.reader, blocks.AlertUnknownView(i.reader)))
}
