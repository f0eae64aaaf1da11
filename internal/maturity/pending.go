package maturity

import "fmt"

type Fault struct {
	File         string
	Line, Column int // 1-based; 0 when the fault has no place in the file
	Message      string
}

func (f Fault) String() string { return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Message) }

// Score scores the answers.
func (m *Model) Score(a Answers) (Result, error) { panic("being written") }

func (m *Model) NextActions(r Result, limit int) []Action { panic("being written") }

func Load(data []byte, file string) (*Model, error) { panic("being written") }

func Embedded() []*Model { panic("being written") }

func Find(name string) (*Model, error) { panic("being written") }

func Lint(data []byte, file string) []Fault { panic("being written") }

func ReadAnswers(m *Model, data []byte, file string) (Answers, []Fault) { panic("being written") }

func RenderText(m *Model, r Result, next []Action) string { panic("being written") }

func RenderJSON(m *Model, r Result, next []Action) ([]byte, error) { panic("being written") }
