package assess

import (
	"cmp"
	"context"
	"slices"
	"time"

	"cairn/internal/calendar"
	"cairn/internal/errs"
)

// EscalateStep names the escalation among the steps of a questionnaire.
const EscalateStep = "escalate"

// window reckons the instants of a cycle that opens at the given time: due at the end of working hours after the
// programme's Window of working days, closing after its Grace.
func window(p Programme, cal *calendar.Calendar, opened time.Time) (due, closes time.Time) {
	due = cal.At(cal.Date(cal.AddWorkingDays(opened, p.Window)), p.Hours.End)
	closes = cal.AddWorkingDays(due, p.Grace)
	return due, closes
}

// plannedStep is a step with its instant.
type plannedStep struct {
	name string
	at   time.Time
}

// plan lists the steps of a questionnaire in the order in which they fall due. A step that would fall before the
// opening or on or after the close is left out, because it would say nothing.
func plan(p Programme, cal *calendar.Calendar, c Cycle, due time.Time) []plannedStep {
	var steps []plannedStep
	add := func(name string, at time.Time) {
		if at.After(c.OpenedAt) && at.Before(c.ClosesAt) {
			steps = append(steps, plannedStep{name, at})
		}
	}
	instant := func(s Step) time.Time {
		switch s.Kind {
		case HalfTime:
			return cal.Next(cal.HalfWay(c.OpenedAt, due))
		case BeforeDue:
			return cal.Next(cal.At(cal.Date(cal.AddWorkingDays(due, -s.Days)), p.Hours.Start))
		case AfterDue:
			return cal.Next(cal.At(cal.Date(cal.AddWorkingDays(due, s.Days)), p.Hours.Start))
		default: // DueMorning
			return cal.Next(cal.At(cal.Date(due), p.Hours.Start))
		}
	}
	for _, s := range p.Reminders {
		add(s.String(), instant(s))
	}
	add(EscalateStep, instant(p.Escalate))
	slices.SortStableFunc(steps, func(a, b plannedStep) int {
		return cmp.Or(a.at.Compare(b.at), boolOrder(a.name == EscalateStep, b.name == EscalateStep))
	})
	return steps
}

// boolOrder puts what is not set before what is.
func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	default:
		return 1
	}
}

// Due says what the process of a questionnaire has to do next at the given time. Steps that were overdue already when
// noticed (after a downtime) are dropped in favour of the newest, so that nobody is reminded twice in a row; an
// escalation is never dropped for a reminder.
func (s *Service) Due(ctx context.Context, id QuestionnaireID, now time.Time) (due Due, err error) {
	defer errs.Wrap(&err, "assess.Due(%s)", id)
	err = s.store.View(ctx, func(tx Tx) error {
		q, err := tx.Questionnaire(ctx, id)
		if err != nil {
			return err
		}
		c, err := tx.Cycle(ctx, q.Cycle)
		if err != nil {
			return err
		}
		if q.State != Waiting || c.State != CycleOpen {
			due = Due{Done: true}
			return nil
		}
		p, err := tx.Programme(ctx, c.Programme)
		if err != nil {
			return err
		}
		cal, err := p.Calendar()
		if err != nil {
			return err
		}
		asked, err := tx.Asked(ctx, id)
		if err != nil {
			return err
		}
		due = nextStep(plan(p, cal, c, q.DueAt), asked, c.ClosesAt, now)
		return nil
	})
	return due, err
}

// nextStep picks the step to wait for, or to do at once, from a plan in order.
func nextStep(steps []plannedStep, asked []Asked, closes, now time.Time) Due {
	open := slices.DeleteFunc(slices.Clone(steps), func(step plannedStep) bool {
		return slices.ContainsFunc(asked, func(a Asked) bool { return a.Step == step.name })
	})
	due := Due{At: closes}
	for _, step := range open {
		overdue := !step.at.After(now)
		switch {
		case due.Step == "":
			due.At, due.Step = step.at, step.name
		case overdue && due.Step != EscalateStep:
			due.Missed = append(due.Missed, due.Step)
			due.At, due.Step = step.at, step.name
		case overdue:
			due.Missed = append(due.Missed, step.name)
		default:
			return due
		}
	}
	return due
}

// RecordAsked records that a step was done, and those that were not and never will be: dropped in its favour, or not
// deliverable. A step of "" records only the latter.
func (s *Service) RecordAsked(ctx context.Context, id QuestionnaireID, step string, dropped []string, at time.Time) (err error) {
	defer errs.Wrap(&err, "assess.RecordAsked(%s, %s)", id, step)
	return s.store.Update(ctx, func(tx Tx) error {
		c, err := tx.SharedCycle(ctx, id.Cycle())
		if err != nil {
			return err
		}
		asked, err := tx.Asked(ctx, id)
		if err != nil {
			return err
		}
		asks := asksOf(id, dropped, at, false)
		if step != "" {
			asks = append(asks, Asked{Questionnaire: id, Step: step, At: at, Sent: true})
		}
		for _, a := range asks {
			if slices.ContainsFunc(asked, func(have Asked) bool { return have.Step == a.Step }) {
				continue
			}
			if err := tx.AddAsked(ctx, a); err != nil {
				return err
			}
			verb := "questionnaire.reminded"
			switch {
			case !a.Sent:
				verb = "questionnaire.step-dropped"
			case a.Step == EscalateStep:
				verb = "questionnaire.escalated"
			}
			detail := map[string]string{"step": a.Step}
			if err := record(ctx, tx, at, Actor{Source: FromSchedule}, verb, c.Programme, string(id), detail); err != nil {
				return err
			}
		}
		return nil
	})
}

func asksOf(id QuestionnaireID, steps []string, at time.Time, sent bool) []Asked {
	asks := make([]Asked, len(steps))
	for i, step := range steps {
		asks[i] = Asked{Questionnaire: id, Step: step, At: at, Sent: sent}
	}
	return asks
}
