package afteraction

import (
	"cmp"
	"fmt"
	"strings"

	"cairn/internal/exercise"
	"cairn/internal/target"
)

func (c composer) ratings() section {
	s := section{ID: "ratings", Title: "Ratings of the objectives"}
	t := &table{Columns: []column{{"Objective", 40}, {"Rating", 24}, {"It rests on", 36}}}
	for i, o := range c.Objectives {
		rating := cell{Text: capital(o.Rating.Words().String()), Strong: true}
		if o.Rating != "" {
			rating.Text = rated(o.Rating)
		}
		t.Rows = append(t.Rows, []cell{
			{Text: fmt.Sprintf("%d. %s", i+1, c.typed(o.Text))}, rating, {Text: restsOn(o), More: c.typed(o.Why)},
		})
	}
	s.add(part{Table: t}, part{Quiet: "No rating is better than the areas for improvement that were noted on its objective allow. The scale is explained below."})
	return s
}

// rated is a rating as the scale has it: "S – performed with some challenges".
func rated(r exercise.Rating) string { return string(r) + " – " + r.Words().String() }

// restsOn counts what was noted on an objective: "2 strengths; 2 areas for improvement (1 major, 1 minor)".
func restsOn(o exercise.ReportObjective) string {
	said := counted(len(o.Strengths), "strength", "strengths") + "; " + counted(len(o.Improvements), "area for improvement", "areas for improvement")
	var weights []string
	for _, impact := range []exercise.Impact{exercise.Critical, exercise.Major, exercise.Minor} {
		n := 0
		for _, i := range o.Improvements {
			if i.Impact == impact {
				n++
			}
		}
		if n > 0 {
			weights = append(weights, fmt.Sprintf("%d %s", n, impact.Words()))
		}
	}
	if len(weights) > 0 {
		said += " (" + strings.Join(weights, ", ") + ")"
	}
	return capital(said)
}

func (c composer) analysis() section {
	s := section{ID: "analysis", Title: "Strengths and areas for improvement"}
	for i, o := range c.Objectives {
		s.add(part{Heading: fmt.Sprintf("%d. %s", i+1, c.typed(o.Text))})
		if len(o.Strengths)+len(o.Improvements) == 0 {
			s.add(part{Quiet: "Nobody noted anything."})
			continue
		}
		t := &table{Columns: []column{{"Noted", 19}, {"What", 62}, {"By", 19}}}
		for _, n := range o.Strengths {
			t.Rows = append(t.Rows, c.noted("Strength", n))
		}
		for _, n := range o.Improvements {
			t.Rows = append(t.Rows, c.noted("Area for improvement", n))
		}
		s.add(part{Table: t})
	}
	return s
}

// noted is a row of an observation. Who made it is told by their part: what is noted is about work, and people say more
// where it is not read beside their name.
func (c composer) noted(what string, n exercise.Noted) []cell {
	when := c.clock(n.At)
	if n.HotWash {
		when = "in the hot wash"
	}
	more := ""
	if n.Kind == exercise.Improvement {
		more = capital(n.Impact.Words().String()) + ". " + n.Impact.Means().String()
	}
	return []cell{{Text: what, More: n.ID, Strong: true}, {Text: c.typed(n.Text), More: more}, {Text: capital(n.Part.Words().String()), More: when}}
}

func (c composer) plan() section {
	s := section{ID: "improvement-plan", Title: "Improvement plan"}
	if len(c.Plan) == 0 {
		s.add(part{Quiet: "No corrective action follows from this exercise."})
	} else {
		t := &table{Columns: []column{{"Issue", 25}, {"Corrective action", 24}, {"Element", 14}, {"Owner", 14}, {"Due", 10}, {"Status", 13}}}
		for _, row := range c.Plan {
			t.Rows = append(t.Rows, c.correction(row))
		}
		s.add(part{Table: t})
	}
	if len(c.Aside) > 0 {
		s.add(part{Heading: "Findings without an action of their own"})
		t := &table{Columns: []column{{"Finding", 12}, {"Issue", 44}, {"Why", 44}}}
		for _, a := range c.Aside {
			why := c.typed(a.Why)
			if a.Same != "" {
				why = "The same as " + a.Same
			}
			t.Rows = append(t.Rows, texts(a.Finding, c.typed(a.Issue), cmp.Or(why, "Not decided yet")))
		}
		s.add(part{Table: t})
	}
	return s
}

func (c composer) correction(row exercise.Correction) []cell {
	about := []string{"On: " + c.typed(row.Objective.Text), capital(row.Impact.Words().String())}
	if row.Again != "" {
		again := "Seen before: " + row.Again
		if row.Reopened {
			again += "; the action of then was opened again"
		}
		about = append(about, again)
	}
	what := c.typed(row.Work.Title)
	if row.Action != "" {
		what = row.Action.Number() + ": " + what
	}
	more := c.typed(row.Work.Text)
	if more == c.typed(row.Work.Title) {
		more = ""
	}
	return []cell{
		{Text: row.Finding + ": " + c.typed(row.Issue), More: strings.Join(about, "\n")},
		{Text: what, More: more},
		text(capital(target.ElementWords(row.Work.Element).String())),
		text(named(c.Report, row.Work.Owner)),
		text(due(row.Work.Due)),
		{Text: capital(row.Status.Words().String()), Strong: true},
	}
}

func (c composer) hotWash() section {
	s := section{ID: "hot-wash", Title: "What people said of the exercise"}
	s.add(part{Text: fmt.Sprintf("%s filled in the form of the hot wash, out of %d.", capital(counted(c.Debriefed, "person", "people")), len(c.People))})
	if len(c.Scores) > 0 && c.Debriefed > 0 {
		s.add(part{Table: c.scores()})
	}
	if len(c.Remarks) > 0 {
		said := make([]string, len(c.Remarks))
		for i, remark := range c.Remarks {
			said[i] = capital(remark.Part.Words().String()) + ": " + c.typed(remark.Text)
		}
		s.add(part{Heading: "What else they said"}, part{List: said})
	}
	return s
}

// scores counts how far people agreed with each statement.
func (c composer) scores() *table {
	t := &table{Columns: []column{{"From 1 (not at all) to 5 (fully)", 50}, {"1", 8}, {"2", 8}, {"3", 8}, {"4", 8}, {"5", 8}, {"Mean", 10}}}
	for _, score := range c.Scores {
		row := texts(c.typed(cmp.Or(score.Text, score.ID)))
		total, n := 0, 0
		for i, count := range score.Counts {
			row = append(row, text(fmt.Sprint(count)))
			total, n = total+(i+1)*count, n+count
		}
		mean := cell{Text: "–"}
		if n > 0 {
			mean = cell{Text: fmt.Sprintf("%.1f", float64(total)/float64(n)), Strong: true}
		}
		t.Rows = append(t.Rows, append(row, mean))
	}
	return t
}

func (c composer) scale() section {
	s := section{ID: "scale", Title: "The scale of ratings"}
	t := &table{Columns: []column{{"Rating", 40}, {"What it says", 60}}}
	for _, r := range exercise.Ratings() {
		t.Rows = append(t.Rows, texts(rated(r), ratingMeaning(r)))
	}
	s.add(part{Table: t}, part{Quiet: "The scale is that of the Homeland Security Exercise and Evaluation Program (HSEEP)."})
	return s
}
