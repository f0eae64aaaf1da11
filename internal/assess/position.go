package assess

import (
	"context"
	"maps"
	"slices"
	"time"

	"cairn/internal/maturity"
)

// Position is where a programme's categories stand by what is answered now: by the newest snapshot on its model and by
// what was submitted since in an open cycle.
type Position struct {
	Model    *maturity.Model
	Answers  maturity.Answers     // that count now; empty where only levels were picked
	Result   maturity.Result      // of them, with the levels that managers set in Levels only
	Levels   map[string]int       // by category id: as managers set them, else as computed; at least, while not complete; absent while nothing is known
	Snapshot *Snapshot            // the newest on the programme's model; nil while there is none
	Before   *Snapshot            // the one before it on the same model; nil for none
	Earlier  map[string]time.Time // of the categories that the newest snapshot knows nothing of: when the one that counts was taken
	Open     CycleID              // the cycle whose answers are in it and are not final; "" for none
	Picked   bool                 // what Open says are levels that were picked, not answers
	AsOf     time.Time            // of the newest answer; zero while there is none
	Heard    map[string]time.Time // by category id: when it was last answered for, in a closed cycle or in Open; absent while it never was
}

// Position returns where a programme stands. Of an open cycle counts what was submitted and, where a delegate answered,
// signed off. What is not asked anew is carried forward as a check-in carries it: from the newest full cycle on, without
// the objectives that were given other words since. A quick cycle says levels and leaves the answers as they were. A category
// that nobody answered for in the newest cycle stays as it was last known.
// It holds nothing, so it may be called when people are held.
func (s *Service) Position(ctx context.Context, tx Tx, p Programme) (Position, error) {
	m, err := s.model(p.Model)
	if err != nil {
		return Position{}, err
	}
	pos := Position{Model: m, Levels: make(map[string]int)}
	snapshots, err := tx.Snapshots(ctx, p.ID, historyDepth)
	if err != nil {
		return pos, err
	}
	pos.addSnapshots(snapshots, endOfTime)
	open, is, err := openCycle(ctx, tx, p)
	if err != nil {
		return pos, err
	}
	if !is {
		open = Cycle{Programme: p.ID, Model: p.Model, Deployments: p.Deployments, OpenedAt: endOfTime}
	}
	before := open
	before.Kind = CheckIn // whatever the cycle asks, what it has not heard anew is as it was
	if pos.Answers, err = carried(ctx, tx, before, m, ""); err != nil {
		return pos, err
	}
	if err := pos.addEarlier(ctx, tx, snapshots); err != nil {
		return pos, err
	}
	if len(snapshots) == historyDepth && len(pos.Levels) < len(m.Categories()) { // rare enough to look at all of them
		if snapshots, err = tx.Snapshots(ctx, p.ID, 0); err != nil {
			return pos, err
		}
		if err := pos.addEarlier(ctx, tx, snapshots); err != nil {
			return pos, err
		}
	}
	if err := pos.addHeard(ctx, tx, snapshots); err != nil {
		return pos, err
	}
	fresh, err := pos.addOpen(ctx, tx, open)
	if err != nil {
		return pos, err
	}
	if err := pos.score(open, fresh); err != nil {
		return pos, err
	}
	if pos.Snapshot != nil {
		if err := pos.override(ctx, tx, pos.Snapshot.Cycle, fresh); err != nil {
			return pos, err
		}
	}
	if !is {
		return pos, nil
	}
	return pos, pos.override(ctx, tx, open.ID, nil)
}

// Since reports whether something happened after a category was last answered for, so that no answer takes it in yet.
func (pos Position) Since(category string, at time.Time) bool { return at.After(pos.Heard[category]) }

// PositionAtClose returns where a programme stood when a cycle had just closed: by its snapshot, the answers that counted
// then, and the levels that managers set in it, whenever they did.
func (s *Service) PositionAtClose(ctx context.Context, tx Tx, id CycleID) (Position, error) {
	snap, err := tx.Snapshot(ctx, id)
	if err != nil {
		return Position{}, err
	}
	c, err := tx.Cycle(ctx, id)
	if err != nil {
		return Position{}, err
	}
	m, err := s.model(snap.Model)
	if err != nil {
		return Position{}, err
	}
	pos := Position{Model: m, Levels: make(map[string]int)}
	snapshots, err := tx.Snapshots(ctx, c.Programme, 0)
	if err != nil {
		return pos, err
	}
	pos.addSnapshots(snapshots, snap.TakenAt)
	next := c // what a check-in would build on that opened then
	next.Kind, next.OpenedAt = CheckIn, c.OpenedAt.Add(1)
	if pos.Answers, err = carried(ctx, tx, next, m, ""); err != nil {
		return pos, err
	}
	if err := pos.addEarlier(ctx, tx, snapshots); err != nil {
		return pos, err
	}
	if err := pos.addHeard(ctx, tx, snapshots); err != nil {
		return pos, err
	}
	if err := pos.score(c, nil); err != nil {
		return pos, err
	}
	return pos, pos.override(ctx, tx, id, nil)
}

// endOfTime is after every cycle.
var endOfTime = time.Date(9999, time.January, 1, 0, 0, 0, 0, time.UTC)

// addSnapshots adds the two newest snapshots on the model that were taken by an instant, out of some with the newest first,
// and the levels that the newest found.
func (pos *Position) addSnapshots(all []Snapshot, by time.Time) {
	for _, snap := range all {
		switch {
		case snap.Model != pos.Model.ID || snap.TakenAt.After(by):
		case pos.Snapshot == nil:
			pos.Snapshot = &snap
		case pos.Before == nil:
			pos.Before = &snap
		}
	}
	if pos.Snapshot == nil {
		return
	}
	pos.AsOf = pos.Snapshot.TakenAt
	for _, c := range pos.Snapshot.Result.Categories {
		if known(c) {
			pos.Levels[c.ID] = c.AtLeast
		}
	}
}

// addEarlier adds what was last known, the newest first, of the categories about which the newest snapshot knows nothing: an
// owner who does not answer one cycle has lost no level by that.
func (pos *Position) addEarlier(ctx context.Context, tx Tx, all []Snapshot) error {
	for _, snap := range all {
		if pos.Snapshot == nil || snap.Model != pos.Model.ID || !snap.TakenAt.Before(pos.Snapshot.TakenAt) {
			continue
		}
		var found []string
		for _, score := range snap.Result.Categories {
			if _, had := pos.Levels[score.ID]; !had && known(score) {
				pos.Levels[score.ID] = score.AtLeast
				found = append(found, score.ID)
			}
		}
		if len(found) == 0 {
			continue
		}
		if err := pos.addAnswersOf(ctx, tx, snap, found); err != nil {
			return err
		}
	}
	if len(pos.Earlier) > 0 && len(pos.Earlier) == len(pos.Levels) { // nobody answered anything
		pos.AsOf = slices.MaxFunc(slices.Collect(maps.Values(pos.Earlier)), time.Time.Compare)
	}
	return nil
}

// addAnswersOf adds the answers of some categories that counted when a snapshot was taken, where there are none since, and the
// levels that managers set for them then.
func (pos *Position) addAnswersOf(ctx context.Context, tx Tx, snap Snapshot, categories []string) error {
	next, err := tx.Cycle(ctx, snap.Cycle)
	if err != nil {
		return err
	}
	next.Kind, next.OpenedAt = CheckIn, next.OpenedAt.Add(1)
	answers, err := carried(ctx, tx, next, pos.Model, "")
	if err != nil {
		return err
	}
	set, err := tx.Overrides(ctx, snap.Cycle)
	if err != nil {
		return err
	}
	overrides := InForce(set)
	for _, id := range categories {
		if pos.Earlier == nil {
			pos.Earlier = make(map[string]time.Time)
		}
		pos.Earlier[id] = snap.TakenAt
		if o, ok := overrides[id]; ok {
			pos.Levels[id] = o.Level
		}
		c, ok := pos.Model.Category(id)
		if !ok {
			continue
		}
		for _, item := range c.Items {
			if a, ok := answers[item.ID]; ok && pos.Answers[item.ID] == (maturity.Answer{}) {
				pos.Answers[item.ID] = a
			}
		}
	}
	return nil
}

// addHeard notes when each category was last answered for by the newest snapshot: in its cycle or, where that did not hear of the
// category, in one of the few before it.
func (pos *Position) addHeard(ctx context.Context, tx Tx, all []Snapshot) error {
	pos.Heard = make(map[string]time.Time)
	left := historyDepth
	for _, snap := range all {
		if pos.Snapshot == nil || snap.Model != pos.Model.ID || snap.TakenAt.After(pos.Snapshot.TakenAt) {
			continue
		}
		if left--; left < 0 || len(pos.Heard) == len(pos.Model.Categories()) {
			return nil
		}
		subs, err := latest(ctx, tx, snap.Cycle)
		if err != nil {
			return err
		}
		for _, c := range pos.Model.Categories() {
			sub, answered := subs[questionnaireID(snap.Cycle, c.ID)]
			if _, heard := pos.Heard[c.ID]; answered && !heard {
				pos.Heard[c.ID] = sub.At
			}
		}
	}
	return nil
}

// addOpen adds what was submitted in an open cycle and lists the categories that it has a word about. Those of a quick
// cycle have a level, the others answers.
func (pos *Position) addOpen(ctx context.Context, tx Tx, c Cycle) (fresh []string, err error) {
	if c.ID == "" {
		return nil, nil
	}
	qs, err := tx.PeekQuestionnaires(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	subs, err := latest(ctx, tx, c.ID)
	if err != nil {
		return nil, err
	}
	for _, q := range qs {
		sub, answered := subs[q.ID]
		if !answered || q.State != Submitted {
			continue
		}
		pos.Open, pos.Picked, pos.AsOf = c.ID, c.Kind == Quick, later(pos.AsOf, sub.At)
		fresh = append(fresh, q.Category)
		pos.Heard[q.Category] = sub.At
		delete(pos.Earlier, q.Category)
		if c.Kind == Quick {
			if level, ok := pickedLevel(pos.Model, sub.Answers[ItemLevel]); ok {
				pos.Levels[q.Category] = level.Number
			}
			continue
		}
		if category, ok := pos.Model.Category(q.Category); ok && c.Kind == Full {
			for _, item := range category.Items {
				delete(pos.Answers, item.ID)
			}
		}
		maps.Copy(pos.Answers, modelAnswers(sub.Answers, sub.Evidence != ""))
	}
	return fresh, nil
}

// score scores the answers, and takes over the levels of the categories about which there is a fresh word, or none yet.
// Where only levels were picked the result is of those.
func (pos *Position) score(c Cycle, fresh []string) (err error) {
	if len(pos.Answers) == 0 && pos.Snapshot != nil {
		pos.Result, err = pos.Model.ScoreLevels(pos.Levels)
		return err
	}
	pos.Answers = pos.Model.Exclude(pos.Answers, c.Deployments)
	if pos.Result, err = pos.Model.Score(pos.Answers); err != nil {
		return err
	}
	for _, score := range pos.Result.Categories {
		_, had := pos.Levels[score.ID]
		if anew := c.Kind != Quick && slices.Contains(fresh, score.ID); known(score) && (anew || !had) {
			pos.Levels[score.ID] = score.AtLeast
		}
	}
	return nil
}

// override puts the levels that managers set in a cycle in the place of the computed ones, but for the categories about
// which there is a word from after it.
func (pos *Position) override(ctx context.Context, tx Tx, c CycleID, fresh []string) error {
	set, err := tx.Overrides(ctx, c)
	if err != nil {
		return err
	}
	for category, o := range InForce(set) {
		if !slices.Contains(fresh, category) {
			pos.Levels[category] = o.Level
		}
	}
	return nil
}

// known reports whether anything is known of a category's level.
func known(c maturity.CategoryScore) bool { return c.Answered > c.NotApplicable }

// Deliver starts to tell the processes what was just committed, without making anybody wait.
func (s *Service) Deliver() { s.deliver() }
