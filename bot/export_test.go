package bot

// HurryPictures makes the messenger try an image again without a pause.
func (m *Messenger) HurryPictures() { m.pictures.pause = 0 }

// For tests of what has no way in from outside.
var (
	Nearest   = nearest
	OutcomeOf = outcomeOf
)

// Outcomes of a call.
const (
	Done    = done
	Refused = refused
	Unknown = unknown
)
