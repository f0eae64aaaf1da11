package blocks

import (
	"cmp"
	"encoding/json"
	"strconv"
	"strings"

	"cairn/internal/assess"
	"cairn/internal/target"
)

// RoadmapPage is which part of a roadmap is shown: the value of the buttons that turn it, and part of the action id of the
// choices that filter it.
type RoadmapPage struct {
	Programme assess.ProgrammeID
	Owner     assess.UserID // "" for everybody
	Category  string        // "" for all
	Page      int           // counted from 0
}

// String returns the button's value.
func (v RoadmapPage) String() string {
	return string(v.Programme) + "|" + string(v.Owner) + "|" + v.Category + "|" + strconv.Itoa(v.Page)
}

// ParseRoadmapPage reads a button's value.
func ParseRoadmapPage(s string) (RoadmapPage, bool) {
	parts := strings.Split(s, "|")
	if len(parts) != 4 || parts[0] == "" {
		return RoadmapPage{}, false
	}
	page, err := strconv.Atoi(parts[3])
	return RoadmapPage{assess.ProgrammeID(parts[0]), assess.UserID(parts[1]), parts[2], page}, err == nil && page >= 0
}

// ParseRoadmapPick reads which roadmap a choice filters, from its action id.
func ParseRoadmapPick(action string) (RoadmapPage, bool) {
	_, value, _ := strings.Cut(action, ActionMany)
	value, _, _ = strings.Cut(value, ActionMany)
	return ParseRoadmapPage(value)
}

// ParseRoadmapOf reads the value of a button about a programme's roadmap: a page of it, nil where the button stands
// elsewhere, or the programme's id alone.
func ParseRoadmapOf(s string) (assess.ProgrammeID, *RoadmapPage) {
	if shown, ok := ParseRoadmapPage(s); ok {
		return shown.Programme, &shown
	}
	return assess.ProgrammeID(s), nil
}

// PositionValue is the value of a button about a position of a roadmap.
type PositionValue struct {
	Shown RoadmapPage // where it was pressed
	Key   string      // of the position
}

// String returns the button's value.
func (v PositionValue) String() string { return v.Shown.String() + "|" + v.Key }

// ParsePositionValue reads a button's value.
func ParsePositionValue(s string) (PositionValue, bool) {
	parts := strings.SplitN(s, "|", 5)
	if len(parts) != 5 || parts[4] == "" {
		return PositionValue{}, false
	}
	shown, ok := ParseRoadmapPage(strings.Join(parts[:4], "|"))
	return PositionValue{shown, parts[4]}, ok
}

// Opened is what a view about a step or an action remembers, in its private metadata: what it is about, and the roadmap
// that it was opened from, which is brought up to date.
type Opened struct {
	Programme assess.ProgrammeID `json:"p"`
	Key       string             `json:"key,omitempty"`     // of a position of the roadmap
	Action    target.ActionID    `json:"action,omitempty"`  // or of an action
	Edition   int                `json:"edition,omitempty"` // of the action's work, as the view showed it
	Shown     *RoadmapPage       `json:"shown,omitempty"`   // the page of a roadmap it was opened from; nil for none
	Hook      string             `json:"hook,omitempty"`    // the response_url of that page, where it is a message
	View      string             `json:"view,omitempty"`    // its id, where it is a view
	Alone     bool               `json:"alone,omitempty"`   // a form that no view of the action lies below
	Serves    target.ID          `json:"serves,omitempty"`  // in the form of a new action: the target by which it was filled in last
	Renewed   map[string]string  `json:"renewed,omitempty"` // likewise: the ids of the inputs that were filled in anew, by their names
	Fills     int                `json:"fills,omitempty"`   // likewise: how many that were
}

// Block is the id that an input of the form has now.
func (o Opened) Block(name string) string { return cmp.Or(o.Renewed[name], name) }

// Encode returns it as private metadata.
func (o Opened) Encode() string {
	raw, _ := json.Marshal(o) // of texts and numbers
	return string(raw)
}

// DecodeOpened reads what Encode wrote.
func DecodeOpened(metadata string) (Opened, bool) {
	var o Opened
	err := json.Unmarshal([]byte(metadata), &o)
	return o, err == nil && o.Programme != ""
}
