package store

import (
	"context"
	"database/sql"
	"errors"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/library"
)

// Models are the maturity models in a Store. Each method is a transaction of its own.
type Models struct{ store *Store }

var _ library.Store = (*Models)(nil)

// Models returns the store's imported models.
func (s *Store) Models() *Models { return &Models{s} }

type modelRow struct {
	ID             string                     `db:"id"`
	Hash           string                     `db:"hash"`
	Body           string                     `db:"body"`
	Sources        document[[]library.Source] `db:"sources"`
	ImportedAt     instant                    `db:"imported_at"`
	ImportedUser   string                     `db:"imported_user"`
	ImportedSource string                     `db:"imported_source"`
}

// ModelIDs returns the ids of all imported models, in the order of their bytes.
func (m *Models) ModelIDs(ctx context.Context) (ids []string, err error) {
	defer errs.Wrap(&err, "store.ModelIDs")
	err = m.store.view(ctx, func(ctx context.Context, t tx) error {
		return t.list(ctx, &ids, `SELECT id FROM model ORDER BY id`)
	})
	return ids, err
}

// Model returns an imported model.
func (m *Models) Model(ctx context.Context, id string) (_ library.Record, err error) {
	defer errs.Wrap(&err, "store.Model(%s)", id)
	var r modelRow
	err = m.store.view(ctx, func(ctx context.Context, t tx) error {
		err := t.get(ctx, &r, `
			SELECT id, hash, body, sources, imported_at, imported_user, imported_source
			FROM model WHERE id = ?`, id)
		if errors.Is(err, sql.ErrNoRows) {
			return errs.New(errs.NotFound, "There is no imported model %q.", id)
		}
		return err
	})
	return library.Record{
		ID: r.ID, Hash: r.Hash, File: []byte(r.Body), Sources: r.Sources.Of, ImportedAt: r.ImportedAt.Time,
		ImportedBy: assess.Actor{User: assess.UserID(r.ImportedUser), Source: assess.Source(r.ImportedSource)},
	}, err
}

// AddModel adds a model and the entry in the journal that says so. A model with the same id is an errs.Conflict.
func (m *Models) AddModel(ctx context.Context, r library.Record, e assess.Entry) (err error) {
	defer errs.Wrap(&err, "store.AddModel(%s)", r.ID)
	sources := r.Sources
	if sources == nil {
		sources = []library.Source{} // [] and not null
	}
	return m.store.update(ctx, func(ctx context.Context, t tx) error {
		added, err := t.save(ctx, `
			INSERT INTO model (id, hash, body, sources, imported_at, imported_user, imported_source)
			VALUES (:id, :hash, :body, :sources, :imported_at, :imported_user, :imported_source)
			ON CONFLICT DO NOTHING`,
			modelRow{
				ID: r.ID, Hash: r.Hash, Body: string(r.File), Sources: document[[]library.Source]{sources},
				ImportedAt: instant{r.ImportedAt}, ImportedUser: string(r.ImportedBy.User), ImportedSource: string(r.ImportedBy.Source),
			})
		if err != nil {
			return err
		}
		if added == 0 {
			return errs.New(errs.Conflict, "The model %s is here already.", r.ID)
		}
		return t.AddEntry(ctx, e)
	})
}
