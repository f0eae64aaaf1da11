package maturity

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"
)

// Rat is an exact rational number, immutable. Its zero value is 0.
type Rat struct{ r *big.Rat }

// Bounded so that a hostile exponent or a million digits cannot be asked of the arithmetic.
var (
	decimal  = regexp.MustCompile(`^[+-]?[0-9]{1,400}(\.[0-9]{1,400})?$`)
	fraction = regexp.MustCompile(`^-?[0-9]{1,400}/[0-9]{1,400}$`)
)

// ParseRat reads a plain decimal ("3", "-1", "0.25") or what String wrote for a number that has none ("7/3").
func ParseRat(s string) (Rat, error) {
	s = strings.TrimSpace(s)
	if !decimal.MatchString(s) && !fraction.MatchString(s) {
		return Rat{}, fmt.Errorf("%q is not a plain decimal number such as 3 or 0.25", s)
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return Rat{}, fmt.Errorf("%q is not a number", s)
	}
	return Rat{r}, nil
}

// NewRat returns num/den. It panics when den is 0.
func NewRat(num, den int64) Rat { return Rat{big.NewRat(num, den)} }

func (a Rat) big() *big.Rat {
	if a.r == nil {
		return new(big.Rat)
	}
	return a.r
}

// Cmp returns -1, 0 or 1 as a is less than, equal to or greater than b.
func (a Rat) Cmp(b Rat) int { return a.big().Cmp(b.big()) }

// Equal reports whether a and b are the same number.
func (a Rat) Equal(b Rat) bool { return a.Cmp(b) == 0 }

// Sign returns -1, 0 or 1.
func (a Rat) Sign() int { return a.big().Sign() }

// Add returns a+b.
func (a Rat) Add(b Rat) Rat { return Rat{new(big.Rat).Add(a.big(), b.big())} }

// Sub returns a-b.
func (a Rat) Sub(b Rat) Rat { return Rat{new(big.Rat).Sub(a.big(), b.big())} }

// Mul returns a*b.
func (a Rat) Mul(b Rat) Rat { return Rat{new(big.Rat).Mul(a.big(), b.big())} }

// Quo returns a/b. It panics when b is 0.
func (a Rat) Quo(b Rat) Rat { return Rat{new(big.Rat).Quo(a.big(), b.big())} }

// String returns the shortest exact decimal ("2.4", "3"), or a fraction where there is none ("7/3").
func (a Rat) String() string {
	r := a.big()
	places, exact := r.FloatPrec()
	if !exact {
		return r.RatString()
	}
	return r.FloatString(places)
}

// Decimal returns a decimal with at most the given places, cut off and not rounded, so that a number just short of a
// limit never reads as if it had reached it: 3.599 with one place is "3.5".
func (a Rat) Decimal(places int) string {
	if n, exact := a.big().FloatPrec(); exact && n <= places {
		return a.big().FloatString(n)
	}
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)
	n := new(big.Int).Mul(a.big().Num(), scale)
	n.Quo(n, a.big().Denom())
	return new(big.Rat).SetFrac(n, scale).FloatString(places)
}

// Float64 returns the nearest float, for drawing. Never compare it.
func (a Rat) Float64() float64 {
	f, _ := a.big().Float64()
	return f
}

// MarshalText writes what String writes.
func (a Rat) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads what MarshalText writes, and any plain decimal.
func (a *Rat) UnmarshalText(text []byte) error {
	r, err := ParseRat(string(text))
	if err != nil {
		return err
	}
	*a = r
	return nil
}
