package exercise

import (
	"context"
	"time"

	"cairn/internal/assess"
)

func (s *Service) dutyDue(context.Context, Tx, assess.ProgrammeID, time.Time) (Due, error) {
	return Due{}, nil
}

func (s *Service) dutyTell(context.Context, assess.ProgrammeID, assess.UserID, string, time.Time) (Notice, bool, error) {
	return Notice{}, false, nil
}

func (s *Service) duties(context.Context, Tx, assess.Programme, time.Time) ([]Duty, error) {
	return nil, nil
}
