package maturity

// Methods of scoring a category.
const (
	// MethodMeanBands takes the weighted mean of the answers and finds the band it falls in.
	MethodMeanBands = "mean-bands"
	// MethodSumOfLevelMeans adds up, over the levels, the mean of the streams' answers on that level (OWASP SAMM).
	MethodSumOfLevelMeans = "sum-of-level-means"
	// MethodWeightedPercent takes each answer as a percentage of its own scale, and the weighted mean of those.
	MethodWeightedPercent = "weighted-percent"
	// MethodCumulative reaches a level when every applicable objective of it and of all lower levels is in place.
	MethodCumulative = "cumulative"
)

// Rules for the level of the whole.
const (
	RuleNone     = "none"     // the model gives none
	RuleMinimum  = "minimum"  // the lowest category
	RuleMean     = "mean"     // the band of the mean over the tree, every sibling alike
	RuleWeighted = "weighted" // the band of the mean over the tree, by weight
)

// Scoring is how a model turns answers into levels.
type Scoring struct {
	Method      string `yaml:"method"`
	Bands       []Band `yaml:"bands"`        // not for MethodCumulative
	Overall     string `yaml:"overall"`      // one of the rules
	Caps        []Cap  `yaml:"caps"`         // for RuleMean and RuleWeighted
	EvidenceCap *Rat   `yaml:"evidence_cap"` // an answer that nothing backs counts at most this
	InPlace     *Rat   `yaml:"in_place"`     // MethodCumulative: the value from which an objective is in place; nil means the set's highest
	Plus        bool   `yaml:"plus"`         // MethodCumulative: mark a level "+" when part of the next is in place
}

// Band is the half-open interval of scores, from From up to the next band's From, that makes a level. The last band
// includes the top of the scale.
type Band struct {
	Level int `yaml:"level"`
	From  Rat `yaml:"from"`
}

// CapLowest stands, in a cap, for the lowest category.
const CapLowest = "lowest"

// Cap holds the overall score to at most a category's score plus a margin.
type Cap struct {
	Category string `yaml:"category"` // a category's id, or CapLowest
	Plus     Rat    `yaml:"plus"`
	Reason   string `yaml:"reason"` // a sentence for the report
}
