package blocks_test

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/crosswalk"
	"cairn/internal/digest"
	"cairn/internal/maturity"
	"cairn/internal/target"
	"cairn/internal/wording"
)

func aismm(t *testing.T) *maturity.Model {
	t.Helper()
	m, err := maturity.Find("aismm")
	require.NoError(t, err)
	return m
}

// objectives is model security, asked by its objectives where models are self-hosted.
func objectives(t *testing.T) assess.Form {
	t.Helper()
	f := waiting(t)
	f.Model = aismm(t)
	f.Category, _ = f.Model.Category("MOD")
	f.Items = f.Category.Items
	f.Deployments = f.Model.Tags[:2]
	f.Questionnaire.ID, f.Questionnaire.Category = "northwind-2026-q4/MOD", "MOD"
	f.Score = score(t, f.Model, nil, "MOD")
	return f
}

// saved is the form with the answers and notes of its first objectives.
func saved(t *testing.T, f assess.Form, values ...string) assess.Form {
	t.Helper()
	f.Questionnaire.Revision = 1
	f.Latest = &assess.Submission{
		Questionnaire: f.Questionnaire.ID, Revision: 1, By: gus, At: early, Source: assess.FromSlack,
		Answers: make(map[string]string), Notes: make(map[string]string),
	}
	answers := make(maturity.Answers)
	for i, value := range values {
		id := f.Items[i].ID
		f.Latest.Answers[id] = value
		answers[id] = maturity.Answer{Value: value}
		if value == assess.NotApplicable {
			answers[id] = maturity.Answer{NotApplicable: true}
			f.Latest.Notes[id] = "We train no model *ourselves* & buy none."
		}
	}
	var err error
	f.Score, err = f.Model.ScoreCategory(f.Category.ID, answers)
	require.NoError(t, err)
	return f
}

func submitted(f assess.Form) assess.Form {
	f.Questionnaire.State = assess.Submitted
	return f
}

// quick is governance, asked for its level.
func quick(t *testing.T) assess.Form {
	t.Helper()
	f := objectives(t)
	f.Category, _ = f.Model.Category("GOV")
	f.Questionnaire.ID, f.Questionnaire.Category = "northwind-2026-q4/GOV", "GOV"
	f.Quick, f.Items, f.Cycle.Kind = true, nil, assess.Quick
	result, err := f.Model.ScoreLevels(nil)
	require.NoError(t, err)
	f.Score, _ = result.Category("GOV")
	return f
}

func pickedLevel(t *testing.T) assess.Form {
	t.Helper()
	f := submitted(quick(t))
	f.Latest = &assess.Submission{
		By: gus, At: early, Revision: 1, Answers: map[string]string{assess.ItemLevel: "3", assess.ItemConfidence: assess.ConfidenceMedium},
		Notes: map[string]string{assess.ItemLevel: "The council met twice."},
	}
	result, err := f.Model.ScoreLevels(map[string]int{"GOV": 3})
	require.NoError(t, err)
	f.Score, _ = result.Category("GOV")
	return f
}

func substitution() assess.Substitution {
	return assess.Substitution{
		Programme: "northwind", Model: "cairn/aismm-objectives@1.0", Item: "MOD-02.1", Name: "Our own model list",
		Text: "The model list of the platform team holds every model in production.", Reason: "The platform team keeps one list for everything.",
		By: assess.BySlack(mara), At: early,
	}
}

// substituted is the form with the organisation's own first objective.
func substituted(f assess.Form) assess.Form {
	s := substitution()
	own := *f.Items[0]
	s.Item, own.Name, own.Text = own.ID, s.Name, s.Text
	f.Items = append([]*maturity.Item{&own}, f.Items[1:]...)
	f.Substitutions = map[string]assess.Substitution{own.ID: s}
	return f
}

func overridden(f assess.Form) assess.Form {
	f.Override = &assess.Override{Category: f.Category.ID, Level: 3, Computed: 1, Reason: "The audit of May saw what the form does not ask.", By: assess.BySlack(mara), At: early}
	return f
}

func TestObjectiveCardGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "objective-card"}
	checkIn := objectives(t)
	checkIn.Cycle.Kind, checkIn.Items, checkIn.Deployments = assess.CheckIn, checkIn.Items[:3], nil
	g.message(t, "full", blocks.Card(reader, asked(objectives(t)), early))
	g.message(t, "saved in part", blocks.Card(reader, asked(saved(t, objectives(t), "1", "0.5", assess.NotApplicable)), early))
	g.message(t, "saved in part and overdue", blocks.Card(reader, asked(saved(t, objectives(t), "1")), late))
	g.message(t, "submitted with some unanswered", blocks.Card(reader, asked(submitted(saved(t, objectives(t), "1", "0.5", assess.NotApplicable))), early))
	g.message(t, "submitted whole and overridden", blocks.Card(reader, asked(overridden(submitted(saved(t, objectives(t), "1", "1", "1", "0.5", "0", "0", "0", "0")))), early))
	g.message(t, "closed with some saved", blocks.Card(reader, asked(ended(saved(t, objectives(t), "1", "0"))), closed))
	g.message(t, "check-in", blocks.Card(reader, asked(checkIn), early))
	g.message(t, "quick", blocks.Card(reader, asked(quick(t)), early))
	g.message(t, "quick submitted", blocks.Card(reader, asked(pickedLevel(t)), early))
	g.message(t, "reminder", blocks.Reminder(reader, reminder(early, saved(t, objectives(t), "1"))))
	g.message(t, "reminder of a quick assessment", blocks.Reminder(reader, reminder(early, quick(t))))
	g.message(t, "escalation of a quick assessment", blocks.Escalation(reader, escalation(quick(t))))
	g.message(t, "escalation with some saved", blocks.Escalation(reader, escalation(saved(t, objectives(t), "1"))))
	g.compare(t)
}

func TestObjectiveFormGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "objective-form"}
	show := func(name string, f assess.Form, page int, a blocks.Alert) {
		s := blocks.NewFormState(f)
		if page >= 0 {
			s.Page = page
		}
		v, err := blocks.Form(reader, f, s, a)
		g.modal(t, name, v, err)
	}
	last := objectives(t)
	last.Before = assess.Before{Period: "2026-Q3", Answers: map[string]string{last.Items[0].ID: "0.5", last.Items[1].ID: assess.NotApplicable}}
	show("first part with last time", last, -1, blocks.Alert{})
	worked := last
	worked.Done = map[string]assess.Done{last.Items[0].ID: {
		Item: last.Items[0].ID, Action: "A12", Title: "Sign the models", Link: "https://wiki.example.org/signing", At: early,
	}}
	show("first part with work done since", worked, -1, blocks.Alert{})
	rehearsed := last
	rehearsed.Done = map[string]assess.Done{last.Items[0].ID: {
		Item: last.Items[0].ID, Action: "E3", Title: "Night Ferry", Link: "https://northwind.slack.example/archives/C1/p3", At: early,
		Exercise: "simulation", Held: early.AddDate(0, 0, -20), Until: early.AddDate(1, 0, -20),
	}}
	show("first part with a simulation that took place since", rehearsed, -1, blocks.Alert{})
	show("resumed at the second part", saved(t, objectives(t), "1", "0.5", assess.NotApplicable), -1, blocks.Alert{})
	show("substituted", substituted(last), -1, blocks.Alert{})
	show("review", saved(t, objectives(t), "1", "1", "0.5"), 9, blocks.Alert{})
	show("review with all answered", saved(t, objectives(t), "1", "1", "1", "1", "1", "1", "1", "1"), -1, blocks.Alert{})
	show("review of nothing", objectives(t), 9, blocks.Alert{})
	v, err := blocks.Details(reader, objectives(t), "MOD-02.1")
	g.modal(t, "details", v, err)
	v, err = blocks.Details(reader, substituted(objectives(t)), objectives(t).Items[0].ID)
	g.modal(t, "details of a substituted objective", v, err)
	g.modal(t, "submitted", blocks.Saved(reader, assess.Receipt{Form: submitted(saved(t, objectives(t), "1", "0.5")), Changed: true}), nil)
	g.modal(t, "trouble at the review", blocks.Notice(reader, blocks.AlertTroubleSaved(reader)), nil)
	show("somebody answered meanwhile", saved(t, objectives(t), "1"), 0, blocks.AlertConflict(english(dee), saved(t, objectives(t), "1")))
	show("quick", quick(t), -1, blocks.Alert{})
	show("quick again", pickedLevel(t), -1, blocks.Alert{})
	g.modal(t, "quick submitted", blocks.Saved(reader, assess.Receipt{Form: pickedLevel(t), Changed: true}), nil)
	g.compare(t)
}

func aismmStatus(t *testing.T) assess.Status {
	t.Helper()
	st := assess.Status{Programme: programme(), Model: aismm(t), Cycle: cycle()}
	for _, c := range st.Model.Categories() {
		l := assess.Line{Category: c, Questionnaire: assess.Questionnaire{ID: assess.QuestionnaireID("northwind-2026-q4/" + c.ID), Category: c.ID, Owner: tom, State: assess.Waiting, DueAt: due}}
		if c.ID == "MOD" {
			l.Latest = saved(t, objectives(t), "1", "0").Latest
		}
		st.Lines = append(st.Lines, l)
	}
	return st
}

func TestUsageTakesItsExampleFromTheProgrammesModel(t *testing.T) {
	t.Parallel()
	for _, m := range []*maturity.Model{lawlor(t), aismm(t)} {
		for _, said := range []blocks.Message{blocks.OverrideUsage(reader, m), blocks.CrosswalkUsage(reader, m)} {
			example := strings.Fields(strings.Split(said.Text, "`")[3])[2:]
			_, known := m.Category(example[0])
			assert.True(t, known, "%s: %s", m.ID, said.Text)
			level, err := strconv.Atoi(example[1])
			require.NoError(t, err, said.Text)
			_, known = m.Level(level)
			assert.True(t, known, "%s: %s", m.ID, said.Text)
		}
	}
	m := aismm(t)
	_, known := m.Item(strings.Fields(strings.Split(blocks.SubstituteUsage(reader, m).Text, "`")[3])[2])
	assert.True(t, known)
}

func TestJudgementGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "judgement"}
	m := aismm(t)
	gov, _ := m.Category("GOV")
	item, _ := m.Item("MOD-02.1")
	s, st := substitution(), aismmStatus(t)
	g.modal(t, "override", blocks.Override(reader, st), nil)
	g.modal(t, "substitute", blocks.Substitute(reader, programme(), item, nil), nil)
	g.modal(t, "substitute again", blocks.Substitute(reader, programme(), item, &s), nil)
	g.message(t, "overridden", blocks.Overridden(reader, assess.Override{Level: 4, Computed: 2}, gov, st))
	g.message(t, "override taken back", blocks.Overridden(reader, assess.Override{Computed: 2}, gov, st))
	g.message(t, "substituted", blocks.Substituted(reader, s))
	s.Text = ""
	g.message(t, "substitution taken back", blocks.Substituted(reader, s))
	g.modal(t, "recorded", blocks.Judged(reader, blocks.Substituted(reader, s)), nil)
	g.message(t, "override usage", blocks.OverrideUsage(reader, m))
	g.message(t, "override by an owner", blocks.OverrideManagers(reader, programme()))
	g.message(t, "override before the first cycle", blocks.NoCycle(reader, programme()))
	g.message(t, "no such category", blocks.NoCategory(reader, "<!here>", m))
	g.message(t, "substitute usage", blocks.SubstituteUsage(reader, m))
	g.message(t, "substitute by an owner", blocks.SubstituteManagers(reader, programme()))
	g.message(t, "no such objective", blocks.NoObjective(reader, "GOV-99.9", m))
	g.message(t, "substitute a question", blocks.NotByObjectives(reader, lawlor(t)))
	x, err := crosswalk.For(m, "MOD", 2, "")
	require.NoError(t, err)
	g.message(t, "crosswalk", blocks.Crosswalk(reader, x))
	x, err = crosswalk.For(m, "MOD", 1, "")
	require.NoError(t, err)
	g.message(t, "crosswalk of nothing", blocks.Crosswalk(reader, x))
	g.message(t, "crosswalk usage", blocks.CrosswalkUsage(reader, m))
	for _, kind := range []assess.CycleKind{assess.Quick, assess.CheckIn} {
		c := cycle()
		c.Kind = kind
		g.message(t, "start "+string(kind), blocks.Started(reader, c, programme(), kind))
		st.Cycle.Kind = kind
		g.message(t, "status "+string(kind), blocks.Status(reader, st, early))
	}
	g.message(t, "start full in place of a check-in", blocks.Started(reader, cycle(), programme(), assess.CheckIn))
	g.home(t, "home of a manager", blocks.Home(reader, assess.Home{Who: assess.Person{ID: mara}, At: early, Parts: partsOf(assess.Answers, saved(t, objectives(t), "1"), quick(t)), Runs: []assess.Status{aismmStatus(t)}}, target.Mine{}, blocks.Rehearsals{}, nil))
	latest := profileSnapshot(t, "2026-Q3", assess.Quick, someLevels(2))
	levels := assess.Levels{
		Programme: programme(), Model: m, Latest: latest, Mine: []string{"GOV", "MON", "IR"},
		Overrides: map[string]assess.Override{"MON": {Category: "MON", Level: 2, Computed: 1}},
	}
	g.home(t, "home of an owner", blocks.Home(reader, assess.Home{Who: assess.Person{ID: gus}, At: early, Parts: partsOf(assess.Answers, pickedLevel(t)), Levels: []assess.Levels{levels}}, target.Mine{}, blocks.Rehearsals{}, nil))
	levels.Latest = profileSnapshot(t, "2026-Q3", assess.Full, someLevels(2), "GOV-03.1")
	g.home(t, "home of an owner with something unanswered", blocks.Home(reader, assess.Home{Who: assess.Person{ID: gus}, At: early, Levels: []assess.Levels{levels}}, target.Mine{}, blocks.Rehearsals{}, nil))
	g.compare(t)
}

// profileSnapshot is a cycle in which each category stands on the level, as far as the objectives up to there are in place.
func profileSnapshot(t *testing.T, period string, kind assess.CycleKind, levels map[string]int, open ...string) assess.Snapshot {
	t.Helper()
	m := aismm(t)
	s := assess.Snapshot{
		Cycle: assess.CycleID("northwind-" + period), Programme: "northwind", Scope: "Northwind Bank", Period: period, Model: m.ID,
		TakenAt: closed, Kind: kind, Asked: 12, Answered: 12, Deployments: []string{"api-saas"}, Substitutions: []assess.Substitution{substitution()},
	}
	if kind == assess.Quick {
		var err error
		s.Result, err = m.ScoreLevels(levels)
		require.NoError(t, err)
		s.Confidence = map[string]string{"GOV": assess.ConfidenceHigh, "IR": assess.ConfidenceLow}
		return s
	}
	answers := make(maturity.Answers)
	for _, c := range m.Categories() {
		for _, item := range c.Items {
			value := "0"
			if item.Level <= levels[c.ID] {
				value = "1"
			}
			answers[item.ID] = maturity.Answer{Value: value}
		}
	}
	for _, id := range open {
		delete(answers, id)
	}
	var err error
	s.Result, err = m.Score(m.Exclude(answers, s.Deployments))
	require.NoError(t, err)
	return s
}

func someLevels(ir int) map[string]int {
	return map[string]int{"GOV": 3, "ORG": 2, "IAM": 2, "MON": 1, "INF": 2, "MOD": 2, "APP": 3, "DAT": 2, "RSK": 4, "DEV": 2, "CMP": 3, "IR": ir}
}

// handSet is a digest of questions in which a manager set a level.
func handSet(t *testing.T) digest.Digest {
	t.Helper()
	now := digest.Found{
		Snapshot:  snapshot(t, "2026-Q4", map[string]string{"governance": "3", "technical-controls": "2", "monitoring-detection": "2", "incident-response": "1", "workforce-culture": "2"}),
		Overrides: []assess.Override{{Category: "governance", Level: 3, Computed: 4, Reason: "The register was found stale in May.", By: assess.BySlack(mara)}},
	}
	return digest.Compose(lawlor(t), programme(), now, nil)
}

func TestProfileDigestGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "profile-digest"}
	m, p := aismm(t), programme()
	before := digest.Found{Snapshot: profileSnapshot(t, "2026-Q3", assess.Full, someLevels(1))}
	now := digest.Found{
		Snapshot:  profileSnapshot(t, "2026-Q4", assess.Full, someLevels(2), "DAT-03.1", "DAT-04.1"),
		Overrides: []assess.Override{{Category: "MON", Level: 2, Computed: 1, Reason: "The audit of May saw the alerts work.", By: assess.BySlack(mara)}},
	}
	d := digest.Compose(m, p, now, &before)
	g.message(t, "full", blocks.Digest(reader, d, blocks.Picture{Native: true}))
	d.Beside = &digest.Beside{Sentence: wording.New("On %s: Level %d (%s).", "the five-dimension model", 2, "Developing")}
	d.ModelChange = &digest.ModelChange{From: "The five-dimension model", Period: "2026-Q3"}
	g.message(t, "five dimensions with a level set by hand", blocks.Digest(reader, handSet(t), blocks.Picture{}))
	g.message(t, "with the model before", blocks.Digest(reader, d, blocks.Picture{}))
	checkIn := digest.Found{Snapshot: profileSnapshot(t, "2026-Q4", assess.CheckIn, someLevels(2))}
	g.message(t, "check-in", blocks.Digest(reader, digest.Compose(m, p, checkIn, &before), blocks.Picture{}))
	quick := digest.Found{Snapshot: profileSnapshot(t, "2026-Q4", assess.Quick, someLevels(2))}
	g.message(t, "quick", blocks.Digest(reader, digest.Compose(m, p, quick, nil), blocks.Picture{Native: true}))
	g.compare(t)
}

func TestAFormOfObjectivesHasAtMostSixInputsAViewAndThreePartsForTheCatalogue(t *testing.T) {
	t.Parallel()
	f := objectives(t)
	for _, c := range f.Model.Categories() {
		f.Category, f.Items = c, c.Items
		f = saved(t, f, strings.Split(strings.Repeat("0.5 ", len(c.Items)), " ")[:len(c.Items)]...)
		for _, item := range c.Items {
			f.Latest.Notes[item.ID] = words(assess.MaxNote)
		}
		s := blocks.NewFormState(f)
		require.LessOrEqual(t, s.Pages, 4, "%s: three parts and the review", c.ID)
		for s.Page = range s.Pages {
			v, err := blocks.Form(reader, f, s, blocks.Alert{})
			require.NoError(t, err)
			require.NoError(t, blocks.CheckModal(v))
			raw, err := json.Marshal(slack.NewUpdateViewSubmissionResponse(&v))
			require.NoError(t, err)
			assert.Less(t, len(raw), 20_480, "Socket Mode drops longer answers: %s, part %d", c.ID, s.Page)
			inputs := 0
			for _, b := range v.Blocks.BlockSet {
				if b.BlockType() == slack.MBTInput {
					inputs++
				}
			}
			assert.LessOrEqual(t, inputs, 6)
			assert.Equal(t, s.Page == s.Pages-1, inputs == 0, "the review asks nothing")
		}
	}
}

func TestAFormOfObjectivesResumesAtTheFirstPartWithSomethingUnanswered(t *testing.T) {
	t.Parallel()
	f := objectives(t)
	require.Len(t, f.Items, 8)
	for n, page := range map[int]int{0: 0, 1: 0, 2: 0, 3: 1, 5: 1, 6: 2, 7: 2, 8: 3} {
		values := strings.Split(strings.Repeat("1 ", n), " ")[:n]
		assert.Equal(t, page, blocks.NewFormState(saved(t, f, values...)).Page, "%d answered", n)
	}
	assert.Equal(t, 0, blocks.NewFormState(submitted(saved(t, f, "1", "1", "1", "1", "1", "1", "1", "1"))).Page, "to change answers")
}

func TestWhatWasLeftUnansweredIsNotFilledInAgain(t *testing.T) {
	t.Parallel()
	f := objectives(t)
	f.Before = assess.Before{Period: "2026-Q3", Answers: make(map[string]string)}
	for _, item := range f.Items {
		f.Before.Answers[item.ID] = "0.5"
	}
	filledIn := func(f assess.Form, page int) int {
		s := blocks.NewFormState(f)
		s.Page = page
		v, err := blocks.Form(reader, f, s, blocks.Alert{})
		require.NoError(t, err)
		raw, err := json.Marshal(v)
		require.NoError(t, err)
		return strings.Count(string(raw), "Filled in from last time")
	}
	assert.Equal(t, 3, filledIn(f, 0))
	f = saved(t, f, "1", "1")
	assert.Equal(t, 0, filledIn(f, 0), "the third was left unanswered")
	assert.Equal(t, 3, filledIn(f, 1), "this part was not shown yet")
}

func TestObjectivesWithTheLongestWordsStayWithinLimitsAndDoNoHarm(t *testing.T) {
	t.Parallel()
	m := giant(t, 12)
	f := objectives(t)
	name := hostile + words(200)
	long := hostile + " " + words(3000)
	var items []*maturity.Item
	for _, item := range f.Items {
		worst := *item
		worst.Name, worst.Text, worst.Help, worst.Rationale, worst.Description, worst.Evidence = name, long, long, long, long, []string{long, long, long}
		items = append(items, &worst)
	}
	f.Items, f.Cycle.Scope, f.Programme.Scope = items, long, long
	own := substitution()
	own.Item, own.Name, own.Text, own.Reason = f.Items[0].ID, name, long, long
	f.Substitutions = map[string]assess.Substitution{own.Item: own}
	f = overridden(saved(t, f, "1", "0.5", assess.NotApplicable, "0", "0"))
	for id := range f.Latest.Answers {
		f.Latest.Notes[id] = long[:assess.MaxNote]
	}
	f.Override.Reason = long
	f.Before = assess.Before{Period: "2026-Q3", Answers: f.Latest.Answers}
	check := func(name string, msg blocks.Message) {
		require.NoError(t, blocks.Check(msg.Stamped()), name)
		harmless(t, name, msg.Text, false)
		harmless(t, name, mrkdwn(msg.Blocks), false)
	}
	for name, msg := range map[string]blocks.Message{
		"waiting": blocks.Card(reader, asked(f), early), "late": blocks.Card(reader, asked(f), late), "submitted": blocks.Card(reader, asked(submitted(f)), early), "missed": blocks.Card(reader, asked(ended(f)), early),
		"category": blocks.NoCategory(reader, long, m), "objective": blocks.NoObjective(reader, long, m), "question": blocks.NotByObjectives(reader, m),
		"substituted": blocks.Substituted(reader, own), "overridden": blocks.Overridden(reader, *f.Override, m.Categories()[0], aismmStatus(t)),
		"crosswalk": blocks.Crosswalk(reader, crosswalk.Crosswalk{Name: name, LevelName: name, Unmapped: []string{long}, Editions: []crosswalk.Edition{{Framework: name, Version: name, Controls: []crosswalk.Control{{ID: long}}}}}),
	} {
		check(name, msg)
	}
	for page := range blocks.Pages(f) {
		s := blocks.NewFormState(f)
		s.Page, s.Answers, s.Notes = page, nil, nil
		v, err := blocks.Form(reader, f, s, blocks.AlertConflict(english(dee), f))
		require.NoError(t, err)
		require.NoError(t, blocks.CheckModal(v))
		harmless(t, "form", mrkdwn(v.Blocks.BlockSet), false)
	}
	v, err := blocks.Details(reader, f, f.Items[0].ID)
	require.NoError(t, err)
	require.NoError(t, blocks.CheckModal(v))
	harmless(t, "details", mrkdwn(v.Blocks.BlockSet), false)
	worst := *f.Items[0]
	require.NoError(t, blocks.CheckModal(blocks.Substitute(reader, f.Programme, &worst, &own)))
	st := aismmStatus(t)
	st.Model, st.Cycle.Scope = m, long
	require.NoError(t, blocks.CheckModal(blocks.Override(reader, st)))
	pick := f
	pick.Model, pick.Category, pick.Quick, pick.Items = m, m.Categories()[0], true, nil
	v, err = blocks.Form(reader, pick, blocks.NewFormState(pick), blocks.Alert{})
	require.NoError(t, err)
	require.NoError(t, blocks.CheckModal(v))
	harmless(t, "quick", mrkdwn(v.Blocks.BlockSet), false)

	d := digest.Compose(aismm(t), f.Programme, digest.Found{Snapshot: profileSnapshot(t, "2026-Q4", assess.Full, someLevels(1))}, nil)
	d.Scope, d.Takeaway, d.Beside, d.ModelChange = long, wording.Literal(long), &digest.Beside{Sentence: wording.Literal(long)}, &digest.ModelChange{From: long, Period: "2026-Q3"}
	d.Deployments = []string{name, name}
	for i := range d.Levels {
		d.Levels[i].Name, d.Levels[i].Domain, d.Levels[i].Override = name+fmt.Sprint(i), name, f.Override
		for range 20 {
			d.Levels[i].Blocking = append(d.Levels[i].Blocking, digest.Objective{ID: name, Name: name})
		}
		d.Substitutions = append(d.Substitutions, own)
	}
	check("digest", blocks.Digest(reader, d, blocks.Picture{Native: true}))
	assert.LessOrEqual(t, utf8.RuneCountInString(blocks.Digest(reader, d, blocks.Picture{}).Text), blocks.MaxText)
}
