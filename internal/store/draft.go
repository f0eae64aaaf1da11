package store

import (
	"context"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

type draftRow struct {
	ID        string              `db:"id"`
	By        string              `db:"by_user"`
	Base      int                 `db:"base"`
	Body      document[draftBody] `db:"body"`
	Step      string              `db:"step"`
	Version   int                 `db:"version"`
	UpdatedAt instant             `db:"updated_at"`
}

// draftBody is the stored shape of a draft's programme: what a declaration of it would say.
type draftBody struct {
	ID          assess.ProgrammeID `json:"id"`
	Declaration programmeBody      `json:"declaration"`
}

func newDraftRow(d assess.Draft) draftRow {
	return draftRow{
		ID: string(d.ID), By: string(d.By), Base: d.Base, Step: d.Step, Version: d.Version, UpdatedAt: instant{d.UpdatedAt},
		Body: document[draftBody]{draftBody{ID: d.Programme.ID, Declaration: newProgrammeBody(d.Programme)}},
	}
}

func (r draftRow) draft() assess.Draft {
	p := r.Body.Of.Declaration.programme()
	p.ID = r.Body.Of.ID
	return assess.Draft{
		ID: assess.DraftID(r.ID), By: assess.UserID(r.By), Base: r.Base, Programme: p, Step: r.Step, Version: r.Version,
		UpdatedAt: r.UpdatedAt.Time,
	}
}

const selectDraft = `SELECT id, by_user, base, body, step, version, updated_at FROM draft`

// Draft returns the draft; in an Update nobody else changes it until that ends. Its programme has neither a revision nor
// who made it and when: those come with the declaration.
func (t tx) Draft(ctx context.Context, id assess.DraftID) (_ assess.Draft, err error) {
	defer errs.Wrap(&err, "store.Draft(%s)", id)
	missing := errs.New(errs.NotFound, "There is no draft %q; it was finished or thrown away.", id)
	return one(ctx, t, draftRow.draft, missing, t.held(selectDraft+` WHERE id = ?`), id)
}

// Drafts returns those of the user, the newest change first.
func (t tx) Drafts(ctx context.Context, u assess.UserID) (_ []assess.Draft, err error) {
	defer errs.Wrap(&err, "store.Drafts(%s)", u)
	return many(ctx, t, draftRow.draft, selectDraft+` WHERE by_user = ? ORDER BY updated_at DESC, id DESC`, u)
}

// SaveDraft replaces version d.Version-1, or adds version 1.
func (t tx) SaveDraft(ctx context.Context, d assess.Draft) (err error) {
	defer errs.Wrap(&err, "store.SaveDraft(%s)", d.ID)
	query := `
		UPDATE draft
		SET by_user = :by_user, base = :base, body = :body, step = :step, version = :version, updated_at = :updated_at
		WHERE id = :id AND version = :version - 1`
	if d.Version == 1 {
		query = `
			INSERT INTO draft (id, by_user, base, body, step, version, updated_at)
			VALUES (:id, :by_user, :base, :body, :step, :version, :updated_at)
			ON CONFLICT (id) DO NOTHING`
	}
	n, err := t.save(ctx, query, newDraftRow(d))
	if err != nil || n > 0 {
		return err
	}
	if _, err := t.Draft(ctx, d.ID); err != nil {
		return err
	}
	return errs.New(errs.Conflict, "The draft %q was changed in another window meanwhile. Look at it again, then repeat the change.", d.ID)
}

// DropDraft removes a draft. One that is gone already is not an error.
func (t tx) DropDraft(ctx context.Context, id assess.DraftID) (err error) {
	defer errs.Wrap(&err, "store.DropDraft(%s)", id)
	_, err = t.exec(ctx, `DELETE FROM draft WHERE id = ?`, id)
	return err
}
