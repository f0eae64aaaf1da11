package bot

import (
	"context"
	"fmt"

	"github.com/slack-go/slack"

	"cairn/internal/exercise"
)

// notifyRun tells what steps from shortly before the start to the hot wash say.
func (m *Messenger) notifyRun(_ context.Context, n exercise.Notice, _ string) error {
	return fmt.Errorf("bot: nobody knows what to say at the step %s of an exercise", n.Step)
}

// runAction handles the buttons of an exercise that is played.
func (b *Bot) runAction(_ context.Context, _ *interaction, _ *slack.BlockAction) error {
	return errStale
}

// runSubmit handles the views of an exercise that is played.
func (b *Bot) runSubmit(_ context.Context, i *interaction) Reply { return b.unknownExerciseView(i) }
