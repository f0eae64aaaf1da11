package bot

import (
	"context"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/assess"
)

// An acknowledgement over Socket Mode may be too long, or its connection may end before it. Then a person is answered
// through the Web API; nothing is routed a second time.

// shorten returns an acknowledgement that fits, and what brings the rest of the reply afterwards; nil when the reply cannot
// be said otherwise.
//
// A view that is too long is announced by a small one in its place. The small view bears an external id of its own, by
// which the long one takes its place: so the long view cannot come first and be overwritten.
func (b *Bot) shorten(ctx context.Context, in Inbound, r Reply, id string) (Reply, func(context.Context) error) {
	switch body := r.Body.(type) {
	case *slack.ViewSubmissionResponse:
		if body.View == nil {
			return Reply{}, nil
		}
		reader := b.readers.reader(ctx, assess.UserID(in.Interaction.User.ID))
		announced := blocks.Notice(reader, blocks.AlertOnItsWay(reader))
		announced.ExternalID = "cairn-" + id
		short, long := *body, *body.View
		short.View = &announced
		return Reply{Body: &short}, func(ctx context.Context) error {
			_, err := b.client.UpdateViewContext(ctx, long, announced.ExternalID, "", "")
			if slackError(err) == "not_found" {
				return later(err, "Slack has not shown the view yet.")
			}
			return explain(err, "the form")
		}
	case whisper:
		return Reply{}, func(ctx context.Context) error { return b.whisper(ctx, in.Command, body) }
	default:
		return Reply{}, nil
	}
}

// whisper answers a command through its response_url.
func (b *Bot) whisper(ctx context.Context, c *slack.SlashCommand, w whisper) error {
	_, _, _, err := b.client.SendMessageContext(ctx, "", append(content(blocks.Message{Text: w.Text, Blocks: w.Blocks}),
		slack.MsgOptionResponseURL(c.ResponseURL, w.ResponseType))...)
	return err // posting it again might show it twice
}

// late brings a reply whose acknowledgement was lost. Where nothing was said, or a form's faults were, Slack itself tells
// the person to try again, and nothing of the form is lost.
func (b *Bot) late(in Inbound, r Reply) {
	switch body := r.Body.(type) {
	case *slack.ViewSubmissionResponse:
		i := in.Interaction
		switch {
		case body.View == nil:
		case body.ResponseAction == slack.RAUpdate:
			b.tasks.start("late answer in "+i.View.ID, func(ctx context.Context) error {
				_, err := b.client.UpdateViewContext(ctx, *body.View, "", i.View.Hash, i.View.ID)
				switch slackError(err) {
				case "not_found", "hash_conflict": // the person went on
					return nil
				}
				return explain(err, "the form")
			})
		case body.ResponseAction == slack.RAPush:
			b.tasks.start("late answer over "+i.View.ID, func(ctx context.Context) error {
				_, err := b.client.PushViewContext(ctx, i.TriggerID, *body.View)
				return err // the trigger is spent: once is all there is
			})
		}
	case whisper:
		b.tasks.start("late answer to "+in.Command.UserID, func(ctx context.Context) error { return b.whisper(ctx, in.Command, body) })
	}
}
