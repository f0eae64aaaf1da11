package exercise

import (
	"context"
	"reflect"
	"strings"
	"unicode/utf8"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/target"
)

// Treat says what is done about a finding: a corrective action, which is made when the report is signed; the same as about
// another finding; or nothing, with a reason. The last word counts. Faults of the action come under the fields of actions.
func (s *Service) Treat(ctx context.Context, by assess.Actor, id ID, finding string, t Treatment) (err error) {
	defer errs.Wrap(&err, "exercise.Treat(%s, %s)", id, finding)
	t = t.trimmed()
	return s.evaluate(ctx, by, id, func(r *record) error {
		all := r.findings()
		f, ok := findingOf(all, finding)
		if !ok {
			return errs.New(errs.NotFound, "%s has no finding %q.", r.ID.Number(), finding)
		}
		faults, err := s.checkTreatment(ctx, r, all, f, t)
		if err != nil {
			return err
		}
		if err := faults.Err(); err != nil || f.Treatment != nil && reflect.DeepEqual(*f.Treatment, t) {
			return err
		}
		e := Event{Kind: WasTreated, By: by, Detail: Detail{Finding: f.ID, Treatment: &t}}
		return r.keep(ctx, e, "exercise.treated", t.detail(f), nil)
	})
}

// checkTreatment finds what is wrong with a treatment of one of all the findings.
func (s *Service) checkTreatment(ctx context.Context, r *record, all []Finding, f Finding, t Treatment) (errs.Faults, error) {
	faults := make(errs.Faults)
	switch {
	case !t.single():
		faults.Add(FieldFinding, "Say what is done about it: a corrective action, the same as about another finding, or nothing with a reason.")
	case t.Same != "":
		t.checkSame(faults, all, f)
	case t.Aside != "":
		switch n := utf8.RuneCountInString(t.Aside); {
		case n < assess.MinReason:
			faults.Add(FieldAside, "Say in at least %d characters why nothing is done about it.", assess.MinReason)
		case n > assess.MaxReason:
			faults.Add(FieldAside, "Shorten the reason to %d characters; it has %d.", assess.MaxReason, n)
		}
	default:
		found, err := s.checkWork(ctx, r, *t.Work)
		if err != nil {
			return nil, err
		}
		faults = found
	}
	if t.Before != "" {
		earlier, err := r.earlier(ctx)
		if err != nil {
			return nil, err
		}
		if _, ok := earlierOf(earlier, t.Before); !ok || t.Work == nil {
			faults.Add(FieldBefore, "%s is no finding of an exercise before this one whose report is signed.", FindingNumber(t.Before))
		}
	}
	return faults, nil
}

// checkWork finds what is wrong with a corrective action, which says what it is about, other than what is added by hand.
func (s *Service) checkWork(ctx context.Context, r *record, w target.Work) (errs.Faults, error) {
	err := s.corrections.CheckWork(ctx, r.tx, r.Programme, w)
	faults := errs.FaultsOf(err)
	if err != nil && len(faults) == 0 {
		return nil, err
	}
	if faults == nil {
		faults = make(errs.Faults)
	}
	if w.Element == "" {
		faults.Add(target.FieldElement, "Choose what the action is about.")
	}
	return faults, nil
}

// single reports whether exactly one answer is given.
func (t Treatment) single() bool {
	given := 0
	for _, is := range []bool{t.Work != nil, t.Same != "", t.Aside != ""} {
		if is {
			given++
		}
	}
	return given == 1
}

// checkSame says why a finding cannot be answered as another is. Answers do not go on from one to the next, so that whoever
// reads of one finds what is done there.
func (t Treatment) checkSame(faults errs.Faults, all []Finding, f Finding) {
	other, ok := findingOf(all, t.Same)
	switch {
	case !ok || other.ID == f.ID:
		faults.Add(FieldSame, "Choose another finding of this exercise.")
		return
	case other.Treatment != nil && other.Treatment.Same != "":
		faults.Add(FieldSame, "%s is said to be the same as %s itself. Choose that one.", other.ID, other.Treatment.Same)
		return
	}
	for _, o := range all {
		if o.Treatment != nil && o.Treatment.Same == f.ID {
			faults.Add(FieldSame, "%s is said to be the same as %s. Answer that one first.", o.ID, f.ID)
			return
		}
	}
}

// trimmed returns the treatment without blanks around what was typed, and without ties to what was given.
func (t Treatment) trimmed() Treatment {
	t.Same, t.Aside, t.Before = strings.TrimSpace(t.Same), strings.TrimSpace(t.Aside), strings.TrimSpace(t.Before)
	if t.Work != nil {
		w := *t.Work
		w.Title, w.Text, w.Issue = strings.TrimSpace(w.Title), strings.TrimSpace(w.Text), strings.TrimSpace(w.Issue)
		t.Work = &w
	}
	return t
}

// detail is what the journal keeps of a treatment.
func (t Treatment) detail(f Finding) map[string]string {
	detail := map[string]string{"finding": f.ID}
	for name, value := range map[string]string{"same": t.Same, "aside": t.Aside, "before": t.Before} {
		if value != "" {
			detail[name] = value
		}
	}
	if w := t.Work; w != nil {
		detail["title"], detail["owner"], detail["due"] = w.Title, string(w.Owner), w.Due.String()
	}
	return detail
}
