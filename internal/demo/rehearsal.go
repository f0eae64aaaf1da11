package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/exercise"
	"cairn/internal/target"
)

// rehearsal are the decisions of the exercise that Autoplay plays, in their order.
var rehearsal = []decision{
	{5, "report", "assume-true", "U0GWEN", "We take it as true and open an incident.", "A test costs half an hour in which others may try it."},
	{18, "reproduced", "cut-tool", "U0TOMAS", "The chatbot loses the tool for orders and keeps answering.", "It is the tool that does the harm."},
	{41, "logs", "notify-breach", "U0MINA", "We treat it as reportable and start the notice.", "What is known is enough for a first notice."},
	{61, "reporter-again", "agree-date", "U0WREN", "We call, explain and agree on a date.", "Whoever told us first deserves to hear it from us."},
}

// playExercise plays the exercise of the programme that is planned, if it begins before an instant: the facilitator starts it, the
// scribe logs what is decided, all say how it was, and the report is signed two working days later.
func (w *World) playExercise(ctx context.Context, out io.Writer, p assess.Programme, before time.Time) error {
	lead, service := assess.BySlack(leadsExercise), w.App.Exercise
	all, err := service.Overview(ctx, lead, p.ID)
	if err != nil {
		return err
	}
	for _, v := range all.Exercises {
		if v.State != exercise.Planned || v.Plan.Facilitator != leadsExercise || v.Plan.Start.After(before) || v.Plan.Start.Before(w.Clock.Now()) {
			continue
		}
		cal, err := p.Calendar()
		if err != nil {
			return err
		}
		start := v.Plan.Start
		at := func(at time.Time, do func() error) func() error {
			return func() error {
				if err := w.skipTo(ctx, at); err != nil {
					return err
				}
				return do()
			}
		}
		steps := []func() error{
			at(start.Add(-10*time.Minute), func() error { return service.Prepared(ctx, lead, v.ID) }),
			at(start, func() error {
				fmt.Fprintf(out, "%s  Ivor starts the exercise %s in #ai-incident-exercises.\n", w.Clock.Now().Format(moment), v.Name)
				return service.Start(ctx, lead, v.ID)
			}),
		}
		for _, d := range rehearsal {
			steps = append(steps, at(start.Add(time.Duration(d.minute)*time.Minute), func() error {
				_, err := service.Decide(ctx, assess.BySlack(writesExercise), v.ID, exercise.Decision{Inject: d.inject, Choice: d.choice, By: d.by, What: d.what, Why: d.why})
				return err
			}))
		}
		steps = append(
			steps,
			func() error {
				_, err := service.Observe(ctx, assess.BySlack(observesExercise), v.ID, exercise.Observation{
					Objective: "tell", Kind: exercise.Improvement, Impact: exercise.Minor, Text: "Nobody knew who answers a reporter out of hours.",
				})
				return err
			},
			at(start.Add(v.Plan.Length+10*time.Minute), func() error { return w.sayHowItWas(ctx, v) }),
			at(cal.AddWorkingDays(start, 2), func() error { return w.signExercise(ctx, v, calendar.DateOf(w.Clock.Now())) }),
			func() error {
				fmt.Fprintf(out, "%s  The exercise has been reviewed, and its report is in the channel.\n", w.Clock.Now().Format(moment))
				return w.Settle(ctx)
			},
		)
		for _, step := range steps {
			if err := step(); err != nil {
				return fmt.Errorf("%s: %w", v.ID, err)
			}
		}
	}
	return nil
}

// skipTo moves the clock to an instant that has not passed.
func (w *World) skipTo(ctx context.Context, at time.Time) error {
	if wait := at.Sub(w.Clock.Now()); wait > 0 {
		return w.Skip(ctx, wait)
	}
	return nil
}

// sayHowItWas fills in everybody's hot wash.
func (w *World) sayHowItWas(ctx context.Context, v exercise.View) error {
	for i, u := range v.Plan.People() {
		if err := w.App.Exercise.Debrief(ctx, assess.BySlack(u), v.ID, exercise.HotWash{Scores: map[string]int{"real": 5 - i%2, "part": 3 + i%3, "ready": 3 + i%2}}); err != nil {
			return err
		}
	}
	return nil
}

// signExercise rates what was observed, answers the finding and signs the report.
func (w *World) signExercise(ctx context.Context, v exercise.View, today calendar.Date) error {
	service, lead := w.App.Exercise, assess.BySlack(leadsExercise)
	failed := []error{service.Summarise(ctx, lead, v.ID, "The tool was cut off within twenty minutes. Whoever reported it waited longest.")}
	for _, o := range v.Plan.Objectives {
		rating := exercise.NotObserved
		if o == "tell" {
			rating = exercise.Some
		}
		failed = append(failed, service.Rate(ctx, lead, v.ID, o, rating, ""))
	}
	failed = append(failed, service.Treat(ctx, lead, v.ID, "F1", exercise.Treatment{Work: &target.Work{
		Title: "Name who answers a reporter at any hour", Owner: "U0WREN", Due: today.AddDays(30), Element: "organisation",
	}}))
	if err := errors.Join(failed...); err != nil {
		return err
	}
	return service.SignOff(ctx, lead, v.ID)
}
