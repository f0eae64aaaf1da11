package app

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Stop ends the App: intake, background, worker, connections. It takes no longer than ctx and half a minute allow. It may be
// called again and returns what went wrong. An App that was started logs that it stops, and what it could not finish.
func (a *App) Stop(ctx context.Context) error {
	a.stop.Do(func() { a.stopped = a.shutDown(ctx) })
	return a.stopped
}

func (a *App) shutDown(ctx context.Context) error {
	began := time.Now()
	ctx, cancel := context.WithTimeout(ctx, stopTimeout)
	defer cancel()
	if a.started {
		a.log.Info("stopping; what is under way is finished first", "at_most", stopTimeout+workTimeout)
	}
	var failed []error
	end := func(what string, err error) {
		if err == nil {
			return
		}
		failed = append(failed, fmt.Errorf("stop %s: %w", what, err))
		if a.started {
			a.log.Warn("not finished when Cairn stopped", "what", what, "error", err)
		}
	}
	if a.socket != nil {
		end("answers over Socket Mode", a.socket.Stop(ctx))
	}
	if a.server != nil {
		end("answers to requests", a.server.Shutdown(ctx))
	}
	if a.cancel != nil {
		a.cancel()
	}
	end("regular tasks", waitFor(ctx, &a.background))
	if a.bot != nil {
		end("messages that follow answers", a.bot.Stop(ctx))
	}
	if a.Assess != nil {
		end("telling the processes what people did, which is stored and told later", a.Assess.Wait(ctx))
	}
	if a.worker != nil {
		a.worker.Stop() // waits for workTimeout at most; another worker takes up what is not finished
	}
	if a.temporal != nil {
		a.temporal.Close()
	}
	if a.store != nil {
		end("the database's connections", a.store.Close())
	}
	if a.started {
		a.log.Info("stopped", "after", time.Since(began).Round(time.Millisecond), "finished", len(failed) == 0)
	}
	return errors.Join(failed...)
}

// waitFor waits for a group until ctx ends.
func waitFor(ctx context.Context, group *sync.WaitGroup) error {
	done := make(chan struct{})
	go func() {
		group.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
