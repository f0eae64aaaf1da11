package store

import (
	"context"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/errs"
)

// programmeRow is a programme in the revision that is in force.
type programmeRow struct {
	ID       string                  `db:"id"`
	Revision int                     `db:"revision"`
	At       instant                 `db:"at"`
	User     string                  `db:"by_user"`
	Source   string                  `db:"by_source"`
	Body     document[programmeBody] `db:"body"`
}

// programmeBody is the stored shape of a declaration. Its names are part of the database's format.
type programmeBody struct {
	Scope       string               `json:"scope"`
	Model       string               `json:"model"`
	Zone        string               `json:"zone"`
	Days        []time.Weekday       `json:"days"` // 0 is Sunday
	Hours       calendar.Hours       `json:"hours"`
	Country     string               `json:"country,omitempty"`
	Holidays    []calendar.DateRange `json:"holidays,omitempty"`
	People      []workingTimeBody    `json:"people,omitempty"`
	Away        *awayBody            `json:"away,omitempty"` // nil in what was declared before there was such a rule
	Channel     string               `json:"channel"`
	Managers    []assess.UserID      `json:"managers"`
	Leaders     []assess.UserID      `json:"leaders,omitempty"`
	Assignments []assignmentBody     `json:"assignments"`
	Deployments []string             `json:"deployments,omitempty"`
	Overlap     *overlapBody         `json:"overlap,omitempty"`
	Cadence     calendar.Cadence     `json:"cadence"`
	FullEvery   calendar.Period      `json:"full_every,omitempty"`
	CheckIn     int                  `json:"check_in,omitempty"`
	Window      int                  `json:"window"`
	Grace       int                  `json:"grace"`
	Reminders   []stepBody           `json:"reminders"`
	Rehearsals  *rehearsalsBody      `json:"rehearsals,omitempty"` // nil in what was declared before there was such a duty
	Deputise    stepBody             `json:"deputise,omitzero"`
	Escalate    stepBody             `json:"escalate"`
}

type workingTimeBody struct {
	User    assess.UserID  `json:"user"`
	Country string         `json:"country,omitempty"`
	Days    []time.Weekday `json:"days,omitempty"`
	Hours   calendar.Hours `json:"hours,omitzero"`
}

type awayBody struct {
	Emoji []string `json:"emoji"`
	Words []string `json:"words"`
}

// rehearsalsBody counts months; 0 is never.
type rehearsalsBody struct {
	Tabletop   int `json:"tabletop"`
	Simulation int `json:"simulation"`
}

type assignmentBody struct {
	Category string        `json:"category"`
	Owner    assess.UserID `json:"owner"`
	Deputy   assess.UserID `json:"deputy,omitempty"`
	Risk     assess.Risk   `json:"risk,omitempty"`
}

type overlapBody struct {
	Model       string           `json:"model"`
	Assignments []assignmentBody `json:"assignments"`
}

type stepBody struct {
	Kind assess.StepKind `json:"kind"`
	Days int             `json:"days,omitempty"`
}

func newAssignmentBody(a assess.Assignment) assignmentBody { return assignmentBody(a) }

func (a assignmentBody) assignment() assess.Assignment { return assess.Assignment(a) }

func newWorkingTimeBody(w assess.WorkingTime) workingTimeBody { return workingTimeBody(w) }

func (w workingTimeBody) workingTime() assess.WorkingTime { return assess.WorkingTime(w) }

func newProgrammeRow(p assess.Programme) programmeRow {
	return programmeRow{
		ID: string(p.ID), Revision: p.Revision, At: instant{p.UpdatedAt},
		User: string(p.UpdatedBy.User), Source: string(p.UpdatedBy.Source),
		Body: document[programmeBody]{newProgrammeBody(p)},
	}
}

func newProgrammeBody(p assess.Programme) programmeBody {
	away, rehearsals := awayBody(p.Away), rehearsalsBody(p.Rehearsals)
	body := programmeBody{
		Scope: p.Scope, Model: p.Model,
		Zone: p.Zone, Days: p.Days, Hours: p.Hours, Country: p.Country, Holidays: p.Holidays,
		People: each(p.People, newWorkingTimeBody), Away: &away,
		Channel: p.Channel, Managers: p.Managers, Leaders: p.Leaders,
		Deployments: p.Deployments, Cadence: p.Cadence, FullEvery: p.FullEvery, CheckIn: p.CheckIn,
		Window: p.Window, Grace: p.Grace, Deputise: stepBody(p.Deputise), Escalate: stepBody(p.Escalate),
		Assignments: each(p.Assignments, newAssignmentBody), Rehearsals: &rehearsals,
	}
	if p.Overlap != nil {
		body.Overlap = &overlapBody{Model: p.Overlap.Model, Assignments: each(p.Overlap.Assignments, newAssignmentBody)}
	}
	for _, s := range p.Reminders {
		body.Reminders = append(body.Reminders, stepBody(s))
	}
	return body
}

func (r programmeRow) programme() assess.Programme {
	p := r.Body.Of.programme()
	p.ID, p.Revision, p.UpdatedAt = assess.ProgrammeID(r.ID), r.Revision, r.At.Time
	p.UpdatedBy = assess.Actor{User: assess.UserID(r.User), Source: assess.Source(r.Source)}
	return p
}

// programme returns what was declared, without what the revision is called and who made it when.
func (body programmeBody) programme() assess.Programme {
	p := assess.Programme{
		Scope: body.Scope, Model: body.Model,
		Zone: body.Zone, Days: body.Days, Hours: body.Hours, Country: body.Country, Holidays: body.Holidays,
		People: each(body.People, workingTimeBody.workingTime), Away: assess.DefaultAwayRule(),
		Channel: body.Channel, Managers: body.Managers, Leaders: body.Leaders,
		Deployments: body.Deployments, Cadence: body.Cadence, FullEvery: body.FullEvery, CheckIn: body.CheckIn,
		Window: body.Window, Grace: body.Grace, Deputise: assess.Step(body.Deputise), Escalate: assess.Step(body.Escalate),
		Assignments: each(body.Assignments, assignmentBody.assignment), Rehearsals: assess.DefaultRehearsals(),
	}
	if body.Away != nil {
		p.Away = assess.AwayRule(*body.Away)
	}
	if body.Rehearsals != nil {
		p.Rehearsals = assess.Rehearsals(*body.Rehearsals)
	}
	if o := body.Overlap; o != nil {
		p.Overlap = &assess.Overlap{Model: o.Model, Assignments: each(o.Assignments, assignmentBody.assignment)}
	}
	for _, s := range body.Reminders {
		p.Reminders = append(p.Reminders, assess.Step(s))
	}
	return p
}

const selectProgramme = `
	SELECT p.id, r.revision, r.at, r.by_user, r.by_source, r.body
	FROM programme p JOIN programme_revision r ON r.programme = p.id AND r.revision = p.revision`

// Programme returns the programme as last declared.
func (t tx) Programme(ctx context.Context, id assess.ProgrammeID) (_ assess.Programme, err error) {
	defer errs.Wrap(&err, "store.Programme(%s)", id)
	return one(ctx, t, programmeRow.programme, noProgramme(id), selectProgramme+` WHERE p.id = ?`, id)
}

// ProgrammeAt returns the programme as it was declared in the revision.
func (t tx) ProgrammeAt(ctx context.Context, id assess.ProgrammeID, revision int) (_ assess.Programme, err error) {
	defer errs.Wrap(&err, "store.ProgrammeAt(%s, %d)", id, revision)
	missing := errs.New(errs.NotFound, "There is no revision %d of the programme %q.", revision, id)
	return one(ctx, t, programmeRow.programme, missing, `
		SELECT programme AS id, revision, at, by_user, by_source, body
		FROM programme_revision WHERE programme = ? AND revision = ?`, id, revision)
}

// ProgrammeOn returns the programme as it was declared at the instant, or as it was first declared.
func (t tx) ProgrammeOn(ctx context.Context, id assess.ProgrammeID, at time.Time) (_ assess.Programme, err error) {
	defer errs.Wrap(&err, "store.ProgrammeOn(%s, %s)", id, at)
	return one(ctx, t, programmeRow.programme, noProgramme(id), `
		SELECT programme AS id, revision, at, by_user, by_source, body
		FROM programme_revision WHERE programme = ? AND (at <= ? OR revision = 1) ORDER BY revision DESC LIMIT 1`, id, instant{at})
}

// Programmes returns all programmes, by id.
func (t tx) Programmes(ctx context.Context) (_ []assess.Programme, err error) {
	defer errs.Wrap(&err, "store.Programmes")
	return many(ctx, t, programmeRow.programme, selectProgramme+` ORDER BY p.id`)
}

// ProgrammesNaming returns the programmes whose declaration names the person, in whatever part, by id. It looks for the name in
// the text, and so decodes few declarations; who wants a certain part looks for that.
func (t tx) ProgrammesNaming(ctx context.Context, u assess.UserID) (_ []assess.Programme, err error) {
	defer errs.Wrap(&err, "store.ProgrammesNaming(%s)", u)
	return many(ctx, t, programmeRow.programme, selectProgramme+` WHERE CAST(r.body AS TEXT) LIKE ? ORDER BY p.id`, `%"`+string(u)+`"%`)
}

// SaveProgramme adds revision p.Revision. It is an errs.Conflict unless that is one more than the one in force, or 1 for
// a programme that is not there yet.
func (t tx) SaveProgramme(ctx context.Context, p assess.Programme) (err error) {
	defer errs.Wrap(&err, "store.SaveProgramme(%s)", p.ID)
	row := newProgrammeRow(p)
	query := `UPDATE programme SET revision = :revision WHERE id = :id AND revision = :revision - 1`
	if p.Revision == 1 {
		query = `INSERT INTO programme (id, revision) VALUES (:id, :revision) ON CONFLICT (id) DO NOTHING`
	}
	n, err := t.save(ctx, query, row)
	if err != nil {
		return err
	}
	if n == 0 {
		return errs.New(errs.Conflict, "The programme %q was changed by somebody else. Look at it again, then repeat the change.", p.ID)
	}
	_, err = t.save(ctx, `
		INSERT INTO programme_revision (programme, revision, at, by_user, by_source, body)
		VALUES (:id, :revision, :at, :by_user, :by_source, :body)`, row)
	return err
}

func noProgramme(id assess.ProgrammeID) error {
	return errs.New(errs.NotFound, "There is no programme %q.", id)
}
