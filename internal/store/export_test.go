package store

import (
	"context"

	"github.com/jmoiron/sqlx"
)

// DB is the pool that writes, for tests that look behind the store.
func (s *Store) DB() *sqlx.DB { return s.write }

// Down takes all migrations back.
func (s *Store) Down(ctx context.Context) error {
	migrator, err := s.migrator()
	if err != nil {
		return err
	}
	s.fits.Store(false)
	_, err = migrator.DownTo(ctx, 0)
	return err
}
