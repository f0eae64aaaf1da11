package store

import (
	"context"

	"github.com/jmoiron/sqlx"
)

// DB is the pool that writes, for tests that look behind the store.
func (s *Store) DB() *sqlx.DB { return s.write }

// Down takes all migrations back.
func (s *Store) Down(ctx context.Context) error { return s.DownTo(ctx, 0) }

// DownTo takes the migrations after the version back.
func (s *Store) DownTo(ctx context.Context, version int64) error {
	migrator, err := s.migrator()
	if err != nil {
		return err
	}
	s.fits.Store(false)
	_, err = migrator.DownTo(ctx, version)
	return err
}

// UpTo applies the migrations up to the version.
func (s *Store) UpTo(ctx context.Context, version int64) error {
	migrator, err := s.migrator()
	if err != nil {
		return err
	}
	_, err = migrator.UpTo(ctx, version)
	return err
}
