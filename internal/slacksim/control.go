package slacksim

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
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
	handle(mux, "/sim/slash", func(ctx context.Context, in struct{ User, Channel, Text string }) (any, error) {
		return seen(w.Slash(ctx, in.User, in.Channel, in.Text))
	})
	handle(mux, "/sim/click", func(ctx context.Context, in struct {
		User, Channel, TS, Value string
		ActionID                 string `json:"action_id"`
		ViewID                   string `json:"view_id"`
	},
	) (any, error) {
		if in.ViewID != "" {
			return seen(w.ClickView(ctx, in.User, in.ViewID, in.ActionID, in.Value))
		}
		return seen(w.Click(ctx, in.User, in.Channel, in.TS, in.ActionID, in.Value))
	})
	handle(mux, "/sim/submit", func(ctx context.Context, in struct {
		User   string
		ViewID string `json:"view_id"`
		Values map[string]any
	},
	) (any, error) {
		return seen(w.Submit(ctx, in.User, in.ViewID, formValues(in.Values)))
	})
	handle(mux, "/sim/enter", func(_ context.Context, in struct {
		User   string
		ViewID string `json:"view_id"`
		Values map[string]any
	},
	) (any, error) {
		return seen(w.Enter(in.User, in.ViewID, formValues(in.Values)))
	})
	handle(mux, "/sim/close-view", func(ctx context.Context, in struct {
		User   string
		ViewID string `json:"view_id"`
	},
	) (any, error) {
		return seen(w.CloseView(ctx, in.User, in.ViewID))
	})
	handle(mux, "/sim/open-home", func(ctx context.Context, in struct{ User, Tab string }) (any, error) {
		switch in.Tab {
		case "", "home":
			return seen(w.OpenHome(ctx, in.User))
		case "messages":
			return seen(w.OpenMessages(ctx, in.User))
		}
		return nil, misuse("the app has no tab %q; it has home and messages", in.Tab)
	})
	handle(mux, "/sim/dm", func(ctx context.Context, in struct{ User, Text string }) (any, error) {
		return seen(w.SendDM(ctx, in.User, in.Text))
	})
	handle(mux, "/sim/post", func(ctx context.Context, in struct {
		User, Channel, Text string
		ThreadTS            string `json:"thread_ts"`
	},
	) (any, error) {
		return seen(w.Post(ctx, in.User, in.Channel, in.Text, in.ThreadTS))
	})
	handle(mux, "/sim/shortcut", func(ctx context.Context, in struct {
		User, Channel, TS string
		CallbackID        string `json:"callback_id"`
	},
	) (any, error) {
		return seen(w.Shortcut(ctx, in.User, in.CallbackID, in.Channel, in.TS))
	})
	handle(mux, "/sim/person", func(ctx context.Context, in personEdit) (any, error) {
		return w.editPerson(ctx, in)
	})
	handle(mux, "/sim/dismiss", func(_ context.Context, in struct{ User, TS string }) (any, error) {
		w.DismissEphemeral(in.User, in.TS)
		return nil, nil
	})
	handle(mux, "/sim/fault", func(_ context.Context, in struct {
		Fault
		Hold string `json:"hold"`
	},
	) (any, error) {
		if in.Hold != "" {
			d, err := parseDuration(in.Hold)
			if err != nil {
				return nil, err
			}
			in.Fault.Hold = d
		}
		if err := w.Fault(in.Fault); err != nil {
			return nil, misuse("%s", err)
		}
		return map[string]any{"faults": w.Faults()}, nil
	})
	handle(mux, "/sim/socket", func(_ context.Context, in struct {
		Act        string
		Connection int
	},
	) (any, error) {
		act, ok := map[string]func(int) error{"warn": w.WarnConnection, "refresh": w.RefreshConnection, "drop": w.DropConnection}[in.Act]
		if !ok {
			return nil, misuse("a connection has no act %q; choose one of warn, refresh and drop", in.Act)
		}
		if err := act(in.Connection); err != nil {
			return nil, err
		}
		return map[string]any{"connections": w.Connections()}, nil
	})
	handle(mux, "/sim/skip", func(ctx context.Context, in struct{ Duration string }) (any, error) {
		d, err := parseDuration(in.Duration)
		if err != nil {
			return nil, err
		}
		if w.opt.Skip == nil {
			return nil, &ActError{"this workspace runs on the real clock and cannot skip time", http.StatusNotImplemented}
		}
		if err := w.opt.Skip(ctx, d); err != nil {
			return nil, fmt.Errorf("skipping %s failed: %w", in.Duration, err)
		}
		w.ClockMoved()
		return map[string]any{"now": w.Now()}, nil
	})
	mux.HandleFunc("/sim/", func(rw http.ResponseWriter, r *http.Request) {
		writeError(rw, &ActError{"there is no " + r.Method + " " + r.URL.Path + " in the control interface", http.StatusNotFound})
	})
	return mux
}

// personEdit is what POST /sim/person changes of a person; what is not mentioned stays.
type personEdit struct {
	User             string  `json:"user"`
	StatusEmoji      *string `json:"status_emoji"`
	StatusText       *string `json:"status_text"`
	StatusExpiration *int64  `json:"status_expiration"`
	TZ               *string `json:"tz"`
	Locale           *string `json:"locale"`
	IsAdmin          *bool   `json:"is_admin"`
	IsGuest          *bool   `json:"is_guest"`
	Deleted          *bool   `json:"deleted"`
}

func (w *Workspace) editPerson(ctx context.Context, in personEdit) (any, error) {
	u, err := w.EditUser(ctx, in.User, func(u *User) {
		if in.StatusEmoji != nil || in.StatusText != nil { // a new status stays until somebody says otherwise
			u.StatusExpiration = 0
		}
		set(&u.StatusEmoji, in.StatusEmoji)
		set(&u.StatusText, in.StatusText)
		set(&u.StatusExpiration, in.StatusExpiration)
		set(&u.TZ, in.TZ)
		set(&u.Locale, in.Locale)
		set(&u.IsAdmin, in.IsAdmin)
		set(&u.IsGuest, in.IsGuest)
		set(&u.Deleted, in.Deleted)
	})
	var wrong *ActError
	switch {
	case errors.As(err, &wrong):
		return nil, err
	case err != nil:
		return map[string]any{"person": u, "undelivered": err.Error()}, nil
	}
	return map[string]any{"person": u}, nil
}

// set stores a value that was given.
func set[T any](field, given *T) {
	if given != nil {
		*field = *given
	}
}

// seen wraps the two results of an act for handle.
func seen(s Seen, err error) (any, error) { return s, err }

// formValues reads the values of a submission: {block: {action: value}} or, shorter, {action: value}.
func formValues(in map[string]any) map[string]map[string]any {
	out := map[string]map[string]any{}
	for key, v := range in {
		if byAction, ok := v.(map[string]any); ok {
			out[key] = byAction
			continue
		}
		if out[""] == nil {
			out[""] = map[string]any{}
		}
		out[""][key] = v
	}
	return out
}

// parseDuration reads a Go duration, with d for days as well.
func parseDuration(s string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(s, "d"); ok {
		if n, err := strconv.ParseFloat(days, 64); err == nil && n > 0 && n <= 3650 {
			return time.Duration(n * 24 * float64(time.Hour)), nil
		}
	}
	d, err := time.ParseDuration(s)
	if err != nil || d <= 0 {
		return 0, misuse("%q is no duration to use here; write 7d, 36h or 90m", s)
	}
	return d, nil
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
