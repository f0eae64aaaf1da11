package app

import (
	"context"
	"fmt"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/maturity"
	"cairn/internal/target"
	"cairn/internal/workbook"
)

// carryDepth is how many earlier cycles are looked through for answers that a check-in carried forward.
const carryDepth = 40

// Assessment gathers what a workbook shows of a programme: the cycle with the id, or for "" the newest closed one on the
// programme's model, or the open one where none has closed yet.
func (a *App) Assessment(ctx context.Context, id assess.ProgrammeID, cycle assess.CycleID) (w workbook.Assessment, err error) {
	defer errs.Wrap(&err, "app.Assessment(%s)", id)
	err = a.store.View(ctx, func(tx assess.Tx) error {
		g := gathering{tx: tx, models: a.models}
		w, err = g.assessment(ctx, id, cycle, a.now())
		return err
	})
	if err != nil {
		return w, err
	}
	return w, a.addTargets(ctx, &w, cycle != "" && w.Closed)
}

// addTargets fills in what the categories are to reach: by the targets that are open now, or that were when the cycle closed.
func (a *App) addTargets(ctx context.Context, w *workbook.Assessment, then bool) error {
	var open []target.View
	if then {
		st, err := a.Target.StandingsAtClose(ctx, assess.CycleID(w.Cycle))
		if err != nil {
			return err
		}
		open = st.Open
	} else {
		var err error
		if open, err = a.Target.List(ctx, assess.Actor{Source: assess.FromCLI}, assess.ProgrammeID(w.Programme), target.Filter{}); err != nil {
			return err
		}
	}
	for _, t := range open {
		if t.Model != w.Model.ID {
			continue
		}
		standing := w.Categories[t.Category]
		says := fmt.Sprintf("Level %d by %s (%s)", t.Level, t.Due, t.Standing())
		if standing.Target != "" { // the earlier one comes first
			says = standing.Target + "; " + says
		}
		standing.Target = says
		w.Categories[t.Category] = standing
	}
	return nil
}

// gathering reads the parts of a workbook in one transaction.
type gathering struct {
	tx        assess.Tx
	models    assess.Models
	programme assess.Programme
	model     *maturity.Model
	cycle     assess.Cycle
}

func (g *gathering) assessment(ctx context.Context, id assess.ProgrammeID, cycle assess.CycleID, now time.Time) (w workbook.Assessment, err error) {
	if g.programme, err = g.tx.Programme(ctx, id); err != nil {
		return w, err
	}
	cycles, err := g.tx.Cycles(ctx, id, 0)
	if err != nil {
		return w, err
	}
	found, err := g.choose(cycles, cycle)
	if err != nil {
		return w, err
	}
	name := g.programme.Model
	if found {
		name = g.cycle.Model
	}
	if g.model, err = g.models(name); err != nil {
		return w, err
	}
	w = workbook.Assessment{
		Model: g.model, Programme: string(id), Scope: g.programme.Scope, Deployments: g.programme.Deployments, At: now,
		Categories: map[string]workbook.CategoryStanding{}, Items: map[string]workbook.ItemStanding{},
		Substitutes: map[string]workbook.SubstituteDecided{},
	}
	for _, who := range g.programme.Assignments {
		w.Categories[who.Category] = workbook.CategoryStanding{Owner: string(who.Owner), Deputy: string(who.Deputy)}
	}
	if !found {
		return w, nil
	}
	w.Cycle, w.Period, w.Kind, w.Scope = string(g.cycle.ID), g.cycle.Period, string(g.cycle.Kind), g.cycle.Scope
	w.Deployments, w.Closed = g.cycle.Deployments, g.cycle.State == assess.CycleClosed
	if w.Closed {
		w.At = g.cycle.ClosedAt
	}
	for _, step := range []func(context.Context, *workbook.Assessment) error{g.owners, g.substitutes, g.overrides} {
		if err := step(ctx, &w); err != nil {
			return w, err
		}
	}
	if err := g.answers(ctx, cycles, &w); err != nil {
		return w, err
	}
	return w, g.scores(ctx, &w)
}

// choose picks the cycle to show. It is false when the programme has had none.
func (g *gathering) choose(cycles []assess.Cycle, id assess.CycleID) (bool, error) {
	var open *assess.Cycle
	for i, c := range cycles { // the newest opening first
		switch {
		case c.ID == id:
			g.cycle = c
			return true, nil
		case id != "" || c.Model != g.programme.Model:
		case c.State == assess.CycleClosed:
			g.cycle = c
			return true, nil
		case open == nil:
			open = &cycles[i]
		}
	}
	if id != "" {
		return false, errs.New(errs.NotFound, "%s has no cycle %q.", g.programme.ID, id)
	}
	if open == nil {
		return false, nil
	}
	g.cycle = *open
	return true, nil
}

// owners fills in who answered for each category in the cycle; its roster was fixed when it opened.
func (g *gathering) owners(ctx context.Context, w *workbook.Assessment) error {
	questionnaires, err := g.tx.Questionnaires(ctx, g.cycle.ID)
	for _, q := range questionnaires {
		w.Categories[q.Category] = workbook.CategoryStanding{Owner: string(q.Owner), Deputy: string(q.Deputy)}
	}
	return err
}

// substitutes are those in force when the cycle closed.
func (g *gathering) substitutes(ctx context.Context, w *workbook.Assessment) error {
	all, err := g.tx.Substitutions(ctx, g.programme.ID)
	for _, s := range all { // the oldest first
		switch {
		case s.Model != g.cycle.Model || w.Closed && s.At.After(g.cycle.ClosedAt):
		case s.Text == "":
			delete(w.Substitutes, s.Item)
		default:
			w.Substitutes[s.Item] = workbook.SubstituteDecided{Name: s.Name, Text: s.Text, Reason: s.Reason, By: string(s.By.User), At: s.At}
		}
	}
	return err
}

func (g *gathering) overrides(ctx context.Context, w *workbook.Assessment) error {
	all, err := g.tx.Overrides(ctx, g.cycle.ID)
	for category, o := range assess.InForce(all) {
		standing := w.Categories[category]
		standing.Override = &workbook.OverrideDecided{Level: o.Level, Reason: o.Reason, By: string(o.By.User), At: o.At}
		w.Categories[category] = standing
	}
	return err
}

// answers fills in the answers that the cycle counts: its own, and for a check-in those of the check-ins before it back
// to a full cycle. An answer that was given before the objective got other words no longer counts.
func (g *gathering) answers(ctx context.Context, cycles []assess.Cycle, w *workbook.Assessment) error {
	for _, c := range g.chain(cycles) {
		submissions, err := g.tx.Submissions(ctx, c.ID)
		if err != nil {
			return err
		}
		for _, sub := range submissions {
			if c.ID == g.cycle.ID {
				g.remark(sub, w)
			}
			for item, value := range sub.Answers {
				_, known := g.model.Item(item)
				_, have := w.Items[item]
				own, replaced := w.Substitutes[item]
				if !known || have || replaced && sub.At.Before(own.At) {
					continue
				}
				standing := workbook.ItemStanding{Value: value, Note: sub.Notes[item], Evidence: sub.Evidence, Answered: c.Period}
				if value == assess.NotApplicable {
					standing.Value, standing.NotApplicable = "", true
				}
				w.Items[item] = standing
			}
		}
	}
	for _, c := range g.model.Categories() {
		for _, it := range c.Items {
			if !it.AppliesTo(g.cycle.Deployments) {
				w.Items[it.ID] = workbook.ItemStanding{Excluded: true, Note: "Applies to no deployment type in use."}
			}
		}
	}
	return nil
}

// chain lists the cycles whose answers count in the chosen one, the newest first.
func (g *gathering) chain(cycles []assess.Cycle) []assess.Cycle {
	chain := []assess.Cycle{g.cycle}
	if g.cycle.Kind != assess.CheckIn {
		return chain
	}
	for _, c := range cycles[:min(len(cycles), carryDepth)] {
		if c.State != assess.CycleClosed || c.Model != g.cycle.Model || c.Kind == assess.Quick || !c.OpenedAt.Before(g.cycle.OpenedAt) {
			continue
		}
		if chain = append(chain, c); c.Kind == assess.Full {
			return chain
		}
	}
	return chain[:1] // without a full cycle nothing is carried
}

// remark fills in what was said about a category as a whole.
func (g *gathering) remark(sub assess.Submission, w *workbook.Assessment) {
	for _, c := range g.model.Categories() {
		if assess.QuestionnaireID(string(g.cycle.ID)+"/"+c.ID) == sub.Questionnaire {
			standing := w.Categories[c.ID]
			standing.Evidence, standing.Comment = sub.Evidence, sub.Comment
			if note := sub.Notes[assess.ItemLevel]; note != "" && standing.Comment == "" {
				standing.Comment = note
			}
			standing.Confidence = sub.Answers[assess.ItemConfidence]
			w.Categories[c.ID] = standing
		}
	}
}

// scores fills in how the categories stand: as it was frozen when the cycle closed, or by the answers so far.
func (g *gathering) scores(ctx context.Context, w *workbook.Assessment) error {
	var result maturity.Result
	snapshot, err := g.tx.Snapshot(ctx, g.cycle.ID)
	switch {
	case err == nil:
		result = snapshot.Result
	case !errs.Is(err, errs.NotFound):
		return err
	case g.cycle.Kind == assess.Quick:
		return nil // levels are picked, and count once the cycle has closed
	default:
		answers := maturity.Answers{}
		for item, standing := range w.Items {
			answers[item] = maturity.Answer{
				Value: standing.Value, NotApplicable: standing.NotApplicable || standing.Excluded, Evidenced: standing.Evidence != "",
			}
		}
		if result, err = g.model.Score(answers); err != nil {
			return err
		}
	}
	for _, score := range result.Categories {
		standing := w.Categories[score.ID]
		standing.Score = score
		w.Categories[score.ID] = standing
	}
	return nil
}
