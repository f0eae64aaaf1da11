package maturity

import (
	"math"
	"strings"

	"cairn/internal/wording"
)

// namedItems is how many items a sentence names.
const namedItems = 10

// Explain says what reaches the next level, and why no other set does it for less, a sentence each. The sets themselves are
// not in it.
func (c Cheapest) Explain() []wording.Text {
	var says []wording.Text
	add := func(t wording.Text) { says = append(says, t) }
	switch {
	case c.From == 0 && c.To == 0 && len(c.Blocked) == 0:
		add(wording.New("Nothing is measured, so there is no level to go on from."))
	case len(c.Sets) > 0 && c.Objectives:
		c.explainObjectives(add)
	case len(c.Sets) > 0:
		c.explainScores(add)
	case c.Undecided:
		add(wording.New("What reaches Level %d for the least would take longer to find than is allowed, so nothing is named.", c.To))
	case len(c.Stuck) > 0 || len(c.Blocked) > 0:
	default:
		add(wording.New("Level %d is the highest.", c.From))
	}
	if len(c.Stuck) > 0 {
		add(wording.New("Nothing that applies is asked above Level %d in %s, so no answer raises that.", c.From, wording.List(c.Stuck)))
	}
	switch open := enumerated(c.Unanswered); {
	case len(c.Unanswered) == 0:
	case len(c.Sets) > 0:
		add(wording.New("Categories with unanswered items are left out. Unanswered: %s.", open))
	default:
		add(wording.New("What it takes can be reckoned once everything is answered, because nothing is assumed. Unanswered: %s.", open))
	}
	return says
}

func (c Cheapest) explainScores(add func(wording.Text)) {
	items := itemsText(len(c.Sets[0].Changes))
	if c.Points.Sign() == 0 {
		add(wording.New("Level %[1]d takes no higher answer, only evidence for %[2]s.", c.To, items))
	} else {
		add(wording.New("Level %[1]d takes %[2]s, on %[3]s: nothing does it with fewer points, nor for as many points with fewer items.",
			c.To, pointsText(c.Points), items))
	}
	if c.Evidence {
		add(wording.New("A raised answer is taken to come with evidence, because the model counts less without."))
	}
	switch {
	case len(c.Sets) == 1:
		add(wording.New("There is one such set of changes."))
	case c.Beyond:
		add(wording.New("There are more such sets of changes than were counted; the first in the model's order are named."))
	case c.More > 0:
		add(wording.New("There are %d such sets of changes; the first in the model's order are named.", len(c.Sets)+c.More))
	default:
		add(wording.New("There are %d such sets of changes.", len(c.Sets)))
	}
	if len(c.Sets) == 1 {
		return
	}
	if len(c.Steps) == 0 {
		add(wording.New("The whole is a mean over the categories, so points that weigh the same do as well in one as in another."))
		return
	}
	for _, s := range c.Steps {
		add(wording.New("%[1]s: %[2]s on %[3]s, %[4]s.", s.Name, pointsText(s.Points), itemsText(s.Items), waysText(s.Ways)))
	}
	if len(c.Steps) > 1 {
		add(wording.New("Each category has to get there by itself, so every choice in one goes with every choice in the others."))
	}
}

func itemsText(n int) wording.Count { return wording.Count{N: n, One: "%d item", Many: "%d items"} }

func waysText(ways int) wording.Text {
	if ways == math.MaxInt {
		return wording.New("in more ways than were counted")
	}
	return wording.New("%s", wording.Count{N: ways, One: "in %d way", Many: "in %d different ways"})
}

// pointsText writes points, which may be a fraction.
func pointsText(p Rat) wording.Text {
	if r := p.big(); r.IsInt() && r.Num().IsInt64() && r.Num().Int64() <= math.MaxInt32 {
		return wording.New("%s", wording.Count{N: int(r.Num().Int64()), One: "%d point", Many: "%d points"})
	}
	return wording.New("%s points", p.String())
}

func (c Cheapest) explainObjectives(add func(wording.Text)) {
	var names wording.List
	for _, s := range c.Steps {
		names = append(names, s.Name)
	}
	count := wording.Count{N: len(c.Sets[0].Changes), One: "%d objective", Many: "%d objectives"}
	add(wording.New("In the way of Level %[1]d: %[2]s, in %[3]s.", c.To, count, names))
	if len(c.Halfway) > 0 {
		add(wording.New("Half way there: %s.", enumerated(c.Halfway)))
	}
	add(wording.New("Nothing less will do: a level holds only when all that applies on it is in place."))
}

// enumerated names ids, with the number of those that are not named.
func enumerated(ids []string) wording.Text {
	if len(ids) <= namedItems {
		return wording.New("%s", strings.Join(ids, ", "))
	}
	return wording.New("%[1]s and %[2]d more", strings.Join(ids[:namedItems], ", "), len(ids)-namedItems)
}
