package bot

import (
	"context"
	"fmt"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"

	"cairn/internal/exercise"
)

// notifyReview tells the facilitator that the report can be reviewed, or is late.
func (m *Messenger) notifyReview(_ context.Context, n exercise.Notice, _ string) error {
	return fmt.Errorf("bot: nobody knows what to say at the step %s of an exercise", n.Step)
}

// trends answers /cairn exercise trends.
func (b *Bot) trends(_ context.Context, _ request) (blocks.Message, error) {
	return blocks.Message{}, errStale
}

// reviewAction handles the buttons of an exercise's review.
func (b *Bot) reviewAction(_ context.Context, _ *interaction, _ *slack.BlockAction) error {
	return errStale
}

// reviewSubmit handles the views of an exercise's review.
func (b *Bot) reviewSubmit(_ context.Context, i *interaction) Reply { return b.unknownExerciseView(i) }

// refreshReview brings what the facilitator reviews up to date.
func (m *Messenger) refreshReview(_ context.Context, _ exercise.View) error { return nil }
