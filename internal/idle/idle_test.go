package idle_test

import (
	"context"
	"errors"
	"testing"

	"cairn/internal/idle"
)

func TestWaitReturnsOnlyWhenAllWorkIsDone(t *testing.T) {
	t.Parallel()
	var g idle.Group
	release, finished := make(chan struct{}), 0
	for range 3 {
		g.Go(func() { <-release })
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := g.Wait(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("Wait with work under way = %v, want the context's error", err)
	}
	g.Go(func() { <-release; finished++ })
	close(release)
	if err := g.Wait(t.Context()); err != nil || finished != 1 {
		t.Errorf("Wait = %v with %d finished, want nil with 1", err, finished)
	}
}

func TestAnIdleGroupDoesNotMakeAnyoneWait(t *testing.T) {
	t.Parallel()
	var g idle.Group
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := g.Wait(ended); err != nil {
		t.Errorf("Wait = %v, want nil", err)
	}
}
