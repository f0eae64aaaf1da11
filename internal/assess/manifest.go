package assess

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"cairn/internal/calendar"
	"cairn/internal/maturity"
)

// manifest is the stored shape of a programme file; docs/reference/programme-file.md describes it. It is also what the
// pages of a setup in Slack are checked as, so that both keep to the same rules.
type manifest struct {
	Programme   string                    `yaml:"programme"`
	Revision    int                       `yaml:"revision,omitempty"`
	Scope       string                    `yaml:"scope"`
	Model       string                    `yaml:"model"`
	TimeZone    string                    `yaml:"time_zone"`
	WorkingDays []string                  `yaml:"working_days,flow"`
	Hours       *calendar.Hours           `yaml:"working_hours,flow"`
	Holidays    manifestHolidays          `yaml:"holidays,omitempty"`
	People      map[string]manifestPerson `yaml:"people,omitempty"`
	Away        manifestAway              `yaml:"out_of_office"`
	Channel     string                    `yaml:"channel"`
	Managers    []string                  `yaml:"managers,flow"`
	Leaders     []string                  `yaml:"leaders,flow,omitempty"`
	Categories  map[string]assigned       `yaml:"categories"`
	Deployments []string                  `yaml:"deployment_types,flow,omitempty"`
	Overlap     manifestOverlap           `yaml:"overlap,omitempty"`
	Cadence     manifestCadence           `yaml:"cadence"`
	DueAfter    *int                      `yaml:"due_after"`
	Grace       *int                      `yaml:"grace"`
	Reminders   []string                  `yaml:"reminders,flow"`
	Escalate    manifestEscalate          `yaml:"escalate"`
	Exercises   manifestExercises         `yaml:"exercises"`
}

type manifestHolidays struct {
	Country string               `yaml:"country,omitempty"`
	Dates   []calendar.DateRange `yaml:"dates,omitempty"`
}

// manifestPerson is how the working time of one person differs.
type manifestPerson struct {
	Country     string          `yaml:"country,omitempty"`
	WorkingDays []string        `yaml:"working_days,flow,omitempty"`
	Hours       *calendar.Hours `yaml:"working_hours,flow,omitempty"`
}

// manifestAway tells an empty list, for none, from one that is left out.
type manifestAway struct {
	Emoji []string `yaml:"emoji,flow"`
	Words []string `yaml:"words,flow"`
}

type manifestCadence struct {
	Every      string `yaml:"every"`
	StartMonth string `yaml:"start_month,omitempty"`
	At         string `yaml:"at,omitempty"`
	Full       string `yaml:"full,omitempty"`
	CheckIn    *int   `yaml:"check_in,omitempty"`
}

type manifestOverlap struct {
	Model      string              `yaml:"model"`
	Categories map[string]assigned `yaml:"categories"`
}

// manifestExercises says how often; what is left out has its default.
type manifestExercises struct {
	Tabletop   string `yaml:"tabletop"`
	Simulation string `yaml:"simulation"`
}

// assigned is who answers for a category, and what is at stake in it.
type assigned struct {
	Owner  string `yaml:"owner"`
	Deputy string `yaml:"deputy,omitempty"`
	Risk   string `yaml:"risk,omitempty"`
}

// manifestEscalate is written as two steps, or as the one of the managers alone.
type manifestEscalate struct {
	Deputy  string `yaml:"deputy,omitempty"`
	Manager string `yaml:"manager,omitempty"`
	alone   bool   // written as one step
}

// UnmarshalYAML reads either way of writing it.
func (e *manifestEscalate) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		e.alone = true
		return n.Decode(&e.Manager)
	}
	var steps map[string]string
	if err := n.Decode(&steps); err != nil {
		return err
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		switch key := n.Content[i]; key.Value {
		case "deputy":
			e.Deputy = steps[key.Value]
		case "manager":
			e.Manager = steps[key.Value]
		default: // in the words of the YAML reader, which does not look in here
			return &yaml.TypeError{Errors: []string{fmt.Sprintf("line %d: field %s not found in type assess.manifestEscalate", key.Line, key.Value)}}
		}
	}
	return nil
}

// MarshalYAML writes one step where there is one.
func (e manifestEscalate) MarshalYAML() (any, error) {
	if e.alone {
		return e.Manager, nil
	}
	type both manifestEscalate // without this method
	return both(e), nil
}

// ParseManifest reads a programme file. It returns every fault at once, each with its line; the programme is valid only
// when there is none. Revision is the one on which the file says it is based, 0 when it does not say.
func ParseManifest(data []byte, file string, models Models) (Programme, []maturity.Fault) {
	r := &manifestReader{file: file, lines: make(map[string]int)}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		r.yamlFaults(err)
		return Programme{}, r.faults
	}
	if len(doc.Content) == 0 {
		r.note("", "The file is empty. Start from the example that `cairn apply --example` prints.")
		return Programme{}, r.faults
	}
	r.index(doc.Content[0], "")
	var m manifest
	decoder := yaml.NewDecoder(strings.NewReader(string(data)))
	decoder.KnownFields(true)
	if err := decoder.Decode(&m); err != nil {
		r.yamlFaults(err)
		if strings.Contains(err.Error(), "already defined") {
			return Programme{}, r.faults // what was read is not what was meant
		}
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		r.note("", "The file holds more than one document (---). Write one programme a file.")
	}
	p, findings := declare(m, models)
	for _, f := range findings {
		r.note(f.path, "%s: %s", f.path, f.sentence)
	}
	slices.SortFunc(r.faults, func(a, b maturity.Fault) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Message, b.Message))
	})
	return p, r.faults
}

// manifestReader collects the faults of one file with their lines.
type manifestReader struct {
	file   string
	lines  map[string]int // "categories.governance.owner" -> line
	faults []maturity.Fault
}

// index notes the line of every path below the node.
func (r *manifestReader) index(n *yaml.Node, path string) {
	r.lines[path] = n.Line
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := strings.TrimPrefix(path+"."+n.Content[i].Value, ".")
			r.index(n.Content[i+1], key)
			r.lines[key] = n.Content[i].Line
		}
	case yaml.SequenceNode:
		for i, item := range n.Content {
			r.index(item, fmt.Sprintf("%s[%d]", path, i))
		}
	}
}

// note keeps what is wrong at the path, or at its nearest parent in the file.
func (r *manifestReader) note(path, format string, args ...any) {
	line, ok := r.lines[path]
	for parent := path; !ok && parent != ""; line, ok = r.lines[parent] {
		parent = parent[:max(0, strings.LastIndexAny(parent, ".["))]
	}
	r.faults = append(r.faults, maturity.Fault{File: r.file, Line: max(line, 1), Message: fmt.Sprintf(format, args...)})
}

var unknownSetting = regexp.MustCompile(`^field (\S+) not found in type assess\.\S+$`)

var yamlLine = regexp.MustCompile(`^(?:yaml: )?line ([0-9]+): (.*)$`)

// yamlFaults notes what the YAML reader found wrong, a line each.
func (r *manifestReader) yamlFaults(err error) {
	messages := []string{err.Error()}
	var typed *yaml.TypeError
	if errors.As(err, &typed) {
		messages = typed.Errors
	}
	for _, message := range messages {
		fault := maturity.Fault{File: r.file, Line: 1, Message: message}
		if parts := yamlLine.FindStringSubmatch(message); parts != nil {
			fault.Line, _ = strconv.Atoi(parts[1])
			fault.Message = unknownSetting.ReplaceAllString(parts[2], "$1 is not a setting of a programme file")
		}
		r.faults = append(r.faults, fault)
	}
}
