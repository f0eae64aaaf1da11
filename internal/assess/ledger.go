package assess

import (
	"context"
	"slices"
	"time"

	"cairn/internal/errs"
)

// Ledger lists how people were asked in a programme since the given time, oldest first, at most limit records (0 for
// all), for its managers. Whether somebody kept a promise is between them and Cairn: managers do not see it.
func (s *Service) Ledger(ctx context.Context, by Actor, id ProgrammeID, since time.Time, limit int) (all []Asking, err error) {
	defer errs.Wrap(&err, "assess.Ledger(%s)", id)
	err = s.store.View(ctx, func(tx Tx) error {
		p, err := tx.Programme(ctx, id)
		if err != nil {
			return err
		}
		if err := s.mayRun(by, p, "read how people were asked"); err != nil {
			return err
		}
		all, err = tx.AskingsIn(ctx, id, since, limit)
		return err
	})
	if !by.Operator() {
		all = slices.DeleteFunc(all, func(a Asking) bool { return a.Kind == WasKept || a.Kind == WasPromised })
	}
	return all, err
}

// verbs are what the audit journal calls the records of the reminder ledger.
var verbs = map[AskingKind]string{
	WasAsked:        "questionnaire.asked",
	WasNudged:       "questionnaire.reminded",
	WasDropped:      "questionnaire.step-dropped",
	WasUndelivered:  "questionnaire.undelivered",
	WasAcknowledged: "questionnaire.acknowledged",
	WasPromised:     "questionnaire.promised",
	WasKept:         "questionnaire.promise-kept",
	WasHeld:         "questionnaire.held",
	WasAway:         "person.away",
	WasBack:         "person.back",
	WasOffered:      "questionnaire.offered",
	WasDeclined:     "questionnaire.declined",
	WasHandedOver:   "questionnaire.handed-over",
	WasHandedBack:   "questionnaire.handed-back",
	WasReassigned:   "questionnaire.reassigned",
	WasEscalated:    "questionnaire.escalated",
	WasRequested:    "questionnaire.requested",
	WasExtended:     "questionnaire.extended",
	WasConfirmed:    "questionnaire.confirmed",
	WasSignedOff:    "questionnaire.signed-off",
}

// enter adds a record to the reminder ledger, with its audit entry. One that is there already is left as it is.
func enter(ctx context.Context, tx Tx, a Asking) error {
	if added, err := tx.AddAsking(ctx, a); err != nil || !added {
		return err
	}
	subject := string(a.Questionnaire)
	if subject == "" {
		subject = string(a.Person)
	}
	detail := map[string]string{"person": string(a.Person)}
	for name, value := range map[string]string{"from": string(a.From), "item": a.Item, "step": a.Step, "note": a.Note} {
		if value != "" {
			detail[name] = value
		}
	}
	if !a.Until.IsZero() {
		detail["until"] = a.Until.UTC().Format(time.RFC3339)
	}
	return record(ctx, tx, a.At, a.By, verbs[a.Kind], a.Programme, subject, detail)
}

// enterAll adds records to the reminder ledger.
func enterAll(ctx context.Context, tx Tx, records []Asking) error {
	for _, a := range records {
		if err := enter(ctx, tx, a); err != nil {
			return err
		}
	}
	return nil
}
