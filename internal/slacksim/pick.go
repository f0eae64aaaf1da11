package slacksim

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"cairn/internal/slacksim/blockkit"
)

// pick turns one string into what the element holds for it. The error says why the person's client would not offer it.
// The caller holds mu.
func (w *Workspace) pick(user string, e blockkit.Element, s string) (any, error) {
	switch strings.TrimPrefix(e.Type, "multi_") {
	case "static_select", "radio_buttons", "overflow", "checkboxes":
		o, ok := blockkit.Option(e.Raw, s)
		if !ok {
			return nil, fmt.Errorf("%s %q has no option with the value %q", e.Type, e.ActionID, s)
		}
		return o, nil
	case "external_select":
		return map[string]any{"text": map[string]any{"type": "plain_text", "text": s}, "value": s}, nil
	case "users_select", "channels_select", "conversations_select":
		if !chosenBefore(e, s) {
			if err := w.offered(user, e, s); err != nil {
				return nil, err
			}
		}
	case "file_input":
		f, ok := w.files[s]
		if !ok {
			return nil, fmt.Errorf("there is no file %q to attach in %q", s, e.ActionID)
		}
		return f.File, nil
	case "datepicker":
		if _, err := time.Parse(time.DateOnly, s); err != nil {
			return nil, fmt.Errorf("datepicker %q takes a date such as 2026-12-31, not %q", e.ActionID, s)
		}
	case "timepicker":
		if _, err := time.Parse(timeOfDay, s); err != nil || len(s) != len(timeOfDay) {
			return nil, fmt.Errorf("timepicker %q takes a time such as 09:00, not %q", e.ActionID, s)
		}
	case "datetimepicker":
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("datetimepicker %q takes Unix seconds, not %q", e.ActionID, s)
		}
		return n, nil
	case "rich_text_input":
		return map[string]any{"type": "rich_text", "elements": []any{map[string]any{
			"type": "rich_text_section", "elements": []any{map[string]any{"type": "text", "text": s}},
		}}}, nil
	}
	return s, nil
}

const timeOfDay = "15:04"

// clockValue is a time as the element of a type takes it: an instant for a datetimepicker, else the date or the time of
// day that the time shows in its own zone.
func clockValue(typ string, at time.Time) string {
	switch typ {
	case "datepicker":
		return at.Format(time.DateOnly)
	case "timepicker":
		return at.Format(timeOfDay)
	case "datetimepicker":
		return strconv.FormatInt(at.Unix(), 10)
	}
	return at.Format(time.RFC3339)
}

// chosenBefore reports whether the app itself chose the id: it stays, even where Slack would not offer it.
func chosenBefore(e blockkit.Element, id string) bool {
	switch initial := e.Raw[valueField[e.Type].initial].(type) {
	case string:
		return initial == id
	case []any:
		return slices.Contains(initial, any(id))
	}
	return false
}

// offered says why a picker of people or conversations does not offer an id to the person; nil: it does.
func (w *Workspace) offered(user string, e blockkit.Element, id string) error {
	kind := strings.TrimPrefix(e.Type, "multi_")
	u, isUser := w.users[id]
	ch, isChannel := w.channels[id]
	switch {
	case isUser && kind != "channels_select" && u.Deleted:
		return fmt.Errorf("%s is deactivated and not offered in %q", u.Shown(), e.ActionID)
	case kind == "users_select" && !isUser:
		return fmt.Errorf("there is no user %q to choose in %q", id, e.ActionID)
	case kind == "users_select":
		return nil
	case kind == "conversations_select" && isUser:
		if filter := conversationFilter(e); !filter.includes("im") || (filter.noBots && u.IsBot) {
			return fmt.Errorf("the filter of %q leaves %s out", e.ActionID, u.Shown())
		}
		return nil
	case !isChannel || ch.IsArchived || (ch.IsPrivate && !ch.has(user)) || (kind == "channels_select" && ch.IsPrivate):
		return fmt.Errorf("there is no channel %q for %s to choose in %q", id, user, e.ActionID)
	case kind == "conversations_select" && !conversationFilter(e).includes(filterWords[ch.kind()]):
		return fmt.Errorf("the filter of %q leaves the conversation %s out", e.ActionID, id)
	}
	return nil
}

// filterWords translates the words of scopes into those of a conversation filter.
var filterWords = map[string]string{"channels": "public", "groups": "private", "im": "im", "mpim": "mpim"}

// conversationKinds is the filter object of a conversations_select.
type conversationKinds struct {
	include []any // none: every kind
	noBots  bool
}

func conversationFilter(e blockkit.Element) conversationKinds {
	f, _ := e.Raw["filter"].(map[string]any)
	out := conversationKinds{}
	out.include, _ = f["include"].([]any)
	out.noBots, _ = f["exclude_bot_users"].(bool)
	return out
}

func (f conversationKinds) includes(word string) bool {
	return len(f.include) == 0 || slices.Contains(f.include, any(word))
}

// preselect chooses the conversation a modal was opened from where the app asked for that. The caller holds mu.
func (w *Workspace) preselect(v *View, channel string) {
	for _, e := range mustBlocks(v.Blocks).Elements() {
		current, _ := e.Raw["default_to_current_conversation"].(bool)
		if !current || channel == "" || e.Raw[valueField[e.Type].initial] != nil || w.offered(v.User, e, channel) != nil {
			continue
		}
		if x, err := w.enter(v.User, e, channel); err == nil {
			w.fill(v, e, x)
		}
	}
}
