package exercise

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"cairn/internal/assess"
	"cairn/internal/maturity"
	"cairn/internal/target"
)

// corrected is what became of a finding when the report was signed.
type corrected struct {
	action   target.Action
	reopened bool
}

// assemble makes the report of an exercise out of its record, as a draft. Done says which actions see to which findings; nil
// while there are none. Of the scenario it takes what players have read, and nothing else.
func (r *record) assemble(m *maturity.Model, done map[string]corrected) Report {
	report := Report{
		ID: r.ID, Name: r.Name(), Kind: r.Kind, Scope: r.programme.Scope, Programme: r.Programme, Model: m.Title,
		Scenario: r.Scenario.ID, Hash: r.Scenario.Hash, Story: r.Scenario.Opening.Text, Summary: r.summary(),
		Zone: r.programme.Zone, PlannedStart: r.Start.UTC(), StartedAt: r.StartedAt.UTC(), EndedAt: r.EndedAt.UTC(),
		Played: r.elapsed(r.EndedAt), EndedEarly: r.Why, Channel: r.Channel, People: r.participants(), Objectives: r.judged(),
		Timeline: r.timeline(), Decisions: r.log(), Scores: r.scores(), Remarks: r.remarks(), Debriefed: len(r.debriefs()), Draft: true,
	}
	report.Paused = r.EndedAt.Sub(r.StartedAt) - report.Played
	report.Latency = latencies(report.Decisions, r.delivered())
	report.Items = r.items(m)
	report.counts(r.lacks())
	for i := range report.Decisions {
		report.Decisions[i].At = report.Decisions[i].At.UTC()
	}
	for _, t := range r.Scenario.Threats {
		report.Threats = append(report.Threats, Threat{Framework: strings.TrimSpace(t.Framework + " " + t.Version), IDs: slices.Clone(t.IDs)})
	}
	goals := r.brief().Objectives
	for _, f := range r.findings() {
		switch t := f.Treatment; {
		case t != nil && t.Work == nil:
			report.Aside = append(report.Aside, SetAside{Finding: f.ID, Issue: f.Text, Why: t.Aside, Same: t.Same})
		default:
			report.Plan = append(report.Plan, f.correction(goals, done[f.ID]))
		}
	}
	return report
}

// correction is the row of the improvement plan for a finding that is acted upon, or about which nothing is decided yet.
func (f Finding) correction(goals []Goal, done corrected) Correction {
	c := Correction{Finding: f.ID, Issue: f.Text, Impact: f.Impact, Action: done.action.ID, Work: done.action.Work, Reopened: done.reopened}
	if i := slices.IndexFunc(goals, func(g Goal) bool { return g.ID == f.Objective }); i >= 0 {
		c.Objective = goals[i]
	}
	if t := f.Treatment; t != nil {
		c.Again = FindingNumber(t.Before)
		if c.Action == "" {
			c.Work = *t.Work
		}
	}
	return c
}

// exercised lists the links of an objective to items of a model, as far as they count for the kind of the exercise.
func (r *record) exercised(objective string, m *maturity.Model) []string {
	o, _ := r.Scenario.Objective(objective)
	var items []string
	for _, l := range o.Exercises {
		if withoutVersion(l.Model) == withoutVersion(m.ID) && (l.Kind == "" || l.Kind == r.Kind) {
			items = append(items, l.Items...)
		}
	}
	return items
}

// category is the category of the model that an objective exercises first; "" for none.
func (r *record) category(objective string, m *maturity.Model) string {
	for _, id := range r.exercised(objective, m) {
		if it, ok := m.Item(id); ok {
			return it.Category().ID
		}
	}
	return ""
}

// items lists what the run exercised or is evidence for, in the model's order.
func (r *record) items(m *maturity.Model) []ReportItem {
	backs := r.Scenario.BackedBy(m.ID, r.Kind)
	all := slices.Clone(backs)
	for _, objective := range r.Objectives {
		all = append(all, r.exercised(objective, m)...)
	}
	var items []ReportItem
	for _, c := range m.Categories() {
		for _, it := range c.Items {
			if slices.Contains(all, it.ID) {
				items = append(items, ReportItem{ID: it.ID, Name: cmp.Or(it.Name, it.Text), Backs: slices.Contains(backs, it.ID)})
			}
		}
	}
	return items
}

// participants lists who had a part, with what they said to the invitation. Whoever facilitated it until another took it over comes last.
func (r *record) participants() []Participant {
	replies := r.replies()
	var all []Participant
	with := func(u assess.UserID) *Participant {
		i := slices.IndexFunc(all, func(p Participant) bool { return p.User == u })
		if i < 0 {
			all, i = append(all, Participant{User: u, Part: AsFacilitator, Reply: replies[u].Reply}), len(all)
		}
		return &all[i]
	}
	for _, u := range r.People() {
		p := with(u)
		p.Part, p.Roles = r.PartOf(u), r.roleNames(r.RolesOf(u))
	}
	for _, h := range r.handovers() {
		with(h.From).Until = h.At.UTC()
		to := with(h.To)
		to.Was, to.Roles, to.Since, to.Until = h.Was, r.roleNames(h.roles), h.At.UTC(), time.Time{}
	}
	return all
}

// roleNames names roles by their ids.
func (r *record) roleNames(ids []string) []string {
	var names []string
	for _, id := range ids {
		if i := r.Scenario.role(id); i >= 0 {
			names = append(names, r.Scenario.Roles[i].Name)
		}
	}
	return names
}

// judged lists the objectives with their final ratings and what they rest on. Where something was observed is left out when
// it never came before the players.
func (r *record) judged() []ReportObjective {
	told := r.delivered()
	open := func(all []Noted) []Noted {
		for i, n := range all {
			if !slices.ContainsFunc(told, func(t Told) bool { return t.ID == n.Inject }) {
				all[i].Inject = ""
			}
			all[i].At = n.At.UTC()
		}
		return all
	}
	var all []ReportObjective
	for _, o := range r.evaluated() {
		all = append(all, ReportObjective{Goal: o.Goal, Rating: o.Final, Why: o.Why, Strengths: open(o.Strengths), Improvements: open(o.Improvements)})
	}
	return all
}

// scores says how the statements of the hot wash were answered.
func (r *record) scores() []Score {
	said := r.debriefs()
	if len(said) == 0 {
		return nil
	}
	var all []Score
	for _, st := range Statements() {
		score := Score{ID: st.ID, Text: st.Text.String()}
		for _, h := range said {
			if n := h.Scores[st.ID]; n >= 1 && n <= len(score.Counts) {
				score.Counts[n-1]++
			}
		}
		all = append(all, score)
	}
	return all
}

// remarks lists what else was said in the hot wash, in the order of the parts.
func (r *record) remarks() []Remark {
	said := r.debriefs()
	var all []Remark
	for _, u := range r.People() {
		if text := said[u].Note; text != "" {
			all = append(all, Remark{Part: r.PartOf(u), Text: text})
		}
	}
	return all
}

// latencies reckons how long first decisions took, and which of the injects that asked for one got none.
func latencies(log []Logged, told []Told) Latencies {
	var l Latencies
	var times []time.Duration
	for _, d := range log {
		if d.Measured {
			times = append(times, d.Latency)
		}
	}
	if l.Count = len(times); l.Count > 0 {
		slices.Sort(times)
		l.Median, l.Longest = (times[(l.Count-1)/2]+times[l.Count/2])/2, times[l.Count-1]
	}
	for _, in := range told {
		if len(in.Choices) > 0 && !slices.ContainsFunc(log, func(d Logged) bool { return d.Inject == in.ID }) {
			l.Open = append(l.Open, in.From+": "+in.asked())
		}
	}
	return l
}

// asked is what an inject asks, in short.
func (in PlayerInject) asked() string {
	if len(in.Questions) > 0 {
		return in.Questions[0]
	}
	return in.short()
}

// names are what Slack calls everybody whom a report names, as far as it told.
func (r *record) names(ctx context.Context, report Report) (map[assess.UserID]string, error) {
	var all []assess.UserID
	for _, p := range report.People {
		all = append(all, p.User)
	}
	for _, d := range report.Decisions {
		all = append(all, d.By, d.LoggedBy)
	}
	for _, o := range report.Objectives {
		for _, n := range slices.Concat(o.Strengths, o.Improvements) {
			all = append(all, n.By)
		}
	}
	for _, m := range report.Timeline {
		all = append(all, m.By, m.Of)
	}
	for _, c := range report.Plan {
		all = append(all, c.Work.Owner)
	}
	all = append(all, report.SignedBy)
	slices.Sort(all)
	people, err := r.tx.PeopleByID(ctx, slices.DeleteFunc(slices.Compact(all), func(u assess.UserID) bool { return u == "" }))
	if err != nil {
		return nil, err
	}
	names := make(map[assess.UserID]string)
	for u, who := range people {
		if who.Name != "" {
			names[u] = who.Name
		}
	}
	return names, nil
}
