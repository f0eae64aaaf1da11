package assess

import (
	"context"
	"fmt"
	"slices"

	"cairn/internal/errs"
	"cairn/internal/maturity"
)

// Form returns a questionnaire with all that is needed to show it. It checks no role: processes use it to write to the
// owner.
func (s *Service) Form(ctx context.Context, id QuestionnaireID) (f Form, err error) {
	defer errs.Wrap(&err, "assess.Form(%s)", id)
	err = s.store.View(ctx, func(tx Tx) error {
		f, err = s.form(ctx, tx, id)
		return err
	})
	return f, err
}

// OpenForm returns a questionnaire for a person who wants to answer it, while the cycle is open: the owner, the deputy, or
// whoever was given it. Whoever was given some of its questions gets a form with those alone.
func (s *Service) OpenForm(ctx context.Context, by Actor, id QuestionnaireID) (f Form, err error) {
	defer errs.Wrap(&err, "assess.OpenForm(%s)", id)
	if f, err = s.Form(ctx, id); err != nil {
		return f, err
	}
	return f.of(by), mayAnswer(by, f)
}

// of returns the form as the actor fills it in: with the questions handed to them, when they may not answer the others.
func (f Form) of(by Actor) Form {
	items := f.Questionnaire.HandedTo(by.User)
	if by.Operator() || f.Questionnaire.MayAnswer(by.User) || len(items) == 0 {
		return f
	}
	f.StillTrue = nil
	f.Items = slices.DeleteFunc(slices.Clone(f.Items), func(item *maturity.Item) bool { return !slices.Contains(items, item.ID) })
	return f
}

func (s *Service) form(ctx context.Context, tx Tx, id QuestionnaireID) (Form, error) {
	f, _, err := s.read(ctx, tx, id)
	return f, err
}

// read returns a questionnaire's form, and its records in the reminder ledger.
func (s *Service) read(ctx context.Context, tx Tx, id QuestionnaireID) (f Form, records []Asking, err error) {
	// The cycle first: a close takes its rows in this order too, so the two never wait for each other.
	if f.Cycle, err = tx.SharedCycle(ctx, id.Cycle()); errs.Is(err, errs.NotFound) {
		return f, nil, errs.New(errs.NotFound, "There is no questionnaire %q.", id)
	} else if err != nil {
		return f, nil, err
	}
	if f.Questionnaire, err = tx.Questionnaire(ctx, id); err != nil {
		return f, nil, err
	}
	if f.Programme, err = tx.Programme(ctx, f.Cycle.Programme); err != nil {
		return f, nil, err
	}
	if f.Latest, err = latestOf(ctx, tx, id); err != nil {
		return f, nil, err
	}
	if f.Owner, err = person(ctx, tx, f.Questionnaire.Owner); err != nil {
		return f, nil, err
	}
	if f.Open() && f.Questionnaire.State == Waiting {
		if f.Absent, err = absentNow(f.Programme, f.Cycle, f.Questionnaire, f.Owner, s.now()); err != nil {
			return f, nil, err
		}
	}
	if records, err = tx.Askings(ctx, id); err != nil {
		return f, nil, err
	}
	f.Chain = handing(records)
	if f.Disputes, err = tx.Disputes(ctx, id); err != nil {
		return f, nil, err
	}
	if f, err = s.fill(ctx, tx, f); err != nil {
		return f, nil, err
	}
	if f, err = recall(ctx, tx, f); err != nil {
		return f, nil, err
	}
	f, err = addDone(ctx, tx, f, s.now())
	return f, records, err
}

// fill adds to a form what follows from its facts: what is asked in which words, and how it scores.
func (s *Service) fill(ctx context.Context, tx Tx, f Form) (Form, error) {
	var err error
	if f.Model, err = s.model(f.Cycle.Model); err != nil {
		return f, err
	}
	category, ok := f.Model.Category(f.Questionnaire.Category)
	if !ok {
		return f, fmt.Errorf("model %s has no category %q", f.Model.ID, f.Questionnaire.Category)
	}
	f.Category, f.Quick = category, f.Cycle.Kind == Quick
	for _, tag := range f.Model.Tags {
		if slices.Contains(f.Cycle.Deployments, tag.ID) {
			f.Deployments = append(f.Deployments, tag)
		}
	}
	if f.Substitutions, err = substitutions(ctx, tx, f.Cycle, f.Model); err != nil {
		return f, err
	}
	if !f.Quick {
		for _, item := range asked(f.Questionnaire, category) {
			f.Items = append(f.Items, worded(item, f.Substitutions))
		}
	}
	set, err := tx.Overrides(ctx, f.Cycle.ID)
	if err != nil {
		return f, err
	}
	if o, ok := InForce(set)[category.ID]; ok {
		f.Override = &o
	}
	f.Score, err = s.score(ctx, tx, f)
	return f, err
}

// asked lists the items that a questionnaire asks.
func asked(q Questionnaire, c *maturity.Category) []*maturity.Item {
	if q.Items == nil {
		return c.Items
	}
	var items []*maturity.Item
	for _, item := range c.Items {
		if slices.Contains(q.Items, item.ID) {
			items = append(items, item)
		}
	}
	return items
}

// substitutions are those that count for a cycle: made before it closed.
func substitutions(ctx context.Context, tx Tx, c Cycle, m *maturity.Model) (map[string]Substitution, error) {
	if m.Scoring.Method != maturity.MethodCumulative {
		return nil, nil // it asks questions; see Substitution.check
	}
	all, err := tx.Substitutions(ctx, c.Programme)
	if err != nil {
		return nil, err
	}
	if c.State == CycleClosed {
		all = slices.DeleteFunc(all, func(s Substitution) bool { return s.At.After(c.ClosedAt) })
	}
	return Substituted(all, c.Model), nil
}

// questionnaireID names the questionnaire of a category in a cycle.
func questionnaireID(c CycleID, category string) QuestionnaireID {
	return QuestionnaireID(string(c) + "/" + category)
}
