package blocks

// What a digest says about targets and actions.
const (
	digestGoals        = "*Targets*: %[1]d of %[2]d on track."
	digestGoalsMet     = "*Targets*: none is left open."
	digestGoalReached  = "%[1]s *%[2]s*, on %[3]s; it was due %[4]s. Accountable: %[5]s."
	digestGoal         = "%[1]s *%[2]s*, due %[3]s. Accountable: %[4]s."
	digestGoalExpected = "Expected by its owner on %[1]s."
	digestLate         = "Overdue: %[1]d of %[2]d open actions."
	digestAhead        = "Expected by %[1]s: *Level %[2]d* for the whole, which is at Level %[3]d."
	digestAheadSome    = "Expected by %[1]s: %[2]s."
	digestAheadRise    = "%[1]s at *Level %[2]d*, now %[3]d"
	digestAheadSame    = "No level is expected to rise by %[1]s."
	digestStep         = "%[1]d. *%[2]s*."
	digestStepTaken    = "%[1]s, %[2]s, due %[3]s."
	digestStepOpen     = "For %[1]s to take on, by %[2]s."
	digestDone         = "Done since the answers, so these levels do not show it yet; the next answers do: %[1]s."
	digestStepDone     = "%[1]s %[2]s (%[3]s)"
	digestStepFree     = "Its category has no owner to take it on, by %[1]s."
)

// What a digest says about exercises.
const (
	digestExercises       = "*Exercises*:"
	digestHeldTabletop    = "*%[1]s · %[2]s*, a tabletop on %[3]s."
	digestHeldSimulation  = "*%[1]s · %[2]s*, a simulation on %[3]s."
	digestHeldOpen        = "Its report is not signed yet."
	digestHeldUnsigned    = "*%[1]s · %[2]s* of %[3]s: *its report is still not signed.*"
	digestHeldUnpublished = "*%[1]s · %[2]s* of %[3]s: its report is signed and *not published*, so it is evidence for nothing yet."
	digestHeldRated       = "Of %[1]d objectives: %[2]s."
	digestHeldLink        = "<%[1]s|Report>"
	digestCorrective      = "Corrective actions from exercises: %[1]d open, none overdue."
	digestCorrectiveLate  = "Corrective actions from exercises: %[2]d open, *%[1]d overdue*."

	digestRated = "%[1]d %[2]s" // of how many objectives something is said
)
