package bot

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/delivery"
	"cairn/internal/errs"
)

const (
	lease        = 2 * time.Minute  // how long a delivery is held; longer than any attempt takes
	settleWithin = 5 * time.Second  // to record an outcome, even when the caller has given up
	clockSkew    = 30 * time.Second // how far Slack's clock may be behind ours when a message is looked up

	heldLooks = 20 // at a delivery that somebody else holds, heldPause apart
	heldPause = 100 * time.Millisecond

	lookupPage  = 200
	lookupPages = 25
)

// outgoing is a message to be in a conversation exactly once.
type outgoing struct {
	key     string
	to      string // Slack id of the person or channel
	channel string // where to post if that is known better than to: the DM of a thread
	thread  string // ts of the message to reply to; "" for none
	message blocks.Message
	once    bool // never updated
	sure    bool // looked for in Slack even where the ledger knows that it was posted and says what it should
	yields  bool // lets whatever else is to be said in the conversation go first

	// first, if given, makes what is really sent when there is something to send; message is still what it is known by.
	first func(ctx context.Context) blocks.Message
	// rejected is asked what to post instead when Slack does not take the blocks. It must come to an end.
	rejected func(ctx context.Context) (blocks.Message, bool)
}

func (o outgoing) conversation() string {
	if o.channel != "" {
		return o.channel
	}
	return o.to
}

// deliver makes sure that the message is in the conversation once and says what it should, and returns its delivery.
func (m *Messenger) deliver(ctx context.Context, o outgoing) (d delivery.Delivery, err error) {
	defer errs.Wrap(&err, "bot.deliver(%s)", o.key)
	if err := blocks.Check(o.message); err != nil {
		return d, err
	}
	kind, _, _ := strings.Cut(o.key, ":")
	d, err = m.ledger.Begin(ctx, delivery.Delivery{
		Key: o.key, Kind: kind, To: o.to, Ref: uuid.NewString(), State: delivery.Pending, CreatedAt: m.now(), UpdatedAt: m.now(),
	})
	if err != nil {
		return d, err
	}
	if d.State == delivery.Sent {
		d, err = m.update(ctx, d, o)
		if d.State == delivery.Sent || err != nil {
			return d, err
		} // else Slack has lost the message: post it anew
	}
	return m.post(ctx, o)
}

// post claims the delivery and posts the message, unless an earlier attempt turns out to have done it.
func (m *Messenger) post(ctx context.Context, o outgoing) (delivery.Delivery, error) {
	turn := m.pace.post
	if o.yields {
		turn = m.pace.postLast
	}
	if err := turn(ctx, o.to, o.key); err != nil {
		return delivery.Delivery{}, err
	}
	d, err := m.ledger.Claim(ctx, o.key, m.now(), lease)
	if errs.Is(err, errs.Conflict) {
		return m.held(ctx, o, err)
	}
	if err != nil {
		return d, err
	}
	if there, err := m.found(ctx, &d, o); err != nil {
		return d, err
	} else if there {
		return m.update(ctx, d, o) // it may say what was true then
	}
	err = m.offer(ctx, o, func(msg blocks.Message) error {
		d.Channel, d.TS, err = m.client.PostMessageContext(ctx, o.conversation(), append(content(msg.Stamped()),
			slack.MsgOptionTS(o.thread),
			slack.MsgOptionMetadata(slack.SlackMetadata{EventType: blocks.MetadataEvent, EventPayload: map[string]any{"key": d.Ref}}),
			slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl())...)
		if err == nil && d.TS == "" {
			err = fmt.Errorf("slack: chat.postMessage was answered without a ts")
		}
		return err
	})
	switch outcomeOf(err) {
	case done:
		d.Hash = o.message.Hash()
		return d, m.settle(ctx, &d, delivery.Sent, nil, o.to)
	case refused:
		return d, m.settle(ctx, &d, delivery.Pending, err, o.to)
	default:
		return d, m.settle(ctx, &d, delivery.Unknown, err, o.to)
	}
}

// found reports whether an earlier attempt has posted what is claimed, and settles it as sent then.
func (m *Messenger) found(ctx context.Context, d *delivery.Delivery, o outgoing) (bool, error) {
	if d.UnsureSince.IsZero() {
		return false, nil
	}
	msg, err := m.lookup(ctx, *d, o)
	switch {
	case err != nil:
		return false, m.settle(ctx, d, delivery.Unknown, err, o.to)
	case msg == nil:
		return false, nil
	}
	d.Channel, d.TS, d.Hash = msg.Channel, msg.Timestamp, ""
	return true, m.settle(ctx, d, delivery.Sent, nil, o.to)
}

// ascertain returns the delivery of a message that earlier attempts may have posted, and posts nothing. It is errs.NotFound when it is
// certain that none has.
func (m *Messenger) ascertain(ctx context.Context, o outgoing) (d delivery.Delivery, err error) {
	defer errs.Wrap(&err, "bot.ascertain(%s)", o.key)
	d, err = m.ledger.Find(ctx, o.key)
	if err != nil || d.State == delivery.Sent {
		return d, err
	}
	d, err = m.ledger.Claim(ctx, o.key, m.now(), lease)
	if errs.Is(err, errs.Conflict) { // whoever holds it knows more in a moment
		return d, later(err, "This message is being sent by another process.")
	}
	if err != nil {
		return d, err
	}
	there, err := m.found(ctx, &d, o)
	if err != nil || there {
		return d, err
	}
	if err := m.settle(ctx, &d, delivery.Pending, nil, o.to); err != nil {
		return d, err
	}
	return d, errs.New(errs.NotFound, "The message %q was never posted.", o.key)
}

// held handles a delivery that could not be claimed: it was sent meanwhile, or somebody else is sending it, which takes
// no time as a rule. (Two questionnaires of one person both want to introduce Cairn first.)
func (m *Messenger) held(ctx context.Context, o outgoing, conflict error) (delivery.Delivery, error) {
	for range heldLooks {
		d, err := m.ledger.Find(ctx, o.key)
		if err != nil {
			return d, err
		}
		switch d.State {
		case delivery.Sent:
			return m.update(ctx, d, o)
		case delivery.Sending:
			if err := wait(ctx, heldPause); err != nil {
				return d, err
			}
		default: // the other attempt failed; whoever repeats ours may claim it
			return d, later(conflict, "This message could not be sent by another process.")
		}
	}
	return delivery.Delivery{}, later(conflict, "This message is being sent by another process.")
}

// update brings a sent message up to date if it says something else. When Slack no longer has it, the delivery comes
// back as pending.
func (m *Messenger) update(ctx context.Context, d delivery.Delivery, o outgoing) (delivery.Delivery, error) {
	if o.once || d.Hash == o.message.Hash() && !o.sure {
		return d, nil
	}
	if err := m.pace.call(ctx, "chat.update", o.key); err != nil {
		return d, err
	}
	err := m.offer(ctx, o, func(msg blocks.Message) error {
		_, _, _, err := m.client.UpdateMessageContext(ctx, d.Channel, d.TS, content(msg.Stamped())...)
		return err
	})
	switch slackError(err) {
	case "message_not_found":
		m.log.Warn("a message is gone from Slack and will be posted anew", "key", d.Key, "channel", d.Channel, "ts", d.TS)
		d.Channel, d.TS, d.Hash = "", "", ""
		return d, m.settle(ctx, &d, delivery.Pending, nil, o.to)
	case "cant_update_message", "edit_window_closed":
		m.log.Warn("Slack does not let Cairn change a message; it stays as it is", "key", d.Key, "error", err)
		err = nil
	}
	if err != nil {
		return d, explain(err, o.to) // an update may be repeated, so the ledger need not know
	}
	d.Hash = o.message.Hash()
	return d, m.settle(ctx, &d, delivery.Sent, nil, o.to)
}

// offer sends the message, and what replaces it as long as Slack refuses the blocks.
func (m *Messenger) offer(ctx context.Context, o outgoing, send func(blocks.Message) error) error {
	msg := o.message
	if o.first != nil {
		msg = o.first(ctx)
	}
	for {
		err := send(msg)
		if !blocksRefused(err) || o.rejected == nil {
			return err
		}
		next, ok := o.rejected(ctx)
		if !ok {
			return err
		}
		msg = next
	}
}

// settle records what became of an attempt, even when ctx has ended, and returns cause as a person may read it. When the
// record fails the delivery stays held until its lease ends, and is looked up then.
func (m *Messenger) settle(ctx context.Context, d *delivery.Delivery, state delivery.State, cause error, to string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleWithin)
	defer cancel()
	d.State, d.UpdatedAt, d.Error = state, m.now(), ""
	if cause != nil {
		d.Error = cause.Error()
	}
	if err := m.ledger.Settle(ctx, *d); err != nil {
		m.log.Error("the outcome of a delivery was not recorded", "key", d.Key, "state", state, "error", err)
		if cause == nil {
			return err
		}
	}
	if errs.Is(cause, errs.Unavailable) {
		return cause
	}
	return explain(cause, to)
}

// lookup searches the conversation for the message that an earlier attempt may have posted. It returns nil when there
// is certainly none.
func (m *Messenger) lookup(ctx context.Context, d delivery.Delivery, o outgoing) (*slack.Message, error) {
	channel := o.conversation()
	if strings.HasPrefix(channel, "U") || strings.HasPrefix(channel, "W") {
		if err := m.pace.call(ctx, "conversations.open", o.key); err != nil {
			return nil, err
		}
		dm, _, _, err := m.client.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{channel}, ReturnIM: true})
		if err != nil {
			return nil, err
		}
		channel = dm.ID
	}
	oldest := strconv.FormatFloat(float64(d.UnsureSince.Add(-clockSkew).UnixMicro())/1e6, 'f', 6, 64)
	cursor := ""
	for range lookupPages {
		messages, next, err := m.page(ctx, channel, o.thread, oldest, cursor, o.key)
		if err != nil {
			return nil, err
		}
		for _, msg := range messages {
			if msg.Metadata.EventType == blocks.MetadataEvent && msg.Metadata.EventPayload["key"] == d.Ref {
				msg.Channel = channel
				return &msg, nil
			}
		}
		if next == "" {
			return nil, nil
		}
		cursor = next
	}
	return nil, later(nil, "The conversation %s has more than %d messages since a message of unknown fate; Cairn cannot tell whether it was posted.",
		channel, lookupPage*lookupPages)
}

// page reads a part of the conversation, or of a thread in it.
func (m *Messenger) page(ctx context.Context, channel, thread, oldest, cursor, about string) ([]slack.Message, string, error) {
	if thread != "" {
		if err := m.pace.call(ctx, "conversations.replies", about+" "+cursor); err != nil {
			return nil, "", err
		}
		messages, _, next, err := m.client.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
			ChannelID: channel, Timestamp: thread, Cursor: cursor, Oldest: oldest, Limit: lookupPage, IncludeAllMetadata: true,
		})
		return messages, next, err
	}
	if err := m.pace.call(ctx, "conversations.history", about+" "+cursor); err != nil {
		return nil, "", err
	}
	history, err := m.client.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
		ChannelID: channel, Cursor: cursor, Oldest: oldest, Limit: lookupPage, IncludeAllMetadata: true,
	})
	if err != nil {
		return nil, "", err
	}
	return history.Messages, history.ResponseMetaData.NextCursor, nil
}

// content is a message's text and blocks as options of a call.
func content(msg blocks.Message) []slack.MsgOption {
	return []slack.MsgOption{slack.MsgOptionText(msg.Text, false), slack.MsgOptionBlocks(msg.Blocks...)}
}
