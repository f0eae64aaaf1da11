package workflows_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/workflow"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/exercise"
	"cairn/workflows"
)

func TestAWholeExerciseFromTheInvitationToThePublishedReport(t *testing.T) {
	t.Parallel()
	w := newDrill(t).accept().start().decide("Oct 14 10:02", "call", "wait").debriefAll("Oct 14 16:00")
	w.does("Oct 15 11:00", w.sign)
	w.rehearse()
	w.inChannel(
		"Oct 14 10:00 brief",
		"Oct 14 10:00 inject:call Something left.",
		"Oct 14 10:07 inject:worse It goes on.",
		"Oct 14 10:20 inject:press Is it true?",
		"Oct 14 10:40 inject:calm It has stopped.",
		"Oct 14 11:00 ended",
		"Oct 15 11:00 report of Blue Door",
	)
	for who, want := range map[assess.UserID][]string{
		lead:     {"Oct 2 10:00 invite#1", "Oct 9 09:00 ready-3#1", "Oct 13 09:00 ready-1#1", "Oct 14 09:30 controls#1", "Oct 14 10:50 near-end#1", "Oct 14 11:00 hot-wash", "Oct 14 16:00 review"},
		first:    {"Oct 2 10:00 invite#1", "Oct 13 09:00 tomorrow#1", "Oct 14 11:00 hot-wash"},
		observer: {"Oct 2 10:00 invite#1", "Oct 13 09:00 tomorrow#1", "Oct 14 09:30 watch#1", "Oct 14 11:00 hot-wash"},
	} {
		if got := w.heard(who); !slices.Equal(got, want) {
			t.Errorf("%s heard\n\t%s\nwant\n\t%s", who, strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
		}
	}
	if e := w.theDrill(); e.State != exercise.Reviewed {
		t.Errorf("it is %s", e.State)
	}
}

func TestAnInjectThatWasReleasedComesOnceAfterACrash(t *testing.T) {
	t.Parallel()
	w := newDrill(t).accept().start().debriefAll("Oct 14 11:30")
	crashes := 3 // after the claim, before Slack has it
	w.people.refuse = func(letter string) error {
		if strings.Contains(letter, "inject:press") {
			if crashes--; crashes >= 0 {
				return errors.New("the process was killed")
			}
		}
		return nil
	}
	w.until("Oct 14 12:00")
	w.inChannel(
		"Oct 14 10:00 brief",
		"Oct 14 10:00 inject:call Something left.",
		"Oct 14 10:10 inject:quiet Hello?",
		"Oct 14 10:20 inject:press Is it true?",
		"Oct 14 10:40 inject:calm It has stopped.",
		"Oct 14 11:00 ended",
	)
	if got := w.drilled(); strings.Count(strings.Join(got, "\n"), "released : inject:press") != 1 {
		t.Errorf("recorded\n\t%s", strings.Join(got, "\n\t"))
	}
}

func TestAnInjectWhoseRecordWasLostAfterSlackTookItComesOnce(t *testing.T) {
	t.Parallel()
	w := newDrill(t).accept().start()
	w.lost = 2
	w.until("Oct 14 10:30")
	w.inChannel(
		"Oct 14 10:00 brief",
		"Oct 14 10:00 inject:call Something left.",
		"Oct 14 10:10 inject:quiet Hello?",
		"Oct 14 10:20 inject:press Is it true?",
	)
	if w.lost != 0 {
		t.Errorf("%d records were not lost", w.lost)
	}
}

func TestAnInjectWhoseRecordIsLostUntilTheEndCameAndOneThatSlackNeverTookDidNot(t *testing.T) {
	t.Parallel()
	for name, taken := range map[string]bool{"taken": true, "refused": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newDrill(t).accept().start()
			channel, recorded := []string{"Oct 14 10:00 brief", "Oct 14 10:02 ended"}, "undelivered : inject:call"
			if taken {
				w.lost = 1000
				channel = slices.Insert(channel, 1, "Oct 14 10:00 inject:call Something left.")
				recorded = "delivered : inject:call"
			} else {
				w.people.refuse = func(letter string) error {
					if strings.Contains(letter, "inject:") {
						return errors.New("Slack says internal_error")
					}
					return nil
				}
			}
			w.does("Oct 14 10:02", func(ctx context.Context) error {
				w.lost = 0
				return w.drills.End(ctx, assess.BySlack(lead), run, "The fire alarm went off.")
			})
			w.until("Oct 14 10:20")
			w.inChannel(channel...)
			if got := w.drilled(); !slices.Contains(got, recorded) {
				t.Errorf("recorded\n\t%s\nwant %s", strings.Join(got, "\n\t"), recorded)
			}
			v, err := w.drills.View(t.Context(), assess.BySlack(lead), run)
			if err != nil || len(v.Delivered) == 1 != taken {
				t.Errorf("delivered are %v, %v", v.Delivered, err)
			}
		})
	}
}

func TestAnInjectThatCannotBePostedForTenMinutesIsGivenUpAndTheExerciseGoesOn(t *testing.T) {
	t.Parallel()
	w := newDrill(t).accept().start().decide("Oct 14 10:02", "call", "block")
	w.people.refuse = func(letter string) error {
		if strings.Contains(letter, "inject:press") {
			return errs.New(errs.Forbidden, "Cairn is not in <#CDRILL>.")
		}
		return nil
	}
	w.until("Oct 14 10:50")
	w.inChannel(
		"Oct 14 10:00 brief",
		"Oct 14 10:00 inject:call Something left.",
		"Oct 14 10:40 inject:calm It has stopped.",
	)
	var shown exercise.Control
	shown, err := w.drills.Control(t.Context(), assess.BySlack(lead), run)
	if err != nil || shown.Undelivered["inject:press"] != "Cairn is not in <#CDRILL>." {
		t.Errorf("the controls show %v, %v", shown.Undelivered, err)
	}
}

func TestNobodyWhoIsToldSomethingHoldsUpWhatComesInTheChannel(t *testing.T) {
	t.Parallel()
	w := newDrill(t).accept().start().decide("Oct 14 10:02", "call", "block")
	w.people.refuse = func(letter string) error {
		if strings.HasPrefix(letter, string(lead)+" drill: controls") || strings.HasPrefix(letter, string(observer)+" drill: watch") {
			return errors.New("Slack says internal_error")
		}
		return nil
	}
	w.until("Oct 14 10:50")
	w.inChannel(
		"Oct 14 10:00 brief",
		"Oct 14 10:00 inject:call Something left.",
		"Oct 14 10:20 inject:press Is it true?",
		"Oct 14 10:40 inject:calm It has stopped.",
	)
}

func TestAnExerciseStandsStillForHoursAndGoesOnWhereItStood(t *testing.T) {
	t.Parallel()
	w := newDrill(t).accept().start().decide("Oct 14 10:02", "call", "block")
	w.does("Oct 14 10:12", func(ctx context.Context) error { return w.drills.Pause(ctx, assess.BySlack(lead), run, "Lunch.") })
	w.does("Oct 14 15:12", func(ctx context.Context) error { return w.drills.Resume(ctx, assess.BySlack(lead), run) })
	w.until("Oct 14 17:00")
	w.inChannel(
		"Oct 14 10:00 brief",
		"Oct 14 10:00 inject:call Something left.",
		"Oct 14 10:12 paused#1",
		"Oct 14 15:12 resumed#1",
		"Oct 14 15:20 inject:press Is it true?",
		"Oct 14 15:40 inject:calm It has stopped.",
		"Oct 14 16:00 ended",
	)
	if got := w.heard(lead); !slices.Contains(got, "Oct 14 11:12 still#1") || !slices.Contains(got, "Oct 14 15:50 near-end#1") {
		t.Errorf("the facilitator heard\n\t%s", strings.Join(got, "\n\t"))
	}
}

func TestWhatTheFacilitatorAsksForComesAtOnceAndAnExtensionMovesTheEnd(t *testing.T) {
	t.Parallel()
	w := newDrill(t).accept().start().decide("Oct 14 10:02", "call", "block")
	w.does("Oct 14 10:05", func(ctx context.Context) error {
		_, err := w.drills.Next(ctx, assess.BySlack(lead), run, "calm")
		return err
	})
	w.does("Oct 14 10:15", func(ctx context.Context) error {
		return w.drills.Skip(ctx, assess.BySlack(lead), run, "press", "No time for it.")
	})
	w.does("Oct 14 10:55", func(ctx context.Context) error { return w.drills.Extend(ctx, assess.BySlack(lead), run, 15) })
	w.until("Oct 14 12:00")
	w.inChannel(
		"Oct 14 10:00 brief",
		"Oct 14 10:00 inject:call Something left.",
		"Oct 14 10:05 inject:calm It has stopped.",
		"Oct 14 10:55 extended#1",
		"Oct 14 11:15 ended",
	)
}

func TestACancelledExerciseTellsEverybodyWhoWasInvitedAndEnds(t *testing.T) {
	t.Parallel()
	w := newDrill(t).accept()
	w.does("Oct 8 10:00", func(ctx context.Context) error {
		return w.drills.Cancel(ctx, assess.BySlack(boss), run, "The systems are down.")
	})
	w.rehearse()
	w.inChannel()
	for _, u := range []assess.UserID{lead, first, second, observer} {
		if got := w.heard(u); got[len(got)-1] != "Oct 8 10:00 cancelled" {
			t.Errorf("%s heard %q", u, got)
		}
	}
}

func TestAnExerciseThatNobodyStartsLapsesAndTheManagersHearOfIt(t *testing.T) {
	t.Parallel()
	w := newDrill(t).accept()
	w.rehearse()
	w.inChannel()
	if e := w.theDrill(); e.State != exercise.Cancelled || clock(e.EndedAt) != "Oct 15 10:00" {
		t.Errorf("it is %s since %s", e.State, clock(e.EndedAt))
	}
	if got := w.heard(lead); !slices.Contains(got, "Oct 14 10:15 late#1") {
		t.Errorf("the facilitator heard %q", got)
	}
	if got := w.heard(boss); !slices.Equal(got, []string{"Oct 15 10:00 lapse"}) {
		t.Errorf("the manager heard %q", got)
	}
}

func TestWhatFellDueInALongOutageComesInItsOrder(t *testing.T) {
	t.Parallel()
	w := newDrill(t).accept().start().decide("Oct 14 10:02", "call", "block")
	down := false
	w.at("Oct 14 10:15", func() { down = true })
	w.at("Oct 14 10:22", func() { down = false })
	w.people.refuse = func(string) error {
		if down {
			return errs.New(errs.Unavailable, "Slack does not answer.")
		}
		return nil
	}
	w.does("Oct 14 10:16", func(ctx context.Context) error {
		_, err := w.drills.Next(ctx, assess.BySlack(lead), run, "calm")
		return err
	})
	w.until("Oct 14 10:50")
	w.inChannel(
		"Oct 14 10:00 brief",
		"Oct 14 10:00 inject:call Something left.",
		"Oct 14 10:22 inject:calm It has stopped.",
		"Oct 14 10:22 inject:press Is it true?",
	)
}

func TestAStoppedProcessOfAnExerciseEnds(t *testing.T) {
	t.Parallel()
	w := newDrill(t)
	w.at("Oct 3 10:00", w.env.CancelWorkflow)
	w.env.ExecuteWorkflow(workflows.Exercise, workflows.ExerciseInput{Exercise: run})
	if err := w.env.GetWorkflowError(); err == nil || !strings.Contains(err.Error(), "cancel") {
		t.Errorf("the process ended with %v", err)
	}
}

func TestALongHistoryOfAnExerciseOrADutyIsContinuedWithWhatPeopleHaveShownAnew(t *testing.T) {
	t.Parallel()
	for name, start := range map[string]func(w *world){
		"Exercise": func(w *world) {
			w.env.ExecuteWorkflow(workflows.Exercise, workflows.ExerciseInput{Exercise: run})
		},
		"Duty": func(w *world) { w.env.ExecuteWorkflow(workflows.Duty, workflows.DutyInput{Programme: "harbour"}) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newDrill(t)
			w.env.SetContinuedExecutionRunID("the run before")
			w.env.SetContinueAsNewSuggested(true)
			start(w)
			var again *workflow.ContinueAsNewError
			if err := w.env.GetWorkflowError(); !errors.As(err, &again) || again.WorkflowType.Name != name {
				t.Fatalf("the process ended with %v", err)
			}
			if w.people.refreshed != 1 {
				t.Errorf("what people have was brought up to date %d times, want once", w.people.refreshed)
			}
		})
	}
}

func TestAnUnknownExerciseEndsItsProcessWithAnError(t *testing.T) {
	t.Parallel()
	w := newEmptyWorld(t, "Oct 2 10:00")
	w.env.ExecuteWorkflow(workflows.Exercise, workflows.ExerciseInput{Exercise: "harbour/E9"})
	if err := w.env.GetWorkflowError(); err == nil || !strings.Contains(err.Error(), "not_found") {
		t.Errorf("the process ended with %v, want not_found", err)
	}
}

func TestYearsOfADutyThatNobodyMeets(t *testing.T) {
	t.Parallel()
	w := newEmptyWorld(t, "Oct 2 10:00", func(p *assess.Programme) { p.Rehearsals.Tabletop = 12 })
	w.others.self = workflows.DutyWorkflowID("harbour")
	looks := 0
	w.env.SetOnActivityStartedListener(func(info *activity.Info, _ context.Context, _ converter.EncodedValues) {
		if info.ActivityType.Name == "ExerciseDue" {
			looks++
		}
	})
	w.on("2029-10-02 10:00", w.env.CancelWorkflow)
	w.env.ExecuteWorkflow(workflows.Duty, workflows.DutyInput{Programme: "harbour"})
	got := w.heard(boss)
	if len(got) < 4 || !slices.Equal(got[:4], []string{
		"Aug 3 09:00 due-60:tabletop#2027-10-02", "Sep 2 09:00 due-30:tabletop#2027-10-02",
		"Sep 27 09:00 due-7:tabletop#2027-10-02", "Oct 4 09:00 overdue:tabletop#2027-10-02",
	}) {
		t.Errorf("the manager heard\n\t%s", strings.Join(got, "\n\t"))
	}
	if n := len(got); n < 24 || n > 30 {
		t.Errorf("the manager heard %d times in three years, want once a month of the two without an exercise\n\t%s", n, strings.Join(got, "\n\t"))
	}
	if looks > 200 {
		t.Errorf("the process looked %d times in three years", looks)
	}
}

func TestOperatorsSeeWhatAnExerciseWaitsFor(t *testing.T) {
	t.Parallel()
	w := newDrill(t).accept()
	var state workflows.Waiting
	w.at("Oct 13 12:00", func() {
		value, err := w.env.QueryWorkflow(workflows.WaitingQuery)
		if err == nil {
			err = value.Get(&state)
		}
		if err != nil {
			t.Error(err)
		}
	})
	w.rehearse() // nobody starts it
	if want := (workflows.Waiting{Until: "2026-10-14T08:30:00Z", Reason: "news, until ULEAD is told: controls#1"}); state != want && state.Reason != "news, until UOBSERVER is told: watch#1" {
		t.Errorf("waiting = %+v, want %+v", state, want)
	}
}

func TestAReportThatSlackRefusesIsToldToWhoCanMendItAndComesWhenItIsAskedForAnew(t *testing.T) {
	t.Parallel()
	w := newDrill(t).accept().start().debriefAll("Oct 14 16:00")
	w.does("Oct 15 11:00", w.sign)
	mended := false
	w.people.refuse = func(letter string) error {
		if strings.Contains(letter, "report of") && !mended {
			return errs.New(errs.Unavailable, "Cairn is not in <#CDRILL>.")
		}
		return nil
	}
	w.does("Oct 19 12:00", func(ctx context.Context) error {
		mended = true
		return w.drills.Republish(ctx, assess.BySlack(boss), run)
	})
	w.rehearse()
	w.inChannel(
		"Oct 14 10:00 brief", "Oct 14 10:00 inject:call Something left.", "Oct 14 10:10 inject:quiet Hello?", "Oct 14 10:20 inject:press Is it true?",
		"Oct 14 10:40 inject:calm It has stopped.", "Oct 14 11:00 ended", "Oct 19 12:00 report of Blue Door",
	)
	if heard := w.heard(lead); !slices.Contains(heard, "Oct 15 11:17 refused#1") {
		t.Errorf("the facilitator heard %v", heard)
	}
}

func TestTheProcessOfAReportThatSlackRefusesForGoodEndsOnceEverybodyKnows(t *testing.T) {
	t.Parallel()
	w := newDrill(t).accept().start().debriefAll("Oct 14 16:00")
	w.does("Oct 15 11:00", w.sign)
	w.people.refuse = func(letter string) error {
		if strings.Contains(letter, "report of") {
			return errs.New(errs.Unavailable, "Cairn is not in <#CDRILL>.")
		}
		return nil
	}
	w.rehearse()
	for _, who := range []assess.UserID{lead, boss} {
		heard := w.heard(who)
		if last := heard[len(heard)-1]; last != "Oct 21 09:17 unpublished#1" {
			t.Errorf("%s heard last: %s", who, last)
		}
	}
}
