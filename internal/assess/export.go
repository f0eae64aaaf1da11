package assess

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"cairn/internal/calendar"
	"cairn/internal/errs"
)

// Manifest returns the programme file that declares a programme as it stands, with the revision it holds. Defaults are
// written out: the file shows what can be set, and goes on to mean the same when a later version has others.
func (s *Service) Manifest(ctx context.Context, by Actor, id ProgrammeID) (file []byte, err error) {
	defer errs.Wrap(&err, "assess.Manifest(%s)", id)
	err = s.store.View(ctx, func(tx Tx) error {
		p, err := tx.Programme(ctx, id)
		if err != nil {
			return err
		}
		if err := s.mayRun(by, p, "take out how it is set up"); err != nil {
			return err
		}
		file, err = FormatManifest(p)
		return err
	})
	return file, err
}

// FormatManifest writes a programme as the file that declares it: [ParseManifest] reads the same programme from it.
func FormatManifest(p Programme) ([]byte, error) {
	var doc yaml.Node
	if err := doc.Encode(manifestOf(p)); err != nil {
		return nil, err
	}
	for i := 0; i+1 < len(doc.Content); i += 2 {
		switch value := doc.Content[i+1]; doc.Content[i].Value {
		case "categories":
			layOut(value, p.Assignments)
		case "overlap":
			if p.Overlap != nil {
				layOut(value.Content[len(value.Content)-1], p.Overlap.Assignments)
			}
		case "people":
			for j := 1; j < len(value.Content); j += 2 {
				value.Content[j].Style |= yaml.FlowStyle
			}
		case "holidays":
			if dates := value.Content[len(value.Content)-1]; dates.Kind == yaml.SequenceNode {
				for _, closure := range dates.Content {
					closure.Style |= yaml.FlowStyle
				}
			}
		case "cadence", "escalate", "exercises":
			value.Style |= yaml.FlowStyle
		}
	}
	var file bytes.Buffer
	file.WriteString(preface(p))
	encoder := yaml.NewEncoder(&file)
	encoder.SetIndent(2)
	if err := encoder.Encode(&doc); err != nil {
		return nil, err
	}
	return file.Bytes(), encoder.Close()
}

// preface says what the file is, and what may be done with it.
func preface(p Programme) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# The programme %s", p.ID)
	if p.Revision > 0 {
		fmt.Fprintf(&b, " as it stands in revision %d, of %s", p.Revision, p.UpdatedAt.In(location(p)).Format("2 January 2006 15:04 MST"))
	}
	b.WriteString(".\n# Change what you like and apply it with `cairn apply -f FILE`.\n")
	if p.Revision > 0 {
		b.WriteString("# The revision is the base of the change: it lets Cairn see what somebody else changes meanwhile.\n")
	}
	return b.String()
}

// layOut puts the categories into the model's order, one a line.
func layOut(categories *yaml.Node, order []Assignment) {
	var content []*yaml.Node
	for _, a := range order {
		for i := 0; i+1 < len(categories.Content); i += 2 {
			if categories.Content[i].Value == a.Category {
				categories.Content[i+1].Style |= yaml.FlowStyle
				content = append(content, categories.Content[i], categories.Content[i+1])
			}
		}
	}
	categories.Content = content
}

// manifestOf is the declaration that means the programme. What a draft does not say yet is left out.
func manifestOf(p Programme) manifest {
	m := manifest{
		Programme: string(p.ID), Revision: p.Revision, Scope: p.Scope, Model: p.Model, TimeZone: p.Zone,
		WorkingDays: dayNames(p.Days), Hours: orNil(p.Hours),
		Holidays:   manifestHolidays{Country: p.Country, Dates: p.Holidays},
		Away:       manifestAway{Emoji: slices.Concat([]string{}, p.Away.Emoji), Words: slices.Concat([]string{}, p.Away.Words)},
		Channel:    p.Channel,
		Managers:   texts(p.Managers),
		Leaders:    texts(p.Leaders),
		Categories: assignedOf(p.Assignments), Deployments: p.Deployments,
		Cadence:  cadenceOf(p.Cadence, p.FullEvery, p.CheckIn),
		DueAfter: orNil(p.Window), Grace: orNil(p.Grace), Reminders: []string{},
		Exercises: exercisesOf(p.Rehearsals),
	}
	for _, own := range p.People {
		if m.People == nil {
			m.People = make(map[string]manifestPerson, len(p.People))
		}
		m.People[string(own.User)] = manifestPerson{Country: own.Country, WorkingDays: dayNames(own.Days), Hours: orNil(own.Hours)}
	}
	if p.Overlap != nil {
		m.Overlap = manifestOverlap{Model: p.Overlap.Model, Categories: assignedOf(p.Overlap.Assignments)}
	}
	for _, step := range p.Reminders {
		m.Reminders = append(m.Reminders, step.String())
	}
	if p.Escalate != (Step{}) {
		m.Escalate = manifestEscalate{Manager: p.Escalate.String(), alone: p.Deputise == Step{}}
	}
	if p.Deputise != (Step{}) {
		m.Escalate.Deputy = p.Deputise.String()
	}
	return m
}

func cadenceOf(c calendar.Cadence, full calendar.Period, checkIn int) manifestCadence {
	m := manifestCadence{Every: string(c.Every), Full: string(full), CheckIn: orNil(checkIn)}
	if c.StartMonth != 0 {
		m.StartMonth = strings.ToLower(c.StartMonth.String())
	}
	if c.At != 0 {
		m.At = c.At.String()
	}
	return m
}

func assignedOf(list []Assignment) map[string]assigned {
	by := make(map[string]assigned, len(list))
	for _, a := range list {
		by[a.Category] = assigned{Owner: string(a.Owner), Deputy: string(a.Deputy), Risk: string(a.Risk)}
	}
	return by
}

func dayNames(days []time.Weekday) []string {
	var names []string
	for _, d := range days {
		names = append(names, weekdays[d])
	}
	return names
}

func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

// orNil is a pointer to the value, or nil for the zero value.
func orNil[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}
