package store

import (
	"context"
	"slices"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// rowsAtOnce bounds how many rows one INSERT adds: databases bound the parameters of a statement.
const rowsAtOnce = 500

type questionnaireRow struct {
	ID       string                 `db:"id"`
	Cycle    string                 `db:"cycle"`
	Position int                    `db:"position"`
	Category string                 `db:"category"`
	Owner    string                 `db:"owner"`
	Deputy   string                 `db:"deputy"`
	Answerer string                 `db:"answerer"`
	Handed   document[[]handedBody] `db:"handed"`
	Items    document[[]string]     `db:"items"`
	State    string                 `db:"state"`
	DueAt    instant                `db:"due_at"`
	Extended int                    `db:"extended"`
	Revision int                    `db:"revision"`
	Version  int                    `db:"version"`
}

// handedBody is the stored shape of a question that was given to somebody else. Its names are part of the database's format.
type handedBody struct {
	Item string        `json:"item"`
	To   assess.UserID `json:"to"`
	By   assess.UserID `json:"by"`
	At   time.Time     `json:"at"`
}

func newHandedBody(h assess.Handed) handedBody {
	h.At = stored(h.At)
	return handedBody(h)
}

func (b handedBody) handed() assess.Handed { return assess.Handed(b) }

func newQuestionnaireRow(q assess.Questionnaire, position int) questionnaireRow {
	return questionnaireRow{
		ID: string(q.ID), Cycle: string(q.Cycle), Position: position, Category: q.Category,
		Owner: string(q.Owner), Deputy: string(q.Deputy), Items: document[[]string]{q.Items},
		Answerer: string(q.Answerer), Handed: document[[]handedBody]{each(q.Handed, newHandedBody)},
		State: string(q.State), DueAt: instant{q.DueAt}, Extended: q.Extended,
		Revision: q.Revision, Version: q.Version,
	}
}

func (r questionnaireRow) questionnaire() assess.Questionnaire {
	return assess.Questionnaire{
		ID: assess.QuestionnaireID(r.ID), Cycle: assess.CycleID(r.Cycle), Category: r.Category,
		Owner: assess.UserID(r.Owner), Deputy: assess.UserID(r.Deputy), Items: r.Items.Of,
		Answerer: assess.UserID(r.Answerer), Handed: each(r.Handed.Of, handedBody.handed),
		State: assess.QuestionnaireState(r.State), DueAt: r.DueAt.Time, Extended: r.Extended,
		Revision: r.Revision, Version: r.Version,
	}
}

const selectQuestionnaire = `
	SELECT q.id, q.cycle, q.category, q.owner, q.deputy, q.answerer, q.handed, q.items, q.state, q.due_at, q.extended, q.revision,
	       q.version
	FROM questionnaire q`

// Questionnaire returns the questionnaire; in an Update nobody else changes it until that ends.
func (t tx) Questionnaire(ctx context.Context, id assess.QuestionnaireID) (_ assess.Questionnaire, err error) {
	defer errs.Wrap(&err, "store.Questionnaire(%s)", id)
	return one(ctx, t, questionnaireRow.questionnaire, noQuestionnaire(id), t.held(selectQuestionnaire+` WHERE q.id = ?`), id)
}

// Questionnaires returns those of the cycle in the order they were added; in an Update nobody else changes them until
// that ends.
func (t tx) Questionnaires(ctx context.Context, c assess.CycleID) (_ []assess.Questionnaire, err error) {
	defer errs.Wrap(&err, "store.Questionnaires(%s)", c)
	return many(ctx, t, questionnaireRow.questionnaire, t.held(selectQuestionnaire+` WHERE q.cycle = ? ORDER BY q.position`), c)
}

// PeekQuestionnaires returns what Questionnaires does, and holds nothing.
func (t tx) PeekQuestionnaires(ctx context.Context, c assess.CycleID) (_ []assess.Questionnaire, err error) {
	defer errs.Wrap(&err, "store.PeekQuestionnaires(%s)", c)
	return many(ctx, t, questionnaireRow.questionnaire, selectQuestionnaire+` WHERE q.cycle = ? ORDER BY q.position`, c)
}

// OpenQuestionnaires returns those of open cycles that the user may answer, all or some of it, the earliest due first.
func (t tx) OpenQuestionnaires(ctx context.Context, u assess.UserID) (_ []assess.Questionnaire, err error) {
	defer errs.Wrap(&err, "store.OpenQuestionnaires(%s)", u)
	if u == "" { // a questionnaire without a deputy or answerer has "" there
		return nil, nil
	}
	theirs, err := many(ctx, t, questionnaireRow.questionnaire, selectQuestionnaire+`
		JOIN cycle c ON c.id = q.cycle
		WHERE c.state = 'open' AND (q.owner = ? OR q.deputy = ? OR q.answerer = ? OR q.handed <> 'null')
		ORDER BY q.due_at, q.cycle, q.position`, u, u, u)
	// To whom single questions were given stands in a document; few questionnaires have one.
	notTheirs := func(q assess.Questionnaire) bool { return !q.MayAnswer(u) && len(q.HandedTo(u)) == 0 }
	return slices.DeleteFunc(theirs, notTheirs), err
}

func (t tx) addQuestionnaires(ctx context.Context, qs []assess.Questionnaire) error {
	added := make([]questionnaireRow, len(qs))
	for i, q := range qs {
		added[i] = newQuestionnaireRow(q, i)
	}
	for some := range slices.Chunk(added, rowsAtOnce) {
		_, err := t.save(ctx, `
			INSERT INTO questionnaire (id, cycle, position, category, owner, deputy, answerer, handed, items, state, due_at, extended,
			                           revision, version)
			VALUES (:id, :cycle, :position, :category, :owner, :deputy, :answerer, :handed, :items, :state, :due_at, :extended,
			        :revision, :version)`, some)
		if err != nil {
			return err
		}
	}
	return nil
}

// SaveQuestionnaire replaces version q.Version-1. What is frozen since the opening must be as it was.
func (t tx) SaveQuestionnaire(ctx context.Context, q assess.Questionnaire) (err error) {
	defer errs.Wrap(&err, "store.SaveQuestionnaire(%s)", q.ID)
	n, err := t.save(ctx, `
		UPDATE questionnaire
		SET cycle = :cycle, category = :category, owner = :owner, deputy = :deputy, answerer = :answerer, handed = :handed,
		    items = :items, state = :state, due_at = :due_at, extended = :extended, revision = :revision, version = :version
		WHERE id = :id AND version = :version - 1`, newQuestionnaireRow(q, 0))
	if err != nil || n > 0 {
		return err
	}
	if _, err := t.Questionnaire(ctx, q.ID); err != nil {
		return err
	}
	return errs.New(errs.Conflict, "The questionnaire %q was changed by somebody else meanwhile. Look at it again, then repeat the change.", q.ID)
}

func noQuestionnaire(id assess.QuestionnaireID) error {
	return errs.New(errs.NotFound, "There is no questionnaire %q.", id)
}
