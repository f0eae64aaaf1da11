package bot

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/exercise"
	"cairn/internal/wording"
)

// planCommand answers /cairn exercise plan, alone or with a kind, with a view.
func (b *Bot) planCommand(ctx context.Context, r request) (blocks.Message, error) {
	var kind exercise.Kind
	if len(r.words) > 1 {
		kind = exercise.Kind(strings.ToLower(r.words[1]))
		if kind != exercise.Tabletop && kind != exercise.Simulation {
			return b.noExerciseKind(ctx, r)
		}
	}
	pl, err := b.plans.Planning(ctx, assess.BySlack(r.user), r.programme.ID)
	if err != nil {
		return blocks.Message{}, err
	}
	return blocks.Message{}, b.openView(ctx, r.trigger, planForm(r.reader, pl, kind))
}

// noExerciseKind answers a word after plan that is neither a kind nor a programme.
func (b *Bot) noExerciseKind(ctx context.Context, r request) (blocks.Message, error) {
	kinds := []string{string(exercise.Tabletop), string(exercise.Simulation)}
	if meant := nearest(strings.ToLower(r.words[1]), kinds); meant != "" {
		return blocks.UnknownSubcommand(r.reader, r.words[1], r.verb+" plan "+meant), nil
	}
	mine, err := b.programmes.ProgrammesOf(ctx, r.user)
	return blocks.NoProgramme(r.reader, r.words[1], mine), err
}

// planForm is the form of a new exercise as it is opened. Whoever plans it is proposed as its facilitator.
func planForm(to blocks.Reader, pl exercise.Planning, kind exercise.Kind) slack.ModalViewRequest {
	if kind == "" {
		kind = exercise.Tabletop
	}
	s := blocks.ExerciseState{Programme: pl.In.ID, Page: blocks.ExerciseWhat, Kind: kind, Facilitator: to.User}
	return blocks.PlanExercise(to, blocks.ExerciseForm{State: s, Planning: pl})
}

// openPlan asks for a new exercise from a button.
func (b *Bot) openPlan(ctx context.Context, i *interaction, value string) error {
	v, ok := blocks.ParsePlanValue(value)
	if !ok {
		return errStale
	}
	pl, err := b.plans.Planning(ctx, actor(i), v.Programme)
	if err != nil {
		return err
	}
	return b.onTop(ctx, i, planForm(i.reader, pl, v.Kind))
}

// turnPlan shows the form anew after a choice on its first page, or the page before. What was entered is kept.
func (b *Bot) turnPlan(ctx context.Context, i *interaction, a *slack.BlockAction) error {
	s, pl, err := b.planState(ctx, i)
	if err != nil {
		return err
	}
	if blocks.ActionKind(a.ActionID) == blocks.ActionExerciseBack {
		s.Page = blocks.ExercisePage(s.Page, -1)
	}
	view := blocks.PlanExercise(i.reader, blocks.ExerciseForm{State: s, Planning: pl})
	if err := blocks.CheckModal(view); err != nil {
		return err
	}
	_, err = b.client.UpdateViewContext(ctx, view, "", i.View.Hash, i.View.ID)
	return formTrouble(err)
}

// planState is what the form of a new exercise says so far, with what it needs.
func (b *Bot) planState(ctx context.Context, i *interaction) (blocks.ExerciseState, exercise.Planning, error) {
	s, err := blocks.DecodeExerciseState(i.View.PrivateMetadata)
	if err != nil {
		return s, exercise.Planning{}, err
	}
	pl, err := b.plans.Planning(ctx, actor(i), s.Programme)
	if err != nil {
		return s, pl, err
	}
	return planEntries(s, pl, i.View.State), pl, nil
}

// submitPlan takes over a page of the form, and shows the next one or, from the last, plans the exercise.
func (b *Bot) submitPlan(ctx context.Context, i *interaction) Reply {
	s, pl, err := b.planState(ctx, i)
	if err != nil {
		return b.notDone(i, err, "")
	}
	d := s.Draft(blocks.ScenarioOf(pl, s.Scenario))
	if s.Page == blocks.ExerciseReview {
		e, err := b.plans.Plan(ctx, actor(i), s.Programme, d)
		if err != nil {
			return b.planFaults(i, s, pl, err)
		}
		return b.planned(ctx, i, e)
	}
	if s.Page == blocks.ExerciseWho { // so that guests are refused, and it is known when people work
		b.people.meetNow(ctx, d.People()...)
	}
	next := blocks.ExercisePage(s.Page, 1)
	doubts, err := b.plans.CheckPlan(ctx, actor(i), s.Programme, d)
	switch {
	case err != nil && !errs.Is(err, errs.Invalid):
		return b.notDone(i, err, "")
	case err != nil && next == blocks.ExerciseReview:
		return b.planFaults(i, s, pl, err)
	case err != nil:
		if here := b.planFaultsHere(i, s.Page, err); len(here) > 0 {
			return Reply{Body: slack.NewErrorsViewSubmissionResponse(here)}
		}
	}
	s.Page = next
	return b.planPage(i, blocks.ExerciseForm{State: s, Planning: pl, Doubts: doubts})
}

// planFaultsHere are the faults of a plan that are mended on a page, by the inputs they stand beside. What no input of it asks
// for stands beside the first.
func (b *Bot) planFaultsHere(i *interaction, page string, cause error) map[string]string {
	ours := maps.Clone(errs.FaultsOf(cause))
	maps.DeleteFunc(ours, func(field string, _ wording.Text) bool { return blocks.ExercisePageOf(field) != page })
	if len(ours) == 0 {
		return nil
	}
	return b.besideNamed(i, ours.Err())
}

// planFaults answers a plan that was not taken: beside its inputs, or on the page on which it is mended.
func (b *Bot) planFaults(i *interaction, s blocks.ExerciseState, pl exercise.Planning, cause error) Reply {
	b.logFailure("an exercise was not planned", cause, "programme", s.Programme, "user", i.User.ID)
	if !errs.Is(cause, errs.Invalid) {
		return b.notDone(i, cause, "")
	}
	if s.Page != blocks.ExerciseReview {
		if here := b.planFaultsHere(i, s.Page, cause); len(here) > 0 {
			return Reply{Body: slack.NewErrorsViewSubmissionResponse(here)}
		}
	}
	faults := i.reader.Faults(cause)
	for _, page := range []string{blocks.ExerciseWhat, blocks.ExerciseWhen, blocks.ExerciseWho} {
		var said []string
		for _, field := range slices.Sorted(maps.Keys(faults)) {
			if blocks.ExercisePageOf(field) == page {
				said = append(said, faults[field])
			}
		}
		if len(said) > 0 {
			s.Page = page
			return b.planPage(i, blocks.ExerciseForm{State: s, Planning: pl, Alert: blocks.AlertFixPlan(i.reader, strings.Join(said, " "))})
		}
	}
	return b.planPage(i, blocks.ExerciseForm{State: s, Planning: pl, Alert: blocks.AlertFixPlan(i.reader, i.reader.Error(cause))})
}

// planPage shows a page of the form.
func (b *Bot) planPage(i *interaction, f blocks.ExerciseForm) Reply {
	view := blocks.PlanExercise(i.reader, f)
	if err := blocks.CheckModal(view); err != nil {
		return b.notDone(i, err, "")
	}
	return updated(view)
}

// planned says that an exercise is planned.
func (b *Bot) planned(ctx context.Context, i *interaction, e exercise.Exercise) Reply {
	v, err := b.exercises.View(ctx, actor(i), e.ID)
	if err != nil {
		return b.notDone(i, err, "")
	}
	b.homes.publish(append(v.Plan.People(), v.In.Managers...)...)
	return updated(blocks.ExercisePlanned(i.reader, v))
}

// planEntries is the state of the form with what was entered on its page.
func planEntries(s blocks.ExerciseState, pl exercise.Planning, state *slack.ViewState) blocks.ExerciseState {
	if state == nil {
		return s
	}
	asked := func(block string) bool { return state.Values[block] != nil }
	if asked(exercise.FieldKind) {
		s.Kind = exercise.Kind(state.Values[exercise.FieldKind][blocks.ActionExerciseKind].SelectedOption.Value)
	}
	if asked(exercise.FieldScenario) {
		s = s.Choose(state.Values[exercise.FieldScenario][blocks.ActionExercisePick].SelectedOption.Value)
	}
	of := blocks.ScenarioOf(pl, s.Scenario)
	if of == nil {
		return s
	}
	plan := planOver(s.Draft(of).Plan, of.Roles, state)
	if asked(exercise.FieldStart) {
		s.Start = plan.Start.Unix()
		if plan.Start.IsZero() {
			s.Start = 0
		}
	}
	if asked(exercise.FieldLength) {
		s.Minutes = int(plan.Length / time.Minute)
	}
	if asked(exercise.FieldObjectives) {
		s.Left = nil
		for _, o := range of.Objectives {
			if !slices.Contains(plan.Objectives, o.ID) {
				s.Left = append(s.Left, o.ID)
			}
		}
	}
	s.Channel, s.Facilitator, s.Scribe, s.Observers = plan.Channel, plan.Facilitator, plan.Scribe, plan.Observers
	for _, role := range of.Roles {
		if !asked(blocks.RoleField(role.ID)) {
			continue
		}
		players := make(map[string][]assess.UserID, len(s.Players)+1)
		maps.Copy(players, s.Players)
		delete(players, role.ID)
		for _, seat := range plan.Players {
			if seat.Role == role.ID {
				players[role.ID] = append(players[role.ID], seat.User)
			}
		}
		s.Players = players
	}
	return s
}

// planOver lays what was entered of a plan over another: what the form did not ask for stays.
func planOver(plan exercise.Plan, roles []exercise.Role, state *slack.ViewState) exercise.Plan {
	if state == nil {
		return plan
	}
	values := entriesOf(*state)
	asked := func(block string) bool { return state.Values[block] != nil }
	if asked(exercise.FieldStart) {
		plan.Start = time.Time{}
		if at := values.of(exercise.FieldStart).SelectedDateTime; at > 0 {
			plan.Start = time.Unix(at, 0).UTC()
		}
	}
	if asked(exercise.FieldLength) {
		plan.Length = time.Duration(values.number(exercise.FieldLength)) * time.Minute
	}
	if asked(exercise.FieldObjectives) {
		plan.Objectives = values.options(exercise.FieldObjectives)
	}
	if asked(exercise.FieldChannel) {
		plan.Channel = values.of(exercise.FieldChannel).SelectedConversation
	}
	if asked(exercise.FieldFacilitator) {
		plan.Facilitator = selectedUser(state, exercise.FieldFacilitator)
	}
	if asked(exercise.FieldScribe) {
		plan.Scribe = selectedUser(state, exercise.FieldScribe)
	}
	if asked(exercise.FieldObservers) {
		plan.Observers = values.users(exercise.FieldObservers)
	}
	seats := slices.Clone(plan.Players)
	for _, role := range roles {
		if !asked(blocks.RoleField(role.ID)) {
			continue
		}
		seats = slices.DeleteFunc(seats, func(s exercise.Seat) bool { return s.Role == role.ID })
		for _, u := range values.users(blocks.RoleField(role.ID)) {
			seats = append(seats, exercise.Seat{User: u, Role: role.ID})
		}
	}
	plan.Players = seats
	return plan
}

// users are the people who were chosen, of however many.
func (v entriesOf) users(block string) []assess.UserID {
	var all []assess.UserID
	for _, u := range v.of(block).SelectedUsers {
		all = append(all, assess.UserID(u))
	}
	return all
}
