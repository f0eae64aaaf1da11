package demo

import (
	"context"
	"slices"

	"cairn/internal/assess"
	"cairn/internal/target"
)

// goal is a target of the sample organisation. Days count from the day on which the demo begins.
type goal struct {
	category string
	level    int
	days     int
	reason   string
	measure  string
	said     *said // by the owner since
}

// said is what the owner of a target says of it.
type said struct {
	days       int // until it will be reached
	confidence string
	note       string
}

// goals are the targets of each sample programme.
var goals = map[assess.ProgrammeID][]goal{
	"northwind": {
		{
			category: "governance", level: 4, days: 330,
			measure: "Four of five questions of the category are answered with 4, and internal audit has seen the evidence.",
			reason:  "The supervisor asked for a governed AI inventory by its next visit.",
			said:    &said{days: 300, confidence: assess.ConfidenceHigh, note: "The board paper is written; the inventory is two thirds done."},
		},
		{
			category: "monitoring-detection", level: 3, days: 180,
			measure: "Prompts and outputs of every customer-facing model reach the security operations centre.",
			reason:  "The chatbot goes to all customers in spring, and nobody would see it misused today.",
			said:    &said{days: 215, confidence: assess.ConfidenceLow, note: "Waits for the new log pipeline."},
		},
		{
			category: "incident-response", level: 3, days: 200,
			measure: "One exercise was run with the new playbook, and its findings are closed.",
			reason:  "A playbook that people have used is enough for the two models we run ourselves; more would not pay.",
		},
		{
			category: "technical-controls", level: 3, days: 250,
			measure: "Guardrails and scans of models are in place for every customer-facing endpoint.",
			reason:  "What customers reach has to stand up to a penetration test before the spring release.",
			said:    &said{days: 235, confidence: assess.ConfidenceMedium, note: "Guardrails are live on two of three endpoints."},
		},
	},
	"northwind-pay": {
		{
			category: "GOV", level: 4, days: 300,
			measure: "All objectives up to Level 4 are in place in the next full assessment.",
			reason:  "Payments are regulated; written rules without evidence do not carry us through the audit.",
		},
		{
			category: "MON", level: 3, days: 330,
			measure: "All objectives up to Level 3 are in place in the next full assessment.",
			reason:  "Fraud models decide on money by themselves, so we want to see drift within a day.",
			said:    &said{days: 320, confidence: assess.ConfidenceMedium, note: "Dashboards exist for two of five models."},
		},
	},
}

// adopted is how many of the first positions of a programme's roadmap somebody has taken on.
const adopted = 3

// setGoals sets the targets of a sample programme, as its manager does, and takes on the first steps of its roadmap.
func (w *World) setGoals(ctx context.Context, p assess.Programme) error {
	manager := assess.BySlack(p.Managers[0])
	cal, err := p.Calendar()
	if err != nil {
		return err
	}
	today := cal.Date(w.Clock.Now())
	for _, g := range goals[p.ID] {
		i := slices.IndexFunc(p.Assignments, func(a assess.Assignment) bool { return a.Category == g.category })
		owner := p.Assignments[i].Owner
		set, err := w.App.Target.Set(ctx, manager, p.ID, target.Terms{
			Category: g.category, Level: g.level, Due: today.AddDays(g.days), Owner: owner, Measure: g.measure, Reason: g.reason,
		}, "")
		if err != nil {
			return err
		}
		if g.said == nil {
			continue
		}
		err = w.App.Target.CheckIn(ctx, assess.BySlack(owner), set.ID, today.AddDays(g.said.days), g.said.confidence, g.said.note)
		if err != nil {
			return err
		}
	}
	return w.adopt(ctx, manager, p)
}

// adopt takes on the first steps of a programme's roadmap. One is under way, and one is done already.
func (w *World) adopt(ctx context.Context, manager assess.Actor, p assess.Programme) error {
	road, err := w.App.Roadmap.Roadmap(ctx, manager, p.ID)
	if err != nil {
		return err
	}
	for i, e := range road.Entries[:min(adopted, len(road.Entries))] {
		action, err := w.App.Roadmap.Adopt(ctx, manager, p.ID, e.Key, target.Work{})
		if err != nil {
			return err
		}
		owner := assess.BySlack(action.Owner)
		switch i {
		case 0:
			err = w.App.Target.FinishAction(ctx, owner, action.ID, "https://wiki.northwind.example/ai/"+e.Key, "Signed off last week.")
		case 1:
			err = w.App.Target.BeginAction(ctx, owner, action.ID)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
