package slacksim

import (
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"time"
)

// recorder writes calls and callbacks as JSON lines, each in one Write so that nothing is lost when the process dies.
type recorder struct {
	mu  sync.Mutex
	w   io.Writer
	err error // the first failure; later lines are not written, since a record with holes misleads
}

// line is one recorded exchange.
type line struct {
	At       time.Time `json:"at"`
	Kind     string    `json:"kind"` // "call" from the bot, "callback" to the bot
	Method   string    `json:"method"`
	Request  any       `json:"request"`
	Response any       `json:"response"`
}

func (w *Workspace) record(kind, method string, request, response any) {
	r := &w.recorder
	if r.w == nil {
		return
	}
	raw, err := json.Marshal(line{w.opt.Clock().UTC(), kind, method, request, response})
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err != nil {
		return
	}
	if err == nil {
		_, err = r.w.Write(append(raw, '\n'))
	}
	if f, ok := r.w.(interface{ Flush() error }); ok && err == nil {
		err = f.Flush()
	}
	if err != nil {
		r.err = fmt.Errorf("the record of calls and callbacks stops at %s %s: %w", kind, method, err)
	}
}

// RecordError is the failure that ended recording, or nil.
func (w *Workspace) RecordError() error {
	w.recorder.mu.Lock()
	defer w.recorder.mu.Unlock()
	return w.recorder.err
}
