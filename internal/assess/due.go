package assess

import (
	"context"
	"slices"
	"time"

	"cairn/internal/errs"
)

// lookAgain is how long a process waits when the cycle should have closed and nothing is left to do.
const lookAgain = time.Hour

// Due says what the process of a questionnaire has to do next at the given time, for whomever: put a card, remind,
// offer it to a deputy, give it back, or tell that it is overdue. Once a deed was done, or [Service.Undelivered] says that
// it cannot be, it does not come up again. Steps that wait because somebody is away are recorded on the way.
func (s *Service) Due(ctx context.Context, id QuestionnaireID, now time.Time) (due Due, err error) {
	defer errs.Wrap(&err, "assess.Due(%s)", id)
	var held []Asking
	err = s.store.View(ctx, func(tx Tx) error {
		due, held, err = s.due(ctx, tx, id, now)
		return err
	})
	if err != nil || len(held) == 0 {
		return due, err
	}
	return due, s.store.Update(ctx, func(tx Tx) error { return enterAll(ctx, tx, held) })
}

func (s *Service) due(ctx context.Context, tx Tx, id QuestionnaireID, now time.Time) (Due, []Asking, error) {
	m, err := s.matter(ctx, tx, id)
	if err != nil {
		return Due{}, nil, err
	}
	duties := m.duties()
	if err := withLogs(ctx, tx, duties, now); err != nil {
		return Due{}, nil, err
	}
	m.crowded = make(map[UserID]crowding)
	for { // ends, since each round but the last adds a person
		due, held := m.next(duties, now)
		_, known := m.crowded[due.Person]
		if known || due.At.After(now) || due.Deed != DoRemind && due.Deed != DoOffer && due.Deed != DoEscalate {
			return due, held, nil
		}
		if m.crowded[due.Person], err = s.crowding(ctx, tx, m, due.Person, now); err != nil {
			return Due{}, nil, err
		}
	}
}

// next picks the deed that comes first. Of several at once, what somebody is asked for comes before what others are told
// of it.
func (m *matter) next(duties []duty, now time.Time) (Due, []Asking) {
	if !m.waits() {
		return Due{Done: true}, nil
	}
	if !now.Before(m.cycle.ClosesAt) { // the cycle's process will say that it closed
		return Due{At: now.Add(lookAgain)}, nil
	}
	all, held := []Due{{At: m.cycle.ClosesAt}}, []Asking(nil)
	if due, ok := m.giveBack(now); ok {
		all = append(all, due)
	}
	for _, d := range duties {
		due, ok, holds := d.next(now)
		if ok {
			all = append(all, due)
		}
		held = append(held, holds...)
	}
	if due, ok := m.offer(now); ok {
		all = append(all, due)
	}
	all = append(all, m.escalations(now)...)
	return slices.MinFunc(all, func(a, b Due) int { return a.At.Compare(b.At) }), held
}
