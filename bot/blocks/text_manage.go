package blocks

// What managers do with the questionnaires of a cycle.
const (
	wordQuestionnaires = "%d questionnaires"

	menuRemind   = "Send a Reminder"
	menuReassign = "Reassign…"
	menuExtend   = "Give More Time…"

	buttonLines      = "Show Questionnaires"
	buttonProgrammes = "All Programmes"
	buttonReassign   = "Reassign"
	buttonReassignTo = "Reassign…"
	buttonExtend     = "Give More Time"
	buttonExtendAll  = "Give All More Time…"
	buttonSettings   = "Settings"

	linesTitle       = "Questionnaires"
	programmesTitle  = "Programmes you run"
	alertDone        = "Done."
	manageReasonHint = "In 10 to 500 characters. It is kept in the record of how people were asked."

	reassignTitle = "Reassign questions"
	reassignWhat  = "*%[1]s* of *%[2]s* (%[3]s) is with %[4]s, who is accountable for it. Somebody else becomes accountable for this cycle. Answers that are saved stay."
	reassignWho   = "New owner"
	reassignThen  = "They are asked in their working hours. Whoever had the questions is not asked any more; their message says who has them."
	reassignDone  = "*%[1]s* is with %[2]s now, instead of %[3]s. Cairn asks in their working hours."
	reassignLater = "Later cycles ask whoever the programme names. To change that too, change its setup in Settings on the Home tab."
	reassignName  = "Reassign %[1]s"

	extendTitle     = "Give more time"
	extendWhat      = "*%[1]s* of *%[2]s* (%[3]s) is due %[4]s."
	extendWhatAll   = "This is for %[1]s of *%[2]s* (%[3]s) that wait. They are due %[4]s by the cycle's plan."
	extendUntil     = "New due day"
	extendUntilHint = "Answers are due at the end of the owner's working day. The cycle stays open as long as that needs."
	extendFor       = "For"
	extendOne       = "%[1]s only"
	extendAll       = "All %d that wait"
	extendDone      = "*%[1]s* is due %[2]s now. The cycle closes %[3]s at the latest."
	extendDoneAll   = "All questionnaires of *%[1]s* (%[2]s) that wait have more time; the last of them are due %[3]s now. The cycle closes %[4]s at the latest."
	extendThen      = "Their messages show the new day, and reminders follow it."
	extendName      = "Give all of %[1]s more time"

	requestDone = "A reminder to %[1]s about *%[2]s* goes out %[3]s."
	requestNow  = "A reminder to %[1]s about *%[2]s* goes out now."
	requestRule = "Cairn writes in people's working hours, and reminds nobody more than once a day."
)

// What a line of a cycle says beside who has it.
const (
	statusFor    = "%[1]s (accountable: %[2]s)"
	statusDue    = "Due %[1]s."
	statusHanded = "With %[1]s: %[2]s."
)

// The Home tab beside a person's own questions.
const (
	homeWaits      = "Waiting for you"
	homeQuiet      = "Nothing waits for you now."
	homeDeputy     = "*You may answer these as the deputy*"
	mineCycleOf    = "%[1]s, %[2]s · asked: %[3]s"
	homeDispute    = "*%[1]s*, %[2]s: %[3]s and %[4]s gave answers that differ. You are accountable and settle it.\n%[5]s, %[6]s"
	homeSettleName = "Settle %[1]s of %[2]s"
	homeMoreMine   = "…and %d more. `/cairn mine` lists all."
	homeNext       = "Nothing waits for you. The next cycle of *%[1]s* opens %[2]s; your questions then appear here and in Messages."
	homeSetUp      = "Cairn asks the owners of each area about AI security, works out the levels and tells leadership what changed. To begin, set up a programme: pick a model, name the owners, look at who would be asked what, and start. Nothing is sent before you start it."
	homeReads      = "Results you read"
	homeReport     = "*%[1]s*, %[2]s\n%[3]s\nThe whole summary is in <#%[4]s>, and with `/cairn digest %[5]s`."
	homeNoReport   = "*%[1]s*\nThe levels appear here once the first cycle has closed. They are reported in <#%[2]s>."
	homeDraftNew   = "You are setting up *%[1]s*. Nothing has been sent to anybody yet."
	homeDraftNone  = "You are setting up a new programme. Nothing has been sent to anybody yet."
	homeDraft      = "You are changing the programme of *%[1]s*. Nothing has changed yet."
	homeLinesName  = "Show the questionnaires of %[1]s"
	homeChangeSet  = "Change the setup of %[1]s"
)

// Settings.
const (
	settingsTitle   = "Settings"
	settingsSpeaks  = "*Language and time zone*\nCairn follows your Slack: you read it in %[1]s, with times of %[2]s. Change them in Slack under Preferences, Language & region."
	settingsNoZone  = "*Language and time zone*\nCairn follows your Slack: you read it in %[1]s. Slack has not told your time zone yet, so times are those of the programme."
	settingsTongue  = "English"
	settingsHours   = "*When Cairn writes to you*\nIn your working hours, at most one reminder a day:"
	settingsHour    = "*%[1]s*: %[2]s, %[3]s to %[4]s"
	settingsKeeps   = "Wrong? A manager of the programme can change it."
	settingsAway    = "*Out of office*\n%[1]s"
	settingsPresent = "You are not out of office. While you are, reminders wait and your deputies are asked to answer instead. Cairn also reads your Slack status."
	settingsSetUp   = "*New programme*\nYou may set up a new programme."
	settingsRuns    = "*Programmes you run*"

	wordWeekday = "Mon" // as time.Format takes it
	wordRange   = "%[1]s to %[2]s"
)
