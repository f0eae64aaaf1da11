package blocks

// Pieces of what is said of targets.
const (
	wordSlips   = "%d slips"
	wordLetters = "%d messages"
	wordBullet  = "• %[1]s"

	targetName  = "%[1]s: %[2]s to Level %[3]d"
	targetLevel = "Level %d"

	progressUnknown = "There are no answers yet by which to tell how far it is."
	progressMean    = "It scores %[1]s; Level %[3]d needs %[2]s. Now: %[4]s."
	progressInPlace = "%[1]d of %[2]d objectives up to Level %[3]d are in place. Now: %[4]s."
	progressPartial = "%[1]d of %[2]d objectives up to Level %[3]d are in place, %[4]d in part. Now: %[5]s."
	progressLevel   = "Now: %[1]s."
	progressOpen    = "not known yet"

	buttonSetTarget       = "Set a Target"
	buttonSetTargetNow    = "Set Target"
	buttonCheckIn         = "Check In"
	buttonNewDay          = "Set a New Day"
	buttonChangeTarget    = "Change Target…"
	buttonTargetChangeNow = "Change Target"
	buttonCloseTarget     = "Close Target…"
	buttonCloseNow        = "Close Target"
	buttonSetState        = "Set State…"
	buttonSetStateNow     = "Set State"
	buttonAccept          = "Accept Warnings…"
	buttonAcceptNow       = "Accept Warnings"
	buttonShow            = "Show"
	buttonMarkDone        = "Mark Done…"
	buttonActionChange    = "Change Action…"
	buttonTargets         = "Targets"
	buttonComplete        = "Complete the Target…"

	targetShowName    = "Show %[1]s"
	targetSetName     = "Set a target for %[1]s"
	targetsName       = "Show the targets of %[1]s"
	targetCheckInName = "Check in on %[1]s"
	targetChangeName  = "Change %[1]s"
	targetCloseName   = "Close %[1]s"
	targetStateName   = "Set the state of %[1]s"
	targetAcceptName  = "Accept the warnings of %[1]s"
	followDoneName    = "Mark %[1]s as done"
)

// Help.
const (
	helpTarget    = "`/cairn target` the targets: which level, by when, and how each stands; `/cairn target T3` all about one"
	helpTargetSet = "`/cairn target Level 3 in Governance by June 2027` set a target (managers, owners of the category)"
)

// All about one target.
const (
	targetViewTitle   = "Target"
	targetLine        = "%[1]s: %[2]s, due %[3]s, %[4]s."
	targetRowLine     = "*%[1]s*\n%[2]s · due %[3]s · %[4]s"
	targetAbout       = "*%[1]s*, due %[2]s"
	targetNow         = "*%[1]s* is *%[2]s* now."
	targetSlipped     = "It has slipped: %[1]s."
	targetHeadOpen    = "*%[1]s* · due %[2]s\nAccountable: %[3]s · %[4]s"
	targetHeadMissed  = "*%[1]s* · was due %[2]s\nAccountable: %[3]s · %[4]s"
	targetHeadReached = "*%[1]s* %[2]s · was due %[3]s\nAccountable: %[4]s · %[5]s"
	targetHeadClosed  = "*%[1]s* %[2]s by %[3]s: %[4]s\nAccountable: %[5]s · %[6]s"

	targetWhy           = "*Why*"
	targetOverride      = "*%[1]s* was set by %[2]s, %[3]s. By the facts it is %[4]s. Reason: %[5]s"
	targetProgressTitle = "*Progress*\n%[1]s"
	targetBase          = "It was at Level %[1]d when the target was set."
	targetToDo          = "Still to do: %[1]s."
	targetAsOf          = "By the answers of %[1]s."
	targetMeasure       = "*Reached when*\n%[1]s"
	targetReason        = "*Why this level*\n%[1]s"
	targetDoubts        = "*Worth a second look*"
	targetAccepted      = "Accepted by %[1]s, %[2]s: %[3]s"
	targetSlipsTitle    = "*Slips*"
	targetSlip          = "• From %[1]s to %[2]s, by %[3]s, %[4]s: %[5]s"
	targetEarlier       = "…and %d before that"
	targetCheckInsTitle = "*Check-ins*"
	targetCheckIn       = "%[1]s, %[2]s: expects it on %[3]s, confidence %[4]s."
	targetNoted         = "“%[1]s”"
	targetActionsTitle  = "*Actions*"
	targetActionLine    = "• *%[1]s* %[2]s · %[3]s · due %[4]s · %[5]s"
	targetActionOverdue = "overdue, %[1]s"
	targetActionName    = "%[1]s: %[2]s"
	targetSilent        = "%[1]s has left %[2]s unanswered since %[3]s. Cairn asks once a month at most until there is an answer."
	targetSilentOver    = "%[1]s has left %[2]s unanswered since %[3]s. Cairn does not ask any more until there is an answer, or until somebody else has it."
	targetAsked         = "%[1]s was asked how it stands, %[2]s, and has not answered yet."
	targetUnknown       = "*%[1]s* has no target `%[2]s`. `/cairn target %[3]s` lists those that there are."
)

// The list of a programme's targets.
const (
	targetsTitle     = "Targets of %[1]s"
	targetsViewTitle = "Targets"
	targetsNone      = "*%[1]s* has no target yet. A target says which level a category is to reach, by when, and why."
	targetsHow       = "Say it in a sentence: `/cairn target Level 3 in Governance by the end of 2027`."
	targetsText      = "%[1]s: %[2]s."
	targetsOwn       = "*Yours*"
	targetsOthers    = "*Of others*"
	targetsElse      = "You have a part in several programmes. All targets of one: %[1]s."
	targetsOf        = "`/cairn target %[1]s`"
	targetsMine      = "Your targets"
	targetsMineNone  = "You are accountable for no target now."
)

// Setting and changing a target.
const (
	setTargetTitle    = "Set a target"
	setWhat           = "Which level is a category of *%[1]s* to reach, and by when? A lower level can be the right one: what counts is what this organisation needs."
	setUnderstood     = "This is how I read your sentence. Check it, say why this level is right, and set it."
	setUnderstoodPart = "This is what I read in your sentence. Add what is missing."
	setCategory       = "Category"
	setCategoryPick   = "Choose a category"
	setLevelLabel     = "Level to reach"
	setLevelPick      = "Choose a level"
	setLevelHint      = "Levels are reached one after the other; each takes longer than the one before."
	setDue            = "Due"
	setDueHint        = "It counts until the end of the owner's last working day by then."
	setOwner          = "Accountable"
	setOwnerHint      = "Left empty, it is the owner of the category. Guests and apps cannot be asked."
	setMeasure        = "Reached when"
	setMeasureHint    = "How one will see it. Left empty, the next assessment decides by the model's rule."
	setReason         = "Why this level?"
	setReasonHint     = "What makes it right for this organisation: its risks, its customers, its duties. At least 10 characters."
	setAccept         = "Why is it right all the same?"
	setAcceptHint     = "At least 10 characters. It is kept beside the warning."
	setDoubts         = "*Before you set it*"
	setDoubtsAccept   = "This is guidance. You can set the target as it is and accept the warning with a reason, or leave that open; or change the target below."
	setDoubtsManager  = "This is guidance. You can set the target as it is, and a manager may accept the warning with a reason; or change the target below."
	alertDoubts       = "This is worth a second look. Set it once more if it is meant so."
	setForbidden      = "In *%[1]s* its managers set targets, and each owner for their own category. The managers: %[2]s."

	targetSet          = "*%[1]s* is set, due %[2]s. Accountable: %[3]s."
	targetChanged      = "*%[1]s* is changed, due %[2]s now. Accountable: %[3]s."
	targetSetNext      = "%[1]s is asked how it stands at half time, when a quarter of the time is left, two weeks before it is due and on the day."
	targetSetNextOther = "%[1]s hears of it on the next working morning, and is asked how it stands at half time, when a quarter of the time is left, two weeks before it is due and on the day."

	changeTargetTitle   = "Change target"
	alertTargetChanged  = "Somebody changed this target meanwhile. Nothing was saved, and what you entered is kept: submit it again to replace theirs."
	targetChangeWhat    = "*%[1]s*, due %[2]s"
	targetChangeKept    = "Every change is kept. A later day is shown as a slip."
	targetChangeWhy     = "Why does it change?"
	targetChangeWhyHint = "Needed for another day, level or owner, in at least 10 characters. It is kept beside the change."
)

// What is missing in a sentence.
const (
	smartRefused    = "This is not a target yet"
	smartFine       = "✓ *%[1]s:* %[2]s"
	smartMissing    = "✕ *%[1]s, missing:* %[2]s"
	smartS          = "Specific"
	smartM          = "Measurable"
	smartA          = "Achievable"
	smartR          = "Relevant"
	smartT          = "Time-bound"
	smartCandidates = "Several categories may be meant: %[1]s. Choose one."
	smartExample    = "For example: `/cairn target Level 3 in Governance by the end of 2027`."
)

// Acts on a target.
const (
	checkInTitle        = "Check in"
	checkInLast         = "Last time: %[1]s"
	checkInExpected     = "When do you expect it to be reached?"
	checkInExpectedHint = "As you see it today. The due day stays as it is."
	checkInConfidence   = "How sure are you?"
	checkInHigh         = "High: nothing stands in the way"
	checkInMedium       = "Medium: it depends on things that are under way"
	checkInLow          = "Low: something has to change for it"
	checkInNote         = "Note"
	checkInNoteHint     = "What helps, or what is in the way? The managers see it."
	checkInLate         = "You expect it on %[1]s, after it is due (%[2]s). If the day cannot be held, change it: what changes early surprises nobody."

	closeTargetTitle = "Close target"
	closeTargetWhat  = "Nobody is asked about it any more. It stays in the record with your reason."
	closeTargetWhy   = "Why is it closed?"
	closeTargetDone  = "*%[1]s* is closed."
	closeTargetThen  = "Nobody is asked about it any more. To take it up again, set a new target."
	targetReasonHint = "At least 10 characters. It is kept in the record."

	setStateTitle    = "Set state"
	setStateWhat     = "By the facts it is *%[1]s*."
	setStateLabel    = "How does it stand, as you see it?"
	setStateComputed = "As the facts say: %[1]s"
	setStateUntil    = "It stands beside what the facts say, until the next check-in or change."

	acceptTitle = "Accept warnings"
	acceptDone  = "The warnings of *%[1]s* are accepted."
)

// What people are asked and told about targets and actions.
const (
	followNothing  = "Nothing is left to do about these targets and actions."
	followMany     = "%d targets and actions to look at"
	followManyDone = "%d targets and actions: nothing left to do"
	followMore     = "…and %d more. The Home tab shows them, and `/cairn target`."
	followFoot     = "Cairn sends at most one such message a day, in your working hours."
	followAbout    = "For the AI security programme of *%[1]s*."
	followAboutAsk = "For the AI security programme of *%[1]s*. Two questions, one minute: when you expect it, and how sure you are."
	followName     = "*%[1]s*"
	followNameIn   = "*%[1]s* · %[2]s"

	followTitleAsk     = "How does %[1]s stand?"
	followTitleMissed  = "%[1]s is past its day"
	followTitleAction  = "%[1]s is with you"
	followTitleAgain   = "%[1]s is open again"
	followTitleOverdue = "%[1]s is overdue"
	followTitleSilent  = "No answer about %[1]s"
	followTitleRisk    = "%[1]s is off track"
	followTitleGone    = "%[1]s needs another owner"

	followStart    = "You are accountable for it. It is due %[1]s. When do you expect to reach it?"
	followWhyLevel = "Why this level: %[1]s"
	followHalf     = "Half of its time is past. It is due %[1]s."
	followQuarter  = "A quarter of its time is left. It is due %[1]s."
	followTwoWeeks = "Two weeks are left. It is due %[1]s."
	followDueToday = "Today is the day: it is due %[1]s."
	followDue      = "It is due %[1]s."
	followRemind   = "You were asked how it stands and have not answered yet. It is due %[1]s."
	followRenew    = "It was due %[1]s and is not reached. Set a new day, or close it with a reason."
	followSilent   = "%[2]s was asked how it stands and has not answered. It is due %[1]s."
	followMissed   = "It was due %[1]s and is not reached. %[2]s is asked for a new day, or to close it with a reason."
	followRisk     = "%[2]s is accountable; it is due %[1]s. It is off track because:"
	followGone     = "%[2]s is accountable and can no longer be asked. It is due %[1]s; somebody else has to take it."
	followLast     = "Last check-in: expected on %[1]s, confidence %[2]s."

	followActionNew  = "It is yours now, and due %[1]s."
	followFound      = "It comes from exercise %[1]s, finding %[2]s."
	followReopened   = "It was opened again. Why: %[1]s"
	followActionLate = "It was due %[1]s. Say that it is done, or move its day and say why."
	followActionTold = "It was due %[1]s and is with %[2]s."

	followSettled   = "Settled. Nothing is left to do here."
	followCheckedIn = "%[1]s, %[2]s: expects it on %[3]s, confidence %[4]s."
	followChanged   = "Changed by %[1]s, %[2]s: due %[3]s now, with %[4]s."
	followReached   = "Reached, %[1]s."
	followClosed    = "Closed by %[1]s, %[2]s."
	followDone      = "Done: %[1]s, %[2]s."
	followBegun     = "In progress: %[1]s, %[2]s."
	followSeen      = "Settled by %[1]s, %[2]s."
)

// Targets and actions in the Home tab.
const (
	homeTargetsTitle = "Your targets and actions"
	homeWatchedTitle = "Targets and actions that need you"
	homeMoreTarget   = "…and %d more. `/cairn target` lists the targets, `/cairn action` the actions."
	homeDoubts       = "It is worth a second look, and nobody has accepted that yet."
)
