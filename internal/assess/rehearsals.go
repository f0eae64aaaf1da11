package assess

import (
	"slices"
	"strings"
)

// Rehearsals says how often a programme is to exercise: at least one of the kind in so many months; 0 for no duty.
type Rehearsals struct {
	Tabletop   int
	Simulation int
}

// DefaultRehearsals are those of a programme that declares none: a tabletop a year.
func DefaultRehearsals() Rehearsals { return Rehearsals{Tabletop: 12} }

// Frequency is how often something is to take place, as a programme file says it.
type Frequency struct {
	Word   string
	Months int // 0 for never
}

// Frequencies lists how often exercises can be asked for, the rarest last and never first.
func Frequencies() []Frequency {
	return []Frequency{{"never", 0}, {"quarterly", 3}, {"half-yearly", 6}, {"yearly", 12}, {"every 2 years", 24}, {"every 3 years", 36}}
}

// FrequencyOf is the word for a number of months; "" where there is none.
func FrequencyOf(months int) string {
	for _, f := range Frequencies() {
		if f.Months == months {
			return f.Word
		}
	}
	return ""
}

func exercisesOf(r Rehearsals) manifestExercises {
	return manifestExercises{Tabletop: FrequencyOf(r.Tabletop), Simulation: FrequencyOf(r.Simulation)}
}

// rehearsals reads how often a programme is to exercise.
func (c *check) rehearsals(m manifestExercises) Rehearsals {
	r := DefaultRehearsals()
	r.Tabletop = c.frequency("exercises.tabletop", m.Tabletop, r.Tabletop)
	r.Simulation = c.frequency("exercises.simulation", m.Simulation, r.Simulation)
	return r
}

func (c *check) frequency(path, word string, otherwise int) int {
	if word == "" {
		return otherwise
	}
	i := slices.IndexFunc(Frequencies(), func(f Frequency) bool { return f.Word == strings.ToLower(strings.TrimSpace(word)) })
	if i < 0 {
		c.fault(path, "%q is not how often; use never, quarterly, half-yearly, yearly, every 2 years or every 3 years.", word)
		return otherwise
	}
	return Frequencies()[i].Months
}

// rehearsalSettings are how often a programme is to exercise, by kind.
func rehearsalSettings(r Rehearsals) []setting {
	return []setting{{"exercises.tabletop", FrequencyOf(r.Tabletop)}, {"exercises.simulation", FrequencyOf(r.Simulation)}}
}

// dutyOf is what the process of a programme's duty to exercise is called in nudges; see exercise.DutyOf.
func dutyOf(p ProgrammeID) string { return string(p) + "/duty" }
