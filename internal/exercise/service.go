package exercise

import (
	"log/slog"
	"time"

	"cairn/internal/assess"
)

// Options are what a Service works with. Now, Log and Channels may be left out.
type Options struct {
	Store       Store
	Programmes  Programmes
	Corrections Corrections
	Processes   Processes
	Models      assess.Models
	Library     *Library
	Channels    Channels         // nil where nobody can ask Slack; set later by SetChannels
	Now         func() time.Time // instants of people's acts; processes pass their own time
	Log         *slog.Logger
}

// Service is the use cases of exercises. It is safe for concurrent use.
type Service struct {
	store       Store
	programmes  Programmes
	corrections Corrections
	processes   Processes
	models      assess.Models
	library     *Library
	channels    Channels
	now         func() time.Time
	log         *slog.Logger
}

// NewService returns a Service.
func NewService(o Options) *Service {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return &Service{
		store: o.Store, programmes: o.Programmes, corrections: o.Corrections, processes: o.Processes, models: o.Models,
		library: o.Library, channels: o.Channels, now: o.Now, log: o.Log,
	}
}

// SetChannels says who can ask Slack about channels. It is called once, before the service is used.
func (s *Service) SetChannels(c Channels) { s.channels = c }
