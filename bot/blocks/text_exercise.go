package blocks

// Exercises in /cairn help.
const (
	helpExercise     = "`/cairn exercise` the exercises of a programme and when the next is due; `/cairn exercise E2` one of them, `/cairn exercise trends` what they show side by side"
	helpExercisePlan = "`/cairn exercise plan tabletop` (or `simulation`) plan one (managers)"
)
