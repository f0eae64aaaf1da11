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

type answerRow struct {
	Questionnaire string `db:"questionnaire"`
	Revision      int    `db:"revision"`
	Item          string `db:"item"`
	Value         string `db:"value"`
}

func (r submissionRow) submission() assess.Submission {
	return assess.Submission{
		Questionnaire: assess.QuestionnaireID(r.Questionnaire), Revision: r.Revision,
		By: assess.UserID(r.By), Source: assess.Source(r.Source), At: r.At.Time,
		Answers: map[string]string{}, Comment: r.Comment, Evidence: r.Evidence,
	}
}

// AddSubmission adds a revision with its answers.
func (t tx) AddSubmission(ctx context.Context, s assess.Submission) (err error) {
	defer errs.Wrap(&err, "store.AddSubmission(%s, %d)", s.Questionnaire, s.Revision)
	if err := storable(s); err != nil {
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
	answers := make([]answerRow, 0, len(s.Answers))
	for item, value := range s.Answers {
		answers = append(answers, answerRow{string(s.Questionnaire), s.Revision, item, value})
	}
	for some := range slices.Chunk(answers, rowsAtOnce) {
		_, err := t.save(ctx, `
			INSERT INTO answer (questionnaire, revision, item, value)
			VALUES (:questionnaire, :revision, :item, :value)`, some)
		if err != nil {
			return err
		}
	}
	return nil
}

// storable refuses what only one of the databases could store: a person's text with a NUL or broken UTF-8.
func storable(s assess.Submission) error {
	faults := map[string]string{}
	for field, text := range map[string]string{"comment": s.Comment, "evidence": s.Evidence} {
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			faults[field] = "This text has characters that cannot be stored. Please type it again instead of pasting it."
		}
	}
	return errs.InvalidFields(faults)
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
		SELECT questionnaire, revision, item, value
		FROM answer WHERE questionnaire = ? AND revision = ?`, id, row.Revision)
	s := row.submission()
	for _, a := range answers {
		s.Answers[a.Item] = a.Value
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
		SELECT a.questionnaire, a.revision, a.item, a.value`+latestSubmission+`
		JOIN answer a ON a.questionnaire = s.questionnaire AND a.revision = s.revision
		WHERE q.cycle = ?`, c)
	if err != nil {
		return nil, err
	}
	// In an Update on PostgreSQL the second statement may see a later submission than the first.
	type key struct {
		questionnaire string
		revision      int
	}
	submissions := each(found, submissionRow.submission)
	byKey := make(map[key]map[string]string, len(submissions))
	for _, s := range submissions {
		byKey[key{string(s.Questionnaire), s.Revision}] = s.Answers
	}
	for _, a := range answers {
		if of := byKey[key{a.Questionnaire, a.Revision}]; of != nil {
			of[a.Item] = a.Value
		}
	}
	return submissions, nil
}
