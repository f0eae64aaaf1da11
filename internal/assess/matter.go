package assess

import (
	"context"
	"slices"
	"time"

	"cairn/internal/calendar"
)

// logReach is how far back a person's records are read at least: whichever way their clocks are set, today began since.
const logReach = 72 * time.Hour

// matter is one questionnaire with all that decides who is asked about it, and when.
type matter struct {
	programme     Programme
	cycle         Cycle
	questionnaire Questionnaire
	latest        *Submission // read only where it decides something: while questions are handed out, or a signature waits
	people        map[UserID]Person
	calendars     map[UserID]*calendar.Calendar
	records       []Asking            // of the questionnaire, oldest first
	crowded       map[UserID]crowding // read only of those to whom something is to be said now
}

// duty is one person's part in a questionnaire that waits.
type duty struct {
	*matter
	person  Person
	cal     *calendar.Calendar
	items   []string // the questions that were handed to them and have no answer; nil for all of the questionnaire
	signOff bool     // not to answer but to sign what a delegate answered
	since   time.Time
	log     []Asking // the person's records, in all programmes, since the cycle opened or longer; oldest first
}

// hold reads a questionnaire with its cycle and records; in an Update it keeps them and some people as they are until that
// ends. The order is the cycle, the questionnaire, the people: who keeps to it never waits for who waits for them.
func hold(ctx context.Context, tx Tx, id QuestionnaireID, people ...UserID) (*matter, error) {
	m := new(matter)
	var err error
	if m.cycle, err = tx.SharedCycle(ctx, id.Cycle()); err != nil {
		return nil, err
	}
	if m.questionnaire, err = tx.Questionnaire(ctx, id); err != nil {
		return nil, err
	}
	for _, u := range people {
		if u == "" { // an operator
			continue
		}
		if _, err := tx.Person(ctx, u); err != nil {
			return nil, err
		}
	}
	m.records, err = tx.Askings(ctx, id)
	return m, err
}

// matter reads a questionnaire with all that decides who is asked about it, and when. In an Update it holds the
// questionnaire and the people named.
func (s *Service) matter(ctx context.Context, tx Tx, id QuestionnaireID, people ...UserID) (*matter, error) {
	m, err := hold(ctx, tx, id, people...)
	if err != nil {
		return nil, err
	}
	if m.programme, err = tx.Programme(ctx, m.cycle.Programme); err != nil {
		return nil, err
	}
	return m, m.complete(ctx, tx)
}

// complete reads what depends on the questionnaire: its people and, where it decides something, its answers.
func (m *matter) complete(ctx context.Context, tx Tx) (err error) {
	q := m.questionnaire
	if q.State == ToSign || q.State == Waiting && len(q.Handed) > 0 {
		if m.latest, err = latestOf(ctx, tx, q.ID); err != nil {
			return err
		}
	}
	ids := append([]UserID{q.Owner, q.Asks()}, m.programme.Managers...)
	if q.Deputy != "" {
		ids = append(ids, q.Deputy)
	}
	for _, h := range q.Handed {
		ids = append(ids, h.To)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if m.people, err = tx.PeopleByID(ctx, ids); err != nil {
		return err
	}
	m.calendars = make(map[UserID]*calendar.Calendar, len(ids))
	for _, u := range ids {
		if m.calendars[u], err = m.programme.CalendarOf(m.person(u)); err != nil {
			return err
		}
	}
	return nil
}

// person is what is known about somebody, or their id alone.
func (m *matter) person(u UserID) Person {
	if who, ok := m.people[u]; ok {
		return who
	}
	return Person{ID: u}
}

// waits reports whether anybody is still asked.
func (m *matter) waits() bool {
	state := m.questionnaire.State
	return m.cycle.State == CycleOpen && (state == Waiting || state == ToSign)
}

// duties lists who is asked now: whoever has the whole of it, then whoever was handed questions that have no answer yet;
// or the owner alone, once a delegate has answered. Their logs are empty.
func (m *matter) duties() []duty {
	if !m.waits() {
		return nil
	}
	q := m.questionnaire
	if q.State == ToSign {
		d := m.duty(q.Owner)
		d.signOff = true
		if m.latest != nil {
			d.since = m.latest.At
		}
		return []duty{d}
	}
	whole := m.duty(q.Asks())
	if at := m.handed(q.Asks()); at.After(whole.since) {
		whole.since = at
	}
	duties := []duty{whole}
	for _, h := range q.Handed {
		if h.To == q.Asks() || m.answered(h.Item) {
			continue
		}
		i := slices.IndexFunc(duties, func(d duty) bool { return d.person.ID == h.To })
		if i < 0 {
			i = len(duties)
			duties = append(duties, m.duty(h.To))
		}
		duties[i].items = append(duties[i].items, h.Item)
		if h.At.After(duties[i].since) {
			duties[i].since = h.At
		}
	}
	return duties
}

func (m *matter) duty(u UserID) duty {
	return duty{matter: m, person: m.person(u), cal: m.calendars[u], since: m.cycle.OpenedAt}
}

func (m *matter) answered(item string) bool {
	if m.latest == nil {
		return false
	}
	_, ok := m.latest.Answers[item]
	return ok
}

// handed is when the whole was given to the person last; the zero time when it was theirs from the start.
func (m *matter) handed(u UserID) time.Time {
	for _, a := range slices.Backward(m.records) {
		if a.moves() && a.Person == u {
			return a.At
		}
	}
	return time.Time{}
}

// moves reports whether the record says that the whole questionnaire went to its Person.
func (a Asking) moves() bool {
	return a.Item == "" && (a.Kind == WasHandedOver || a.Kind == WasHandedBack || a.Kind == WasReassigned)
}

// withLogs adds to each duty what its person was told and said.
func withLogs(ctx context.Context, tx Tx, duties []duty, now time.Time) error {
	for i, d := range duties {
		since := now.Add(-logReach)
		if d.cycle.OpenedAt.Before(since) {
			since = d.cycle.OpenedAt
		}
		var err error
		if duties[i].log, err = tx.AskingsOf(ctx, d.person.ID, since); err != nil {
			return err
		}
	}
	return nil
}

// dutiesOf lists all that one person is asked now, in all programmes, the earliest due first. It holds nothing.
func (s *Service) dutiesOf(ctx context.Context, tx Tx, u UserID, now time.Time) ([]duty, error) {
	matters, log, err := s.mattersOf(ctx, tx, u, now)
	if err != nil {
		return nil, err
	}
	var duties []duty
	for _, m := range matters {
		for _, d := range m.duties() {
			if d.person.ID == u {
				d.log = log
				duties = append(duties, d)
			}
		}
	}
	return duties, nil
}

// mattersOf lists the questionnaires in which a person has a part and which wait, in all programmes, the earliest due first,
// with the person's log since the oldest open cycle began or longer. It holds nothing.
func (s *Service) mattersOf(ctx context.Context, tx Tx, u UserID, now time.Time) ([]*matter, []Asking, error) {
	open, err := tx.OpenQuestionnaires(ctx, u)
	if err != nil {
		return nil, nil, err
	}
	cycles, err := tx.OpenCycles(ctx)
	if err != nil {
		return nil, nil, err
	}
	since := now.Add(-logReach)
	byID := make(map[CycleID]Cycle, len(cycles))
	for _, c := range cycles {
		byID[c.ID] = c
		if c.OpenedAt.Before(since) {
			since = c.OpenedAt
		}
	}
	log, err := tx.AskingsOf(ctx, u, since)
	if err != nil {
		return nil, nil, err
	}
	programmes := make(map[ProgrammeID]Programme)
	var matters []*matter
	for _, q := range open {
		m := &matter{cycle: byID[q.Cycle], questionnaire: q}
		if !m.waits() {
			continue
		}
		p, ok := programmes[m.cycle.Programme]
		if !ok {
			if p, err = tx.Programme(ctx, m.cycle.Programme); err != nil {
				return nil, nil, err
			}
			programmes[p.ID] = p
		}
		m.programme = p
		if q.State == ToSign { // whoever answered stands in the records of others
			m.records, err = tx.Askings(ctx, q.ID)
		} else {
			m.records = slices.DeleteFunc(slices.Clone(log), func(a Asking) bool { return a.Questionnaire != q.ID })
		}
		if err != nil {
			return nil, nil, err
		}
		if err := m.complete(ctx, tx); err != nil {
			return nil, nil, err
		}
		matters = append(matters, m)
	}
	return matters, log, nil
}
