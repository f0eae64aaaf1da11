package target

import (
	"slices"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/maturity"
	"cairn/internal/wording"
)

// What is steep: more than so many levels within so many months.
const (
	steepLevels = 2
	steepMonths = 6
	mostOf      = 4 // from so many categories on, the highest level in more than half of them is across the board
)

// plan is what a target's terms are held against.
type plan struct {
	model  *maturity.Model
	levels map[string]int // where the categories stand; absent while not known
	open   []Target       // of the programme, the one that is being changed left out
	today  calendar.Date
}

// warnings lists what about terms may be hard to achieve, in the order of the checks.
func (p plan) warnings(t Terms) []Warning {
	var found []Warning
	now, known := p.levels[t.Category]
	if known && now >= t.Level {
		found = append(found, Warning{Code: BackwardsOrSame})
	}
	if known && t.Level-now > steepLevels && !p.today.AddMonths(steepMonths).Before(t.Due) {
		found = append(found, Warning{Code: TooSteep})
	}
	if p.topEverywhere(t) {
		found = append(found, Warning{Code: TopEverywhere})
	}
	return append(found, p.missing(t)...)
}

// topEverywhere reports whether with a target the highest level is to be had, or is there, across the board.
func (p plan) topEverywhere(t Terms) bool {
	top := p.model.HighestLevel()
	if t.Level < top {
		return false
	}
	all, at := len(p.model.Categories()), 0
	for _, c := range p.model.Categories() {
		aimed := slices.ContainsFunc(p.open, func(o Target) bool { return o.Category == c.ID && o.Level >= top })
		if aimed || c.ID == t.Category || p.levels[c.ID] >= top {
			at++
		}
	}
	return at == all || all >= mostOf && 2*at > all
}

// missing lists what the levels on the way assume of other categories that is neither reached nor planned in time: of each
// category the highest level.
func (p plan) missing(t Terms) []Warning {
	var found []Warning
	for _, d := range p.model.Dependencies {
		if d.Category != t.Category || d.Level > t.Level || d.Level <= p.levels[t.Category] || p.levels[d.On] >= d.OnLevel {
			continue
		}
		planned := slices.ContainsFunc(p.open, func(o Target) bool {
			return o.Category == d.On && o.Level >= d.OnLevel && !t.Due.Before(o.Due)
		})
		if planned {
			continue
		}
		w := Warning{Code: DependencyMissing, On: d.On, OnLevel: d.OnLevel, Note: d.Note}
		same := slices.IndexFunc(found, func(f Warning) bool { return f.On == d.On })
		switch {
		case same < 0:
			found = append(found, w)
		case found[same].OnLevel < d.OnLevel:
			found[same] = w
		}
	}
	return found
}

// same reports whether two warnings are about the same.
func (w Warning) same(other Warning) bool {
	return w.Code == other.Code && w.On == other.On && w.OnLevel == other.OnLevel
}

// Open reports whether nobody accepted the warning.
func (w Warning) Open() bool { return w.Accepted == "" }

// keeping carries over who accepted what. New terms that ask for more than before are to be accepted anew.
func keeping(now, before []Warning) []Warning {
	for i, w := range now {
		if j := slices.IndexFunc(before, w.same); j >= 0 {
			now[i].Accepted, now[i].By, now[i].At = before[j].Accepted, before[j].By, before[j].At
		}
	}
	return now
}

// accepted marks as accepted what nobody has accepted yet, and reports whether there was anything.
func accepted(all []Warning, by assess.Actor, reason string, at time.Time) (now []Warning, anew bool) {
	now = slices.Clone(all)
	for i, w := range now {
		if w.Open() {
			now[i].Accepted, now[i].By, now[i].At, anew = reason, by.User, at, true
		}
	}
	return now, anew
}

// Says tells a person what may be hard, and why: for one target on its model.
func (w Warning) Says(m *maturity.Model, t Terms) wording.Text {
	name := func(id string) string {
		if c, ok := m.Category(id); ok {
			return c.Name
		}
		return id
	}
	switch w.Code {
	case TooSteep:
		return wording.New("More than %d levels in %d months is steep. Each level rests on habits of the one below, and habits take time: a later day, or one level less, is more likely to hold.",
			steepLevels, steepMonths)
	case TopEverywhere:
		return wording.New("With this, Level %d is the aim nearly everywhere. It costs far more than the level below it, and in many categories the risk that it takes away does not pay for that. Most organisations choose it only where their own use of AI calls for it.",
			m.HighestLevel())
	case DependencyMissing:
		says := wording.New("Level %d in %s builds on Level %d in %s, which is neither reached nor a target by %s.", t.Level, name(t.Category), w.OnLevel, name(w.On), t.Due)
		if w.Note == "" {
			return says
		}
		return wording.New("%s The model says why: %s", says, w.Note)
	case BackwardsOrSame:
		return wording.New("%s is at Level %d or above already. The target will be reached as soon as the next assessment confirms it.", name(t.Category), t.Level)
	default:
		return wording.Text{}
	}
}
