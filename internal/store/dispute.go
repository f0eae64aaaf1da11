package store

import (
	"context"
	"database/sql"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// disputeRow is a dispute, with its settlement where there is one.
type disputeRow struct {
	ID             string         `db:"id"`
	Questionnaire  string         `db:"questionnaire"`
	Item           string         `db:"item"`
	FirstUser      string         `db:"first_user"`
	FirstValue     string         `db:"first_value"`
	FirstRevision  int            `db:"first_revision"`
	SecondUser     string         `db:"second_user"`
	SecondValue    string         `db:"second_value"`
	SecondRevision int            `db:"second_revision"`
	Owner          string         `db:"owner"`
	At             instant        `db:"at"`
	SettledAs      sql.NullString `db:"settled_as"`
	SettledBy      sql.NullString `db:"settled_by"`
	SettledReason  sql.NullString `db:"settled_reason"`
	SettledAt      instant        `db:"settled_at"`
}

func (r disputeRow) dispute() assess.Dispute {
	d := assess.Dispute{
		ID: assess.DisputeID(r.ID), Questionnaire: assess.QuestionnaireID(r.Questionnaire), Item: r.Item,
		First:  assess.Response{By: assess.UserID(r.FirstUser), Value: r.FirstValue, Revision: r.FirstRevision},
		Second: assess.Response{By: assess.UserID(r.SecondUser), Value: r.SecondValue, Revision: r.SecondRevision},
		Owner:  assess.UserID(r.Owner), At: r.At.Time,
	}
	if r.SettledAs.Valid {
		d.Settled = &assess.Settlement{
			Dispute: d.ID, Value: r.SettledAs.String, By: assess.UserID(r.SettledBy.String), Reason: r.SettledReason.String, At: r.SettledAt.Time,
		}
	}
	return d
}

// AddDispute adds a dispute that is open, whatever d.Settled says.
func (t tx) AddDispute(ctx context.Context, d assess.Dispute) (err error) {
	defer errs.Wrap(&err, "store.AddDispute(%s)", d.ID)
	n, err := t.save(ctx, `
		INSERT INTO dispute (id, questionnaire, item, first_user, first_value, first_revision, second_user, second_value,
		                     second_revision, owner, at)
		VALUES (:id, :questionnaire, :item, :first_user, :first_value, :first_revision, :second_user, :second_value,
		        :second_revision, :owner, :at)
		ON CONFLICT (id) DO NOTHING`,
		disputeRow{
			ID: string(d.ID), Questionnaire: string(d.Questionnaire), Item: d.Item,
			FirstUser: string(d.First.By), FirstValue: d.First.Value, FirstRevision: d.First.Revision,
			SecondUser: string(d.Second.By), SecondValue: d.Second.Value, SecondRevision: d.Second.Revision,
			Owner: string(d.Owner), At: instant{d.At},
		})
	switch {
	case t.dialect.classify(err) == orphan:
		return noQuestionnaire(d.Questionnaire)
	case err != nil:
		return err
	case n == 0:
		return errs.New(errs.Conflict, "The dispute %q exists already.", d.ID)
	}
	return nil
}

type settlementRow struct {
	Dispute string  `db:"dispute"`
	Value   string  `db:"value"`
	By      string  `db:"by_user"`
	Reason  string  `db:"reason"`
	At      instant `db:"at"`
}

// AddSettlement ends a dispute.
func (t tx) AddSettlement(ctx context.Context, s assess.Settlement) (err error) {
	defer errs.Wrap(&err, "store.AddSettlement(%s)", s.Dispute)
	if err := storable(map[string]string{assess.FieldReason: s.Reason}); err != nil {
		return err
	}
	n, err := t.save(ctx, `
		INSERT INTO settlement (dispute, value, by_user, reason, at) VALUES (:dispute, :value, :by_user, :reason, :at)
		ON CONFLICT (dispute) DO NOTHING`,
		settlementRow{Dispute: string(s.Dispute), Value: s.Value, By: string(s.By), Reason: s.Reason, At: instant{s.At}})
	switch {
	case t.dialect.classify(err) == orphan:
		return noDispute(s.Dispute)
	case err != nil:
		return err
	case n == 0:
		return errs.New(errs.Conflict, "The dispute %q is settled already. Look at it again to see how.", s.Dispute)
	}
	return nil
}

const selectDispute = `
	SELECT d.id, d.questionnaire, d.item, d.first_user, d.first_value, d.first_revision, d.second_user, d.second_value,
	       d.second_revision, d.owner, d.at,
	       s.value AS settled_as, s.by_user AS settled_by, s.reason AS settled_reason, s.at AS settled_at
	FROM dispute d LEFT JOIN settlement s ON s.dispute = d.id`

// Dispute returns the dispute with its settlement.
func (t tx) Dispute(ctx context.Context, id assess.DisputeID) (_ assess.Dispute, err error) {
	defer errs.Wrap(&err, "store.Dispute(%s)", id)
	return one(ctx, t, disputeRow.dispute, noDispute(id), selectDispute+` WHERE d.id = ?`, id)
}

// Disputes returns those of the questionnaire with their settlements, in the order they were added.
func (t tx) Disputes(ctx context.Context, q assess.QuestionnaireID) (_ []assess.Dispute, err error) {
	defer errs.Wrap(&err, "store.Disputes(%s)", q)
	return many(ctx, t, disputeRow.dispute, selectDispute+` WHERE d.questionnaire = ? ORDER BY d.seq`, q)
}

func noDispute(id assess.DisputeID) error {
	return errs.New(errs.NotFound, "There is no dispute %q.", id)
}
