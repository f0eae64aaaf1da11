package target

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/calendar"
	"cairn/internal/maturity"

	"pgregory.net/rapid"
)

func found(t testing.TB, alias string) *maturity.Model {
	t.Helper()
	m, err := maturity.Find(alias)
	require.NoError(t, err)
	return m
}

// goal is what the examples ask for.
const goal = "Reach Level 4 in Security Monitoring"

var tuesday = calendar.Date{Year: 2026, Month: 11, Day: 24}

func TestASentenceIsUnderstoodAsTyped(t *testing.T) {
	t.Parallel()
	aismm, five := found(t, "aismm"), found(t, "lawlor")
	for _, tt := range []struct {
		model    *maturity.Model
		text     string
		category string
		level    int
		due      string
	}{
		{aismm, goal + " within 12 months", "MON", 4, "2027-11-24"},
		{aismm, "reach level four in security monitoring by the end of 2027", "MON", 4, "2027-12-31"},
		{aismm, "MON Level 4 by Q2 2027", "MON", 4, "2027-06-30"},
		{aismm, "mon to 4 in 18 months", "MON", 4, "2028-05-24"},
		{aismm, "GOV=3 by 30 June 2027", "GOV", 3, "2027-06-30"},
		{aismm, "Raise IAM from Level 2 to Level 4 by 2027-06-30", "IAM", 4, "2027-06-30"},
		{aismm, "Bring IAM from 2 to 3 by March 2027", "IAM", 3, "2027-03-31"},
		{aismm, "IR L3 by next Friday", "IR", 3, "2026-12-04"},
		{aismm, "Level 4 by 4 May 2027 in Data Security", "DAT", 4, "2027-05-04"},
		{aismm, "Incident Response: Level 3 May 2027", "IR", 3, "2027-05-31"},
		{aismm, "Reach Level 3 in Risk and Provider Assessment and Management by 2028", "RSK", 3, "2028-12-31"},
		{aismm, "level 3 in provider assesment within a year", "RSK", 3, "2027-11-24"},
		{aismm, "AI monitoring at level 3 in six months", "MON", 3, "2027-05-24"},
		{aismm, "Level 3 in privacy and audit, by H1 2027", "CMP", 3, "2027-06-30"},
		{aismm, "Erreiche Stufe 4 in Security Monitoring innerhalb von 12 Monaten", "MON", 4, "2027-11-24"},
		{aismm, "Security Monitoring bis Ende 2027 auf Level 4", "MON", 4, "2027-12-31"},
		{aismm, "Reach Defined in Governance by year-end", "GOV", 3, "2026-12-31"},
		{aismm, "Reach Level 9 in Governance by year-end", "GOV", 9, "2026-12-31"},
		{five, "Reach Level 3 in G by year-end", "governance", 3, "2026-12-31"},
		{five, "I to 3 by June", "incident-response", 3, "2027-06-30"},
		{five, "I want level 3 in Monitoring and Detection by June", "monitoring-detection", 3, "2027-06-30"},
		{five, "Monitoring & Detection level 4 within 2 years", "monitoring-detection", 4, "2028-11-24"},
		{five, "culture: level 3 by 2027", "workforce-culture", 3, "2027-12-31"},
	} {
		got := readSentence(tt.text, tt.model, tuesday)
		if assert.NotNil(t, got.Category, tt.text) {
			assert.Equal(t, tt.category, got.Category.ID, tt.text)
		}
		assert.True(t, got.Levelled, tt.text)
		assert.Equal(t, tt.level, got.Level, tt.text)
		assert.Equal(t, tt.due, got.Due.String(), tt.text)
	}
}

func TestWhatIsNotSaidIsNotGuessed(t *testing.T) {
	t.Parallel()
	aismm := found(t, "aismm")

	vague := readSentence("improve AI monitoring", aismm, tuesday)
	assert.False(t, vague.Levelled)
	assert.True(t, vague.Due.IsZero())
	assert.False(t, vague.Sure, "monitoring is like the name of a category, and not the name")
	require.NotNil(t, vague.Category)
	assert.Equal(t, "MON", vague.Category.ID)

	both := readSentence("Level 3 in Governance and Incident Response by 2027", aismm, tuesday)
	assert.Nil(t, both.Category)
	require.Len(t, both.Candidates, 2)
	assert.Equal(t, "GOV", both.Candidates[0].ID)

	several := readSentence("Level 3 in security by 2027", aismm, tuesday)
	assert.Nil(t, several.Category, "several categories have the word in their name")

	nothing := readSentence("make us safe", aismm, tuesday)
	assert.Nil(t, nothing.Category)
	assert.Empty(t, nothing.Candidates)
}

func TestASentenceSaysWhoWhyAndHowItIsSeen(t *testing.T) {
	t.Parallel()
	s := readSentence("<@U0MON|mo> reaches Level 4 in MON by Q2 2027, measured by the next full assessment, because the regulator asks for logs by 2028", found(t, "aismm"), tuesday)
	assert.EqualValues(t, "U0MON", s.Owner)
	assert.Equal(t, "the next full assessment", s.Measure)
	assert.Equal(t, "the regulator asks for logs by 2028", s.Reason)
	assert.Equal(t, "2027-06-30", s.Due.String())
}

func TestAnyCategoryLevelAndDayIsReadBack(t *testing.T) {
	t.Parallel()
	models := []*maturity.Model{found(t, "aismm"), found(t, "lawlor")}
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.SampledFrom(models).Draw(t, "model")
		c := rapid.SampledFrom(m.Categories()).Draw(t, "category")
		level := rapid.SampledFrom(m.Levels).Draw(t, "level")
		due := tuesday.AddDays(rapid.IntRange(1, 1800).Draw(t, "days"))
		at := time.Date(due.Year, due.Month, due.Day, 0, 0, 0, 0, time.UTC)
		day := at.Format(rapid.SampledFrom([]string{"2 January 2006", "January 2, 2006", "2006-01-02", "2.1.2006", "Mon 2 Jan 2006"}).Draw(t, "layout"))
		name := rapid.SampledFrom([]string{c.Name, strings.ToUpper(c.Name), strings.ToLower(c.Name), "category " + c.Short, c.ID}).Draw(t, "name")
		wanted := rapid.SampledFrom([]string{fmt.Sprintf("Level %d", level.Number), fmt.Sprintf("stufe %d", level.Number), "level " + strings.ToLower(level.Name)}).Draw(t, "wanted")
		if strings.Contains(level.Name, " ") && strings.HasSuffix(wanted, strings.ToLower(level.Name)) {
			wanted = fmt.Sprintf("Level %d", level.Number)
		}
		form := rapid.SampledFrom([]string{"Reach %[1]s in %[2]s by %[3]s", "By %[3]s: %[2]s, %[1]s", "%[1]s in %[2]s bis %[3]s", "In %[2]s we want %[1]s no later than %[3]s."}).Draw(t, "form")
		text := fmt.Sprintf(form, wanted, name, day)
		got := readSentence(text, m, tuesday)
		if got.Category == nil || got.Category.ID != c.ID || !got.Levelled || got.Level != level.Number || got.Due != due {
			t.Fatalf("%q is read as %+v", text, got)
		}
	})
}

func FuzzSentence(f *testing.F) {
	for _, seed := range []string{goal + " within 12 months", "Level Level 4 to", "<@U1> because because", "GOV=3 I to I by by", "\xff\xfe", "level ſ in ŉ"} {
		f.Add(seed)
	}
	m := found(f, "aismm")
	f.Fuzz(func(t *testing.T, text string) {
		s := readSentence(text, m, tuesday)
		if s.Category != nil && len(s.Candidates) != 1 {
			t.Fatalf("%q is read as %+v", text, s)
		}
	})
}
