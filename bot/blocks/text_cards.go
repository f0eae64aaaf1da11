package blocks

// A person's card with several questionnaires.
const (
	wordAreas     = "%d areas"
	cardsTitle    = "%[1]s: your questions for %[2]s"
	cardsWhy      = "%[1]s asks you about %[2]s for the AI security programme of *%[3]s*. Your answers set their levels."
	cardsWaiting  = "*%[1]s*: %[2]s, %[3]s · due %[4]s"
	cardsOverdue  = "*%[1]s*: %[2]s, %[3]s · was due %[4]s"
	cardsAnswered = "*%[1]s*: %[2]s · answered by %[3]s %[4]s"
	cardsMissed   = "*%[1]s*: no answers when the cycle closed; it is reported as missing."
	cardsHandedOn = "*%[1]s*: with %[2]s now · due %[3]s"
	cardsToSign   = "*%[1]s*: answered by %[2]s, waits for your signature until %[3]s"
	cardsFallback = "Your questions about %[1]s for %[2]s (%[3]s)."
)

// What a deputy is asked while an owner is away.
const (
	offerWhy     = "%[1]s is out of office%[2]s and has not answered %[3]s. You are the deputy: would you answer instead?"
	offerUntil   = " until %[1]s"
	offerOpenEnd = ""
)

// Answers that differ.
const (
	disputeWhy     = "*%[1]s*, %[2]s: %[3]s answered *%[4]s* and %[5]s answered *%[6]s*. Both answers are kept. %[7]s is accountable and settles it."
	disputeSettled = "%[1]s settled it as %[2]s: %[3]s"
)

// Somebody who can no longer be asked.
const (
	departureGone      = "%[1]s is no longer in this workspace and cannot be asked."
	departureGuest     = "%[1]s is a guest now and cannot be asked."
	departureOpen      = "*%[1]s* of %[2]s (%[3]s) waits for an answer."
	departureManages   = "Manages the programme of %[1]s."
	departureOwns      = "Owns *%[1]s* of %[2]s."
	departureDeputises = "Is the deputy for *%[1]s* of %[2]s."
)
