package assess

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"cairn/internal/errs"
	"cairn/internal/maturity"
)

// Limits on the words of a substitution.
const (
	MaxObjectiveName = 60  // characters
	MaxObjectiveText = 420 // characters
)

// FieldName and FieldText are the names under which faults of a substitution are reported, beside FieldReason.
const (
	FieldName = "name"
	FieldText = "text"
)

// Substitution puts the organisation's own objective in the place of one of the model's, where it says as much about the
// same level. The id and the level stay the model's. A later one supersedes it; an empty Text takes it back.
type Substitution struct {
	Programme ProgrammeID
	Model     string // model id
	Item      string // id of the objective it stands for
	Name      string
	Text      string // "" takes an earlier one back
	Reason    string
	By        Actor // the manager who approved it
	At        time.Time
}

// Substituted picks the substitutions on a model that count out of all those of a programme, by item id.
func Substituted(all []Substitution, model string) map[string]Substitution {
	by := make(map[string]Substitution)
	for _, s := range all {
		switch {
		case s.Model != model:
		case s.Text == "":
			delete(by, s.Item)
		default:
			by[s.Item] = s
		}
	}
	return by
}

// Substitute puts the organisation's own objective in the place of one of the programme's model, from now on; an empty
// text takes that back. Only managers may. An answer to that objective in the open cycle was about other words, so it is
// taken out by a revision of its own, and the owner is asked it again.
func (s *Service) Substitute(ctx context.Context, by Actor, id ProgrammeID, item, name, text, reason string) (sub Substitution, err error) {
	defer errs.Wrap(&err, "assess.Substitute(%s, %s)", id, item)
	at := s.now()
	err = s.store.Update(ctx, func(tx Tx) error {
		p, err := tx.Programme(ctx, id)
		if err != nil {
			return err
		}
		if err := s.mayRun(by, p, "substitute an objective"); err != nil {
			return err
		}
		sub = Substitution{
			Programme: id, Model: p.Model, Item: item, Name: strings.TrimSpace(name), Text: strings.TrimSpace(text),
			Reason: strings.TrimSpace(reason), By: by, At: at,
		}
		model, err := s.model(p.Model)
		if err != nil {
			return err
		}
		all, err := tx.Substitutions(ctx, id)
		if err != nil {
			return err
		}
		_, had := Substituted(all, p.Model)[item]
		if err := sub.check(model, had); err != nil {
			return err
		}
		if err := tx.AddSubstitution(ctx, sub); err != nil {
			return err
		}
		verb := "objective.substituted"
		if sub.Text == "" {
			verb = "objective.substitution-withdrawn"
		}
		detail := map[string]string{"name": sub.Name, "text": sub.Text, "reason": sub.Reason}
		if err := record(ctx, tx, at, by, verb, id, item, detail); err != nil {
			return err
		}
		of, _ := model.Item(item)
		return s.voidAnswers(ctx, tx, sub, of.Category().ID)
	})
	if err == nil {
		s.deliver()
	}
	return sub, err
}

// voidAnswers takes the answer to a reworded objective out of the programme's open cycles, and makes forms that show the
// words before out of date.
func (s *Service) voidAnswers(ctx context.Context, tx Tx, sub Substitution, category string) error {
	open, err := tx.OpenCycles(ctx)
	if err != nil {
		return err
	}
	for _, listed := range open {
		if listed.Programme != sub.Programme || listed.Model != sub.Model || listed.Kind == Quick {
			continue
		}
		c, err := tx.Cycle(ctx, listed.ID) // holds the row, which the listing did not
		if err != nil {
			return err
		}
		q, err := tx.Questionnaire(ctx, questionnaireID(c.ID, category))
		if errs.Is(err, errs.NotFound) || c.State != CycleOpen || q.Items != nil && !slices.Contains(q.Items, sub.Item) {
			continue // not asked, or just closed
		} else if err != nil {
			return err
		}
		if err := void(ctx, tx, c, q, sub); err != nil {
			return err
		}
	}
	return nil
}

// void moves a questionnaire on to another revision, which has the answers so far but that to the reworded objective.
func void(ctx context.Context, tx Tx, c Cycle, q Questionnaire, sub Substitution) error {
	given, err := latestOf(ctx, tx, q.ID)
	if err != nil {
		return err
	}
	q.Revision, q.Version = q.Revision+1, q.Version+1
	if err := tx.SaveQuestionnaire(ctx, q); err != nil {
		return err
	}
	if given == nil || given.Answers[sub.Item] == "" {
		return nil
	}
	delete(given.Answers, sub.Item)
	delete(given.Notes, sub.Item)
	given.Confirmed = nil
	given.Revision, given.By, given.At, given.Source = q.Revision, sub.By.User, sub.At, sub.By.Source
	if err := tx.AddSubmission(ctx, *given); err != nil {
		return err
	}
	detail := map[string]string{"item": sub.Item, "revision": fmt.Sprint(q.Revision)}
	if err := record(ctx, tx, sub.At, sub.By, "questionnaire.answer-voided", c.Programme, string(q.ID), detail); err != nil {
		return err
	}
	return nudge(ctx, tx, sub.At, NudgeQuestionnaire, string(q.ID))
}

// check says what is wrong with a substitution, a sentence a field. Had says whether there is one to take back.
func (sub Substitution) check(m *maturity.Model, had bool) error {
	item, ok := m.Item(sub.Item)
	switch {
	case !ok:
		return errs.New(errs.NotFound, "There is no objective %q in %s.", sub.Item, m.Title)
	case item.Kind != maturity.KindObjective || m.Scoring.Method != maturity.MethodCumulative:
		return errs.New(errs.Invalid, "%s is a question, tied to no level; only control objectives can be substituted.", sub.Item)
	case sub.Text == "" && !had:
		return errs.New(errs.NotFound, "%s is not substituted, so there is nothing to take back.", sub.Item)
	}
	faults := make(errs.Faults)
	if sub.Text != "" {
		if n := utf8.RuneCountInString(sub.Name); n == 0 || n > MaxObjectiveName {
			faults.Add(FieldName, "Name the objective in 1 to %d characters.", MaxObjectiveName)
		}
		if n := utf8.RuneCountInString(sub.Text); n > MaxObjectiveText {
			faults.Add(FieldText, "Shorten the objective to %d characters; it has %d.", MaxObjectiveText, n)
		}
	}
	if fault := checkReason(sub.Reason); !fault.IsZero() {
		faults[FieldReason] = fault
	}
	return faults.Err()
}

// inModelOrder lists substitutions in the order of the model's items.
func inModelOrder(m *maturity.Model, by map[string]Substitution) []Substitution {
	var list []Substitution
	for _, c := range m.Categories() {
		for _, item := range c.Items {
			if s, ok := by[item.ID]; ok {
				list = append(list, s)
			}
		}
	}
	return slices.Clip(list)
}

// worded returns the item with the words of its substitution, if it has one.
func worded(item *maturity.Item, by map[string]Substitution) *maturity.Item {
	s, ok := by[item.ID]
	if !ok {
		return item
	}
	own := *item
	own.Name, own.Text = s.Name, s.Text
	own.Help, own.Rationale, own.Description, own.Evidence = "", "", "", nil // they explain the model's objective
	return &own
}
