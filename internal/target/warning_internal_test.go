package target

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/calendar"
	"cairn/internal/maturity"
)

func date(t testing.TB, s string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(s)
	require.NoError(t, err)
	return d
}

// codes lists what about a target is warned of, with the categories that it assumes.
func codes(all []Warning) []string {
	list := []string{}
	for _, w := range all {
		code := string(w.Code)
		if w.On != "" {
			code += " " + w.On
		}
		list = append(list, code)
	}
	return list
}

func TestMoreThanTwoLevelsInSixMonthsIsSteep(t *testing.T) {
	t.Parallel()
	m := found(t, "lawlor")
	for _, tt := range []struct {
		now, level int
		due        string
		steep      bool
	}{
		{1, 4, "2027-05-24", true},
		{1, 4, "2027-05-25", false},
		{1, 3, "2026-12-24", false},
		{2, 5, "2027-01-01", true},
		{0, 4, "2027-01-01", false}, // not known
	} {
		levels := map[string]int{}
		if tt.now > 0 {
			levels["governance"] = tt.now
		}
		p := plan{model: m, levels: levels, today: tuesday}
		got := codes(p.warnings(Terms{Category: "governance", Level: tt.level, Due: date(t, tt.due)}))
		assert.Equal(t, tt.steep, len(got) > 0, "from %d to %d by %s: %v", tt.now, tt.level, tt.due, got)
	}
}

func TestTheHighestLevelIsAcrossTheBoardWhenMostCategoriesHaveIt(t *testing.T) {
	t.Parallel()
	aismm, five := found(t, "aismm"), found(t, "lawlor")
	for name, tt := range map[string]struct {
		model *maturity.Model
		there int // categories at the highest level
		aimed int // further ones with a target for it
		level int
		want  bool
	}{
		"the first of twelve":      {aismm, 0, 0, 5, false},
		"half of twelve":           {aismm, 2, 3, 5, false},
		"more than half of twelve": {aismm, 3, 3, 5, true},
		"not the highest":          {aismm, 6, 5, 4, false},
		"three of five":            {five, 0, 2, 5, true},
		"all of five":              {five, 4, 0, 5, true},
		"two of five":              {five, 1, 0, 5, false},
	} {
		p := plan{model: tt.model, levels: map[string]int{}, today: tuesday}
		all := tt.model.Categories()
		for i, c := range all[1:] { // the first is the one in question
			switch {
			case i < tt.there:
				p.levels[c.ID] = 5
			case i < tt.there+tt.aimed:
				p.open = append(p.open, Target{Terms: Terms{Category: c.ID, Level: 5}})
			}
		}
		assert.Equal(t, tt.want, p.topEverywhere(Terms{Category: all[0].ID, Level: tt.level}), name)
	}
}

func TestALevelThatAssumesAnotherIsWarnedOfUnlessThatIsReachedOrPlannedInTime(t *testing.T) {
	t.Parallel()
	m := found(t, "aismm")
	in := Terms{Category: "GOV", Level: 4, Due: date(t, "2028-06-30")} // assumes ORG at Level 3
	org := func(level int, due string) Target {
		return Target{Terms: Terms{Category: "ORG", Level: level, Due: date(t, due)}}
	}
	for name, tt := range map[string]struct {
		levels map[string]int
		open   []Target
		want   []string
	}{
		"neither":          {map[string]int{"GOV": 2, "ORG": 2}, nil, []string{"dependency missing ORG"}},
		"reached":          {map[string]int{"GOV": 2, "ORG": 3}, nil, []string{}},
		"planned":          {map[string]int{"GOV": 2}, []Target{org(3, "2028-06-30")}, []string{}},
		"planned for more": {map[string]int{"GOV": 2}, []Target{org(4, "2028-01-31")}, []string{}},
		"planned too low":  {map[string]int{"GOV": 2}, []Target{org(2, "2028-01-31")}, []string{"dependency missing ORG"}},
		"planned too late": {map[string]int{"GOV": 2}, []Target{org(3, "2028-07-01")}, []string{"dependency missing ORG"}},
		"is there already": {map[string]int{"GOV": 4}, nil, []string{"no step up"}},
	} {
		p := plan{model: m, levels: tt.levels, open: tt.open, today: tuesday}
		assert.Equal(t, tt.want, codes(p.warnings(in)), name)
	}
	p := plan{model: m, levels: map[string]int{"ORG": 1}, today: tuesday}
	all := p.warnings(Terms{Category: "ORG", Level: 3, Due: in.Due})
	require.Len(t, all, 1, "the highest level that is assumed of a category stands for those below it")
	assert.Equal(t, 3, all[0].OnLevel)
	assert.Equal(t, "Level 3 in Organization Management builds on Level 3 in Governance, which is neither reached nor a target by 2028-06-30. The model says why: "+all[0].Note,
		all[0].Says(m, Terms{Category: "ORG", Level: 3, Due: in.Due}).String())
}
