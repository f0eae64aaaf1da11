package datafile

import "testing"

func TestVersionsAreOrderedAsNumbers(t *testing.T) {
	t.Parallel()
	ascending := []string{"0.9", "1", "1.0.1", "1.9", "1.10", "2.0", "10.0"}
	for i := range ascending {
		for j := range ascending {
			want := 0
			if i != j {
				want = 1
				if i < j {
					want = -1
				}
			}
			if got := CompareVersions(ascending[i], ascending[j]); got != want {
				t.Errorf("CompareVersions(%s, %s) = %d, want %d", ascending[i], ascending[j], got, want)
			}
		}
	}
	if CompareVersions("1.0", "1") != 0 {
		t.Error("1.0 and 1 are not the same version")
	}
}
