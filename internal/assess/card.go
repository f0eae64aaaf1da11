package assess

import (
	"cmp"
	"context"
	"slices"
	"time"

	"cairn/internal/errs"
)

// Card returns all that one person is asked in one cycle, the most pressing first.
func (s *Service) Card(ctx context.Context, id CycleID, u UserID) (card Card, err error) {
	defer errs.Wrap(&err, "assess.Card(%s, %s)", id, u)
	err = s.store.View(ctx, func(tx Tx) error {
		card, err = s.card(ctx, tx, id, u)
		return err
	})
	return card, err
}

// Cards returns the cards that mention the questionnaire, for bringing them up to date: of everybody who had a part in it.
// Some may not have been put yet.
func (s *Service) Cards(ctx context.Context, id QuestionnaireID) (cards []Card, err error) {
	defer errs.Wrap(&err, "assess.Cards(%s)", id)
	err = s.store.View(ctx, func(tx Tx) error {
		records, err := tx.Askings(ctx, id)
		if err != nil {
			return err
		}
		var people []UserID
		for _, a := range records {
			// Whoever had a card already heard of the questionnaire by a reminder.
			if (a.Kind == WasAsked || a.Kind == WasNudged || a.hands()) && !slices.Contains(people, a.Person) {
				people = append(people, a.Person)
			}
		}
		for _, u := range people {
			card, err := s.card(ctx, tx, id.Cycle(), u)
			if err != nil {
				return err
			}
			cards = append(cards, card)
		}
		return nil
	})
	return cards, err
}

func (s *Service) card(ctx context.Context, tx Tx, id CycleID, u UserID) (card Card, err error) {
	if card.Cycle, err = tx.SharedCycle(ctx, id); err != nil {
		return card, err
	}
	if card.Programme, err = tx.Programme(ctx, card.Cycle.Programme); err != nil {
		return card, err
	}
	if card.To, err = person(ctx, tx, u); err != nil {
		return card, err
	}
	log, err := tx.AskingsOf(ctx, u, time.Time{})
	if err != nil {
		return card, err
	}
	card.First = introduces(log, id)
	qs, err := tx.Questionnaires(ctx, id)
	if err != nil {
		return card, err
	}
	for _, q := range qs {
		if role := q.roleOf(u); (role == "" || role == Deputises) && !brought(log, q.ID) {
			continue
		}
		part, err := s.part(ctx, tx, q.ID, u)
		if err != nil {
			return card, err
		}
		card.Parts = append(card.Parts, part)
	}
	slices.SortStableFunc(card.Parts, pressing)
	return card, nil
}

// brought reports whether one of a person's records brought them into the questionnaire.
func brought(log []Asking, q QuestionnaireID) bool {
	return slices.ContainsFunc(log, func(a Asking) bool { return a.Questionnaire == q && (a.Kind == WasAsked || a.hands()) })
}

// hands reports whether the record says that its Person was given questions.
func (a Asking) hands() bool {
	return a.Kind == WasHandedOver || a.Kind == WasHandedBack || a.Kind == WasReassigned
}

// Mine lists a person's parts in the open cycles of all programmes, the most pressing first: what waits for them, then what
// they may still change, then what they gave to others, then what they may answer as a deputy.
func (s *Service) Mine(ctx context.Context, u UserID) (mine []Part, err error) {
	defer errs.Wrap(&err, "assess.Mine(%s)", u)
	err = s.store.View(ctx, func(tx Tx) error {
		mine, err = s.mine(ctx, tx, u)
		return err
	})
	return mine, err
}

func (s *Service) mine(ctx context.Context, tx Tx, u UserID) (mine []Part, err error) {
	open, err := tx.OpenQuestionnaires(ctx, u)
	if err != nil {
		return nil, err
	}
	for _, q := range open {
		part, err := s.part(ctx, tx, q.ID, u)
		if err != nil {
			return nil, err
		}
		mine = append(mine, part)
	}
	slices.SortStableFunc(mine, pressing)
	return mine, nil
}

// part says what a questionnaire is to a person who has or had something to do with it.
func (s *Service) part(ctx context.Context, tx Tx, id QuestionnaireID, u UserID) (Part, error) {
	f, records, err := s.read(ctx, tx, id)
	if err != nil {
		return Part{}, err
	}
	return partOf(f, records, u, s.now()), nil
}

// partOf is part by the questionnaire's records, as it stands at the given time.
func partOf(f Form, records []Asking, u UserID, now time.Time) Part {
	q := f.Questionnaire
	mine := slices.DeleteFunc(slices.Clone(records), func(a Asking) bool { return a.Person != u })
	part := Part{Form: f, Role: q.roleOf(u)}
	if part.Role == "" || part.Role == Deputises && brought(mine, q.ID) {
		part.Role = HandedOn
	}
	switch part.Role {
	case SignsOff:
		part.With = q.Answerer
		if f.Latest != nil && f.Latest.By != u {
			part.With = f.Latest.By
		}
	case Answers:
		if had := chain(q, records); len(had) > 1 {
			part.With = had[len(had)-2]
		}
	case AnswersSome:
		part.Items = q.HandedTo(u)
		part.With = q.Handed[slices.IndexFunc(q.Handed, func(h Handed) bool { return h.To == u })].By
	case HandedOn:
		part.With = q.Asks()
		part.Items = q.had(mine)
		if i := slices.IndexFunc(q.Handed, func(h Handed) bool { return slices.Contains(part.Items, h.Item) }); i >= 0 {
			part.With = q.Handed[i].To
		}
	}
	part.Kept = slices.ContainsFunc(mine, func(a Asking) bool { return a.Kind == WasKept })
	if part.Waits() {
		part.Silenced = silenced(mine, now)
		if until := promised(mine, u); until.After(now) {
			part.Promise = until
		}
	}
	return part
}

// had lists the questions that somebody was given, by their records, and passed on; nil for who had all of it.
func (q Questionnaire) had(mine []Asking) []string {
	var items []string
	for _, a := range mine {
		switch {
		case !a.hands():
		case a.Item == "":
			return nil
		case !slices.Contains(items, a.Item):
			items = append(items, a.Item)
		}
	}
	return items
}

// silenced reports whether a person acknowledged, by their records, what they were given last, and is left alone still.
func silenced(mine []Asking, now time.Time) bool {
	for _, a := range slices.Backward(mine) {
		if a.Kind == WasAcknowledged {
			return a.Until.After(now)
		}
		if a.hands() || a.Kind == WasExtended {
			return false
		}
	}
	return false
}

// roleOf says what part the user has in the questionnaire now; "" for none.
func (q Questionnaire) roleOf(u UserID) Role {
	switch {
	case u == "":
		return ""
	case u == q.Owner && q.State == ToSign:
		return SignsOff
	case u == q.Asks():
		return Answers
	case len(q.HandedTo(u)) > 0:
		return AnswersSome
	case u == q.Owner:
		return HandedOn
	case u == q.Deputy:
		return Deputises
	default:
		return ""
	}
}

// Waits reports whether something is expected of the person now.
func (p Part) Waits() bool {
	q := p.Form.Questionnaire
	if !p.Form.Open() {
		return false
	}
	switch p.Role {
	case SignsOff:
		return q.State == ToSign
	case Answers:
		return q.State == Waiting
	case AnswersSome:
		return q.State == Waiting && !p.Form.answered(p.Items)
	default:
		return false
	}
}

// answered reports whether all of the items have an answer.
func (f Form) answered(items []string) bool {
	return !slices.ContainsFunc(items, func(item string) bool { return f.Latest == nil || f.Latest.Answers[item] == "" })
}

// pressing orders parts: what waits for the person first, then by role, then the earliest due first.
func pressing(a, b Part) int {
	roles := []Role{SignsOff, Answers, AnswersSome, HandedOn, Deputises}
	return cmp.Or(
		boolOrder(!a.Waits(), !b.Waits()),
		cmp.Compare(slices.Index(roles, a.Role), slices.Index(roles, b.Role)),
		a.Form.Questionnaire.DueAt.Compare(b.Form.Questionnaire.DueAt),
	)
}

// person is what is known about somebody, or their id alone. It holds nothing.
func person(ctx context.Context, tx Tx, u UserID) (Person, error) {
	known, err := tx.PeopleByID(ctx, []UserID{u})
	if who, ok := known[u]; ok {
		return who, err
	}
	return Person{ID: u}, err
}
