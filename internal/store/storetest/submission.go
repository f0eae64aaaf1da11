package storetest

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/store"
)

func submissions(t *testing.T, s *store.Store, c assess.CycleID) []assess.Submission {
	t.Helper()
	return read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Submission, error) { return tx.Submissions(ctx, c) })
}

var submissionTests = map[string]func(*testing.T, *store.Store){
	"a submission is read back as sent": func(t *testing.T, s *store.Store) {
		_, qs := opened(t, s)
		sub := submission(qs[0].ID, 1)
		filled(t, sub)
		update(t, s, func(tx assess.Tx) error { return tx.AddSubmission(t.Context(), sub) })
		same(t, []assess.Submission{sub}, submissions(t, s, "p-1"))
		assert.Empty(t, submissions(t, s, "other"))
	},
	"the latest submission of each questionnaire counts, in the questionnaires' order": func(t *testing.T, s *store.Store) {
		_, qs := opened(t, s)
		second := submission(qs[0].ID, 2)
		second.By, second.Answers, second.Notes, second.Comment = "U0DEPUTY", map[string]string{"G1": "4"}, nil, ""
		second.Since, second.Wording, second.Confirmed = nil, nil, nil
		data := submission(qs[1].ID, 1)
		for _, sub := range []assess.Submission{data, submission(qs[0].ID, 1), second} {
			update(t, s, func(tx assess.Tx) error { return tx.AddSubmission(t.Context(), sub) })
		}
		same(t, []assess.Submission{second, data}, submissions(t, s, "p-1"))
	},
	"the latest submission of one questionnaire is found without the others": func(t *testing.T, s *store.Store) {
		_, qs := opened(t, s)
		second := submission(qs[0].ID, 2)
		second.By, second.Answers, second.Notes, second.Comment = "U0DEPUTY", map[string]string{"G1": "4"}, nil, ""
		second.Since, second.Wording, second.Confirmed = nil, nil, nil
		for _, sub := range []assess.Submission{submission(qs[0].ID, 1), second} {
			update(t, s, func(tx assess.Tx) error { return tx.AddSubmission(t.Context(), sub) })
		}
		of := func(q assess.QuestionnaireID) (sub assess.Submission, err error) {
			err = s.View(t.Context(), func(tx assess.Tx) (err error) {
				sub, err = tx.Submission(t.Context(), q)
				return err
			})
			return sub, err
		}
		got, err := of(qs[0].ID)
		require.NoError(t, err)
		same(t, second, got)
		_, err = of(qs[1].ID)
		coded(t, err, errs.NotFound)
	},
	"all revisions of one questionnaire are found, the oldest first": func(t *testing.T, s *store.Store) {
		_, qs := opened(t, s)
		first, third := submission(qs[0].ID, 1), submission(qs[0].ID, 3) // a change of what is asked may be between
		third.By, third.Answers, third.Notes, third.Comment = "U0DEPUTY", map[string]string{"G1": "4"}, nil, ""
		third.Since, third.Wording, third.Confirmed = nil, nil, nil
		for _, sub := range []assess.Submission{third, submission(qs[1].ID, 1), first} {
			update(t, s, func(tx assess.Tx) error { return tx.AddSubmission(t.Context(), sub) })
		}
		of := func(q assess.QuestionnaireID) []assess.Submission {
			return read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Submission, error) { return tx.Revisions(ctx, q) })
		}
		same(t, []assess.Submission{first, third}, of(qs[0].ID))
		assert.Empty(t, of("none"))
	},
	"a submission without answers is one all the same": func(t *testing.T, s *store.Store) {
		_, qs := opened(t, s)
		sub := submission(qs[0].ID, 1)
		sub.Answers = nil
		update(t, s, func(tx assess.Tx) error { return tx.AddSubmission(t.Context(), sub) })
		got := submissions(t, s, "p-1")
		require.Len(t, got, 1)
		assert.NotNil(t, got[0].Answers)
		same(t, sub.Notes, got[0].Notes)
		assert.Empty(t, got[0].Answers)
	},
	"a submission may have many answers": func(t *testing.T, s *store.Store) {
		_, qs := opened(t, s)
		sub := submission(qs[0].ID, 1)
		for i := range 1100 {
			sub.Answers[fmt.Sprint("X", i)], sub.Notes[fmt.Sprint("X", i)] = fmt.Sprint(i), fmt.Sprint("Note ", i)
		}
		update(t, s, func(tx assess.Tx) error { return tx.AddSubmission(t.Context(), sub) })
		same(t, []assess.Submission{sub}, submissions(t, s, "p-1"))
	},
	"of an answer is kept since when it holds, in which words it was asked and whether it was confirmed": func(t *testing.T, s *store.Store) {
		_, qs := opened(t, s)
		plain := submission(qs[0].ID, 1)
		plain.Since, plain.Wording, plain.Confirmed = nil, nil, nil
		rich := submission(qs[1].ID, 1)
		rich.Answers = map[string]string{"G10": "1", "G2": "2", "g1": "3", "G1": "4"}
		rich.Confirmed = []string{"g1", "G2", "G10"} // in any order
		for _, sub := range []assess.Submission{plain, rich} {
			update(t, s, func(tx assess.Tx) error { return tx.AddSubmission(t.Context(), sub) })
		}
		rich.Wording = map[string]string{"G1": "5f1d"} // G3 has no answer
		rich.Confirmed = []string{"G10", "G2", "g1"}
		got := submissions(t, s, "p-1")
		same(t, []assess.Submission{plain, rich}, got)
		assert.Nil(t, got[0].Since, "none was kept")
		one := read(t, s, func(ctx context.Context, tx assess.Tx) (assess.Submission, error) {
			return tx.Submission(ctx, qs[1].ID)
		})
		same(t, rich, one)
	},
	"a text that cannot be stored is refused by its field": func(t *testing.T, s *store.Store) {
		_, qs := opened(t, s)
		sub := submission(qs[0].ID, 1)
		sub.Comment, sub.Evidence, sub.Notes["G3"] = "zero \x00 byte", "https://wiki.example/\xff", "\x00"
		err := s.Update(t.Context(), func(tx assess.Tx) error { return tx.AddSubmission(t.Context(), sub) })
		assert.Equal(t, errs.Invalid, errs.CodeOf(err), "%v", err)
		assert.Len(t, errs.Fields(err), 3)
	},
	"a revision is added once, and the transaction goes on": func(t *testing.T, s *store.Store) {
		_, qs := opened(t, s)
		update(t, s, func(tx assess.Tx) error {
			require.NoError(t, tx.AddSubmission(t.Context(), submission(qs[0].ID, 1)))
			coded(t, tx.AddSubmission(t.Context(), submission(qs[0].ID, 1)), errs.Conflict)
			return tx.AddSubmission(t.Context(), submission(qs[0].ID, 2))
		})
		assert.Equal(t, 2, submissions(t, s, "p-1")[0].Revision)
	},
}
