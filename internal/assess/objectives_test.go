package assess_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/maturity"
)

// categories are those of the model with control objectives; every one is owned by U0 and its id.
var categories = []string{"GOV", "ORG", "IAM", "MON", "INF", "MOD", "APP", "DAT", "RSK", "DEV", "CMP", "IR"}

func owner(category string) assess.UserID { return assess.UserID("U0" + category) }

// objectives is a programme file on control objectives, with further settings at its end.
func objectives(settings string) string {
	var b strings.Builder
	b.WriteString("programme: north\nscope: North\nmodel: aismm\ntime_zone: Europe/London\nchannel: C0LEAD\nmanagers: [U0BOSS]\ncategories:\n")
	for _, c := range categories {
		fmt.Fprintf(&b, "  %s: {owner: %s}\n", c, owner(c))
	}
	if !strings.Contains(settings, "cadence:") {
		settings += "cadence: {every: quarterly}\n"
	}
	return b.String() + settings
}

// onObjectives is a bench whose programme is declared by the settings on control objectives.
func onObjectives(t *testing.T, settings string) *bench {
	t.Helper()
	b := newBench(t)
	b.apply(objectives(settings))
	return b
}

func (b *bench) apply(file string) {
	b.t.Helper()
	p, faults := assess.ParseManifest([]byte(file), "p.yaml", maturity.Find)
	if len(faults) > 0 {
		b.t.Fatal(faults)
	}
	if _, err := b.Apply(b.t.Context(), operator, p, false); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) startKind(kind assess.CycleKind) assess.Cycle {
	b.t.Helper()
	c, err := b.StartCycleOf(b.t.Context(), assess.BySlack(boss), north, kind)
	if err != nil {
		b.t.Fatal(err)
	}
	return c
}

func (b *bench) close() {
	b.t.Helper()
	if _, err := b.CloseCycle(b.t.Context(), assess.BySlack(boss), north); err != nil {
		b.t.Fatal(err)
	}
}

func id(c assess.Cycle, category string) assess.QuestionnaireID {
	return assess.QuestionnaireID(string(c.ID) + "/" + category)
}

func (b *bench) form(c assess.Cycle, category string) assess.Form {
	b.t.Helper()
	f, err := b.Form(b.t.Context(), id(c, category))
	if err != nil {
		b.t.Fatal(err)
	}
	return f
}

// give submits answers over what is there.
func (b *bench) give(c assess.Cycle, category string, in assess.SubmitInput) (assess.Receipt, error) {
	b.t.Helper()
	in.Questionnaire, in.Base = id(c, category), b.form(c, category).Questionnaire.Revision
	return b.Submit(b.t.Context(), assess.BySlack(owner(category)), in)
}

func (b *bench) mustGive(c assess.Cycle, category string, in assess.SubmitInput) assess.Receipt {
	b.t.Helper()
	r, err := b.give(c, category, in)
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

// allInPlace answers everything that is asked of the categories with "in place", but for the given items.
func (b *bench) allInPlace(c assess.Cycle, of []string, but map[string]string) {
	b.t.Helper()
	for _, category := range of {
		answers := make(map[string]string)
		for _, item := range b.form(c, category).Items {
			answers[item.ID] = "1"
			if value, ok := but[item.ID]; ok {
				answers[item.ID] = value
			}
		}
		b.mustGive(c, category, assess.SubmitInput{Answers: answers})
	}
}

func itemIDs(f assess.Form) []string {
	var ids []string
	for _, item := range f.Items {
		ids = append(ids, item.ID)
	}
	return ids
}

func (b *bench) level(c assess.CycleID, category string) maturity.CategoryScore {
	b.t.Helper()
	score, ok := b.snapshot(c).Result.Category(category)
	if !ok {
		b.t.Fatalf("the snapshot has no %s", category)
	}
	return score
}

func TestOnlyWhatAppliesToTheDeploymentsIsAskedAndScored(t *testing.T) {
	t.Parallel()
	b := onObjectives(t, "deployment_types: [api-saas]\n")
	c := b.start()
	b.apply(objectives("")) // counts from the next cycle on
	f := b.form(c, "MOD")
	want := []string{"MOD-02.1", "MOD-03.1", "MOD-03.2", "MOD-04.2", "MOD-05.1"}
	if diff := cmp.Diff(want, itemIDs(f)); diff != "" {
		t.Error(diff)
	}
	if len(f.Deployments) != 1 || f.Deployments[0].Name != "API/SaaS" {
		t.Errorf("deployments %v", f.Deployments)
	}
	_, err := b.give(c, "MOD", assess.SubmitInput{Answers: map[string]string{"MOD-02.2": "1"}})
	if errs.Fields(err)["MOD-02.2"] == "" {
		t.Errorf("an objective that is not asked was answered: %v", err)
	}
	r := b.mustGive(c, "MOD", assess.SubmitInput{Answers: map[string]string{"MOD-02.1": "1", "MOD-03.1": "1", "MOD-03.2": "1", "MOD-04.2": "0.5", "MOD-05.1": "1"}})
	if s := r.Form.Score; !s.Known() || s.Level != 3 || s.NotApplicable != 3 || !cmp.Equal(s.Weak, []string{"MOD-04.2"}) {
		t.Errorf("score %+v, want level 3 held by MOD-04.2", s)
	}
	b.close()
	if s := b.level(c.ID, "MOD"); s.Level != 3 || s.Items != 8 {
		t.Errorf("frozen %+v, want level 3", s)
	}
	if snap := b.snapshot(c.ID); !cmp.Equal(snap.Deployments, []string{"api-saas"}) {
		t.Errorf("frozen deployments %v", snap.Deployments)
	}
}

func TestObjectivesLeftOpenAreUnansweredNotMissing(t *testing.T) {
	t.Parallel()
	b := onObjectives(t, "")
	c := b.start()
	_, err := b.give(c, "IR", assess.SubmitInput{})
	if errs.Fields(err)["IR-02.1"] == "" {
		t.Errorf("an empty submission: %v, want a fault at the first objective", err)
	}
	r := b.mustGive(c, "IR", assess.SubmitInput{Answers: map[string]string{"IR-02.1": "1", "IR-02.2": "1", "IR-03.1": "1"}})
	if s := r.Form.Score; s.Known() || s.AtLeast != 2 || s.AtMost != 5 || len(s.Unanswered) != 5 || !r.Form.Submitted() {
		t.Errorf("score %+v, want at least 2 with 5 unanswered", s)
	}
}

func TestNotApplicableNeedsAReason(t *testing.T) {
	t.Parallel()
	b := onObjectives(t, "")
	c := b.start()
	answers := map[string]string{"CMP-02.1": "1", "CMP-02.2": assess.NotApplicable}
	for _, reason := range []string{"", "  no  "} {
		_, err := b.give(c, "CMP", assess.SubmitInput{Answers: answers, Notes: map[string]string{"CMP-02.2": reason}})
		if errs.Fields(err)[assess.NoteField("CMP-02.2")] == "" {
			t.Errorf("reason %q: %v, want a fault at the note", reason, err)
		}
	}
	r := b.mustGive(c, "CMP", assess.SubmitInput{Answers: answers, Notes: map[string]string{"CMP-02.2": "No personal data reaches a model."}})
	if s := r.Form.Score; s.AtLeast != 2 || s.NotApplicable != 1 {
		t.Errorf("score %+v, want level 2 at least with one left out", s)
	}
	if note := b.form(c, "CMP").Latest.Notes["CMP-02.2"]; note != "No personal data reaches a model." {
		t.Errorf("the reason was kept as %q", note)
	}

	onScale := newBench(t)
	onScale.start()
	values := onScale.answers("governance", "3")
	values["G1"] = assess.NotApplicable
	_, err := onScale.Submit(t.Context(), assess.BySlack(gov), assess.SubmitInput{
		Questionnaire: "north-2026-q4/governance", Answers: values, Notes: map[string]string{"G1": "Nobody does this here."},
	})
	if errs.Fields(err)["G1"] == "" {
		t.Errorf("a question that always applies was answered n/a: %v", err)
	}
}

func TestPagesAreSavedOnTheWayAndResumed(t *testing.T) {
	t.Parallel()
	b := onObjectives(t, "")
	c := b.start()
	b.mustGive(c, "GOV", assess.SubmitInput{
		Partial: true, Answers: map[string]string{"GOV-02.1": "1", "GOV-02.2": "0.5"}, Notes: map[string]string{"GOV-02.2": "Draft only"}, Comment: "First page",
	})
	f := b.form(c, "GOV")
	if f.Submitted() || f.Questionnaire.State != assess.Waiting || f.Questionnaire.Revision != 1 || f.Latest == nil {
		t.Fatalf("after a page: %+v", f.Questionnaire)
	}
	if r := b.mustGive(c, "GOV", assess.SubmitInput{Partial: true, Answers: map[string]string{"GOV-02.1": "1"}}); r.Changed {
		t.Error("the same page again made a revision")
	}
	st, err := b.Status(t.Context(), assess.BySlack(boss), north)
	if err != nil || st.Answered() != 0 {
		t.Errorf("%d answered, %v; a saved page is not an answer", st.Answered(), err)
	}
	due, err := b.Due(t.Context(), f.Questionnaire.ID, c.OpenedAt)
	if err != nil || due.Done {
		t.Errorf("nobody is reminded of what was only saved: %+v %v", due, err)
	}

	r := b.mustGive(c, "GOV", assess.SubmitInput{Answers: map[string]string{"GOV-02.2": "", "GOV-02.3": "1"}, Notes: map[string]string{"GOV-02.2": ""}, Comment: "All"})
	want := map[string]string{"GOV-02.1": "1", "GOV-02.3": "1"}
	if diff := cmp.Diff(want, r.Form.Latest.Answers); diff != "" || len(r.Form.Latest.Notes) != 0 || r.Form.Latest.Comment != "All" || !r.Form.Submitted() {
		t.Errorf("the last page: %s notes %v, %q, %s", diff, r.Form.Latest.Notes, r.Form.Latest.Comment, r.Form.Questionnaire.State)
	}
	if r := b.mustGive(c, "GOV", assess.SubmitInput{Comment: "All"}); r.Changed {
		t.Error("nothing new made a revision")
	}
	if r := b.mustGive(c, "GOV", assess.SubmitInput{Partial: true, Answers: map[string]string{"GOV-02.2": "1"}}); !r.Form.Submitted() {
		t.Error("changing a page of what was submitted took the submission back")
	}
	var verbs []string
	for _, e := range b.entries() {
		if _, verb, ok := strings.Cut(e, "questionnaire."); ok {
			verbs = append(verbs, verb)
		}
	}
	wantVerbs := []string{"saved north-2026-q4/GOV", "submitted north-2026-q4/GOV", "changed north-2026-q4/GOV"}
	if diff := cmp.Diff(wantVerbs, verbs); diff != "" {
		t.Error(diff)
	}
}

func TestTheSameAnswersAsSavedStillSubmit(t *testing.T) {
	t.Parallel()
	b := onObjectives(t, "")
	c := b.start()
	in := assess.SubmitInput{Partial: true, Answers: map[string]string{"GOV-02.1": "1"}}
	b.mustGive(c, "GOV", in)
	in.Partial = false
	if r := b.mustGive(c, "GOV", in); !r.Changed || !r.Form.Submitted() {
		t.Errorf("changed %v, submitted %v; want both", r.Changed, r.Form.Submitted())
	}
}

func TestWhatWasSavedAndNeverSubmittedIsScoredAndListedAsMissing(t *testing.T) {
	t.Parallel()
	b := onObjectives(t, "")
	c := b.start()
	b.mustGive(c, "GOV", assess.SubmitInput{Partial: true, Answers: map[string]string{"GOV-02.1": "1", "GOV-02.2": "1", "GOV-02.3": "1"}})
	b.close()
	snap := b.snapshot(c.ID)
	if s := b.level(c.ID, "GOV"); s.AtLeast != 2 || snap.Answered != 0 || !slices.Contains(snap.Missing, "GOV") {
		t.Errorf("GOV %+v, answered %d, missing %v", s, snap.Answered, snap.Missing)
	}
}

func TestAQuickCycleTakesALevelForEachCategory(t *testing.T) {
	t.Parallel()
	b := onObjectives(t, "")
	c := b.startKind(assess.Quick)
	f := b.form(c, "MOD")
	if !f.Quick || len(f.Items) != 0 || len(f.Category.Descriptors) != 5 {
		t.Fatalf("quick %v with %d items", f.Quick, len(f.Items))
	}
	faults := []struct {
		answers map[string]string
		notes   map[string]string
		at      string
	}{
		{map[string]string{assess.ItemConfidence: "high"}, nil, assess.ItemLevel},
		{map[string]string{assess.ItemLevel: "3"}, nil, assess.ItemConfidence},
		{map[string]string{assess.ItemLevel: "6", assess.ItemConfidence: "high"}, nil, assess.ItemLevel},
		{map[string]string{assess.ItemLevel: "03", assess.ItemConfidence: "high"}, nil, assess.ItemLevel},
		{map[string]string{assess.ItemLevel: "3", assess.ItemConfidence: "certain"}, nil, assess.ItemConfidence},
		{map[string]string{assess.ItemLevel: "3", assess.ItemConfidence: "low", "MOD-02.1": "1"}, nil, "MOD-02.1"},
		{map[string]string{assess.ItemLevel: "3", assess.ItemConfidence: "low"}, map[string]string{"MOD-02.1": "x"}, assess.NoteField("MOD-02.1")},
	}
	for _, tt := range faults {
		if _, err := b.give(c, "MOD", assess.SubmitInput{Answers: tt.answers, Notes: tt.notes}); errs.Fields(err)[tt.at] == "" || len(errs.Fields(err)) != 1 {
			t.Errorf("%v %v: %v, want one fault at %s", tt.answers, tt.notes, err, tt.at)
		}
	}
	for i, category := range categories[:11] {
		r := b.mustGive(c, category, assess.SubmitInput{
			Answers: map[string]string{assess.ItemLevel: fmt.Sprint(1 + i%3), assess.ItemConfidence: "low"}, Notes: map[string]string{assess.ItemLevel: "By feel"},
		})
		if r.Form.Score.Level != 1+i%3 {
			t.Errorf("%s: %+v", category, r.Form.Score)
		}
	}
	b.close()
	snap := b.snapshot(c.ID)
	if s, _ := snap.Result.Category("IAM"); snap.Kind != assess.Quick || !s.Known() || s.Level != 3 || s.LevelName != "Defined" || snap.Confidence["IAM"] != "low" {
		t.Errorf("IAM %+v of a %s cycle", s, snap.Kind)
	}
	if s, _ := snap.Result.Category("IR"); s.Known() || s.AtLeast != 1 || s.AtMost != 5 || !cmp.Equal(snap.Missing, []string{"IR"}) {
		t.Errorf("IR %+v, missing %v", s, snap.Missing)
	}
}

func TestAModelWithoutDescriptionsOfItsLevelsHasNoQuickCycle(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../maturity/testdata/models/percent-like.yaml")
	if err != nil {
		t.Fatal(err)
	}
	model, err := maturity.Load(data, "percent-like.yaml")
	if err != nil {
		t.Fatal(err)
	}
	b := newBench(t)
	models := func(string) (*maturity.Model, error) { return model, nil }
	b.Service = assess.NewService(assess.Options{Store: b.store, Processes: b.processes, Models: models, Now: b.clock.Now})
	_, err = b.StartCycleOf(t.Context(), assess.BySlack(boss), north, assess.Quick)
	wantCode(t, err, errs.Invalid, "Start a full cycle instead")
	_, err = b.StartCycleOf(t.Context(), assess.BySlack(boss), north, "thorough")
	wantCode(t, err, errs.Invalid, "thorough")
}

// assessed closes a full cycle with everything in place but for some items, and moves the clock on by a quarter.
func (b *bench) assessed(but map[string]string) assess.Cycle {
	b.t.Helper()
	c := b.start()
	b.allInPlace(c, categories, but)
	b.clock.Add(time.Hour)
	b.close()
	b.clock.Set(b.clock.Now().AddDate(0, 3, 0))
	return c
}

func (b *bench) asked(c assess.Cycle) map[string][]string {
	b.t.Helper()
	ids, err := b.Roster(b.t.Context(), c.ID)
	if err != nil {
		b.t.Fatal(err)
	}
	asked := make(map[string][]string)
	for _, q := range ids {
		_, category, _ := strings.Cut(string(q), "/")
		asked[category] = itemIDs(b.form(c, category))
	}
	return asked
}

func TestACheckInAsksWhatHeldTheLowestCategoriesBackAndCarriesTheRest(t *testing.T) {
	t.Parallel()
	b := onObjectives(t, "cadence: {every: quarterly, check_in: 4}\n")
	full := b.assessed(map[string]string{
		"IR-02.1": "0", "IR-03.1": "0", // level 1; only what blocks the next level counts
		"GOV-03.2": "0.5", "GOV-03.1": "0.5", // level 2
		"DAT-03.1": "0.5", "DAT-03.2": "0", // level 2, but there is room for one only
		"APP-04.1": "0", // level 3, no room
	})
	c := b.startKind(assess.CheckIn)
	want := map[string][]string{"IR": {"IR-02.1"}, "GOV": {"GOV-03.1", "GOV-03.2"}, "DAT": {"DAT-03.1"}}
	if diff := cmp.Diff(want, b.asked(c)); diff != "" || c.Kind != assess.CheckIn {
		t.Fatalf("a %s cycle asks %s", c.Kind, diff)
	}
	if s := b.form(c, "GOV").Score; s.Level != 2 || len(s.Unanswered) != 0 {
		t.Errorf("before it is answered GOV is %+v, want level 2 as before", s)
	}
	if _, err := b.give(c, "GOV", assess.SubmitInput{Answers: map[string]string{"GOV-05.1": "0"}}); errs.Fields(err)["GOV-05.1"] == "" {
		t.Errorf("what is not asked was answered: %v", err)
	}
	if s := b.mustGive(c, "GOV", assess.SubmitInput{Answers: map[string]string{"GOV-03.1": "1", "GOV-03.2": "1"}}).Form.Score; s.Level != 5 {
		t.Errorf("with its gaps closed GOV is %+v, want level 5", s)
	}
	b.clock.Add(time.Hour)
	b.close()
	levels := make(map[string]int)
	snap := b.snapshot(c.ID)
	for _, s := range snap.Result.Categories {
		if !s.Known() {
			t.Errorf("%s is not known: %+v", s.ID, s)
		}
		levels[s.ID] = s.Level
	}
	wantLevels := map[string]int{"GOV": 5, "ORG": 5, "IAM": 5, "MON": 5, "INF": 5, "MOD": 5, "APP": 3, "DAT": 2, "RSK": 5, "DEV": 5, "CMP": 5, "IR": 1}
	if diff := cmp.Diff(wantLevels, levels); diff != "" {
		t.Error(diff)
	}
	if snap.Kind != assess.CheckIn || snap.Asked != 3 || snap.Answered != 1 || !cmp.Equal(snap.Missing, []string{"DAT", "IR"}) {
		t.Errorf("snapshot of a %s: %d of %d, missing %v", snap.Kind, snap.Answered, snap.Asked, snap.Missing)
	}
	if s := b.level(full.ID, "GOV"); s.Level != 2 {
		t.Errorf("the earlier snapshot changed: %+v", s)
	}

	b.clock.Set(b.clock.Now().AddDate(0, 3, 0)) // the next one builds on both
	next := b.asked(b.startKind(assess.CheckIn))
	if diff := cmp.Diff(map[string][]string{"IR": {"IR-02.1"}, "DAT": {"DAT-03.1", "DAT-03.2"}, "APP": {"APP-04.1"}}, next); diff != "" {
		t.Error(diff)
	}
}

func TestACheckInAlsoAsksWhatIsUnansweredOnTheWayUp(t *testing.T) {
	t.Parallel()
	b := onObjectives(t, "")
	c := b.start()
	b.allInPlace(c, categories[:10], nil)
	b.mustGive(c, "CMP", assess.SubmitInput{Answers: map[string]string{"CMP-02.1": "1", "CMP-03.1": "0", "CMP-05.1": "1"}})
	b.clock.Add(time.Hour)
	b.close() // nobody answered IR
	b.clock.Set(b.clock.Now().AddDate(0, 3, 0))
	want := map[string][]string{"CMP": {"CMP-02.2", "CMP-03.1", "CMP-03.2"}, "IR": {"IR-02.1", "IR-02.2"}}
	if diff := cmp.Diff(want, b.asked(b.startKind(assess.CheckIn))); diff != "" {
		t.Error(diff)
	}
}

func TestACheckInWithoutAFullAssessmentIsAFullCycleAndTheJournalSaysSo(t *testing.T) {
	t.Parallel()
	b := onObjectives(t, "")
	quick := b.startKind(assess.Quick)
	b.mustGive(quick, "GOV", assess.SubmitInput{Answers: map[string]string{assess.ItemLevel: "2", assess.ItemConfidence: "high"}})
	b.clock.Add(time.Hour)
	b.close() // levels that were picked say nothing of single objectives
	b.clock.Set(b.clock.Now().AddDate(0, 3, 0))
	c := b.startKind(assess.CheckIn)
	if c.Kind != assess.Full || len(b.asked(c)) != 12 {
		t.Errorf("a %s cycle asks %d categories", c.Kind, len(b.asked(c)))
	}
	if !slices.Contains(b.entries(), "slack cycle.kind-changed "+string(c.ID)) {
		t.Errorf("journal: %v", b.entries())
	}
}

func TestTheYearBeginsWithAFullCycleAndGoesOnWithCheckIns(t *testing.T) {
	t.Parallel()
	b := onObjectives(t, "cadence: {every: quarterly, full: annual, start_month: october}\n")
	kinds := make(map[assess.CycleID]assess.CycleKind)
	for range 5 {
		key, opened, err := b.OpenScheduled(t.Context(), north, b.clock.Now())
		if err != nil || !opened {
			t.Fatalf("%s: opened %v, %v", key, opened, err)
		}
		st, err := b.Status(t.Context(), operator, north)
		if err != nil {
			t.Fatal(err)
		}
		kinds[key] = st.Cycle.Kind
		if st.Cycle.Kind == assess.Full {
			b.allInPlace(st.Cycle, categories, map[string]string{"IR-02.1": "0"})
		}
		b.clock.Add(time.Hour)
		b.close()
		b.clock.Set(b.clock.Now().Add(-time.Hour).AddDate(0, 3, 0))
	}
	want := map[assess.CycleID]assess.CycleKind{
		"north-2026-q4": assess.Full, "north-2027-q1": assess.CheckIn, "north-2027-q2": assess.CheckIn,
		"north-2027-q3": assess.CheckIn, "north-2027-q4": assess.Full,
	}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Error(diff)
	}
}

func TestACheckInWithNothingToAskIsNotOpened(t *testing.T) {
	t.Parallel()
	b := onObjectives(t, "cadence: {every: quarterly, full: annual, start_month: october}\n")
	b.assessed(nil)
	if _, opened, err := b.OpenScheduled(t.Context(), north, b.clock.Now()); opened || err != nil {
		t.Errorf("opened %v, %v", opened, err)
	}
	if !slices.Contains(b.entries(), "schedule cycle.not-opened north-2027-q1") {
		t.Errorf("journal: %v", b.entries())
	}
	_, err := b.StartCycleOf(t.Context(), assess.BySlack(boss), north, assess.CheckIn)
	wantCode(t, err, errs.Conflict, "Nothing is left to check in on")
}

func TestLastTimesAnswersAreGatheredForACheckInAndNeverFromQuickCycles(t *testing.T) {
	t.Parallel()
	b := onObjectives(t, "cadence: {every: quarterly, check_in: 2}\n")
	b.assessed(map[string]string{"IR-02.1": "0", "IR-02.2": "0.5", "IR-03.1": "0"})
	first := b.startKind(assess.CheckIn)
	b.mustGive(first, "IR", assess.SubmitInput{Answers: map[string]string{"IR-02.1": "1", "IR-02.2": "1"}})
	b.clock.Add(time.Hour)
	b.close()
	b.clock.Set(b.clock.Now().AddDate(0, 3, 0))
	quick := b.startKind(assess.Quick)
	b.mustGive(quick, "IR", assess.SubmitInput{Answers: map[string]string{assess.ItemLevel: "2", assess.ItemConfidence: "high"}})
	b.clock.Add(time.Hour)
	b.close()
	b.clock.Add(time.Hour)
	second := b.startKind(assess.CheckIn)
	before := b.form(second, "IR").Before
	if before.Period != first.Period || before.Answers["IR-02.2"] != "1" || before.Answers["IR-03.1"] != "0" || before.Answers[assess.ItemLevel] != "" {
		t.Errorf("before %+v", before)
	}
}

func TestTheOrderInWhichPagesComeDoesNotMatter(t *testing.T) {
	t.Parallel()
	pages := []map[string]string{
		{"MON-02.1": "1", "MON-02.2": "1"}, {"MON-03.1": "0.5", "MON-03.2": "1"}, {"MON-04.1": "1", "MON-05.1": assess.NotApplicable},
	}
	var scores []maturity.CategoryScore
	for _, order := range [][]int{{0, 1, 2}, {2, 0, 1}, {1, 2, 0}} {
		b := onObjectives(t, "")
		c := b.start()
		for _, page := range order {
			notes := make(map[string]string)
			for item := range pages[page] {
				notes[item] = "As our audit found."
			}
			b.mustGive(c, "MON", assess.SubmitInput{Partial: true, Answers: pages[page], Notes: notes})
		}
		scores = append(scores, b.form(c, "MON").Score)
	}
	for _, s := range scores[1:] {
		if diff := cmp.Diff(scores[0], s, cmpopts.EquateEmpty()); diff != "" {
			t.Error(diff)
		}
	}
}
