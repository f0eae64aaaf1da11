package assess

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"cairn/internal/errs"
	"cairn/internal/maturity"
)

// openingsAhead is how many coming openings a programme's schedule is told: five years of quarters. They are renewed
// whenever a programme is applied and whenever a cycle opens.
const openingsAhead = 20

// StartCycle opens a cycle now, because a manager or the operator says so.
func (s *Service) StartCycle(ctx context.Context, by Actor, id ProgrammeID) (c Cycle, err error) {
	defer errs.Wrap(&err, "assess.StartCycle(%s)", id)
	err = s.store.Update(ctx, func(tx Tx) error {
		p, err := tx.Programme(ctx, id)
		if err != nil {
			return err
		}
		if err := s.mayRun(by, p, "start a cycle"); err != nil {
			return err
		}
		if open, ok, err := openCycle(ctx, tx, id); err != nil {
			return err
		} else if ok {
			return errs.New(errs.Conflict, "A cycle for %s (%s) is open already, until %s. Close it first, or wait for it.",
				p.Scope, open.Period, open.ClosesAt.In(location(p)).Format("2 January 2006 15:04"))
		}
		c, err = s.open(ctx, tx, p, by, s.now(), "")
		return err
	})
	if err == nil {
		s.deliver()
	}
	return c, err
}

// OpenScheduled opens the cycle that the programme's cadence asks for at the given time. There is one scheduled cycle a
// period: calling it again returns the same one. It returns false, and opens nothing, while an earlier cycle is open or
// when the period's cycle is closed already.
func (s *Service) OpenScheduled(ctx context.Context, id ProgrammeID, at time.Time) (_ CycleID, opened bool, err error) {
	defer errs.Wrap(&err, "assess.OpenScheduled(%s)", id)
	var c Cycle
	err = s.store.Update(ctx, func(tx Tx) error {
		p, err := tx.Programme(ctx, id)
		if err != nil {
			return err
		}
		key := cycleID(p, p.Cadence.PeriodOf(at, location(p)), 1)
		c, err = tx.Cycle(ctx, key)
		switch {
		case err == nil:
			opened = c.State == CycleOpen
			return nil
		case !errs.Is(err, errs.NotFound):
			return err
		}
		by := Actor{Source: FromSchedule}
		if open, ok, err := openCycle(ctx, tx, id); err != nil {
			return err
		} else if ok {
			return record(ctx, tx, at, by, "cycle.not-opened", id, string(key), map[string]string{"still open": string(open.ID)})
		}
		opened = true
		c, err = s.open(ctx, tx, p, by, at, key)
		return err
	})
	if err == nil && opened {
		s.deliver()
	}
	return c.ID, opened, err
}

// open adds a cycle with its questionnaires: the roster is that of the programme as it stands. An empty key takes the
// next free one of the period.
func (s *Service) open(ctx context.Context, tx Tx, p Programme, by Actor, at time.Time, key CycleID) (Cycle, error) {
	model, err := s.model(p.Model)
	if err != nil {
		return Cycle{}, err
	}
	cal, err := p.Calendar()
	if err != nil {
		return Cycle{}, err
	}
	period := p.Cadence.PeriodOf(at, cal.Location())
	if key == "" {
		if key, err = freeCycleID(ctx, tx, p, period); err != nil {
			return Cycle{}, err
		}
	}
	due, closes := window(p, cal, at)
	c := Cycle{
		ID: key, Programme: p.ID, Scope: p.Scope, Model: model.ID, ModelHash: model.Hash, Kind: Full, Period: period,
		State: CycleOpen, OpenedAt: at, OpenedBy: by, DueAt: due, ClosesAt: closes, Version: 1,
	}
	if err := tx.AddCycle(ctx, c, roster(c, p, model)); err != nil {
		return Cycle{}, err
	}
	detail := map[string]string{"period": period, "model": model.ID, "model_hash": model.Hash}
	if err := record(ctx, tx, at, by, "cycle.opened", p.ID, string(c.ID), detail); err != nil {
		return Cycle{}, err
	}
	if err := nudge(ctx, tx, at, NudgeStart, string(c.ID)); err != nil {
		return Cycle{}, err
	}
	return c, nudge(ctx, tx, at, NudgeSchedule, string(p.ID))
}

// roster makes the questionnaires of a cycle, one a category in the model's order.
func roster(c Cycle, p Programme, model *maturity.Model) []Questionnaire {
	var qs []Questionnaire
	for _, category := range model.Categories() {
		i := slices.IndexFunc(p.Assignments, func(a Assignment) bool { return a.Category == category.ID })
		if i < 0 {
			continue // a programme is checked to assign every category when it is applied
		}
		qs = append(qs, Questionnaire{
			ID: questionnaireID(c.ID, category.ID), Cycle: c.ID, Category: category.ID,
			Owner: p.Assignments[i].Owner, Deputy: p.Assignments[i].Deputy, State: Waiting, DueAt: c.DueAt, Version: 1,
		})
	}
	return qs
}

// Roster lists the questionnaires of a cycle in the model's order.
func (s *Service) Roster(ctx context.Context, id CycleID) (ids []QuestionnaireID, err error) {
	defer errs.Wrap(&err, "assess.Roster(%s)", id)
	err = s.store.View(ctx, func(tx Tx) error {
		qs, err := tx.Questionnaires(ctx, id)
		for _, q := range qs {
			ids = append(ids, q.ID)
		}
		return err
	})
	return ids, err
}

// reschedule tells the processes when the programme's next cycles open.
func (s *Service) reschedule(ctx context.Context, id ProgrammeID) error {
	var p Programme
	err := s.store.View(ctx, func(tx Tx) (err error) {
		p, err = tx.Programme(ctx, id)
		return err
	})
	if err != nil {
		return err
	}
	cal, err := p.Calendar()
	if err != nil {
		return err
	}
	return s.processes.Schedule(ctx, p, cal.Openings(p.Cadence, s.now(), openingsAhead))
}

// mayRun checks that the actor may run the programme.
func (s *Service) mayRun(by Actor, p Programme, what string) error {
	if by.Operator() || p.IsManager(by.User) {
		return nil
	}
	return forbidden("Only the managers of %s may %s: %s.", p.Scope, what, mentions(p.Managers))
}

// mentions lists people so that Slack shows their names.
func mentions(users []UserID) string {
	names := make([]string, len(users))
	for i, u := range users {
		names[i] = "<@" + string(u) + ">"
	}
	return strings.Join(names, ", ")
}

func location(p Programme) *time.Location {
	loc, err := time.LoadLocation(p.Zone)
	if err != nil {
		return time.UTC // a programme's zone was checked when it was applied
	}
	return loc
}

func cycleID(p Programme, period string, n int) CycleID {
	id := string(p.ID) + "-" + strings.ToLower(period)
	if n > 1 {
		id = fmt.Sprintf("%s-%d", id, n)
	}
	return CycleID(id)
}

// freeCycleID returns the first id of the period that no cycle has.
func freeCycleID(ctx context.Context, tx Tx, p Programme, period string) (CycleID, error) {
	const most = 100
	for n := 1; n <= most; n++ {
		id := cycleID(p, period, n)
		if _, err := tx.Cycle(ctx, id); errs.Is(err, errs.NotFound) {
			return id, nil
		} else if err != nil {
			return "", err
		}
	}
	return "", errs.New(errs.Conflict, "%s has had %d cycles in %s already; wait for the next period.", p.Scope, most, period)
}

// openCycle returns the programme's open cycle.
func openCycle(ctx context.Context, tx Tx, id ProgrammeID) (Cycle, bool, error) {
	open, err := tx.OpenCycles(ctx)
	if err != nil {
		return Cycle{}, false, err
	}
	i := slices.IndexFunc(open, func(c Cycle) bool { return c.Programme == id })
	if i < 0 {
		return Cycle{}, false, nil
	}
	return open[i], true, nil
}
