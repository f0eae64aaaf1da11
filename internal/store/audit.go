package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// AuditRecord is a row of one of a programme's ledgers, to which rows are only ever added.
type AuditRecord struct {
	Ledger  string // "journal", "answers", "targets" or "exercises"
	Seq     int64  // within the ledger; of an answer, the revision of its questionnaire
	At      time.Time
	By      assess.Actor
	What    string          // the journal's verb, "submitted", "answered", "confirmed" or "noted", or the kind of the event
	Subject string          // id of what it happened to
	Person  assess.UserID   // whom it concerns; "" for nobody in particular
	Step    string          // of a process; of an answer, its item
	Detail  json.RawMessage // an object, as it is stored
}

type auditRow struct {
	Ledger  string                    `db:"ledger"`
	Seq     int64                     `db:"seq"`
	At      instant                   `db:"at"`
	User    string                    `db:"by_user"`
	Source  string                    `db:"by_source"`
	What    string                    `db:"what"`
	Subject string                    `db:"subject"`
	Person  string                    `db:"person"`
	Step    string                    `db:"step"`
	Detail  document[json.RawMessage] `db:"detail"`
}

func (r auditRow) record() AuditRecord {
	return AuditRecord{
		Ledger: r.Ledger, Seq: r.Seq, At: r.At.Time, By: assess.Actor{User: assess.UserID(r.User), Source: assess.Source(r.Source)},
		What: r.What, Subject: r.Subject, Person: assess.UserID(r.Person), Step: r.Step, Detail: r.Detail.Of,
	}
}

// ledgers are what was recorded of a programme; see dialect for the functions. They are put in order afterwards, as the databases
// do not order texts alike.
const ledgers = `
	SELECT 'journal' AS ledger, seq, at, actor_user AS by_user, actor_source AS by_source, verb AS what, subject, '' AS person, '' AS step, detail
	FROM entry WHERE programme = ? AND at >= ?
	UNION ALL
	SELECT 'answers', s.revision, s.at, s.by_user, s.source, 'submitted', s.questionnaire, '', '', %[1]s('comment', s.comment, 'evidence', s.evidence)
	FROM submission s JOIN questionnaire q ON q.id = s.questionnaire JOIN cycle c ON c.id = q.cycle WHERE c.programme = ? AND s.at >= ?
	UNION ALL
	SELECT 'answers', s.revision, s.at, s.by_user, s.source, CASE WHEN a.confirmed THEN 'confirmed' ELSE 'answered' END, s.questionnaire, '', a.item,
		%[1]s('value', a.value)
	FROM answer a JOIN submission s ON s.questionnaire = a.questionnaire AND s.revision = a.revision
	JOIN questionnaire q ON q.id = s.questionnaire JOIN cycle c ON c.id = q.cycle WHERE c.programme = ? AND s.at >= ?
	UNION ALL
	SELECT 'answers', s.revision, s.at, s.by_user, s.source, 'noted', s.questionnaire, '', n.item, %[1]s('note', n.text)
	FROM note n JOIN submission s ON s.questionnaire = n.questionnaire AND s.revision = n.revision
	JOIN questionnaire q ON q.id = s.questionnaire JOIN cycle c ON c.id = q.cycle WHERE c.programme = ? AND s.at >= ?
	UNION ALL
	SELECT 'targets', seq, at, by_user, by_source, kind, COALESCE(target, action), person, step,
		%[1]s('state', state, 'expected', expected, 'confidence', confidence, 'cycle', cycle, 'link', link, 'note', note, 'terms', %[2]s(terms))
	FROM target_event WHERE programme = ? AND at >= ?
	UNION ALL
	SELECT 'exercises', seq, at, by_user, by_source, kind, exercise, person, step, detail
	FROM exercise_event WHERE programme = ? AND at >= ?`

// Audit returns what the ledgers hold of a programme since an instant, the oldest first; the zero time means all of it. The reminder
// ledger has a shape of its own: see AskingsIn.
func (s *Store) Audit(ctx context.Context, p assess.ProgrammeID, since time.Time) (records []AuditRecord, err error) {
	defer errs.Wrap(&err, "store.Audit(%s)", p)
	if since.IsZero() {
		since = time.Unix(0, 0)
	}
	err = s.view(ctx, func(ctx context.Context, t tx) error {
		var args []any
		for range strings.Count(ledgers, "programme = ?") {
			args = append(args, p, instant{since})
		}
		records, err = many(ctx, t, auditRow.record, fmt.Sprintf(ledgers, t.dialect.object, t.dialect.nested), args...)
		return err
	})
	slices.SortFunc(records, func(a, b AuditRecord) int {
		return cmp.Or(
			a.At.Compare(b.At), cmp.Compare(a.Ledger, b.Ledger), cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Seq, b.Seq),
			cmp.Compare(a.Step, b.Step), cmp.Compare(a.What, b.What),
		)
	})
	return records, err
}
