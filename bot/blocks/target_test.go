package blocks_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/maturity"
	"cairn/internal/target"
	"cairn/internal/wording"
)

// aimed is a target for governance with Gus, half-way and at risk.
func aimed(t *testing.T) target.View {
	t.Helper()
	m := lawlor(t)
	c, _ := m.Category("governance")
	mean, wanted := maturity.NewRat(9, 5), maturity.NewRat(13, 5)
	slip := target.Slip{At: early, By: assess.BySlack(mara), From: day(2027, 3, 31), To: day(2027, 6, 30), Why: "The register moved to another team."}
	return target.View{
		Target: target.Target{
			ID: "northwind/T3", Programme: "northwind", Model: m.ID,
			Terms: target.Terms{
				Category: "governance", Level: 4, Due: day(2027, 6, 30), Owner: gus,
				Measure: "The category scores 2.6 or more in the next assessment.", Reason: "Two customers ask for it in their contracts.",
			},
			Base: target.Base{Level: 2, Share: 0.3}, SetAt: opened, SetBy: assess.BySlack(mara), State: target.AtRisk, Since: early, Version: 2,
		},
		In: programme(), Of: m, CategoryOf: c, Person: assess.Person{ID: gus}, DueAt: time.Date(2027, 6, 30, 16, 30, 0, 0, time.UTC), Started: opened,
		Progress: target.Progress{Level: 2, Share: 0.69, Mean: &mean, Wanted: &wanted, Left: []string{"G2", "G5"}, AsOf: closed},
		Computed: target.AtRisk,
		Signs: []target.Sign{
			{State: target.AtRisk, Says: wording.New("The last check-in expects it %d days after it is due.", 16)},
			{State: target.AtRisk, Says: wording.New("The confidence of the last check-in is low.")},
		},
		Slips: []target.Slip{slip},
		CheckIns: []target.CheckIn{
			{At: early, By: gus, Expected: day(2027, 6, 15), Confidence: assess.ConfidenceMedium},
			{At: late, By: gus, Expected: day(2027, 7, 16), Confidence: assess.ConfidenceLow, Note: "The vendor has not delivered."},
		},
		Actions: []target.Action{overdueWork(t).Action},
	}
}

// may gives a view to somebody who may do all of it.
func may(v target.View) target.View {
	v.MayChange, v.MayCheckIn, v.MayJudge = true, true, true
	return v
}

// doubted is a target with warnings, one of them accepted.
func doubted(t *testing.T) target.View {
	t.Helper()
	v := aimed(t)
	v.ID = "northwind/T4"
	v.Warnings = []target.Warning{
		{Code: target.TooSteep},
		{Code: target.TopEverywhere, Accepted: "The board asked for it.", By: mara, At: early},
		{Code: target.DependencyMissing, On: "technical-controls", OnLevel: 3, Note: "Controls come before what watches them."},
	}
	return v
}

// silent is a target whose owner has not answered for long.
func silent(v target.View, over bool) target.View {
	v.Silence = target.Silence{Since: early, Asked: 10, Seldom: true, Over: over}
	return v
}

// overdueWork is an action of Gus that is overdue.
func overdueWork(t *testing.T) target.ActionView {
	t.Helper()
	v := target.ActionView{
		Action: target.Action{
			ID: "northwind/A12", Programme: "northwind", Kind: target.FromRoadmap, Target: "northwind/T3", Category: "governance", Items: []string{"G2"},
			Work:   target.Work{Title: "Name an owner for each AI system", Owner: gus, Due: day(2026, 11, 2)},
			Status: target.Doing, SetAt: opened, SetBy: assess.BySlack(mara), Version: 1,
		},
		In: programme(), Of: lawlor(t), Person: assess.Person{ID: gus}, DueAt: time.Date(2026, 11, 2, 17, 30, 0, 0, time.UTC),
		Overdue: true, MayFinish: true,
	}
	return v
}

// reopenedWork is the corrective action of an exercise whose finding was seen again.
func reopenedWork(t *testing.T) target.ActionView {
	t.Helper()
	v := overdueWork(t)
	v.Kind, v.Source, v.Element, v.Overdue, v.MayChange = target.Corrective, "exercise/northwind/E2/F1", "planning", false, true
	v.History = []target.Event{
		{Kind: target.WasSet, At: opened, By: assess.BySlack(mara)},
		{Kind: target.WasReopened, At: opened, By: assess.BySlack(mara), Note: "Seen again in E3: nobody knew <who> may switch it off."},
	}
	return v
}

// understood is what a sentence says; refused is one that lacks nearly all.
func understood(t *testing.T) target.Verdict {
	t.Helper()
	v := aimed(t)
	v.Reason = ""
	return target.Verdict{
		Terms: v.Terms, Text: "Reach Level 4 in Governance by 30 June 2027", Programme: "northwind", Category: v.CategoryOf,
		Criteria: []target.Criterion{
			{Letter: "S", OK: true, Says: wording.New("%s is to reach Level %d.", "Governance", 4)},
			{Letter: "M", OK: true, Says: wording.New("The next assessment decides.")},
			{Letter: "A", OK: true, Says: wording.New("It is at Level %d now.", 2)},
			{Letter: "R", OK: true, Says: wording.New("The form asks why.")},
			{Letter: "T", OK: true, Says: wording.New("It is due in %d months.", 9)},
		},
	}
}

func refused(t *testing.T) target.Verdict {
	t.Helper()
	v := understood(t)
	v.Terms, v.Category, v.Text = target.Terms{}, nil, "improve AI monitoring"
	v.Candidates = lawlor(t).Categories()[2:4]
	for i := range v.Criteria {
		v.Criteria[i].OK = v.Criteria[i].Letter == "A" || v.Criteria[i].Letter == "R"
	}
	v.Criteria[0].Says = wording.New("Which category is meant, and which level?")
	v.Criteria[4].Says = wording.New("By when?")
	return v
}

// reviewed is the form once a check has found warnings.
func reviewed(t *testing.T, accepts bool) blocks.TargetForm {
	t.Helper()
	v := understood(t)
	v.Warnings, v.MayAccept = doubted(t).Warnings[:1], accepts
	return blocks.TargetForm{
		State: blocks.TargetState{Programme: "northwind", Shown: blocks.WarningsOf(v)}, Programme: programme(), Model: lawlor(t), Terms: aimed(t).Terms, Verdict: &v,
	}
}

func formOfTarget(t *testing.T, v *target.Verdict) blocks.TargetForm {
	t.Helper()
	f := blocks.TargetForm{State: blocks.TargetState{Programme: "northwind"}, Programme: programme(), Model: lawlor(t), Verdict: v}
	if v != nil {
		f.Terms = v.Terms
	}
	return f
}

func changing(t *testing.T) blocks.TargetForm {
	t.Helper()
	v := may(aimed(t))
	return blocks.TargetForm{
		State: blocks.TargetState{Programme: "northwind", ID: v.ID, Edition: 2}, Programme: programme(), Model: lawlor(t), Terms: v.Terms, Of: &v,
	}
}

// followed is a message to Gus of parts.
func followed(parts ...target.FollowUpPart) target.FollowUp {
	return target.FollowUp{ID: "U0GUS:2027-02-12", To: assess.Person{ID: gus}, At: late, Parts: parts}
}

func ofTarget(v target.View, ask target.Ask, step string) target.FollowUpPart {
	return target.FollowUpPart{Subject: v.ID.Subject(), Ask: ask, Step: step, Target: &v}
}

func ofAction(v target.ActionView, ask target.Ask, step string) target.FollowUpPart {
	return target.FollowUpPart{Subject: v.ID.Subject(), Ask: ask, Step: step, Action: &v}
}

// answeredPart is a part after an event.
func answeredPart(p target.FollowUpPart, e target.Event) target.FollowUpPart {
	e.At, e.By = late, assess.BySlack(gus)
	p.Settled, p.Answer = true, &e
	return p
}

func TestTargetGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "target"}
	boss := english(mara)
	bare := aimed(t)
	bare.Signs, bare.Slips, bare.CheckIns, bare.Actions, bare.Progress, bare.State, bare.Computed = nil, nil, nil, nil, target.Progress{}, target.OnTrack, target.OnTrack
	set := may(aimed(t))
	set.Override = &target.Override{State: target.OnTrack, Reason: "The vendor delivers on Monday.", By: assess.BySlack(mara), At: late}
	asked := may(aimed(t))
	asked.Asked = &target.Event{At: early, Person: gus, Kind: target.WasFollowedUp}
	missed := may(aimed(t))
	missed.State, missed.Computed = target.Missed, target.Missed
	over := aimed(t)
	over.State, over.Computed, over.EndedAt = target.Reached, target.Reached, late
	up := aimed(t)
	up.State, up.Computed, up.EndedAt, up.EndedBy, up.Why = target.Closed, target.Closed, late, assess.BySlack(mara), "The business unit is sold."

	g.message(t, "one at risk", blocks.Target(reader, may(aimed(t))))
	g.message(t, "one of somebody else", blocks.Target(english(tom), bare))
	g.message(t, "one with a state that was set", blocks.Target(boss, set))
	g.message(t, "one with warnings", blocks.Target(boss, may(doubted(t))))
	g.message(t, "one that waits for a check-in", blocks.Target(reader, asked))
	g.message(t, "one that is missed", blocks.Target(reader, missed))
	g.message(t, "one that is reached", blocks.Target(reader, over))
	g.message(t, "one that was given up", blocks.Target(reader, up))
	g.modal(t, "as a view", blocks.TargetView(reader, may(aimed(t))), nil)
	g.message(t, "none", blocks.TargetList(boss, programme(), nil))
	g.message(t, "none for somebody who may set none", blocks.TargetList(english(tom), programme(), nil))
	g.message(t, "list", blocks.TargetList(boss, programme(), []target.View{aimed(t), bare, over}))
	g.message(t, "list of an owner", blocks.TargetList(reader, programme(), []target.View{aimed(t), missed}))
	g.modal(t, "list as a view", blocks.TargetListView(reader, programme(), []target.View{aimed(t)}), nil)
	g.message(t, "mine of several programmes", blocks.MyTargets(reader, []target.View{aimed(t)}, twice(programme())))
	g.message(t, "none of mine", blocks.MyTargets(reader, nil, twice(programme())))
	g.message(t, "no such target", blocks.NoTarget(reader, "T99", programme()))
	g.compare(t)
}

func TestTargetFormGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "target-form"}
	boss := english(mara)
	whole, part := understood(t), refused(t)
	g.modal(t, "empty", blocks.SetTarget(boss, formOfTarget(t, nil)), nil)
	g.modal(t, "of an owner", blocks.SetTarget(reader, formOfTarget(t, nil)), nil)
	g.modal(t, "from a sentence", blocks.SetTarget(boss, formOfTarget(t, &whole)), nil)
	g.modal(t, "from a part of one", blocks.SetTarget(boss, formOfTarget(t, &part)), nil)
	g.modal(t, "with a warning", blocks.SetTarget(boss, reviewed(t, true)), nil)
	g.modal(t, "with a warning that others accept", blocks.SetTarget(reader, reviewed(t, false)), nil)
	g.modal(t, "of a change", blocks.SetTarget(boss, changing(t)), nil)
	overtaken := changing(t)
	overtaken.Alert = blocks.AlertTargetChanged(boss)
	g.modal(t, "of a change that somebody was faster with", blocks.SetTarget(boss, overtaken), nil)
	g.modal(t, "of the day only", blocks.SetTarget(english(dee), changing(t)), nil)
	g.message(t, "not a target yet", blocks.NotSmart(boss, programme(), refused(t)))
	g.message(t, "by somebody who may set none", blocks.NoTargets(english(tom), programme()))
	g.modal(t, "set", blocks.TargetDone(boss, doubted(t), false), nil)
	g.modal(t, "changed by the owner", blocks.TargetDone(reader, aimed(t), true), nil)
	g.modal(t, "check in", blocks.CheckIn(reader, aimed(t), blocks.TargetRef{}), nil)
	g.modal(t, "checked in", blocks.CheckedIn(reader, may(aimed(t))), nil)
	g.modal(t, "give up", blocks.CloseTarget(boss, aimed(t), blocks.TargetRef{Over: true}), nil)
	g.modal(t, "given up", blocks.TargetClosed(boss, aimed(t)), nil)
	g.modal(t, "set state", blocks.SetState(boss, aimed(t), blocks.TargetRef{}), nil)
	set := aimed(t)
	set.Override = &target.Override{State: target.OnTrack, Reason: "The vendor delivers on Monday.", By: assess.BySlack(mara), At: late}
	g.modal(t, "set state again", blocks.SetState(boss, set, blocks.TargetRef{}), nil)
	g.modal(t, "state set", blocks.StateSet(boss, set), nil)
	g.modal(t, "accept", blocks.AcceptWarnings(boss, doubted(t), blocks.TargetRef{}), nil)
	g.modal(t, "accepted", blocks.WarningsAccepted(boss, doubted(t)), nil)
	g.compare(t)
}

func TestFollowUpGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "followup"}
	own, boss := may(aimed(t)), english(mara)
	for _, step := range []string{"start", "half", "quarter#1", "two-weeks", "due"} {
		g.message(t, "check in: "+step, blocks.FollowUp(reader, followed(ofTarget(own, target.AskCheckIn, step))))
	}
	first := followed(ofTarget(own, target.AskCheckIn, "start"))
	first.First = true
	g.message(t, "the first message to somebody", blocks.FollowUp(reader, first))
	g.message(t, "reminder", blocks.FollowUp(reader, followed(ofTarget(own, target.AskRemind, "remind1 half"))))
	g.message(t, "renew", blocks.FollowUp(reader, followed(ofTarget(own, target.AskRenew, "missed"))))
	g.message(t, "renew for who may not", blocks.FollowUp(reader, followed(ofTarget(func() target.View { v := aimed(t); v.MayCheckIn = true; return v }(), target.AskRenew, "missed"))))
	g.message(t, "silent", blocks.FollowUp(boss, followed(ofTarget(own, target.TellSilent, "silent half"))))
	g.message(t, "silent for long", blocks.FollowUp(boss, followed(ofTarget(silent(own, false), target.TellSilent, "silent half"))))
	g.message(t, "missed", blocks.FollowUp(boss, followed(ofTarget(own, target.TellMissed, "missed"))))
	g.message(t, "off track", blocks.FollowUp(boss, followed(ofTarget(own, target.TellRisk, "risk 2027"))))
	g.message(t, "owner gone", blocks.FollowUp(boss, followed(ofTarget(own, target.TellGone, "gone U0GUS"))))
	g.message(t, "action assigned", blocks.FollowUp(reader, followed(ofAction(overdueWork(t), target.AskAction, "assigned"))))
	g.message(t, "action of an exercise, opened again", blocks.FollowUp(reader, followed(ofAction(reopenedWork(t), target.AskAction, "assigned#2"))))
	g.message(t, "action overdue", blocks.FollowUp(reader, followed(ofAction(overdueWork(t), target.AskOverdue, "overdue1"))))
	g.message(t, "action overdue, told", blocks.FollowUp(boss, followed(ofAction(overdueWork(t), target.TellOverdue, "late"))))
	checkedIn := answeredPart(ofTarget(own, target.AskCheckIn, "half"), target.Event{
		Kind: target.WasCheckedIn, Expected: day(2027, 6, 15), Confidence: assess.ConfidenceHigh,
	})
	g.message(t, "answered", blocks.FollowUp(reader, followed(checkedIn)))
	g.message(t, "several", blocks.FollowUp(reader, followed(
		ofTarget(own, target.AskRenew, "missed"), checkedIn, ofAction(overdueWork(t), target.AskOverdue, "overdue1"), ofTarget(own, target.TellRisk, "risk"),
	)))
	g.message(t, "several answered", blocks.FollowUp(reader, followed(
		answeredPart(ofTarget(own, target.AskRenew, "missed"), target.Event{Kind: target.WasChanged, Is: &own.Terms}),
		answeredPart(ofTarget(own, target.AskRenew, "missed"), target.Event{Kind: target.WasClosed}),
		answeredPart(ofTarget(own, target.AskCheckIn, "due"), target.Event{Kind: target.WasReached}),
		answeredPart(ofAction(overdueWork(t), target.AskAction, "due"), target.Event{Kind: target.WasDone}),
		answeredPart(ofAction(overdueWork(t), target.AskAction, "due"), target.Event{Kind: target.WasBegun}),
	)))
	g.message(t, "nothing left", blocks.FollowUp(reader, followed()))
	g.home(t, "home of an owner", blocks.Home(reader, assess.Home{Who: assess.Person{ID: gus}, At: late}, target.Mine{
		Targets: []target.View{own, func() target.View { v := own; v.Asked = &target.Event{Person: gus, At: early}; return v }()}, Actions: []target.ActionView{overdueWork(t)},
	}, blocks.Rehearsals{}, nil))
	g.home(t, "home of a manager", blocks.Home(boss, assess.Home{Who: assess.Person{ID: mara}, At: late, Runs: []assess.Status{status(t)}}, target.Mine{
		Watched: []target.View{own, func() target.View { v := may(doubted(t)); v.Signs = nil; return v }(), silent(own, true)}, Late: []target.ActionView{overdueWork(t)},
	}, blocks.Rehearsals{}, nil))
	german := zoned(t, gus, "de-DE", "Europe/Berlin")
	g.message(t, "in German", blocks.FollowUp(german, followed(ofTarget(own, target.AskCheckIn, "half"))))
	g.message(t, "target in German", blocks.Target(german, may(doubted(t))))
	ruled := may(aimed(t))
	ruled.Measure = ""
	g.message(t, "target by the model's rule in German", blocks.Target(german, ruled))
	g.modal(t, "form in German", blocks.SetTarget(german, reviewed(t, true)), nil)
	g.modal(t, "check in in German", blocks.CheckIn(german, aimed(t), blocks.TargetRef{}), nil)
	g.compare(t)
}

func TestAMessageOfManyTargetsStaysWithinSlacksLimits(t *testing.T) {
	t.Parallel()
	v := may(aimed(t))
	v.Measure, v.Reason = strings.Repeat("wörd ", 90), strings.Repeat("wörd ", 90)
	var parts []target.FollowUpPart
	var all []target.View
	for i := range 200 {
		v.ID = target.ID(fmt.Sprint("northwind/T", i))
		parts, all = append(parts, ofTarget(v, target.TellRisk, "risk")), append(all, v)
	}
	m := blocks.FollowUp(reader, followed(parts...))
	require.NoError(t, blocks.Check(m))
	assert.Contains(t, fmt.Sprint(texts(m.Blocks)), "180 more")
	require.NoError(t, blocks.Check(blocks.TargetList(reader, programme(), all)))
	require.NoError(t, blocks.CheckModal(blocks.TargetListView(reader, programme(), all)))
	require.NoError(t, blocks.Check(blocks.MyTargets(reader, all, twice(programme()))))
	v.Slips = make([]target.Slip, 90)
	v.CheckIns = make([]target.CheckIn, 90)
	v.Actions = make([]target.Action, 90)
	v.Warnings = make([]target.Warning, 90)
	for i := range v.Slips {
		v.Slips[i].Why, v.CheckIns[i].Note, v.Actions[i].Title, v.Warnings[i] = v.Reason, v.Reason, v.Reason, target.Warning{Code: target.DependencyMissing, On: "governance", OnLevel: 3, Note: v.Reason}
	}
	require.NoError(t, blocks.Check(blocks.Target(reader, v)))
	require.NoError(t, blocks.CheckModal(blocks.TargetView(reader, v)))
	require.NoError(t, blocks.CheckModal(blocks.AcceptWarnings(reader, v, blocks.TargetRef{})))
}

// texts lists the words of sections and notes.
func texts(all []slack.Block) []string {
	var words []string
	for _, b := range all {
		switch b := b.(type) {
		case *slack.SectionBlock:
			words = append(words, b.Text.Text)
		case *slack.ContextBlock:
			for _, e := range b.ContextElements.Elements {
				words = append(words, e.(*slack.TextBlockObject).Text)
			}
		}
	}
	return words
}

func TestAnOwnerIsOfferedTheirOwnCategoriesOnly(t *testing.T) {
	t.Parallel()
	offered := func(r blocks.Reader) []string {
		var ids []string
		for _, b := range blocks.SetTarget(r, formOfTarget(t, nil)).Blocks.BlockSet {
			if in, ok := b.(*slack.InputBlock); ok && in.BlockID == blocks.BlockCategory {
				for _, o := range in.Element.(*slack.SelectBlockElement).Options {
					ids = append(ids, o.Value)
				}
			}
		}
		return ids
	}
	assert.Equal(t, []string{"governance"}, offered(reader))
	assert.Len(t, offered(english(mara)), 5, "a manager is offered all")
	assert.True(t, blocks.MaySetTarget(programme(), gus, ""))
	assert.False(t, blocks.MaySetTarget(programme(), dee, ""), "a deputy sets none")
}

func TestWarningsThatWereShownAreKnownAgain(t *testing.T) {
	t.Parallel()
	v := understood(t)
	assert.Empty(t, blocks.WarningsOf(v), "none")
	v.Warnings = []target.Warning{{Code: target.TooSteep}}
	shown := blocks.WarningsOf(v)
	assert.Equal(t, shown, blocks.WarningsOf(v))
	for name, change := range map[string]func(*target.Verdict){
		"another warning":  func(v *target.Verdict) { v.Warnings = []target.Warning{{Code: target.TopEverywhere}} },
		"one more":         func(v *target.Verdict) { v.Warnings = append(v.Warnings, target.Warning{Code: target.TopEverywhere}) },
		"another level":    func(v *target.Verdict) { v.Level = 5 },
		"another day":      func(v *target.Verdict) { v.Due = day(2027, 7, 1) },
		"another category": func(v *target.Verdict) { v.Terms.Category = "incident-response" },
	} {
		other := v
		change(&other)
		assert.NotEqual(t, shown, blocks.WarningsOf(other), name)
	}
}

func TestASentenceSurvivesItsButton(t *testing.T) {
	t.Parallel()
	p, text := blocks.ParseSentenceValue(blocks.SentenceValue("northwind", " Reach  Level 4 | soon "))
	assert.Equal(t, assess.ProgrammeID("northwind"), p)
	assert.Equal(t, "Reach Level 4 | soon", text)
	p, text = blocks.ParseSentenceValue("northwind")
	assert.Equal(t, assess.ProgrammeID("northwind"), p)
	assert.Empty(t, text)
	assert.LessOrEqual(t, len([]rune(blocks.SentenceValue("northwind", strings.Repeat("wörd ", 1000)))), blocks.MaxButtonValue)
}

func TestTheStateOfATargetsFormSurvives(t *testing.T) {
	t.Parallel()
	s := blocks.TargetState{Programme: "northwind", ID: "northwind/T3", Edition: 7, Shown: "abc", TargetRef: blocks.TargetRef{Over: true, Hook: "https://hooks.slack.example/actions/1"}}
	got, err := blocks.DecodeTargetState(s.Encode())
	require.NoError(t, err)
	assert.Equal(t, s, got)
	for _, bad := range []string{"", "{}", "x"} {
		_, err := blocks.DecodeTargetState(bad)
		require.Error(t, err, bad)
	}
}

func TestEveryStateIsSaidInWords(t *testing.T) {
	t.Parallel()
	seen := make(map[string]bool)
	for _, s := range []target.State{target.OnTrack, target.AtRisk, target.OffTrack, target.Changed, target.Missed, target.Reached, target.Closed} {
		v := aimed(t)
		v.State, v.Computed = s, s
		text := blocks.Target(reader, v).Text
		said := strings.SplitN(text, ",", 2)[0]
		assert.False(t, seen[said], "%q is said of two states", said)
		seen[said] = true
		for _, r := range "●▲■◆✕✓○" {
			assert.NotContains(t, text, string(r), "the sign is for the eye; a screen reader reads words")
		}
	}
}

func TestTheDayOnWhichAWarningWasAcceptedIsTheReaders(t *testing.T) {
	t.Parallel()
	auckland, err := time.LoadLocation("Pacific/Auckland")
	require.NoError(t, err)
	v := doubted(t)
	v.Warnings[1].At = time.Date(2027, 1, 31, 20, 0, 0, 0, time.UTC)
	shown, err := json.Marshal(blocks.Target(blocks.NewReader(mara, "en-GB", auckland), v))
	require.NoError(t, err)
	assert.Contains(t, string(shown), ", 1 Feb 2027: The board")
}
