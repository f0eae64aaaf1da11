package maturity_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cairn/internal/maturity"
)

// changed loads a model of testdata with pieces of its text replaced, old and new in turn.
func changed(t testing.TB, name string, oldnew ...string) *maturity.Model {
	t.Helper()
	data, err := os.ReadFile("testdata/models/" + name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for i := 0; i < len(oldnew); i += 2 {
		if !strings.Contains(text, oldnew[i]) {
			t.Fatalf("%s does not contain %q", name, oldnew[i])
		}
		text = strings.ReplaceAll(text, oldnew[i], oldnew[i+1])
	}
	m, err := maturity.Load([]byte(text), name+".yaml")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestSumOfLevelMeansAddsTheStreamsMeanOfEachLevel(t *testing.T) {
	t.Parallel()
	r := score(t, model(t, "samm-like"), answer(`
		RA1=1   RB1=0.5  RA2=0.5 RB2=0.25 RA3=0.25 RB3=0
		T1=1    T2=1     T3=0.25
		W1=0.5  W2=0.25  W3=0`))
	for _, want := range []struct {
		id, mean string
		level    int
		weak     string
	}{
		{"review", "1.25", 1, "RB1"}, // 0.75 + 0.375 + 0.125
		{"test", "2.25", 2, "T3"},
		{"watch", "0.75", 0, "W1"},
	} {
		c := category(t, r, want.id)
		if c.Mean.String() != want.mean || c.Level != want.level || !c.Known() || strings.Join(c.Weak, " ") != want.weak {
			t.Errorf("%s = %s, level %d (known %v), weak %v; want %s, level %d, weak %s", want.id, c.Mean, c.Level, c.Known(), c.Weak, want.mean, want.level, want.weak)
		}
	}
	var domains []string
	for _, d := range r.Domains {
		domains = append(domains, d.ID+" "+d.Mean.String())
	}
	if want := []string{"build 1.75", "run 0.75"}; !slices.Equal(domains, want) {
		t.Errorf("domains = %v, want %v", domains, want)
	}
	// The mean of the two domains, not of the three practices.
	if o := r.Overall; o.Score.String() != "1.25" || o.Level != 1 || o.LevelName != "Started" || !slices.Equal(o.Weakest, []string{"watch"}) {
		t.Errorf("overall = %+v, want 1.25, level 1 Started, weakest watch", o)
	}
}

func TestSumOfLevelMeansBoundsWhatIsUnanswered(t *testing.T) {
	t.Parallel()
	r := score(t, model(t, "samm-like"), answer("T1=1 T2=0.5"))
	c := category(t, r, "test")
	if c.Mean != nil || c.AtLeast != 1 || c.AtMost != 2 || c.Complete() { // 1.5 to 2.5
		t.Errorf("test = %+v, want no score, level 1 to 2", c)
	}
	if o := r.Overall; o.Complete || o.Score != nil || o.AtLeast != 0 || o.AtMost != 2 { // 0.375 to 2.875
		t.Errorf("overall = %+v, want level 0 to 2", o)
	}
	r = score(t, model(t, "samm-like"), answer("T1=1 T2=1 T3=1 RA1=1 W1=1 W2=1 W3=0"))
	if build, run := r.Domains[0].Mean, r.Domains[1].Mean; build != nil || run == nil || run.String() != "2" {
		t.Errorf("build = %v, run = %v; want no mean while a practice is open, and 2", build, run)
	}
}

func TestStreamWeightsCount(t *testing.T) {
	t.Parallel()
	m := changed(t, "samm-like", "            name: Depth\n", "            name: Depth\n            weight: 3\n")
	r := score(t, m, answer("RA1=1 RB1=0 RA2=0 RB2=0 RA3=0 RB3=0"))
	if c := category(t, r, "review"); c.Mean.String() != "0.75" {
		t.Errorf("review = %s, want 0.75", c.Mean)
	}
}

func TestWeightsCapsAndEvidence(t *testing.T) {
	t.Parallel()
	const governCap = "Govern holds the whole to one above itself."
	const lowestCap = "The lowest pillar holds the whole to one above itself."
	for _, tt := range []struct {
		name, answers, protect, score string
		level                         int
		caps                          []string
	}{
		{"no cap binds", "P1=3! P2=3! U1=3! U2=3! G1=3! G2=3!", "3", "3", 3, nil},
		{"item weights count", "P1=2! P2=5! U1=4! U2=4! G1=4! G2=4!", "4", "4", 4, nil},
		{"pillar weights count", "P1=4! P2=4! U1=4! U2=4! G1=3! G2=3!", "4", "3.75", 4, nil}, // (12+6+4.5)/6
		{"both caps bind", "P1=5! P2=5! U1=4! U2=4! G1=2! G2=1!", "5", "2.5", 3, []string{governCap, lowestCap}},
		{"the lowest pillar binds", "P1=5! P2=5! U1=1! U2=1! G1=5! G2=5!", "5", "2", 2, []string{lowestCap}},
		{"only the tightest cap is named", "P1=5! P2=5! U1=1! U2=1! G1=2! G2=2!", "5", "2", 2, []string{lowestCap}}, // 3.25, then 3, then 2
		{"answers without evidence count 2 at most", "P1=5 P2=5! U1=4! U2=4! G1=4! G2=4!", "4", "4", 4, nil},
		{"evidence does not lift a low answer", "P1=1! P2=1 U1=1 U2=1! G1=1 G2=1", "1", "1", 1, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := score(t, model(t, "sans-like"), answer(tt.answers))
			if c := category(t, r, "protect"); c.Mean.String() != tt.protect {
				t.Errorf("protect = %s, want %s", c.Mean, tt.protect)
			}
			o := r.Overall
			if o.Score.String() != tt.score || o.Level != tt.level || !slices.Equal(o.Caps, tt.caps) {
				t.Errorf("overall = %s, level %d, caps %q; want %s, level %d, caps %q", o.Score, o.Level, o.Caps, tt.score, tt.level, tt.caps)
			}
		})
	}
}

func TestWeightedPercentPutsEachScaleOnOneHundred(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		answers, mean string
		level         int
	}{
		{"A=3 B=1", "62.5", 2},
		{"A=1 B=1", "25", 1},
		{"A=3 B=n/a", "50", 2},
		{"A=5 B=0", "75", 2},
	} {
		c := category(t, score(t, model(t, "percent-like"), answer(tt.answers)), "all")
		if c.Mean.String() != tt.mean || c.Level != tt.level {
			t.Errorf("%s = %s, level %d; want %s, level %d", tt.answers, c.Mean, c.Level, tt.mean, tt.level)
		}
	}
}

func TestCumulativeLevels(t *testing.T) {
	t.Parallel()
	threeQuarters, half, zero := maturity.NewRat(3, 4), maturity.NewRat(1, 2), maturity.NewRat(0, 1)
	for _, tt := range []struct {
		name, answers string
		category      string
		least, most   int
		progress      *maturity.Rat
		weak          string
		notMeasured   []int
	}{
		{"all in place", "MOD-02.1=1 MOD-02.2=1 MOD-03.1=1 MOD-04.1=1", "MOD", 4, 4, nil, "", nil},
		{"partial is not in place, and blocks all above", "MOD-02.1=1 MOD-02.2=0.5 MOD-03.1=1 MOD-04.1=1", "MOD", 1, 1, &threeQuarters, "MOD-02.2", nil},
		{"the blocking ones of the lowest blocked level are named", "MOD-02.1=0 MOD-02.2=1 MOD-03.1=0 MOD-04.1=0", "MOD", 1, 1, &half, "MOD-02.1", nil},
		{"not applicable is left out of its level", "MOD-02.1=1 MOD-02.2=n/a MOD-03.1=1 MOD-04.1=0", "MOD", 3, 3, &zero, "MOD-04.1", nil},
		{"a level without objectives does not block", "APP-02.1=1 APP-04.1=1", "APP", 4, 4, nil, "", []int{3}},
		{"nor is it credited", "APP-02.1=1 APP-04.1=0", "APP", 2, 2, &zero, "APP-04.1", []int{3}},
		{"nor do levels above the last applicable one count", "MOD-02.1=1 MOD-02.2=1 MOD-03.1=n/a MOD-04.1=n/a", "MOD", 2, 2, nil, "", []int{3, 4}},
		{"a gap low down holds the top", "APP-02.1=0 APP-04.1=1", "APP", 1, 1, &zero, "APP-02.1", []int{3}},
		{"unanswered is not missing", "MOD-02.1=1 MOD-02.2=1 MOD-04.1=1", "MOD", 2, 4, nil, "", nil},
		{"unanswered below missing", "MOD-02.1=1 MOD-03.1=0 MOD-04.1=1", "MOD", 1, 2, nil, "MOD-03.1", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := category(t, score(t, model(t, "aismm-like"), answer(tt.answers)), tt.category)
			if c.AtLeast != tt.least || c.AtMost != tt.most || c.Known() != c.Complete() || c.Known() && c.Level != tt.least {
				t.Errorf("level = %d (%d to %d, known %v), want %d to %d", c.Level, c.AtLeast, c.AtMost, c.Known(), tt.least, tt.most)
			}
			if diff := cmp.Diff(tt.progress, c.Progress); diff != "" {
				t.Errorf("progress (-want +got):\n%s", diff)
			}
			if got := strings.Join(c.Weak, " "); got != tt.weak {
				t.Errorf("weak = %q, want %q", got, tt.weak)
			}
			if !slices.Equal(c.NotMeasured, tt.notMeasured) {
				t.Errorf("not measured = %v, want %v", c.NotMeasured, tt.notMeasured)
			}
		})
	}
}

func TestACategoryWithNothingApplicableIsCompleteButNotMeasured(t *testing.T) {
	t.Parallel()
	r := score(t, model(t, "aismm-like"), answer("APP-02.1=n/a APP-04.1=n/a"))
	c := category(t, r, "APP")
	if !c.Complete() || c.Measured() || c.Known() || c.LevelName != "" {
		t.Errorf("APP = %+v, want complete, not measured, no level", c)
	}
	if r.Overall != nil {
		t.Errorf("overall = %+v, want none: the model has no rule for it", r.Overall)
	}
}

func TestExcludeLeavesOutWhatDoesNotApply(t *testing.T) {
	t.Parallel()
	m := model(t, "aismm-like")
	a := answer("MOD-02.1=1 MOD-04.1=1 MOD-03.1=0")
	c := category(t, score(t, m, m.Exclude(a, []string{"saas"})), "MOD")
	if c.Level != 4 || c.NotApplicable != 2 || !slices.Equal(c.NotMeasured, []int{3}) {
		t.Errorf("MOD for saas = %+v, want level 4 with 2 not applicable and level 3 not measured", c)
	}
	if a["MOD-03.1"].NotApplicable {
		t.Error("Exclude changed the answers it was given")
	}
	if c := category(t, score(t, m, m.Exclude(a, nil)), "MOD"); c.Answered != 3 {
		t.Errorf("with no tags %d items have answers, want 3", c.Answered)
	}
}

func TestCumulativeOptions(t *testing.T) {
	t.Parallel()
	relaxed := changed(t, "aismm-like", "  method: cumulative\n  overall: none", "  method: cumulative\n  in_place: 0.5\n  plus: true\n  overall: minimum")
	r := score(t, relaxed, answer("MOD-02.1=0.5 MOD-02.2=1 MOD-03.1=0 MOD-04.1=1 APP-02.1=n/a APP-04.1=n/a"))
	c := category(t, r, "MOD")
	if c.Level != 2 || c.Plus {
		t.Errorf("MOD = level %d plus %v, want 2 without plus: nothing of level 3 is in place", c.Level, c.Plus)
	}
	if r.Overall.Level != 2 || !r.Overall.Complete {
		t.Errorf("overall = %+v, want 2: a category that is not measured does not count", r.Overall)
	}
	r = score(t, relaxed, answer("MOD-02.1=0 MOD-02.2=0.5 MOD-03.1=0 MOD-04.1=1"))
	if c := category(t, r, "MOD"); c.Level != 1 || !c.Plus {
		t.Errorf("MOD = level %d plus %v, want 1 with plus", c.Level, c.Plus)
	}
}
