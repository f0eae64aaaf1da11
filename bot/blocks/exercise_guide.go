package blocks

import (
	"strings"

	"github.com/slack-go/slack"

	"cairn/internal/exercise"
)

// guideInjectsPage is how many injects a page of the guide shows.
const guideInjectsPage = 6

// Guide is the view of the plot, for the facilitator: the scenario's notes first, then page by page the injects as players get
// them, with what only facilitators know.
func Guide(r Reader, c exercise.Control, page int) slack.ModalViewRequest {
	r = r.in(c.In.Zone)
	s := c.Scenario
	front := []slack.Block{section(r.say(guideScenario, Escape(Cut(s.Title, maxName)), Escape(Cut(s.Summary, maxObjective))))}
	if s.Facilitator.Notes != "" {
		front = append(front, section(r.say(guideNotes)+"\n"+Escape(Cut(s.Facilitator.Notes, maxGuideNotes))))
	}
	front = append(front, sections(append([]string{r.say(guidePrepare)}, bullets(r, s.Facilitator.Prepare, len(s.Facilitator.Prepare))...))...)
	if c.Kind == exercise.Simulation && len(s.Facilitator.Simulate) > 0 {
		front = append(front, sections(append([]string{r.say(guideStand)}, bullets(r, s.Facilitator.Simulate, len(s.Facilitator.Simulate))...))...)
	}
	front = append(front, goalBlocks(r, guideGoals(c))...)
	return guideView(r, c.View, s, s.Injects, front, page)
}

// ObserverGuide is the same for observers, without how the exercise is run.
func ObserverGuide(r Reader, w exercise.Watch, page int) slack.ModalViewRequest {
	r = r.in(w.In.Zone)
	return guideView(r, w.View, &exercise.Scenario{Injects: w.Injects, Roles: w.Brief.Roles}, w.Injects, goalBlocks(r, w.Objectives), page)
}

// maxGuideNotes is how much of a scenario's notes is shown, in characters: all that a section holds, as a rule.
const maxGuideNotes = 2600

// guideGoals are the objectives that the run is about.
func guideGoals(c exercise.Control) []exercise.Objective {
	var all []exercise.Objective
	for _, g := range c.Brief.Objectives {
		if o, ok := c.Scenario.Objective(g.ID); ok {
			all = append(all, o)
		}
	}
	return all
}

// guideView shows a page of the guide: its front, or some injects.
func guideView(r Reader, v exercise.View, s *exercise.Scenario, injects []exercise.Inject, front []slack.Block, page int) slack.ModalViewRequest {
	last := (len(injects) + guideInjectsPage - 1) / guideInjectsPage
	page = max(0, min(page, last))
	blocks := []slack.Block{note(r.say(guideOnly))}
	if page == 0 {
		blocks = append(blocks, front...)
	} else {
		from := (page - 1) * guideInjectsPage
		until := min(from+guideInjectsPage, len(injects))
		blocks = append(blocks, section(r.say(guideInjects, from+1, until, len(injects))))
		for i := range injects[from:until] {
			blocks = append(blocks, guideInject(r, v, s, &injects[from+i])...)
		}
	}
	var turns []slack.BlockElement
	if page > 0 {
		turns = append(turns, button(r.say(buttonTurnBack), ActionRunGuide, RunValue{v.ID, itoa(page - 1)}.String()))
	}
	if page < last {
		turns = append(turns, button(r.say(buttonTurnOn), ActionRunTurn, RunValue{v.ID, itoa(page + 1)}.String()))
	}
	blocks = fit(r, blocks, MaxViewBlocks-4)
	if len(turns) > 0 {
		blocks = append(blocks, actions(turns...))
	}
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: CallbackRunGuide, PrivateMetadata: RunValue{v.ID, itoa(page)}.String(),
		Title: plain(r.say(guideTitle), MaxViewTitle), Close: plain(r.say(buttonDone), MaxViewTitle),
		Blocks: slack.Blocks{BlockSet: runBlocks(r, v.Name, blocks)},
	}
}

// guideInject is an inject with all that is known of it.
func guideInject(r Reader, v exercise.View, s *exercise.Scenario, in *exercise.Inject) []slack.Block {
	var names []string
	for _, role := range s.Roles {
		for _, to := range in.To {
			if role.ID == to {
				names = append(names, role.Name)
			}
		}
	}
	head := r.say(guideTo, Escape(Cut(in.ID, maxName)), Escape(Cut(in.From, maxName)), injectTo(r, names), condition(r, s, *in))
	blocks := []slack.Block{slack.NewDividerBlock(), section(head), story(in.Message)}
	if len(in.Questions) > 0 {
		blocks = append(blocks, listed(r.say(injectQuestions), slack.RTEListBullet, in.Questions))
	}
	if len(in.Choices) > 0 {
		choices := make([]string, len(in.Choices))
		for i, c := range in.Choices {
			choices[i] = c.Text
		}
		blocks = append(blocks, listed(r.say(injectChoices), slack.RTEListOrdered, choices))
	}
	return append(blocks, guideLines(r, v.Kind, in, maxGuideNotes, len(in.Facilitator.Expected))...)
}

// guideLines are what only facilitators and observers know of an inject: so many characters of notes, and so many expected actions.
func guideLines(r Reader, kind exercise.Kind, in *exercise.Inject, notes, expected int) []slack.Block {
	g := in.Facilitator
	var lines []string
	if g.Notes != "" {
		lines = append(lines, r.say(guideNotesFor, Escape(Cut(g.Notes, notes))))
	}
	if len(g.Expected) > 0 {
		lines = append(append(lines, r.say(guideExpected)), bullets(r, g.Expected, expected)...)
	}
	if kind == exercise.Simulation && g.Simulate != "" {
		lines = append(lines, r.say(guideSimulate, Escape(Cut(g.Simulate, notes))))
	}
	return sections(lines)
}

// goalBlocks are objectives with what to look for, a section each.
func goalBlocks(r Reader, all []exercise.Objective) []slack.Block {
	if len(all) == 0 {
		return nil
	}
	blocks := []slack.Block{section(r.say(guideObjectives))}
	for i, o := range all {
		lines := append([]string{r.say(watchObjective, i+1, Escape(Cut(o.Text, maxSummary)))}, bullets(r, o.Expected, len(o.Expected))...)
		blocks = append(blocks, sections(lines)...)
	}
	return blocks
}

// injectName names an inject for who knows the plot: its id, and who it comes from.
func injectName(r Reader, in exercise.Inject) string {
	return r.say(runColumn, code(in.ID), Escape(Cut(in.From, maxName)))
}

// condition says when an inject comes.
func condition(r Reader, s *exercise.Scenario, in exercise.Inject) string {
	w := in.When
	switch {
	case in.At != nil:
		return r.say(runMinute, *in.At)
	case w == nil:
		return ""
	case w.Choice != "":
		text := w.Choice
		if _, c, ok := s.Choice(w.Choice); ok {
			text = c.Text
		}
		if w.After == 0 {
			return r.say(guideChosen, Escape(text))
		}
		return r.say(guideAfter, itoa(w.After), Escape(text))
	case w.Decided != "" && w.After == 0:
		return r.say(guideDecided, code(w.Decided))
	case w.Decided != "":
		return r.say(guideDecidedIn, code(w.Decided), itoa(w.After))
	case w.Undecided != "":
		return r.say(guideUndecided, code(w.Undecided), itoa(w.After))
	case w.Delivered != "":
		return r.say(guideDelivered, code(w.Delivered), itoa(w.After))
	default:
		return strings.TrimSpace(r.say(guideMissing, code(w.Undelivered), itoa(w.By)))
	}
}
