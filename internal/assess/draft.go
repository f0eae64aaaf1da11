package assess

import "time"

// DraftID names a draft: the id of the manager and a number, "U024BE7LH/1".
type DraftID string

// Draft is a programme that a manager is setting up in Slack, or changing: it can be left and taken up again.
type Draft struct {
	ID        DraftID
	By        UserID
	Base      int       // revision of the programme that is being changed; 0 for a new one
	Programme Programme // as far as it is known
	Step      string    // where the manager was
	Version   int       // counts changes
	UpdatedAt time.Time
}
