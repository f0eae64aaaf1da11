package storetest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/library"
	"cairn/internal/store"
)

func importedModel(id string) library.Record {
	return library.Record{
		ID: id, Hash: "5f1d", File: []byte("format: 1\n# “own” words – 100 % \\ ' ? :name $1\n"),
		Sources:    []library.Source{{Name: "AISMM.xlsx", SHA256: "ab12"}, {Name: "details.md", SHA256: "cd34"}},
		ImportedAt: noon, ImportedBy: assess.Actor{User: "operator", Source: assess.FromImport},
	}
}

func imported(id string) assess.Entry {
	return assess.Entry{At: noon, Actor: assess.Actor{User: "operator", Source: assess.FromImport}, Verb: "model.imported", Subject: id}
}

var modelTests = map[string]func(*testing.T, *store.Store){
	"an imported model is read back byte for byte": func(t *testing.T, s *store.Store) {
		m := importedModel("csa/aismm@1.0")
		filled(t, m)
		require.NoError(t, s.Models().AddModel(t.Context(), m, imported(m.ID)))
		got, err := s.Models().Model(t.Context(), m.ID)
		require.NoError(t, err)
		same(t, m, got)
	},
	"imported models are listed by id": func(t *testing.T, s *store.Store) {
		for _, id := range []string{"csa/b@1", "csa/a@2", "csa/B@1"} {
			require.NoError(t, s.Models().AddModel(t.Context(), importedModel(id), imported(id)))
		}
		ids, err := s.Models().ModelIDs(t.Context())
		require.NoError(t, err)
		assert.Equal(t, []string{"csa/B@1", "csa/a@2", "csa/b@1"}, ids)
	},
	"a model that is not there is not found": func(t *testing.T, s *store.Store) {
		_, err := s.Models().Model(t.Context(), "csa/none@1")
		coded(t, err, errs.NotFound)
	},
	"a model is imported once, and so is its entry": func(t *testing.T, s *store.Store) {
		m := importedModel("csa/aismm@1.0")
		require.NoError(t, s.Models().AddModel(t.Context(), m, imported(m.ID)))
		other := m
		other.Hash, other.File = "0000", []byte("other")
		coded(t, s.Models().AddModel(t.Context(), other, imported(m.ID)), errs.Conflict)
		got, err := s.Models().Model(t.Context(), m.ID)
		require.NoError(t, err)
		same(t, m, got)
		entries := read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Entry, error) { return tx.Entries(ctx, "", 0) })
		require.Len(t, entries, 1)
		assert.Equal(t, "model.imported", entries[0].Verb)
	},
}
