package sheets_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"cairn/internal/sheets"
)

func TestTabsHaveNamesThatExcelTakesAndThatAreFree(t *testing.T) {
	t.Parallel()
	b := sheets.New()
	long := strings.Repeat("ü", excelize.MaxSheetNameLength+1)
	for _, c := range []struct{ wanted, is string }{
		{"Summary", "Summary"},
		{"summary", "summary 2"},
		{"'a/b' [1]?", "a-b' -1--"},
		{"''", "Tab"},
		{"", "Tab 2"},
		{long, long[:2*excelize.MaxSheetNameLength]},
		{long, long[:2*excelize.MaxSheetNameLength-4] + " 2"},
	} {
		assert.Equal(t, c.is, b.Tab(c.wanted), "%q", c.wanted)
	}
	var out bytes.Buffer
	require.NoError(t, b.Write(&out))
	file, err := excelize.OpenReader(&out)
	require.NoError(t, err)
	assert.Len(t, file.GetSheetList(), 7)
}

func TestARowIsAsTallAsTheTallestOfItsTexts(t *testing.T) {
	t.Parallel()
	b := sheets.New()
	tab := b.Tab("Rows")
	b.Fit(tab, 1, []string{"one", "two\nlines", strings.Repeat("long ", 5)}, []float64{20, 20, 11})
	height, err := b.File.GetRowHeight(tab, 1)
	require.NoError(t, err)
	assert.InDelta(t, 3*15, height, 0)
	b.Fit(tab, 2, []string{strings.Repeat("line\n", 100)}, []float64{20})
	height, err = b.File.GetRowHeight(tab, 2)
	require.NoError(t, err)
	assert.InDelta(t, excelize.MaxRowHeight, height, 0)
}

func TestTheFirstErrorIsTheOneThatWriteReturns(t *testing.T) {
	t.Parallel()
	b := sheets.New()
	b.Filter("no such tab", 1, 2, 3)
	b.Do(assert.AnError)
	var out bytes.Buffer
	require.ErrorContains(t, b.Write(&out), "no such tab")
	assert.Empty(t, out.Bytes())
}
