package assess

import (
	"context"
	"time"

	"cairn/internal/maturity"
)

// Position is where a programme's categories stand by what is answered now: by the newest snapshot on its model and by
// what was submitted since in an open cycle.
type Position struct {
	Model    *maturity.Model
	Answers  maturity.Answers // that count now; empty where only levels were picked
	Result   maturity.Result  // of them, with the levels that managers set in Levels only
	Levels   map[string]int   // by category id: as managers set them, else as computed; at least, while not complete; absent while nothing is known
	Snapshot *Snapshot        // the newest on the programme's model; nil while there is none
	Before   *Snapshot        // the one before it on the same model; nil for none
	Open     CycleID          // the cycle whose answers are in it and are not final; "" for none
	AsOf     time.Time        // of the newest answer; zero while there is none
}

// Position returns where a programme stands. Questionnaires that are open count with what was submitted and signed off.
func (s *Service) Position(ctx context.Context, tx Tx, p Programme) (Position, error) {
	m, err := s.model(p.Model)
	return Position{Model: m, Levels: map[string]int{}}, err
}

// FreeDay is the first instant from at on, in the person's working time, at which they may be followed up about a target or
// an action: not out of office, and on a day on which nothing of Cairn has come to them, nor anything of their
// questionnaires will.
func (s *Service) FreeDay(ctx context.Context, tx Tx, p Programme, who Person, at time.Time) (time.Time, error) {
	cal, err := p.CalendarOf(who)
	if err != nil {
		return time.Time{}, err
	}
	return cal.Next(at), nil
}

// Deliver starts to tell the processes what was just committed, without making anybody wait.
func (s *Service) Deliver() { s.deliver() }
