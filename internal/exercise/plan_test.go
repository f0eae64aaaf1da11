package exercise_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/exercise"
)

func TestAPlanThatCannotBeHeldIsRefusedWhereItIsWrong(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	b.saw("U0GUEST", "", assess.Guest)
	many := func(n int) (all []assess.UserID) {
		for i := range n {
			all = append(all, assess.UserID("U0"+strings.Repeat("X", i+1)))
		}
		return all
	}
	seat := func(u assess.UserID, role string) []exercise.Seat { return []exercise.Seat{{User: u, Role: role}} }
	for name, tt := range map[string]struct {
		change func(d *exercise.Draft)
		field  string
		part   string
	}{
		"no kind":           {func(d *exercise.Draft) { d.Kind = exercise.Either }, exercise.FieldKind, "tabletop or a simulation"},
		"no scenario":       {func(d *exercise.Draft) { d.Scenario = " " }, exercise.FieldScenario, "Choose a scenario"},
		"unknown scenario":  {func(d *exercise.Draft) { d.Scenario = "unaproved-ai-tool" }, exercise.FieldScenario, "unapproved-ai-tool"},
		"no start":          {func(d *exercise.Draft) { d.Start = time.Time{} }, exercise.FieldStart, "which day"},
		"past":              {func(d *exercise.Draft) { d.Start = b.clock.Now().Add(-time.Minute) }, exercise.FieldStart, "past"},
		"too soon":          {func(d *exercise.Draft) { d.Start = b.clock.Now().Add(59 * time.Minute) }, exercise.FieldStart, "an hour ahead"},
		"too late":          {func(d *exercise.Draft) { d.Start = b.clock.Now().AddDate(1, 1, 0) }, exercise.FieldStart, "within a year"},
		"too short":         {func(d *exercise.Draft) { d.Length = 14 * time.Minute }, exercise.FieldLength, "15 minutes"},
		"too long":          {func(d *exercise.Draft) { d.Length = 481 * time.Minute }, exercise.FieldLength, "8 hours"},
		"no objective":      {func(d *exercise.Draft) { d.Objectives = nil }, exercise.FieldObjectives, "at least one"},
		"unknown objective": {func(d *exercise.Draft) { d.Objectives = []string{"win"} }, exercise.FieldObjectives, `"win"`},
		"no facilitator":    {func(d *exercise.Draft) { d.Facilitator = "" }, exercise.FieldFacilitator, "facilitates"},
		"no players":        {func(d *exercise.Draft) { d.Players = nil }, "players:incident-lead", "at least one player"},
		"unknown role":      {func(d *exercise.Draft) { d.Players = seat(player, "chef") }, "players:chef", `"chef"`},
		"no channel":        {func(d *exercise.Draft) { d.Channel = " " }, exercise.FieldChannel, "channel"},
		"two parts":         {func(d *exercise.Draft) { d.Observers = []assess.UserID{player} }, exercise.FieldObservers, "plays already"},
		"leads and plays":   {func(d *exercise.Draft) { d.Players = seat(facilitator, "hr") }, "players:hr", "facilitates it already"},
		"a guest":           {func(d *exercise.Draft) { d.Scribe = "U0GUEST" }, exercise.FieldScribe, "cannot be asked"},
		"the planner plays": {func(d *exercise.Draft) { d.Players = seat(boss, "hr") }, "players:hr", "knows the plot"},
		"a crowd":           {func(d *exercise.Draft) { d.Observers = many(100) }, "players:incident-lead", "room for 100"},
	} {
		d := b.draft("2026-10-21 10:00")
		tt.change(&d)
		_, err := b.Plan(t.Context(), assess.BySlack(boss), "north", d)
		wantError(t, err, errs.Invalid, tt.part)
		if got := faults(err); !slices.Equal(got, []string{tt.field}) {
			t.Errorf("%s is reported at %v, want %s", name, got, tt.field)
		}
	}
	if v, err := b.Overview(t.Context(), assess.BySlack(boss), "north"); err != nil || len(v.Exercises) != 0 {
		t.Errorf("of what was refused there is %v, %v", v.Exercises, err)
	}
}

func TestTheSamePlanIsPlannedOnce(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	plan := func(by assess.UserID, change func(*exercise.Draft)) exercise.ID {
		d := b.draft("2026-10-21 10:00")
		change(&d)
		e, err := b.Plan(t.Context(), assess.BySlack(by), "north", d)
		b.must(err)
		return e.ID
	}
	as := func(*exercise.Draft) {}
	first := plan(boss, as)
	if again := plan(boss, as); again != first {
		t.Errorf("pressed twice it is planned as %s and %s", first, again)
	}
	if other := plan(boss, func(d *exercise.Draft) { d.Start = d.Start.Add(time.Hour) }); other == first {
		t.Error("another start is the same exercise")
	}
	b.must(b.Cancel(t.Context(), assess.BySlack(boss), first, "The room is taken."))
	if anew := plan(boss, as); anew == first {
		t.Error("what was cancelled cannot be planned anew")
	}
}

func TestAPlanIsKeptInTheOrderOfTheScenarioWithItsLength(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	d := b.draft("2026-10-21 10:00")
	d.Length, d.Objectives = 0, []string{"cause", "establish", "cause"}
	d.Start = d.Start.Add(20 * time.Second)
	d.Players = []exercise.Seat{{User: ann, Role: "comms"}, {User: player, Role: "incident-lead"}, {User: ann, Role: "comms"}, {User: ann, Role: "hr"}}
	e, err := b.Plan(t.Context(), assess.BySlack(boss), "north", d)
	b.must(err)
	v := b.view(e.ID, player)
	want := []exercise.Seat{{User: player, Role: "incident-lead"}, {User: ann, Role: "hr"}, {User: ann, Role: "comms"}}
	if v.Plan.Length != 90*time.Minute || !slices.Equal(v.Plan.Objectives, []string{"establish", "cause"}) || !slices.Equal(v.Plan.Players, want) {
		t.Errorf("the plan is %+v", v.Plan)
	}
	if !v.Plan.Start.Equal(inLondon(t, "2026-10-21 10:00")) || v.Name != "Grey Heron" || len(v.Brief.Objectives) != 2 || v.Brief.Minutes != 90 {
		t.Errorf("players read %+v", v.Brief)
	}
}

func TestOnlyManagersPlanAndReadThePlots(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	for _, u := range []assess.UserID{player, stranger} {
		_, err := b.Planning(t.Context(), assess.BySlack(u), "north")
		wantError(t, err, errs.Forbidden, "<@U0BOSS>")
		_, err = b.Plan(t.Context(), assess.BySlack(u), "north", b.draft("2026-10-21 10:00"))
		wantError(t, err, errs.Forbidden, "<@U0BOSS>")
	}
	p, err := b.Planning(t.Context(), assess.BySlack(second), "north")
	b.must(err)
	if len(p.Scenarios) != len(exercise.Embedded()) || b.local(p.Earliest) != "2026-10-08 09:00" {
		t.Errorf("the form has %d scenarios and proposes %s", len(p.Scenarios), b.local(p.Earliest))
	}
	b.at("2026-10-02 17:20") // Friday; the hours end at 17:30
	if p, err = b.Planning(t.Context(), assess.BySlack(second), "north"); err != nil || b.local(p.Earliest) != "2026-10-12 09:00" {
		t.Errorf("late in the day it proposes %s, %v", b.local(p.Earliest), err)
	}
}

func TestWhoPlaysIsNotShownThePlotWhenTheyPlanAnother(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	d := b.draft("2026-10-21 10:00")
	d.Players[0].User = second
	_, err := b.Plan(t.Context(), assess.BySlack(boss), "north", d)
	b.must(err)
	for u, want := range map[assess.UserID]bool{boss: true, second: false} {
		p, err := b.Planning(t.Context(), assess.BySlack(u), "north")
		b.must(err)
		if got := slices.ContainsFunc(p.Scenarios, func(s *exercise.Scenario) bool { return s.Name == grey }); got != want {
			t.Errorf("%s sees the plot: %t", u, got)
		}
	}
}

func TestWhoPlansAPartForThemselvesTakesPart(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	d := b.draft("2026-10-21 10:00")
	d.Facilitator = boss
	e, err := b.Plan(t.Context(), assess.BySlack(boss), "north", d)
	b.must(err)
	if v := b.view(e.ID, boss); v.Replies[boss].Reply != exercise.Yes || len(v.Replies) != 1 || !v.Manages {
		t.Errorf("the replies are %v", v.Replies)
	}
}

func TestAChangeNeedsAReasonWhenItIsLaterOrLeavesSomebodyOut(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.plan("2026-10-21 10:00")
	later := func(p *exercise.Plan) { p.Start = p.Start.Add(time.Hour) }
	wantError(t, b.tryReplan(boss, id, "", later), errs.Invalid, "why")
	wantError(t, b.tryReplan(boss, id, " it. ", func(p *exercise.Plan) { p.Scribe = "" }), errs.Invalid, "why")
	b.replan(id, "", func(p *exercise.Plan) { p.Start = p.Start.Add(-time.Hour) })
	b.replan(id, "", func(p *exercise.Plan) { p.Observers = append(p.Observers, "U0MORE") })
	b.replan(id, "The room is taken.", later)
	if v := b.view(id, player); v.Edition != 4 || b.local(v.Plan.Start) != "2026-10-21 10:00" {
		t.Errorf("it is edition %d and starts %s", v.Edition, b.local(v.Plan.Start))
	}
	b.replan(id, "", func(*exercise.Plan) {})
	if v := b.view(id, player); v.Edition != 4 {
		t.Errorf("the same plan is edition %d", v.Edition)
	}
	v := b.view(id, boss)
	plan := v.Plan
	plan.Scribe = ""
	wantError(t, b.Replan(t.Context(), assess.BySlack(boss), id, 3, plan, "It is not needed."), errs.Conflict, "while you had it open")
}

func TestAnExerciseIsChangedByManagersAndItsFacilitatorWhileItIsPlanned(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.plan("2026-10-21 10:00")
	move := func(p *exercise.Plan) { p.Start = p.Start.Add(-24 * time.Hour) }
	for _, u := range []assess.UserID{player, observer, scribe} {
		wantError(t, b.tryReplan(u, id, "", move), errs.Forbidden, "<@U0LEAD>")
		wantError(t, b.Cancel(t.Context(), assess.BySlack(u), id, "I have no time."), errs.Forbidden, "<@U0LEAD>")
	}
	changing := func(u assess.UserID) error {
		_, err := b.Changing(t.Context(), assess.BySlack(u), id)
		return err
	}
	for _, u := range []assess.UserID{player, stranger} {
		wantError(t, changing(u), errs.Forbidden, "<@U0LEAD>")
	}
	b.must(changing(facilitator))
	b.must(b.tryReplan(facilitator, id, "", move))
	wantError(t, b.Cancel(t.Context(), assess.BySlack(second), id, "no"), errs.Invalid, "why")
	b.must(b.Cancel(t.Context(), assess.BySlack(second), id, "There is a real incident."))
	wantError(t, b.tryReplan(boss, id, "", move), errs.Closed, "was cancelled on 1 October 2026")
	wantError(t, b.Cancel(t.Context(), assess.BySlack(second), id, "Once more."), errs.Closed, "was cancelled")
	wantError(t, changing(second), errs.Closed, "was cancelled")
	wantError(t, b.Reply(t.Context(), assess.BySlack(player), id, exercise.Yes, ""), errs.Closed, "was cancelled")
	wantError(t, b.Prepared(t.Context(), assess.BySlack(facilitator), id), errs.Closed, "was cancelled")
}

func TestWhoKnowsThePlotIsNotMadeAPlayer(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.plan("2026-10-21 10:00")
	b.replan(id, "She has no time to observe.", func(p *exercise.Plan) { p.Observers = nil })
	for _, u := range []assess.UserID{observer, boss} {
		err := b.tryReplan(second, id, "We need one more player.", func(p *exercise.Plan) { p.Players[1].User = u })
		wantError(t, err, errs.Invalid, "knows the plot")
	}
	err := b.tryReplan(second, id, "We need one more player.", func(p *exercise.Plan) { p.Players[1].User = second })
	wantError(t, err, errs.Invalid, "knows the plot")
	b.replan(id, "She has more time.", func(p *exercise.Plan) { p.Players[1].User = second })
	b.must(b.tryReplan(second, id, "Later suits us better.", func(p *exercise.Plan) { p.Start = p.Start.Add(time.Hour) }))
}

func TestTheLastReplyCountsAndIsForThoseWithAPart(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.plan("2026-10-21 10:00")
	for _, u := range []assess.UserID{boss, stranger} {
		wantError(t, b.Reply(t.Context(), assess.BySlack(u), id, exercise.Yes, ""), errs.Forbidden, "no part")
	}
	wantError(t, b.Reply(t.Context(), assess.BySlack(player), id, "perhaps", ""), errs.Invalid, "yes, maybe or no")
	wantError(t, b.Reply(t.Context(), assess.BySlack(player), id, exercise.No, strings.Repeat("x", 1001)), errs.Invalid, "1000")
	b.must(b.Reply(t.Context(), assess.BySlack(player), id, exercise.Maybe, " If the train is on time. "))
	b.must(b.Reply(t.Context(), assess.BySlack(player), id, exercise.Maybe, "If the train is on time."))
	replied := 0
	for _, e := range b.ledger(id) {
		if e.Kind == exercise.WasReplied {
			replied++
		}
	}
	if got := b.view(id, ann).Replies[player]; replied != 1 || got.Reply != exercise.Maybe || got.Note != "If the train is on time." {
		t.Errorf("%d replies, the last %+v", replied, got)
	}
}

func TestAnExerciseIsSeenByThoseWithAPartInItOrInItsProgramme(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.plan("2026-10-21 10:00")
	sooner, cancelled := b.plan("2026-10-14 10:00"), b.plan("2026-10-15 10:00")
	b.must(b.Cancel(t.Context(), assess.BySlack(boss), cancelled, "Planned by mistake."))
	_, err := b.View(t.Context(), assess.BySlack(stranger), id)
	wantError(t, err, errs.Forbidden, "<@U0BOSS>")
	_, err = b.Overview(t.Context(), assess.BySlack(stranger), "north")
	wantError(t, err, errs.Forbidden, "<@U0BOSS>")
	for _, u := range []assess.UserID{boss, ann, player, "U0TEC"} {
		o, err := b.Overview(t.Context(), assess.BySlack(u), "north")
		b.must(err)
		var ids []exercise.ID
		for _, v := range o.Exercises {
			ids = append(ids, v.ID)
		}
		if !slices.Equal(ids, []exercise.ID{sooner, id, cancelled}) || o.MayPlan != (u == boss) {
			t.Errorf("%s sees %v and may plan: %t", u, ids, o.MayPlan)
		}
		_, err = b.Duties(t.Context(), assess.BySlack(u), "north")
		if plays := u == ann; plays != (len(o.Duties) == 0) || plays != errs.Is(err, errs.Forbidden) {
			t.Errorf("%s sees %d duties, %v", u, len(o.Duties), err)
		}
	}
	mine, err := b.Mine(t.Context(), ann)
	b.must(err)
	if len(mine) != 2 || mine[0].ID != sooner || mine[0].Part != exercise.AsPlayer {
		t.Errorf("ann has a part in %v", mine)
	}
	b.pass(sooner, "2026-10-14 10:00")
	b.must(b.Start(t.Context(), assess.BySlack(facilitator), sooner))
	for u, want := range map[assess.UserID]int{ann: 1, boss: 1, stranger: 0} {
		if live, err := b.In(t.Context(), assess.BySlack(u), "C0EXERCISE"); err != nil || len(live) != want {
			t.Errorf("%s sees %d exercises in the channel, %v", u, len(live), err)
		}
	}
}

func TestAProcessThatWasAwayDoesNotSayWhatIsPointlessByThen(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.plan("2026-10-21 18:30")
	b.pass(id, "2026-10-20 08:00")
	b.at("2026-10-20 23:00") // after the day before
	if got := b.due(id.Subject()); got != "2026-10-21 09:00 tell U0LEAD ready-1#1" {
		t.Errorf("late on the day before there is %s", got)
	}
	b.pass(id, "2026-10-21 18:30")
	b.must(b.Start(t.Context(), assess.BySlack(facilitator), id))
	b.pass(id, "2026-10-21 18:45")
	b.must(b.End(t.Context(), assess.BySlack(facilitator), id, "We have seen enough."))
	b.at("2026-10-21 19:50")
	for _, line := range b.pass(id, "2026-10-22 18:00") {
		if strings.Contains(line, "2026-10-21") && !strings.Contains(line, "ended") || strings.HasSuffix(line, " hot-wash") {
			t.Errorf("more than an hour after the end there came %s", line)
		}
	}
}

func TestAPlanSaysWhoDoesNotWorkThen(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	b.saw(player, "America/Los_Angeles", assess.Member)
	b.saw(ann, "Europe/Berlin", assess.Member)
	b.must(b.assess.Saw(t.Context(), assess.Person{
		ID: observer, Zone: "Europe/London", Status: assess.SlackStatus{Emoji: ":palm_tree:", Until: inLondon(t, "2026-10-23 00:00")},
	}))
	off := func(start string, length time.Duration) (who []string) {
		t.Helper()
		d := b.draft(start)
		d.Length = length
		all, err := b.CheckPlan(t.Context(), assess.BySlack(boss), "north", d)
		b.must(err)
		for _, o := range all.Off {
			says := string(o.User) + " in " + o.Zone
			if o.Away {
				says += ", away"
			}
			who = append(who, says)
		}
		return who
	}
	west, holiday, berlin := "U0GOV in America/Los_Angeles", "U0WATCH in Europe/London, away", "U0ANN in Europe/Berlin"
	for _, tt := range []struct {
		when   string
		length time.Duration
		want   []string
	}{
		{"2026-10-27 16:00", 30 * time.Minute, nil},                     // from nine in the west, to half past five in Berlin
		{"2026-10-26 16:00", time.Hour, []string{berlin}},               // begins in time there and ends late
		{"2026-10-21 10:00", 90 * time.Minute, []string{west, holiday}}, // at night there
		{"2026-10-24 10:00", time.Hour, []string{"U0LEAD in Europe/London", "U0SCRIBE in Europe/London", west, berlin, "U0WATCH in Europe/London"}},
	} {
		if got := off(tt.when, tt.length); !slices.Equal(got, tt.want) {
			t.Errorf("at %s %q do not work, want %q", tt.when, got, tt.want)
		}
	}
	id := b.plan("2026-10-21 10:00")
	c, err := b.Changing(t.Context(), assess.BySlack(boss), id)
	if b.must(err); len(c.Doubts.Off) != 2 {
		t.Errorf("for the plan as it stands it is said of %+v", c.Doubts.Off)
	}
}

func TestAPlanSaysWhoIsNotInItsChannel(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	b.channel = exercise.ChannelState{Name: "exercises", Missing: []assess.UserID{ann}}
	doubts, err := b.CheckPlan(t.Context(), assess.BySlack(boss), "north", b.draft("2026-10-21 10:00"))
	if b.must(err); doubts.Channel == nil || doubts.Channel.Joined || !slices.Equal(doubts.Channel.Missing, []assess.UserID{ann}) {
		t.Errorf("of the channel it is said %+v", doubts.Channel)
	}
	b.refuses = errs.New(errs.Unavailable, "Slack does not answer.")
	doubts, err = b.CheckPlan(t.Context(), assess.BySlack(boss), "north", b.draft("2026-10-21 10:00"))
	if b.must(err); doubts.Channel != nil {
		t.Errorf("what Slack does not tell is judged: %+v", doubts.Channel)
	}
}

func TestAPlanSaysWhatElseTakesPlaceThen(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.plan("2026-10-21 10:00") // until half past eleven
	beside := func(start string, change func(*exercise.Plan)) exercise.Doubts {
		t.Helper()
		d := b.draft(start)
		if change != nil {
			change(&d.Plan)
		}
		doubts, err := b.CheckPlan(t.Context(), assess.BySlack(boss), "north", d)
		b.must(err)
		return doubts
	}
	others := func(p *exercise.Plan) {
		p.Facilitator, p.Scribe, p.Observers, p.Players = boss, "", nil, []exercise.Seat{{User: ann, Role: "incident-lead"}}
	}
	for start, clashes := range map[string]bool{
		"2026-10-21 08:30": false, "2026-10-21 08:45": true, "2026-10-21 10:00": true, "2026-10-21 11:15": true, "2026-10-21 11:30": false, "2026-10-22 10:00": false,
	} {
		if d := beside(start, others); d.Room != clashes || slices.Equal(d.Twice, []assess.UserID{ann}) != clashes {
			t.Errorf("at %s it is said %t of the channel, and of people %q", start, d.Room, d.Twice)
		}
	}
	if d := beside("2026-10-21 10:00", func(p *exercise.Plan) { p.Channel = "C0OTHER" }); d.Room || len(d.Twice) != 5 {
		t.Errorf("in another channel it is said %t, and of people %q", d.Room, d.Twice)
	}
	c, err := b.Changing(t.Context(), assess.BySlack(boss), id)
	if b.must(err); c.Doubts.Room || len(c.Doubts.Twice) > 0 {
		t.Errorf("an exercise clashes with itself: %+v", c.Doubts)
	}
	b.must(b.Cancel(t.Context(), assess.BySlack(boss), id, "Nobody has time."))
	if d := beside("2026-10-21 10:00", nil); d.Room || len(d.Twice) > 0 {
		t.Errorf("one that was cancelled is said to be in the way: %+v", d)
	}
}

func TestTheStartThatIsProposedLeavesTimeForAllOfIt(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	for _, tt := range []struct {
		now    string
		length time.Duration
		want   string
	}{
		{"2026-10-01 13:20", 90 * time.Minute, "2026-10-08 14:00"},
		{"2026-10-01 15:20", 90 * time.Minute, "2026-10-08 16:00"},
		{"2026-10-01 15:20", 120 * time.Minute, "2026-10-09 09:00"},
		{"2026-10-02 15:20", 120 * time.Minute, "2026-10-12 09:00"}, // over a weekend
	} {
		b.at(tt.now)
		pl, err := b.Planning(t.Context(), assess.BySlack(boss), "north")
		b.must(err)
		if got := b.local(pl.StartFor(tt.length)); got != tt.want {
			t.Errorf("at %s %s for %s, want %s", tt.now, got, tt.length, tt.want)
		}
	}
}
