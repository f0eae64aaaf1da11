package slacksim

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// FaultKind is a way to misbehave.
type FaultKind string

// The faults. The first group concerns Web API methods, the second callbacks to the bot.
const (
	FaultRejectCharts  FaultKind = "reject_charts"  // blocks with a data_visualization are invalid_blocks
	FaultRateLimit     FaultKind = "rate_limit"     // 429 with Retry-After
	FaultServerError   FaultKind = "server_error"   // HTTP 500, nothing done
	FaultError         FaultKind = "error"          // ok false with Fault.Error, nothing done
	FaultTimeoutBefore FaultKind = "timeout_before" // nothing done, and no answer until the client gives up
	FaultTimeoutAfter  FaultKind = "timeout_after"  // done, and no answer until the client gives up

	FaultDrop      FaultKind = "drop"      // the callback never reaches the bot
	FaultDuplicate FaultKind = "duplicate" // the callback reaches the bot twice, with the same ids
	FaultReorder   FaultKind = "reorder"   // an event is kept back until another one has been delivered
	FaultHangUp    FaultKind = "hang_up"   // the callback reaches the bot, then the connection breaks: its acknowledgement is lost
)

var (
	apiFaults      = []FaultKind{FaultRateLimit, FaultServerError, FaultError, FaultTimeoutBefore, FaultTimeoutAfter}
	callbackFaults = []FaultKind{FaultDrop, FaultDuplicate, FaultReorder, FaultHangUp}
)

// Fault switches a misbehaviour on or off.
type Fault struct {
	Kind       FaultKind     `json:"kind"`
	Method     string        `json:"method,omitempty"`      // a method such as chat.postMessage, or a callback such as view_submission, message.im or slash_commands; empty: any
	Text       string        `json:"text,omitempty"`        // of a Web API method: only calls whose text contains it
	Count      int           `json:"count,omitempty"`       // how many times; 0: until switched off
	RetryAfter int           `json:"retry_after,omitempty"` // seconds, for rate_limit; default 1
	Error      string        `json:"error,omitempty"`       // for error; default internal_error
	Hold       time.Duration `json:"-"`                     // the longest a timeout keeps a connection open; default 30s
	Off        bool          `json:"off,omitempty"`         // switch off every fault of this kind (and method, if given); with no kind, all of them
}

// Fault switches a fault on, or off when f.Off is set. Events kept back by a reorder fault are delivered when it is
// switched off. It fails for a kind that does not exist.
func (w *Workspace) Fault(f Fault) error {
	known := f.Kind == FaultRejectCharts || slices.Contains(apiFaults, f.Kind) || slices.Contains(callbackFaults, f.Kind)
	if !known && (f.Kind != "" || !f.Off) {
		return fmt.Errorf("there is no fault %q; choose one of reject_charts, rate_limit, server_error, error, "+
			"timeout_before, timeout_after, drop, duplicate, reorder, hang_up", f.Kind)
	}
	if f.Count < 0 || f.RetryAfter < 0 || f.Hold < 0 {
		return fmt.Errorf("the fault's count, retry_after and hold must not be negative")
	}
	if f.Kind == FaultRejectCharts {
		f.Method = ""
	}
	f.RetryAfter = cmp.Or(f.RetryAfter, 1)
	f.Error = cmp.Or(f.Error, "internal_error")
	f.Hold = cmp.Or(f.Hold, 30*time.Second)
	w.mu.Lock()
	if !f.Off {
		w.faults = append(w.faults, &f)
		w.mu.Unlock()
		return nil
	}
	w.faults = slices.DeleteFunc(w.faults, func(g *Fault) bool {
		return (f.Kind == "" || g.Kind == f.Kind) && (f.Method == "" || g.Method == f.Method)
	})
	w.mu.Unlock()
	if f.Kind == "" || f.Kind == FaultReorder {
		w.releaseHeld()
	}
	return nil
}

// Faults returns the faults that are on.
func (w *Workspace) Faults() []Fault {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := make([]Fault, 0, len(w.faults))
	for _, f := range w.faults {
		out = append(out, *f)
	}
	return out
}

// trip uses up one fault of the given kinds for the method or callback, if any is on. Text is what a call says. The caller
// holds mu.
func (w *Workspace) trip(name, text string, kinds []FaultKind) *Fault {
	for i, f := range w.faults {
		if !slices.Contains(kinds, f.Kind) || (f.Method != "" && f.Method != name) || !strings.Contains(text, f.Text) {
			continue
		}
		used := *f
		if f.Count > 0 {
			if f.Count--; f.Count == 0 {
				w.faults = slices.Delete(w.faults, i, i+1)
			}
		}
		return &used
	}
	return nil
}

// hold keeps the request waiting until its client gives up or the fault's patience ends, then breaks the connection
// without an answer. It does not return.
func hold(r *http.Request, f *Fault) {
	timer := time.NewTimer(f.Hold)
	defer timer.Stop()
	select {
	case <-r.Context().Done():
	case <-timer.C:
	}
	panic(http.ErrAbortHandler)
}
