package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/store"
)

func dispute(id assess.DisputeID, q assess.QuestionnaireID) assess.Dispute {
	return assess.Dispute{
		ID: id, Questionnaire: q, Item: "G2", First: assess.Response{By: "U0OWNER", Value: "1", Revision: 1},
		Second: assess.Response{By: "U0EXPERT", Value: "4", Revision: 2}, Owner: "U0OWNER", At: noon,
	}
}

func settlement(id assess.DisputeID) assess.Settlement {
	return assess.Settlement{Dispute: id, Value: "3", By: "U0OWNER", Reason: "Half of it is “in place” – 100 %", At: noon.Add(time.Hour)}
}

var disputeTests = map[string]func(*testing.T, *store.Store){
	"a dispute is read back as added, and as settled": func(t *testing.T, s *store.Store) {
		_, qs := opened(t, s)
		d, settled := dispute("p-1/governance/G2/1", qs[0].ID), settlement("p-1/governance/G2/1")
		one := func(ctx context.Context, tx assess.Tx) (assess.Dispute, error) { return tx.Dispute(ctx, d.ID) }
		update(t, s, func(tx assess.Tx) error { return tx.AddDispute(t.Context(), d) })
		same(t, d, read(t, s, one))
		update(t, s, func(tx assess.Tx) error { return tx.AddSettlement(t.Context(), settled) })
		d.Settled = &settled
		filled(t, d)
		filled(t, d.First)
		filled(t, settled)
		same(t, d, read(t, s, one))
	},
	"disputes of a questionnaire are listed in the order they were added": func(t *testing.T, s *store.Store) {
		_, qs := opened(t, s)
		first, second, other := dispute("p-1/governance/G9/10", qs[0].ID), dispute("p-1/governance/G2/2", qs[0].ID), dispute("p-1/data/D1/1", qs[1].ID)
		update(t, s, func(tx assess.Tx) error {
			for _, d := range []assess.Dispute{first, other, second} {
				if err := tx.AddDispute(t.Context(), d); err != nil {
					return err
				}
			}
			return tx.AddSettlement(t.Context(), settlement(second.ID))
		})
		settled := settlement(second.ID)
		second.Settled = &settled
		list := func(q assess.QuestionnaireID) []assess.Dispute {
			return read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Dispute, error) { return tx.Disputes(ctx, q) })
		}
		same(t, []assess.Dispute{first, second}, list(qs[0].ID))
		assert.Empty(t, list("p-1/nothing"))
	},
	"a dispute exists once and is settled once, and the transaction goes on": func(t *testing.T, s *store.Store) {
		_, qs := opened(t, s)
		d := dispute("p-1/governance/G2/1", qs[0].ID)
		update(t, s, func(tx assess.Tx) error {
			assert.NoError(t, tx.AddDispute(t.Context(), d))
			coded(t, tx.AddDispute(t.Context(), d), errs.Conflict)
			assert.NoError(t, tx.AddSettlement(t.Context(), settlement(d.ID)))
			coded(t, tx.AddSettlement(t.Context(), settlement(d.ID)), errs.Conflict)
			_, err := tx.Dispute(t.Context(), d.ID)
			return err
		})
	},
	"of two who settle a dispute at once, one wins and the other is told": func(t *testing.T, s *store.Store) {
		_, qs := opened(t, s)
		update(t, s, func(tx assess.Tx) error { return tx.AddDispute(t.Context(), dispute("d", qs[0].ID)) })
		oneWins(t, together(2, func(int) error {
			return s.Update(t.Context(), func(tx assess.Tx) error { return tx.AddSettlement(t.Context(), settlement("d")) })
		}))
	},
	"a dispute that is not there is not found": func(t *testing.T, s *store.Store) {
		opened(t, s)
		for name, fn := range map[string]func(assess.Tx) error{
			"read":   func(tx assess.Tx) error { _, err := tx.Dispute(t.Context(), "nothing"); return err },
			"settle": func(tx assess.Tx) error { return tx.AddSettlement(t.Context(), settlement("nothing")) },
			"add":    func(tx assess.Tx) error { return tx.AddDispute(t.Context(), dispute("d", "p-1/nothing")) },
		} {
			err := s.Update(t.Context(), fn)
			coded(t, err, errs.NotFound)
			assert.Contains(t, errs.Message(err), "nothing", name)
		}
	},
	"a reason that cannot be stored is refused by its field": func(t *testing.T, s *store.Store) {
		_, qs := opened(t, s)
		update(t, s, func(tx assess.Tx) error { return tx.AddDispute(t.Context(), dispute("d", qs[0].ID)) })
		bad := settlement("d")
		bad.Reason = "zero \x00 byte"
		err := s.Update(t.Context(), func(tx assess.Tx) error { return tx.AddSettlement(t.Context(), bad) })
		assert.Equal(t, errs.Invalid, errs.CodeOf(err), "%v", err)
		assert.Len(t, errs.Fields(err), 1)
	},
}
