package target

import (
	"log/slog"
	"time"

	"cairn/internal/assess"
)

// Options are what a Service works with. Store, Programmes and Models are required; Processes is for Revive.
type Options struct {
	Store      Store
	Programmes Programmes
	Processes  Processes
	Models     assess.Models
	Now        func() time.Time // instants of people's acts; processes pass their own time
	Log        *slog.Logger
}

// Service is the use cases of targets and actions. It is safe for concurrent use.
type Service struct {
	store      Store
	programmes Programmes
	processes  Processes
	models     assess.Models
	now        func() time.Time
	log        *slog.Logger
}

// NewService returns a Service.
func NewService(o Options) *Service {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return &Service{store: o.Store, programmes: o.Programmes, processes: o.Processes, models: o.Models, now: o.Now, log: o.Log}
}
