package maturity_test

import (
	"testing"

	"cairn/internal/maturity"
)

func TestRatWritesTheShortestExactDecimalOrAFraction(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		num, den int64
		want     string
	}{
		{12, 5, "2.4"},
		{3, 1, "3"},
		{0, 7, "0"},
		{-1, 4, "-0.25"},
		{7, 3, "7/3"},
		{18, 5, "3.6"},
	} {
		if got := maturity.NewRat(tt.num, tt.den).String(); got != tt.want {
			t.Errorf("%d/%d = %s, want %s", tt.num, tt.den, got, tt.want)
		}
	}
	var zero maturity.Rat
	if got := zero.String(); got != "0" {
		t.Errorf("the zero value = %s, want 0", got)
	}
}

func TestDecimalCutsOffAndNeverReachesALimitItIsShortOf(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text   string
		places int
		want   string
	}{
		{"3.599", 1, "3.5"},
		{"3.6", 1, "3.6"},
		{"3", 2, "3"},
		{"2.5", 2, "2.5"},
		{"8/3", 2, "2.66"},
		{"1999/1000", 0, "1"},
	} {
		r, err := maturity.ParseRat(tt.text)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Decimal(tt.places); got != tt.want {
			t.Errorf("%s with %d places = %s, want %s", tt.text, tt.places, got, tt.want)
		}
	}
}

func TestParseRatRefusesWhatIsNotAPlainNumber(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "x", "1e9", "1e999999999", "0x10", ".5", "1.", "1/0", "--1", "1,5", "NaN", "Inf", "1 2"} {
		if r, err := maturity.ParseRat(text); err == nil {
			t.Errorf("ParseRat(%q) = %s, want an error", text, r)
		}
	}
}
