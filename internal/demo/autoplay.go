package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"cairn/internal/assess"
	"cairn/internal/maturity"
	"cairn/internal/slacksim"
)

// ActionAnswer is the button that opens a questionnaire.
const ActionAnswer = "questionnaire.answer"

const (
	currentAnswers = "sample/quarter-now.csv"
	inputValue     = "value" // the input of a question
	moment         = "Mon 2 Jan 15:04"
)

// scene is one thing that happens in the played quarter.
type scene struct {
	at       func(assess.Cycle) time.Time
	user     string // who answers then
	category string // and for what; a deputy may answer for several
	tell     string
}

// part is the instant at which a part of a cycle's window has passed.
func part(percent int) func(assess.Cycle) time.Time {
	return func(c assess.Cycle) time.Time {
		return c.OpenedAt.Add(c.DueAt.Sub(c.OpenedAt) / 100 * time.Duration(percent))
	}
}

// played is a quarter as it usually goes: some answer at once, some when reminded, one only when a manager was told.
var played = []scene{
	{part(2), "U0GWEN", "governance", "Gwen answers for Governance soon after the cycle opens."},
	{part(30), "U0TOMAS", "technical-controls", "Tomas answers for Technical Controls."},
	{part(65), "U0WREN", "workforce-culture", "Wren answers for Workforce and Culture after the half-time reminder."},
	{part(98), "U0MINA", "monitoring-detection", "Mina answers for Monitoring and Detection on the last day."},
	{
		func(c assess.Cycle) time.Time { return c.ClosesAt.Add(-28 * time.Hour) }, "U0DEVI", "incident-response",
		"Ivor is away. The manager was told, and Devi, his deputy, answers for Incident Response.",
	},
}

// Autoplay plays the owners: a quarter passes, from the open cycle to its digest and on to the next opening.
func (w *World) Autoplay(ctx context.Context, out io.Writer) error {
	p, err := sampleProgramme(bankFile)
	if err != nil {
		return err
	}
	model, err := maturity.Find(p.Model)
	if err != nil {
		return err
	}
	answers, err := sampleAnswers(model, currentAnswers)
	if err != nil {
		return err
	}
	status, err := w.App.Assess.Status(ctx, assess.BySlack(p.Managers[0]), p.ID)
	if err != nil {
		return err
	}
	for _, s := range played {
		if err := w.playExercise(ctx, out, p, s.at(status.Cycle)); err != nil {
			return err
		}
		if err := w.skipTo(ctx, s.at(status.Cycle)); err != nil {
			return err
		}
		fmt.Fprintf(out, "%s  %s\n", w.Clock.Now().Format(moment), s.tell)
		if err := w.answer(ctx, s.user, s.category, answers); err != nil {
			return fmt.Errorf("%s: %w", s.user, err)
		}
	}
	if err := w.Settle(ctx); err != nil {
		return err
	}
	fmt.Fprintf(out, "%s  The cycle is closed and the digest is in the leadership channel.\n", w.Clock.Now().Format(moment))
	cal, err := p.Calendar()
	if err != nil {
		return err
	}
	if next := cal.Openings(p.Cadence, w.Clock.Now(), 1); len(next) > 0 {
		if err := w.Skip(ctx, next[0].Sub(w.Clock.Now())+time.Minute); err != nil {
			return err
		}
		fmt.Fprintf(out, "%s  The next quarter has begun: its cycle has opened by itself.\n", w.Clock.Now().Format(moment))
	}
	return nil
}

// Answer plays a person who opens the questionnaire that waits for them and answers it. What answers leaves out stays as
// the form shows it, which is as it was last time.
func (w *World) Answer(ctx context.Context, user string, answers maturity.Answers) error {
	return w.answer(ctx, user, "", answers)
}

// answer is Answer for the questionnaire of a category.
func (w *World) answer(ctx context.Context, user, category string, answers maturity.Answers) error {
	seen, err := w.OpenQuestionnaire(ctx, user, category)
	if err != nil {
		return err
	}
	if seen.View == nil {
		return fmt.Errorf("no form opened: %+v", seen)
	}
	values := make(map[string]map[string]any)
	for _, item := range FormItems(seen.View) {
		if a, ok := answers[item]; ok {
			values[item] = map[string]any{inputValue: a.Value}
		}
	}
	seen, err = w.Slack.Submit(ctx, user, seen.View.ID, values)
	if err == nil && (seen.Error != "" || len(seen.Errors) > 0) {
		err = fmt.Errorf("the form was refused: %s %v", seen.Error, seen.Errors)
	}
	return err
}

// OpenQuestionnaire plays a person who opens a questionnaire: the newest in their messages, or else the first in their
// Home tab. A category narrows the choice.
func (w *World) OpenQuestionnaire(ctx context.Context, user, category string) (slacksim.Seen, error) {
	if dm, ok := w.Slack.DM(user); ok {
		for _, m := range slices.Backward(w.Slack.Messages(dm.ID)) {
			if value, ok := AnswerButton(m.Blocks, category); ok {
				return w.Slack.Click(ctx, user, dm.ID, m.TS, ActionAnswer, value)
			}
		}
	}
	if _, err := w.Slack.OpenHome(ctx, user); err != nil {
		return slacksim.Seen{}, err
	}
	var home slacksim.View
	var value string
	waiting, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	err := w.Slack.Await(waiting, func() (ok bool) {
		if home, ok = w.Slack.Home(user); ok {
			value, ok = AnswerButton(home.Blocks, category)
		}
		return ok
	})
	if err != nil {
		return slacksim.Seen{}, fmt.Errorf("no questions wait for %s: %w", user, err)
	}
	return w.Slack.ClickView(ctx, user, home.ID, ActionAnswer, value)
}

// AnswerButton finds the value of the first button among blocks that opens a questionnaire of the category.
func AnswerButton(blocks json.RawMessage, category string) (value string, ok bool) {
	type button struct {
		ActionID string `json:"action_id"`
		Value    string `json:"value"`
	}
	var all []struct {
		Elements  []json.RawMessage `json:"elements"`
		Accessory json.RawMessage   `json:"accessory"`
	}
	if err := json.Unmarshal(blocks, &all); err != nil {
		return "", false
	}
	for _, block := range all {
		for _, raw := range append(block.Elements, block.Accessory) {
			var b button
			if json.Unmarshal(raw, &b) == nil && b.ActionID == ActionAnswer && strings.HasSuffix(b.Value, category) {
				return b.Value, true
			}
		}
	}
	return "", false
}

// FormItems lists the questions of a form.
func FormItems(v *slacksim.View) []string {
	var blocks []struct {
		Type    string `json:"type"`
		BlockID string `json:"block_id"`
	}
	if err := json.Unmarshal(v.Blocks, &blocks); err != nil {
		return nil
	}
	var items []string
	for _, b := range blocks {
		if b.Type == "input" {
			items = append(items, b.BlockID)
		}
	}
	return items
}
