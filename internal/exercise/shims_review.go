package exercise

import (
	"context"

	"cairn/internal/assess"
)

func (s *Service) review(ctx context.Context, r *record, by assess.Actor) (Review, error) {
	v, err := s.view(ctx, r, by)
	return Review{View: v}, err
}

func (r *record) reviews(by assess.Actor) bool { return r.leads(by) }
