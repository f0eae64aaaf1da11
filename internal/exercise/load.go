package exercise

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"strings"

	"cairn/internal/datafile"
	"cairn/internal/errs"
	"cairn/internal/maturity"
)

//go:embed schema/scenario.schema.json
var schemaJSON []byte

var scenarioSchema = datafile.NewSchema(schemaJSON)

// Schema returns the JSON Schema of the scenario file format.
func Schema() []byte { return scenarioSchema.Text() }

// maxScenarioBytes limits what is read at all.
const maxScenarioBytes = 1 << 20

// Lint returns everything wrong with a scenario file, in the order of its lines; nothing when it is sound. It checks the
// form by the JSON Schema and then what a schema cannot say. Items are held against the embedded models and those given;
// of other models nothing is known and nothing said. It never fails otherwise, whatever the bytes are.
func Lint(data []byte, file string, own ...*maturity.Model) []datafile.Fault {
	_, faults := read(data, file, own)
	return faults
}

// Load parses and checks a scenario file; file is its name for faults. The error is errs.Invalid with every fault, one a line.
func Load(data []byte, file string, own ...*maturity.Model) (*Scenario, error) {
	s, faults := read(data, file, own)
	if len(faults) > 0 {
		return nil, maturity.FaultError(faults)
	}
	return s, nil
}

// read parses and checks a scenario. It is usable only when there are no faults.
func read(data []byte, file string, own []*maturity.Model) (*Scenario, []datafile.Fault) {
	d := datafile.Parse(data, file, maxScenarioBytes)
	if d.Root == nil {
		return nil, d.Faults()
	}
	d.Check(scenarioSchema)
	var s Scenario
	if err := d.Root.Decode(&s); err != nil {
		if len(d.Faults()) == 0 { // the schema should have found it
			d.Add(1, 1, "The file cannot be read: %v.", err)
		}
		return nil, d.Faults()
	}
	check(d, &s, own)
	if faults := d.Faults(); len(faults) > 0 {
		return nil, faults
	}
	sum := sha256.Sum256(data)
	s.Hash = hex.EncodeToString(sum[:])
	s.ID = s.Name + "@" + s.Version
	return &s, nil
}

// Freeze returns a scenario as it is kept with an exercise, so that what was run can be told for ever, whatever becomes of
// the file.
func Freeze(s *Scenario) (data []byte, err error) {
	defer errs.Wrap(&err, "exercise.Freeze")
	return json.Marshal(s)
}

// Thaw reads what Freeze wrote. The hash is that of the file, which is kept beside it. Nothing is checked again: a rule that
// came later says nothing against what was run.
func Thaw(data []byte, hash string) (_ *Scenario, err error) {
	defer errs.Wrap(&err, "exercise.Thaw")
	var s Scenario
	if err := json.Unmarshal(data, &s); err != nil {
		return nil, err
	}
	s.ID, s.Hash = s.Name+"@"+s.Version, hash
	return &s, nil
}

// withoutVersion returns the part of an id before the @.
func withoutVersion(id string) string {
	name, _, _ := strings.Cut(id, "@")
	return name
}
