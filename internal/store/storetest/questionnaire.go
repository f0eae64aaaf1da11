package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/store"
)

var questionnaireTests = map[string]func(*testing.T, *store.Store){
	"a questionnaire is read back as asked and as saved": func(t *testing.T, s *store.Store) {
		_, qs := opened(t, s)
		q := qs[1]
		one := func(ctx context.Context, tx assess.Tx) (assess.Questionnaire, error) {
			return tx.Questionnaire(ctx, q.ID)
		}
		same(t, q, read(t, s, one))
		q.State, q.Revision, q.Version = assess.Submitted, 1, 2
		q.Owner, q.Deputy, q.DueAt = "U0NEW", "U0STANDIN", q.DueAt.Add(time.Hour)
		q.Answerer, q.Extended = "U0HELPER", 2
		q.Handed = []assess.Handed{
			{Item: "G2", To: "U0EXPERT", By: "U0HELPER", At: noon}, {Item: "G10", To: "U0OTHER", By: "U0NEW", At: noon.Add(time.Hour)},
		}
		filled(t, q)
		update(t, s, func(tx assess.Tx) error { return tx.SaveQuestionnaire(t.Context(), q) })
		same(t, q, read(t, s, one))
	},
	"a questionnaire may be in each of its states": func(t *testing.T, s *store.Store) {
		_, qs := opened(t, s)
		q := qs[0]
		for _, state := range []assess.QuestionnaireState{assess.ToSign, assess.Submitted, assess.Missed, assess.Waiting} {
			q.State, q.Version = state, q.Version+1
			update(t, s, func(tx assess.Tx) error { return tx.SaveQuestionnaire(t.Context(), q) })
			got := read(t, s, func(ctx context.Context, tx assess.Tx) (assess.Questionnaire, error) {
				return tx.Questionnaire(ctx, q.ID)
			})
			assert.Equal(t, state, got.State)
		}
		q.State, q.Version = "perhaps", q.Version+1
		require.Error(t, s.Update(t.Context(), func(tx assess.Tx) error { return tx.SaveQuestionnaire(t.Context(), q) }))
	},
	"a question that was given back is nobody else's any more": func(t *testing.T, s *store.Store) {
		_, qs := opened(t, s)
		q := qs[0]
		q.Handed, q.Version = []assess.Handed{{Item: "G2", To: "U0EXPERT", By: "U0OWNER", At: noon.Add(999 * time.Nanosecond)}}, 2
		update(t, s, func(tx assess.Tx) error { return tx.SaveQuestionnaire(t.Context(), q) })
		q.Handed[0].At = noon // a finer time is cut off
		open := func() []assess.Questionnaire {
			return read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Questionnaire, error) {
				return tx.OpenQuestionnaires(ctx, "U0EXPERT")
			})
		}
		same(t, []assess.Questionnaire{q}, open())
		q.Handed, q.Version = []assess.Handed{}, 3
		update(t, s, func(tx assess.Tx) error { return tx.SaveQuestionnaire(t.Context(), q) })
		assert.Empty(t, open())
	},
	"a questionnaire that is not there is not found": func(t *testing.T, s *store.Store) {
		for name, fn := range map[string]func(assess.Tx) error{
			"read":   func(tx assess.Tx) error { _, err := tx.Questionnaire(t.Context(), "p-1/nothing"); return err },
			"save":   func(tx assess.Tx) error { return tx.SaveQuestionnaire(t.Context(), questionnaire("p-1", "nothing")) },
			"submit": func(tx assess.Tx) error { return tx.AddSubmission(t.Context(), submission("p-1/nothing", 1)) },
			"ask": func(tx assess.Tx) error {
				_, err := tx.AddAsking(t.Context(), assess.Asking{Kind: assess.WasNudged, Questionnaire: "p-1/nothing", Step: "due-morning", At: noon})
				return err
			},
		} {
			err := s.Update(t.Context(), fn)
			coded(t, err, errs.NotFound)
			assert.Contains(t, errs.Message(err), `"p-1/nothing"`, name)
		}
	},
	"a questionnaire is saved over the version before only": func(t *testing.T, s *store.Store) {
		_, qs := opened(t, s)
		q := qs[0]
		for _, stale := range []int{0, 1, 3} {
			q.Version = stale
			coded(t, s.Update(t.Context(), func(tx assess.Tx) error { return tx.SaveQuestionnaire(t.Context(), q) }), errs.Conflict)
		}
		q.Version = 2
		update(t, s, func(tx assess.Tx) error { return tx.SaveQuestionnaire(t.Context(), q) })
		same(t, qs[1], read(t, s, func(ctx context.Context, tx assess.Tx) (assess.Questionnaire, error) {
			return tx.Questionnaire(ctx, qs[1].ID)
		}))
	},
	"a cycle's questionnaires keep their order, also when there are many": func(t *testing.T, s *store.Store) {
		c := cycle("p-1", "p")
		var want []assess.Questionnaire
		for i := range 1200 {
			want = append(want, questionnaire(c.ID, fmt.Sprintf("c%d", (i*7919)%1200)))
		}
		update(t, s, func(tx assess.Tx) error {
			require.NoError(t, tx.SaveProgramme(t.Context(), programme("p")))
			return tx.AddCycle(t.Context(), c, want)
		})
		list := func(id assess.CycleID) []assess.Questionnaire {
			return read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Questionnaire, error) {
				return tx.Questionnaires(ctx, id)
			})
		}
		same(t, want, list(c.ID))
		assert.Empty(t, list("other"))
		same(t, want, read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Questionnaire, error) {
			return tx.PeekQuestionnaires(ctx, c.ID)
		}))
	},
	"a cycle whose questionnaires do not fit is not added": func(t *testing.T, s *store.Store) {
		c, qs := opened(t, s)
		twin := cycle("p-2", "p")
		err := s.Update(t.Context(), func(tx assess.Tx) error {
			return tx.AddCycle(t.Context(), twin, []assess.Questionnaire{questionnaire(twin.ID, "data"), qs[0]})
		})
		require.Error(t, err)
		assert.Equal(t, []assess.CycleID{c.ID}, cycleIDs(read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Cycle, error) {
			return tx.Cycles(ctx, "p", 0)
		})))
	},
	"a person's open questionnaires are those of open cycles, whoever gave them to the person, the earliest due first": func(t *testing.T, s *store.Store) {
		addCycles(t, s)
		add := func(c assess.CycleID, p assess.ProgrammeID, due time.Duration, owner, deputy assess.UserID) {
			id := c + "x"
			q := questionnaire(id, "governance")
			q.Owner, q.Deputy, q.DueAt = owner, deputy, noon.Add(due)
			update(t, s, func(tx assess.Tx) error { return tx.AddCycle(t.Context(), cycle(id, p), []assess.Questionnaire{q}) })
		}
		add("late", "p", 3*time.Hour, "U0A", "")
		add("early", "q", time.Hour, "U0B", "U0A")
		add("other", "p", time.Hour, "U0B", "")
		give := func(c assess.CycleID, change func(*assess.Questionnaire)) {
			update(t, s, func(tx assess.Tx) error {
				q, err := tx.Questionnaire(t.Context(), assess.QuestionnaireID(c+"x/governance"))
				if err != nil {
					return err
				}
				q.Version++
				change(&q)
				return tx.SaveQuestionnaire(t.Context(), q)
			})
		}
		add("given", "p", 4*time.Hour, "U0B", "")
		give("given", func(q *assess.Questionnaire) { q.Answerer = "U0A" })
		add("part", "p", 5*time.Hour, "U0B", "")
		give("part", func(q *assess.Questionnaire) {
			q.Handed = []assess.Handed{{Item: "G2", To: "U0C", By: "U0B", At: noon}, {Item: "G10", To: "U0A", By: "U0B", At: noon}}
		})
		add("ended", "p", 2*time.Hour, "U0A", "")
		update(t, s, func(tx assess.Tx) error { return tx.SaveCycle(t.Context(), closed(cycle("endedx", "p"))) })

		open := func(u assess.UserID) []assess.QuestionnaireID {
			var ids []assess.QuestionnaireID
			for _, q := range read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Questionnaire, error) {
				return tx.OpenQuestionnaires(ctx, u)
			}) {
				ids = append(ids, q.ID)
			}
			return ids
		}
		assert.Equal(t, []assess.QuestionnaireID{"earlyx/governance", "latex/governance", "givenx/governance", "partx/governance"}, open("U0A"))
		assert.Equal(t, []assess.QuestionnaireID{"partx/governance"}, open("U0C"))
		assert.Empty(t, open("U0NOBODY"))
		assert.Empty(t, open(""), "nobody is the deputy of all that have none")
	},
}
