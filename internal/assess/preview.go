package assess

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"cairn/internal/errs"
	"cairn/internal/maturity"
)

// Preview is what a draft would lead to: who would be sent what, and when, if nobody answered.
type Preview struct {
	Setup
	Open      Cycle     // the one that is open already; zero for none
	NextAt    time.Time // the next opening by the cadence; zero for none
	Kind      CycleKind
	OpensAt   time.Time
	DueAt     time.Time // in the programme's calendar; people's own stand with them
	ClosesAt  time.Time
	Nothing   bool        // there is nothing to ask, so no cycle opens; the rest is empty
	Asked     []Recipient // in the order in which the model's categories name them
	Told      []Told      // who hears that others have not answered, the earliest first
	Unknown   []UserID    // of those named: Slack has not told about them yet, so their time zone is the programme's
	NotToAsk  []Person    // of those named: guests, apps and people who left
	Programme Programme   // as it would be declared
}

// Recipient is one person who would be asked.
type Recipient struct {
	Person    Person
	Zone      string // in which they are asked: their own, or the programme's while theirs is not known
	Parts     []PreviewPart
	Questions int         // of all parts
	Cards     []time.Time // when they are put: one a cycle
	Reminders []time.Time // all of them, if they never answer
	DueAt     time.Time
}

// PreviewPart is a category that a person would be asked about.
type PreviewPart struct {
	Model     *maturity.Model // that of the programme, or the one that it leaves
	Category  *maturity.Category
	Questions int
	Deputy    UserID // "" for nobody
}

// Told is one message about overdue questionnaires.
type Told struct {
	Person   Person
	Zone     string
	At       time.Time // of the message; it is brought up to date afterwards
	AsDeputy bool      // else as a manager
	Of       []UserID  // whose questionnaires it is about
}

// Preview reckons what a draft leads to when a full cycle is started now, or else at the next opening by its cadence. The
// draft must be ready. It uses the rules by which people are really asked.
func (s *Service) Preview(ctx context.Context, by Actor, id DraftID, start bool) (pre Preview, err error) {
	defer errs.Wrap(&err, "assess.Preview(%s)", id)
	err = s.store.View(ctx, func(tx Tx) error {
		r, err := s.rehearse(ctx, tx, by, id, start)
		if err == nil {
			pre = *r.preview
		}
		return err
	})
	return pre, err
}

// rehearse plays the cycle of a draft.
func (s *Service) rehearse(ctx context.Context, tx Tx, by Actor, id DraftID, start bool) (*rehearsal, error) {
	d, err := s.ownDraft(ctx, tx, by, id, 0)
	if err != nil {
		return nil, err
	}
	p, findings := declare(manifestOf(d.Programme), s.models)
	if err := bySetting(findings).Err(); err != nil {
		return nil, err
	}
	r := &rehearsal{service: s, tx: tx, programme: p, preview: &Preview{Programme: p}}
	if r.preview.Setup, err = s.setup(ctx, tx, by, d); err != nil {
		return nil, err
	}
	return r, r.run(ctx, start)
}

// rehearsal plays a cycle that is not there.
type rehearsal struct {
	service   *Service
	tx        Tx
	programme Programme
	preview   *Preview
	matters   []*matter
	parts     map[QuestionnaireID]PreviewPart
}

func (r *rehearsal) run(ctx context.Context, start bool) error {
	if err := r.running(ctx); err != nil {
		return err
	}
	c, err := r.opening(start)
	if err != nil {
		return err
	}
	if err := r.open(ctx, c); err != nil || r.preview.Nothing {
		return err
	}
	if err := r.people(ctx); err != nil {
		return err
	}
	r.escalate()
	return r.ask(ctx)
}

// running notes the cycle that is open already.
func (r *rehearsal) running(ctx context.Context) error {
	if r.preview.Base == 0 { // the short name may have been taken meanwhile
		return nil
	}
	open, err := r.tx.OpenCycles(ctx)
	i := slices.IndexFunc(open, func(c Cycle) bool { return c.Programme == r.programme.ID && !c.ID.IsOverlap() })
	if i >= 0 {
		r.preview.Open = open[i]
	}
	return err
}

// opening is the cycle that would open.
func (r *rehearsal) opening(start bool) (Cycle, error) {
	p := r.programme
	c := Cycle{Programme: p.ID, Scope: p.Scope, Kind: Full, Deployments: p.Deployments, State: CycleOpen, OpenedAt: r.service.now()}
	cal, err := p.Calendar()
	if err != nil {
		return c, err
	}
	if next := cal.Openings(p.Cadence, c.OpenedAt, 1); len(next) > 0 {
		r.preview.NextAt = next[0]
	}
	if !start {
		if r.preview.NextAt.IsZero() {
			r.preview.Nothing = true
			return c, nil
		}
		c.OpenedAt = r.preview.NextAt
		c.Kind = p.kindAt(c.OpenedAt)
	}
	c.Period = p.Cadence.PeriodOf(c.OpenedAt, location(p))
	c.ID = CycleID(fmt.Sprintf("%s-%s-rehearsal", p.ID, c.Period)) // which no cycle has, so no record is of it
	return c, nil
}

// open makes the questionnaires of the cycle, and of the one that would open beside it.
func (r *rehearsal) open(ctx context.Context, c Cycle) error {
	r.parts = make(map[QuestionnaireID]PreviewPart)
	if r.preview.Nothing {
		return nil
	}
	m := r.preview.Model
	c.Model, c.ModelHash = m.ID, m.Hash
	ask, kind, err := r.asks(ctx, c, m)
	if err != nil || r.preview.Nothing {
		return err
	}
	c.Kind = kind
	if err := r.add(ctx, c, m, r.programme.Assignments, ask); err != nil {
		return err
	}
	if len(r.matters) == 0 { // nothing applies to the deployment types in use
		r.preview.Nothing = true
		return nil
	}
	first := r.matters[0].cycle
	r.preview.Kind, r.preview.OpensAt, r.preview.DueAt, r.preview.ClosesAt = c.Kind, c.OpenedAt, first.DueAt, first.ClosesAt
	leaves, err := r.service.leaves(ctx, r.tx, r.programme)
	if err != nil || leaves == nil || c.Kind != Full {
		return err
	}
	c.ID, c.Model, c.ModelHash, c.Deployments = c.ID.Beside(), leaves.ID, leaves.Hash, nil
	return r.add(ctx, c, leaves, r.programme.Overlap.Assignments, everything)
}

// asks says what the cycle would ask. A check-in without an assessment to build on would be a full cycle.
func (r *rehearsal) asks(ctx context.Context, c Cycle, m *maturity.Model) (asks, CycleKind, error) {
	if c.Kind == CheckIn {
		chain, err := assessedBefore(ctx, r.tx, c)
		if err != nil {
			return nil, "", err
		}
		if len(chain) > 0 {
			ask, err := checkIn(ctx, r.tx, c, r.programme, m)
			if errs.Is(err, errs.Conflict) { // nothing is left to ask
				r.preview.Nothing, err = true, nil
			}
			return ask, CheckIn, err
		}
	}
	return applicable(c.Deployments), Full, nil
}

// add adds the questionnaires of one cycle.
func (r *rehearsal) add(ctx context.Context, c Cycle, m *maturity.Model, assignments []Assignment, ask asks) error {
	qs := roster(c, assignments, m, ask)
	c, err := window(ctx, r.tx, r.programme, c, qs)
	if err != nil {
		return err
	}
	for _, q := range qs {
		category, _ := m.Category(q.Category)
		questions := len(q.Items)
		if q.Items == nil {
			questions = len(category.Items)
		}
		r.parts[q.ID] = PreviewPart{Model: m, Category: category, Questions: questions, Deputy: q.Deputy}
		mat := &matter{programme: r.programme, cycle: c, questionnaire: q}
		if err := mat.complete(ctx, r.tx); err != nil {
			return err
		}
		r.matters = append(r.matters, mat)
	}
	return nil
}

// people notes who is not known, and who cannot be asked.
func (r *rehearsal) people(ctx context.Context) error {
	ids := slices.Clone(r.programme.Managers)
	for _, m := range r.matters {
		ids = append(ids, m.questionnaire.Owner, m.questionnaire.Deputy)
	}
	ids = slices.DeleteFunc(ids, func(u UserID) bool { return u == "" })
	slices.Sort(ids)
	ids = slices.Compact(ids)
	known, err := r.tx.PeopleByID(ctx, ids)
	for _, u := range ids {
		switch who, ok := known[u]; {
		case !ok || who.SeenAt.IsZero():
			r.preview.Unknown = append(r.preview.Unknown, u)
		case !who.MayBeAsked():
			r.preview.NotToAsk = append(r.preview.NotToAsk, who)
		}
	}
	return err
}

// ask plays for each person what they would be sent.
func (r *rehearsal) ask(ctx context.Context) error {
	var order []UserID
	by := make(map[UserID][]duty)
	for _, m := range r.matters {
		for _, d := range m.duties() {
			if _, ok := by[d.person.ID]; !ok {
				order = append(order, d.person.ID)
			}
			by[d.person.ID] = append(by[d.person.ID], d)
		}
	}
	for _, u := range order {
		duties := by[u]
		if err := withLogs(ctx, r.tx, duties, r.preview.OpensAt); err != nil {
			return err
		}
		who := Recipient{Person: duties[0].person, Zone: duties[0].cal.Location().String()}
		for _, d := range duties {
			part := r.parts[d.questionnaire.ID]
			who.Parts, who.Questions = append(who.Parts, part), who.Questions+part.Questions
			who.DueAt = later(who.DueAt, d.questionnaire.DueAt)
		}
		who.play(duties, r.heard(u), r.preview.OpensAt)
		r.preview.Asked = append(r.preview.Asked, who)
	}
	return nil
}

// heard lists, as records, what the person is told of others: no reminder comes to them on the same day.
func (r *rehearsal) heard(u UserID) (records []Asking) {
	for _, t := range r.preview.Told {
		if t.Person.ID == u {
			records = append(records, Asking{At: t.At, Kind: WasEscalated, Person: u, Step: StepEscalateManager})
		}
	}
	return records
}

// play lets the person never answer. Others' delays are told to them in between.
func (who *Recipient) play(duties []duty, told []Asking, now time.Time) {
	const most = 1000 // a deed leaves a record, so its step does not come again; a handful of steps a questionnaire
	carded := make(map[CycleID]bool)
	for range most {
		var (
			first Due
			of    duty
			found bool
		)
		for _, d := range duties {
			if due, ok, _ := d.next(now); ok && (!found || due.At.Before(first.At)) {
				first, of, found = due, d, true
			}
		}
		if !found {
			return
		}
		now = later(now, first.At)
		var records []Asking
		switch {
		case len(told) > 0 && !told[0].At.After(now):
			now, records, told = told[0].At, told[:1], told[1:]
		case first.Deed == DoAsk:
			records, _ = of.begin(first.Step, now)
			if !carded[of.cycle.ID] {
				carded[of.cycle.ID] = true
				who.Cards = append(who.Cards, now)
			}
		case first.Deed == DoRemind:
			records = compose(duties, of.questionnaire.ID, now)
			who.Reminders = append(who.Reminders, now)
		default: // to note that a step waits for their return
			_, _, records = of.next(now)
		}
		if len(records) == 0 {
			return
		}
		for _, a := range records {
			for i := range duties {
				duties[i].log = append(duties[i].log, a)
				if duties[i].questionnaire.ID == a.Questionnaire {
					duties[i].records = append(duties[i].records, a)
				}
			}
		}
	}
}

// escalate says who would be told that others have not answered.
func (r *rehearsal) escalate() {
	type message struct {
		cycle CycleID
		to    UserID
	}
	told := make(map[message]int)
	for _, m := range r.matters {
		for _, due := range m.escalations(m.cycle.OpenedAt) {
			key := message{m.cycle.ID, due.Person}
			i, ok := told[key]
			if !ok {
				i = len(r.preview.Told)
				told[key] = i
				r.preview.Told = append(r.preview.Told, Told{
					Person: m.person(due.Person), Zone: m.calendars[due.Person].Location().String(), At: due.At, AsDeputy: true,
				})
			}
			t := &r.preview.Told[i]
			if due.At.Before(t.At) {
				t.At = due.At
			}
			t.AsDeputy = t.AsDeputy && isStep(due.Step, StepEscalateDeputy)
			if owner := m.questionnaire.Owner; !slices.Contains(t.Of, owner) {
				t.Of = append(t.Of, owner)
			}
		}
	}
	slices.SortStableFunc(r.preview.Told, func(a, b Told) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Person.ID, b.Person.ID))
	})
}
