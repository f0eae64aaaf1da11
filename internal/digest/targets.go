package digest

import (
	"cairn/internal/maturity"
	"cairn/internal/roadmap"
	"cairn/internal/target"
	"cairn/internal/wording"
)

// With returns the digest of a programme that has targets or actions: how they stood when the cycle closed, what comes first
// on the roadmap to them, and where they lead.
func (d Digest) With(st target.Standings, r roadmap.Roadmap, o roadmap.Outlook) Digest {
	d.Targets, d.Outlook = st, o
	for _, e := range r.Entries {
		if e.Done() {
			d.Done = append(d.Done, stepOf(r, e))
		}
	}
	if steps := r.Pick(roadmap.Filter{Open: true}); len(steps)+len(d.Done) > 0 {
		d.Next, d.NextFor = nil, wording.New("towards the targets")
		if len(st.Open) == 0 {
			d.NextFor = wording.New("by the roadmap")
		}
		for _, e := range steps[:min(len(steps), nextSteps)] {
			d.Next = append(d.Next, stepOf(r, e))
		}
	}
	if reached := reachedSentence(r.Model, st.Reached); !reached.IsZero() {
		d.Takeaway = wording.New("%s %s", d.Takeaway, reached)
	}
	return d
}

func stepOf(r roadmap.Roadmap, e roadmap.Entry) Step {
	s := Step{Title: e.Title, Text: e.Text, Owner: r.Owner(e), Due: e.End}
	if e.Action != nil {
		s.Action, s.Ended = e.Action.ID.Number(), e.Action.EndedAt
	}
	return s
}

// reachedSentence names the targets that were reached, or counts them.
func reachedSentence(m *maturity.Model, reached []target.View) wording.Text {
	switch n := len(reached); {
	case n == 0:
		return wording.Text{}
	case n == 1:
		return wording.New("The target of Level %d in %s is reached.", reached[0].Level, categoryName(m, reached[0].Category))
	case n > mostNamed:
		return wording.New("%d targets are reached.", n)
	}
	var names wording.List
	for _, v := range reached {
		names = append(names, categoryName(m, v.Category))
	}
	return wording.New("The targets in %s are reached.", names)
}

func categoryName(m *maturity.Model, id string) string {
	if c, ok := m.Category(id); ok {
		return c.Name
	}
	return id
}
