package assess

import (
	"context"
	"strings"

	"cairn/internal/errs"
)

// Reassign makes somebody else the owner of a questionnaire in its cycle, with a manager's reason; the programme and later
// cycles stay as they are declared. Whoever had it is not asked any more, but for single questions that were handed to
// others. What was answered is kept.
func (s *Service) Reassign(ctx context.Context, by Actor, id QuestionnaireID, to UserID, reason string) (err error) {
	defer errs.Wrap(&err, "assess.Reassign(%s, %s)", id, to)
	at, reason := s.now(), strings.TrimSpace(reason)
	return s.change(ctx, id, func(tx Tx, f Form, _ []Asking) error {
		if err := s.mayRun(by, f.Programme, "reassign a questionnaire"); err != nil {
			return err
		}
		who, err := person(ctx, tx, to)
		if err != nil {
			return err
		}
		q := &f.Questionnaire
		faults := make(errs.Faults)
		if fault := checkStanding(who); !fault.IsZero() {
			faults[FieldPerson] = fault
		} else if to == q.Owner {
			faults.Add(FieldPerson, "These questions are with this person already. Choose somebody else.")
		}
		if fault := checkReason(reason); !fault.IsZero() {
			faults[FieldReason] = fault
		}
		if err := faults.Err(); err != nil {
			return err
		}
		a := Asking{At: at, By: by, Kind: WasReassigned, Person: to, From: q.Owner, Note: reason}
		q.Owner, q.Answerer = to, ""
		if q.Deputy == to {
			q.Deputy = ""
		}
		return s.handed(ctx, tx, f, append([]Asking{a}, q.takeIn(to, a)...)...)
	})
}
