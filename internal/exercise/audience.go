package exercise

import "fmt"

// visit is called with a text, where it stands in words, and its path in the file.
type visit func(text, where string, path ...any)

// forPlayers visits every text that players may read.
func (s *Scenario) forPlayers(see visit) {
	see(s.Opening.Title, "the brief", "brief", "title")
	see(s.Opening.Text, "the brief", "brief", "text")
	for i, r := range s.Roles {
		see(r.Name, "a role", "roles", i, "name")
		see(r.Text, "a role", "roles", i, "text")
	}
	for i, o := range s.Objectives {
		see(o.Text, "an objective", "objectives", i, "text")
	}
	for i, in := range s.Injects {
		where := fmt.Sprintf("the inject %q", in.ID)
		see(in.From, where, "injects", i, "from")
		see(in.Message, where, "injects", i, "message")
		for j, q := range in.Questions {
			see(q, where, "injects", i, "questions", j)
		}
		for j, choice := range in.Choices {
			see(choice.Text, where, "injects", i, "choices", j, "text")
		}
	}
	for i, q := range s.Debrief {
		see(q, "the debrief", "debrief", i)
	}
}

// forFacilitators visits every text that players may never read.
func (s *Scenario) forFacilitators(see visit) {
	see(s.Summary, "the summary", "summary")
	see(s.Facilitator.Notes, "the notes", "facilitator", "notes")
	for i, text := range s.Facilitator.Prepare {
		see(text, "the notes", "facilitator", "prepare", i)
	}
	for i, text := range s.Facilitator.Simulate {
		see(text, "the notes", "facilitator", "simulate", i)
	}
	for i, o := range s.Objectives {
		for j, text := range o.Expected {
			see(text, fmt.Sprintf("what is expected for %q", o.ID), "objectives", i, "expected", j)
		}
	}
	for i, in := range s.Injects {
		where := fmt.Sprintf("the notes on %q", in.ID)
		see(in.Facilitator.Notes, where, "injects", i, "facilitator", "notes")
		for j, text := range in.Facilitator.Expected {
			see(text, where, "injects", i, "facilitator", "expected", j)
		}
		see(in.Facilitator.Simulate, where, "injects", i, "facilitator", "simulate")
	}
}

// FacilitatorTexts returns every text of the scenario that no player may ever read, to hold what was sent against it.
func (s *Scenario) FacilitatorTexts() []string {
	var all []string
	s.forFacilitators(func(text, _ string, _ ...any) {
		if text != "" {
			all = append(all, text)
		}
	})
	return all
}
