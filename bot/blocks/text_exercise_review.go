package blocks

// The review of an exercise: what its facilitator works through before they sign the report.
const (
	reviewOf         = "Review of %[1]s" // a view's
	reviewHead       = "%[1]s %[2]s of *%[3]s*, played %[4]s. The report is to be signed by %[5]s."
	reviewHeadSigned = "%[1]s %[2]s of *%[3]s*, played %[4]s. Its report was signed %[5]s."
	reviewDaysLeft   = "%d days are left."
	reviewDaysOver   = "That was %d days ago."
	reviewReady      = "Everything is there: you can sign the report."
	reviewToDo       = "*Before you can sign:* %[1]s."
	reviewNoSummary  = "the summary"
	reviewNoRatings  = "%d final ratings"
	reviewNoAnswers  = "%d findings to be answered"
	reviewFoot       = "Only whoever evaluates sees this review. Once signed, the report is posted in %[1]s, and its corrective actions go to their owners."

	reviewSummaryTitle = "*Summary*"
	reviewSummaryNone  = "What did the exercise show? A few sentences for those who were not there."
	reviewObjectives   = "*Objectives*"
	reviewObjective    = "*%[1]d. %[2]s*\n%[3]s"
	reviewRated        = "Final rating: *%[1]s*"
	reviewProposed     = "No final rating yet. Proposed: *%[1]s*"
	reviewTooHigh      = "Rated *%[1]s*, which what was observed no longer bears. At best: *%[2]s*"
	reviewRests        = "%[1]s. At best %[2]s."
	reviewWash         = "In the hot wash: %[1]s."
	reviewWashOne      = "%[1]d × %[2]s"
	reviewStrengths    = "%d strengths"
	reviewImprovements = "%d areas for improvement"

	reviewFindings      = "*Findings*"
	reviewFindingsPage  = "*Findings %[1]d to %[2]d of %[3]d*"
	reviewFindingsNone  = "Nobody noted an area for improvement, so there is nothing to correct."
	reviewFinding       = "*%[1]s* %[2]s\n%[3]s"
	reviewFindingImpact = "%[1]s. %[2]s" // impact, and what is done
	reviewUnanswered    = "*Not answered yet.*"
	reviewSeems         = "It seems to be what was seen before as %[1]s."
	reviewWork          = "Corrective action: %[1]s · %[2]s · due %[3]s"
	reviewAgain         = "Seen before as %[1]s"
	reviewSame          = "The same as %[1]s"
	reviewAside         = "Nothing is done: %[1]s"

	buttonReview        = "Review"
	buttonSummary       = "Write…"
	buttonSummaryChange = "Change…"
	buttonRate          = "Rate…"
	buttonTreat         = "Answer…"
	buttonDraft         = "See the Draft"
	buttonReport        = "Get the Report"
	buttonSignReport    = "Sign Off"
	buttonFindingsOn    = "Later Findings"
	buttonFindingsBack  = "Earlier Findings"

	exerciseReviewName = "Review %[1]s"
	exerciseReportName = "Get the report of %[1]s"
	rateName           = "Rate the objective %[1]s" // of a button, for who hears it
	treatName          = "Answer the finding %[1]s" // likewise

	signOffTitle = "Sign the report?"
	signOffText  = "It is posted in the exercise's channel with its files, and its corrective actions go to their owners. After that it cannot be changed."
	alertSigned  = "The report is signed. Cairn posts it in the exercise's channel in a moment."
)

// Forms of the review.
const (
	summaryTitle = "Summary"
	summaryLabel = "What did the exercise show?"
	summaryHint  = "What went well, what did not, and what follows. It stands first in the report; at least 20 characters."
	buttonKeep   = "Save"

	rateTitle   = "Rate objective"
	rateWhat    = "*%[1]s*"
	rateNoted   = "• %[1]s (%[2]s): %[3]s"
	rateNothing = "Nobody noted anything about it, so it cannot be rated."
	rateBears   = "What was noted bears %[1]s at best."
	rateLabel   = "Final rating"
	rateWhy     = "Why?"
	rateWhyHint = "It stands beside the rating in the report."
	rateByWash  = "%[1]s, in the hot wash"

	treatTitle      = "Answer %[1]s"
	treatWhat       = "*%[1]s* %[2]s\n%[3]s"
	treatAs         = "What is done about it?"
	treatAsWork     = "A corrective action"
	treatAsSame     = "The same as about another finding"
	treatAsAside    = "Nothing"
	treatTitleIs    = "What is to be done"
	treatTitleHint  = "So that one can tell when it is done."
	treatText       = "Details"
	treatOwner      = "Owner"
	treatOwnerHint  = "They are asked and reminded as for any action."
	treatDue        = "Due"
	treatElement    = "What it is about"
	treatBefore     = "Seen before"
	treatBeforeHint = "Where it repeats an earlier finding, the action of then is opened again or noted, and no second one is made."
	treatBeforeNone = "No, it is new"
	treatBeforeIs   = "%[1]s · %[2]s"
	treatSame       = "The same as"
	treatAside      = "Why is nothing done?"
	treatAsideHint  = "It stands in the report."
	treatNoOther    = "There is no other finding."
)

// What the facilitator and managers are told about a report.
const (
	reviewComes     = "The hot wash is closed, and the draft of the report is ready for you."
	reviewComesNow  = "The report is not signed yet."
	reviewComesLate = "30 days have passed since the exercise, and its report is not signed."
	reviewLateFor   = "30 days have passed since %[1]s %[2]s of *%[3]s*, and its report is not signed. It is with %[4]s."
	reviewLateDone  = "The report of %[1]s %[2]s of *%[3]s* is signed."
	reviewIsSigned  = "The report is signed, %[1]s. Nothing is left to do here."
	reviewReal      = "The story was an exercise. The report is real."
)

// The report in the channel.
const (
	reportTitle      = "EXERCISE · %[1]s: after-action report"
	reportHead       = "%[1]s %[2]s of *%[3]s*, %[4]s. Reviewed and signed by %[5]s."
	reportRatings    = "*How the objectives were met*"
	reportRating     = "%[1]d. *%[2]s:* %[3]s"
	reportDecisions  = "*%[1]s.* From inject to decision it took %[2]s at the median, %[3]s at the longest."
	reportDecided    = "%d decisions"
	reportPlan       = "*Improvement plan*"
	reportPlanNone   = "No corrective action follows."
	reportAction     = "• *%[1]s* %[2]s · %[3]s · due %[4]s"
	reportActionBack = "%[1]s · seen before in %[2]s"
	reportFiles      = "The whole report is in the thread, as a page and for Word. The story was an exercise; the actions are real."
	reportComment    = "EXERCISE · %[1]s: the after-action report as signed, as a page and for Word."
	reportDraft      = "EXERCISE · %[1]s: the draft of the report, as a page and for Word. It is not signed."
	reportComing     = "The report is on its way into your conversation with Cairn."
	reportSent       = "The report is in your conversation with Cairn."
	reportUsage      = "Write `/cairn exercise %[1]s report` for its report, or `/cairn exercise %[1]s` for all about it."
)

// What exercises show side by side.
const (
	trendsTitle      = "Exercises of %[1]s side by side"
	trendsNone       = "No exercise of *%[1]s* has ended yet, so there is nothing to compare."
	trendsLine       = "*%[1]s* %[2]s · %[3]s · %[4]s"
	trendsRatings    = "Objectives: %[1]s"
	trendsRatingOne  = "%[1]d × %[2]s"
	trendsRated      = "• %[1]s: %[2]s"
	trendsNoRatings  = "The report is not signed, so there are no ratings."
	trendsLatency    = "Time to decide: %[1]s at the median, %[2]s at the longest"
	trendsNoLatency  = "No decision was measured"
	trendsQuicker    = "quicker than before (%[1]s)"
	trendsSlower     = "slower than before (%[1]s)"
	trendsActions    = "Corrective actions · %[1]s"
	trendsActionOne  = "%[1]s: %[2]d"
	trendsOverdue    = "Overdue: %[1]d"
	trendsNoActions  = "No corrective actions"
	trendsCategories = "*The lowest rating by category, oldest first*"
	trendsCategory   = "%[1]s: %[2]s"
	trendsTotal      = "*All corrective actions:* %[1]d open, %[2]d of them overdue, %[3]d done."
	trendsRepeated   = "%d findings were seen again in a later exercise."
	trendsMore       = "…and %d before them"
)
