package maturity

// Change is an answer as it might become.
type Change struct {
	Item string
	From Answer // as it is; the zero Answer with Known false while there is none
	Had  bool   // there is an answer now
	To   Answer
}

// Cheapest is the least that reaches the next level of the whole.
type Cheapest struct {
	From    int        // level now; the lowest complete category's where the model has no rule for the whole
	To      int        // From+1; 0 when there is none above
	Points  Rat        // models of scores: how many points are raised in all
	Sets    []RaiseSet // equally cheap ones, in the model's order, at most MaxSets
	More    int        // how many further sets are equally cheap
	Blocked []string   // categories that are not complete, so that nothing can be said
}

// MaxSets is how many equally cheap sets are named.
const MaxSets = 5

// RaiseSet is one set of changes that reaches the next level.
type RaiseSet struct {
	Changes []Change // in the model's order
}
