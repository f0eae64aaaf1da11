package feed

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"cairn/internal/assess"
	"cairn/internal/exercise"
	"cairn/internal/target"
)

// Feed is an address that somebody made, without its secret.
type Feed struct {
	Hash      Hash
	Person    assess.UserID
	Programme assess.ProgrammeID // "" for what is the person's in all programmes
	MadeAt    time.Time
}

// Hash is what is kept of a secret: its SHA-256, in hexadecimal digits.
type Hash string

// token is the secret of an address.
type token string

// newToken returns a secret that nobody can guess, of capitals and digits that survive being typed and quoted.
func newToken() token { return token(rand.Text()) }

// hash is what is kept of a secret. A secret of so many random bits needs no salt and no slow hash.
func (t token) hash() Hash {
	sum := sha256.Sum256([]byte(strings.ToUpper(string(t))))
	return Hash(hex.EncodeToString(sum[:]))
}

// Made is an address that was just made; it cannot be shown again.
type Made struct {
	Feed
	Address string
	Ended   bool // another address of the same scope ended with it
}

// Agenda is what a calendar program reads at an address.
type Agenda struct {
	Feed
	Reader  assess.Person     // whose address it is
	Of      *assess.Programme // nil for what is the person's in all programmes
	Now     time.Time
	Targets []target.View
	Actions []target.ActionView

	Exercises []exercise.View // as its person may see them, without those that they declined
}

// Store keeps the addresses; see assess.Store, whose rules hold here too.
type Store interface {
	View(ctx context.Context, fn func(Tx) error) error
	Update(ctx context.Context, fn func(Tx) error) error
}

// Tx is a transaction as a value.
type Tx interface {
	target.Tx
	Feeds
}

// Feeds are the addresses that people made.
type Feeds interface {
	Feed(ctx context.Context, h Hash) (Feed, error)                                  // errs.NotFound for one that is not there, or ended
	FeedOf(ctx context.Context, u assess.UserID, p assess.ProgrammeID) (Feed, error) // likewise
	SaveFeed(ctx context.Context, f Feed) error                                      // in the place of the person's of the same scope
}

// Targets is what package target knows; target.Service has it.
type Targets interface {
	List(ctx context.Context, by assess.Actor, p assess.ProgrammeID, f target.Filter) ([]target.View, error)
	ListActions(ctx context.Context, by assess.Actor, p assess.ProgrammeID, f target.Filter) ([]target.ActionView, error)
}

// Exercises is what package exercise knows; exercise.Service has it.
type Exercises interface {
	Mine(ctx context.Context, u assess.UserID) ([]exercise.View, error)
	InCalendarOf(ctx context.Context, u assess.UserID) ([]exercise.View, error) // also what is over since, without what they declined
	Overview(ctx context.Context, by assess.Actor, p assess.ProgrammeID) (exercise.Overview, error)
}
