package assess

import "context"

func (s *Service) Card(ctx context.Context, c CycleID, u UserID) (Card, error) { return Card{}, nil }
