package bot

import (
	"context"
	"log/slog"
	"slices"
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/delivery"
	"cairn/internal/digest"
	"cairn/internal/errs"
)

// Messenger writes to people, at most once for each occasion. Its methods may be called again with the same arguments,
// by several processes at once. They return errs.Unavailable, with the time to wait where it is known, when the same
// call may work later, and another code when it never will.
type Messenger struct {
	client        *slack.Client
	asking        Asking
	followUps     FollowUps
	exercises     Exercises
	runs          ExerciseRuns
	notes         ExerciseNotes
	reviews       ExerciseReviews
	ledger        delivery.Ledger
	pace          *pace
	homes         *homes
	readers       *readers
	writing       keyed // the keys of live messages that are being written
	exerciseHomes exerciseHomes
	log           *slog.Logger
	now           func() time.Time
	pictures      pictures
}

// Card posts all that a person is asked in a cycle as one message, or brings it up to date.
func (m *Messenger) Card(ctx context.Context, c assess.Card) error {
	_, err := m.write(ctx, m.cardOf(ctx, c))
	return err
}

// Remind brings the card that the reminder is about up to date and adds the nudge to its thread.
func (m *Messenger) Remind(ctx context.Context, r assess.Reminder) error {
	nudge := outgoing{
		key: "nudge:" + string(r.ID), to: string(r.To.ID), message: blocks.Reminder(m.readers.reader(ctx, r.To.ID), r),
	}
	c, err := m.asking.Card(ctx, r.Card, r.To.ID)
	if err != nil {
		return err
	}
	if len(c.Parts) > 0 {
		card, err := m.write(ctx, m.cardOf(ctx, c))
		if err != nil {
			return err
		}
		nudge.channel, nudge.thread = card.Channel, card.TS
	}
	_, err = m.deliver(ctx, nudge)
	return err
}

// Offer offers a deputy what an owner who is away leaves waiting.
func (m *Messenger) Offer(ctx context.Context, o assess.Offering) error {
	_, err := m.deliver(ctx, outgoing{
		key: key("offer", string(o.Cycle.ID), string(o.Owner.ID), string(o.To.ID), o.Step), to: string(o.To.ID),
		message: blocks.Offer(m.readers.reader(ctx, o.To.ID), o),
	})
	if err == nil {
		m.homes.publish(o.To.ID)
	}
	return err
}

// Escalate tells a deputy or manager what is overdue in a cycle, or brings that message up to date.
func (m *Messenger) Escalate(ctx context.Context, e assess.Escalation) error {
	_, err := m.write(ctx, m.escalationOf(ctx, e))
	return err
}

// Refresh brings the Home tabs that show a questionnaire up to date, and the messages about it that were posted before. A
// message whose reader Slack does not reach any more is logged and passed over.
func (m *Messenger) Refresh(ctx context.Context, q assess.QuestionnaireID) error {
	f, err := m.asking.Form(ctx, q)
	if err != nil {
		return err
	}
	m.homes.publish(everyone(f)...)
	cards, err := m.asking.Cards(ctx, q)
	if err != nil {
		return err
	}
	escalations, err := m.asking.Escalations(ctx, q)
	if err != nil {
		return err
	}
	var all []live
	for _, c := range cards {
		all = append(all, m.cardOf(ctx, c))
	}
	for _, e := range escalations {
		all = append(all, m.escalationOf(ctx, e))
	}
	return m.rewrite(ctx, all)
}

// rewrite brings those of the messages up to date that were posted before.
func (m *Messenger) rewrite(ctx context.Context, all []live) error {
	for _, l := range all {
		d, err := m.ledger.Find(ctx, l.key)
		if errs.Is(err, errs.NotFound) || err == nil && d.State != delivery.Sent {
			continue // whoever is to post it will say what is true then
		}
		if err == nil && d.Hash == l.message.Hash() {
			continue // whoever writes something older at this moment looks again after it
		}
		if err == nil {
			_, err = m.write(ctx, l)
		}
		if errs.Is(err, errs.Unavailable) || ctx.Err() != nil {
			return err
		}
		if err != nil {
			m.log.Warn("a message stays as it is", "key", l.key, "error", err)
		}
	}
	return nil
}

// Homes brings people's Home tabs up to date, soon.
func (m *Messenger) Homes(people ...assess.UserID) { m.homes.publish(people...) }

// Dispute brings the people of a dispute together in a conversation of their own and, once it is settled, says how in the
// thread.
func (m *Messenger) Dispute(ctx context.Context, d assess.DisputeView) error {
	to, err := m.together(ctx, d)
	if err != nil {
		return err
	}
	parent, err := m.deliver(ctx, outgoing{key: key("dispute", string(d.Dispute.ID)), to: to, message: blocks.Dispute(anybody(), d)})
	if err != nil || d.Dispute.Settled == nil {
		return err
	}
	_, err = m.deliver(ctx, outgoing{
		key: key("dispute-settled", string(d.Dispute.ID)), to: to, channel: parent.Channel, thread: parent.TS,
		message: blocks.Settlement(anybody(), d),
	})
	return err
}

// together returns the conversation of a dispute's people.
func (m *Messenger) together(ctx context.Context, d assess.DisputeView) (string, error) {
	people := []string{string(d.Accountable), string(d.First.By), string(d.Second.By)}
	slices.Sort(people)
	people = slices.Compact(people)
	if err := m.pace.call(ctx, "conversations.open", string(d.ID)); err != nil {
		return "", err
	}
	group, _, _, err := m.client.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: people})
	if err != nil {
		return "", explain(err, people[0])
	}
	return group.ID, nil
}

// departureAgain brings up to date what a manager was told of somebody who can no longer be asked, if they were.
func (m *Messenger) departureAgain(ctx context.Context, n assess.DepartureNotice) error {
	if _, err := m.ledger.Find(ctx, departureKey(n)); errs.Is(err, errs.NotFound) {
		return nil
	} else if err != nil {
		return err
	}
	return m.Departure(ctx, n)
}

func departureKey(n assess.DepartureNotice) string {
	return key("departure", string(n.Who.ID), n.Who.SeenAt.UTC().Format(time.DateOnly), string(n.To.ID))
}

// Departure tells a manager what somebody had who can no longer be asked.
func (m *Messenger) Departure(ctx context.Context, n assess.DepartureNotice) error {
	_, err := m.deliver(ctx, outgoing{
		key: departureKey(n), to: string(n.To.ID),
		message: blocks.Departure(m.readers.reader(ctx, n.To.ID), n),
	})
	if err == nil {
		m.homes.publish(n.To.ID)
	}
	return err
}

// Test sends a manager, and nobody else, what somebody would be sent by a version of a setup.
func (m *Messenger) Test(ctx context.Context, to blocks.Reader, draft assess.DraftID, version int, c assess.Card) error {
	_, err := m.deliver(ctx, outgoing{
		key: key("test", string(draft), strconv.Itoa(version)), to: string(to.User), message: blocks.TestCard(to, c, m.now()),
	})
	return err
}

// Digest posts what leadership reads to its channel.
func (m *Messenger) Digest(ctx context.Context, d digest.Digest) error {
	p := m.pictures.begin(m, d)
	sent, err := m.deliver(ctx, outgoing{
		key: key("digest", string(d.Cycle)), to: d.Channel, message: blocks.Digest(anybody(), d, blocks.Picture{Native: true}),
		first: p.first, rejected: p.next,
	})
	if err != nil {
		return err
	}
	m.homes.publish(d.Leaders...)
	return p.finish(ctx, sent)
}

// reply answers free text, at most once a day.
func (m *Messenger) reply(ctx context.Context, u assess.UserID, channel string) error {
	_, err := m.deliver(ctx, outgoing{
		key: key("reply", string(u), m.now().UTC().Format(time.DateOnly)), to: string(u), channel: channel,
		message: blocks.FreeText(m.readers.reader(ctx, u)), once: true,
	})
	return err
}
