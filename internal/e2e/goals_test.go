package e2e

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"cairn/internal/assess"
	"cairn/internal/target"
)

// The commands that look at targets and actions.

// wantGoals counts the targets of all programmes, each as "T3 CATEGORY LEVEL by DAY of OWNER: STATE [(set by hand)] [N slips] [warns CODE…]".
func (s *story) wantGoals(ctx context.Context, args []string) error {
	views, err := s.goals(ctx)
	if err != nil {
		return err
	}
	return count(anywhere(args), func(string) (lines []string) {
		for _, v := range views {
			line := fmt.Sprintf("%s %s %d by %s of %s: %s", v.ID.Number(), v.Target.Category, v.Level, v.Due, v.Owner, v.Standing())
			if v.Override != nil {
				line += " (set by hand)"
			}
			if len(v.Slips) > 0 {
				line += fmt.Sprintf(" %d slips", len(v.Slips))
			}
			for _, w := range v.Warnings {
				line += " warns " + string(w.Code)
				if w.Accepted != "" {
					line += " (accepted: " + w.Accepted + ")"
				}
			}
			lines = append(lines, line)
		}
		return lines
	})
}

// wantActions counts the actions of all programmes, each as "A1 TITLE by DAY of OWNER: STATUS [LINK]".
func (s *story) wantActions(ctx context.Context, args []string) error {
	views, err := s.actions(ctx)
	if err != nil {
		return err
	}
	return count(anywhere(args), func(string) (lines []string) {
		for _, v := range views {
			lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s by %s of %s: %s %s", v.ID.Number(), v.Title, v.Due, v.Owner, v.Status, v.Evidence)))
		}
		return lines
	})
}

// wantFollowed counts the records of the ledger of targets and actions, each as "KIND SUBJECT [STATE] [PERSON] [step STEP] [by BY] [note NOTE]".
func (s *story) wantFollowed(ctx context.Context, args []string) error {
	var events []target.Event
	views, err := s.goals(ctx)
	if err != nil {
		return err
	}
	for _, v := range views {
		events = append(events, v.History...)
	}
	actions, err := s.actions(ctx)
	if err != nil {
		return err
	}
	for _, v := range actions {
		events = append(events, v.History...)
	}
	slices.SortFunc(events, func(a, b target.Event) int { return int(a.Seq - b.Seq) })
	return count(anywhere(args), func(string) (lines []string) {
		for _, e := range events {
			_, number, _ := strings.Cut(string(e.Subject), "/")
			words := []string{string(e.Kind), number}
			add := func(word, text string) {
				if text != "" {
					words = append(words, strings.TrimSpace(word+" "+text))
				}
			}
			add("", string(e.State))
			add("", string(e.Person))
			add("step", e.Step)
			add("by", string(e.By.User))
			add("note", e.Note)
			lines = append(lines, strings.Join(words, " "))
		}
		return lines
	})
}

// anywhere are the arguments of a count that looks in one place only.
func anywhere(args []string) []string {
	return append(args[:len(args)-1:len(args)-1], "", args[len(args)-1])
}

// operator sees everything.
var operator = assess.Actor{Source: assess.FromCLI}

func (s *story) goals(ctx context.Context) (all []target.View, err error) {
	programmes, err := s.programmes(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range programmes {
		some, err := s.world.App.Target.List(ctx, operator, p.ID, target.Filter{Ended: true})
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

func (s *story) actions(ctx context.Context) (all []target.ActionView, err error) {
	programmes, err := s.programmes(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range programmes {
		some, err := s.world.App.Target.ListActions(ctx, operator, p.ID, target.Filter{Ended: true})
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}
