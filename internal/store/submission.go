package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

type submissionRow struct {
	Questionnaire string  `db:"questionnaire"`
	Revision      int     `db:"revision"`
	By            string  `db:"by_user"`
	Source        string  `db:"source"`
	At            instant `db:"at"`
	Comment       string  `db:"comment"`
	Evidence      string  `db:"evidence"`
}

// answerRow is an answer, or a note beside one.
type answerRow struct {
	Questionnaire string  `db:"questionnaire"`
	Revision      int     `db:"revision"`
	Item          string  `db:"item"`
	Value         string  `db:"value"`
	Since         instant `db:"since"`
	Wording       string  `db:"wording"`
	Confirmed     bool    `db:"confirmed"`
	Note          bool    `db:"note"`
}

func answerRows(s assess.Submission, values map[string]string) []answerRow {
	rows := make([]answerRow, 0, len(values))
	for item, value := range values {
		rows = append(rows, answerRow{
			Questionnaire: string(s.Questionnaire), Revision: s.Revision, Item: item, Value: value,
			Since: instant{s.Since[item]}, Wording: s.Wording[item], Confirmed: slices.Contains(s.Confirmed, item),
		})
	}
	return rows
}

// addTo gives the answer or note to its submission.
func (r answerRow) addTo(s *assess.Submission) {
	if r.Note {
		s.Notes[r.Item] = r.Value
		return
	}
	s.Answers[r.Item] = r.Value
	if !r.Since.IsZero() {
		s.Since = with(s.Since, r.Item, r.Since.Time)
	}
	if r.Wording != "" {
		s.Wording = with(s.Wording, r.Item, r.Wording)
	}
	if r.Confirmed {
		at, _ := slices.BinarySearch(s.Confirmed, r.Item) // the databases order texts differently
		s.Confirmed = slices.Insert(s.Confirmed, at, r.Item)
	}
}

// with returns the map, made when it is nil, with one more entry.
func with[V any](m map[string]V, key string, value V) map[string]V {
	if m == nil {
		m = map[string]V{}
	}
	m[key] = value
	return m
}

func (r submissionRow) submission() assess.Submission {
	return assess.Submission{
		Questionnaire: assess.QuestionnaireID(r.Questionnaire), Revision: r.Revision,
		By: assess.UserID(r.By), Source: assess.Source(r.Source), At: r.At.Time,
		Answers: map[string]string{}, Notes: map[string]string{}, Comment: r.Comment, Evidence: r.Evidence,
	}
}

// AddSubmission adds a revision with its answers. Since, Wording and Confirmed are kept of the items that have one.
func (t tx) AddSubmission(ctx context.Context, s assess.Submission) (err error) {
	defer errs.Wrap(&err, "store.AddSubmission(%s, %d)", s.Questionnaire, s.Revision)
	texts := map[string]string{assess.FieldComment: s.Comment, assess.FieldEvidence: s.Evidence}
	for item, note := range s.Notes {
		texts[assess.NoteField(item)] = note
	}
	if err := storable(texts); err != nil {
		return err
	}
	n, err := t.save(ctx, `
		INSERT INTO submission (questionnaire, revision, by_user, source, at, comment, evidence)
		VALUES (:questionnaire, :revision, :by_user, :source, :at, :comment, :evidence)
		ON CONFLICT (questionnaire, revision) DO NOTHING`,
		submissionRow{
			Questionnaire: string(s.Questionnaire), Revision: s.Revision, By: string(s.By), Source: string(s.Source),
			At: instant{s.At}, Comment: s.Comment, Evidence: s.Evidence,
		})
	switch {
	case t.dialect.classify(err) == orphan:
		return noQuestionnaire(s.Questionnaire)
	case err != nil:
		return err
	case n == 0:
		return errs.New(errs.Conflict, "Somebody else answered %q meanwhile. Look at the answers again before you change them.", s.Questionnaire)
	}
	for some := range slices.Chunk(answerRows(s, s.Answers), rowsAtOnce) {
		_, err := t.save(ctx, `
			INSERT INTO answer (questionnaire, revision, item, value, since, wording, confirmed)
			VALUES (:questionnaire, :revision, :item, :value, :since, :wording, :confirmed)`, some)
		if err != nil {
			return err
		}
	}
	for some := range slices.Chunk(answerRows(s, s.Notes), rowsAtOnce) {
		_, err := t.save(ctx, `
			INSERT INTO note (questionnaire, revision, item, text)
			VALUES (:questionnaire, :revision, :item, :value)`, some)
		if err != nil {
			return err
		}
	}
	return nil
}

// storable refuses what only one of the databases could store: a person's text with a NUL or broken UTF-8.
func storable(texts map[string]string) error {
	faults := make(errs.Faults)
	for field, text := range texts {
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			faults.Add(field, "This text has characters that cannot be stored. Please type it again instead of pasting it.")
		}
	}
	return faults.Err()
}

// Submission returns the latest submission of the questionnaire.
func (t tx) Submission(ctx context.Context, id assess.QuestionnaireID) (_ assess.Submission, err error) {
	defer errs.Wrap(&err, "store.Submission(%s)", id)
	var row submissionRow
	err = t.get(ctx, &row, `
		SELECT questionnaire, revision, by_user, source, at, comment, evidence
		FROM submission WHERE questionnaire = ? ORDER BY revision DESC LIMIT 1`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return assess.Submission{}, errs.New(errs.NotFound, "Nobody has answered %q yet.", id)
	}
	if err != nil {
		return assess.Submission{}, err
	}
	var answers []answerRow
	err = t.list(ctx, &answers, `
		SELECT questionnaire, revision, item, value, since, wording, confirmed, FALSE AS note
		FROM answer WHERE questionnaire = ? AND revision = ?
		UNION ALL
		SELECT questionnaire, revision, item, text, NULL, '', FALSE, TRUE
		FROM note WHERE questionnaire = ? AND revision = ?`,
		id, row.Revision, id, row.Revision)
	s := row.submission()
	for _, a := range answers {
		a.addTo(&s)
	}
	return s, err
}

// latestSubmission joins the questionnaires q with the latest submission s of each.
const latestSubmission = `
	FROM questionnaire q JOIN submission s ON s.questionnaire = q.id
	 AND s.revision = (SELECT MAX(revision) FROM submission WHERE questionnaire = q.id)`

// Submissions returns the latest submission of each questionnaire of the cycle that has one, in the questionnaires' order.
func (t tx) Submissions(ctx context.Context, c assess.CycleID) (_ []assess.Submission, err error) {
	defer errs.Wrap(&err, "store.Submissions(%s)", c)
	var found []submissionRow
	err = t.list(ctx, &found, `
		SELECT s.questionnaire, s.revision, s.by_user, s.source, s.at, s.comment, s.evidence`+latestSubmission+`
		WHERE q.cycle = ? ORDER BY q.position`, c)
	if err != nil {
		return nil, err
	}
	var answers []answerRow
	err = t.list(ctx, &answers, `
		SELECT a.questionnaire, a.revision, a.item, a.value, a.since, a.wording, a.confirmed, FALSE AS note`+latestSubmission+`
		JOIN answer a ON a.questionnaire = s.questionnaire AND a.revision = s.revision
		WHERE q.cycle = ?
		UNION ALL
		SELECT n.questionnaire, n.revision, n.item, n.text, NULL, '', FALSE, TRUE`+latestSubmission+`
		JOIN note n ON n.questionnaire = s.questionnaire AND n.revision = s.revision
		WHERE q.cycle = ?`, c, c)
	if err != nil {
		return nil, err
	}
	return assembled(found, answers), nil
}

// Revisions returns all submissions of the questionnaire, the oldest first.
func (t tx) Revisions(ctx context.Context, id assess.QuestionnaireID) (_ []assess.Submission, err error) {
	defer errs.Wrap(&err, "store.Revisions(%s)", id)
	var found []submissionRow
	err = t.list(ctx, &found, `
		SELECT questionnaire, revision, by_user, source, at, comment, evidence
		FROM submission WHERE questionnaire = ? ORDER BY revision`, id)
	if err != nil {
		return nil, err
	}
	var answers []answerRow
	err = t.list(ctx, &answers, `
		SELECT questionnaire, revision, item, value, since, wording, confirmed, FALSE AS note
		FROM answer WHERE questionnaire = ?
		UNION ALL
		SELECT questionnaire, revision, item, text, NULL, '', FALSE, TRUE
		FROM note WHERE questionnaire = ?`, id, id)
	if err != nil {
		return nil, err
	}
	return assembled(found, answers), nil
}

// assembled gives submissions their answers and notes. In an Update on PostgreSQL the statement that read these may have seen
// a later submission than the first; what belongs to none is left out.
func assembled(found []submissionRow, answers []answerRow) []assess.Submission {
	type key struct {
		questionnaire string
		revision      int
	}
	submissions := each(found, submissionRow.submission)
	byKey := make(map[key]*assess.Submission, len(submissions))
	for i, s := range submissions {
		byKey[key{string(s.Questionnaire), s.Revision}] = &submissions[i]
	}
	for _, a := range answers {
		if s := byKey[key{a.Questionnaire, a.Revision}]; s != nil {
			a.addTo(s)
		}
	}
	return submissions
}
