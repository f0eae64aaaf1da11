package afteraction

import (
	"fmt"
	"strings"
	"time"

	"cairn/internal/calendar"
	"cairn/internal/exercise"
)

// compose says a report. It is the one place that decides what stands in the files.
func compose(r exercise.Report) document {
	c := composer{Report: r, zone: zoneOf(r), held: r.Held()}
	d := document{
		Title: fmt.Sprintf("EXERCISE – after-action report: %s", c.typed(r.Name)),
		Over:  "EXERCISE – after-action report", Name: c.typed(r.Name),
		Under: fmt.Sprintf("%s %s of %s, %s", capital(r.Kind.Words().String()), r.ID.Number(), c.typed(r.Scope), day(c.held)),
		Draft: r.Draft,
		Foot:  fmt.Sprintf("EXERCISE – %s, %s", c.typed(r.Name), r.ID.Number()),
		Sections: []section{
			c.summary(), c.overview(), c.ratings(), c.analysis(), c.plan(), c.decisions(), c.timeline(), c.hotWash(), c.people(), c.scale(), c.signOff(),
		},
	}
	return d
}

// composer is a report on its way into a document.
type composer struct {
	exercise.Report
	zone *time.Location
	held calendar.Date // the day of the exercise in that zone
}

// zoneOf is where times are told.
func zoneOf(r exercise.Report) *time.Location {
	if zone, err := time.LoadLocation(r.Zone); err == nil {
		return zone
	}
	return time.UTC
}

func (c composer) typed(s string) string { return typed(c.Report, s) }

// clock is "14:05", and "4 Dec, 00:10" on another day than that of the exercise.
func (c composer) clock(t time.Time) string {
	if calendar.DateOf(t.In(c.zone)) != c.held {
		return t.In(c.zone).Format("2 Jan, 15:04")
	}
	return t.In(c.zone).Format("15:04")
}

// instant is "3 December 2026, 14:05 (CET)".
func (c composer) instant(t time.Time) string {
	return t.In(c.zone).Format("2 January 2006, 15:04 (MST)")
}

func (c composer) summary() section {
	s := section{ID: "summary", Title: "Summary"}
	if c.Draft {
		s.add(part{Text: "DRAFT. The facilitator has not signed this report yet, and anything in it may change."})
	}
	if why := c.Lacks.Words(); !why.IsZero() {
		s.add(part{Text: fmt.Sprintf("This does not count as an exercise held: %s. It fulfils no duty to exercise and is evidence for nothing.", why)})
	}
	if text := c.typed(c.Summary); text != "" {
		s.add(part{Text: text})
	} else {
		s.add(part{Quiet: "The facilitator has not written a summary yet."})
	}
	var glance part
	glance.add("Objectives", c.ratingsInShort())
	decided := counted(len(c.Decisions), "decision", "decisions")
	if c.Latency.Count > 0 {
		decided += fmt.Sprintf("; from inject to decision %s at the median, %s at the longest", lasting(c.Latency.Median), lasting(c.Latency.Longest))
	}
	glance.add("Decisions", capital(decided))
	glance.add("Improvement plan", capital(c.planInShort()))
	s.add(glance)
	return s
}

// ratingsInShort counts the objectives by rating: "4, of which 3 performed with some challenges, 1 not observed".
func (c composer) ratingsInShort() string {
	var said []string
	for _, rating := range append(exercise.Ratings(), "") {
		n := 0
		for _, o := range c.Objectives {
			if o.Rating == rating {
				n++
			}
		}
		if n > 0 {
			said = append(said, fmt.Sprintf("%d %s", n, rating.Words()))
		}
	}
	if len(said) == 0 {
		return ""
	}
	return fmt.Sprintf("%d, of which %s", len(c.Objectives), strings.Join(said, ", "))
}

func (c composer) planInShort() string {
	said, again := counted(len(c.Plan), "corrective action", "corrective actions"), 0
	for _, row := range c.Plan {
		if row.Again != "" {
			again++
		}
	}
	if again > 0 {
		said += fmt.Sprintf(", %d of them for what was seen before", again)
	}
	return said
}

func (c composer) overview() section {
	s := section{ID: "overview", Title: "Exercise overview"}
	var facts part
	facts.add("Exercise", fmt.Sprintf("%s (%s)", c.typed(c.Name), c.ID))
	if c.StartedAt.IsZero() {
		facts.add("Date", "planned for "+c.instant(c.PlannedStart))
	} else {
		facts.add("Date", fmt.Sprintf("%s, %s to %s (%s)", day(c.held), c.clock(c.StartedAt), c.clock(c.EndedAt), c.StartedAt.In(c.zone).Format("MST")))
	}
	lasted := lasting(c.Played) + " played"
	if c.Paused > 0 {
		lasted += ", " + lasting(c.Paused) + " paused"
	}
	early := ""
	if c.EndedEarly != "" {
		early = "Ended early: " + c.typed(c.EndedEarly)
	}
	place := ""
	if c.Channel != "" {
		place = "In Slack, in the channel with the id " + c.Channel
	}
	facts.add("Scope", kindWords(c.Kind), lasted, early, place)
	facts.add("Sponsor", fmt.Sprintf("%s (programme %s)", c.typed(c.Scope), c.Programme))
	for _, p := range c.People {
		if p.Part == exercise.AsFacilitator && p.Until.IsZero() {
			facts.add("Point of contact", named(c.Report, p.User)+", facilitator")
		}
	}
	facts.add("Participants", c.peopleInShort())
	objectives := make([]string, len(c.Objectives))
	for i, o := range c.Objectives {
		objectives[i] = fmt.Sprintf("%d. %s", i+1, c.typed(o.Text))
	}
	facts.add("Objectives", objectives...)
	var threats []string
	for _, t := range c.Threats {
		threats = append(threats, t.Framework+": "+strings.Join(t.IDs, ", "))
	}
	facts.add("Threats", threats...)
	facts.add("Scenario", c.typed(c.Story), fmt.Sprintf("%s, SHA-256 of its file %s", c.Scenario, c.Hash))
	var items []string
	for _, i := range c.Items {
		line := i.ID + " " + c.typed(i.Name)
		if i.Backs {
			line += " (this exercise is evidence for it)"
		}
		items = append(items, line)
	}
	if len(items) > 0 {
		facts.add("Capabilities exercised", append([]string{"Of " + c.typed(c.Model) + ":"}, items...)...)
	}
	s.add(facts)
	return s
}

// peopleInShort counts who took part: "9 people: 1 facilitator, 1 scribe, 6 players, 1 observer".
func (c composer) peopleInShort() string {
	parts := []struct {
		of        exercise.Part
		one, many string
	}{
		{exercise.AsFacilitator, "facilitator", "facilitators"},
		{exercise.AsScribe, "scribe", "scribes"},
		{exercise.AsPlayer, "player", "players"},
		{exercise.AsObserver, "observer", "observers"},
	}
	var said []string
	for _, p := range parts {
		n := 0
		for _, who := range c.People {
			if who.Part == p.of {
				n++
			}
		}
		if n > 0 {
			said = append(said, counted(n, p.one, p.many))
		}
	}
	return fmt.Sprintf("%d people: %s", len(c.People), strings.Join(said, ", "))
}

func (c composer) people() section {
	s := section{ID: "participants", Title: "Participants"}
	t := &table{Columns: []column{{"Name", 40}, {"Part", 20}, {"Roles played", 40}}}
	for _, p := range c.People {
		t.Rows = append(t.Rows, texts(named(c.Report, p.User), c.partOf(p), strings.Join(p.Roles, ", ")))
	}
	s.add(part{Table: t})
	return s
}

// partOf says what somebody did, and when where that was not throughout: "facilitator from 14:20, player before".
func (c composer) partOf(p exercise.Participant) string {
	part := p.Part.Words().String()
	switch {
	case !p.Since.IsZero() && !p.Until.IsZero():
		part += " from " + c.timeOf(p.Since) + " to " + c.timeOf(p.Until)
	case !p.Since.IsZero():
		part += " from " + c.timeOf(p.Since)
	case !p.Until.IsZero():
		part += " until " + c.timeOf(p.Until)
	}
	if p.Was != exercise.NoPart {
		part += ", " + p.Was.Words().String() + " before"
	}
	return part
}

// timeOf is the time of the day of something that happened while it was played, else with its day.
func (c composer) timeOf(at time.Time) string {
	if !c.EndedAt.IsZero() && at.After(c.EndedAt) {
		return c.instant(at)
	}
	return c.clock(at)
}

func (c composer) signOff() section {
	s := section{ID: "sign-off", Title: "Sign-off"}
	if c.Draft {
		s.add(part{Text: "DRAFT. Not signed."})
		return s
	}
	s.add(part{Text: fmt.Sprintf("Reviewed and signed by %s, %s, on %s.", named(c.Report, c.SignedBy), c.signedAs(), c.instant(c.SignedAt))})
	if c.Seal != "" {
		s.add(part{Quiet: "SHA-256 of what was signed: " + c.Seal})
	}
	return s
}

// signedAs is as what somebody signed: where nobody could ask the facilitator any more, a manager did.
func (c composer) signedAs() string {
	for _, p := range c.People {
		if p.User == c.SignedBy && p.Part == exercise.AsFacilitator {
			return "facilitator"
		}
	}
	return "a manager of the programme, because the facilitator could no longer be asked"
}
