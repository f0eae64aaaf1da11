package exercise

import "cairn/internal/wording"

// MostAgreed is the score of whoever agrees with a statement fully; 1 is that of whoever does not at all.
const MostAgreed = 5

// Statements are what everybody who took part is asked to agree with or not.
func Statements() []Statement {
	return []Statement{
		{ID: "real", Text: wording.New("The story could happen to us like this.")},
		{ID: "part", Text: wording.New("I knew what was mine to do and to decide.")},
		{ID: "ready", Text: wording.New("If it happened tomorrow, we could handle it.")},
	}
}
