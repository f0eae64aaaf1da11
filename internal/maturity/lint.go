package maturity

import (
	_ "embed"

	"cairn/internal/datafile"
)

//go:embed schema/model.schema.json
var schemaJSON []byte

var modelSchema = datafile.NewSchema(schemaJSON)

// Schema returns the JSON Schema of the model file format.
func Schema() []byte { return modelSchema.Text() }

// Fault is one thing wrong with a file, and how to mend it.
type Fault = datafile.Fault

// Limits on what is read at all.
const (
	maxModelBytes   = 2 << 20
	maxAnswersBytes = 1 << 20
	maxLevels       = 100  // as in the schema
	maxDependencies = 1000 // as in the schema
)

// Lint returns everything wrong with a model file, in the order of its lines; nothing when it is sound. It checks the
// shape by the JSON Schema and then what a schema cannot say. It never fails otherwise, whatever the bytes are.
func Lint(data []byte, file string) []Fault {
	_, faults := read(data, file)
	return faults
}

// read parses, checks and indexes a model. The model is usable only when there are no faults.
func read(data []byte, file string) (*Model, []Fault) {
	d := datafile.Parse(data, file, maxModelBytes)
	if d.Root == nil {
		return nil, d.Faults()
	}
	d.Check(modelSchema)
	var m Model
	if err := d.Root.Decode(&m); err != nil {
		if len(d.Faults()) == 0 { // the schema should have found it
			d.Add(1, 1, "The file cannot be read: %v.", err)
		}
		return nil, d.Faults()
	}
	m.checkRules(d)
	if faults := d.Faults(); len(faults) > 0 {
		return nil, faults
	}
	m.link(data)
	return &m, nil
}
