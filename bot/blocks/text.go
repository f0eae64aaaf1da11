package blocks

// Pieces. What counts things has its singular in locales/en.yaml.
const (
	wordList      = "%[1]s and %[2]s"
	wordInstant   = "<!date^%[1]s^{date_short_pretty} at {time}|%[2]s>"
	wordMoment    = "Mon 2 Jan 2006, 15:04 MST" // as time.Format takes it
	wordDay       = "2 Jan 2006"                // as time.Format takes it
	wordQuestions = "%d questions"
	wordMinutes   = "about %d minutes"
	wordLevel     = "Level %[1]d · %[2]s"
	wordNoLevel   = "no level yet"
	wordChoice    = "%[1]s · %[2]s" // value and label of an answer
	wordNoAnswer  = "no answer"
	wordDeputy    = "%[1]s (deputy %[2]s)"
	wordMore      = "…and %d more"
	wordOf        = "%[1]s (%[2]s)"
)

// Buttons: Title Case, a specific verb.
const (
	buttonAnswer   = "Answer Questions"
	buttonChange   = "Change Answers"
	buttonSave     = "Save Answers"
	buttonContinue = "Continue"
	buttonBack     = "Previous Questions"
	buttonCancel   = "Cancel"
	buttonDone     = "Done"
	buttonNoteAdd  = "Add Comment or Link"
	buttonNoteEdit = "Edit Comment or Link"
	buttonNoteSave = "Keep"
	buttonClose    = "Close Cycle"
	buttonKeepOpen = "Keep It Open"
)

// The questionnaire's message while it waits.
const (
	cardTitle    = "%[1]s: %[2]s"
	cardWhy      = "%[1]s asks you for the AI security programme of *%[2]s*. You own *%[3]s*, and your answers set its level for %[4]s."
	cardMeta     = "*%[1]s*, %[2]s · due %[3]s"
	cardOverdue  = "*%[1]s*, %[2]s · was due %[3]s"
	cardFoot     = "Answer for how things are today. You can change your answers until the cycle closes, %[1]s."
	cardDeputy   = "%[1]s may answer instead of you."
	cardFallback = "%[1]s: %[2]s for %[3]s (%[4]s), asked by %[5]s. It takes %[6]s and is due %[7]s. " +
		"Use the button %[8]s in this message."
	cardOverdueFallback = "%[1]s: %[2]s for %[3]s (%[4]s), asked by %[5]s. It takes %[6]s. It was due %[7]s and still counts until %[8]s. " +
		"Use the button %[9]s in this message."
)

// The questionnaire's message once answered.
const (
	answeredTitle         = "%[1]s: answered"
	answeredTitleLevel    = "%[1]s: %[2]s"
	answeredBy            = "Answered by %[1]s · %[2]s"
	answeredLine          = "%[1]s · %[2]s: *%[3]s*"
	answeredMeans         = "*%[1]s.* %[2]s"
	answeredUnknown       = "The answers do not make a level yet."
	answeredKept          = "You answered by the time you had named. Only you see this."
	answeredUntil         = "%[1]s, %[2]s. Answers can be changed until the cycle closes, %[3]s."
	answeredFinal         = "%[1]s, %[2]s. The cycle closed %[3]s, so this is final."
	answeredFallback      = "%[1]s for %[2]s (%[3]s) was answered by %[4]s on %[5]s: %[6]s. Answers can be changed until %[7]s."
	answeredFinalFallback = "%[1]s for %[2]s (%[3]s) was answered by %[4]s on %[5]s: %[6]s. The cycle has closed, so this is final."
	answeredEvidence      = "Backed by:"
)

// The questionnaire's message when the cycle closed without answers.
const (
	missedTitle    = "%[1]s: no answers in %[2]s"
	missedWhy      = "The cycle of *%[1]s* closed %[2]s before these questions were answered. *%[3]s* is reported as missing, which is not the same as zero."
	missedNext     = "Nothing is left to do here. The next cycle opens %[1]s, and you will be asked again."
	missedElse     = "Nothing is left to do here. The next cycle opens %[1]s."
	missedNoNext   = "Nothing is left to do here."
	missedFallback = "%[1]s for %[2]s (%[3]s): the cycle closed on %[4]s without answers, so it is reported as missing. Nothing is left to do here."
)

// The introduction, at the top of the first message that a person gets.
const (
	introWho      = "*Hello, this is Cairn.* I help %[1]s to run the AI security programme of *%[2]s*. Each cycle I ask the people who own an area a few questions, work out the level their answers make, and tell leadership what changed."
	introHow      = "I write to you in your working hours and only when something of yours is due, and I stop when it is done. The managers of the programme see your answers; <#%[1]s> sees the levels. `/cairn help` lists what I understand. For anything else, ask %[2]s."
	introHowAlone = "I write to you in your working hours and only when something of yours is due, and I stop when it is done. <#%[1]s> sees the levels. `/cairn help` lists what I understand."
	introFallback = "Hello, this is Cairn. I help %[1]s to run the AI security programme of %[2]s: each cycle I ask the people who own an area a few questions and tell leadership what changed. " +
		"I write to you only when something of yours is due; for anything else, ask %[1]s."
)

// The form.
const (
	formAbout        = "*%[1]s*, %[2]s · due %[3]s"
	formPage         = "*%[1]s*, %[2]s · due %[3]s · part %[4]d of %[5]d"
	formScale        = "*What the answers mean*"
	formScaleLine    = "*%[1]s* · %[2]s: %[3]s"
	formPlaceholder  = "Choose an answer"
	formLabel        = "%[1]s. %[2]s"
	formLast         = "Last time (%[1]s): %[2]s."
	formPrefilled    = "Filled in from last time (%[1]s): %[2]s."
	formDone         = "Done meanwhile: %[1]s, %[2]s (%[3]s)."
	formDoneFilled   = "Filled in for you to check: %[1]s."
	formDoneNote     = "%[1]s done: %[2]s"
	formTabletop     = "%[1]s, a tabletop, took place on %[2]s. Its report: %[3]s."
	formSimulation   = "%[1]s, a simulation, took place on %[2]s. Its report: %[3]s."
	formExerciseNote = "%[1]s (%[2]s, %[3]s): %[4]s"
	formSaved        = "Saved so far: %[1]s."
	formNoteNone     = "A comment or a link to what backs your answers is welcome, not required."
	formNoteBoth     = "Comment and link added."
	formNoteComment  = "Comment added."
	formNoteLink     = "Link added."
	formChosen       = "*What you had chosen*"

	noteTitle        = "Comment and link"
	noteComment      = "Comment"
	noteCommentHint  = "What would help somebody who reads these answers next time?"
	noteEvidence     = "Link"
	noteEvidenceHint = "A web address, or the link of a Slack message, that backs the answers."
	noteTooLong      = "Shorten the comment or the link; together they are longer than Slack can carry."
)

// What the form says after it was sent.
const (
	savedTitle        = "Saved"
	savedLevel        = "*%[1]s* stands at *%[2]s*."
	savedNoLevel      = "*%[1]s* is saved."
	savedUntil        = "You can change the answers until %[1]s."
	alertSaved        = "Your answers are saved."
	alertSame         = "Your answers were saved already."
	alertConflict     = "Somebody answered meanwhile. Nothing of theirs was overwritten."
	alertConflictOwn  = "You saved other answers from another form meanwhile."
	alertConflictDo   = "%[1]s answered %[2]s. What you chose is kept below: to replace those answers, save again. To keep them, choose %[3]s."
	alertClosed       = "The cycle has closed, so these answers could not be saved."
	alertForbidden    = "These answers could not be saved."
	alertTroubleSaved = "Something went wrong on Cairn's side and this was not submitted. What you saved part by part is safe: open the questionnaire again in a minute."
	alertTrouble      = "Something went wrong on Cairn's side and nothing was saved. Close this and open the questionnaire again in a minute."
	faultTrouble      = "This could not be saved just now. Nothing you entered is lost: press the button again in a minute."
	alertOnItsWay     = "One moment: the next part is on its way. If it does not appear, close this and open the questionnaire again."
	alertFix          = "Some answers need another look."
	noticeTitle       = "Cairn"
)

// The Home tab.
const (
	homeMine       = "Your questions"
	homeNothing    = "Nothing waits for you. When a cycle opens, your questions appear here and in Messages."
	homeLevels     = "Your levels"
	homeScope      = "*%[1]s* · %[2]s"
	homeLevel      = "%[1]s: *%[2]s*"
	homeLevelSame  = "%[1]s: *%[2]s*, as before"
	homeLevelUp    = "%[1]s: *%[2]s*, up from %[3]d"
	homeLevelDown  = "%[1]s: *%[2]s*, down from %[3]d"
	homeLevelNone  = "%[1]s: no answers"
	homeNoLevels   = "Levels appear here once the first cycle has closed."
	homeNoCategory = "You own no category. The levels of a category are shown here to its owner and deputy."
	homeRuns       = "Programmes you run"
	homeStranger   = "This page is for the owners, deputies and managers of an AI security programme: it shows their questions and levels, and how a cycle goes. `/cairn help` says more."
	homeFresh      = "As of %[1]s"
	homeAnswerName = "Answer the questions on %[1]s"
	homeChangeName = "Change the answers on %[1]s"
	homeCloseName  = "Close the cycle of %[1]s"
)

// Progress of a programme.
const (
	statusTitle      = "%[1]s: %[2]s"
	statusOpen       = "*%[1]d of %[2]d* answered. Due %[3]s; closes %[4]s."
	statusOpenText   = "%[1]s, %[2]s: %[3]d of %[4]d answered. Due %[5]s; closes %[6]s."
	statusClosed     = "Closed %[1]s with *%[2]d of %[3]d* answered."
	statusClosedText = "%[1]s, %[2]s: closed %[3]s with %[4]d of %[5]d answered."
	statusAnswered   = "*%[1]s*: answered by %[2]s %[3]s"
	statusToSign     = "*%[1]s*: answered by %[2]s %[3]s, for %[4]s to sign off"
	statusWaiting    = "*%[1]s*: waits for %[2]s"
	statusOverdue    = "*%[1]s*: overdue, waits for %[2]s"
	statusMissed     = "*%[1]s*: no answers"
	statusMissing    = " Missing: %[1]s."
	statusNext       = "The next cycle opens %[1]s."
	statusNever      = "*%[1]s* has had no cycle yet."
	statusNeverText  = "%[1]s has had no cycle yet."
	statusStart      = "A manager can open one now with `/cairn start %[1]s`."
)

// Answers to /cairn.
const (
	helpTitle  = "What Cairn understands"
	helpIntro  = "Cairn asks the owners of each area about AI security, works out the levels and tells leadership what changed. Your own questions are in its Home tab and in Messages."
	helpMine   = "`/cairn mine` your questions, in all programmes"
	helpAway   = "`/cairn ooo until Friday` you are out of office; `/cairn ooo off` you are back"
	helpStatus = "`/cairn status` who has answered, who is missing and when it is due"
	helpDigest = "`/cairn digest` the newest summary for leadership"
	helpStart  = "`/cairn start` open a cycle now (managers)"
	helpClose  = "`/cairn close` close the open cycle now (managers)"
	helpHelp   = "`/cairn help` this list"
	helpMany   = "If you have a part in several programmes, add its name: `/cairn status %[1]s`. Yours are %[2]s."
	helpText   = "Cairn understands /cairn mine, ooo, status, digest, start, close, override, substitute, crosswalk, target, roadmap, action, what-if, outlook, calendar, exercise, setup and help. Your own questions are in its Home tab and in Messages."

	commandUnknown     = "I do not know `%[1]s`."
	commandNearest     = "Did you mean `/cairn %[1]s`?"
	commandSeeHelp     = "`/cairn help` lists what I understand."
	commandExtra       = "`/cairn %[1]s` takes one programme at most; I read `%[2]s`."
	commandOutsider    = "You have no part in an AI security programme here, so there is nothing to show. If that is a surprise, ask whoever runs the programme to add you."
	commandWhich       = "You have a part in several programmes. Name one: %[1]s."
	commandNoProgramme = "You have no part in a programme called `%[1]s`. Yours: %[2]s."
	commandProgramme   = "`/cairn %[1]s %[2]s` (%[3]s)"

	started     = "The %[1]s cycle of *%[2]s* is open. The owners are being asked now; answers are due %[3]s and the cycle closes %[4]s."
	startedText = "The %[1]s cycle of %[2]s is open. Answers are due %[3]s and the cycle closes %[4]s."

	closeTitle     = "Close the %[1]s cycle of %[2]s?"
	closeWhat      = "*%[1]d of %[2]d* are answered. Closing makes the levels final, reports what is missing and sends the digest to <#%[3]s>. It cannot be taken back."
	closeText      = "Close the %[1]s cycle of %[2]s? %[3]d of %[4]d are answered. Closing cannot be taken back. Use the buttons Close Cycle or Keep It Open."
	closeConfirm   = "Close this cycle?"
	closeWarning   = "The levels become final and the digest goes to leadership. It cannot be taken back."
	closed         = "The %[1]s cycle of *%[2]s* is closed. The digest goes to <#%[3]s>."
	closedText     = "The %[1]s cycle of %[2]s is closed. The digest goes to the leadership channel."
	keptOpen       = "The cycle stays open."
	closeStale     = "That cycle is closed already."
	closeManagers  = "Only the managers of %[1]s may close its cycle: %[2]s."
	nothingToClose = "No cycle of *%[1]s* is open, so there is nothing to close."

	unknownAction  = "That button belongs to an older or newer Cairn and no longer works. Your questions are in Cairn's Home tab; nothing was lost."
	unknownView    = "This form belongs to an older or newer Cairn and could not be read. Nothing was saved: open the questionnaire again from Cairn's Home tab."
	unknownCommand = "Cairn does not know the command `%[1]s`. `/cairn help` lists what it understands."
	messageReply   = "I cannot read free text. Your questions are in my Home tab; `/cairn help` lists what I understand."
)

// The digest.
const (
	digestTitle       = "%[1]s: AI security in %[2]s"
	digestChart       = "Level of each category"
	digestAxis        = "Level, 0 to %[1]d"
	digestColCategory = "Weakest first"
	digestColNow      = "Level in %[1]s"
	digestColScore    = "Score"
	digestColChange   = "Change"
	digestLevel       = "%[1]d · %[2]s"
	digestBetween     = "%[1]d to %[2]d, answers missing"
	digestUp          = "up %[1]d"
	digestDown        = "down %[1]d"
	digestSame        = "none"
	digestUnknown     = "–"
	digestNextTitle   = "*What to do next*"
	digestNextFor     = "*What to do next, %[1]s*"
	digestAction      = "%[1]d. *%[2]s*: %[3]s"
	digestRate        = "%[1]d of %[2]d questionnaires answered (%[3]d%%)."
	digestMissing     = "Missing: %[1]s."
	digestUnsigned    = "Answered and not signed off by the owner: %[1]s."
	digestDisputed    = "Two people answered differently and it was not settled: %[1]s."
	digestModel       = "%[1]s · %[2]s"
	digestTextLevel   = "%[1]s %[2]s"
	digestTextWas     = "%[1]s, was %[2]d"
	digestTextLevels  = "Levels, weakest first: %[1]s."
	digestTextNext    = "Next: %[1]s."
	digestImageText   = "The levels of %[1]s in %[2]s as a picture. The numbers are in the message that starts this thread."
)
