package exercise

import (
	"context"
	"slices"
	"strings"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/errs"
	"cairn/internal/wording"
)

const (
	planAhead = 5 // working days from now: the start that the form of a new exercise proposes
	maxPeople = 100
)

// Bounds of a plan, beside MaxLength.
const (
	MinLength = 15 * time.Minute
	MinAhead  = time.Hour // from the planning to the start
	MaxAhead  = 366 * 24 * time.Hour
)

// Planning is what the form of a new exercise needs, for the managers of the programme: it tells the plots of scenarios.
func (s *Service) Planning(ctx context.Context, by assess.Actor, p assess.ProgrammeID) (pl Planning, err error) {
	defer errs.Wrap(&err, "exercise.Planning(%s)", p)
	now := s.now()
	err = s.store.View(ctx, func(tx Tx) error {
		in, err := toPlan(ctx, tx, by, p)
		if err != nil {
			return err
		}
		cal, err := in.Calendar()
		if err != nil {
			return err
		}
		pl = Planning{In: in, Earliest: fullHour(cal, cal.AddWorkingDays(now, planAhead))}
		if pl.Scenarios, err = s.mayKnow(ctx, tx, by); err != nil {
			return err
		}
		pl.Duties, err = s.duties(ctx, tx, in, now)
		return err
	})
	return pl, err
}

// mayKnow lists the newest of each scenario, but for those in which the actor plays and that are still to come: they would
// read the plot.
func (s *Service) mayKnow(ctx context.Context, tx Tx, by assess.Actor) ([]*Scenario, error) {
	newest := s.library.Newest()
	if by.Operator() {
		return newest, nil
	}
	of, err := tx.ExercisesOf(ctx, by.User)
	return slices.DeleteFunc(newest, func(sc *Scenario) bool {
		return slices.ContainsFunc(of, func(e Exercise) bool { return e.Scenario.Name == sc.Name && e.PartOf(by.User) == AsPlayer })
	}), err
}

// fullHour is the first full hour in working time from an instant on; the instant at which work begins where there is none.
func fullHour(cal *calendar.Calendar, from time.Time) time.Time {
	at := cal.Next(from)
	for range 24 { // a working day has at most so many
		up := at.Truncate(time.Hour)
		if up.Before(at) {
			up = up.Add(time.Hour)
		}
		if at = cal.Next(up); at.Equal(up) {
			return at
		}
	}
	return at
}

// StartFor is the start to propose for an exercise of a length: the earliest at which all of it is working time, on the same day or
// the next working day; Earliest where no day is long enough.
func (pl Planning) StartFor(length time.Duration) time.Time {
	cal, err := pl.In.Calendar()
	if err != nil {
		return pl.Earliest
	}
	tomorrow := cal.At(cal.Date(pl.Earliest).AddDays(1), 0)
	for _, at := range []time.Time{pl.Earliest, fullHour(cal, tomorrow)} {
		if cal.WorkingTime(at, at.Add(length)) == length {
			return at
		}
	}
	return pl.Earliest
}

// toPlan reads the programme for somebody who wants to plan an exercise of it.
func toPlan(ctx context.Context, tx Tx, by assess.Actor, p assess.ProgrammeID) (assess.Programme, error) {
	in, err := tx.Programme(ctx, p)
	if err != nil {
		return in, err
	}
	return in, mayPlan(by, in)
}

// mayPlan checks that the actor runs the programme.
func mayPlan(by assess.Actor, p assess.Programme) error {
	if by.Operator() || p.IsManager(by.User) {
		return nil
	}
	return forbidden("Exercises of %s are planned by its managers: %s.", p.Scope, assess.Mentions(p.Managers...))
}

// Plan plans an exercise. Faults come as errs.Invalid. Whoever plans it with a part for themselves takes part. The same plan
// of the same person is planned once: asked again, it returns what is planned already.
func (s *Service) Plan(ctx context.Context, by assess.Actor, p assess.ProgrammeID, d Draft) (e Exercise, err error) {
	defer errs.Wrap(&err, "exercise.Plan(%s)", p)
	now := s.now()
	err = s.store.Update(ctx, func(tx Tx) error {
		in, err := toPlan(ctx, tx, by, p)
		if err != nil {
			return err
		}
		scenario, plan, err := s.checkDraft(ctx, tx, by, d, now)
		if err != nil {
			return err
		}
		id, err := tx.NewExercise(ctx, p)
		if err != nil {
			return err
		}
		all, err := tx.Exercises(ctx, p)
		if err != nil {
			return err
		}
		same := func(o Exercise) bool {
			return o.State == Planned && o.PlannedBy == by && o.Kind == d.Kind && o.Scenario.ID == scenario.ID && o.Plan.equal(plan)
		}
		if i := slices.IndexFunc(all, same); i >= 0 {
			e = all[i]
			return nil
		}
		e = Exercise{
			ID: id, Programme: p, Kind: d.Kind, Scenario: scenario, Plan: plan, State: Planned, PlannedAt: now, PlannedBy: by, Version: 1,
		}
		if err := tx.SaveExercise(ctx, e); err != nil {
			return err
		}
		r, err := complete(ctx, tx, e, nil, in, now)
		if err != nil {
			return err
		}
		if err := r.keep(ctx, Event{By: by, Kind: WasPlanned, Detail: Detail{Plan: &plan}}, "exercise.planned", r.planned(), nil); err != nil {
			return err
		}
		return r.agrees(ctx, by)
	})
	if err == nil {
		s.programmes.Deliver()
	}
	return e, err
}

// glance bounds how long it may take to learn how a channel stands, while somebody waits for the next page of a form.
const glance = time.Second

// CheckPlan says what of a draft Plan would refuse, and plans nothing. Where it would take it, it says what is worth a second look.
func (s *Service) CheckPlan(ctx context.Context, by assess.Actor, p assess.ProgrammeID, d Draft) (found Doubts, err error) {
	defer errs.Wrap(&err, "exercise.CheckPlan(%s)", p)
	var plan Plan
	err = s.store.View(ctx, func(tx Tx) error {
		in, err := toPlan(ctx, tx, by, p)
		if err != nil {
			return err
		}
		if _, plan, err = s.checkDraft(ctx, tx, by, d, s.now()); err != nil {
			return err
		}
		found, err = doubts(ctx, tx, in, "", plan)
		return err
	})
	if err != nil || s.channels == nil {
		return found, err
	}
	asking, cancel := context.WithTimeout(ctx, glance)
	defer cancel()
	if state, err := s.channels.ChannelOf(asking, plan.Channel, plan.People()); err == nil {
		found.Channel = &state
	} else {
		s.log.Info("the channel of a plan cannot be judged now", "channel", plan.Channel, "error", err)
	}
	return found, nil
}

// checkDraft returns the scenario and the plan of a draft, or what is wrong with it.
func (s *Service) checkDraft(ctx context.Context, tx Tx, by assess.Actor, d Draft, now time.Time) (*Scenario, Plan, error) {
	faults := make(errs.Faults)
	scenario := s.choose(d, faults)
	c := planCheck{scenario: scenario, now: now, faults: faults}
	c.knows = func(u assess.UserID) bool { return u == by.User && !by.Operator() }
	plan := tidy(d.Plan, scenario)
	if err := c.plan(ctx, tx, plan); err != nil {
		return nil, plan, err
	}
	return scenario, plan, faults.Err()
}

// choose finds the scenario of a draft and holds that it can be run as the kind.
func (s *Service) choose(d Draft, faults errs.Faults) *Scenario {
	if d.Kind != Tabletop && d.Kind != Simulation {
		faults.Add(FieldKind, "Choose whether it is a tabletop or a simulation. One never counts as the other.")
	}
	scenario, err := s.library.Find(d.Scenario)
	switch {
	case strings.TrimSpace(d.Scenario) == "":
		faults.Add(FieldScenario, "Choose a scenario.")
		return nil
	case err != nil:
		faults[FieldScenario] = errs.Text(err)
		return nil
	case faults[FieldKind].IsZero() && !scenario.Kind.RunAs(d.Kind) && d.Kind == Simulation:
		faults.Add(FieldScenario, "This scenario is for tabletops only. Choose another, or a tabletop.")
	case faults[FieldKind].IsZero() && !scenario.Kind.RunAs(d.Kind):
		faults.Add(FieldScenario, "This scenario is for simulations only. Choose another, or a simulation.")
	}
	return scenario
}

// planned is what the journal keeps of a plan.
func (r *record) planned() map[string]string {
	return map[string]string{
		"kind": string(r.Kind), "scenario": r.Scenario.ID, "start": r.Start.UTC().Format(time.RFC3339), "facilitator": string(r.Facilitator),
		"channel": r.Channel,
	}
}

// agrees records that whoever gave themselves a part takes part, unless they have said so.
func (r *record) agrees(ctx context.Context, by assess.Actor) error {
	if by.Operator() || r.PartOf(by.User) == NoPart || r.reply(by.User) == Yes {
		return nil
	}
	e := Event{By: by, Kind: WasReplied, Person: by.User, Detail: Detail{Reply: Yes}}
	return r.keep(ctx, e, "exercise.replied", map[string]string{"reply": string(Yes)}, nil)
}

// tidy puts what a plan lists in the order of the scenario, each once.
func tidy(p Plan, scenario *Scenario) Plan {
	p.Start, p.Channel = p.Start.UTC().Truncate(time.Minute), strings.TrimSpace(p.Channel)
	p.Objectives, p.Players, p.Observers = slices.Clone(p.Objectives), slices.Clone(p.Players), once(p.Observers)
	if scenario == nil {
		return p
	}
	if p.Length == 0 {
		p.Length = scenario.Length()
	}
	slices.SortStableFunc(p.Objectives, func(a, b string) int { return scenario.objective(a) - scenario.objective(b) })
	slices.SortStableFunc(p.Players, func(a, b Seat) int { return scenario.role(a.Role) - scenario.role(b.Role) })
	p.Objectives, p.Players = once(p.Objectives), once(p.Players)
	return p
}

// once lists each once, in order.
func once[T comparable](all []T) []T {
	var kept []T
	for _, one := range all {
		if !slices.Contains(kept, one) {
			kept = append(kept, one)
		}
	}
	return kept
}

// objective is where an objective stands in the scenario, -1 for nowhere; role likewise.
func (s *Scenario) objective(id string) int {
	return slices.IndexFunc(s.Objectives, func(o Objective) bool { return o.ID == id })
}

func (s *Scenario) role(id string) int {
	return slices.IndexFunc(s.Roles, func(r Role) bool { return r.ID == id })
}

// planCheck finds what is wrong with a plan.
type planCheck struct {
	scenario *Scenario
	now      time.Time
	had      *Plan                      // the plan that it changes; nil for a new exercise
	knows    func(u assess.UserID) bool // the plot
	faults   errs.Faults
}

func (c planCheck) plan(ctx context.Context, tx Tx, p Plan) error {
	c.times(p)
	c.objectives(p)
	if p.Channel == "" {
		c.faults.Add(FieldChannel, "Choose the channel in which it takes place.")
	}
	if p.Facilitator == "" {
		c.faults.Add(FieldFacilitator, "Choose who facilitates it: starts it, holds the controls and signs the report.")
	}
	return c.people(ctx, tx, p)
}

func (c planCheck) times(p Plan) {
	moved := c.had == nil || !p.Start.Equal(c.had.Start)
	switch ahead := p.Start.Sub(c.now); {
	case p.Start.IsZero():
		c.faults.Add(FieldStart, "Say on which day and at what time it begins.")
	case moved && ahead < 0:
		c.faults.Add(FieldStart, "This is past. Choose a start that is to come.")
	case moved && ahead < MinAhead:
		c.faults.Add(FieldStart, "Choose a start that is at least an hour ahead, so that people can be invited.")
	case moved && ahead > MaxAhead:
		c.faults.Add(FieldStart, "Choose a start within a year.")
	}
	if p.Length < MinLength || p.Length > MaxLength {
		c.faults.Add(FieldLength, "An exercise takes between 15 minutes and 8 hours.")
	}
}

func (c planCheck) objectives(p Plan) {
	if len(p.Objectives) == 0 {
		c.faults.Add(FieldObjectives, "Choose at least one objective: it is what the exercise is rated by.")
	}
	for _, id := range p.Objectives {
		if c.scenario != nil && c.scenario.objective(id) < 0 {
			c.faults.Add(FieldObjectives, "The scenario has no objective %q.", id)
		}
	}
}

// casting is somebody and the part that they are to have, with the field that says so.
type casting struct {
	user  assess.UserID
	part  Part
	field string
}

// cast lists who is to have which part, in the order of People.
func (p Plan) cast() []casting {
	all := []casting{{p.Facilitator, AsFacilitator, FieldFacilitator}, {p.Scribe, AsScribe, FieldScribe}}
	for _, s := range p.Players {
		all = append(all, casting{s.User, AsPlayer, FieldPlayers + ":" + s.Role})
	}
	for _, u := range p.Observers {
		all = append(all, casting{u, AsObserver, FieldObservers})
	}
	return slices.DeleteFunc(all, func(c casting) bool { return c.user == "" })
}

// firstRole is the field under which stands what is wrong with the players altogether.
func (c planCheck) firstRole() string {
	if c.scenario == nil || len(c.scenario.Roles) == 0 {
		return FieldPlayers
	}
	return FieldPlayers + ":" + c.scenario.Roles[0].ID
}

// people holds that everybody has one part, can be asked, and may have it.
func (c planCheck) people(ctx context.Context, tx Tx, p Plan) error {
	cast := p.cast()
	var ids []assess.UserID
	for _, one := range cast {
		ids = append(ids, one.user)
	}
	ids = once(ids)
	known, err := tx.PeopleByID(ctx, ids)
	if err != nil {
		return err
	}
	if len(p.Players) == 0 {
		c.faults.Add(c.firstRole(), "Choose at least one player.")
	}
	if len(ids) > maxPeople {
		c.faults.Add(c.firstRole(), "An exercise has room for %d people; these are %d.", maxPeople, len(ids))
	}
	parts := make(map[assess.UserID]Part)
	for _, one := range cast {
		who := assess.Mentions(one.user)
		had, twice := parts[one.user]
		role, seated := strings.CutPrefix(one.field, FieldPlayers+":")
		switch {
		case twice && had != one.part:
			c.faults[one.field] = hasPart(had, who)
		case seated && c.scenario != nil && c.scenario.role(role) < 0:
			c.faults.Add(one.field, "The scenario has no role %q.", role)
		case !known[one.user].MayBeAsked():
			c.faults.Add(one.field, "%s cannot be asked: choose a member of the workspace.", who)
		case one.part == AsPlayer && c.knows(one.user):
			c.faults.Add(one.field, "%s knows the plot and cannot play. They can facilitate, observe or take the minutes.", who)
		}
		if !twice {
			parts[one.user] = one.part
		}
	}
	return nil
}

// hasPart says that somebody has a part already.
func hasPart(part Part, who wording.People) wording.Text {
	switch part {
	case AsFacilitator:
		return wording.New("%s facilitates it already. Nobody has two parts.", who)
	case AsScribe:
		return wording.New("%s is the scribe already. Nobody has two parts.", who)
	case AsObserver:
		return wording.New("%s observes it already. Nobody has two parts.", who)
	default:
		return wording.New("%s plays already. Nobody has two parts.", who)
	}
}
