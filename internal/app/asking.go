package app

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/delivery"
	"cairn/internal/errs"
)

// AskingRecord is a record of the reminder ledger, with what became of the message that it led to.
type AskingRecord struct {
	assess.Asking
	Key     string    // of the message; "" for a record that led to none
	State   string    // of its delivery; "none" when there is none
	Channel string    // where Slack has it
	TS      string    // by which Slack knows it
	SentAt  time.Time // when Slack took it
}

// noDelivery is the state of a message that was to be sent and never got as far as the ledger of messages.
const noDelivery = "none"

// Asking returns the reminder ledger of a programme from the beginning of a day in its zone, the oldest record first; the
// zero date means all of it. It is for operators.
func (a *App) Asking(ctx context.Context, id assess.ProgrammeID, since calendar.Date) (records []AskingRecord, err error) {
	defer errs.Wrap(&err, "app.Asking(%s)", id)
	from, err := a.beginning(ctx, id, since)
	if err != nil {
		return nil, err
	}
	err = a.store.View(ctx, func(tx assess.Tx) error {
		askings, err := tx.AskingsIn(ctx, id, from, 0)
		for _, asking := range askings {
			records = append(records, AskingRecord{Asking: asking, Key: messageKey(asking)})
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	var keys []string
	for _, r := range records {
		if r.Key != "" {
			keys = append(keys, r.Key)
		}
	}
	slices.Sort(keys)
	sent, err := a.store.Ledger().FindAll(ctx, slices.Compact(keys))
	for i, r := range records {
		if r.Key == "" {
			continue
		}
		d, ok := sent[r.Key]
		if !ok {
			records[i].State = noDelivery
			continue
		}
		records[i].State, records[i].Channel, records[i].TS = string(d.State), d.Channel, d.TS
		if d.State == delivery.Sent {
			records[i].SentAt = slackTime(d.TS)
		}
	}
	return records, err
}

// messageKey is the key of the message that a record led to, as package bot makes it, or "".
func messageKey(a assess.Asking) string {
	cycle := string(a.Questionnaire.Cycle())
	is := func(kind assess.AskingKind, steps ...string) bool {
		name, _, _ := strings.Cut(strings.ReplaceAll(a.Step, "#", " "), " ")
		return a.Kind == kind || a.Kind == assess.WasUndelivered && slices.Contains(steps, name)
	}
	switch {
	case is(assess.WasAsked, assess.StepAsk):
		return "card:" + cycle + ":" + string(a.Person)
	case is(assess.WasOffered, assess.StepOffer) && a.From != "":
		return strings.Join([]string{"offer", cycle, string(a.From), string(a.Person), a.Step}, ":")
	case is(assess.WasEscalated, assess.StepEscalateDeputy, assess.StepEscalateManager):
		return "escalation:" + cycle + ":" + string(a.Person)
	case a.Nudge != "" && (a.Kind == assess.WasNudged || a.Kind == assess.WasUndelivered):
		return "nudge:" + string(a.Nudge)
	case a.Kind == assess.WasFollowedUp && strings.HasPrefix(string(a.Nudge), "exercise:"):
		return string(a.Nudge)
	case a.Nudge != "" && a.Kind == assess.WasFollowedUp:
		return "followup:" + string(a.Nudge)
	default:
		return ""
	}
}

// slackTime is the instant at which Slack took a message, which its timestamp begins with; zero for one that is not one.
func slackTime(ts string) time.Time {
	seconds, _, _ := strings.Cut(ts, ".")
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.Unix(n, 0)
}
