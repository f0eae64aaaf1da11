package blocks

// When somebody will answer.
const (
	promiseTitle  = "Answer later"
	promiseWhat   = "When will you answer? You are reminded then, and not before."
	promiseQuick  = "*Choose a time* in your working hours:"
	promiseAt     = "Or name another"
	promiseHint   = "Outside your working hours it is moved to when they begin."
	promiseWhich  = "Which questions"
	promiseAll    = "All of them"
	promiseChoice = "Mon 2 Jan, 15:04" // as time.Format takes it
	promiseDone   = "You are reminded of *%[1]s* %[2]s, and not before. It is due %[3]s."
	promiseLate   = "You are reminded of *%[1]s* %[2]s, and not before. It was due %[3]s; your answers count until %[4]s."
	promiseTimes  = "You can name a time %[1]d times for the same questions."
	promiseMissed = "*%[1]s*: %[2]s"
	promiseMended = "Choose a time."
	alertNoted    = "Noted."
	alertPartly   = "Not all of it could be done."
)

// Handing questions over.
const (
	giveTitle     = "Give to somebody"
	giveWhat      = "Who gets the questions is asked and reminded instead of you. %[1]s stays accountable, and signs off what comes back."
	giveWhatMine  = "Who gets the questions is asked and reminded instead of you. You stay accountable, and sign off what comes back."
	giveWho       = "To whom"
	giveWhoHint   = "A colleague in this workspace; guests and apps cannot be asked."
	givePick      = "Choose a colleague"
	giveWhich     = "What"
	giveAll       = "All of it: %[1]s"
	giveItem      = "%[1]s · %[2]s"
	giveNote      = "Note for them"
	giveNoteHint  = "What should they know? They see it with the questions."
	giveDone      = "*%[1]s* is with %[2]s now. They are asked in their next working hours, and you are not reminded any more."
	giveDoneSome  = "%[1]s of *%[2]s* is with %[3]s now. They are asked in their next working hours."
	giveMore      = "Somebody else knows better? Give one question, or all of them, to a colleague."
	buttonGiveOne = "Give to a Colleague…"

	handBackTitle = "Hand back"
	handBackWhat  = "*%[1]s* goes back to %[2]s, who is asked and reminded instead of you. What you saved stays."
	handBackNote  = "Note for them"
	handBackHint  = "Why do the questions come back?"
	handBackDone  = "*%[1]s* is back with %[2]s. Nothing is left for you to do."
	takeBackDone  = "*%[1]s* is with you again."

	signViewTitle = "Sign off"
	signViewWhy   = "%[1]s answered *%[2]s* for *%[3]s* (%[4]s). You are accountable for these answers."
	signDone      = "You signed the answers off."
	signOwner     = "%[1]s, who is accountable, signs your answers off."
	someSaved     = "%[1]s has the other questions and submits all of them."
	waitsForOther = "Still with colleagues: %[1]s. When these are answered, save again to submit all of it."

	confirmDone     = "*%[1]s*: your answers of %[2]s are confirmed and submitted. It stands at *%[3]s*. You can change them until %[4]s."
	confirmDoneSome = "*%[1]s*: confirmed and saved, %[2]d of the answers of %[3]s. Still to be answered: %[4]d."
	confirmSame     = "*%[1]s*: these answers were confirmed already."
	ackDone         = "Noted. You are not reminded before the morning it is due."
	ackDoneDue      = "Noted. You are not reminded any more; your answers count until %[1]s."
	ackDoneMany     = "Noted. You are not reminded of these before the morning each is due."
)

// What the form says of single questions.
const (
	markNew     = "New: it was not asked before, or not answered."
	markChanged = "Changed: it is asked in other words than last time. Please answer anew."
	markOld     = "Old: it was answered more than a year ago. Please answer anew."
	formHanded  = "*%[1]s* is with %[2]s. You can answer it all the same."
)

// Out of office.
const (
	oooTitle     = "Out of office"
	oooNow       = "You are out of office until the end of *%[1]s*. From %[2]s on Cairn asks you again."
	oooNowOpen   = "You are out of office until further notice. Say `/cairn ooo off` when you are back."
	oooLater     = "You will be out of office from *%[1]s* until the end of *%[2]s*. From %[3]s on Cairn asks you again."
	oooLaterOpen = "You will be out of office from *%[1]s* until further notice. Say `/cairn ooo off` when you are back."
	oooNothing   = "Cairn takes you to be in the office, in your working hours."
	oooStatus    = "Your Slack status says “%[1]s”. Where a programme counts that as out of office, and it lasts long enough, reminders wait."
	oooThen      = "Reminders wait until you are back, and your deputies are asked to answer instead. Due dates stay as they are; the managers of your programmes see until when you are away."
	oooHelp      = "Write it as you would say it: `/cairn ooo until Friday`, `/cairn ooo 24 Dec - 2 Jan`, `/cairn ooo for 2 weeks`, `/cairn ooo back on Monday`; `/cairn ooo off` when you are back."
	oooUnknown   = "I could not read `%[1]s` as dates."
	oooPast      = "`%[1]s` is over already."
	oooBack      = "Welcome back. Cairn asks you again in your working hours."
	oooDay       = "Monday 2 January 2006" // as time.Format takes it
	oooFirst     = "First day away"
	oooLast      = "Last day away"
	oooLastHint  = "Leave it empty if you do not know yet."
	oooOrder     = "The last day away comes before the first. Choose a later one."
	oooOver      = "Choose a day that is still to come."
	oooPick      = "Choose a day"
	oooViewWhat  = "While you are away, reminders wait and your deputies are asked to answer instead."
)

// A person's list of questions.
const (
	mineTitle = "Your questions"
	mineNone  = "Nothing waits for you. When a cycle opens, your questions appear here, in Messages and in Cairn's Home tab."
	mineWaits = "*Waiting for you*"
	mineElse  = "*Nothing to do now*"
	mineCycle = "%[1]s, %[2]s"
	mineText  = "You have a part in %[1]s; %[2]s for you."
	mineTodo  = "%d of them wait"
)
