package roadmap

import (
	"context"
	"maps"
	"slices"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/errs"
	"cairn/internal/maturity"
	"cairn/internal/target"
)

// measuredWithin is how long after the end of a period a snapshot still says how the period ended.
const measuredWithin = 45 * 24 * time.Hour

// Outlook returns where a programme is heading by its targets, and how right earlier outlooks were. Whoever has a part in
// the programme may see it.
func (s *Service) Outlook(ctx context.Context, by assess.Actor, id assess.ProgrammeID) (o Outlook, err error) {
	defer errs.Wrap(&err, "roadmap.Outlook(%s)", id)
	f, slip, err := s.withSlip(ctx, by, id)
	if err != nil {
		return Outlook{}, err
	}
	o = Outlook{Programme: f.programme, Model: f.model, Now: f.withWhole(maps.Clone(f.position.Levels)), Ahead: f.project(slip)}
	for i := range o.Ahead {
		o.Ahead[i].MadeAt = s.now()
		if f.position.Snapshot != nil {
			o.Ahead[i].Cycle = f.position.Snapshot.Cycle
		}
	}
	err = s.store.View(ctx, func(tx Tx) error {
		o.Past, err = f.past(ctx, tx, s.now())
		return err
	})
	return o, err
}

// Record keeps what is expected after a cycle has closed, to be compared with what happens. Once it is kept it stays;
// later calls for the cycle change nothing, and neither do those for a cycle on another model than the programme's, or
// for one after which another has closed.
func (s *Service) Record(ctx context.Context, id assess.CycleID) (err error) {
	defer errs.Wrap(&err, "roadmap.Record(%s)", id)
	var c assess.Cycle
	kept := false
	err = s.store.View(ctx, func(tx Tx) error {
		if c, err = tx.Cycle(ctx, id); err != nil {
			return err
		}
		all, err := tx.Projections(ctx, c.Programme)
		kept = slices.ContainsFunc(all, func(p Projection) bool { return p.Cycle == id })
		return err
	})
	if err != nil || kept {
		return err
	}
	f, slip, err := s.withSlip(ctx, assess.Actor{Source: assess.FromSchedule}, c.Programme)
	if err != nil || f.position.Snapshot == nil || f.position.Snapshot.Cycle != id {
		return err
	}
	all := f.project(slip)
	for i := range all {
		all[i].Cycle, all[i].MadeAt = id, s.now()
	}
	return s.store.Update(ctx, func(tx Tx) error { return tx.AddProjections(ctx, c.Programme, all) })
}

// withSlip gathers the facts of a programme, and by how many days its targets came to be late.
func (s *Service) withSlip(ctx context.Context, by assess.Actor, id assess.ProgrammeID) (facts, int, error) {
	f, err := s.facts(ctx, by, id)
	if err != nil {
		return f, 0, err
	}
	all, err := s.targets.List(ctx, by, id, target.Filter{Ended: true})
	f.targets = slices.DeleteFunc(slices.Clone(all), func(t target.View) bool { return !t.Open() })
	return f, meanSlip(all), err
}

// past compares what was expected of periods that are over with what came.
func (f facts) past(ctx context.Context, tx Tx, now time.Time) ([]Outcome, error) {
	all, err := tx.Projections(ctx, f.programme.ID)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	snapshots, err := tx.Snapshots(ctx, f.programme.ID, 0)
	if err != nil {
		return nil, err
	}
	snapshots = slices.DeleteFunc(snapshots, func(s assess.Snapshot) bool { return s.Model != f.model.ID || s.TakenAt.After(now) })
	found := measurements{model: f.model, tx: tx, levels: make(map[assess.CycleID]map[string]int)}
	var past []Outcome
	for _, p := range f.counted(all, snapshots) {
		by := measured(snapshots, f.periodEnding(p.End), now)
		if by == nil {
			continue
		}
		levels, err := found.of(ctx, *by)
		if err != nil {
			return nil, err
		}
		if level, ok := levels[p.Category]; ok {
			past = append(past, Outcome{Projection: p, Actual: level, By: by.Cycle})
		}
	}
	place := f.projected()
	slices.SortStableFunc(past, func(a, b Outcome) int {
		if later := b.End.Compare(a.End); later != 0 {
			return later
		}
		return slices.Index(place, a.Category) - slices.Index(place, b.Category)
	})
	return past, nil
}

// counted picks the projections that are compared: of each category and period that is over, on the programme's model, the
// last that was made before the period began.
func (f facts) counted(all []Projection, snapshots []assess.Snapshot) []Projection {
	type key struct {
		category string
		end      calendar.Date
	}
	newest := make(map[key]Projection)
	var order []key
	for _, p := range all {
		ofModel := slices.ContainsFunc(snapshots, func(s assess.Snapshot) bool { return s.Cycle == p.Cycle })
		if !ofModel || !p.End.Before(f.today) || !p.MadeAt.Before(f.periodEnding(p.End).begin) {
			continue
		}
		k := key{p.Category, p.End}
		had, ok := newest[k]
		if !ok {
			order = append(order, k)
		}
		if !ok || !p.MadeAt.Before(had.MadeAt) {
			newest[k] = p
		}
	}
	picked := make([]Projection, len(order))
	for i, k := range order {
		picked[i] = newest[k]
	}
	return picked
}

// measured finds the snapshot that says how a period ended: the first one after it, if it is soon enough; else the newest
// within it. While the first may still come there is none. Snapshots are the newest first.
func measured(snapshots []assess.Snapshot, p period, now time.Time) *assess.Snapshot {
	var within, after *assess.Snapshot
	for i := range snapshots {
		switch s := &snapshots[i]; {
		case !s.TakenAt.Before(p.end) && s.TakenAt.Before(p.end.Add(measuredWithin)):
			after = s
		case within == nil && s.TakenAt.Before(p.end) && !s.TakenAt.Before(p.begin):
			within = s
		}
	}
	if after == nil && !now.Before(p.end.Add(measuredWithin)) {
		return within
	}
	return after
}

// measurements are the levels that snapshots found, as managers set them, by category id; what is not known is not in it.
type measurements struct {
	model  *maturity.Model
	tx     Tx
	levels map[assess.CycleID]map[string]int
}

func (m measurements) of(ctx context.Context, s assess.Snapshot) (map[string]int, error) {
	if levels, ok := m.levels[s.Cycle]; ok {
		return levels, nil
	}
	levels := make(map[string]int)
	for _, c := range s.Result.Categories {
		if c.Known() {
			levels[c.ID] = c.Level
		}
	}
	set, err := m.tx.Overrides(ctx, s.Cycle)
	if err != nil {
		return nil, err
	}
	for category, o := range assess.InForce(set) {
		levels[category] = o.Level
	}
	if whole, ok := wholeOf(m.model, s.Result, levels); ok {
		levels[""] = whole
	}
	m.levels[s.Cycle] = levels
	return levels, nil
}
