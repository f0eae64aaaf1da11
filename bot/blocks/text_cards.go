package blocks

// What a card says beside today's questions: who gave them to whom, what still stands, what was promised.
const (
	cardWhyGiven  = "%[1]s gave you the questions on *%[2]s* of *%[3]s* for %[4]s. %[5]s stays accountable and signs off what you answer."
	cardWhyOwner  = "%[1]s gave you the questions on *%[2]s* of *%[3]s* for %[4]s, stays accountable and signs off what you answer."
	cardWhyDeputy = "You answer the questions on *%[1]s* of *%[2]s* for %[3]s in the place of %[4]s, as the deputy."
	cardWhyBack   = "The questions on *%[1]s* of *%[2]s* for %[3]s are yours again: %[4]s handed them back."
	cardWhySome   = "%[1]s asks you to answer %[2]s of *%[3]s* for *%[4]s* (%[5]s), and nothing else of it:"
	cardItem      = "• *%[1]s* · %[2]s"
	cardGivenText = "The questions come from %[1]s."
	cardNote      = "%[1]s wrote:"

	cardStillAll    = "*All %[1]d answers of %[2]s may still be true.* If nothing has changed, one tap confirms them."
	cardStillSome   = "*%[1]d answers of %[2]s may still be true*; one tap confirms them."
	cardStillMore   = "%d more are new, changed or old, and need an answer."
	cardStillQuick  = "*The level of %[1]s may still be true.* If nothing has changed, one tap confirms it."
	buttonStill     = "Confirm %d Answers"
	buttonStillOne  = "Confirm Level"
	cardPromised    = "You plan to answer %[1]s. No reminder comes before then."
	cardSilenced    = "Noted that you have seen this: no reminder comes before the morning it is due."
	cardSilencedDue = "Noted that you have seen this: no more reminders come."
	cardWithOther   = "With %[2]s: %[1]s."

	answeredFor        = "Answered by %[1]s · %[2]s · accountable: %[3]s"
	answeredToSign     = "%[1]s, who is accountable, signs this off. Until the cycle closes, %[2]s, you can change the answers."
	answeredDispute    = "*%[1]s*: %[2]s answered *%[3]s*, %[4]s answered *%[5]s*. %[6]s settles it."
	answeredToSignText = "%[1]s for %[2]s (%[3]s) was answered by %[4]s on %[5]s: %[6]s. %[7]s signs it off."

	signTitle    = "%[1]s: sign off"
	signWhy      = "%[1]s answered the questions on *%[2]s* for *%[3]s* (%[4]s) that you are accountable for. Look at the answers and sign them off, or change them."
	signElse     = "Unsigned answers count too when the cycle closes, %[1]s; the summary for leadership then says that nobody signed them."
	signFallback = "%[1]s answered the questions on %[2]s for %[3]s (%[4]s): %[5]s. You are accountable: sign the answers off or change them before %[6]s, with the button %[7]s in this message."

	handedTitle    = "%[1]s: with a colleague"
	handedWith     = "The questions on *%[1]s* of *%[2]s* (%[3]s) are with %[4]s now · due %[5]s."
	handedSome     = "Your questions on *%[1]s* of *%[2]s* (%[3]s), %[6]s, are with %[4]s now · due %[5]s."
	handedOwner    = "You stay accountable and sign off what comes back."
	handedNothing  = "Nothing is left for you to do here."
	nothingTitle   = "Nothing waits for you here"
	nothingNow     = "These questions went to somebody else. Nothing is left for you to do."
	buttonTakeBack = "Take Back"
)

// A card with several questionnaires.
const (
	wordAreas       = "%d areas"
	cardsTitle      = "%[1]s, %[2]s: %[3]s"
	cardsWhy        = "%[1]s asks you for the AI security programme of *%[2]s*. Your answers set the levels of these areas for %[3]s."
	cardsWaiting    = "*%[1]s* · %[2]s, %[3]s · due %[4]s"
	cardsOverdue    = "*%[1]s* · %[2]s, %[3]s · was due %[4]s"
	cardsAnswered   = "*%[1]s* · %[2]s · answered by %[3]s %[4]s"
	cardsMissed     = "*%[1]s* · no answers when the cycle closed, so it is reported as missing"
	cardsMissedPart = "*%[1]s* · not submitted when the cycle closed; %[2]d of %[3]d answers count"
	cardsHandedOn   = "*%[1]s* · with %[2]s now, due %[3]s"
	cardsToSign     = "*%[1]s* · answered by %[2]s and waits for your signature until %[3]s"
	cardsUnsigned   = "*%[1]s* · answered by %[2]s; %[3]s signs it off"
	cardsStill      = "%[1]d answers of %[2]s may still be true."
	cardsGiven      = "From %[1]s."
	cardsOnly       = "Only %[1]s."
	cardsPromised   = "You plan to answer %[1]s."
	cardsMore       = "…and %[1]d more. `/cairn mine` lists all."
	cardsFallback   = "%[1]s asks you about %[2]s for %[3]s (%[4]s)."
	cardsDone       = "Nothing is left for you to do."
	cardsFinal      = "The cycle closed %[1]s, so this is final."
)

// What somebody who was asked can say.
const (
	buttonLater      = "Answer Later…"
	buttonGive       = "Give to Somebody…"
	buttonHandBack   = "Hand Back…"
	buttonGotIt      = "Got It"
	buttonLookSign   = "Look and Sign Off"
	buttonSignOff    = "Sign Off"
	buttonSettle     = "Settle This…"
	buttonTakeOver   = "Take Over"
	buttonTakeAll    = "Take All Over"
	buttonLeave      = "Leave to Owner"
	buttonSetTime    = "Set Time"
	buttonGiveNow    = "Give Questions"
	buttonHandNow    = "Hand Back"
	buttonSettleNow  = "Settle"
	buttonReturn     = "I Am Back"
	buttonDates      = "Set Dates…"
	buttonSetAbsence = "Set Dates"
)

// A reminder, in the thread of the card.
const (
	remindBefore   = "*%[1]s* still waits for you: %[2]s, %[3]s. It is due %[4]s."
	remindAfter    = "*%[1]s* was due %[4]s and is still open: %[2]s, %[3]s. Your answers count until %[5]s."
	remindPromised = "You planned to answer *%[1]s* now: %[2]s, %[3]s. It is due %[4]s."
	remindLate     = "You planned to answer *%[1]s* now: %[2]s, %[3]s. Your answers count until %[5]s."
	remindSign     = "*%[1]s* is answered and waits for your signature. You can sign it off until %[5]s."
	remindSome     = "This is about %[1]s."
	remindMany     = "Today %d things wait for you:"
	remindText     = "Use the buttons under this reminder: answer, name a time at which you will, or say that you have seen it."
	remindDone     = "Done: nothing of this waits for you any more."
)

// What a deputy or manager is told of overdue answers.
const (
	escalateTitle    = "%[1]s: no answers yet"
	escalateMany     = "%[1]s without answers yet"
	escalateWhy      = "%[1]s was asked about *%[2]s* for *%[3]s* (%[4]s); the answers were due %[5]s."
	escalateManyWhy  = "The answers on these areas of *%[1]s* (%[2]s) are overdue:"
	escalateLine     = "*%[1]s* · waits for %[2]s, was due %[3]s"
	escalateSaved    = "%[1]d of %[2]d are answered and saved, but not submitted."
	escalateAway     = "%[1]s is out of office until %[2]s."
	escalateAwayOpen = "%[1]s is out of office."
	escalateElse     = "Without answers it is reported as missing when the cycle closes, %[1]s."
	escalateManyElse = "What has no answers then is reported as missing when the cycle closes, %[1]s."
	escalateHelp     = "Ask %[1]s what is in the way."
	escalateHelpOr   = "Ask %[1]s what is in the way, or ask %[2]s, the deputy, to answer."
	escalateDeputy   = "You are the deputy and may answer in the place of %[1]s."
	escalateDeputies = "You are the deputy and may answer in the place of those who own them."
	escalateSettled  = "*%[1]s* · answered by %[2]s %[3]s"
	escalateUnsigned = "*%[1]s* · answered by %[2]s, not signed off yet"
	escalateMissed   = "*%[1]s* · the cycle closed without answers"
	escalateDone     = "%[1]s, %[2]s: nothing is overdue any more"
	escalateNothing  = "Nothing is left to do here."
	escalateText     = "%[1]s, %[2]s: overdue answers."
)

// What a deputy is asked while an owner is away.
const (
	offerTitle   = "Would you take over?"
	offerWhy     = "%[1]s is out of office until %[2]s, and you are the deputy for %[3]s. Would you answer instead?"
	offerOpenEnd = "%[1]s is out of office, and you are the deputy for %[2]s. Would you answer instead?"
	offerThen    = "If you take over, you are reminded instead of %[1]s, and what you submit needs no further signature. What is still unanswered when %[1]s is back goes back."
	offerText    = "Use the buttons %[1]s or %[2]s in this message."
	offerTaken   = "You took over %[1]s for %[2]s. Answer whenever you are ready; what is not submitted when %[2]s is back goes back."
	offerLeft    = "You left %[1]s to %[2]s. You may still answer as the deputy: your Home tab has the questions."
	offerSettled = "%[1]s: nothing is left to take over."
	offerForms   = "*%[1]s*"
)

// Two answers that differ.
const (
	disputeTitle    = "%[1]s: two answers that differ"
	disputeWhy      = "%[1]s and %[2]s answered the same question of *%[3]s* for *%[4]s* (%[5]s) far apart. Talk it over here; %[6]s is accountable and settles it. Until then the newer answer counts, and both are kept."
	disputeQuestion = "*%[1]s* · %[2]s"
	disputeLevel    = "Which level fits today?"
	disputeAnswer   = "%[1]s answered\n*%[2]s*"
	disputeNote     = "“%[1]s”"
	disputeText     = "%[1]s answered %[2]s, %[3]s answered %[4]s."
	disputeOutcome  = "%[1]s settled it: *%[2]s*. Reason: %[3]s"
	disputeOver     = "The cycle closed before this was settled; the newer answer counts."
	settleTitle     = "Settle two answers"
	settleWhich     = "Which answer counts?"
	settleReason    = "Reason"
	settleHint      = "In 10 to 500 characters; both respondents and whoever reads the report later see it."
	settleFirst     = "as answered first"
	settleSecond    = "as answered after that"
	settleDone      = "It is settled: *%[1]s* counts, with your reason. The thread says so."
)

// Somebody who can no longer be asked.
const (
	departureGone      = "%[1]s is no longer in this workspace and cannot be asked."
	departureGuest     = "%[1]s is a guest now and cannot be asked."
	departureOpen      = "*%[1]s* of *%[2]s* (%[3]s) is with them and was not submitted. It is due %[4]s."
	departureRoles     = "*%[1]s*: later cycles would ask somebody else only once the setup names them."
	departureManages   = "• Manages the programme"
	departureReads     = "• Reads the results"
	departureOwns      = "• Owns *%[1]s*"
	departureDeputises = "• Deputy for *%[1]s*"
	departureDone      = "No questions of theirs wait any more, and no programme of yours names them."
)
