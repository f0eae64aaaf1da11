package library_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/library"
	"cairn/internal/store"
)

var (
	noon     = time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)
	operator = assess.Actor{User: "operator", Source: assess.FromImport}
	sources  = []library.Source{{Name: "AISMM.xlsx", SHA256: "ab12"}}
)

func opened(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), "sqlite::memory:")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	_, err = s.Migrate(t.Context())
	require.NoError(t, err)
	return s
}

func model(name, version, text string) []byte {
	return fmt.Appendf(nil, `
format: 1
publisher: %s
name: sample
version: "%s"
aliases: [a-sample]
title: Sample
summary: One question.
licence: Test data.
source: {title: Test data, author: Cairn}
levels:
  - {number: 1, name: Low, summary: Little.}
  - {number: 2, name: High, summary: All.}
answer_sets:
  - id: scale
    options: [{value: 0, label: "No"}, {value: 1, label: "Yes"}]
groups:
  - {id: care, kind: category, name: Care, items: [{id: C1, name: First, text: %q}]}
scoring: {method: mean-bands, bands: [{level: 1, from: 0}, {level: 2, from: 1}], overall: none}
`, name, version, text)
}

func TestAnImportedModelIsFoundByItsIdAndShortNamesTheNewestFirst(t *testing.T) {
	t.Parallel()
	l := library.New(opened(t).Models())
	for _, version := range []string{"1.9", "1.10", "1.2"} {
		_, added, err := l.Add(t.Context(), operator, noon, model("example", version, "Is it there?"), sources)
		require.NoError(t, err)
		assert.True(t, added)
	}
	for name, want := range map[string]string{
		"example/sample@1.2": "1.2", "example/sample": "1.10", "a-sample": "1.10",
	} {
		m, err := l.Find(name)
		require.NoError(t, err, name)
		assert.Equal(t, want, m.Version, name)
	}
}

func TestAModelThatAnotherProcessImportedIsFound(t *testing.T) {
	t.Parallel()
	s := opened(t)
	here := library.New(s.Models())
	require.NoError(t, here.Load(t.Context()))
	_, _, err := library.New(s.Models()).Add(t.Context(), operator, noon, model("example", "1.0", "Is it there?"), sources)
	require.NoError(t, err)
	m, err := here.Find("example/sample@1.0")
	require.NoError(t, err)
	again, err := here.Find("example/sample@1.0")
	require.NoError(t, err)
	assert.Same(t, m, again, "a model is read once")
}

func TestEmbeddedModelsAreFoundAsEver(t *testing.T) {
	t.Parallel()
	l := library.New(opened(t).Models())
	m, err := l.Find("aismm")
	require.NoError(t, err)
	assert.Equal(t, "cairn", m.Publisher)
	_, err = l.Find("nothing")
	assert.Equal(t, errs.NotFound, errs.CodeOf(err))
	_, _, err = l.Add(t.Context(), operator, noon, model("example", "1.0", "Is it there?"), sources)
	require.NoError(t, err)
	_, err = l.Find("nothing")
	assert.Contains(t, errs.Message(err), "Imported: example/sample@1.0.")
}

func TestTheSameModelAgainChangesNothingAndAnotherUnderItsIdIsRefused(t *testing.T) {
	t.Parallel()
	s := opened(t)
	l := library.New(s.Models())
	first, _, err := l.Add(t.Context(), operator, noon, model("example", "1.0", "Is it there?"), sources)
	require.NoError(t, err)
	_, added, err := l.Add(t.Context(), operator, noon, model("example", "1.0", "Is it there?"), sources)
	require.NoError(t, err)
	assert.False(t, added)
	_, _, err = l.Add(t.Context(), operator, noon, model("example", "1.0", "Is it somewhere else?"), sources)
	assert.Equal(t, errs.Conflict, errs.CodeOf(err))
	assert.Contains(t, errs.Message(err), "example/sample@1.0 is here already, with another content")
	m, err := l.Find(first.ID)
	require.NoError(t, err)
	assert.Equal(t, first.Hash, m.Hash)
	require.NoError(t, s.View(t.Context(), func(tx assess.Tx) error {
		entries, err := tx.Entries(t.Context(), "", 0)
		require.Len(t, entries, 1)
		assert.Equal(t, "model.imported", entries[0].Verb)
		assert.Equal(t, map[string]string{"hash": first.Hash, "sources": "ab12", "licence": "accepted"}, entries[0].Detail)
		return err
	}))
}

func TestWhatMayNotBeImportedIsRefused(t *testing.T) {
	t.Parallel()
	l := library.New(opened(t).Models())
	_, _, err := l.Add(t.Context(), assess.BySlack("U0SOMEBODY"), noon, model("example", "1.0", "Is it there?"), sources)
	assert.Equal(t, errs.Forbidden, errs.CodeOf(err))
	_, _, err = l.Add(t.Context(), operator, noon, []byte("format: 1"), sources)
	assert.Equal(t, errs.Invalid, errs.CodeOf(err))
	own, err := l.Find("lawlor")
	require.NoError(t, err)
	file := []byte("format: 1\npublisher: " + own.Publisher + "\nname: " + own.Name + string(model("x", "9.9", "Is it there?"))[len("\nformat: 1\npublisher: x\nname: sample"):])
	_, _, err = l.Add(t.Context(), operator, noon, file, sources)
	assert.Equal(t, errs.Conflict, errs.CodeOf(err))
	assert.Contains(t, errs.Message(err), "comes with Cairn")
}
