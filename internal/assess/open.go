package assess

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"cairn/internal/errs"
	"cairn/internal/maturity"
	"cairn/internal/wording"
)

// openingsAhead is how many coming openings a programme's schedule is told: five years of quarters. They are renewed
// whenever a programme is applied and whenever a cycle opens.
const openingsAhead = 20

// StartCycle opens a full cycle now, because a manager or the operator says so.
func (s *Service) StartCycle(ctx context.Context, by Actor, id ProgrammeID) (Cycle, error) {
	return s.StartCycleOf(ctx, by, id, Full)
}

// StartCycleOf opens a cycle of the kind now, because a manager or the operator says so. A check-in needs an earlier full
// assessment; without one the cycle that is opened is full, which its Kind says.
func (s *Service) StartCycleOf(ctx context.Context, by Actor, id ProgrammeID, kind CycleKind) (c Cycle, err error) {
	defer errs.Wrap(&err, "assess.StartCycleOf(%s, %s)", id, kind)
	err = s.store.Update(ctx, func(tx Tx) error {
		p, err := tx.Programme(ctx, id)
		if err != nil {
			return err
		}
		if err := s.mayRun(by, p, "start a cycle"); err != nil {
			return err
		}
		c, err = s.startNow(ctx, tx, by, p, kind)
		return err
	})
	if err == nil {
		s.deliver()
	}
	return c, err
}

// startNow opens a cycle of the kind because somebody says so, unless one is open.
func (s *Service) startNow(ctx context.Context, tx Tx, by Actor, p Programme, kind CycleKind) (Cycle, error) {
	if open, ok, err := openCycle(ctx, tx, p); err != nil {
		return Cycle{}, err
	} else if ok {
		return Cycle{}, errs.New(errs.Conflict, "A cycle for %s (%s) is open already, until %s. Close it first, or wait for it.",
			p.Scope, open.Period, wording.At(open.ClosesAt.In(location(p)), "2 January 2006 15:04"))
	}
	return s.open(ctx, tx, p, opening{by: by, at: s.now(), kind: kind})
}

// OpenScheduled opens the cycle that the programme's cadence asks for at the given time. There is one scheduled cycle a
// period: calling it again returns the same one. It returns false, and opens nothing, while an earlier cycle is open,
// when the period's cycle is closed already, or when a check-in would find nothing to ask.
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
		if open, ok, err := openCycle(ctx, tx, p); err != nil {
			return err
		} else if ok {
			return record(ctx, tx, at, by, "cycle.not-opened", id, string(key), map[string]string{"still open": string(open.ID)})
		}
		c, err = s.open(ctx, tx, p, opening{by: by, at: at, kind: p.kindAt(at), key: key})
		if errors.Is(err, errNothingToAsk) {
			return record(ctx, tx, at, by, "cycle.not-opened", id, string(key), map[string]string{"check-in": "nothing to ask"})
		}
		opened = err == nil
		return err
	})
	if err == nil && opened {
		s.deliver()
	}
	return c.ID, opened, err
}

// kindAt is the kind of the cycle that the cadence opens at the given time: full when the period is the first of those
// that FullEvery spans, else a check-in.
func (p Programme) kindAt(at time.Time) CycleKind {
	if p.FullEvery == "" {
		return Full
	}
	long := p.Cadence
	long.Every = p.FullEvery
	if loc := location(p); p.Cadence.PeriodStart(at, loc).Equal(long.PeriodStart(at, loc)) {
		return Full
	}
	return CheckIn
}

// opening is how a cycle is opened.
type opening struct {
	by   Actor
	at   time.Time
	kind CycleKind
	key  CycleID // "" takes the next free one of the period
}

// open adds a cycle with its questionnaires, and beside a full one that on the model which the programme leaves. The
// roster is that of the programme as it stands.
func (s *Service) open(ctx context.Context, tx Tx, p Programme, o opening) (Cycle, error) {
	model, err := s.model(p.Model)
	if err != nil {
		return Cycle{}, err
	}
	period := p.Cadence.PeriodOf(o.at, location(p))
	if o.key == "" {
		if o.key, err = freeCycleID(ctx, tx, p, period); err != nil {
			return Cycle{}, err
		}
	}
	c := Cycle{
		ID: o.key, Programme: p.ID, Scope: p.Scope, Model: model.ID, ModelHash: model.Hash, Kind: o.kind,
		Deployments: p.Deployments, Period: period, State: CycleOpen, OpenedAt: o.at, OpenedBy: o.by, Version: 1,
	}
	ask, err := s.asking(ctx, tx, &c, p, model)
	if err != nil {
		return Cycle{}, err
	}
	if c, err = addCycle(ctx, tx, p, c, roster(c, p.Assignments, model, ask)); err != nil || c.Kind != Full {
		return c, err
	}
	return c, s.openBeside(ctx, tx, p, c)
}

// openBeside opens the one cycle on the model that the programme leaves, unless there was one.
func (s *Service) openBeside(ctx context.Context, tx Tx, p Programme, main Cycle) error {
	model, err := s.leaves(ctx, tx, p)
	if err != nil || model == nil {
		return err
	}
	c := main
	c.ID, c.Model, c.ModelHash, c.Deployments = main.ID.Beside(), model.ID, model.Hash, nil
	_, err = addCycle(ctx, tx, p, c, roster(c, p.Overlap.Assignments, model, everything))
	return err
}

// leaves is the model that the programme leaves, when there has been no cycle on it beside one of the programme's yet;
// else nil.
func (s *Service) leaves(ctx context.Context, tx Tx, p Programme) (*maturity.Model, error) {
	if p.Overlap == nil {
		return nil, nil
	}
	had, err := tx.Cycles(ctx, p.ID, 0)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(had, func(c Cycle) bool { return c.ID.IsOverlap() && c.Model == p.Overlap.Model }) {
		return nil, nil
	}
	return s.model(p.Overlap.Model)
}

// addCycle adds a cycle with its instants, its questionnaires, its audit entry and its nudges.
func addCycle(ctx context.Context, tx Tx, p Programme, c Cycle, qs []Questionnaire) (Cycle, error) {
	var err error
	if c, err = window(ctx, tx, p, c, qs); err != nil {
		return Cycle{}, err
	}
	if err := tx.AddCycle(ctx, c, qs); err != nil {
		return Cycle{}, err
	}
	detail := map[string]string{
		"kind": string(c.Kind), "period": c.Period, "model": c.Model, "model_hash": c.ModelHash, "deployments": strings.Join(c.Deployments, ", "),
	}
	if err := record(ctx, tx, c.OpenedAt, c.OpenedBy, "cycle.opened", p.ID, string(c.ID), detail); err != nil {
		return Cycle{}, err
	}
	if err := nudge(ctx, tx, c.OpenedAt, NudgeStart, string(c.ID)); err != nil {
		return Cycle{}, err
	}
	return c, nudge(ctx, tx, c.OpenedAt, NudgeSchedule, string(p.ID))
}

// window sets the instants of a cycle that opens: each questionnaire is due at the end of its owner's working day, wherever
// they are, and the cycle closes when the grace of the last is over.
func window(ctx context.Context, tx Tx, p Programme, c Cycle, qs []Questionnaire) (Cycle, error) {
	cal, err := p.Calendar()
	if err != nil {
		return c, err
	}
	c.DueAt = p.dueAt(cal, c.OpenedAt)
	c.ClosesAt = cal.AddWorkingDays(c.DueAt, p.Grace)
	people, err := tx.PeopleByID(ctx, owners(qs))
	if err != nil {
		return c, err
	}
	for i, q := range qs {
		own, err := p.CalendarOf(cmp.Or(people[q.Owner], Person{ID: q.Owner}))
		if err != nil {
			return c, err
		}
		qs[i].DueAt = p.dueAt(own, c.OpenedAt)
		c.ClosesAt = later(c.ClosesAt, cal.AddWorkingDays(qs[i].DueAt, p.Grace))
	}
	return c, nil
}

// owners lists who is accountable for the questionnaires, each once.
func owners(qs []Questionnaire) []UserID {
	all := make([]UserID, len(qs))
	for i, q := range qs {
		all[i] = q.Owner
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// asks says what a cycle asks of a category: item ids, or nil for all; false when the category is not asked.
type asks func(*maturity.Category) ([]string, bool)

func everything(*maturity.Category) ([]string, bool) { return nil, true }

// asking says what the cycle asks by its kind. A check-in without an assessment to build on becomes a full cycle.
func (s *Service) asking(ctx context.Context, tx Tx, c *Cycle, p Programme, m *maturity.Model) (asks, error) {
	switch c.Kind {
	case Full:
		return applicable(c.Deployments), nil
	case Quick:
		return everything, describesLevels(m)
	case CheckIn:
		chain, err := assessedBefore(ctx, tx, *c)
		if err != nil {
			return nil, err
		}
		if len(chain) == 0 {
			c.Kind = Full
			detail := map[string]string{"asked": string(CheckIn), "opened": string(Full), "reason": "no full assessment to build on"}
			return applicable(c.Deployments), record(ctx, tx, c.OpenedAt, c.OpenedBy, "cycle.kind-changed", p.ID, string(c.ID), detail)
		}
		return checkIn(ctx, tx, *c, p, m)
	default:
		return nil, errs.New(errs.Invalid, "There is no kind of cycle %q; use %s, %s or %s.", c.Kind, Full, Quick, CheckIn)
	}
}

// applicable asks what applies to the deployments in use.
func applicable(deployments []string) asks {
	return func(c *maturity.Category) ([]string, bool) {
		var items []string
		for _, item := range c.Items {
			if item.AppliesTo(deployments) {
				items = append(items, item.ID)
			}
		}
		if len(items) == len(c.Items) {
			return nil, true
		}
		return items, len(items) > 0
	}
}

// describesLevels is an error for a model whose categories cannot be placed by their descriptors.
func describesLevels(m *maturity.Model) error {
	for _, c := range m.Categories() {
		if len(c.Descriptors) < len(m.Levels) {
			return errs.New(errs.Invalid, "%s does not describe every level of %s, so there is nothing to choose from. Start a full cycle instead.", m.Title, c.Name)
		}
	}
	return nil
}

// errNothingToAsk says that a check-in has no gap to ask about.
var errNothingToAsk = errs.New(errs.Conflict, "Nothing is left to check in on: every objective that applies is in place. Start a full cycle to confirm that.")

// checkIn asks about the gaps of the newest assessment.
func checkIn(ctx context.Context, tx Tx, c Cycle, p Programme, m *maturity.Model) (asks, error) {
	answers, err := carried(ctx, tx, c, m, "")
	if err != nil {
		return nil, err
	}
	result, err := m.Score(m.Exclude(answers, c.Deployments))
	if err != nil {
		return nil, err
	}
	by := gaps(m, result, cmp.Or(p.CheckIn, DefaultCheckIn))
	if len(by) == 0 {
		return nil, errNothingToAsk
	}
	return func(c *maturity.Category) ([]string, bool) {
		items, ok := by[c.ID]
		return items, ok
	}, nil
}

// roster makes the questionnaires of a cycle, one a category in the model's order.
func roster(c Cycle, assignments []Assignment, model *maturity.Model, ask asks) []Questionnaire {
	var qs []Questionnaire
	for _, category := range model.Categories() {
		i := slices.IndexFunc(assignments, func(a Assignment) bool { return a.Category == category.ID })
		if i < 0 {
			continue // a programme is checked to assign every category when it is applied
		}
		items, ok := ask(category)
		if !ok {
			continue
		}
		qs = append(qs, Questionnaire{
			ID: questionnaireID(c.ID, category.ID), Cycle: c.ID, Category: category.ID,
			Owner: assignments[i].Owner, Deputy: assignments[i].Deputy, Items: items, State: Waiting, DueAt: c.DueAt, Version: 1,
		})
	}
	return qs
}

// Everybody lists the people who see a cycle in their Home tab: those of its questionnaires, and the managers.
func (s *Service) Everybody(ctx context.Context, id CycleID) (people []UserID, err error) {
	defer errs.Wrap(&err, "assess.Everybody(%s)", id)
	err = s.store.View(ctx, func(tx Tx) error {
		c, err := tx.SharedCycle(ctx, id)
		if err != nil {
			return err
		}
		p, err := tx.Programme(ctx, c.Programme)
		if err != nil {
			return err
		}
		qs, err := tx.Questionnaires(ctx, id)
		people = slices.Clone(p.Managers)
		for _, q := range qs {
			people = append(people, q.Owner, q.Deputy, q.Answerer)
			for _, h := range q.Handed {
				people = append(people, h.To)
			}
		}
		slices.Sort(people)
		people = slices.DeleteFunc(slices.Compact(people), func(u UserID) bool { return u == "" })
		return err
	})
	return people, err
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

// mayRun checks that the actor may run the programme; what, such as "open a cycle", is what they are about to do.
func (s *Service) mayRun(by Actor, p Programme, what string) error {
	if by.Operator() || p.IsManager(by.User) {
		return nil
	}
	return forbidden("Only the managers of %s may %s: %s.", p.Scope, wording.Literal(what), Mentions(p.Managers...))
}

// Mentions lists people in a sentence so that Slack shows their names.
func Mentions(users ...UserID) wording.People {
	people := make(wording.People, len(users))
	for i, u := range users {
		people[i] = string(u)
	}
	return people
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

// openCycle returns the open cycle on the programme's model. One on the model that it leaves may be open beside it.
func openCycle(ctx context.Context, tx Tx, p Programme) (Cycle, bool, error) {
	open, err := tx.OpenCycles(ctx)
	if err != nil {
		return Cycle{}, false, err
	}
	i := slices.IndexFunc(open, func(c Cycle) bool { return c.Programme == p.ID && c.Model == p.Model })
	if i < 0 {
		return Cycle{}, false, nil
	}
	return open[i], true, nil
}
