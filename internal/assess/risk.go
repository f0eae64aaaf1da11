package assess

// Risk is how much a category weighs when a roadmap is put in order: what is at stake for this organisation. A manager
// sets it.
type Risk string

// The risks; "" is RiskNormal.
const (
	RiskLow      Risk = "low"
	RiskNormal   Risk = "normal"
	RiskHigh     Risk = "high"
	RiskCritical Risk = "critical"
)

// Risks lists them, the lowest first.
func Risks() []Risk { return []Risk{RiskLow, RiskNormal, RiskHigh, RiskCritical} }

// Weight is what a gap counts times: 1, 2, 3 or 4.
func (r Risk) Weight() int {
	switch r {
	case RiskLow:
		return 1
	case RiskHigh:
		return 3
	case RiskCritical:
		return 4
	default:
		return 2
	}
}
