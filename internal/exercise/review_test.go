package exercise_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/exercise"
	"cairn/internal/target"
)

func TestAnExerciseIsEvaluatedByItsFacilitatorOnceItsHotWashIsClosed(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	ctx := t.Context()
	open := b.play(played{open: true})
	_, err := b.Review(ctx, assess.BySlack(uLead), open)
	refused(t, err, errs.Conflict, "hot wash is still open")
	id := b.play(played{})
	v := b.review(id)
	assert.Equal(t, b.clock.Now().AddDate(0, 0, 30), v.DueAt)
	assert.Equal(t, target.Elements(), v.Elements)
	for _, u := range []assess.UserID{uBoss, uHead, uWatch, uPen, uPlay, uCEO, uNobody} {
		by := assess.BySlack(u)
		_, err := b.Review(ctx, by, id)
		refused(t, err, errs.Forbidden, "<@U0LEAD>")
		refused(t, b.Summarise(ctx, by, id, "It went as well as could be hoped for."), errs.Forbidden, "<@U0LEAD>")
		refused(t, b.Rate(ctx, by, id, v.Objectives[0].ID, exercise.NotObserved, ""), errs.Forbidden, "<@U0LEAD>")
		refused(t, b.Treat(ctx, by, id, "F1", b.work("Do it")), errs.Forbidden, "<@U0LEAD>")
		refused(t, b.SignOff(ctx, by, id), errs.Forbidden, "<@U0LEAD>")
	}
}

func TestOnlyWhatWasPlayedIsEvaluated(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	for want, change := range map[string]func(*exercise.Exercise){
		"has not ended": func(e *exercise.Exercise) { e.State, e.EndedAt = exercise.Running, time.Time{} },
		"was cancelled, so there is nothing to evaluate": func(e *exercise.Exercise) { e.State, e.StartedAt = exercise.Cancelled, time.Time{} },
	} {
		id := b.play(played{open: true})
		b.write(func(ctx context.Context, tx exercise.Tx) error {
			e, err := tx.Exercise(ctx, id)
			if err != nil {
				return err
			}
			change(&e)
			e.Version++
			return tx.SaveExercise(ctx, e)
		})
		for _, by := range []assess.Actor{assess.BySlack(uLead), {Source: assess.FromCLI}} {
			_, err := b.Report(t.Context(), by, id)
			assert.ErrorContains(t, err, want)
		}
	}
}

func TestAManagerWhoDidNotPlayEvaluatesWhenTheFacilitatorHasLeft(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	id := b.play(played{})
	require.NoError(t, b.people.Saw(t.Context(), assess.Person{ID: uLead, Name: "Lea", Standing: assess.Gone}))
	require.NoError(t, b.Summarise(t.Context(), assess.BySlack(uBoss), id, "They found it fast and told nobody."))
	for _, u := range []assess.UserID{uHead, uWatch, uPlay, uOwner} {
		_, err := b.Review(t.Context(), assess.BySlack(u), id)
		refused(t, err, errs.Forbidden, "")
	}
}

func TestNoFinalRatingIsAboveWhatWasObserved(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	ctx, by := t.Context(), assess.BySlack(uLead)
	goals := exercise.Embedded()[0].Objectives
	require.GreaterOrEqual(t, len(goals), 4)
	id := b.play(played{observations: []exercise.Observation{
		well(goals[0].ID, "They asked who may decide."),
		slip(goals[1].ID, exercise.Minor, "They lost five minutes on a password."),
		slip(goals[2].ID, exercise.Major, "Customers waited while they looked."), slip(goals[2].ID, exercise.Minor, "They wrote nothing down."),
	}})
	for i, allowed := range [][]exercise.Rating{
		{exercise.Performed, exercise.Some, exercise.MajorOnes, exercise.Unable, exercise.NotObserved},
		{exercise.Some, exercise.MajorOnes, exercise.Unable, exercise.NotObserved},
		{exercise.MajorOnes, exercise.Unable, exercise.NotObserved},
		{exercise.NotObserved},
	} {
		for _, r := range exercise.Ratings() {
			err := b.Rate(ctx, by, id, goals[i].ID, r, "")
			if slices.Contains(allowed, r) {
				require.NoError(t, err, "%s %s", goals[i].ID, r)
				continue
			}
			refused(t, err, errs.Invalid, "“"+strings.TrimSuffix(goals[i].Text, ".")+"”")
			assert.Contains(t, errs.Fields(err), exercise.FieldRating+":"+goals[i].ID)
		}
	}
	refused(t, b.Rate(ctx, by, id, goals[0].ID, "A+", ""), errs.Invalid, "P, S, M, U")
	refused(t, b.Rate(ctx, by, id, "fly", exercise.Unable, ""), errs.NotFound, "fly")
	events := len(b.ledger(id))
	require.NoError(t, b.Rate(ctx, by, id, goals[0].ID, exercise.NotObserved, ""), "which it is")
	assert.Len(t, b.ledger(id), events, "what is said already is not said again")
}

func TestTheRatingOfferedIsTheLowestOfThoseWhoEvaluateAndNeverAboveTheCeiling(t *testing.T) {
	t.Parallel()
	const g = "goal"
	said := func(u assess.UserID, r exercise.Rating) exercise.Event {
		return exercise.Event{
			By: assess.BySlack(u), Kind: exercise.WasDebriefed, Person: u, Detail: exercise.Detail{HotWash: &exercise.HotWash{Ratings: map[string]exercise.Rating{g: r}}},
		}
	}
	for name, c := range map[string]struct {
		observed []exercise.Observation
		said     []exercise.Event
		want     exercise.Rating
	}{
		"the evaluators' lowest": {
			[]exercise.Observation{well(g, "Good.")},
			[]exercise.Event{said(uWatch, exercise.Some), said(uLead, exercise.Performed), said(uPlay, exercise.Unable)},
			exercise.Some,
		},
		"the players' where no evaluator spoke": {
			[]exercise.Observation{well(g, "Good.")}, []exercise.Event{said(uPlay, exercise.MajorOnes), said(uPen, exercise.Performed)}, exercise.MajorOnes,
		},
		"the last word of a person": {
			[]exercise.Observation{well(g, "Good.")}, []exercise.Event{said(uWatch, exercise.Unable), said(uWatch, exercise.Some)}, exercise.Some,
		},
		"not above the ceiling": {
			[]exercise.Observation{slip(g, exercise.Major, "Bad.")}, []exercise.Event{said(uWatch, exercise.Performed)}, exercise.MajorOnes,
		},
		"the ceiling where nobody rated": {[]exercise.Observation{slip(g, exercise.Minor, "So so.")}, nil, exercise.Some},
		"nothing was observed":           {nil, []exercise.Event{said(uWatch, exercise.Performed)}, exercise.NotObserved},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBureau(t)
			s := *exercise.Embedded()[0]
			objective := s.Objectives[0]
			objective.ID = g
			s.Objectives = []exercise.Objective{objective}
			id := b.play(played{scenario: &s, observations: c.observed, more: c.said})
			assert.Equal(t, c.want, b.review(id).Objectives[0].Proposed)
		})
	}
}

func TestAFindingKeepsItsNumberWhenAnotherIsRetractedAfterTheDraft(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	g := exercise.Embedded()[0].Objectives[0].ID
	retract := func(o string) exercise.Event {
		return exercise.Event{By: assess.BySlack(uWatch), Kind: exercise.WasRetracted, Detail: exercise.Detail{Observation: &exercise.Observation{ID: o}}}
	}
	id := b.play(played{
		observations: []exercise.Observation{
			slip(g, exercise.Minor, "Taken back in time."), well(g, "Well done."), slip(g, exercise.Critical, "One."), slip(g, exercise.Minor, "Two."),
		},
		more: []exercise.Event{retract("O1")},
	})
	found := func() (all []string) {
		for _, f := range b.review(id).Findings {
			all = append(all, f.ID+" "+f.Text)
		}
		return all
	}
	assert.Equal(t, []string{"F1 One.", "F2 Two."}, found())
	assert.Equal(t, exercise.Unable, b.review(id).Objectives[0].Ceiling)
	require.NoError(t, b.Treat(t.Context(), assess.BySlack(uLead), id, "F2", b.work("Mend two")))
	b.add(id, retract("O3"))
	assert.Equal(t, []string{"F2 Two."}, found())
	assert.Equal(t, "Mend two", b.review(id).Findings[0].Treatment.Work.Title)
	assert.Equal(t, exercise.Some, b.review(id).Objectives[0].Ceiling, "what was retracted bounds nothing")
}

func TestAFindingIsAnsweredInExactlyOneWay(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	ctx, by := t.Context(), assess.BySlack(uLead)
	g := exercise.Embedded()[0].Objectives[0].ID
	id := b.play(played{observations: []exercise.Observation{slip(g, exercise.Minor, "One."), slip(g, exercise.Minor, "Two."), slip(g, exercise.Minor, "Three.")}})
	both := b.work("Do it")
	both.Aside = "It is somebody else's."
	late := b.work("Do it")
	late.Work.Due, late.Work.Element = late.Work.Due.AddDays(-90), ""
	for name, c := range map[string]struct {
		t     exercise.Treatment
		field string
		part  string
	}{
		"none":                      {exercise.Treatment{}, exercise.FieldFinding, "Say what is done"},
		"two":                       {both, exercise.FieldFinding, "Say what is done"},
		"a day that is past":        {late, target.FieldDue, "is past"},
		"about nothing":             {late, target.FieldElement, "Choose what"},
		"the same as itself":        {exercise.Treatment{Same: "F1"}, exercise.FieldSame, "another finding"},
		"the same as none":          {exercise.Treatment{Same: "F9"}, exercise.FieldSame, "another finding"},
		"aside without a reason":    {exercise.Treatment{Aside: "no"}, exercise.FieldAside, "at least 10"},
		"before, but there is none": {b.again("Do it", "north/E9/F1"), exercise.FieldBefore, "E9/F1"},
	} {
		err := b.Treat(ctx, by, id, "F1", c.t)
		assert.Contains(t, errs.Fields(err)[c.field], c.part, "%s: %v", name, err)
	}
	refused(t, b.Treat(ctx, by, id, "F9", b.work("Do it")), errs.NotFound, "F9")

	require.NoError(t, b.Treat(ctx, by, id, "F2", exercise.Treatment{Same: "F1"}))
	refused(t, b.Treat(ctx, by, id, "F3", exercise.Treatment{Same: "F2"}), errs.Invalid, "Choose that one")
	refused(t, b.Treat(ctx, by, id, "F1", exercise.Treatment{Same: "F3"}), errs.Invalid, "Answer that one first")
	require.NoError(t, b.Treat(ctx, by, id, "F1", exercise.Treatment{Aside: "It was the room, not us."}))
	require.NoError(t, b.Treat(ctx, by, id, "F1", b.work("Do it"))) // the last word counts
	events := len(b.ledger(id))
	require.NoError(t, b.Treat(ctx, by, id, "F1", b.work(" Do it ")))
	assert.Len(t, b.ledger(id), events, "what is said already is not said again")
	assert.Equal(t, []exercise.Missing{{Kind: exercise.MissingFinding, ID: "F3"}}, findingsMissing(b.review(id)))
}

func findingsMissing(v exercise.Review) (all []exercise.Missing) {
	for _, m := range v.Missing {
		if m.Kind == exercise.MissingFinding {
			all = append(all, m)
		}
	}
	return all
}

func TestASummarySaysSomethingAndEnds(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	id := b.play(played{})
	by := assess.BySlack(uLead)
	refused(t, b.Summarise(t.Context(), by, id, "  Fine.            "), errs.Invalid, "at least 20")
	refused(t, b.Summarise(t.Context(), by, id, string(make([]rune, exercise.MaxSummary+1))), errs.Invalid, "Shorten")
	require.NoError(t, b.Summarise(t.Context(), by, id, " They found it fast and told nobody. "))
	assert.Equal(t, "They found it fast and told nobody.", b.review(id).Summary)
}
