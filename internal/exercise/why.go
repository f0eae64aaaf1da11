package exercise

import "cairn/internal/wording"

// WhyNotBegun is why an exercise was cancelled that nobody started; see Exercise.Why. [WhyPausedADay] is the other reason that
// nobody typed.
const WhyNotBegun = "Nobody had started it a day after its time."

// SaysWhy is why an exercise was cancelled or ended before its time, for people: as it was typed, or in their language.
func SaysWhy(why string) wording.Text {
	switch why {
	case WhyNotBegun:
		return wording.New("Nobody had started it a day after its time.")
	case WhyPausedADay:
		return wording.New("It had been paused for 24 hours.")
	default:
		return wording.Literal(why)
	}
}
