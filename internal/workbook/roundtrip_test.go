package workbook_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"cairn/internal/maturity"
	"cairn/internal/workbook"
)

var noon = time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)

func aismm(t testing.TB) *maturity.Model {
	t.Helper()
	m, err := maturity.Find("aismm")
	require.NoError(t, err)
	return m
}

func written(t testing.TB, a workbook.Assessment) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, workbook.Write(&b, a))
	return b.Bytes()
}

// content is what a workbook keeps of a model.
type content struct {
	Levels       []maturity.Level
	Descriptors  map[string][]maturity.Descriptor
	Items        map[string][]maturity.Item
	Dependencies []maturity.Dependency
}

func contentOf(m *maturity.Model) content {
	c := content{Descriptors: map[string][]maturity.Descriptor{}, Items: map[string][]maturity.Item{}, Dependencies: m.Dependencies}
	for _, l := range m.Levels {
		c.Levels = append(c.Levels, maturity.Level{Number: l.Number, Name: l.Name, Summary: l.Summary})
	}
	for _, category := range m.Categories() {
		c.Descriptors[category.ID] = category.Descriptors
		for _, it := range category.Items {
			c.Items[category.ID] = append(c.Items[category.ID], *it)
		}
	}
	return c
}

func sameContent(t *testing.T, want, got *maturity.Model) {
	t.Helper()
	if diff := cmp.Diff(contentOf(want), contentOf(got), cmpopts.IgnoreUnexported(maturity.Item{}), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("the model that was read back differs (-want +got):\n%s", diff)
	}
}

func TestAModelComesBackFromItsWorkbook(t *testing.T) {
	t.Parallel()
	m := aismm(t)
	got, err := workbook.Read(bytes.NewReader(written(t, workbook.Assessment{Model: m, Programme: "p", Scope: "P"})), nil, workbook.Options{Book: "p.xlsx"})
	require.NoError(t, err)
	assert.Empty(t, got.Report.Problems)
	assert.Empty(t, got.Report.Warnings)
	assert.Empty(t, got.Report.Unknown)
	assert.Empty(t, got.Report.Mismatches)
	assert.Empty(t, got.Report.Gaps)
	require.NotNil(t, got.Model)
	assert.Equal(t, m.ID, got.Model.ID)
	sameContent(t, m, got.Model)
}

func TestEveryRowOfATableIsAsTallAsItsText(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("word ", 60)
	a := workbook.Assessment{
		Model: aismm(t), Programme: "p", Scope: "P",
		Categories: map[string]workbook.CategoryStanding{"MOD": {Owner: "@owner", Comment: long}},
		Items:      map[string]workbook.ItemStanding{"MOD-02.1": {Value: "1", Note: long}},
	}
	f, err := excelize.OpenReader(bytes.NewReader(written(t, a)))
	require.NoError(t, err)
	defer f.Close()
	for _, tab := range []string{"Summary", "Main grid", "MOD"} {
		rows, err := f.GetRows(tab)
		require.NoError(t, err)
		header := slices.IndexFunc(rows, func(row []string) bool { return len(row) > 1 && (row[0] == "Category" || row[0] == "Control ID") })
		require.GreaterOrEqual(t, header, 0, tab)
		for i := header; i < len(rows); i++ {
			height, err := f.GetRowHeight(tab, i+1)
			require.NoError(t, err)
			for j, text := range rows[i] {
				name, _ := excelize.ColumnNumberToName(j + 1)
				width, err := f.GetColWidth(tab, name)
				require.NoError(t, err)
				assert.GreaterOrEqual(t, height*width, float64(15*len(text)), "%s, row %d: %q", tab, i+1, text)
			}
		}
	}
}
