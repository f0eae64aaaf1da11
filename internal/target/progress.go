package target

import (
	"time"

	"cairn/internal/assess"
	"cairn/internal/maturity"
)

// progressOf works out how far a category is on its way to a level. Met is by all that is answered now; see reachedBy.
func progressOf(pos assess.Position, category string, level int) Progress {
	m := pos.Model
	p := Progress{Level: pos.Levels[category], AsOf: pos.AsOf}
	if at, ok := pos.Earlier[category]; ok {
		p.AsOf = at
	}
	now, known := pos.Levels[category]
	p.Met = known && now >= level
	c, ok := m.Category(category)
	if !ok {
		return p
	}
	p.Left, _ = m.Short(category, pos.Answers, level) // answers come out of the model, so they fit it
	answered := false
	for _, it := range c.Items {
		a, ok := pos.Answers[it.ID]
		answered = answered || ok && !a.NotApplicable
	}
	switch score, _ := pos.Result.Category(category); {
	case !answered:
		p.Left = nil
		p.Share = stepShare(m, now, level)
	case m.Scoring.Method == maturity.MethodCumulative:
		p.count(c, pos.Answers, level)
	default:
		p.Share = stepShare(m, now, level)
		if wanted, ok := wantedMean(m, level); ok && score.Mean != nil {
			p.Mean, p.Wanted = score.Mean, &wanted
			p.Share = meanShare(*score.Mean, wanted)
		}
	}
	if p.Met {
		p.Share = 1
	}
	if known {
		p.Trend = trend(pos, category, level)
	}
	return p
}

// count counts the objectives up to a level that apply.
func (p *Progress) count(c *maturity.Category, answers maturity.Answers, level int) {
	short := make(map[string]bool, len(p.Left))
	for _, id := range p.Left {
		short[id] = true
	}
	for _, it := range c.Items {
		a, answered := answers[it.ID]
		switch {
		case it.Level > level || a.NotApplicable:
		case !short[it.ID]:
			p.Needed++
			p.InPlace++
		default:
			p.Needed++
			if lowest := it.Options()[0].Value; answered && above(a.Value, lowest) {
				p.Partial++
			}
		}
	}
	if p.Needed == 0 {
		p.Share = 1
		return
	}
	p.Share = (float64(p.InPlace) + float64(p.Partial)/2) / float64(p.Needed)
}

func above(value, lowest string) bool {
	v, err := maturity.ParseRat(value)
	low, errLow := maturity.ParseRat(lowest)
	return err == nil && errLow == nil && v.Cmp(low) > 0
}

// wantedMean is the mean from which a model of scores gives a level; false in a cumulative model.
func wantedMean(m *maturity.Model, level int) (maturity.Rat, bool) {
	for _, b := range m.Scoring.Bands {
		if b.Level == level {
			return b.From, true
		}
	}
	return maturity.Rat{}, false
}

func meanShare(mean, wanted maturity.Rat) float64 {
	if wanted.Sign() <= 0 {
		return 1
	}
	return min(1, max(0, mean.Quo(wanted).Float64()))
}

// stepShare is the share of the way in whole levels, where nothing finer is known.
func stepShare(m *maturity.Model, now, level int) float64 {
	lowest := m.LowestLevel()
	if level <= lowest {
		return 1
	}
	return min(1, max(0, float64(now-lowest)/float64(level-lowest)))
}

// trend is how the share of the way changed between the two newest snapshots; 0 while there are not two.
func trend(pos assess.Position, category string, level int) float64 {
	if pos.Snapshot == nil || pos.Before == nil {
		return 0
	}
	after, ok := pos.Snapshot.Result.Category(category)
	before, had := pos.Before.Result.Category(category)
	if !ok || !had || !after.Known() || !before.Known() {
		return 0
	}
	return scoreShare(pos.Model, after, level) - scoreShare(pos.Model, before, level)
}

// scoreShare is the share of the way by a score, which knows no answers.
func scoreShare(m *maturity.Model, score maturity.CategoryScore, level int) float64 {
	if wanted, ok := wantedMean(m, level); ok && score.Mean != nil {
		return meanShare(*score.Mean, wanted)
	}
	share := stepShare(m, score.AtLeast, level)
	if score.Progress != nil && score.AtLeast < level {
		share += score.Progress.Float64() / float64(level-m.LowestLevel())
	}
	return min(1, share)
}

// baseOf is where a category stands at the moment at which a level is set.
func baseOf(p Progress) Base { return Base{Level: p.Level, Share: p.Share} }

// gained is which share of the way that was left when the target was set has been gone since, 0 to 1.
func (t Target) gained(p Progress) float64 {
	if t.Base.Share >= 1 {
		return 1
	}
	return min(1, max(0, (p.Share-t.Base.Share)/(1-t.Base.Share)))
}

// reachedBy is the cycle whose answers reach a target; false while none does. Answers that can still be changed count where
// levels are made of objectives, each in place or not; a mean, or a level that was only picked, counts once the cycle is
// closed. A level that the category had already when it was set counts by answers that are newer than started.
func (t Target) reachedBy(pos assess.Position, closed map[string]int, started time.Time) (assess.CycleID, bool) {
	if pos.Snapshot != nil && closed[t.Category] >= t.Level && (t.Base.Level < t.Level || pos.Snapshot.TakenAt.After(started)) {
		return pos.Snapshot.Cycle, true
	}
	atOnce := pos.Model.Scoring.Method == maturity.MethodCumulative && !pos.Picked
	_, old := pos.Earlier[t.Category] // nobody has answered for it lately
	if atOnce && pos.Open != "" && !old && pos.Levels[t.Category] >= t.Level && (t.Base.Level < t.Level || pos.AsOf.After(started)) {
		return pos.Open, true
	}
	return "", false
}

// closedLevels are the levels that the newest snapshot found, or managers set in its place.
func closedLevels(pos assess.Position, overrides []assess.Override) map[string]int {
	levels := make(map[string]int)
	if pos.Snapshot == nil {
		return levels
	}
	for _, c := range pos.Snapshot.Result.Categories {
		if c.Measured() && (c.Known() || c.Answered > 0) {
			levels[c.ID] = c.AtLeast
		}
	}
	for category, o := range assess.InForce(overrides) {
		levels[category] = o.Level
	}
	return levels
}
