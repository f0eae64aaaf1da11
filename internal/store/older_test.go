package store_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/exercise"
	"cairn/internal/roadmap"
	"cairn/internal/store"
	"cairn/internal/target"
)

const then = `'2026-10-01T08:00:00.000000Z'`

// factsOf are facts as they were stored when a version of the schema was the newest.
var factsOf = map[int64][]string{
	1: {
		`INSERT INTO programme (id, revision) VALUES ('p', 1)`,
		`INSERT INTO programme_revision (programme, revision, at, body) VALUES ('p', 1, ` + then + `, '{"scope": "Northwind Bank", "managers": ["U0BOSS"]}')`,
	},
	2: {
		`INSERT INTO cycle (id, programme, scope, model, model_hash, kind, period, state, opened_at, opened_by_user, opened_by_source, due_at, closes_at, closed_at, reason, version)
		 VALUES ('c', 'p', 'Northwind Bank', 'm', '5f1d', 'full', '2026-Q4', 'closed', ` + then + `, 'U0BOSS', 'slack', ` + then + `, ` + then + `, ` + then + `, 'manager', 2)`,
		`INSERT INTO questionnaire (id, cycle, position, category, owner, deputy, state, due_at, revision, version)
		 VALUES ('q', 'c', 0, 'governance', 'U0OWNER', 'U0DEPUTY', 'submitted', ` + then + `, 1, 2)`,
	},
	3: {
		`INSERT INTO submission (questionnaire, revision, by_user, source, at, comment, evidence) VALUES ('q', 1, 'U0OWNER', 'slack', ` + then + `, 'As agreed.', 'https://x.example')`,
		`INSERT INTO answer (questionnaire, revision, item, value) VALUES ('q', 1, 'G1', '3')`,
	},
	4: {
		`INSERT INTO asked (questionnaire, step, at, sent) VALUES ('q', 'half-time', ` + then + `, 1 = 1)`,
		`INSERT INTO snapshot (cycle, programme, scope, period, kind, model, model_hash, taken_at, asked, answered, missing, result)
		 VALUES ('c', 'p', 'Northwind Bank', '2026-Q4', 'full', 'm', '5f1d', ` + then + `, 1, 1, '["data"]', '{"model": "m", "hash": "5f1d", "categories": [{"id": "governance", "level": 3}]}')`,
	},
	5: {
		`INSERT INTO entry (at, actor_user, actor_source, verb, programme, subject, detail) VALUES (` + then + `, 'U0OWNER', 'slack', 'questionnaire.submitted', 'p', 'q', '{"a": "b"}')`,
		`INSERT INTO nudge (kind, subject, at) VALUES ('questionnaire', 'q', ` + then + `)`,
	},
	6: {
		`INSERT INTO delivery (key, kind, recipient, ref, state, channel, ts, hash, error, attempts, created_at, updated_at)
		 VALUES ('card:q', 'card', 'U0OWNER', 'r', 'sent', 'D1', '1.2', 'h', '', 1, ` + then + `, ` + then + `)`,
	},
	7: {
		`INSERT INTO note (questionnaire, revision, item, text) VALUES ('q', 1, 'G1', 'It is written down.')`,
		`INSERT INTO level_override (cycle, category, level, computed, reason, by_user, by_source, at) VALUES ('c', 'governance', 2, 3, 'Too good.', 'U0BOSS', 'slack', ` + then + `)`,
		`INSERT INTO substitution (programme, model, item, name, text, reason, by_user, by_source, at) VALUES ('p', 'm', 'G1', 'Ours', 'Do it.', 'It fits.', 'U0BOSS', 'slack', ` + then + `)`,
	},
	8: {`INSERT INTO model (id, hash, body, sources, imported_at, imported_user, imported_source) VALUES ('x/y@1', '5f1d', 'body', '[]', ` + then + `, '', 'cli')`},
	9: {`INSERT INTO person (id, name, zone, version) VALUES ('U0OWNER', 'Ola', 'Europe/Oslo', 1)`},
	10: {
		`INSERT INTO asking (at, by_user, by_source, kind, programme, questionnaire, person, from_user, item, step, nudge, note)
		 VALUES (` + then + `, '', 'schedule', 'nudged', 'p', 'q', 'U0OWNER', '', '', 'due-morning', '', '')`,
	},
	11: {
		`INSERT INTO dispute (id, questionnaire, item, first_user, first_value, first_revision, second_user, second_value, second_revision, owner, at)
		 VALUES ('d', 'q', 'G1', 'U0A', '1', 1, 'U0B', '3', 1, 'U0OWNER', ` + then + `)`,
		`INSERT INTO settlement (dispute, value, by_user, reason, at) VALUES ('d', '3', 'U0OWNER', 'Seen.', ` + then + `)`,
	},
	12: {
		`INSERT INTO draft (id, by_user, base, body, step, version, updated_at) VALUES ('draft', 'U0BOSS', 1, '{}', 'basics', 1, ` + then + `)`,
		`INSERT INTO programme_revision (programme, revision, at, body, by_user, by_source) VALUES ('p', 2, ` + then + `, '{"scope": "Northwind Group", "managers": ["U0BOSS"]}', 'U0BOSS', 'slack')`,
		`UPDATE programme SET revision = 2`,
	},
	14: {
		`INSERT INTO target (id, programme, number, model, category, level, due, owner, measure, reason, base_level, base_share, set_at, set_by_user, set_by_source, state, since,
			override, warnings, ended_by_user, ended_by_source, why, version)
		 VALUES ('p/T1', 'p', 1, 'm', 'governance', 4, '2027-06-30', 'U0OWNER', 'Measured.', 'Asked for.', 3, 0.5, ` + then + `, 'U0BOSS', 'slack', 'on track', ` + then + `, 'null', 'null', '', '', '', 1)`,
		`INSERT INTO action (id, programme, number, kind, source, target, category, items, title, text, owner, due, issue, element, status, evidence, set_at, set_by_user, set_by_source,
			ended_by_user, ended_by_source, why, version)
		 VALUES ('p/A1', 'p', 1, 'roadmap', 'G1', 'p/T1', 'governance', '["G1"]', 'Do', '', 'U0OWNER', '2027-06-30', '', '', 'to do', '', ` + then + `, 'U0BOSS', 'slack', '', '', '', 1)`,
		`INSERT INTO target_event (at, by_user, by_source, kind, programme, target, person, step, nudge, state, confidence, link, note, terms)
		 VALUES (` + then + `, 'U0BOSS', 'slack', 'set', 'p', 'p/T1', '', '', '', '', '', '', 'Go.', '{}')`,
		`INSERT INTO projection (programme, cycle, made_at, period, ends, category, pessimistic, expected, optimistic) VALUES ('p', 'c', ` + then + `, '2027-Q1', '2027-03-31', 'governance', 2, 3, 4)`,
	},
	15: {`INSERT INTO feed (token_hash, person, programme, made_at) VALUES ('` + "0123456789012345678901234567890123456789012345678901234567890123" + `', 'U0OWNER', '', ` + then + `)`},
}

func TestFactsOfEveryOlderSchemaGoThroughAllLaterMigrations(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		for version := range int64(len(steps(t)) + 1) {
			if version == 0 {
				continue
			}
			require.NoError(t, s.UpTo(ctx, version))
			for _, statement := range factsOf[version] {
				_, err := s.DB().ExecContext(ctx, statement)
				require.NoError(t, err, statement)
			}
		}
		require.NoError(t, s.Check(ctx))
		require.NoError(t, s.Roadmap().View(ctx, func(tx roadmap.Tx) error {
			p, err := tx.Programme(ctx, "p")
			require.NoError(t, err)
			assert.Equal(t, "Northwind Group", p.Scope)
			p, err = tx.ProgrammeAt(ctx, "p", 1)
			require.NoError(t, err)
			assert.Equal(t, "Northwind Bank", p.Scope)
			c, err := tx.Cycle(ctx, "c")
			require.NoError(t, err)
			assert.Equal(t, assess.CycleClosed, c.State)
			q, err := tx.Questionnaire(ctx, "q")
			require.NoError(t, err)
			assert.Equal(t, assess.Submitted, q.State)
			sub, err := tx.Submission(ctx, "q")
			require.NoError(t, err)
			assert.Equal(t, "As agreed.", sub.Comment)
			assert.Equal(t, map[string]string{"G1": "3"}, sub.Answers)
			assert.Equal(t, map[string]string{"G1": "It is written down."}, sub.Notes)
			snap, err := tx.Snapshot(ctx, "c")
			require.NoError(t, err)
			assert.Equal(t, 3, snap.Result.Categories[0].Level)
			asked, err := tx.Askings(ctx, "q")
			require.NoError(t, err)
			var told []string
			for _, a := range asked {
				told = append(told, a.Step)
			}
			assert.ElementsMatch(t, []string{"due-morning", "ask", "half-time"}, told)
			set, err := tx.Overrides(ctx, "c")
			require.NoError(t, err)
			assert.Len(t, set, 1)
			who, err := tx.Person(ctx, "U0OWNER")
			require.NoError(t, err)
			assert.Equal(t, "Ola", who.Name)
			events, err := tx.Events(ctx, target.ID("p/T1").Subject())
			require.NoError(t, err)
			assert.Len(t, events, 1)
			actions, err := tx.OpenActions(ctx, "U0OWNER")
			require.NoError(t, err)
			assert.Len(t, actions, 1)
			entries, err := tx.Entries(ctx, "p", 0)
			require.NoError(t, err)
			assert.Equal(t, map[string]string{"a": "b"}, entries[0].Detail)
			return nil
		}))
		d, err := s.Ledger().Find(ctx, "card:q")
		require.NoError(t, err)
		assert.Equal(t, "1.2", d.TS)

		require.NoError(t, s.Exercises().Update(ctx, func(tx exercise.Tx) error { // what came last works on what was there
			_, err := tx.AddDutyEvent(ctx, exercise.DutyEvent{At: d.CreatedAt, Programme: "p", Kind: exercise.WasBegun, Step: "tabletop"})
			return err
		}))
		for table, column := range appendOnly {
			var rows int
			require.NoError(t, s.DB().GetContext(ctx, &rows, "SELECT COUNT(*) FROM "+table))
			if rows == 0 {
				assert.Contains(t, []string{"exercise_event", "exercise_backing"}, table, "no older schema had it")
				continue
			}
			for _, statement := range []string{"UPDATE " + table + " SET " + column + " = " + column, "DELETE FROM " + table} {
				_, err := s.DB().ExecContext(ctx, statement)
				assert.ErrorContains(t, err, "append-only", statement)
			}
		}
	})
}
