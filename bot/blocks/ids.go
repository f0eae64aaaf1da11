package blocks

// Action ids of buttons. They never change for a released button: old messages keep theirs.
const (
	ActionAnswer       = "questionnaire.answer" // value: questionnaire id; opens the form
	ActionNote         = "questionnaire.note"   // in the form: comment and link
	ActionBack         = "questionnaire.back"   // in the form: the page before
	ActionDetails      = "objective.details"    // in the form, value: item id; all about an objective
	ActionOverride     = "level.override"       // value: programme id; asks for a level set by hand
	ActionConfirmClose = "cycle.close"          // value: a CloseValue; closes the cycle
	ActionKeepOpen     = "cycle.keep-open"      // takes the question back
	ActionAskClose     = "cycle.ask-close"      // value: programme id; asks before closing
)

// Action and block ids of inputs. The input of a question has the item's id as its block id.
const (
	ActionValue   = "value"
	BlockComment  = "comment"
	BlockEvidence = "evidence"
	BlockCategory = "category"
	BlockLevel    = "level"
	BlockReason   = "reason"
	BlockName     = "name"
	BlockText     = "text"
	blockNote     = "form:note" // no item's id has a colon
)

// Callback ids of views.
const (
	CallbackForm       = "questionnaire.form"
	CallbackNote       = "questionnaire.note"
	CallbackOverride   = "level.override"
	CallbackSubstitute = "objective.substitute"
	CallbackNotice     = "notice" // says something and takes nothing
	CallbackHome       = "home"
)

// MetadataEvent is the event type of the metadata that every message in the delivery ledger carries.
const MetadataEvent = "cairn_delivery"
