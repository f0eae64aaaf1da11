package blocks

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"cairn/internal/assess"
	"cairn/internal/exercise"
)

// The pages of the form in which an exercise is planned.
const (
	ExerciseWhat   = "what"   // kind and scenario
	ExerciseWhen   = "when"   // time, length, objectives, channel
	ExerciseWho    = "who"    // people
	ExerciseReview = "review" // all of it, before anybody is invited
)

// exercisePages are the pages in their order.
var exercisePages = []string{ExerciseWhat, ExerciseWhen, ExerciseWho, ExerciseReview}

// ExercisePage returns the page so many after another, held to the first and last.
func ExercisePage(page string, by int) string {
	i := slices.Index(exercisePages, page) + by
	return exercisePages[min(max(i, 0), len(exercisePages)-1)]
}

// ExercisePageOf returns the page on which a field of a plan is filled in.
func ExercisePageOf(field string) string {
	switch {
	case field == exercise.FieldKind, field == exercise.FieldScenario:
		return ExerciseWhat
	case field == exercise.FieldFacilitator, field == exercise.FieldScribe, field == exercise.FieldObservers,
		field == exercise.FieldPlayers, strings.HasPrefix(field, exercise.FieldPlayers+":"):
		return ExerciseWho
	default:
		return ExerciseWhen
	}
}

// RoleField is the field, and the block, in which the players of a role are named.
func RoleField(role string) string { return exercise.FieldPlayers + ":" + role }

// ExerciseState is what the form of a new exercise remembers between its pages, in its private metadata.
type ExerciseState struct {
	Programme   assess.ProgrammeID         `json:"p"`
	Page        string                     `json:"at"`
	Kind        exercise.Kind              `json:"k,omitempty"`
	Scenario    string                     `json:"s,omitempty"` // id
	Start       int64                      `json:"t,omitempty"` // in seconds; 0 until it was chosen
	Minutes     int                        `json:"m,omitempty"` // 0 for the scenario's
	Left        []string                   `json:"o,omitempty"` // objectives that were left out
	Channel     string                     `json:"c,omitempty"`
	Facilitator assess.UserID              `json:"f,omitempty"`
	Scribe      assess.UserID              `json:"w,omitempty"`
	Players     map[string][]assess.UserID `json:"r,omitempty"` // by role
	Observers   []assess.UserID            `json:"v,omitempty"`
}

// Encode returns the state as private metadata, and whether Slack can carry it.
func (s ExerciseState) Encode() (string, bool) {
	raw, err := json.Marshal(s)
	if err != nil { // strings and numbers always marshal
		return "", false
	}
	return string(raw), utf8.RuneCount(raw) <= MaxPrivateMetadata
}

// DecodeExerciseState reads what Encode wrote.
func DecodeExerciseState(metadata string) (ExerciseState, error) {
	var s ExerciseState
	if err := json.Unmarshal([]byte(metadata), &s); err != nil {
		return s, fmt.Errorf("blocks: private metadata of an exercise's form: %w", err)
	}
	if s.Programme == "" || !slices.Contains(exercisePages, s.Page) {
		return s, fmt.Errorf("blocks: private metadata names no programme or no page")
	}
	return s, nil
}

// Choose takes another scenario, by its id. What was said of the objectives and length of the one before is forgotten.
func (s ExerciseState) Choose(scenario string) ExerciseState {
	if scenario != s.Scenario {
		s.Scenario, s.Left, s.Minutes = scenario, nil, 0
	}
	return s
}

// Draft is what the form says of an exercise of a scenario; nil where none is chosen yet.
func (s ExerciseState) Draft(of *exercise.Scenario) exercise.Draft {
	d := exercise.Draft{Kind: s.Kind, Scenario: s.Scenario, Plan: exercise.Plan{
		Length: time.Duration(s.Minutes) * time.Minute, Facilitator: s.Facilitator, Scribe: s.Scribe, Observers: s.Observers, Channel: s.Channel,
	}}
	if s.Start > 0 {
		d.Start = time.Unix(s.Start, 0).UTC()
	}
	if of == nil {
		return d
	}
	if s.Minutes == 0 {
		d.Length = of.Length()
	}
	for _, o := range of.Objectives {
		if !slices.Contains(s.Left, o.ID) {
			d.Objectives = append(d.Objectives, o.ID)
		}
	}
	for _, role := range of.Roles {
		for _, u := range s.Players[role.ID] {
			d.Players = append(d.Players, exercise.Seat{User: u, Role: role.ID})
		}
	}
	return d
}

// ExerciseRef is what a view about one exercise remembers, in its private metadata.
type ExerciseRef struct {
	ID      exercise.ID `json:"id"`
	Edition int         `json:"edition,omitempty"` // of the plan that was shown
	Over    bool        `json:"over,omitempty"`    // it lies above the view of the exercise
}

// Encode returns the reference as private metadata.
func (e ExerciseRef) Encode() string {
	raw, err := json.Marshal(e)
	if err != nil { // strings, numbers and a flag always marshal
		return ""
	}
	return string(raw)
}

// DecodeExerciseRef reads what Encode wrote.
func DecodeExerciseRef(metadata string) (ExerciseRef, error) {
	var e ExerciseRef
	if err := json.Unmarshal([]byte(metadata), &e); err != nil {
		return e, fmt.Errorf("blocks: private metadata of a view about an exercise: %w", err)
	}
	if e.ID == "" {
		return e, fmt.Errorf("blocks: private metadata names no exercise")
	}
	return e, nil
}

// PlanValue is the value of a button that plans an exercise.
type PlanValue struct {
	Programme assess.ProgrammeID
	Kind      exercise.Kind // "" for either
}

// String returns the button's value.
func (v PlanValue) String() string {
	if v.Kind == "" {
		return string(v.Programme)
	}
	return string(v.Programme) + "|" + string(v.Kind)
}

// ParsePlanValue reads a button's value.
func ParsePlanValue(s string) (PlanValue, bool) {
	p, kind, _ := strings.Cut(s, "|")
	return PlanValue{assess.ProgrammeID(p), exercise.Kind(kind)}, p != ""
}
