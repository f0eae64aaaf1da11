package blocks

// The calendar of due days.
const (
	calendarTitle    = "Your due days in a calendar"
	calendarText     = "The address of your calendar is below; it is shown only once."
	calendarOwn      = "your targets, actions and exercises in all programmes"
	calendarOf       = "all targets, actions and exercises of *%[1]s*"
	calendarAddress  = "The address for %[1]s:\n```%[2]s```"
	calendarHow      = "Subscribe to it in your calendar program (*From URL*, *From web* or *New calendar subscription*). Most read it again every few hours; what ended leaves it after 30 days."
	calendarSecret   = "*Treat it as a password:* whoever has it reads these due days without signing in. It is shown this once only. It stops working when you leave, or lose your part."
	calendarEnded    = "The address that you had before no longer works."
	calendarKept     = "You made an address for %[1]s on %[2]s. Cairn keeps no copy and cannot show it again."
	calendarKeptHow  = "If you have lost it, or somebody else may have seen it, make a new one. The old one then stops working, and calendars that read it have to be told the new one."
	calendarRenew    = "Make a new address?"
	calendarRenewWhy = "The address that you have stops working at once."
	buttonCalendar   = "Make a New Address"
	buttonKeepIt     = "Keep It"
	helpCalendar     = "`/cairn calendar` your due days in your calendar program; with a programme's name, all of its due days"
)

// The roadmap as files.
const (
	buttonPicture = "Picture"
	buttonFiles   = "Files"
	planComing    = "It comes to your conversation with Cairn in a moment: open *Cairn* under *Apps*, then *Messages*."
	planSent      = "It is in your conversation with Cairn: open *Cairn* under *Apps*, then *Messages*."
	planComment   = "The roadmap of %[1]s on %[2]s."
	planWhole     = "The files hold the whole roadmap, also what was left out where you asked for them."
)
