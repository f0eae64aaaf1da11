package store

import (
	"context"
	"slices"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/roadmap"
)

// Roadmap is what package roadmap wants of a Store.
type Roadmap struct{ store *Store }

var (
	_ roadmap.Store = (*Roadmap)(nil)
	_ roadmap.Tx    = tx{}
)

// Roadmap returns the store of package roadmap.
func (s *Store) Roadmap() *Roadmap { return &Roadmap{s} }

// View is Store.View with what package roadmap wants of a transaction.
func (s *Roadmap) View(ctx context.Context, fn func(roadmap.Tx) error) error {
	return s.store.view(ctx, func(_ context.Context, t tx) error { return fn(t) })
}

// Update is Store.Update with what package roadmap wants of a transaction.
func (s *Roadmap) Update(ctx context.Context, fn func(roadmap.Tx) error) error {
	return s.store.update(ctx, func(_ context.Context, t tx) error { return fn(t) })
}

type projectionRow struct {
	Programme   string  `db:"programme"`
	Cycle       string  `db:"cycle"`
	MadeAt      instant `db:"made_at"`
	Period      string  `db:"period"`
	Ends        day     `db:"ends"`
	Category    string  `db:"category"`
	Pessimistic int     `db:"pessimistic"`
	Expected    int     `db:"expected"`
	Optimistic  int     `db:"optimistic"`
}

func (r projectionRow) projection() roadmap.Projection {
	return roadmap.Projection{
		Cycle: assess.CycleID(r.Cycle), MadeAt: r.MadeAt.Time, Period: r.Period, End: r.Ends.Date, Category: r.Category,
		Pessimistic: r.Pessimistic, Expected: r.Expected, Optimistic: r.Optimistic,
	}
}

// AddProjections adds what was expected. Of a cycle, period and category what was said first stays.
func (t tx) AddProjections(ctx context.Context, p assess.ProgrammeID, all []roadmap.Projection) (err error) {
	defer errs.Wrap(&err, "store.AddProjections(%s)", p)
	added := each(all, func(of roadmap.Projection) projectionRow {
		return projectionRow{
			Programme: string(p), Cycle: string(of.Cycle), MadeAt: instant{of.MadeAt}, Period: of.Period, Ends: day{of.End},
			Category: of.Category, Pessimistic: of.Pessimistic, Expected: of.Expected, Optimistic: of.Optimistic,
		}
	})
	for some := range slices.Chunk(added, rowsAtOnce) {
		_, err := t.save(ctx, `
			INSERT INTO projection (programme, cycle, made_at, period, ends, category, pessimistic, expected, optimistic)
			VALUES (:programme, :cycle, :made_at, :period, :ends, :category, :pessimistic, :expected, :optimistic)
			ON CONFLICT DO NOTHING`, some)
		if t.dialect.classify(err) == orphan {
			return errs.New(errs.NotFound, "There is no cycle %q in a programme %q.", some[0].Cycle, p)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Projections returns those of the programme in the order they were added.
func (t tx) Projections(ctx context.Context, p assess.ProgrammeID) (_ []roadmap.Projection, err error) {
	defer errs.Wrap(&err, "store.Projections(%s)", p)
	return many(ctx, t, projectionRow.projection, `
		SELECT programme, cycle, made_at, period, ends, category, pessimistic, expected, optimistic
		FROM projection WHERE programme = ? ORDER BY seq`, p)
}
