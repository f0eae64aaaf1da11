package bot

import (
	"context"
	"runtime/debug"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/errs"
)

// Inbound is one thing that Slack says, by whichever way it came. Exactly one of the pointers is set.
type Inbound struct {
	Event       *Envelope
	Command     *slack.SlashCommand
	Interaction *slack.InteractionCallback
	Retry       string // "1" to "3" when Slack sends an event again
}

// Reply is what Slack is answered within three seconds. Body is marshalled as JSON; nil acknowledges and says nothing.
type Reply struct {
	Body   any
	Failed bool // an event was not handled and should come again
}

// route handles one inbound. It always answers in time, and never panics.
func (b *Bot) route(ctx context.Context, in Inbound) (r Reply) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			b.log.Error("panic while answering Slack", "panic", p, "stack", string(debug.Stack()))
			r = trouble(in)
		}
	}()
	switch {
	case in.Event != nil:
		return b.event(ctx, in.Event)
	case in.Command != nil:
		b.people.meet(assess.UserID(in.Command.UserID))
		return b.command(ctx, in.Command)
	case in.Interaction != nil:
		b.people.meet(assess.UserID(in.Interaction.User.ID))
		return b.interaction(ctx, &interaction{in.Interaction, b.readers.reader(ctx, assess.UserID(in.Interaction.User.ID))})
	default:
		return Reply{}
	}
}

// trouble is the answer to something that went wrong inside, in English: finding out the reader's language may be what did.
func trouble(in Inbound) Reply {
	switch {
	case in.Event != nil:
		return Reply{Failed: true}
	case in.Command != nil:
		return ephemeral(blocks.Say(anybody().Error(errInside)))
	case in.Interaction.Type == slack.InteractionTypeViewSubmission:
		return keep(&interaction{in.Interaction, anybody()})
	default:
		return Reply{}
	}
}

var errInside = errs.New(errs.Internal, "Something went wrong on Cairn's side. Nothing was lost; please try again in a minute.")

func (b *Bot) interaction(ctx context.Context, i *interaction) Reply {
	switch i.Type {
	case slack.InteractionTypeBlockActions:
		for _, a := range i.ActionCallback.BlockActions {
			b.action(ctx, i, a)
		}
		return Reply{}
	case slack.InteractionTypeViewSubmission:
		return b.submit(ctx, i)
	case slack.InteractionTypeShortcut:
		b.shortcut(ctx, i)
		return Reply{}
	case slack.InteractionTypeMessageAction:
		b.messageShortcut(ctx, i)
		return Reply{}
	case slack.InteractionTypeViewClosed:
		return Reply{}
	default:
		b.log.Warn("an interaction of an unknown kind", "type", i.Type, "callback_id", i.CallbackID, "user", i.User.ID)
		b.tell(ctx, i, blocks.UnknownAction(i.reader))
		return Reply{}
	}
}

// action handles a button.
func (b *Bot) action(ctx context.Context, i *interaction, a *slack.BlockAction) {
	do, ok := buttons[blocks.ActionKind(a.ActionID)]
	if !ok {
		b.log.Warn("an unknown button was pressed", "action_id", a.ActionID, "user", i.User.ID)
		b.tell(ctx, i, blocks.UnknownAction(i.reader))
		return
	}
	if err := do(b, ctx, i, a); err != nil {
		b.logFailure("a button failed", err, "action_id", a.ActionID, "user", i.User.ID)
		b.tell(ctx, i, blocks.Say(i.reader.Error(err)))
	}
}

// submit handles a view that was submitted.
func (b *Bot) submit(ctx context.Context, i *interaction) Reply {
	do, ok := views[i.View.CallbackID]
	if !ok {
		b.log.Warn("a view of an unknown kind was submitted", "callback_id", i.View.CallbackID, "user", i.User.ID)
		return unknownView(i)
	}
	return do(b, ctx, i)
}

// tell says something to the person who acted, where they acted, and to nobody else.
func (b *Bot) tell(ctx context.Context, i *interaction, msg blocks.Message) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), answerWithin)
	defer cancel()
	var err error
	switch {
	case i.ResponseURL != "":
		_, _, _, err = b.client.SendMessageContext(ctx, "", append(content(msg), slack.MsgOptionResponseURL(i.ResponseURL, slack.ResponseTypeEphemeral))...)
	case i.TriggerID == "":
	case i.View.Type == slack.VTModal:
		_, err = b.client.PushViewContext(ctx, i.TriggerID, blocks.Notice(i.reader, blocks.AlertSays(msg.Text)))
	default:
		_, err = b.client.OpenViewContext(ctx, i.TriggerID, blocks.Notice(i.reader, blocks.AlertSays(msg.Text)))
	}
	if err != nil {
		b.log.Error("a person could not be told", "user", i.User.ID, "error", withoutAddress(err))
	}
}

// replace puts another message in place of the one whose button was pressed.
func (b *Bot) replace(ctx context.Context, i *interaction, msg blocks.Message) {
	if i.ResponseURL == "" {
		b.tell(ctx, i, msg)
		return
	}
	if _, _, _, err := b.client.SendMessageContext(ctx, "", append(content(msg), slack.MsgOptionReplaceOriginal(i.ResponseURL))...); err != nil {
		b.log.Error("a message could not be replaced", "user", i.User.ID, "error", withoutAddress(err))
	}
}

// ephemeral answers a command so that only the person who gave it sees it.
func ephemeral(msg blocks.Message) Reply {
	return Reply{Body: whisper{slack.ResponseTypeEphemeral, msg.Text, msg.Blocks}}
}

// whisper is a message that only one person sees.
type whisper struct {
	ResponseType string        `json:"response_type"`
	Text         string        `json:"text"`
	Blocks       []slack.Block `json:"blocks"`
}

// updated answers a submitted view with another in its place.
func updated(view slack.ModalViewRequest) Reply {
	return Reply{Body: slack.NewUpdateViewSubmissionResponse(&view)}
}

// unread answers a submitted view whose metadata cannot be read. Cause may be nil.
func (b *Bot) unread(i *interaction, cause error) Reply {
	b.log.Error("a view could not be read", "callback_id", i.View.CallbackID, "user", i.User.ID, "error", cause)
	return unknownView(i)
}

// unknownView answers a submitted view that this version does not know.
func unknownView(i *interaction) Reply {
	return updated(blocks.Notice(i.reader, blocks.AlertUnknownView(i.reader)))
}
