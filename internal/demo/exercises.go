package demo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/errs"
	"cairn/internal/exercise"
	"cairn/internal/target"
)

// The bank has rehearsed once, some months ago, and is about to do so again.
const (
	exerciseChannel = "C0EXERCISE"
	exerciseAhead   = 5 // working days until the next exercise
	exerciseAgo     = 4 // months since the last
)

// The sample's people in exercises.
const (
	leadsExercise    = assess.UserID("U0IVOR")
	writesExercise   = assess.UserID("U0DEVI")
	observesExercise = assess.UserID("U0LENA")
)

// seats gives the players of the sample organisation the roles of a scenario, in turn.
func seats(s *exercise.Scenario) []exercise.Seat {
	players := []assess.UserID{"U0GWEN", "U0TOMAS", "U0MINA", "U0WREN"}
	all := make([]exercise.Seat, len(s.Roles))
	for i, role := range s.Roles {
		all[i] = exercise.Seat{User: players[i%len(players)], Role: role.ID}
	}
	return all
}

// rehearse lets a programme have had an exercise some months ago, and plans another.
func (w *World) rehearse(ctx context.Context, p assess.Programme) error {
	cal, err := p.Calendar()
	if err != nil {
		return err
	}
	now := w.Clock.Now()
	ago := cal.Next(now.AddDate(0, -exerciseAgo, 0))
	if err := w.rehearsed(ctx, p, cal.At(cal.Date(ago), 14*60)); err != nil {
		return fmt.Errorf("the exercise of the past: %w", err)
	}
	ahead := cal.AddWorkingDays(now, exerciseAhead)
	e, err := planExercise(ctx, w.App.Exercise, p, "chatbot-prompt-injection", cal.At(cal.Date(ahead), 14*60))
	if err != nil {
		return err
	}
	for _, u := range e.People() {
		reply := exercise.Yes
		if u == "U0TOMAS" {
			reply = exercise.Maybe
		}
		if err := w.App.Exercise.Reply(ctx, assess.BySlack(u), e.ID, reply, ""); err != nil {
			return err
		}
	}
	return nil
}

// planExercise plans a tabletop with all objectives of a scenario.
func planExercise(ctx context.Context, s *exercise.Service, p assess.Programme, scenario string, start time.Time) (exercise.Exercise, error) {
	library, err := exercise.NewLibrary()
	if err != nil {
		return exercise.Exercise{}, err
	}
	sc, err := library.Find(scenario)
	if err != nil {
		return exercise.Exercise{}, err
	}
	plan := exercise.Plan{
		Start: start, Length: sc.Length(), Facilitator: leadsExercise, Scribe: writesExercise, Players: seats(sc),
		Observers: []assess.UserID{observesExercise}, Channel: exerciseChannel,
	}
	for _, o := range sc.Objectives {
		plan.Objectives = append(plan.Objectives, o.ID)
	}
	return s.Plan(ctx, assess.BySlack(p.Managers[0]), p.ID, exercise.Draft{Kind: exercise.Tabletop, Scenario: sc.ID, Plan: plan})
}

// past is an exercise that is played through on a clock of its own, by the use cases that people and the process have.
type past struct {
	*exercise.Service
	id  exercise.ID
	now time.Time
}

// decision is what a player decided on an inject, so many minutes after the start.
type decision struct {
	minute         int
	inject, choice string
	by             assess.UserID
	what, why      string
}

// decisions of the exercise of the past, in their order.
var decisions = []decision{
	{4, "proxy-report", "open-incident", "U0GWEN", "We open an incident and get everybody to the table.", "Asking around costs an hour that we may have to account for."},
	{19, "clerk-account", "preserve-first", "U0TOMAS", "The history stays and is exported by two people.", "Nobody believes a list that one of us made alone."},
	{41, "terms", "notify-now", "U0MINA", "A first notice goes out today and says what is still open.", "The clock has run since the morning."},
	{47, "whole-team", "block-one", "U0TOMAS", "The one service is blocked; payroll gets the approved tool.", "Pay day must hold, and a wide block sends people to their telephones."},
	{63, "journalist", "staff-first", "U0WREN", "Those concerned hear it from us before noon.", "They must not read it in a newspaper first."},
}

// observations of the exercise of the past.
var observations = []exercise.Observation{
	{Objective: "establish", Kind: exercise.Strength, Text: "What was known and what was assumed was kept apart in every summary."},
	{Objective: "contain", Kind: exercise.Improvement, Impact: exercise.Major, Text: "Nobody knew who may block a service after hours."},
	{Objective: "notify", Kind: exercise.Improvement, Impact: exercise.Minor, Text: "The form of the authority was searched for while the clock ran."},
	{Objective: "cause", Kind: exercise.Strength, Text: "They asked what the approved tool could not do, and not who had slipped."},
}

// rehearsed plays an exercise at an instant of the past and signs its report, which its process publishes now.
func (w *World) rehearsed(ctx context.Context, p assess.Programme, start time.Time) error {
	x := &past{now: start.AddDate(0, 0, -14)}
	service, err := w.App.PastExercises(func() time.Time { return x.now })
	if err != nil {
		return err
	}
	x.Service = service
	e, err := planExercise(ctx, x.Service, p, "unapproved-ai-tool", start)
	if err != nil {
		return err
	}
	x.id = e.ID
	for _, u := range e.People() {
		if err := x.Reply(ctx, assess.BySlack(u), x.id, exercise.Yes, ""); err != nil {
			return err
		}
	}
	lead := assess.BySlack(leadsExercise)
	steps := []func() error{
		func() error { return x.until(ctx, start) },
		func() error { return x.Prepared(ctx, lead, x.id) },
		func() error { return x.Start(ctx, lead, x.id) },
		func() error { return x.play(ctx, start) },
		func() error { return x.until(ctx, start.Add(e.Length+10*time.Minute)) },
		func() error { return x.debrief(ctx, e.People()) },
		func() error { return x.until(ctx, start.AddDate(0, 0, 2)) },
		func() error { return x.review(ctx, lead, calendar.DateOf(w.Clock.Now())) },
		func() error { return w.App.StayWithExercise(ctx, x.id) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// until does what the process of the exercise would do up to an instant, but for the messages.
func (x *past) until(ctx context.Context, end time.Time) error {
	const most = 1000 // deeds
	for range most {
		due, err := x.Due(ctx, x.id.Subject(), x.now)
		if err != nil {
			return err
		}
		if due.Deed == "" || due.At.After(end) {
			x.now = end
			return nil
		}
		if due.At.After(x.now) {
			x.now = due.At
		}
		switch due.Deed {
		case exercise.DoTell:
			_, _, err = x.Tell(ctx, x.id.Subject(), due.Person, due.Step, x.now)
		case exercise.DoPost:
			if _, _, err = x.Post(ctx, x.id, due.Step, x.now); err == nil {
				err = x.Posted(ctx, x.id, due.Step, x.now.Add(time.Second))
			}
		case exercise.DoTurn:
			err = x.Turn(ctx, x.id, due.Step, x.now)
		default:
			return fmt.Errorf("the exercise is to %s already", due.Deed)
		}
		if err != nil {
			return err
		}
	}
	return errors.New("the exercise does not come to an end")
}

// play decides and observes in the run that began at an instant.
func (x *past) play(ctx context.Context, start time.Time) error {
	for _, d := range decisions {
		if err := x.until(ctx, start.Add(time.Duration(d.minute)*time.Minute)); err != nil {
			return err
		}
		_, err := x.Decide(ctx, assess.BySlack(writesExercise), x.id, exercise.Decision{
			Inject: d.inject, Choice: d.choice, By: d.by, What: d.what, Why: d.why,
		})
		if err != nil {
			return err
		}
	}
	for _, o := range observations {
		if _, err := x.Observe(ctx, assess.BySlack(observesExercise), x.id, o); err != nil {
			return err
		}
	}
	return nil
}

// debrief lets everybody say how it was.
func (x *past) debrief(ctx context.Context, people []assess.UserID) error {
	for i, u := range people {
		wash := exercise.HotWash{Scores: map[string]int{"real": 5 - i%2, "part": 3 + i%3, "ready": 2 + i%3}}
		if u == observesExercise {
			wash.Ratings = map[string]exercise.Rating{"establish": exercise.Performed, "contain": exercise.MajorOnes, "notify": exercise.Some}
		}
		if err := x.Debrief(ctx, assess.BySlack(u), x.id, wash); err != nil {
			return err
		}
	}
	return nil
}

// review rates the objectives, answers the findings by actions that are due in the weeks to come, and signs.
func (x *past) review(ctx context.Context, by assess.Actor, today calendar.Date) error {
	failed := []error{
		x.Summarise(ctx, by, x.id, "The facts were on the table within half an hour. What took long was who may switch off what, and where the authority's form is."),
	}
	for id, rating := range map[string]exercise.Rating{
		"establish": exercise.Performed, "contain": exercise.MajorOnes, "notify": exercise.Some, "cause": exercise.Performed,
	} {
		failed = append(failed, x.Rate(ctx, by, x.id, id, rating, ""))
	}
	for finding, work := range map[string]target.Work{
		"F1": {Title: "Name who may block a service at any hour", Owner: "U0IVOR", Due: today.AddDays(20), Element: "organisation"},
		"F2": {Title: "Keep the authority's form with the playbook, filled in as far as it goes", Owner: "U0MINA", Due: today.AddDays(45), Element: "planning"},
	} {
		failed = append(failed, x.Treat(ctx, by, x.id, finding, exercise.Treatment{Work: &work}))
	}
	if err := errors.Join(failed...); err != nil {
		return err
	}
	err := x.SignOff(ctx, by, x.id)
	if fields := errs.Fields(err); len(fields) > 0 {
		return fmt.Errorf("%w: %v", err, fields)
	}
	return err
}
