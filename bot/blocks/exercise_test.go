package blocks_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/exercise"
	"cairn/internal/target"
)

// begins is when the exercise of the tests is planned to begin: a Wednesday.
var begins = time.Date(2026, 11, 18, 10, 0, 0, 0, time.UTC)

// story is a scenario that can be a tabletop and a simulation.
func story(t *testing.T) *exercise.Scenario {
	t.Helper()
	for _, s := range exercise.Embedded() {
		if s.Name == "rag-indirect-injection" {
			return s
		}
	}
	t.Fatal("the scenario of the tests is gone")
	return nil
}

// rehearsal is a planned exercise as somebody sees it: Mara facilitates, Dee writes, Gus and Tom play, Otto observes.
func rehearsal(t *testing.T, u assess.UserID) exercise.View {
	t.Helper()
	brief := story(t).Brief()
	brief.Objectives = brief.Objectives[:2]
	plan := exercise.Plan{
		Objectives: []string{brief.Objectives[0].ID, brief.Objectives[1].ID}, Start: begins, Length: 90 * time.Minute, Facilitator: mara, Scribe: dee,
		Players:   []exercise.Seat{{User: gus, Role: brief.Roles[0].ID}, {User: tom, Role: brief.Roles[1].ID}, {User: gus, Role: brief.Roles[2].ID}},
		Observers: []assess.UserID{"U0OTTO"}, Channel: "C0EXERCISE",
	}
	return exercise.View{
		In: programme(), ID: "northwind/E2", Kind: exercise.Tabletop, Name: brief.Title, Brief: brief, Plan: plan, State: exercise.Planned, Edition: 1,
		For: u, Part: plan.PartOf(u), Manages: u == mara, Now: early,
		Replies: map[assess.UserID]exercise.Replied{
			tom: {Reply: exercise.No, Note: "On leave; *Ada* could stand in.", At: early}, dee: {Reply: exercise.Yes, At: early},
		},
	}
}

// replied is the rehearsal after somebody replied.
func replied(v exercise.View, r exercise.Reply) exercise.View {
	v.Replies = map[assess.UserID]exercise.Replied{v.For: {Reply: r, At: early}}
	return v
}

// inState is the rehearsal in another state.
func inState(v exercise.View, s exercise.State) exercise.View {
	v.State = s
	if s != exercise.Planned && s != exercise.Cancelled {
		v.StartedAt = begins.Add(5 * time.Minute)
	}
	if s == exercise.Ended || s == exercise.Reviewed || s == exercise.Cancelled {
		v.EndedAt = begins.Add(100 * time.Minute)
		v.SignBy = v.EndedAt.AddDate(0, 0, 30)
	}
	return v
}

func duties() []exercise.Duty {
	at := time.Date(2027, 3, 2, 0, 0, 0, 0, time.UTC)
	return []exercise.Duty{
		{In: programme(), Kind: exercise.Tabletop, Months: 12, DueAt: at, Status: exercise.DutyDue, Days: 41},
		{In: programme(), Kind: exercise.Simulation, Months: 24, DueAt: at, Status: exercise.DutyOverdue, Days: -1},
	}
}

func planning(t *testing.T) exercise.Planning {
	t.Helper()
	return exercise.Planning{In: programme(), Scenarios: exercise.Embedded(), Duties: duties(), Earliest: begins}
}

// filled is the form of a plan, filled in but for the page.
func filled(t *testing.T, page string) blocks.ExerciseForm {
	t.Helper()
	s := story(t)
	return blocks.ExerciseForm{Planning: planning(t), State: blocks.ExerciseState{
		Programme: "northwind", Page: page, Kind: exercise.Simulation, Scenario: s.ID, Start: begins.Unix(), Minutes: 75,
		Left: []string{s.Objectives[1].ID}, Channel: "C0EXERCISE", Facilitator: mara,
		Players: map[string][]assess.UserID{s.Roles[0].ID: {gus, tom}}, Observers: []assess.UserID{"U0OTTO"},
	}, Doubts: exercise.Doubts{Off: badTime(), Room: true, Twice: []assess.UserID{gus, tom}, Channel: &exercise.ChannelState{Joined: true, Missing: []assess.UserID{gus, tom}}}}
}

// badTime is that it is night for Gus, that Otto is away, and that the others have a free day.
func badTime() []exercise.OffHours {
	off := []exercise.OffHours{{User: gus, Zone: "America/Los_Angeles"}, {User: "U0OTTO", Zone: "Europe/London", Away: true}}
	for _, u := range []assess.UserID{mara, dee, tom, "U0ANN", "U0BEN", "U0CLEO"} {
		off = append(off, exercise.OffHours{User: u, Zone: "Europe/London"})
	}
	return off
}

// checks are those of a readiness that lacks everything.
func checks() []exercise.ReadyCheck {
	return []exercise.ReadyCheck{
		{Kind: exercise.CheckLead},
		{Kind: exercise.CheckChannel, Matters: true},
		{Kind: exercise.CheckMembers, People: []assess.UserID{gus, tom}},
		{Kind: exercise.CheckReplies, People: []assess.UserID{gus}},
		{Kind: exercise.CheckRoles, Roles: []string{"Legal and supplier management"}},
		{Kind: exercise.CheckWatched},
		{Kind: exercise.CheckPrepared, Matters: true, Items: []string{"Print the product sheet.", "Tell the help desk."}},
	}
}

func TestExerciseGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "exercise"}
	of := func(u assess.UserID) exercise.View { return rehearsal(t, u) }
	all := []exercise.View{of(mara), inState(of(mara), exercise.Running), inState(of(mara), exercise.Ended), inState(of(mara), exercise.Reviewed)}
	armed := exercise.Duty{In: programme(), Kind: exercise.Tabletop, Months: 6, DueAt: begins, Status: exercise.DutyArmed, Planned: &all[0], Last: &all[3]}
	g.message(t, "overview", blocks.Exercises(english(mara), exercise.Overview{In: programme(), Exercises: all, Duties: append(duties(), armed), MayPlan: true, Now: early}))
	g.message(t, "overview of none", blocks.Exercises(english(mara), exercise.Overview{In: programme(), MayPlan: true, Now: early}))
	g.message(t, "overview for somebody who may not plan", blocks.Exercises(english(gus), exercise.Overview{In: programme(), Now: early}))
	g.modal(t, "overview as a view", blocks.ExercisesView(english(gus), exercise.Overview{In: programme(), Exercises: all[:1], Now: early}), nil)
	g.message(t, "to a manager", blocks.Exercise(english(mara), of(mara)))
	soon := of(mara)
	soon.Now = begins.Add(-time.Hour)
	g.message(t, "to its facilitator an hour before", blocks.Exercise(english(mara), soon))
	g.message(t, "to a player", blocks.Exercise(english(gus), of(gus)))
	g.modal(t, "to somebody without a part", blocks.ExerciseView(english("U0ADA"), of("U0ADA")), nil)
	cancelled := inState(of(gus), exercise.Cancelled)
	cancelled.Why = "The *auditors* come that day."
	g.message(t, "cancelled", blocks.Exercise(english(gus), cancelled))
	reviewed := inState(of(gus), exercise.Reviewed)
	reviewed.Link, reviewed.Why = "https://northwind.slack.com/archives/C0EXERCISE/p1", "Fire alarm."
	g.message(t, "reviewed", blocks.Exercise(english(gus), reviewed))
	g.message(t, "no such exercise", blocks.NoExercise(english(gus), "E9", programme()))
	g.compare(t)
}

func TestExercisePlanGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "exercise-plan"}
	first := blocks.ExerciseForm{Planning: planning(t), State: blocks.ExerciseState{Programme: "northwind", Page: blocks.ExerciseWhat, Kind: exercise.Tabletop}}
	g.modal(t, "what", blocks.PlanExercise(english(mara), first), nil)
	for _, page := range []string{blocks.ExerciseWhat, blocks.ExerciseWhen, blocks.ExerciseWho, blocks.ExerciseReview} {
		g.modal(t, page+", filled in", blocks.PlanExercise(zoned(t, mara, "en-GB", "Europe/Berlin"), filled(t, page)), nil)
	}
	g.modal(t, "planned", blocks.ExercisePlanned(english(mara), rehearsal(t, mara)), nil)
	v := rehearsal(t, mara)
	c := exercise.Changing{View: v, Goals: story(t).Brief().Objectives}
	g.modal(t, "another plan", blocks.ReplanExercise(english(mara), c, blocks.ExerciseRef{}, v.Plan, "", blocks.Alert{}), nil)
	g.modal(t, "another plan again", blocks.ReplanExercise(english(mara), c, blocks.ExerciseRef{}, v.Plan, "The room is taken.", blocks.AlertExerciseChanged(english(mara))), nil)
	g.modal(t, "planned anew", blocks.ExerciseReplanned(english(mara), v, exercise.Doubts{}), nil)
	g.modal(t, "planned anew at a bad time", blocks.ExerciseReplanned(english(mara), v, exercise.Doubts{Off: badTime(), Room: true, Twice: []assess.UserID{gus}}), nil)
	g.modal(t, "cancel", blocks.CancelExercise(english(mara), v, blocks.ExerciseRef{}), nil)
	g.modal(t, "cancelled", blocks.ExerciseCancelled(english(mara), v), nil)
	g.modal(t, "decline", blocks.DeclineExercise(english(gus), rehearsal(t, gus), blocks.ExerciseRef{}), nil)
	g.modal(t, "declined", blocks.ExerciseDeclined(english(gus), rehearsal(t, gus)), nil)
	g.modal(t, "decline as facilitator", blocks.DeclineExercise(english(mara), rehearsal(t, mara), blocks.ExerciseRef{}), nil)
	g.modal(t, "declined as facilitator", blocks.ExerciseDeclined(english(mara), rehearsal(t, mara)), nil)
	g.message(t, "takes part", blocks.ExerciseReplied(english(gus), rehearsal(t, gus), exercise.Yes))
	g.message(t, "said maybe", blocks.ExerciseReplied(english(gus), rehearsal(t, gus), exercise.Maybe))
	g.compare(t)
}

func TestInvitationGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "exercise-invite"}
	of := func(u assess.UserID) exercise.View { return rehearsal(t, u) }
	for name, u := range map[string]assess.UserID{"facilitator": mara, "scribe": dee, "player": gus, "observer": "U0OTTO"} {
		g.message(t, "to the "+name, blocks.Invitation(english(u), of(u)))
	}
	slices.SortFunc(g.got.Files, func(a, b txtar.File) int { return strings.Compare(a.Name, b.Name) })
	first := of(gus)
	first.First = true
	g.message(t, "the first message to somebody", blocks.Invitation(english(gus), first))
	g.message(t, "who takes part", blocks.Invitation(english(gus), replied(of(gus), exercise.Yes)))
	g.message(t, "who said maybe", blocks.Invitation(english(gus), replied(of(gus), exercise.Maybe)))
	cancelled := inState(of(gus), exercise.Cancelled)
	cancelled.Why = "The auditors come that day."
	g.message(t, "cancelled", blocks.Invitation(english(gus), cancelled))
	g.message(t, "cancelled, in the thread", blocks.ExerciseOff(english(gus), cancelled))
	g.message(t, "not needed any more", blocks.Invitation(english("U0ADA"), of("U0ADA")))
	g.message(t, "being played", blocks.Invitation(english(gus), inState(of(gus), exercise.Running)))
	g.message(t, "over", blocks.Invitation(english(gus), inState(of(gus), exercise.Ended)))
	before := of(gus).Plan
	before.Start, before.Length, before.Channel, before.Players = begins.AddDate(0, 0, -2), time.Hour, "C0OTHER", before.Players[:2]
	g.message(t, "another date", blocks.NewDate(english(gus), of(gus), before, "The room is taken."))
	same := of(gus).Plan
	same.Observers = nil
	g.message(t, "nothing changes for the reader", blocks.NewDate(english(gus), replied(of(gus), exercise.Yes), same, ""))
	g.message(t, "not needed any more, in the thread", blocks.NewDate(english("U0ADA"), of("U0ADA"), before, ""))
	g.message(t, "asked again", blocks.ReplyAsked(english(gus), of(gus)))
	g.message(t, "asked again after maybe", blocks.ReplyAsked(english(gus), replied(of(gus), exercise.Maybe)))
	g.message(t, "tomorrow", blocks.Tomorrow(english(gus), replied(of(gus), exercise.Yes)))
	unled := of(mara)
	unled.Replies = map[assess.UserID]exercise.Replied{unled.Plan.Facilitator: {Reply: exercise.No, Note: "I am on leave."}}
	g.message(t, "nobody leads it", blocks.Unled(english("U0BOSS"), unled))
	left := of(mara)
	left.Gone = []assess.UserID{left.Plan.Facilitator}
	g.message(t, "its facilitator is gone", blocks.Unled(english("U0BOSS"), left))
	left.Part, left.Manages = exercise.NoPart, true
	g.message(t, "its facilitator is gone while it is played", blocks.Unled(english("U0BOSS"), inState(left, exercise.Running)))
	g.message(t, "its facilitator is gone before it is signed", blocks.Unled(english("U0BOSS"), inState(left, exercise.Ended)))
	g.message(t, "its facilitator is gone and it is signed", blocks.Unled(english("U0BOSS"), inState(left, exercise.Reviewed)))
	left.Part = exercise.AsFacilitator
	g.message(t, "tomorrow, and somebody is gone", blocks.Tomorrow(english(gus), left))
	g.message(t, "somebody leads it again", blocks.Unled(english("U0BOSS"), of(mara)))
	g.message(t, "ready for nothing", blocks.Ready(english(mara), exercise.Control{View: of(mara), Readiness: exercise.Readiness{Checks: checks()}}))
	fine := checks()
	for i := range fine {
		fine[i] = exercise.ReadyCheck{Kind: fine[i].Kind, OK: true, Matters: true}
	}
	g.message(t, "ready", blocks.Ready(english(mara), exercise.Control{View: of(mara), Readiness: exercise.Readiness{Checks: fine, Ready: true}}))
	open := append(slices.Clone(fine), exercise.ReadyCheck{Kind: exercise.CheckRoles, Roles: []string{"Legal and supplier management"}})
	g.message(t, "ready for what matters", blocks.Ready(english(mara), exercise.Control{View: of(mara), Readiness: exercise.Readiness{Checks: open, Ready: true}}))
	for _, d := range duties() {
		g.message(t, "a duty that is "+string(d.Status), blocks.DutyNotice(english(mara), d))
	}
	late, stuck := inState(of(gus), exercise.Ended), inState(of(gus), exercise.Reviewed)
	late.Now = late.SignBy.AddDate(0, 0, 3)
	stuck.Refused = &exercise.Refusal{Reason: "The channel is archived.", At: begins}
	german := zoned(t, gus, "de-DE", "Europe/Berlin")
	g.message(t, "in German", blocks.Invitation(german, of(gus)))
	g.home(t, "home", blocks.Home(english(gus), assess.Home{Who: assess.Person{ID: gus}, At: early}, target.Mine{},
		blocks.Rehearsals{Mine: []exercise.View{of(gus), inState(of(gus), exercise.Running)}, Duties: duties(), Late: []exercise.View{late, stuck}}, nil))
	g.compare(t)
}

func TestWhatIsSaidOfAnExerciseIsMarkedAndTellsThePlotToNobodyWhoPlays(t *testing.T) {
	t.Parallel()
	secrets := append(story(t).FacilitatorTexts(), story(t).Title)
	of := func(u assess.UserID) exercise.View { return rehearsal(t, u) }
	for _, u := range []assess.UserID{gus, dee} {
		r := english(u)
		for _, msg := range []blocks.Message{
			blocks.Invitation(r, of(u)), blocks.ReplyAsked(r, of(u)), blocks.Tomorrow(r, of(u)), blocks.NewDate(r, of(u), of(u).Plan, ""),
			blocks.ExerciseOff(r, of(u)), blocks.Exercise(r, of(u)), blocks.ExerciseReplied(r, of(u), exercise.Yes),
		} {
			assert.True(t, strings.HasPrefix(msg.Text, "EXERCISE · "), msg.Text)
			shown := string(asYAML(t, msg.Blocks)) + msg.Text
			for _, secret := range secrets {
				assert.NotContains(t, shown, secret)
			}
		}
	}
}

func TestTheFormOfAPlanRemembersWhatWasEntered(t *testing.T) {
	t.Parallel()
	s := filled(t, blocks.ExerciseWho).State
	raw, fits := s.Encode()
	require.True(t, fits)
	got, err := blocks.DecodeExerciseState(raw)
	require.NoError(t, err)
	assert.Equal(t, s, got)

	d := got.Draft(story(t))
	assert.Equal(t, begins, d.Start)
	assert.Equal(t, 75*time.Minute, d.Length)
	assert.NotContains(t, d.Objectives, story(t).Objectives[1].ID, "one was left out")
	assert.Len(t, d.Objectives, len(story(t).Objectives)-1)
	assert.Equal(t, []exercise.Seat{{User: gus, Role: "incident-lead"}, {User: tom, Role: "incident-lead"}}, d.Players)

	other := got.Choose("another@1.0")
	assert.Empty(t, other.Left, "the objectives are those of another scenario")
	assert.Zero(t, other.Minutes)
	assert.Equal(t, got.Players, other.Players, "people with the same roles stay")
	fresh := blocks.ExerciseState{Kind: exercise.Tabletop}.Draft(story(t))
	assert.Equal(t, story(t).Length(), fresh.Length)
	assert.Len(t, fresh.Objectives, len(story(t).Objectives), "all are ticked at first")
}

func TestMorePeopleThanAFormCanCarryAreRefusedInWords(t *testing.T) {
	t.Parallel()
	f := filled(t, blocks.ExerciseReview)
	for range 300 {
		f.State.Observers = append(f.State.Observers, "U0123456789")
	}
	_, fits := f.State.Encode()
	require.False(t, fits)
	view := blocks.PlanExercise(english(mara), f)
	require.NoError(t, blocks.CheckModal(view))
	assert.Nil(t, view.Submit, "there is no way on")
}

func TestEveryFieldOfAPlanIsOnAPage(t *testing.T) {
	t.Parallel()
	shown := map[string]string{}
	for _, page := range []string{blocks.ExerciseWhat, blocks.ExerciseWhen, blocks.ExerciseWho} {
		for _, b := range blocks.PlanExercise(english(mara), filled(t, page)).Blocks.BlockSet {
			shown[b.ID()] = page
		}
	}
	for _, field := range []string{
		exercise.FieldKind, exercise.FieldScenario, exercise.FieldStart, exercise.FieldLength, exercise.FieldObjectives, exercise.FieldChannel,
		exercise.FieldFacilitator, exercise.FieldScribe, exercise.FieldObservers, blocks.RoleField("incident-lead"),
	} {
		assert.Equal(t, shown[field], blocks.ExercisePageOf(field), field)
	}
}

func TestAnExerciseOfEveryScenarioFitsIntoSlack(t *testing.T) {
	t.Parallel()
	for _, s := range exercise.Embedded() {
		for _, kind := range []exercise.Kind{exercise.Tabletop, exercise.Simulation} {
			for _, page := range []string{blocks.ExerciseWhat, blocks.ExerciseWhen, blocks.ExerciseWho, blocks.ExerciseReview} {
				f := filled(t, page)
				f.State.Scenario, f.State.Kind, f.State.Left = s.ID, kind, nil
				for _, locale := range []string{"en-GB", "de-DE"} {
					require.NoError(t, blocks.CheckModal(blocks.PlanExercise(zoned(t, mara, locale, "Europe/Berlin"), f)), "%s %s", s.ID, page)
				}
			}
		}
	}
}
