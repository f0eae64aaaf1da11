package bot

import (
	"context"
	"strings"
	"sync"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/delivery"
	"cairn/internal/errs"
)

// looks bounds how often a live message is written anew because the facts changed while it was written; whoever changed
// them writes it as well.
const looks = 5

// live is a message that several processes bring up to date as they find the facts: a card or an escalation.
type live struct {
	outgoing
	shows []assess.UserID // whose Home tabs show the same
	again func(ctx context.Context) (blocks.Message, error)
}

// cardOf is a person's card in a cycle.
func (m *Messenger) cardOf(ctx context.Context, c assess.Card) live {
	reader, cycle, to := m.readers.reader(ctx, c.To.ID), c.Cycle.ID, c.To.ID
	l := live{
		outgoing: outgoing{key: key("card", string(cycle), string(to)), to: string(to), message: blocks.Card(reader, c, m.now())},
		shows:    []assess.UserID{to},
		again: func(ctx context.Context) (blocks.Message, error) {
			c, err := m.asking.Card(ctx, cycle, to)
			if err != nil {
				return blocks.Message{}, err
			}
			return blocks.Card(reader, c, m.now()), nil
		},
	}
	for _, part := range c.Parts {
		l.shows = append(l.shows, everyone(part.Form)...)
	}
	return l
}

// escalationOf is what a deputy or manager is told of a cycle.
func (m *Messenger) escalationOf(ctx context.Context, e assess.Escalation) live {
	reader, to := m.readers.reader(ctx, e.To.ID), e.To.ID
	l := live{
		outgoing: outgoing{
			key: key("escalation", string(e.Cycle.ID), string(to)), to: string(to), message: blocks.Escalation(reader, e),
		},
		shows: []assess.UserID{to},
		again: func(ctx context.Context) (blocks.Message, error) {
			e, still, err := m.asking.Escalation(ctx, e.Forms[0].Questionnaire.ID, to, "", m.now())
			if err != nil || !still {
				return blocks.Message{}, err
			}
			return blocks.Escalation(reader, e), nil
		},
	}
	return l
}

// write delivers a live message. Whoever changes it looks at the facts again afterwards, so that the one who writes last
// has read last, and nothing that is over stays on show.
func (m *Messenger) write(ctx context.Context, l live) (delivery.Delivery, error) {
	done, err := m.writing.take(ctx, l.key)
	if err != nil {
		return delivery.Delivery{}, err
	}
	defer done()
	was, err := m.ledger.Find(ctx, l.key)
	if err != nil && !errs.Is(err, errs.NotFound) {
		return was, err
	}
	for range looks {
		d, err := m.deliver(ctx, l.outgoing)
		if err != nil || d.Hash == was.Hash {
			return d, err
		}
		m.homes.publish(l.shows...)
		was = d
		msg, err := l.again(ctx)
		if err != nil || msg.Text == "" {
			return d, err
		}
		l.message = msg
	}
	return was, nil
}

// everyone lists the people whose Home tab shows something of the form.
func everyone(f assess.Form) []assess.UserID {
	q := f.Questionnaire
	users := append([]assess.UserID{q.Owner, q.Deputy, q.Answerer}, f.Programme.Managers...)
	for _, h := range q.Handed {
		users = append(users, h.To)
	}
	return users
}

// key is a delivery's natural key: what kind of message it is, and what it is about.
func key(kind string, about ...string) string { return kind + ":" + strings.Join(about, ":") }

// keyed lets one at a time do something about the same key. The zero value is ready.
type keyed struct {
	mu   sync.Mutex
	held map[string]chan struct{} // closed when the key is free again
}

// take waits until nobody holds the key and holds it until done is called.
func (k *keyed) take(ctx context.Context, key string) (done func(), err error) {
	for {
		k.mu.Lock()
		free, held := k.held[key]
		if !held {
			if k.held == nil {
				k.held = make(map[string]chan struct{})
			}
			k.held[key] = make(chan struct{})
			k.mu.Unlock()
			return func() { k.free(key) }, nil
		}
		k.mu.Unlock()
		select {
		case <-free:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (k *keyed) free(key string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	close(k.held[key])
	delete(k.held, key)
}
