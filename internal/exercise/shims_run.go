package exercise

import (
	"context"
	"fmt"
	"time"

	"cairn/internal/assess"
)

var bySchedule = assess.Actor{Source: assess.FromSchedule}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func numbered(step string, n int) string { return fmt.Sprintf("%s#%d", step, n) }

func (r *record) liveDue() Due { return Due{} }

func (r *record) timeUp(context.Context) error { return nil }

func (r *record) draft(context.Context) error { return nil }

func (s *Service) controlFor(ctx context.Context, r *record, by assess.Actor) (Control, error) {
	v, err := s.view(ctx, r, by)
	return Control{View: v}, err
}

func (s *Service) watchFor(ctx context.Context, r *record, by assess.Actor) (Watch, error) {
	v, err := s.view(ctx, r, by)
	return Watch{View: v}, err
}
