package store

import (
	"context"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/feed"
)

// Feeds are the addresses of calendars in a Store, as package feed wants them.
type Feeds struct{ store *Store }

var (
	_ feed.Store = (*Feeds)(nil)
	_ feed.Tx    = tx{}
)

// Feeds returns the store of package feed.
func (s *Store) Feeds() *Feeds { return &Feeds{s} }

// View is Store.View with what package feed wants of a transaction.
func (s *Feeds) View(ctx context.Context, fn func(feed.Tx) error) error {
	return s.store.view(ctx, func(_ context.Context, t tx) error { return fn(t) })
}

// Update is Store.Update with what package feed wants of a transaction.
func (s *Feeds) Update(ctx context.Context, fn func(feed.Tx) error) error {
	return s.store.update(ctx, func(_ context.Context, t tx) error { return fn(t) })
}

type feedRow struct {
	Hash      string  `db:"token_hash"`
	Person    string  `db:"person"`
	Programme string  `db:"programme"`
	MadeAt    instant `db:"made_at"`
}

func (r feedRow) feed() feed.Feed {
	return feed.Feed{
		Hash: feed.Hash(r.Hash), Person: assess.UserID(r.Person), Programme: assess.ProgrammeID(r.Programme), MadeAt: r.MadeAt.Time,
	}
}

const selectFeed = `SELECT token_hash, person, programme, made_at FROM feed`

// Feed returns the address with the hash. No error names the hash.
func (t tx) Feed(ctx context.Context, h feed.Hash) (_ feed.Feed, err error) {
	defer errs.Wrap(&err, "store.Feed")
	return t.feed(ctx, selectFeed+` WHERE token_hash = ?`, string(h))
}

// FeedOf returns the person's address for a programme, or with "" the one for all that is theirs.
func (t tx) FeedOf(ctx context.Context, u assess.UserID, p assess.ProgrammeID) (_ feed.Feed, err error) {
	defer errs.Wrap(&err, "store.FeedOf(%s, %s)", u, p)
	return t.feed(ctx, selectFeed+` WHERE person = ? AND programme = ?`, string(u), string(p))
}

func (t tx) feed(ctx context.Context, query string, args ...any) (feed.Feed, error) {
	return one(ctx, t, feedRow.feed, errs.New(errs.NotFound, "There is no such calendar."), query, args...)
}

// SaveFeed adds an address, in the place of the person's of the same scope.
func (t tx) SaveFeed(ctx context.Context, f feed.Feed) (err error) {
	defer errs.Wrap(&err, "store.SaveFeed(%s, %s)", f.Person, f.Programme)
	_, err = t.save(ctx, `
		INSERT INTO feed (token_hash, person, programme, made_at)
		VALUES (:token_hash, :person, :programme, :made_at)
		ON CONFLICT (person, programme) DO UPDATE SET token_hash = excluded.token_hash, made_at = excluded.made_at`,
		feedRow{Hash: string(f.Hash), Person: string(f.Person), Programme: string(f.Programme), MadeAt: instant{f.MadeAt}})
	return err
}
