package assess

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"cairn/internal/errs"
	"cairn/internal/maturity"
	"cairn/internal/wording"
)

// FieldPerson is the name under which a fault of whom questions are given to is reported; what is written to them has
// FieldReason.
const FieldPerson = "person"

// Delegate gives all of a questionnaire to somebody else, or the one question that item names, with a note for them. Who
// has it may, and whoever it came from. The owner stays accountable: what a delegate submits waits for their signature.
// Nobody gets what they had already and gave on; they are handed it back instead.
func (s *Service) Delegate(ctx context.Context, by Actor, id QuestionnaireID, item string, to UserID, note string) (err error) {
	defer errs.Wrap(&err, "assess.Delegate(%s, %s, %s)", id, item, to)
	at, note := s.now(), strings.TrimSpace(note)
	return s.change(ctx, id, func(tx Tx, f Form, records []Asking) error {
		if err := f.movable(item); err != nil {
			return err
		}
		had := chainOf(f.Questionnaire, records, item)
		from := actsAs(by, had)
		if err := mayHandOn(had, from, to); err != nil {
			return err
		}
		who, err := person(ctx, tx, to)
		if err != nil {
			return err
		}
		faults := make(errs.Faults)
		if fault := checkStanding(who); !fault.IsZero() {
			faults[FieldPerson] = fault
		}
		checkNote(note, faults)
		if err := faults.Err(); err != nil {
			return err
		}
		a := Asking{At: at, By: by, Kind: WasHandedOver, Person: to, From: from, Item: item, Note: note}
		if item != "" {
			f.Questionnaire.hand(f.Category.Items, Handed{Item: item, To: to, By: from, At: at})
			return s.handed(ctx, tx, f, a)
		}
		f.Questionnaire.Answerer = to
		return s.handed(ctx, tx, f, append(f.Questionnaire.takeIn(to, a), a)...)
	})
}

// HandBack gives a questionnaire, or one question of it, back to whom it came from. Whoever it came from may take it back
// too, over the heads of those between.
func (s *Service) HandBack(ctx context.Context, by Actor, id QuestionnaireID, item, note string) (err error) {
	defer errs.Wrap(&err, "assess.HandBack(%s, %s)", id, item)
	at, note := s.now(), strings.TrimSpace(note)
	return s.change(ctx, id, func(tx Tx, f Form, records []Asking) error {
		if err := f.movable(item); err != nil {
			return err
		}
		faults := make(errs.Faults)
		if checkNote(note, faults); len(faults) > 0 {
			return faults.Err()
		}
		q := &f.Questionnaire
		had := chainOf(*q, records, item)
		last := len(had) - 1
		to := slices.Index(had, actsAs(by, had))
		if to == last {
			to--
		}
		whole := len(chain(*q, records))
		switch {
		case !slices.Contains(had, actsAs(by, had)):
			return forbidden("These questions are with %s, and did not come from you.", Mentions(had[last:]...))
		case item == "" && last == 0:
			return errs.New(errs.Conflict, "These questions are yours and nobody gave them to you, so there is nobody to hand them back to. "+
				"You can give them to somebody else.")
		case item != "" && last < whole:
			return errs.New(errs.Conflict, "This question was not given to anybody alone; it goes with the others.")
		}
		a := Asking{At: at, By: by, Kind: WasHandedBack, Person: had[max(to, 0)], From: had[last], Item: item, Note: note}
		switch {
		case item == "":
			q.Answerer = a.Person
		case to < whole: // back among the others
			a.Person = q.Asks()
			q.Handed = slices.DeleteFunc(slices.Clone(q.Handed), func(h Handed) bool { return h.Item == item })
		default:
			q.hand(f.Category.Items, Handed{Item: item, To: a.Person, By: had[to-1], At: at})
		}
		return s.handed(ctx, tx, f, a)
	})
}

// actsAs is in whose name of a chain the actor acts: their own, or an operator in that of whoever has it now.
func actsAs(by Actor, had []UserID) UserID {
	if by.Operator() {
		return had[len(had)-1]
	}
	return by.User
}

// movable checks that a questionnaire, or one question of it, may be given to somebody else.
func (f Form) movable(item string) error {
	q := f.Questionnaire
	switch {
	case q.State != Waiting:
		return errs.New(errs.Conflict, "These questions are answered, so they stay with whoever answered them. Until the cycle closes the "+
			"answers can be changed.")
	case item != "" && f.Quick:
		return errs.New(errs.Conflict, "A quick assessment is one judgement, so it cannot be split. Give all of it to somebody else.")
	case item != "" && !slices.Contains(f.asked(), item):
		return errs.New(errs.NotFound, "The question %q is not part of this questionnaire.", item)
	default:
		return nil
	}
}

// mayHandOn checks that somebody in a chain may give on what it is about.
func mayHandOn(had []UserID, from, to UserID) error {
	now := had[len(had)-1]
	i := slices.Index(had, from)
	switch {
	case i < 0:
		return forbidden("These questions are with %s. Only they, and whoever gave them the questions, can hand them on.", Mentions(now))
	case to == now:
		return errs.New(errs.Conflict, "%s has these questions already.", Mentions(to))
	case slices.Contains(had, to):
		return errs.New(errs.Conflict, "%s had these questions before and gave them on, so they would go round in a circle. "+
			"Hand them back instead, or choose somebody else.", Mentions(to))
	case i >= maxLinks:
		return errs.New(errs.Conflict, "These questions were handed on %d times already. Answer them, or hand them back.", maxLinks)
	default:
		return nil
	}
}

// checkStanding says why questions cannot be given to somebody, or nothing.
func checkStanding(who Person) wording.Text {
	switch {
	case who.ID == "":
		return wording.New("Choose somebody.")
	case who.MayBeAsked():
		return wording.Text{}
	case who.Standing == Guest:
		return wording.New("This person is a guest in this workspace. Choose a full member.")
	case who.Standing == Bot:
		return wording.New("This is an app. Choose a person.")
	default:
		return wording.New("This person's account is deactivated. Choose somebody else.")
	}
}

// checkNote says what is wrong with a note to whom questions are given.
func checkNote(note string, faults errs.Faults) {
	if n := utf8.RuneCountInString(note); n > MaxNote {
		faults.Add(FieldReason, "Shorten this to %d characters; it has %d.", MaxNote, n)
	}
}

// hand gives one question to somebody, keeping the order of the model's items.
func (q *Questionnaire) hand(items []*maturity.Item, h Handed) {
	given := append(slices.DeleteFunc(slices.Clone(q.Handed), func(had Handed) bool { return had.Item == h.Item }), h)
	slices.SortStableFunc(given, func(a, b Handed) int {
		at := func(id string) int {
			return slices.IndexFunc(items, func(item *maturity.Item) bool { return item.ID == id })
		}
		return at(a.Item) - at(b.Item)
	})
	q.Handed = given
}

// takeIn lets the questions that somebody had alone go among the others, because they have all of them now, and returns
// the records of that.
func (q *Questionnaire) takeIn(u UserID, cause Asking) []Asking {
	var records []Asking
	for _, item := range q.HandedTo(u) {
		records = append(records, Asking{At: cause.At, By: cause.By, Kind: WasHandedBack, Person: cause.From, From: u, Item: item})
	}
	q.Handed = slices.DeleteFunc(slices.Clone(q.Handed), func(h Handed) bool { return h.To == u })
	return records
}

// handed saves a questionnaire that came into other hands, with its records.
func (s *Service) handed(ctx context.Context, tx Tx, f Form, records ...Asking) error {
	q := &f.Questionnaire
	if q.Answerer == q.Owner {
		q.Answerer = ""
	}
	if len(q.Handed) == 0 {
		q.Handed = nil
	}
	q.Version++
	if err := tx.SaveQuestionnaire(ctx, *q); err != nil {
		return err
	}
	return entered(ctx, tx, f, records...)
}

// change runs an act on a questionnaire of an open cycle and tells the processes after.
func (s *Service) change(ctx context.Context, id QuestionnaireID, do func(Tx, Form, []Asking) error) error {
	err := s.store.Update(ctx, func(tx Tx) error {
		f, records, err := s.read(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := stillOpen(f); err != nil {
			return err
		}
		return do(tx, f, records)
	})
	if err == nil {
		s.deliver()
	}
	return err
}

// entered adds records of an act on the form's questionnaire to the reminder ledger and tells its process.
func entered(ctx context.Context, tx Tx, f Form, records ...Asking) error {
	for _, a := range records {
		a.Programme, a.Questionnaire = f.Programme.ID, f.Questionnaire.ID
		if err := enter(ctx, tx, a); err != nil {
			return err
		}
	}
	return nudge(ctx, tx, records[0].At, NudgeQuestionnaire, string(f.Questionnaire.ID))
}
