package solo

import (
	"context"
	"fmt"
	"log/slog"

	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/log/tag"
)

// quietLog passes the server's errors on to slog and drops the rest: below
// ERROR the server tells of its own routine, and a clean stop warns a lot.
type quietLog struct {
	to *slog.Logger
}

var _ log.WithLogger = quietLog{}

func (l quietLog) Debug(string, ...tag.Tag) {}
func (l quietLog) Info(string, ...tag.Tag)  {}
func (l quietLog) Warn(string, ...tag.Tag)  {}

func (l quietLog) Error(msg string, tags ...tag.Tag)  { l.write(msg, tags) }
func (l quietLog) DPanic(msg string, tags ...tag.Tag) { l.write(msg, tags) }

// Panic and Fatal panic, as the server expects not to run on after them.
func (l quietLog) Panic(msg string, tags ...tag.Tag) { l.giveUp(msg, tags) }
func (l quietLog) Fatal(msg string, tags ...tag.Tag) { l.giveUp(msg, tags) }

func (l quietLog) With(tags ...tag.Tag) log.Logger {
	return quietLog{to: slog.New(l.to.Handler().WithAttrs(attrs(tags)))}
}

func (l quietLog) write(msg string, tags []tag.Tag) {
	l.to.LogAttrs(context.Background(), slog.LevelError, msg, attrs(tags)...)
}

func (l quietLog) giveUp(msg string, tags []tag.Tag) {
	l.write(msg, tags)
	panic(fmt.Sprintf("temporal server: %s %v", msg, attrs(tags)))
}

func attrs(tags []tag.Tag) []slog.Attr {
	out := make([]slog.Attr, len(tags))
	for i, t := range tags {
		out[i] = slog.Any(t.Key(), t.Value())
	}
	return out
}
