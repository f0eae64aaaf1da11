package blocks

// Exercises in /cairn help.
const (
	helpExercise     = "`/cairn exercise` the exercises of a programme and when the next is due; `/cairn exercise E2` one of them, `/cairn exercise trends` what they show side by side"
	helpExercisePlan = "`/cairn exercise plan tabletop` (or `simulation`) plan one (managers)"
)

// Words for exercises.
const (
	exerciseMark    = "EXERCISE · %[1]s" // begins whatever is said of one
	exerciseNotReal = "This is an exercise. Nothing here is real."

	exerciseTabletop   = "tabletop"
	exerciseSimulation = "simulation"
	kindTabletop       = "Tabletop"
	kindSimulation     = "Simulation"
	kindTabletopIs     = "People talk through what they would do."
	kindSimulationIs   = "People do it, on systems like the real ones."

	partFacilitator = "facilitator"
	partScribe      = "scribe"
	partObserver    = "observer"
	partPlayer      = "player"
	partPlayerAs    = "player, as %[1]s"

	exerciseIsPlanned   = "planned"
	exerciseIsRunning   = "being played"
	exerciseIsPaused    = "paused"
	exerciseIsEnded     = "played, report in the making"
	exerciseIsReviewed  = "finished"
	exerciseIsCancelled = "cancelled"

	replyYes   = "takes part"
	replyMaybe = "may take part"
	replyNo    = "declined"
	replyNone  = "no reply yet"

	wordMinutesLong = "%d minutes"
	wordDaysLeft    = "%d days left"
	wordDaysOver    = "%d days ago"
	exerciseName    = "%[1]s · %[2]s" // number and name
)
