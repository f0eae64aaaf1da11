package assess

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"cairn/internal/calendar"
)

// Change is one setting of a programme that an apply changes. Old is "" for a setting that is new, New for one that goes.
type Change struct {
	Setting  string
	Old, New string
}

// String returns the change as a line of a diff.
func (c Change) String() string {
	switch {
	case c.Old == "":
		return fmt.Sprintf("+ %s: %s", c.Setting, c.New)
	case c.New == "":
		return fmt.Sprintf("- %s: %s", c.Setting, c.Old)
	default:
		return fmt.Sprintf("~ %s: %s -> %s", c.Setting, c.Old, c.New)
	}
}

// setting is one line of what a programme declares.
type setting struct{ name, value string }

// settings lists what a programme declares, in the order of its file.
func settings(p Programme) []setting {
	if p.ID == "" {
		return nil
	}
	list := []setting{
		{"scope", p.Scope},
		{"model", p.Model},
		{"time_zone", p.Zone},
		{"working_days", strings.Join(dayNames(p.Days), ", ")},
		{"working_hours", p.Hours.String()},
		{"holidays.country", p.Country},
	}
	list = append(list, setting{"holidays.dates", joined(p.Holidays, closure)})
	for _, own := range p.People {
		list = append(list, setting{"people." + string(own.User), own.String()})
	}
	list = append(list, awaySettings(p.Away)...)
	list = append(list, setting{"channel", p.Channel}, setting{"managers", strings.Join(texts(p.Managers), ", ")},
		setting{"leaders", strings.Join(texts(p.Leaders), ", ")})
	list = append(list, assignmentSettings("categories", p.Assignments)...)
	list = append(list, setting{"deployment_types", strings.Join(p.Deployments, ", ")})
	if p.Overlap != nil {
		list = append(list, setting{"overlap.model", p.Overlap.Model})
		list = append(list, assignmentSettings("overlap.categories", p.Overlap.Assignments)...)
	}
	list = append(list,
		setting{"cadence", fmt.Sprintf("%s from %s at %s", p.Cadence.Every, p.Cadence.StartMonth, p.Cadence.At)},
		setting{"cadence.full", string(p.FullEvery)}, setting{"cadence.check_in", checkInSetting(p.CheckIn)},
		setting{"due_after", fmt.Sprintf("%d working days", p.Window)}, setting{"grace", fmt.Sprintf("%d working days", p.Grace)},
		setting{"reminders", cmp.Or(joined(p.Reminders, Step.String), "never")},
		setting{"escalate.deputy", p.Deputise.String()}, setting{"escalate.manager", p.Escalate.String()})
	return append(list, rehearsalSettings(p.Rehearsals)...)
}

// assignmentSettings are who answers for the categories of a model, and what is at stake in each.
func assignmentSettings(at string, assignments []Assignment) (list []setting) {
	for _, a := range assignments {
		path := at + "." + a.Category
		list = append(list, setting{path + ".owner", string(a.Owner)}, setting{path + ".deputy", string(a.Deputy)},
			setting{path + ".risk", string(a.Risk)})
	}
	return list
}

// checkInSetting is "" for the default, which says nothing where there are no check-ins.
func checkInSetting(most int) string {
	if most == DefaultCheckIn {
		return ""
	}
	return fmt.Sprintf("at most %d items", most)
}

// closure writes one closure of the organisation's own.
func closure(d calendar.DateRange) string {
	text := d.First.String()
	if !d.Last.IsZero() {
		text += " to " + d.Last.String()
	}
	if d.Name != "" {
		text += " (" + d.Name + ")"
	}
	if d.Yearly {
		text += " every year"
	}
	return text
}

func joined[T any](list []T, text func(T) string) string {
	parts := make([]string, len(list))
	for i, item := range list {
		parts[i] = text(item)
	}
	return strings.Join(parts, ", ")
}

// awaySettings are "" for the defaults, which would only fill the screen.
func awaySettings(r AwayRule) []setting {
	said := func(list, otherwise []string) string {
		if slices.Equal(list, otherwise) {
			return ""
		}
		return cmp.Or(strings.Join(list, ", "), "none")
	}
	usual := DefaultAwayRule()
	return []setting{{"out_of_office.emoji", said(r.Emoji, usual.Emoji)}, {"out_of_office.words", said(r.Words, usual.Words)}}
}

// String returns how the person's working time differs, on one line.
func (w WorkingTime) String() string {
	var parts []string
	if w.Country != "" {
		parts = append(parts, "country "+w.Country)
	}
	if len(w.Days) > 0 {
		parts = append(parts, strings.Join(dayNames(w.Days), ", "))
	}
	if w.Hours != (calendar.Hours{}) {
		parts = append(parts, w.Hours.String())
	}
	return strings.Join(parts, "; ")
}

// diff lists the settings that differ, in the order of the new declaration; those that go come last.
func diff(before, after Programme) []Change {
	had := make(map[string]string)
	for _, s := range settings(before) {
		had[s.name] = s.value
	}
	var changes []Change
	for _, s := range settings(after) {
		if had[s.name] != s.value {
			changes = append(changes, Change{Setting: s.name, Old: had[s.name], New: s.value})
		}
		delete(had, s.name)
	}
	for _, s := range settings(before) {
		if old, gone := had[s.name]; gone && old != "" {
			changes = append(changes, Change{Setting: s.name, Old: old})
		}
	}
	return changes
}
