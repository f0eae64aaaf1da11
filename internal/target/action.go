package target

import (
	"slices"
	"strings"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
)

// ActionID names an action by its programme and a running number: "northwind/A12".
type ActionID string

// Programme returns the id of the action's programme.
func (id ActionID) Programme() assess.ProgrammeID { return programmeOf(string(id)) }

// Number returns what people call it within its programme: "A12".
func (id ActionID) Number() string { return numberOf(string(id)) }

// ActionKind says where an action comes from.
type ActionKind string

// The kinds of action.
const (
	FromRoadmap ActionKind = "roadmap"    // a step of the roadmap
	Corrective  ActionKind = "corrective" // what an exercise or a review asked for
	Own         ActionKind = "own"        // added by hand
)

// Action is something that somebody is to have done by a day.
type Action struct {
	ID        ActionID
	Programme assess.ProgrammeID
	Kind      ActionKind
	Source    string   // the key of the roadmap's position, or ExerciseSource and that of the finding it answers; "" for none; one open action has it at most
	Target    ID       // the target it serves first; "" for none
	Category  string   // category id; "" for none
	Items     []string // ids of the model's items that it helps; what shows it done prefills their next answer
	Work
	Status   ActionStatus
	Evidence string // link to what shows that it is done; "" until then
	SetAt    time.Time
	SetBy    assess.Actor
	EndedAt  time.Time // done or dropped; zero before
	EndedBy  assess.Actor
	Why      string // why it was dropped
	Version  int    // counts changes
}

// Purpose is what an action is for; see [Action].
type Purpose struct {
	Target ID
	Items  []string
}

// Purpose returns what the action is for.
func (a Action) Purpose() Purpose { return Purpose{Target: a.Target, Items: a.Items} }

// same reports whether both are for the same, in whatever order the items are named.
func (p Purpose) same(q Purpose) bool {
	return p.Target == q.Target && slices.Equal(slices.Sorted(slices.Values(p.Items)), slices.Sorted(slices.Values(q.Items)))
}

// ExerciseSource begins the Source of an action that a finding of an exercise asks for; the finding's key follows, such as
// "northwind/E2/F1".
const ExerciseSource = "exercise/"

// Finding returns the exercise and the finding of it that asked for the action first, as people call them: "E2" and "F1".
// It is false for an action that comes from elsewhere.
func (a Action) Finding() (exercise, finding string, ok bool) {
	key, ok := strings.CutPrefix(a.Source, ExerciseSource)
	parts := strings.Split(key, "/")
	if !ok || len(parts) != 3 {
		return "", "", false
	}
	return parts[1], parts[2], true
}

// Work is what an action says, as it was set or last changed.
type Work struct {
	Title   string        `json:"title"`
	Text    string        `json:"text,omitempty"` // what to do; "" for nothing beyond the title
	Owner   assess.UserID `json:"owner"`
	Start   calendar.Date `json:"start,omitzero"`    // zero for at once
	Due     calendar.Date `json:"due,omitzero"`      // the last day, where the owner is
	Issue   string        `json:"issue,omitempty"`   // link to it in an issue tracker; "" for none
	Element string        `json:"element,omitempty"` // of a corrective action: planning, organisation, equipment, training or exercise; "" for none
}

// ActionStatus is how far an action is.
type ActionStatus string

// The statuses.
const (
	Proposed ActionStatus = "" // of what nobody has taken on yet, which is no action
	ToDo     ActionStatus = "to do"
	Doing    ActionStatus = "in progress"
	Done     ActionStatus = "done"
	Dropped  ActionStatus = "dropped"
)

// Ended reports whether nobody is asked any more.
func (s ActionStatus) Ended() bool { return s == Done || s == Dropped }

// Open reports whether the action is still to be done.
func (a Action) Open() bool { return !a.Status.Ended() }
