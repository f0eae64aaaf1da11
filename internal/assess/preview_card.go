package assess

import (
	"context"
	"slices"

	"cairn/internal/errs"
)

// PreviewCard is the card that somebody would be sent by a draft as [Service.Preview] plays it: the manager who asks, where
// they are asked themselves, else the first who is. It is false when nothing would be asked.
func (s *Service) PreviewCard(ctx context.Context, by Actor, id DraftID, start bool) (card Card, ok bool, err error) {
	defer errs.Wrap(&err, "assess.PreviewCard(%s)", id)
	err = s.store.View(ctx, func(tx Tx) error {
		card, ok = Card{}, false
		r, err := s.rehearse(ctx, tx, by, id, start)
		if err != nil || len(r.preview.Asked) == 0 {
			return err
		}
		who := r.preview.Asked[0]
		if i := slices.IndexFunc(r.preview.Asked, func(a Recipient) bool { return a.Person.ID == by.User }); i >= 0 {
			who = r.preview.Asked[i]
		}
		log, err := tx.AskingsOf(ctx, who.Person.ID, r.preview.OpensAt.Add(-logReach))
		if err != nil {
			return err
		}
		for _, m := range r.matters {
			q := m.questionnaire
			if q.Owner != who.Person.ID || len(card.Parts) > 0 && m.cycle.ID != card.Cycle.ID { // one message a cycle
				continue
			}
			card.Programme, card.Cycle, card.To, card.First = r.programme, m.cycle, who.Person, introduces(log, m.cycle.ID)
			f, err := s.fill(ctx, tx, Form{Programme: r.programme, Cycle: m.cycle, Questionnaire: q, Owner: who.Person})
			if err != nil {
				return err
			}
			if f, err = recall(ctx, tx, f); err != nil {
				return err
			}
			card.Parts = append(card.Parts, partOf(f, nil, who.Person.ID, r.preview.OpensAt))
		}
		slices.SortStableFunc(card.Parts, pressing)
		ok = len(card.Parts) > 0
		return nil
	})
	return card, ok, err
}
