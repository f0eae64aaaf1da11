package assess

import (
	"context"
	"slices"

	"cairn/internal/errs"
	"cairn/internal/wording"
)

// Risk is how much a category weighs when a roadmap is put in order: what is at stake for this organisation. A manager
// sets it.
type Risk string

// The risks; "" is RiskNormal.
const (
	RiskLow      Risk = "low"
	RiskNormal   Risk = "normal"
	RiskHigh     Risk = "high"
	RiskCritical Risk = "critical"
)

// RiskOf returns what is at stake in a category of the programme's model.
func (p Programme) RiskOf(category string) Risk {
	i := slices.IndexFunc(p.Assignments, func(a Assignment) bool { return a.Category == category })
	if i < 0 || p.Assignments[i].Risk == "" {
		return RiskNormal
	}
	return p.Assignments[i].Risk
}

// Risks lists them, the lowest first.
func Risks() []Risk { return []Risk{RiskLow, RiskNormal, RiskHigh, RiskCritical} }

// Words says a risk in a word, within a sentence.
func (r Risk) Words() wording.Text {
	switch r {
	case RiskLow:
		return wording.New("low")
	case RiskHigh:
		return wording.New("high")
	case RiskCritical:
		return wording.New("critical")
	default:
		return wording.New("normal")
	}
}

// Weight is what a gap counts times: 1 where little is at stake, 2 usually, 3 or 4 where much is.
func (r Risk) Weight() int {
	switch r {
	case RiskLow:
		return 1
	case RiskHigh:
		return 3
	case RiskCritical:
		return 4
	default:
		return 2
	}
}

// SetRisks says what is at stake in categories of a programme; those that are not named keep what they have. Only
// managers may. It is a change of the programme like any other: a revision of its own, and safe from a file that does not
// know it. Faults are keyed by category id.
func (s *Service) SetRisks(ctx context.Context, by Actor, id ProgrammeID, risks map[string]Risk) (changes []Change, err error) {
	defer errs.Wrap(&err, "assess.SetRisks(%s)", id)
	err = s.store.Update(ctx, func(tx Tx) error {
		p, err := tx.Programme(ctx, id)
		if err != nil {
			return err
		}
		if err := s.mayRun(by, p, "say what is at stake"); err != nil {
			return err
		}
		faults := make(errs.Faults)
		p.Assignments = slices.Clone(p.Assignments)
		for category, risk := range risks {
			i := slices.IndexFunc(p.Assignments, func(a Assignment) bool { return a.Category == category })
			switch {
			case i < 0:
				faults.Add(category, "%s has no category %q.", p.Scope, category)
			case risk != "" && !slices.Contains(Risks(), risk):
				faults.Add(category, "%q is not one of %s.", risk, joined(Risks(), func(r Risk) string { return string(r) }))
			case risk == RiskNormal:
				p.Assignments[i].Risk = ""
			default:
				p.Assignments[i].Risk = risk
			}
		}
		if err := faults.Err(); err != nil {
			return err
		}
		changes, err = s.applyIn(ctx, tx, by, p, s.now(), false, false)
		return err
	})
	if err == nil && len(changes) > 0 {
		s.deliver()
	}
	return changes, err
}
