package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"cairn/internal/assess"
	"cairn/internal/exercise"
)

// What the stories of exercises end with finds what it is there to find, wherever it was shown.
func TestASpoiledPlotIsFound(t *testing.T) {
	t.Parallel()
	s := &story{data: t.TempDir()}
	ctx := t.Context()
	if err := s.open(ctx, nil); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.world.Close(); err != nil {
			t.Error(err)
		}
	}()
	file := filepath.Join(t.TempDir(), "northwind.yaml")
	if err := os.WriteFile(file, []byte(northwind), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, step := range []func() error{
		func() error { return s.apply(ctx, []string{file}) },
		func() error { return s.plan(ctx, []string{"tabletop", "output-drift", "2031-10-20 10:00"}) },
		func() error { return s.advance(ctx, []string{"48h"}) },
		func() error { return s.unspoiled(ctx, nil) },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	dm := func(user string) string {
		c, ok := s.world.Slack.DM(user)
		if !ok {
			t.Fatalf("%s was written nothing", user)
		}
		return c.ID
	}
	const (
		note    = "Beware: *two of five lines* can hurt!"     // of a sentence in the notes on an inject
		expects = "the team takes the dangerous subject out " // of what is expected
		summary = "The same prompts now read dosage tables"   // of the summary, which those who plan may read
	)
	ok := map[string]any{"ok": true}
	act := map[string]any{"user": map[string]any{"id": "U0GWEN"}, "trigger_id": "T1"}
	for name, lines := range map[string][]map[string]any{
		"a message":               {{"kind": "call", "method": "chat.postMessage", "request": map[string]any{"channel": dm("U0GWEN"), "text": note}, "response": ok}},
		"blocks of an update":     {{"kind": "call", "method": "chat.update", "request": map[string]any{"channel": dm("U0TOMAS"), "blocks": []any{map[string]any{"text": map[string]any{"text": note}}}}, "response": ok}},
		"the channel":             {{"kind": "call", "method": "chat.postMessage", "request": map[string]any{"channel": "C0DRILL", "text": expects}, "response": ok}},
		"the summary to a player": {{"kind": "call", "method": "chat.postEphemeral", "request": map[string]any{"channel": "C0DRILL", "user": "U0WREN", "text": summary}, "response": ok}},
		"a Home tab":              {{"kind": "call", "method": "views.publish", "request": map[string]any{"user_id": "U0MINA", "view": map[string]any{"blocks": []any{map[string]any{"text": note}}}}, "response": ok}},
		"a modal":                 {{"kind": "call", "method": "views.open", "request": map[string]any{"trigger_id": "T1", "view": map[string]any{"title": expects}}, "response": map[string]any{"ok": true, "view": map[string]any{"id": "V9"}}}, {"kind": "callback", "method": "block_actions", "request": act, "response": ok}},
		"an answer":               {{"kind": "callback", "method": "view_submission", "request": act, "response": map[string]any{"view": map[string]any{"private_metadata": `{"x":"` + expects + `"}`}}}},
		"notes to who plans":      {{"kind": "call", "method": "response_url", "request": map[string]any{"text": note}, "response": map[string]any{"ok": true, "user": "U0MARA"}}},
	} {
		if err := s.with(t, lines).unspoiled(ctx, nil); err == nil || !strings.Contains(err.Error(), "of E1 reached") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, line := range map[string]map[string]any{
		"the facilitator":     {"kind": "call", "method": "chat.postMessage", "request": map[string]any{"channel": dm("U0IVOR"), "text": note}, "response": ok},
		"an observer":         {"kind": "call", "method": "chat.postMessage", "request": map[string]any{"channel": dm("U0KOFI"), "text": expects}, "response": ok},
		"who plans":           {"kind": "call", "method": "response_url", "request": map[string]any{"text": summary}, "response": map[string]any{"ok": true, "user": "U0MARA"}},
		"words that all read": {"kind": "call", "method": "chat.postMessage", "request": map[string]any{"channel": "C0DRILL", "text": "Recognise from scattered reports what belongs together"}, "response": ok},
	} {
		if err := s.with(t, []map[string]any{line}).unspoiled(ctx, nil); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Who takes an exercise over reads its plot from then on, and who led it no longer does.
func TestAPlotIsReadByTheFacilitatorOfTheTime(t *testing.T) {
	t.Parallel()
	at := began.Add(time.Hour)
	p := plot{exercise: exercise.View{
		In:        assess.Programme{Managers: []assess.UserID{"U0GWEN", "U0MARA"}},
		Plan:      exercise.Plan{Facilitator: "U0GWEN", Observers: []assess.UserID{"U0KOFI"}},
		Handovers: []exercise.Handover{{At: at, From: "U0IVOR", To: "U0GWEN", Was: exercise.AsPlayer}},
	}}
	for _, tt := range []struct {
		user                   assess.UserID
		before, after, outline bool // reads the plot before and after, reads its outline before
	}{{"U0IVOR", true, false, false}, {"U0GWEN", false, true, false}, {"U0KOFI", true, true, false}, {"U0MARA", false, false, true}} {
		if p.reads(tt.user, at.Add(-1)) != tt.before || p.reads(tt.user, at) != tt.after || p.plans(tt.user, at.Add(-1)) != tt.outline {
			t.Errorf("%s reads %t before and %t after, and %t of the outline", tt.user, p.reads(tt.user, at.Add(-1)), p.reads(tt.user, at), p.plans(tt.user, at.Add(-1)))
		}
	}
}

// with is the story with more lines in its record.
func (s *story) with(t *testing.T, lines []map[string]any) *story {
	t.Helper()
	more := &story{world: s.world, data: s.data, database: s.database}
	more.record.lines = slices.Clone(s.record.whole())
	for _, line := range lines {
		data, err := json.Marshal(line)
		if err != nil {
			t.Fatal(err)
		}
		more.record.lines = append(more.record.lines, data)
	}
	return more
}
