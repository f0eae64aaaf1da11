package assess

import (
	"context"
	"fmt"
	"strings"
	"time"

	"cairn/internal/calendar"
	"cairn/internal/errs"
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

// Apply makes the stored programme be what is declared, and returns what that changes. Declaring the same again changes
// nothing. With dryRun nothing is stored. A cycle that is open keeps its roster and instants.
func (s *Service) Apply(ctx context.Context, by Actor, p Programme, dryRun bool) (changes []Change, err error) {
	defer errs.Wrap(&err, "assess.Apply(%s)", p.ID)
	if !by.Operator() {
		return nil, forbidden("A programme is declared from the command line, with `cairn apply`.")
	}
	at := s.now()
	work := s.store.Update
	if dryRun {
		work = s.store.View
	}
	err = work(ctx, func(tx Tx) error {
		old, err := tx.Programme(ctx, p.ID)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		if changes = diff(old, p); dryRun || len(changes) == 0 {
			return nil
		}
		p.Revision, p.UpdatedAt = old.Revision+1, at
		if err := tx.SaveProgramme(ctx, p); err != nil {
			return err
		}
		detail := make(map[string]string, len(changes))
		for _, c := range changes {
			detail[c.Setting] = strings.TrimPrefix(c.Old+" -> "+c.New, " -> ")
		}
		if err := record(ctx, tx, at, by, "programme.applied", p.ID, string(p.ID), detail); err != nil {
			return err
		}
		return nudge(ctx, tx, at, NudgeSchedule, string(p.ID))
	})
	if err == nil && !dryRun && len(changes) > 0 {
		s.deliver()
	}
	return changes, err
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
		{"working_days", joined(p.Days, func(d time.Weekday) string { return weekdays[d] })},
		{"working_hours", p.Hours.String()},
		{"holidays.country", p.Country},
	}
	list = append(list, setting{"holidays.dates", joined(p.Holidays, closure)})
	list = append(list, setting{"channel", p.Channel}, setting{"managers", joined(p.Managers, func(u UserID) string { return string(u) })})
	for _, a := range p.Assignments {
		list = append(list, setting{"categories." + a.Category + ".owner", string(a.Owner)},
			setting{"categories." + a.Category + ".deputy", string(a.Deputy)})
	}
	list = append(list, setting{"deployment_types", strings.Join(p.Deployments, ", ")})
	if p.Overlap != nil {
		list = append(list, setting{"overlap.model", p.Overlap.Model})
		for _, a := range p.Overlap.Assignments {
			list = append(list, setting{"overlap.categories." + a.Category + ".owner", string(a.Owner)},
				setting{"overlap.categories." + a.Category + ".deputy", string(a.Deputy)})
		}
	}
	return append(list,
		setting{"cadence", fmt.Sprintf("%s from %s at %s", p.Cadence.Every, p.Cadence.StartMonth, p.Cadence.At)},
		setting{"cadence.full", string(p.FullEvery)}, setting{"cadence.check_in", checkInSetting(p.CheckIn)},
		setting{"due_after", fmt.Sprintf("%d working days", p.Window)}, setting{"grace", fmt.Sprintf("%d working days", p.Grace)},
		setting{"reminders", joined(p.Reminders, Step.String)}, setting{"escalate", p.Escalate.String()})
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
