package assess

import (
	"context"
	"fmt"

	"cairn/internal/errs"
)

// historyDepth is how many earlier cycles are searched for what was answered last time.
const historyDepth = 8

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

// OpenForm returns a questionnaire for a person who wants to answer it: the owner or deputy, while the cycle is open.
func (s *Service) OpenForm(ctx context.Context, by Actor, id QuestionnaireID) (f Form, err error) {
	defer errs.Wrap(&err, "assess.OpenForm(%s)", id)
	if f, err = s.Form(ctx, id); err != nil {
		return f, err
	}
	return f, mayAnswer(by, f)
}

func (s *Service) form(ctx context.Context, tx Tx, id QuestionnaireID) (f Form, err error) {
	// The cycle first: a close takes its rows in this order too, so the two never wait for each other.
	if f.Cycle, err = tx.Cycle(ctx, id.Cycle()); errs.Is(err, errs.NotFound) {
		return f, errs.New(errs.NotFound, "There is no questionnaire %q.", id)
	} else if err != nil {
		return f, err
	}
	if f.Questionnaire, err = tx.Questionnaire(ctx, id); err != nil {
		return f, err
	}
	if f.Programme, err = tx.Programme(ctx, f.Cycle.Programme); err != nil {
		return f, err
	}
	if f.Latest, err = latestOf(ctx, tx, id); err != nil {
		return f, err
	}
	if f, err = s.fill(f); err != nil {
		return f, err
	}
	f.Before, err = before(ctx, tx, f)
	return f, err
}

// fill adds to a form what follows from its facts: the model's category and the score of the latest submission.
func (s *Service) fill(f Form) (Form, error) {
	var err error
	if f.Model, err = s.model(f.Cycle.Model); err != nil {
		return f, err
	}
	category, ok := f.Model.Category(f.Questionnaire.Category)
	if !ok {
		return f, fmt.Errorf("model %s has no category %q", f.Model.ID, f.Questionnaire.Category)
	}
	f.Category = category
	var answers map[string]string
	if f.Latest != nil {
		answers = f.Latest.Answers
	}
	f.Score, err = f.Model.ScoreCategory(category.ID, modelAnswers(answers))
	return f, err
}

// before finds what the category was answered in the newest earlier cycle on the same model.
func before(ctx context.Context, tx Tx, f Form) (Before, error) {
	cycles, err := tx.Cycles(ctx, f.Programme.ID, historyDepth)
	if err != nil {
		return Before{}, err
	}
	for _, c := range cycles {
		if c.State != CycleClosed || c.Model != f.Cycle.Model || !c.OpenedAt.Before(f.Cycle.OpenedAt) {
			continue
		}
		sub, err := latestOf(ctx, tx, questionnaireID(c.ID, f.Category.ID))
		if err != nil {
			return Before{}, err
		}
		if sub != nil {
			return Before{Period: c.Period, Answers: sub.Answers}, nil
		}
	}
	return Before{}, nil
}

// questionnaireID names the questionnaire of a category in a cycle.
func questionnaireID(c CycleID, category string) QuestionnaireID {
	return QuestionnaireID(string(c) + "/" + category)
}
