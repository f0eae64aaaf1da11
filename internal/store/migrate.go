package store

import (
	"context"
	"errors"
	"fmt"
	"path"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"cairn/internal/errs"
)

// schemaTable is where goose keeps which migrations were applied.
const schemaTable = "schema_version"

const unmigrated = "The database has no tables of Cairn's yet. Run: cairn migrate"

// Schema is how far a database is migrated.
type Schema struct {
	Current int64    // number of the newest migration applied; 0 for none
	Latest  int64    // number of the newest migration this program has
	Pending []string // names of those not applied yet, in order
}

// Migrate brings the database to this program's schema and returns the names of the migrations it applied. Each is a
// transaction; one that fails leaves those before it. Several processes may migrate at once: each migration is applied
// by one of them.
func (s *Store) Migrate(ctx context.Context) (applied []string, err error) {
	defer errs.Wrap(&err, "migrate the database")
	migrator, err := s.migrator()
	if err != nil {
		return nil, err
	}
	for attempt := 1; ; attempt++ {
		before, err := s.Status(ctx)
		if err != nil {
			return applied, err
		}
		if before.Current >= before.Latest {
			return applied, before.check()
		}
		done, err := migrator.Up(ctx)
		if partial := new(goose.PartialError); errors.As(err, &partial) {
			done = partial.Applied
		}
		for _, r := range done {
			applied = append(applied, path.Base(r.Source.Path))
		}
		if err == nil {
			return applied, s.Check(ctx)
		}
		// goose has no lock for SQLite: another process may have made its table, or applied a migration, between our
		// look and our try. Then there is progress to build on; without any, the failure is ours.
		after, statusErr := s.Status(ctx)
		if s.dialect.goose != goose.DialectSQLite3 || statusErr != nil || attempt > 1 && after.Current == before.Current {
			return applied, s.dialect.failed(ctx, err)
		}
	}
}

// Status returns how far the database is migrated.
func (s *Store) Status(ctx context.Context) (Schema, error) {
	migrator, err := s.migrator()
	if err != nil {
		return Schema{}, err
	}
	var schema Schema
	// Not goose's own question: that would make its table where there is none.
	err = s.read.GetContext(ctx, &schema.Current, "SELECT COALESCE(MAX(version_id), 0) FROM "+schemaTable)
	if err != nil && s.dialect.classify(err) != noTable {
		return Schema{}, s.dialect.failed(ctx, err)
	}
	for _, source := range migrator.ListSources() {
		schema.Latest = max(schema.Latest, source.Version)
		if source.Version > schema.Current {
			schema.Pending = append(schema.Pending, path.Base(source.Path))
		}
	}
	return schema, nil
}

// check says in a sentence what is wrong with the schema, and what to run.
func (s Schema) check() error {
	switch {
	case s.Current == 0:
		return errs.New(errs.Unavailable, unmigrated)
	case s.Current < s.Latest:
		return errs.New(errs.Unavailable, "The database's schema is version %d and this program needs version %d. Run: cairn migrate", s.Current, s.Latest)
	case s.Current > s.Latest:
		return errs.New(errs.Unavailable, "The database's schema is version %d and this program only knows version %d. Run a newer Cairn.", s.Current, s.Latest)
	}
	return nil
}

// Check reports whether the database answers and has the schema that this program works with.
func (s *Store) Check(ctx context.Context) error {
	ctx, cancel := s.dialect.bounded(ctx, pingTimeout)
	defer cancel()
	schema, err := s.Status(ctx)
	if err != nil {
		return err
	}
	if err := schema.check(); err != nil {
		return err
	}
	s.fits.Store(true)
	return nil
}

// checkOnce checks until it was right once: a schema does not change under a program that uses it.
func (s *Store) checkOnce(ctx context.Context) error {
	if s.fits.Load() {
		return nil
	}
	return s.Check(ctx)
}

func (s *Store) migrator() (*goose.Provider, error) {
	options := []goose.ProviderOption{goose.WithTableName(schemaTable), goose.WithDisableGlobalRegistry(true)}
	if s.dialect.goose == goose.DialectPostgres {
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 60)) // look every second, for a minute
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	migrator, err := goose.NewProvider(s.dialect.goose, s.write.DB, s.dialect.migrations, options...)
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	return migrator, nil
}
