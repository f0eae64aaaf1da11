package slacksim

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

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

// faultGiven is a fault as a script gives it.
type faultGiven struct {
	Fault
	Hold string `json:"hold"` // a duration
}

// injectFault has calls of the bot go wrong.
func (w *Workspace) injectFault(_ context.Context, in faultGiven) (any, error) {
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
}

// disturbance is what is done to a connection of Socket Mode.
type disturbance struct {
	Act        string `json:"act"` // warn, refresh or drop
	Connection int    `json:"connection"`
}

// disturb does what Slack does to connections of Socket Mode.
func (w *Workspace) disturb(_ context.Context, in disturbance) (any, error) {
	act, ok := map[string]func(int) error{"warn": w.WarnConnection, "refresh": w.RefreshConnection, "drop": w.DropConnection}[in.Act]
	if !ok {
		return nil, misuse("a connection has no act %q; choose one of warn, refresh and drop", in.Act)
	}
	if err := act(in.Connection); err != nil {
		return nil, err
	}
	return map[string]any{"connections": w.Connections()}, nil
}

// skip moves the clock on, where it can be moved.
func (w *Workspace) skip(ctx context.Context, in struct{ Duration string }) (any, error) {
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
