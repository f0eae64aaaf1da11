package bot

import (
	"context"
	"log/slog"
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
	client   *slack.Client
	ledger   delivery.Ledger
	pace     *pace
	homes    *homes
	readers  *readers
	log      *slog.Logger
	now      func() time.Time
	pictures pictures
}

// Card posts the questionnaire's message to its owner, introducing Cairn if it is the first, or brings it up to date.
func (m *Messenger) Card(ctx context.Context, f assess.Form) error {
	if _, err := m.card(ctx, f, m.now()); err != nil {
		return err
	}
	return m.settleEscalations(ctx, f)
}

func (m *Messenger) card(ctx context.Context, f assess.Form, at time.Time) (delivery.Delivery, error) {
	owner := f.Questionnaire.Owner
	if err := m.introduce(ctx, f.Programme, owner); err != nil {
		return delivery.Delivery{}, err
	}
	d, err := m.deliver(ctx, outgoing{key: cardKey(f.Questionnaire.ID), to: string(owner), message: blocks.Card(m.readers.reader(ctx, owner), f, at)})
	if err == nil {
		m.homes.publish(owner)
	}
	return d, err
}

// Remind brings the questionnaire's message up to date and adds the step's nudge to its thread.
func (m *Messenger) Remind(ctx context.Context, f assess.Form, step string, at time.Time) error {
	card, err := m.card(ctx, f, at)
	if err != nil {
		return err
	}
	owner := f.Questionnaire.Owner
	_, err = m.deliver(ctx, outgoing{
		key: "remind:" + string(f.Questionnaire.ID) + ":" + step, to: string(owner),
		channel: card.Channel, thread: card.TS, message: blocks.Reminder(m.readers.reader(ctx, owner), f, at),
	})
	return err
}

// Escalate tells a manager that the owner has not answered.
func (m *Messenger) Escalate(ctx context.Context, f assess.Form, manager assess.UserID, _ time.Time) error {
	if err := m.introduce(ctx, f.Programme, manager); err != nil {
		return err
	}
	_, err := m.deliver(ctx, outgoing{
		key: escalateKey(f.Questionnaire.ID, manager), to: string(manager), message: blocks.Escalation(m.readers.reader(ctx, manager), f),
	})
	if err == nil {
		m.homes.publish(manager)
	}
	return err
}

// settleEscalations says in the messages to managers, where there are any, that the matter is settled.
func (m *Messenger) settleEscalations(ctx context.Context, f assess.Form) error {
	if !f.Submitted() && f.Open() {
		return nil
	}
	for _, manager := range f.Programme.Managers {
		key := escalateKey(f.Questionnaire.ID, manager)
		d, err := m.ledger.Find(ctx, key)
		if errs.Is(err, errs.NotFound) || (err == nil && d.State != delivery.Sent) {
			continue
		}
		if err != nil {
			return err
		}
		if _, err := m.deliver(ctx, outgoing{key: key, to: string(manager), message: blocks.Escalation(m.readers.reader(ctx, manager), f)}); err != nil {
			return err
		}
	}
	return nil
}

// Digest posts what leadership reads to its channel.
func (m *Messenger) Digest(ctx context.Context, d digest.Digest) error {
	p := m.pictures.begin(m, d)
	sent, err := m.deliver(ctx, outgoing{
		key: "digest:" + string(d.Cycle), to: d.Channel, message: blocks.Digest(anybody(), d, blocks.Picture{Native: true}),
		first: p.first, rejected: p.next,
	})
	if err != nil {
		return err
	}
	return p.finish(ctx, sent)
}

// introduce says once to each person who writes to them and why.
func (m *Messenger) introduce(ctx context.Context, p assess.Programme, u assess.UserID) error {
	_, err := m.deliver(ctx, outgoing{
		key: "intro:" + string(u), to: string(u), message: blocks.Introduction(m.readers.reader(ctx, u), p), once: true,
	})
	return err
}

// reply answers free text, at most once a day.
func (m *Messenger) reply(ctx context.Context, u assess.UserID, channel string) error {
	key := "reply:" + string(u) + ":" + m.now().UTC().Format(time.DateOnly)
	_, err := m.deliver(ctx, outgoing{key: key, to: string(u), channel: channel, message: blocks.FreeText(m.readers.reader(ctx, u)), once: true})
	return err
}

func cardKey(q assess.QuestionnaireID) string { return "card:" + string(q) }

func escalateKey(q assess.QuestionnaireID, manager assess.UserID) string {
	return "escalate:" + string(q) + ":" + string(manager)
}
