package crosswalk_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cairn/internal/crosswalk"
	"cairn/internal/errs"
	"cairn/internal/maturity"
)

const model = `
format: 1
publisher: example
name: mapped
version: "1.0"
title: Mapped
summary: One category with mappings.
licence: Test data.
source: {title: Test data, author: Cairn}
levels:
  - {number: 1, name: Initial, summary: Nothing yet.}
  - {number: 2, name: Repeatable, summary: Done by hand.}
  - {number: 3, name: Defined, summary: Done by rule.}
answer_sets:
  - id: status
    options: [{value: 0, label: Missing}, {value: 1, label: In place}]
groups:
  - id: MOD
    kind: category
    name: Models
    items:
      - {id: MOD-03.1, kind: objective, level: 3, name: A gate, text: There is a gate.,
         mappings: [{framework: CSA AICM, version: "1.1.0", ids: [MDS-02, "A&A-02"]}, {framework: ISO/IEC 42001, version: "2023", ids: [A.6.2.10, A.6.2.9]}]}
      - {id: MOD-02.1, kind: objective, level: 2, name: A list, text: There is a list.,
         mappings: [{framework: CSA AICM, version: "1.0.3", ids: [AIS-10, IAM-12]}, {framework: NIST AI RMF, version: "1.0", ids: [GOVERN 1.4]}]}
      - {id: MOD-02.2, kind: objective, level: 2, name: A name, text: There is a name.,
         mappings: [{framework: CSA AICM, version: "1.1.0", ids: [AIS-08]}]}
      - {id: MOD-02.3, kind: objective, level: 2, name: A note, text: There is a note.}
scoring: {method: cumulative, overall: none}
`

func mapped(t *testing.T) *maturity.Model {
	t.Helper()
	m, err := maturity.Load([]byte(model), "mapped.yaml")
	require.NoError(t, err)
	return m
}

func TestForCollectsWhatTheTargetLevelAndThoseBelowItAskFor(t *testing.T) {
	t.Parallel()
	m := mapped(t)
	x, err := crosswalk.For(m, "mod", 2, "")
	require.NoError(t, err)
	assert.Equal(t, []string{"MOD-02.1", "MOD-02.2", "MOD-02.3"}, x.Objectives)
	assert.Equal(t, []string{"MOD-02.3"}, x.Unmapped)
	assert.Equal(t, []crosswalk.Edition{
		{Framework: "CSA AICM", Version: "1.0.3", Controls: []crosswalk.Control{
			{ID: "AIS-10", Asked: []crosswalk.Ask{{"MOD-02.1", 2}}}, {ID: "IAM-12", Asked: []crosswalk.Ask{{"MOD-02.1", 2}}},
		}},
		{Framework: "CSA AICM", Version: "1.1.0", Controls: []crosswalk.Control{{ID: "AIS-08", Asked: []crosswalk.Ask{{"MOD-02.2", 2}}}}},
		{Framework: "NIST AI RMF", Version: "1.0", Controls: []crosswalk.Control{{ID: "GOVERN 1.4", Asked: []crosswalk.Ask{{"MOD-02.1", 2}}}}},
	}, x.Editions)
}

func TestForOrdersIdsAsPeopleDo(t *testing.T) {
	t.Parallel()
	x, err := crosswalk.For(mapped(t), "MOD", 3, crosswalk.ISO42001)
	require.NoError(t, err)
	require.Len(t, x.Editions, 1)
	assert.Equal(t, "A.6.2.9", x.Editions[0].Controls[0].ID)
	assert.Equal(t, "A.6.2.10", x.Editions[0].Controls[1].ID)
}

func TestForTheLowestLevelAsksForNothing(t *testing.T) {
	t.Parallel()
	x, err := crosswalk.For(mapped(t), "MOD", 1, "")
	require.NoError(t, err)
	assert.Empty(t, x.Objectives)
	assert.Empty(t, x.Editions)
}

func TestForSaysWhatThereIsInsteadOfWhatWasAsked(t *testing.T) {
	t.Parallel()
	m := mapped(t)
	for name, test := range map[string]struct {
		category, framework string
		level               int
		code                errs.Code
		sentence            string
	}{
		"category":  {"NOPE", "", 2, errs.NotFound, "Its categories are MOD."},
		"level":     {"MOD", "", 4, errs.Invalid, "from 1 to 3"},
		"framework": {"MOD", "pci", 2, errs.Invalid, "aicm, nist, iso42001, owasp, atlas"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := crosswalk.For(m, test.category, test.level, test.framework)
			assert.Equal(t, test.code, errs.CodeOf(err))
			assert.Contains(t, errs.Message(err), test.sentence)
		})
	}
}

func TestInAICMMergesOneControlUnderTheIdOfTheEdition(t *testing.T) {
	t.Parallel()
	x, err := crosswalk.For(mapped(t), "MOD", 2, crosswalk.AICM)
	require.NoError(t, err)
	x, err = x.InAICM("v1.1")
	require.NoError(t, err)
	both := []crosswalk.Ask{{"MOD-02.1", 2}, {"MOD-02.2", 2}}
	assert.Equal(t, []crosswalk.Edition{
		{Framework: "CSA AICM", Version: "1.0.3", Controls: []crosswalk.Control{
			{ID: "IAM-12", Asked: both[:1], Note: "not in AICM 1.1.0"},
		}},
		{Framework: "CSA AICM", Version: "1.1.0", Controls: []crosswalk.Control{
			{ID: "AIS-08", Asked: both, Note: "AIS-10 in AICM 1.0.3"},
		}},
	}, x.Editions)
	_, err = x.InAICM("2.0")
	assert.Equal(t, errs.Invalid, errs.CodeOf(err))
}

func TestTranslateFollowsTheControlAndNotTheId(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		id, from, to, want string
		ok                 bool
	}{
		{"AIS-10", "1.0.3", "1.1.0", "AIS-08", true},
		{"AIS-10", "1.1.0", "1.0.3", "AIS-09", true},
		{"TVM-11", "1.0.3", "1.1.0", "TVM-13", true},
		{"A&A-02", "1.0.3", "1.1.0", "A&A-02", true},
		{"IAM-12", "1.0.3", "1.1.0", "", false},
		{"LOG-08", "1.1.0", "1.0.3", "", false},
		{"XYZ-01", "1.1.0", "1.1.0", "", false},
	} {
		got, ok := crosswalk.Translate(test.id, test.from, test.to)
		assert.Equal(t, test.ok, ok, "%+v", test)
		assert.Equal(t, test.want, got, "%+v", test)
	}
}

func TestTranslatingBackReturnsTheSameId(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		domain := rapid.SampledFrom([]string{"AIS", "DCS", "IAM", "LOG", "SEF", "STA", "TVM", "A&A", "I&S", "MDS"}).Draw(t, "domain")
		id := domain + "-" + rapid.StringMatching(`[0-2][0-9]`).Draw(t, "number")
		if newer, ok := crosswalk.Translate(id, "1.0.3", "1.1.0"); ok {
			older, ok := crosswalk.Translate(newer, "1.1.0", "1.0.3")
			if !ok || older != id {
				t.Fatalf("%s -> %s -> %s", id, newer, older)
			}
		}
	})
}

func TestEveryMappingOfTheEmbeddedModelsIsKnown(t *testing.T) {
	t.Parallel()
	judged := 0
	for _, m := range maturity.Embedded() {
		for _, c := range m.Categories() {
			for _, it := range c.Items {
				for _, mapping := range it.Mappings {
					for _, id := range mapping.IDs {
						known, can := crosswalk.Known(mapping.Framework, mapping.Version, id)
						assert.True(t, known && can, "%s: %s %s %s", it.ID, mapping.Framework, mapping.Version, id)
						judged++
					}
				}
			}
		}
	}
	assert.Greater(t, judged, 300)
	_, judgedAt := crosswalk.Known("MITRE ATLAS", "4.0.0", "AML.T0051")
	assert.False(t, judgedAt, "nothing is known about an edition whose ids are not here")
}

func TestCSVHasALineForEachControlAndObjective(t *testing.T) {
	t.Parallel()
	x, err := crosswalk.For(mapped(t), "MOD", 2, crosswalk.AICM)
	require.NoError(t, err)
	x, err = x.InAICM("1.1.0")
	require.NoError(t, err)
	x.Editions[0].Controls[0].ID = "=HYPERLINK(1)" // as an imported model might have it
	var b bytes.Buffer
	require.NoError(t, x.WriteCSV(&b))
	assert.Equal(t, `framework,version,control,objective,level,note
CSA AICM,1.0.3,'=HYPERLINK(1),MOD-02.1,2,not in AICM 1.1.0
CSA AICM,1.1.0,AIS-08,MOD-02.1,2,AIS-10 in AICM 1.0.3
CSA AICM,1.1.0,AIS-08,MOD-02.2,2,AIS-10 in AICM 1.0.3
`, b.String())
}

func TestTextNamesWhatMapsToNothing(t *testing.T) {
	t.Parallel()
	x, err := crosswalk.For(mapped(t), "MOD", 2, crosswalk.NIST)
	require.NoError(t, err)
	var b strings.Builder
	require.NoError(t, x.WriteText(&b))
	assert.Equal(t, `Models (MOD), Level 2 Repeatable
example/mapped@1.0

NIST AI RMF 1.0: 1 control
  GOVERN 1.4  MOD-02.1

Without a control here: MOD-02.2, MOD-02.3
`, b.String())
}
