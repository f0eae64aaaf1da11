package blocks_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/digest"
	"cairn/internal/exercise"
	"cairn/internal/maturity"
	"cairn/internal/target"
	"cairn/internal/wording"
)

// The people of the fixtures.
const (
	mara = assess.UserID("U0MARA") // manages
	gus  = assess.UserID("U0GUS")  // owns governance
	dee  = assess.UserID("U0DEE")  // is his deputy
	tom  = assess.UserID("U0TOM")  // owns the rest
)

var (
	opened = time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)
	due    = time.Date(2026, 10, 15, 16, 30, 0, 0, time.UTC)
	closes = time.Date(2026, 10, 20, 16, 30, 0, 0, time.UTC)
	closed = closes
	early  = opened.Add(time.Hour)
	late   = due.Add(time.Hour)
)

func lawlor(t *testing.T) *maturity.Model {
	t.Helper()
	m, err := maturity.Find("lawlor")
	require.NoError(t, err)
	return m
}

func programme() assess.Programme {
	p := assess.Programme{
		ID: "northwind", Scope: "Northwind Bank", Model: "lawlor/ai-security-maturity@1.0", Zone: "Europe/London",
		Days:    []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday},
		Channel: "C0LEADERS", Managers: []assess.UserID{mara}, Cadence: calendar.Cadence{Every: calendar.Quarterly},
		Assignments: []assess.Assignment{{Category: "governance", Owner: gus, Deputy: dee}},
	}
	for _, text := range []struct {
		clock *calendar.Clock
		value string
	}{{&p.Hours.Start, "09:00"}, {&p.Hours.End, "17:30"}} {
		if err := text.clock.UnmarshalText([]byte(text.value)); err != nil {
			panic(err)
		}
	}
	return p
}

func cycle() assess.Cycle {
	return assess.Cycle{
		ID: "northwind-2026-q4", Programme: "northwind", Scope: "Northwind Bank", Kind: assess.Full, Period: "2026-Q4",
		State: assess.CycleOpen, OpenedAt: opened, DueAt: due, ClosesAt: closes, Version: 1,
	}
}

// waiting is governance, asked and not answered.
func waiting(t *testing.T) assess.Form {
	t.Helper()
	m := lawlor(t)
	c, _ := m.Category("governance")
	return assess.Form{
		Programme: programme(), Cycle: cycle(), Model: m, Category: c, Items: c.Items,
		Questionnaire: assess.Questionnaire{
			ID: "northwind-2026-q4/governance", Cycle: "northwind-2026-q4", Category: "governance", Owner: gus, Deputy: dee,
			State: assess.Waiting, DueAt: due, Version: 1,
		},
	}
}

// answered is governance with answers.
func answered(t *testing.T) assess.Form {
	t.Helper()
	f := waiting(t)
	f.Questionnaire.State, f.Questionnaire.Revision = assess.Submitted, 1
	f.Latest = &assess.Submission{
		Questionnaire: f.Questionnaire.ID, Revision: 1, By: gus, At: early, Source: assess.FromSlack,
		Answers: map[string]string{"G1": "3", "G2": "2", "G3": "2", "G4": "3", "G5": "1"},
		Comment: "The register is being moved.\nAsk <!channel> *nobody* about <https://example.org|it>.", Evidence: "https://wiki.example.org/ai-register",
	}
	f.Score = score(t, f.Model, f.Latest.Answers, "governance")
	return f
}

func score(t *testing.T, m *maturity.Model, values map[string]string, category string) maturity.CategoryScore {
	t.Helper()
	answers := make(maturity.Answers)
	for item, value := range values {
		answers[item] = maturity.Answer{Value: value}
	}
	r, err := m.Score(answers)
	require.NoError(t, err)
	s, ok := r.Category(category)
	require.True(t, ok)
	return s
}

// ended is the form after its cycle closed.
func ended(f assess.Form) assess.Form {
	f.Cycle.State, f.Cycle.ClosedAt, f.Cycle.Reason = assess.CycleClosed, closed, assess.DeadlinePast
	if f.Latest == nil {
		f.Questionnaire.State = assess.Missed
	}
	return f
}

// partsOf are a person's parts in questionnaires, all in the same role.
func partsOf(role assess.Role, forms ...assess.Form) []assess.Part {
	parts := make([]assess.Part, len(forms))
	for i, f := range forms {
		parts[i] = assess.Part{Form: f, Role: role}
	}
	return parts
}

// away are parts whose owner is away.
func away(parts ...assess.Part) []assess.Part {
	for i := range parts {
		parts[i].Form.Absent = &assess.Absence{Since: opened, Until: due}
	}
	return parts
}

// disputed is governance with two answers that differ.
func disputed(t *testing.T) assess.Form {
	t.Helper()
	f := answered(t)
	f.Disputes = []assess.Dispute{{
		ID: "northwind-2026-q4/governance/G2/1", Questionnaire: f.Questionnaire.ID, Item: "G2",
		First: assess.Response{By: dee, Value: "4"}, Second: assess.Response{By: gus, Value: "2"}, Owner: gus, At: early,
	}}
	return f
}

// status is the cycle with governance answered and the rest waiting.
func status(t *testing.T) assess.Status {
	t.Helper()
	m := lawlor(t)
	st := assess.Status{Programme: programme(), Model: m, Cycle: cycle(), NextAt: time.Date(2027, 1, 4, 9, 0, 0, 0, time.UTC)}
	for _, c := range m.Categories() {
		l := assess.Line{Category: c, Questionnaire: assess.Questionnaire{
			ID: assess.QuestionnaireID("northwind-2026-q4/" + c.ID), Category: c.ID, Owner: tom, State: assess.Waiting, DueAt: due,
		}}
		if c.ID == "governance" {
			l.Questionnaire.Owner, l.Questionnaire.Deputy, l.Questionnaire.State = gus, dee, assess.Submitted
			l.Latest = answered(t).Latest
		}
		st.Lines = append(st.Lines, l)
	}
	return st
}

// snapshot scores a quarter in which every item of each category has the value; a category without one is missing.
func snapshot(t *testing.T, period string, values map[string]string) assess.Snapshot {
	t.Helper()
	m := lawlor(t)
	answers := make(maturity.Answers)
	s := assess.Snapshot{
		Cycle: "northwind-" + assess.CycleID(period), Programme: "northwind", Scope: "Northwind Bank", Period: period, Model: m.ID, TakenAt: closed,
		Kind: assess.Full, Asked: len(m.Categories()),
	}
	for _, c := range m.Categories() {
		value, ok := values[c.ID]
		if !ok {
			s.Missing = append(s.Missing, c.ID)
			continue
		}
		s.Answered++
		for _, item := range c.Items {
			answers[item.ID] = maturity.Answer{Value: value}
		}
	}
	var err error
	s.Result, err = m.Score(answers)
	require.NoError(t, err)
	return s
}

func fullDigest(t *testing.T) digest.Digest {
	t.Helper()
	before := snapshot(t, "2026-Q3", map[string]string{
		"governance": "2", "technical-controls": "2", "monitoring-detection": "1", "incident-response": "1", "workforce-culture": "3",
	})
	now := snapshot(t, "2026-Q4", map[string]string{
		"governance": "3", "technical-controls": "2", "monitoring-detection": "2", "incident-response": "1", "workforce-culture": "2",
	})
	return digest.Compose(lawlor(t), programme(), digest.Found{Snapshot: now}, &digest.Found{Snapshot: before})
}

// aimedDigest is the full digest of a programme with targets in every state, a roadmap and an outlook.
func aimedDigest(t *testing.T) digest.Digest {
	t.Helper()
	of := func(number, category string, level int, s target.State) target.View {
		v := goal(t)
		v.ID, v.Category, v.Level, v.State, v.Computed = target.ID("northwind/"+number), category, level, s, s
		v.CategoryOf, _ = v.Of.Category(category)
		return v
	}
	met := of("T1", "monitoring-detection", 3, target.Reached)
	met.EndedAt = early
	missed := of("T2", "incident-response", 3, target.Missed)
	missed.Due = day(2026, 9, 30)
	late := of("T3", "governance", 5, target.OffTrack)
	late.CheckIns = []target.CheckIn{{At: early, By: gus, Expected: day(2027, 9, 30), Confidence: assess.ConfidenceMedium}}
	late.Signs = []target.Sign{{State: target.OffTrack, Says: wording.New("Its owner expects it on %s, %s after its day.", day(2027, 9, 30), wording.Count{N: 92, One: "%d day", Many: "%d days"})}}
	judged := of("T4", "technical-controls", 4, target.OnTrack)
	judged.Override = &target.Override{State: target.AtRisk, Reason: "The *budget* is not granted yet.", By: assess.BySlack(mara), At: early}
	judged.CheckIns = []target.CheckIn{{At: early, By: tom, Expected: day(2027, 6, 1), Confidence: assess.ConfidenceLow}}
	fine := of("T5", "workforce-culture", 4, target.OnTrack)
	st := target.Standings{
		At: closed, Reached: []target.View{met}, Open: []target.View{missed, judged, fine, late}, Actions: []target.ActionView{viewed(t)},
	}
	w, named := way(t), work()
	named.ID, named.Title, named.Status, named.EndedAt = "northwind/A9", "", target.Done, closed.Add(-time.Hour)
	w.Entries[2].Action = &named
	return fullDigest(t).With(st, w, heading(t))
}

// rehearsedDigest is the digest of a programme that exercised, with duties in every state that presses.
func rehearsedDigest(t *testing.T) digest.Digest {
	t.Helper()
	d := aimedDigest(t)
	fix, late := viewed(t), viewed(t)
	fix.Kind, fix.Overdue, late.Kind, late.Overdue = target.Corrective, false, target.Corrective, true
	d.Targets.Actions = []target.ActionView{fix, late}
	d.Exercises = exercise.Standings{
		At: closed,
		Held: []exercise.Held{
			{
				ID: "northwind/E2", Name: "Night *Ferry*", Kind: exercise.Tabletop, At: early, Signed: true, Link: "https://northwind.slack.example/archives/C1/p2",
				Ratings: []exercise.Rating{exercise.Some, exercise.Performed, exercise.Some, exercise.Unable, exercise.NotObserved},
			},
			{ID: "northwind/E3", Name: "Copper Finch", Kind: exercise.Simulation, At: early.AddDate(0, 0, 3)},
		},
		Outstanding: []exercise.Held{
			{ID: "northwind/E0", Name: "Grey Heron", Kind: exercise.Tabletop, At: early.AddDate(0, -4, 0)},
			{ID: "northwind/E1", Name: "Blue Door", Kind: exercise.Tabletop, At: early.AddDate(0, -3, 0), Signed: true},
		},
		Duties: duties(),
	}
	return d
}

func partialDigest(t *testing.T) digest.Digest {
	t.Helper()
	now := snapshot(t, "2026-Q4", map[string]string{"governance": "3", "technical-controls": "2"})
	return digest.Compose(lawlor(t), programme(), digest.Found{Snapshot: now}, nil)
}

// reader is whoever looks; their language is English, their zone that of whatever programme a message is about.
var reader = english(gus)

func english(u assess.UserID) blocks.Reader { return blocks.NewReader(u, "en-GB", nil) }

// asked is the card of somebody who is asked one or several questionnaires, the owner of the first.
func asked(forms ...assess.Form) assess.Card {
	f := forms[0]
	c := assess.Card{Programme: f.Programme, Cycle: f.Cycle, To: assess.Person{ID: f.Questionnaire.Owner}}
	for _, f := range forms {
		role := assess.Answers
		if f.Questionnaire.State == assess.ToSign {
			role = assess.SignsOff
		}
		c.Parts = append(c.Parts, assess.Part{Form: f, Role: role})
	}
	return c
}

// reminder is one nudge about forms.
func reminder(at time.Time, forms ...assess.Form) assess.Reminder {
	return assess.Reminder{ID: "U0GUS:2026-10-08", To: assess.Person{ID: gus}, At: at, Forms: forms, Card: forms[0].Cycle.ID}
}

// escalation tells a manager of forms.
func escalation(forms ...assess.Form) assess.Escalation {
	return assess.Escalation{Programme: forms[0].Programme, Cycle: forms[0].Cycle, To: assess.Person{ID: mara}, Forms: forms}
}

// firstCard is the first that a person gets.
func firstCard(t *testing.T) assess.Card {
	t.Helper()
	c := asked(waiting(t))
	c.First = true
	return c
}

// firstEscalation is the first message that a manager gets.
func firstEscalation(t *testing.T) assess.Escalation {
	t.Helper()
	e := escalation(waiting(t))
	e.First = true
	return e
}
