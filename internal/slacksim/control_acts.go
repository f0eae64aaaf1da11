package slacksim

import (
	"context"
	"net/http"
)

// acts serves what people do in Slack.
func (w *Workspace) acts(mux *http.ServeMux) {
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
	handle(mux, "/sim/submit", func(ctx context.Context, in filled) (any, error) {
		return seen(w.Submit(ctx, in.User, in.ViewID, formValues(in.Values)))
	})
	handle(mux, "/sim/enter", func(_ context.Context, in filled) (any, error) {
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
	handle(mux, "/sim/dismiss", func(_ context.Context, in struct{ User, TS string }) (any, error) {
		w.DismissEphemeral(in.User, in.TS)
		return nil, nil
	})
}

// filled is what somebody enters in a modal.
type filled struct {
	User   string         `json:"user"`
	ViewID string         `json:"view_id"`
	Values map[string]any `json:"values"`
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
