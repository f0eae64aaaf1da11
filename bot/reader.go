package bot

import (
	"context"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/assess"
)

// interaction is what a person did in Slack, and how to speak to them.
type interaction struct {
	*slack.InteractionCallback
	reader blocks.Reader
}

// readers finds out how to speak to people.
type readers struct{}

// reader returns how to speak to a person.
func (rs *readers) reader(ctx context.Context, u assess.UserID) blocks.Reader {
	return blocks.NewReader(u, "", nil)
}

// anybody is the reader of a channel: English, and in the zone of the programme.
func anybody() blocks.Reader { return blocks.NewReader("", "", nil) }
