package store

import (
	"context"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/errs"
	"cairn/internal/target"
)

type eventRow struct {
	Seq        int64               `db:"seq"`
	At         instant             `db:"at"`
	User       string              `db:"by_user"`
	Source     string              `db:"by_source"`
	Kind       string              `db:"kind"`
	Programme  string              `db:"programme"`
	Target     string              `db:"target"` // "" for NULL
	Action     string              `db:"action"` // "" for NULL
	Person     string              `db:"person"`
	Step       string              `db:"step"`
	Nudge      string              `db:"nudge"`
	State      string              `db:"state"`
	Expected   day                 `db:"expected"`
	Confidence string              `db:"confidence"`
	Cycle      string              `db:"cycle"` // "" for NULL
	Link       string              `db:"link"`
	Note       string              `db:"note"`
	Terms      document[eventBody] `db:"terms"`
}

// eventBody is the stored shape of what was set or changed. Its names are part of the database's format.
type eventBody struct {
	Was  *termsBody `json:"was,omitempty"`
	Is   *termsBody `json:"is,omitempty"`
	WasW *workBody  `json:"was_work,omitempty"`
	IsW  *workBody  `json:"is_work,omitempty"`
}

type termsBody struct {
	Category string        `json:"category"`
	Level    int           `json:"level"`
	Due      calendar.Date `json:"due,omitzero"`
	Owner    assess.UserID `json:"owner"`
	Measure  string        `json:"measure"`
	Reason   string        `json:"reason"`
}

type workBody struct {
	Title   string        `json:"title"`
	Text    string        `json:"text,omitempty"`
	Owner   assess.UserID `json:"owner"`
	Start   calendar.Date `json:"start,omitzero"`
	Due     calendar.Date `json:"due,omitzero"`
	Issue   string        `json:"issue,omitempty"`
	Element string        `json:"element,omitempty"`
}

func newTermsBody(t *target.Terms) *termsBody {
	if t == nil {
		return nil
	}
	b := termsBody(*t)
	b.Measure, b.Reason = clean(b.Measure), clean(b.Reason)
	return &b
}

func newWorkBody(w *target.Work) *workBody {
	if w == nil {
		return nil
	}
	b := workBody(*w)
	b.Title, b.Text, b.Issue = clean(b.Title), clean(b.Text), clean(b.Issue)
	return &b
}

func newEventRow(e target.Event) eventRow {
	row := eventRow{
		At: instant{e.At}, User: string(e.By.User), Source: string(e.By.Source), Kind: string(e.Kind),
		Programme: string(e.Subject.Programme()), Person: string(e.Person), Step: e.Step, Nudge: string(e.Nudge), State: string(e.State),
		Expected: day{e.Expected}, Confidence: e.Confidence, Cycle: string(e.Cycle), Link: clean(e.Link), Note: clean(e.Note),
		Terms: document[eventBody]{eventBody{
			Was: newTermsBody(e.Was), Is: newTermsBody(e.Is), WasW: newWorkBody(e.WasW), IsW: newWorkBody(e.IsW),
		}},
	}
	if id, ok := e.Subject.Target(); ok {
		row.Target = string(id)
	} else if id, ok := e.Subject.Action(); ok {
		row.Action = string(id)
	}
	return row
}

func (r eventRow) event() target.Event {
	return target.Event{
		Seq: r.Seq, At: r.At.Time, By: assess.Actor{User: assess.UserID(r.User), Source: assess.Source(r.Source)},
		Kind: target.EventKind(r.Kind), Subject: target.Subject(r.Target + r.Action),
		Was: (*target.Terms)(r.Terms.Of.Was), Is: (*target.Terms)(r.Terms.Of.Is),
		WasW: (*target.Work)(r.Terms.Of.WasW), IsW: (*target.Work)(r.Terms.Of.IsW),
		Expected: r.Expected.Date, Confidence: r.Confidence, State: target.State(r.State), Cycle: assess.CycleID(r.Cycle),
		Person: assess.UserID(r.Person), Step: r.Step, Nudge: assess.NudgeID(r.Nudge), Link: r.Link, Note: r.Note,
	}
}

// AddEvent adds a record of the ledger of targets and actions. Its Seq is the next number, whatever e says. A record with a
// step is added once for its subject and person, whatever its kind; only that it could not be delivered is told beside it,
// once.
func (t tx) AddEvent(ctx context.Context, e target.Event) (added bool, err error) {
	defer errs.Wrap(&err, "store.AddEvent(%s, %s, %s)", e.Subject, e.Kind, e.Step)
	row := newEventRow(e)
	if row.Target == "" && row.Action == "" {
		return false, noSubject(e.Subject)
	}
	n, err := t.save(ctx, `
		INSERT INTO target_event (at, by_user, by_source, kind, programme, target, action, person, step, nudge, state, expected,
		                          confidence, cycle, link, note, terms)
		VALUES (:at, :by_user, :by_source, :kind, :programme, NULLIF(:target, ''), NULLIF(:action, ''), :person, :step, :nudge,
		        :state, :expected, :confidence, NULLIF(:cycle, ''), :link, :note, :terms)
		ON CONFLICT DO NOTHING`, row)
	switch {
	case t.dialect.classify(err) != orphan:
	case e.Cycle == "":
		return false, noSubject(e.Subject)
	default:
		return false, errs.New(errs.NotFound, "There is no target or action %q, or no cycle %q.", e.Subject, e.Cycle)
	}
	return n > 0, err
}

const selectEvent = `
	SELECT seq, at, by_user, by_source, kind, programme, COALESCE(target, '') AS target, COALESCE(action, '') AS action, person, step,
	       nudge, state, expected, confidence, COALESCE(cycle, '') AS cycle, link, note, terms
	FROM target_event`

// Events returns the records of the target or action in the order they were added.
func (t tx) Events(ctx context.Context, s target.Subject) (_ []target.Event, err error) {
	defer errs.Wrap(&err, "store.Events(%s)", s)
	where := ` WHERE target = ?`
	if _, ok := s.Action(); ok {
		where = ` WHERE action = ?`
	}
	return many(ctx, t, eventRow.event, selectEvent+where+` ORDER BY seq`, s)
}

// EventsIn returns the first records of the programme since the instant, at most limit, in the order they were added;
// limit 0 means all.
func (t tx) EventsIn(ctx context.Context, p assess.ProgrammeID, since time.Time, limit int) (_ []target.Event, err error) {
	defer errs.Wrap(&err, "store.EventsIn(%s)", p)
	where, args := from(since)
	args = append(append([]any{p}, args...), rows(limit))
	return many(ctx, t, eventRow.event, selectEvent+` WHERE programme = ?`+where+` ORDER BY seq LIMIT ?`, args...)
}

// EventsBy returns the records that the message carried, in the order they were added.
func (t tx) EventsBy(ctx context.Context, n assess.NudgeID) (_ []target.Event, err error) {
	defer errs.Wrap(&err, "store.EventsBy(%s)", n)
	// That it is not '' says nothing new; it lets the database use the index.
	return many(ctx, t, eventRow.event, selectEvent+` WHERE nudge = ? AND nudge <> '' ORDER BY seq`, n)
}

func noSubject(s target.Subject) error {
	return errs.New(errs.NotFound, "There is no target or action %q.", s)
}
