// Package library finds maturity models: those that come with Cairn, and those the organisation imported into its own
// database.
//
// [Library.Find] is what the rest of Cairn asks for a model. [Library.Add] takes in a model that was made from the
// organisation's own files, with the hashes of those files and an entry in the journal. A model is kept as its file, byte
// for byte, and is never changed: a snapshot that was scored by it can always be explained. What is different gets
// another version.
//
// A model with the id of an embedded one is refused, so that a name always means the same to everybody.
//
// It does not read workbooks (see package workbook) and knows no answers.
package library

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/maturity"
)

// Record is an imported model as it is kept.
type Record struct {
	ID         string // publisher/name@version
	Hash       string // hex SHA-256 of File
	File       []byte // the model file
	Sources    []Source
	ImportedAt time.Time
	ImportedBy assess.Actor
}

// Source is a file that a model was made from. The file itself is not kept.
type Source struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"` // hex
}

// Store keeps imported models. Add is errs.Conflict when the id exists.
type Store interface {
	ModelIDs(ctx context.Context) ([]string, error) // in the order of their bytes
	Model(ctx context.Context, id string) (Record, error)
	AddModel(ctx context.Context, r Record, e assess.Entry) error // both or neither
}

// Library finds models. It is safe for concurrent use.
type Library struct {
	store  Store
	mu     sync.Mutex
	loaded map[string]*maturity.Model // by id; a model never changes
}

// New returns a library over a store.
func New(s Store) *Library { return &Library{store: s, loaded: map[string]*maturity.Model{}} }

// lookup bounds one look into the database.
const lookup = 5 * time.Second

// Load reads all imported models, so that Find need not wait for the database later.
func (l *Library) Load(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "library.Load")
	ids, err := l.store.ModelIDs(ctx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if _, err := l.load(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// Find returns a model by its id, its id without the version, or a short name; the latter two mean the newest version,
// and an embedded model before an imported one. A model that was imported by another process since is found too. The
// error is errs.NotFound and lists what there is.
func (l *Library) Find(name string) (*maturity.Model, error) {
	m, notFound := maturity.Find(name)
	if notFound == nil {
		return m, nil
	}
	if m := l.among(name); m != nil && m.ID == name {
		return m, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), lookup)
	defer cancel()
	if err := l.Load(ctx); err != nil {
		if m := l.among(name); m != nil {
			return m, nil // of those that were read before
		}
		return nil, err
	}
	if m := l.among(name); m != nil {
		return m, nil
	}
	var imported []string
	for _, m := range l.Imported() {
		imported = append(imported, m.ID)
	}
	if len(imported) == 0 {
		return nil, notFound
	}
	return nil, errs.New(errs.NotFound, "%s Imported: %s.", errs.Message(notFound), strings.Join(imported, "; "))
}

// among finds a model among those that are loaded.
func (l *Library) among(name string) *maturity.Model {
	var found *maturity.Model
	for _, m := range l.Imported() { // the newest version comes last
		if m.ID == name || m.Publisher+"/"+m.Name == name || slices.Contains(m.Alias, name) {
			found = m
		}
	}
	return found
}

// All returns every model that a programme can be on: those that come with Cairn and those that were imported and are
// loaded, the versions of one model together, oldest first.
func (l *Library) All() []*maturity.Model {
	models := append(maturity.Embedded(), l.Imported()...)
	slices.SortStableFunc(models, func(a, b *maturity.Model) int {
		return cmp.Or(cmp.Compare(a.Publisher, b.Publisher), cmp.Compare(a.Name, b.Name), versions(a.Version, b.Version))
	})
	return models
}

// Imported returns the imported models that are loaded, by id, the versions of one model oldest first.
func (l *Library) Imported() []*maturity.Model {
	l.mu.Lock()
	defer l.mu.Unlock()
	var models []*maturity.Model
	for _, m := range l.loaded {
		models = append(models, m)
	}
	slices.SortFunc(models, func(a, b *maturity.Model) int {
		return cmp.Or(cmp.Compare(a.Publisher, b.Publisher), cmp.Compare(a.Name, b.Name), versions(a.Version, b.Version))
	})
	return models
}

// versions orders dotted numbers: 1.10 after 1.9. The format keeps each number short enough to pad.
func versions(a, b string) int {
	padded := func(v string) string {
		parts := strings.Split(v, ".")
		for i := range parts {
			parts[i] = fmt.Sprintf("%6s", parts[i])
		}
		return strings.Join(parts, ".")
	}
	return cmp.Compare(padded(a), padded(b))
}

func (l *Library) load(ctx context.Context, id string) (*maturity.Model, error) {
	l.mu.Lock()
	m := l.loaded[id]
	l.mu.Unlock()
	if m != nil {
		return m, nil
	}
	r, err := l.store.Model(ctx, id)
	if err != nil {
		return nil, err
	}
	m, err = maturity.Load(r.File, id)
	switch {
	case err != nil:
		return nil, fmt.Errorf("the stored model %s cannot be read by this version: %w", id, err)
	case m.Hash != r.Hash:
		return nil, fmt.Errorf("the stored model %s does not have the hash it was stored with", id)
	}
	l.keep(m)
	return m, nil
}

func (l *Library) keep(m *maturity.Model) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.loaded[m.ID] = m
}

// Add keeps a model for the organisation. Added is false when the same model is there already. The error is
// errs.Conflict when its id belongs to an embedded model or to an imported one with another content.
func (l *Library) Add(ctx context.Context, by assess.Actor, at time.Time, file []byte, sources []Source) (_ *maturity.Model, added bool, err error) {
	defer errs.Wrap(&err, "library.Add")
	m, err := maturity.Load(file, "the model")
	if err != nil {
		return nil, false, err
	}
	if !by.Operator() {
		return nil, false, errs.New(errs.Forbidden, "Only whoever operates Cairn may import a model.")
	}
	for _, own := range maturity.Embedded() {
		if own.Publisher == m.Publisher && own.Name == m.Name {
			return nil, false, errs.New(errs.Conflict, "%s/%s comes with Cairn and cannot be imported. A workbook that was exported from it holds nothing new.", m.Publisher, m.Name)
		}
	}
	var hashes []string
	for _, s := range sources {
		hashes = append(hashes, s.SHA256)
	}
	record := Record{ID: m.ID, Hash: m.Hash, File: file, Sources: sources, ImportedAt: at, ImportedBy: by}
	err = l.store.AddModel(ctx, record, assess.Entry{
		At: at, Actor: by, Verb: "model.imported", Subject: m.ID,
		Detail: map[string]string{"hash": m.Hash, "sources": strings.Join(hashes, " "), "licence": "accepted"},
	})
	if errs.Is(err, errs.Conflict) {
		have, loadErr := l.load(ctx, m.ID)
		switch {
		case loadErr != nil:
			return nil, false, loadErr
		case have.Hash == m.Hash:
			return have, false, nil
		default:
			return nil, false, errs.New(errs.Conflict, "%s is here already, with another content. A model that may have been used is not changed; import this one as another version, for instance with --model-version %s.1.", m.ID, m.Version)
		}
	}
	if err != nil {
		return nil, false, err
	}
	l.keep(m)
	return m, true, nil
}
