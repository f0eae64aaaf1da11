package assess

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"cairn/internal/errs"
	"cairn/internal/maturity"
	"cairn/internal/wording"
)

// Limits on the reason that a manager gives for a judgement.
const (
	MinReason = 10  // characters
	MaxReason = 500 // characters
)

// FieldReason and FieldLevel are the names under which faults of an override are reported; a substitution has
// FieldReason too.
const (
	FieldReason = "reason"
	FieldLevel  = "level"
)

// Override sets the level of a category in one cycle, with a manager's reason, whatever the answers say. What was
// computed is kept and shown beside it. A later one supersedes it; Level 0 takes it back.
type Override struct {
	Cycle    CycleID
	Category string
	Level    int // as set; 0 takes an earlier one back
	Computed int // by the answers at that time, at least
	Reason   string
	By       Actor
	At       time.Time
}

// InForce picks the overrides that count out of all those of a cycle, by category id.
func InForce(all []Override) map[string]Override {
	by := make(map[string]Override)
	for _, o := range all {
		if o.Level == 0 {
			delete(by, o.Category)
		} else {
			by[o.Category] = o
		}
	}
	return by
}

// Override sets the level of a category in a cycle, open or closed, with a reason; level 0 takes that back. Only
// managers may. The digest of a closed cycle is published anew.
func (s *Service) Override(ctx context.Context, by Actor, id CycleID, category string, level int, reason string) (o Override, err error) {
	defer errs.Wrap(&err, "assess.Override(%s, %s)", id, category)
	o = Override{Cycle: id, Category: category, Level: level, Reason: strings.TrimSpace(reason), By: by, At: s.now()}
	err = s.store.Update(ctx, func(tx Tx) error {
		c, err := tx.Cycle(ctx, id)
		if err != nil {
			return err
		}
		p, err := tx.Programme(ctx, c.Programme)
		if err != nil {
			return err
		}
		if err := s.mayRun(by, p, "set a level by hand"); err != nil {
			return err
		}
		model, err := s.model(c.Model)
		if err != nil {
			return err
		}
		if err := o.check(model); err != nil {
			return err
		}
		had, err := tx.Overrides(ctx, id)
		if err != nil {
			return err
		}
		if _, ok := InForce(had)[category]; !ok && level == 0 {
			return errs.New(errs.NotFound, "The level of %s in %s was not set by hand, so there is nothing to take back.", category, c.Period)
		}
		score, err := s.computed(ctx, tx, c, category)
		if err != nil {
			return err
		}
		o.Computed = score.AtLeast
		return s.override(ctx, tx, c, o)
	})
	if err == nil {
		s.deliver()
	}
	return o, err
}

// override records a checked override with its audit entry.
func (s *Service) override(ctx context.Context, tx Tx, c Cycle, o Override) error {
	if err := tx.AddOverride(ctx, o); err != nil {
		return err
	}
	verb := "level.overridden"
	if o.Level == 0 {
		verb = "level.override-withdrawn"
	}
	detail := map[string]string{"level": fmt.Sprint(o.Level), "computed": fmt.Sprint(o.Computed), "reason": o.Reason}
	subject := string(questionnaireID(c.ID, o.Category))
	if err := record(ctx, tx, o.At, o.By, verb, c.Programme, subject, detail); err != nil {
		return err
	}
	if err := nudge(ctx, tx, o.At, NudgeReview, string(c.Programme)); err != nil || c.State == CycleOpen {
		return err
	}
	return nudge(ctx, tx, o.At, NudgeDigest, string(c.ID))
}

// computed is how a category stands in a cycle by its answers.
func (s *Service) computed(ctx context.Context, tx Tx, c Cycle, category string) (maturity.CategoryScore, error) {
	var result maturity.Result
	if c.State == CycleClosed {
		snap, err := tx.Snapshot(ctx, c.ID)
		if err != nil {
			return maturity.CategoryScore{}, err
		}
		result = snap.Result
	} else {
		qs, err := tx.Questionnaires(ctx, c.ID)
		if err != nil {
			return maturity.CategoryScore{}, err
		}
		snap, err := s.snapshot(ctx, tx, c, qs, s.now())
		if err != nil {
			return maturity.CategoryScore{}, err
		}
		result = snap.Result
	}
	score, _ := result.Category(category)
	return score, nil
}

// check says what is wrong with an override, a sentence a field.
func (o Override) check(m *maturity.Model) error {
	if _, ok := m.Category(o.Category); !ok {
		return errs.New(errs.NotFound, "There is no category %q in %s.", o.Category, m.Title)
	}
	faults := make(errs.Faults)
	if _, ok := m.Level(o.Level); !ok && o.Level != 0 {
		faults.Add(FieldLevel, "Choose a level from %d to %d, or 0 to go back to the computed one.", m.LowestLevel(), m.HighestLevel())
	}
	if fault := checkReason(o.Reason); !fault.IsZero() {
		faults[FieldReason] = fault
	}
	return faults.Err()
}

// checkReason says what is wrong with a written reason, or nothing.
func checkReason(reason string) wording.Text {
	switch n := utf8.RuneCountInString(reason); {
	case n < MinReason:
		return wording.New("Write the reason in at least %d characters; whoever reads the report later must understand it.", MinReason)
	case n > MaxReason:
		return wording.New("Shorten the reason to %d characters; it has %d.", MaxReason, n)
	default:
		return wording.Text{}
	}
}
