package blocks

import (
	"strconv"
	"strings"

	"cairn/internal/assess"
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
	return ParseRoadmapPage(value)
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
