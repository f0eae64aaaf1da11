package exercise_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"cairn/internal/assess"
	"cairn/internal/exercise"
)

func TestEverybodyIsToldWhatTheyNeedUpToTheStart(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.plan("2026-10-21 10:00") // a Wednesday
	equal(t, []string{
		"2026-10-01 09:00 U0LEAD invite#1", "2026-10-01 09:00 U0SCRIBE invite#1", "2026-10-01 09:00 U0GOV invite#1",
		"2026-10-01 09:00 U0ANN invite#1", "2026-10-01 09:00 U0WATCH invite#1",
	}, b.pass(id, "2026-10-01 20:00"))
	b.reply(id, exercise.Yes, facilitator, observer)
	b.reply(id, exercise.Maybe, player)
	b.reply(id, exercise.No, ann)
	equal(t, []string{
		"2026-10-05 09:00 U0SCRIBE reply#1", "2026-10-05 09:00 U0GOV reply#1", // not who replied
		"2026-10-16 09:00 U0LEAD ready-3#1",
		"2026-10-19 09:00 U0SCRIBE reply-2#1", "2026-10-19 09:00 U0GOV reply-2#1",
		"2026-10-20 09:00 U0LEAD ready-1#1", "2026-10-20 09:00 U0SCRIBE tomorrow#1", "2026-10-20 09:00 U0GOV tomorrow#1",
		"2026-10-20 09:00 U0WATCH tomorrow#1",
		"2026-10-21 09:30 U0LEAD controls#1", "2026-10-21 09:30 U0WATCH watch#1",
		"2026-10-21 10:15 U0LEAD late#1",
		"2026-10-22 10:00 lapse",
		"2026-10-22 10:00 U0LEAD lapse", "2026-10-22 10:00 U0SCRIBE lapse", "2026-10-22 10:00 U0GOV lapse", "2026-10-22 10:00 U0ANN lapse",
		"2026-10-22 10:00 U0WATCH lapse", "2026-10-22 10:00 U0BOSS lapse", "2026-10-22 10:00 U0SECOND lapse",
	}, b.pass(id, "2026-12-01 09:00"))
	if got := b.due(id.Subject()); got != "done" {
		t.Errorf("a cancelled exercise has %s", got)
	}
	if why := b.view(id, player).Why; why != exercise.WhyNotBegun || exercise.SaysWhy(why).String() != why {
		t.Errorf("it was cancelled because: %s", why)
	}
}

func TestWhatIsTooLateWhenItIsPlannedIsNotSaidButTheInvitationIs(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	b.at("2026-10-01 19:00") // a Thursday, after work
	id := b.plan("2026-10-02 09:15")
	equal(t, []string{
		"2026-10-01 19:00 U0LEAD invite#1", "2026-10-01 19:00 U0SCRIBE invite#1", "2026-10-01 19:00 U0GOV invite#1",
		"2026-10-01 19:00 U0ANN invite#1", "2026-10-01 19:00 U0WATCH invite#1",
		"2026-10-02 08:45 U0LEAD controls#1", "2026-10-02 08:45 U0WATCH watch#1",
	}, b.pass(id, "2026-10-02 09:00"))
}

func TestAnInvitationWaitsForWorkAndForAFreeDayWhereThereIsTime(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	b.saw(ann, "America/Los_Angeles", assess.Member)
	b.contacted(player, b.clock.Now()) // something of Cairn comes to a player today
	id := b.plan("2026-10-21 10:00")
	equal(t, []string{
		"2026-10-01 09:00 U0LEAD invite#1", "2026-10-01 09:00 U0SCRIBE invite#1", "2026-10-01 09:00 U0WATCH invite#1",
		"2026-10-01 17:00 U0ANN invite#1", "2026-10-02 09:00 U0GOV invite#1",
	}, b.pass(id, "2026-10-03 09:00"))
	soon := newDesk(t)
	soon.contacted(player, soon.clock.Now())
	if done := soon.pass(soon.plan("2026-10-05 10:00"), "2026-10-01 09:00"); len(done) != 5 {
		t.Errorf("with a working day left, only %v were invited at once", done)
	}
}

func TestADayThatWasTakenSinceAnInvitationFellDueIsLeftToWhatTookIt(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.plan("2026-10-21 10:00")
	b.contacted(player, b.clock.Now())
	for u, now := range map[assess.UserID]bool{ann: true, player: false} {
		ok, err := b.Claim(t.Context(), id.Subject(), u, "invite#1", b.clock.Now())
		b.must(err)
		if ok != now {
			t.Errorf("%s is invited now: %t", u, ok)
		}
	}
	if done := b.pass(id, "2026-10-03 09:00"); !slices.Contains(done, "2026-10-02 09:00 U0GOV invite#1") {
		t.Errorf("%v", done)
	}
}

func TestADayThatWasTakenNamesTheMessageThatTookIt(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.plan("2026-10-21 10:00")
	b.pass(id, "2026-10-02 09:00")
	b.replan(id, "The audit is on that day.", func(p *exercise.Plan) { p.Start = p.Start.AddDate(0, 0, 1) })
	b.pass(id, "2026-10-22 20:00")
	equal(t, []string{
		"exercise:north/E1:invite:U0GOV",                                       // the one invitation
		"exercise:north/E1:invite#2:U0GOV",                                     // in its thread, what changed
		"exercise:north/E1:reply#2:U0GOV", "exercise:north/E1:reply-2#2:U0GOV", //
		"exercise:north/E1:tomorrow#2:U0GOV",
	}, tookDays(t, b.db, player))
	equal(t, []string{
		"exercise:north/E1:invite:U0LEAD", "exercise:north/E1:invite#2:U0LEAD", "exercise:north/E1:reply#2:U0LEAD", "exercise:north/E1:ready-3#2:U0LEAD",
		"exercise:north/E1:reply-2#2:U0LEAD", "exercise:north/E1:ready-1#2:U0LEAD",
	}, tookDays(t, b.db, facilitator)) // the controls and that it is late belong to the run
}

func TestAnInvitationIntroducesCairnToWhomItHasNeverWritten(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	b.contacted(player, b.clock.Now().AddDate(0, 0, -7))
	first := b.plan("2026-10-21 10:00")
	b.pass(first, "2026-10-01 20:00")
	b.at("2026-10-02 10:00")
	second := b.plan("2026-10-22 10:00")
	b.pass(second, "2026-10-02 20:00")
	for u, introduced := range map[assess.UserID]bool{ann: true, player: false} {
		if got := b.tell(first, u, "invite#1").View.First; got != introduced {
			t.Errorf("the first invitation introduces Cairn to %s: %t", u, got)
		}
		if b.tell(second, u, "invite#1").View.First {
			t.Errorf("the second invitation introduces Cairn to %s", u)
		}
	}
}

func TestANewStartAsksEverybodyAnewAndAnotherPersonOnlyWhoIsConcerned(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.plan("2026-10-21 10:00")
	b.pass(id, "2026-10-01 20:00")
	b.reply(id, exercise.Yes, facilitator, scribe, observer, player, ann)
	b.at("2026-10-02 10:00")
	b.replan(id, "Ann is on leave then.", func(p *exercise.Plan) { p.Players[1].User = "U0BEN" })
	equal(t, []string{"2026-10-02 10:00 U0BEN invite#2", "2026-10-02 10:00 U0ANN invite#2"}, b.pass(id, "2026-10-02 20:00"))
	n := b.tell(id, ann, "invite#2")
	if n.View.Part != exercise.NoPart || n.Before == nil || n.Before.PartOf(ann) != exercise.AsPlayer || n.Edition != 2 {
		t.Errorf("who is left out reads %+v", n)
	}
	if v := b.view(id, boss); v.Replies[player].Reply != exercise.Yes {
		t.Error("a reply was lost though the start did not move")
	}
	b.at("2026-10-05 10:00")
	b.reply(id, exercise.Yes, "U0BEN")
	b.must(b.tryReplan(facilitator, id, "The lead has another meeting.", func(p *exercise.Plan) { p.Start = p.Start.AddDate(0, 0, 1) }))
	if v := b.view(id, boss); len(v.Replies) != 1 || v.Replies[facilitator].Reply != exercise.Yes {
		t.Errorf("with a new start the replies are %v", v.Replies)
	}
	equal(t, []string{ // on their next free day, and not the facilitator, who did it
		"2026-10-05 10:00 U0SCRIBE invite#3", "2026-10-05 10:00 U0GOV invite#3", "2026-10-05 10:00 U0BEN invite#3", "2026-10-05 10:00 U0WATCH invite#3",
	}, b.pass(id, "2026-10-05 20:00"))
	if n := b.tell(id, player, "invite#3"); n.Before == nil || n.Before.Start.Equal(n.View.Plan.Start) {
		t.Errorf("of a new start they read %+v", n.Before)
	}
	if done := b.pass(id, "2026-10-21 18:00"); len(done) != 4+1+4+1+4 { // replies, ready, replies, ready, tomorrow
		t.Errorf("up to the day before: %v", done)
	}
}

func TestManagersHearThatTheFacilitatorIsGone(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.plan("2026-10-21 10:00")
	b.pass(id, "2026-10-02 20:00")
	b.reply(id, exercise.Yes, facilitator)
	b.saw(facilitator, "", assess.Gone)
	equal(t, []string{"2026-10-05 09:00 U0BOSS unled#1", "2026-10-05 09:00 U0SECOND unled#1"}, slices.DeleteFunc(b.pass(id, "2026-10-05 12:00"), func(line string) bool {
		return !strings.Contains(line, "unled")
	}))
	if v := b.view(id, boss); !slices.Equal(v.Gone, []assess.UserID{facilitator}) {
		t.Errorf("gone are %v", v.Gone)
	}
}

func TestManagersHearThatTheFacilitatorHasDeclined(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.plan("2026-10-21 10:00")
	b.pass(id, "2026-10-02 20:00")
	b.reply(id, exercise.No, facilitator, player)
	b.replan(id, "He has no time.", func(p *exercise.Plan) { p.Scribe = "" }) // the same facilitator
	equal(t, []string{"2026-10-05 09:00 U0BOSS unled#1", "2026-10-05 09:00 U0SECOND unled#1"}, slices.DeleteFunc(b.pass(id, "2026-10-05 12:00"), func(line string) bool {
		return !strings.Contains(line, "unled")
	}))
	b.replan(id, "She cannot come.", func(p *exercise.Plan) { p.Facilitator = "U0NEW" })
	b.pass(id, "2026-10-05 13:00")
	b.reply(id, exercise.No, "U0NEW")
	equal(t, []string{"2026-10-05 13:00 U0BOSS unled#3", "2026-10-05 13:00 U0SECOND unled#3"}, b.pass(id, "2026-10-05 13:00"))
	b.reply(id, exercise.Yes, "U0NEW")
	b.reply(id, exercise.No, "U0NEW")
	if done := b.pass(id, "2026-10-05 14:00"); len(done) != 0 {
		t.Errorf("told again: %v", done)
	}
}

func TestWhoWasInvitedIsToldThatItIsCancelledBeforeItWouldBegin(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.plan("2026-10-05 08:30") // a Monday, before work
	b.pass(id, "2026-10-01 18:00")
	b.at("2026-10-03 12:00") // a Saturday
	b.must(b.Cancel(t.Context(), assess.BySlack(facilitator), id, "The lead is ill."))
	equal(t, []string{
		"2026-10-03 12:00 U0SCRIBE cancelled", "2026-10-03 12:00 U0GOV cancelled", "2026-10-03 12:00 U0ANN cancelled", "2026-10-03 12:00 U0WATCH cancelled",
	}, b.pass(id, "2026-11-01 18:00"))
	if n := b.tell(id, player, "cancelled"); n.View.Why != "The lead is ill." {
		t.Errorf("it says %q", n.View.Why)
	}
}

func TestOfAnExerciseThatIsCancelledBeforeAnybodyWasToldNobodyIsTold(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.plan("2026-10-21 10:00")
	b.must(b.Cancel(t.Context(), assess.BySlack(boss), id, "Planned by mistake."))
	if got := b.due(id.Subject()); got != "done" {
		t.Errorf("there is %s", got)
	}
}

func TestTheHotWashIsAskedAtOnceThenOnTheNextMorningAndClosesOnceEverybodySaidIt(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.plan("2026-10-21 18:30")
	b.pass(id, "2026-10-01 10:00")
	b.reply(id, exercise.Yes, facilitator, scribe, observer, player)
	b.reply(id, exercise.No, ann)
	b.pass(id, "2026-10-21 18:30")
	b.must(b.Start(t.Context(), assess.BySlack(facilitator), id))
	b.pass(id, "2026-10-21 19:00")
	b.must(b.End(t.Context(), assess.BySlack(facilitator), id, "We have seen enough."))
	equal(t, []string{ // after work, as they were just there; who did not come is not asked
		"2026-10-21 19:00 ended",
		"2026-10-21 19:00 U0LEAD hot-wash", "2026-10-21 19:00 U0SCRIBE hot-wash", "2026-10-21 19:00 U0GOV hot-wash", "2026-10-21 19:00 U0WATCH hot-wash",
		"2026-10-22 09:00 U0LEAD hot-wash-2", "2026-10-22 09:00 U0SCRIBE hot-wash-2", "2026-10-22 09:00 U0GOV hot-wash-2", "2026-10-22 09:00 U0WATCH hot-wash-2",
	}, b.pass(id, "2026-10-22 12:00"))
	if got := b.due(id.Subject()); got != "2026-10-26 19:00 turn draft" {
		t.Errorf("next comes %s", got)
	}
}

func TestAReportThatIsNotSignedIsBroughtUpUntilManagersHearOfIt(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.played("2026-10-21 10:00") // to 10:10
	b.pass(id, "2026-10-26 10:09")
	equal(t, []string{
		"2026-10-26 10:10 draft", "2026-10-26 10:10 U0LEAD review", "2026-11-02 09:00 U0LEAD review-2", "2026-11-16 09:00 U0LEAD review-25",
		"2026-11-20 09:10 U0LEAD review-late", "2026-11-20 09:10 U0BOSS review-late", "2026-11-20 09:10 U0SECOND review-late",
	}, b.pass(id, "2026-11-21 10:10"))
	later := b.pass(id, "2028-11-01 10:10")
	equal(t, []string{
		"2026-12-21 09:00 U0LEAD review-late#2", "2026-12-21 09:00 U0BOSS review-late#2", "2026-12-21 09:00 U0SECOND review-late#2",
		"2027-01-19 09:10 U0LEAD review-late#3",
	}, later[:4])
	if len(later) != 3*11 || later[len(later)-1] != "2027-10-18 09:00 U0SECOND review-late#12" {
		t.Errorf("for a year they hear of it every 30 days: %v", later)
	}
	if got := b.due(id.Subject()); got != "nothing" {
		t.Errorf("after that there is %s", got)
	}
	if n := b.tell(id, boss, "review-late"); n.Review != nil {
		t.Error("a manager reads what is for the facilitator")
	}
	if n := b.tell(id, facilitator, "review-late"); n.Review == nil {
		t.Error("the facilitator has nothing to review")
	}
}

func TestWhereTheFacilitatorHasLeftAManagerWhoDidNotPlayReviews(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.endedWithSecond()
	b.pass(id, "2026-10-22 10:00")
	b.saw(facilitator, "", assess.Gone)
	equal(t, []string{
		"2026-10-22 10:00 U0SECOND left", "2026-10-22 10:00 U0BOSS left",
		"2026-10-26 10:00 draft", "2026-10-26 10:00 U0BOSS review", "2026-11-02 09:00 U0BOSS review-2", "2026-11-16 09:00 U0BOSS review-25",
		"2026-11-20 09:00 U0SECOND review-late", "2026-11-20 09:00 U0BOSS review-late",
	}, b.pass(id, "2026-12-01 10:00"))
	if n := b.tell(id, boss, "review"); n.Review == nil {
		t.Error("a manager who reviews has nothing to review")
	}
	if n := b.tell(id, second, "review-late"); n.Review != nil || n.Control != nil || n.Watch != nil {
		t.Error("a manager who played reads what is not for players")
	}
}

func TestManagersHearAtOnceThatTheFacilitatorIsGoneWhileItIsPlayed(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.plan("2026-10-21 19:00") // when nobody works
	b.pass(id, "2026-10-21 19:00")
	b.must(b.Start(t.Context(), assess.BySlack(facilitator), id))
	equal(t, nil, b.leftTo(id, "2026-10-21 19:30"))
	b.saw(facilitator, "", assess.Gone)
	equal(t, []string{"2026-10-21 19:30 U0BOSS left", "2026-10-21 19:30 U0SECOND left"}, b.leftTo(id, "2026-10-23 12:00"))
	if n := b.tell(id, second, "left"); n.Control != nil || n.Review != nil || n.Watch != nil {
		t.Error("who is told that the facilitator is gone reads the plot")
	}
}

func TestManagersHearInWorkingTimeThatTheFacilitatorIsGoneBeforeTheReportIsSigned(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.endedWithSecond()
	b.pass(id, "2026-10-21 20:00")
	equal(t, nil, b.leftTo(id, "2026-10-21 20:00"))
	b.saw(facilitator, "", assess.Gone)
	equal(t, []string{"2026-10-22 09:00 U0SECOND left", "2026-10-22 09:00 U0BOSS left"}, b.leftTo(id, "2026-10-23 12:00"))
	b.saw(facilitator, "", assess.Member)
	b.saw(facilitator, "", assess.Gone)
	equal(t, nil, b.leftTo(id, "2026-10-30 12:00"))
}

func TestAManagerWhoPlayedHearsThatTheFacilitatorIsGoneOnceTheDraftIsThere(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.endedWithSecond()
	b.pass(id, "2026-10-28 20:00")
	b.saw(facilitator, "", assess.Gone)
	equal(t, []string{"2026-10-29 09:00 U0SECOND left"}, b.leftTo(id, "2026-10-29 12:00"))
}

// leftTo lets time pass and lists to whom it was said that the facilitator is gone.
func (b *desk) leftTo(id exercise.ID, until string) []string {
	b.t.Helper()
	return slices.DeleteFunc(b.pass(id, until), func(line string) bool { return !strings.HasSuffix(line, " left") })
}

func TestAStepIsToldOnceAndReadTheSameWhenTheProcessAsksAgain(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.plan("2026-10-21 10:00")
	first := b.tell(id, player, "invite#1")
	again := b.tell(id, player, "invite#1")
	if first.Step != again.Step || first.Edition != 1 || again.Edition != 1 || again.Before != nil || again.To.ID != player || again.View.Part != exercise.AsPlayer {
		t.Errorf("first %+v, then %+v", first, again)
	}
	told := 0
	for _, e := range b.ledger(id) {
		if e.Kind == exercise.WasTold {
			told++
		}
	}
	if told != 1 {
		t.Errorf("%d records of one invitation", told)
	}
	for _, step := range []string{"invite#2", "tomorrow#1", "controls#1", "hot-wash", "reply#1", "nonsense"} {
		if _, ok, err := b.Tell(t.Context(), id.Subject(), player, step, b.clock.Now()); ok || err != nil {
			t.Errorf("%s is told though it is not its time: %v %v", step, ok, err)
		}
	}
}

func TestWhatSlackRefusesIsKeptOnceAndNotTriedAgain(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.plan("2026-10-21 10:00")
	b.tell(id, player, "invite#1")
	for range 2 {
		b.must(b.Undelivered(t.Context(), id.Subject(), player, "invite#1", "user_disabled", b.clock.Now()))
	}
	refused := 0
	for _, e := range b.ledger(id) {
		if e.Kind == exercise.WasUndelivered {
			refused++
		}
	}
	if refused != 1 {
		t.Errorf("%d records of one refusal", refused)
	}
	for _, line := range b.pass(id, "2026-10-01 20:00") {
		if line == "2026-10-01 09:00 U0GOV invite#1" {
			t.Error("it was tried again")
		}
	}
}

func TestWhoCannotBeAskedIsToldNothing(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.plan("2026-10-21 10:00")
	b.saw(player, "", assess.Gone)
	if done := b.pass(id, "2026-10-01 20:00"); len(done) != 4 {
		t.Errorf("told were %v", done)
	}
}

func TestReadinessIsAskedOfSlackAndOfTheReplies(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.plan("2026-10-21 10:00")
	b.pass(id, "2026-10-16 08:00")
	b.reply(id, exercise.Yes, facilitator, observer, player)
	b.channel.Missing = []assess.UserID{ann}
	b.at("2026-10-16 09:00")
	n := b.tell(id, facilitator, "ready-3#1")
	got := make(map[string]bool)
	for _, c := range n.Control.Readiness.Checks {
		got[c.Kind] = c.OK
	}
	want := map[string]bool{
		exercise.CheckChannel: true, exercise.CheckMembers: false, exercise.CheckReplies: false, exercise.CheckRoles: false,
		exercise.CheckWatched: true, exercise.CheckPrepared: false, exercise.CheckLead: true,
	}
	for kind, ok := range want {
		if got[kind] != ok {
			t.Errorf("%s is %t", kind, got[kind])
		}
	}
	if n.Control.Readiness.Ready {
		t.Error("it is ready though nothing is prepared")
	}
	b.must(b.Prepared(t.Context(), assess.BySlack(facilitator), id))
	if n := b.tell(id, facilitator, "ready-3#1"); !n.Control.Readiness.Ready {
		t.Errorf("once prepared: %+v", n.Control.Readiness)
	}
	b.saw(ann, "", assess.Gone)
	for _, c := range b.tell(id, facilitator, "ready-3#1").Control.Readiness.Checks {
		if c.Kind == exercise.CheckReplies && slices.Contains(c.People, ann) {
			t.Error("a reply is awaited from somebody who is gone")
		}
	}
	b.refuses = errors.New("slack is down")
	if n := b.tell(id, facilitator, "ready-3#1"); len(n.Control.Readiness.Checks) != len(want)-2 {
		t.Errorf("without Slack the channel is judged: %+v", n.Control.Readiness)
	}
}

func TestRevivingStaysWithDutiesAndWithWhatIsNotOver(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	one, two := b.plan("2026-10-21 10:00"), b.plan("2026-10-28 10:00")
	b.must(b.Cancel(t.Context(), assess.BySlack(boss), two, "Planned by mistake."))
	b.clock.Add(15 * 24 * time.Hour)
	b.must(b.Revive(t.Context()))
	equal(t, []string{"north/duty", string(one)}, strs(b.stays))
}

func strs[T ~string](all []T) (out []string) {
	for _, s := range all {
		out = append(out, string(s))
	}
	return out
}
