package bot

import (
	"context"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/exercise"
)

// openTakeOver asks a manager whether they take an exercise over, with what follows from that.
func (b *Bot) openTakeOver(ctx context.Context, i *interaction, at blocks.RunValue) error {
	v, err := b.runs.TakingOver(ctx, actor(i), at.ID)
	if err != nil {
		return err
	}
	return b.onTop(ctx, i, blocks.TakeOver(i.reader, v))
}

// submitTakeOver makes a manager the facilitator of an exercise, unless another was faster. Its process hands out the controls.
func (b *Bot) submitTakeOver(ctx context.Context, i *interaction, value blocks.RunValue) Reply {
	from := assess.UserID(value.What)
	if err := b.runs.TakeOver(ctx, actor(i), value.ID, from); err != nil {
		return b.notInRun(ctx, i, value.ID, err, "")
	}
	b.homes.publish(from)
	return b.ran(ctx, i, value.ID, func(v exercise.View) slack.ModalViewRequest { return blocks.TakenOver(i.reader, v) })
}
