package exercise_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/exercise"
	"cairn/internal/maturity"
)

// published puts an exercise into the programme whose report is signed, and publishes that.
func (b *stage) published(t require.TestingT, kind exercise.Kind, s *exercise.Scenario) exercise.ID {
	id := b.had(t, kind, exercise.Ended, b.clock.Now().AddDate(0, 0, -10))
	b.write(t, func(ctx context.Context, tx exercise.Tx) error {
		e, err := tx.Exercise(ctx, id)
		if err != nil {
			return err
		}
		next, err := tx.NewExercise(ctx, "north")
		if err != nil {
			return err
		}
		e.ID, e.Scenario, e.State, e.ReviewedAt, e.Version = next, s, exercise.Reviewed, b.clock.Now(), 1
		id = next
		if err := tx.SaveExercise(ctx, e); err != nil {
			return err
		}
		return happened(ctx, tx, e)
	})
	require.NoError(t, b.Published(context.Background(), id, "https://northwind.slack.example/p1", b.clock.Now()))
	return id
}

// model has the programme use a model.
func (b *stage) model(t require.TestingT, id string) {
	b.write(t, func(ctx context.Context, tx exercise.Tx) error {
		p, err := tx.Programme(ctx, "north")
		if err != nil {
			return err
		}
		p.Model, p.Revision = id, p.Revision+1
		return tx.SaveProgramme(ctx, p)
	})
}

func (b *stage) done(t require.TestingT) (all []assess.Done) {
	b.write(t, func(ctx context.Context, tx exercise.Tx) (err error) {
		all, err = tx.DoneWork(ctx, "north", time.Time{})
		return err
	})
	return all
}

func TestAPublishedExerciseIsEvidenceForWhatItsKindMayBackAndNothingElse(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"lawlor", "cairn/aismm-objectives"} {
		m, err := maturity.Find(name)
		require.NoError(t, err)
		for _, s := range exercise.Embedded() {
			for _, kind := range []exercise.Kind{exercise.Tabletop, exercise.Simulation} {
				if !s.Kind.RunAs(kind) {
					continue
				}
				b := newStage(t)
				b.model(t, m.ID)
				id := b.published(t, kind, s)
				var items []string
				for _, d := range b.done(t) {
					assert.Equal(t, string(kind), d.Exercise)
					assert.Equal(t, id.Number(), d.Action)
					assert.Equal(t, s.Opening.Title, d.Title, "never what tells the plot")
					items = append(items, d.Item)
				}
				want := s.BackedBy(m.ID, kind)
				slices.Sort(want)
				assert.Equal(t, want, items, "%s as a %s", s.ID, kind)
				if kind == exercise.Tabletop {
					assert.NotContains(t, items, "IR-04.1", "a live simulation is not a discussion")
				}
			}
		}
	}
}

func TestAnExerciseIsEvidenceUntilTheNextOfItsKindIsDue(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	b.declare(t, 6, 0)
	b.clock.Set(date(2027, 9, 10)) // the exercises took place on 31 August
	for kind, until := range map[exercise.Kind]string{exercise.Tabletop: "2028-02-29", exercise.Simulation: "2028-08-31"} {
		before := len(b.done(t))
		b.published(t, kind, exercise.Embedded()[0])
		all := b.done(t)
		require.Len(t, all, before+1)
		d := all[slices.IndexFunc(all, func(d assess.Done) bool { return d.Exercise == string(kind) })]
		assert.Equal(t, until+"T23:59:59", d.Until.Add(-time.Second).In(london(t)).Format("2006-01-02T15:04:05"), "%s", kind)
		assert.Equal(t, "2027-08-31", d.Held.Format(time.DateOnly))
		assert.Equal(t, b.clock.Now(), d.At)
		if kind == exercise.Tabletop {
			assert.Equal(t, d.Until, b.duty(t, kind).DueAt.UTC(), "which is when the duty is due")
		}
	}
}

func TestAReportThatIsPublishedAgainIsEvidenceOnce(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	id := b.published(t, exercise.Tabletop, exercise.Embedded()[0])
	was := b.done(t)
	b.clock.Add(time.Hour)
	require.NoError(t, b.Published(t.Context(), id, "https://northwind.slack.example/p2", b.clock.Now()))
	assert.Equal(t, was, b.done(t))
}

func london(t *testing.T) *time.Location {
	loc, err := time.LoadLocation("Europe/London")
	require.NoError(t, err)
	return loc
}
