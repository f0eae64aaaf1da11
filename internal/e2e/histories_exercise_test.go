package e2e

import (
	"errors"
	"testing"
	"time"

	"cairn/internal/assess"
	"cairn/internal/exercise"
	"cairn/internal/slacksim"
)

const drillID = exercise.ID("northwind/E1")

// exerciseWays are what happens in exercises and with the duty to exercise.
func exerciseWays() []way {
	lead := assess.BySlack("U0IVOR")
	return []way{
		{
			"an exercise is played, talked over, signed and published",
			func(t *testing.T, r *run) {
				r.planDrill(t)
				r.skip(t, 2*24*time.Hour-15*time.Minute) // until its controls are out
				r.does(t, func(s *exercise.Service) error { return s.Start(t.Context(), lead, drillID) })
				r.skip(t, 5*time.Minute)
				r.does(t, func(s *exercise.Service) error { return s.Pause(t.Context(), lead, drillID, "") })
				r.skip(t, 90*time.Minute)
				r.does(t, func(s *exercise.Service) error { return s.Resume(t.Context(), lead, drillID) })
				r.skip(t, 80*time.Minute)
				for _, u := range []assess.UserID{"U0IVOR", "U0GWEN"} {
					r.does(t, func(s *exercise.Service) error {
						return s.Debrief(t.Context(), assess.BySlack(u), drillID, exercise.HotWash{Note: "It went well."})
					})
				}
				r.does(t, func(s *exercise.Service) error {
					return errors.Join(
						s.Summarise(t.Context(), lead, drillID, "Everybody knew who decides, and it took long."),
						s.Rate(t.Context(), lead, drillID, "notice", exercise.NotObserved, ""),
						s.SignOff(t.Context(), lead, drillID),
					)
				})
			},
			[]course{{"exercise/published", "exercise/northwind/E1", `^ExerciseDue .*ClaimNotice .*Notify .*Announce .*TurnExercise .*PublishReport .*RefreshExercise .*completed$`}},
		},
		{
			"an exercise is called off",
			func(t *testing.T, r *run) {
				r.planDrill(t)
				r.does(t, func(s *exercise.Service) error {
					return s.Cancel(t.Context(), assess.BySlack("U0MARA"), drillID, "The systems are down.")
				})
			},
			[]course{{"exercise/cancelled", "exercise/northwind/E1", `^ExerciseDue .*ClaimNotice .*completed$`}},
		},
		{
			"an inject that Slack refuses for ten minutes, and somebody whom it refuses",
			func(t *testing.T, r *run) {
				r.refuse(t, "user_disabled", 1)
				r.planDrill(t)
				r.skip(t, 2*24*time.Hour-15*time.Minute)
				r.does(t, func(s *exercise.Service) error { return s.Start(t.Context(), lead, drillID) })
				err := r.world.Slack.Fault(slacksim.Fault{Kind: slacksim.FaultError, Method: "chat.postMessage", Error: "is_archived", Text: "the 60 questions"})
				if err != nil {
					t.Fatal(err)
				}
				r.skip(t, 40*time.Minute)
			},
			[]course{{"exercise/undelivered", "exercise/northwind/E1", `Notify .*failed .*ExerciseUndelivered .*Announce .*failed .*ExerciseUndelivered `}},
		},
		{
			"nobody exercises, and the duty is overdue",
			func(t *testing.T, r *run) { r.skip(t, 450*24*time.Hour) },
			[]course{{"duty/overdue", "duty/northwind", `^ExerciseDue .*timer fired .*(ClaimNotice .*Notify .*){5}timer$`}},
		},
	}
}

// planDrill plans the exercise of these courses: in two days, with a player and an objective.
func (r *run) planDrill(t *testing.T) {
	t.Helper()
	bot := r.world.Slack.Options().BotUserID
	r.world.Slack.AddChannel(slacksim.Channel{ID: "C0DRILL", Name: "drill", Members: []string{bot, "U0IVOR", "U0GWEN"}})
	r.does(t, func(s *exercise.Service) error {
		e, err := s.Plan(t.Context(), assess.BySlack("U0MARA"), "northwind", exercise.Draft{
			Kind: exercise.Tabletop, Scenario: "output-drift",
			Plan: exercise.Plan{
				Objectives: []string{"notice"}, Start: r.world.Clock.Now().Add(2 * 24 * time.Hour), Length: 75 * time.Minute, Facilitator: "U0IVOR",
				Players: []exercise.Seat{{User: "U0GWEN", Role: "incident-lead"}}, Channel: "C0DRILL",
			},
		})
		if err == nil && e.ID != drillID {
			t.Errorf("the exercise is %s, want %s", e.ID, drillID)
		}
		return err
	})
}

// does acts, and waits until the processes have done what follows from it.
func (r *run) does(t *testing.T, act func(*exercise.Service) error) {
	t.Helper()
	if err := act(r.world.App.Exercise); err != nil {
		t.Fatal(err)
	}
	r.settle(t)
}
