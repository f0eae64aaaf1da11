package slacksim

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"time"
)

// ControlState is everything a script needs to know: the answer of GET /sim/state.
type ControlState struct {
	Now        time.Time             `json:"now"`
	Users      []User                `json:"users"`
	Channels   []Channel             `json:"channels"`
	Messages   map[string][]Message  `json:"messages"`   // by channel, oldest first
	Ephemerals map[string][]Message  `json:"ephemerals"` // by person
	Views      map[string][]OpenView `json:"views"`      // open modals by person, the visible one last
	Homes      map[string]View       `json:"homes"`      // by person
	Files      []File                `json:"files"`
	Faults     []Fault               `json:"faults"`
	Sockets    []Connection          `json:"connections"` // of Socket Mode
	Counters   Counters              `json:"counters"`
}

// OpenView is a modal with what Slack shows on it.
type OpenView struct {
	View
	Errors  map[string]string `json:"errors,omitempty"`  // under the inputs, by block id
	Trouble string            `json:"trouble,omitempty"` // the error line at the top
}

// State returns everything. Each part is of one moment; a bot at work may change one part before the next is read.
func (w *Workspace) State() ControlState {
	s := ControlState{
		Now: w.Now(), Users: w.Users(), Channels: w.Channels(), Messages: map[string][]Message{},
		Ephemerals: map[string][]Message{}, Views: map[string][]OpenView{}, Homes: map[string]View{},
		Files: []File{}, Faults: w.Faults(), Sockets: w.Connections(), Counters: w.Counters(),
	}
	for _, c := range s.Channels {
		s.Messages[c.ID] = w.Messages(c.ID)
	}
	for _, u := range s.Users {
		if e := w.Ephemerals(u.ID); len(e) > 0 {
			s.Ephemerals[u.ID] = e
		}
		for _, v := range w.Views(u.ID) {
			s.Views[u.ID] = append(s.Views[u.ID], OpenView{v, v.Errors, v.Trouble})
		}
		if h, ok := w.Home(u.ID); ok {
			s.Homes[u.ID] = h
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, f := range w.files {
		if f.complete {
			s.Files = append(s.Files, f.File)
		}
	}
	slices.SortFunc(s.Files, func(a, b File) int { return cmp.Compare(a.ID, b.ID) })
	return s
}

// control serves /sim/: the interface for scripts. See docs/reference/simulated-workspace.md.
func (w *Workspace) control() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /sim/state", func(rw http.ResponseWriter, _ *http.Request) {
		writeJSON(rw, http.StatusOK, w.State())
	})
	mux.HandleFunc("GET /sim/stats", func(rw http.ResponseWriter, _ *http.Request) {
		writeJSON(rw, http.StatusOK, w.Stats())
	})
	w.acts(mux)
	handle(mux, "/sim/person", w.editPerson)
	handle(mux, "/sim/fault", w.injectFault)
	handle(mux, "/sim/socket", w.disturb)
	handle(mux, "/sim/skip", w.skip)
	mux.HandleFunc("/sim/", func(rw http.ResponseWriter, r *http.Request) {
		writeError(rw, &ActError{"there is no " + r.Method + " " + r.URL.Path + " in the control interface", http.StatusNotFound})
	})
	return mux
}

// sameOrigin refuses what another site in the same browser sends; scripts are no browsers and pass.
var sameOrigin = http.NewCrossOriginProtection()

// handle serves one POST endpoint of the control interface. The body is JSON, whatever type it claims to be.
func handle[In any](mux *http.ServeMux, path string, act func(ctx context.Context, in In) (any, error)) {
	mux.HandleFunc("POST "+path, func(rw http.ResponseWriter, r *http.Request) {
		if err := sameOrigin.Check(r); err != nil {
			writeError(rw, &ActError{"another site may not act here", http.StatusForbidden})
			return
		}
		var in In
		dec := json.NewDecoder(http.MaxBytesReader(rw, r.Body, maxBody))
		dec.DisallowUnknownFields()
		dec.UseNumber()
		if err := dec.Decode(&in); err != nil && !errors.Is(err, io.EOF) {
			writeError(rw, misuse("the request is not understood: %s", err))
			return
		}
		out, err := act(r.Context(), in)
		if err != nil {
			writeError(rw, err)
			return
		}
		writeJSON(rw, http.StatusOK, withOK(out))
	})
}

// withOK adds "ok": true to an object.
func withOK(v any) map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	if v != nil {
		_ = json.Unmarshal(mustJSON(v), &out)
	}
	out["ok"] = json.RawMessage("true")
	return out
}

func writeError(rw http.ResponseWriter, err error) {
	status := http.StatusInternalServerError
	var act *ActError
	if errors.As(err, &act) {
		status = act.Status
	}
	writeJSON(rw, status, map[string]any{"ok": false, "error": err.Error()})
}

func writeJSON(rw http.ResponseWriter, status int, v any) {
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(status)
	_, _ = rw.Write(append(mustJSON(v), '\n'))
}
