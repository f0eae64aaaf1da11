package spelling_test

import (
	"strings"
	"testing"

	"cairn/internal/spelling"
)

func TestDistanceCountsSlips(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 65)
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"status", "status", 0},
		{"statsu", "status", 2},
		{"star", "start", 1},
		{"clsoe", "close", 2},
		{"", "help", 4},
		{"help", "", 4},
		{"kitten", "sitting", 3},
		{long, long, 65},
	} {
		if got := spelling.Distance(tt.a, tt.b); got != tt.want {
			t.Errorf("Distance(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}
