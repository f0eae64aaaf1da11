// Package spelling tells how far a mistyped word is from one that was meant.
package spelling

// longest is the most bytes of a word that can be near another: longer ones are no slip.
const longest = 64

// Distance counts the letters to insert, delete or change to make b of a (Levenshtein's distance). Words of more than 64
// bytes are never near.
func Distance(a, b string) int {
	if len(a) > longest || len(b) > longest {
		return max(len(a), len(b))
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
