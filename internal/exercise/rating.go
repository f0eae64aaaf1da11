package exercise

import "slices"

// Rating is how well an objective was met, by the scale of the Homeland Security Exercise and Evaluation Program (HSEEP).
type Rating string

// The ratings, the best first.
const (
	Performed   Rating = "P" // without challenges
	Some        Rating = "S" // with some challenges
	MajorOnes   Rating = "M" // with major challenges
	Unable      Rating = "U" // could not be performed
	NotObserved Rating = "N"
)

// Ratings lists them, the best first and not observed last.
func Ratings() []Rating { return []Rating{Performed, Some, MajorOnes, Unable, NotObserved} }

// Ceiling is the best rating that observations of one objective bear: without any it was not observed; the weightiest area
// for improvement bounds it, as HSEEP describes the ratings.
func Ceiling(of []Observation) Rating {
	if len(of) == 0 {
		return NotObserved
	}
	worst := Performed
	for _, o := range of {
		if o.Kind == Improvement {
			worst = Lowest(worst, map[Impact]Rating{Minor: Some, Major: MajorOnes, Critical: Unable}[o.Impact])
		}
	}
	return worst
}

// Lowest returns the worst of the ratings; one that was not observed says nothing beside others.
func Lowest(ratings ...Rating) Rating {
	lowest := NotObserved
	for _, r := range ratings {
		if r == NotObserved || r == "" {
			continue
		}
		if lowest == NotObserved || r.rank() > lowest.rank() {
			lowest = r
		}
	}
	return lowest
}

// Exceeds reports whether a rating says more than the ceiling bears. That something was not observed can always be said.
func (r Rating) Exceeds(ceiling Rating) bool {
	switch {
	case r == NotObserved:
		return false
	case ceiling == NotObserved:
		return true
	default:
		return r.rank() < ceiling.rank()
	}
}

func (r Rating) rank() int { return slices.Index(Ratings(), r) }
