package blocks

import (
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/maturity"
	"cairn/internal/roadmap"
	"cairn/internal/target"
)

// Position is the view of all that there is to say of a step of the roadmap. Whoever may take it on finds the inputs for
// that in it.
func Position(r Reader, m roadmap.Roadmap, e roadmap.Entry, o Opened) slack.ModalViewRequest {
	r = r.in(m.Programme.Zone)
	view := slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: CallbackPosition, PrivateMetadata: o.Encode(),
		Title: plain(r.say(positionTitle, strconv.Itoa(e.Position)), MaxViewTitle), Close: plain(r.say(buttonShut), MaxViewTitle),
	}
	blocks := append([]slack.Block{header(e.Title)}, positionBlocks(r, m, e)...)
	if !mayAssign(m.Programme, e.Category, r.User) {
		view.Blocks.BlockSet = fit(r, append(blocks, note(r.say(positionAssigns))), MaxViewBlocks)
		return view
	}
	work := target.Work{Text: e.Text, Owner: assignment(m.Programme, e.Category).Owner, Start: e.Start, Due: e.End}
	inputs := workInputs(r, work)
	view.Submit, view.Close = plain(r.say(buttonAssignNow), MaxViewTitle), plain(r.say(buttonCancel), MaxViewTitle)
	view.Blocks.BlockSet = append(fit(r, blocks, MaxViewBlocks-len(inputs)), inputs...)
	return view
}

// positionBlocks say what a step is, what it is for and why it stands where it stands.
func positionBlocks(r Reader, m roadmap.Roadmap, e roadmap.Entry) []slack.Block {
	var blocks []slack.Block
	if text := strings.TrimSpace(e.Text); text != "" {
		blocks = append(blocks, section(Escape(Cut(text, MaxSection/2))))
	}
	var lines []string
	for i, id := range e.Items {
		item, ok := m.Model.Item(id)
		if !ok || i == maxNamed {
			break
		}
		if answer := e.Answer; answer != "" && len(e.Items) == 1 {
			lines = append(lines, r.say(positionAnswer, Escape(id), Escape(Cut(item.Name, maxName)), choice(r, m.Model, item, answer)))
			continue
		}
		lines = append(lines, r.say(giveItem, Escape(id), Escape(Cut(item.Name, maxName))))
	}
	blocks = append(blocks, sections(lines)...)
	facts := []string{Escape(Cut(categoryName(m.Model, e.Category), maxName))}
	for _, id := range e.Targets {
		for _, v := range m.Targets {
			if v.ID == id {
				facts = append(facts, r.say(positionServes, r.say(roadmapGroupTarget, id.Number(), v.Level, r.day(v.Due), stateWord(r, v.Standing()))))
			}
		}
	}
	if e.Risk != "" {
		facts = append(facts, r.say(roadmapGroupRisk, riskWord(r, e.Risk)))
	}
	blocks = append(blocks, note(strings.Join(facts, " · ")))
	if len(e.Why) > 0 {
		why := []string{r.say(positionWhy)}
		for _, w := range e.Why {
			why = append(why, "• "+Sentence(r.tamed(w)))
		}
		blocks = append(blocks, sections(why)...)
	}
	return append(blocks, note(r.say(positionProposal, spanSays(r, e.Start, e.End))))
}

// workInputs take who does something until when.
func workInputs(r Reader, w target.Work) []slack.Block {
	owner := person(r)
	owner.InitialUser = string(w.Owner)
	start, due := slack.NewDatePickerBlockElement(ActionValue), slack.NewDatePickerBlockElement(ActionValue)
	start.InitialDate, due.InitialDate = dateOf(w.Start), dateOf(w.Due)
	issue := slack.NewURLTextInputBlockElement(nil, ActionValue)
	issue.InitialValue = w.Issue
	text := slack.NewPlainTextInputBlockElement(nil, ActionValue).WithMultiline(true).WithMaxLength(target.MaxText)
	text.InitialValue = Cut(w.Text, target.MaxText)
	return []slack.Block{
		input(BlockOwner, r.say(positionOwner), r.say(positionHint), owner),
		input(BlockStart, r.say(positionStart), "", start).WithOptional(true),
		input(BlockDue, r.say(positionDue), r.say(positionDueHint), due),
		input(BlockIssue, r.say(positionIssue), "", issue).WithOptional(true),
		input(BlockText, r.say(positionText), "", text).WithOptional(true),
	}
}

// dateOf is a day as a date picker takes it.
func dateOf(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

// Assigned confirms that somebody has an action now.
func Assigned(r Reader, p assess.Programme, a target.Action) slack.ModalViewRequest {
	r = r.in(p.Zone)
	text := r.say(positionTaken, a.ID.Number(), mention(a.Owner), Escape(Cut(a.Title, maxSummary)), r.say(roadmapDue, r.day(a.Due)))
	return done(r, section(text), note(r.say(positionThen)))
}

// Risks is the view in which a manager says how much each category weighs.
func Risks(r Reader, p assess.Programme, m *maturity.Model, o Opened) slack.ModalViewRequest {
	var options []*slack.OptionBlockObject
	for _, risk := range assess.Risks() {
		options = append(options, option(string(risk), r.say(risksOption, riskWord(r, risk), risk.Weight())))
	}
	blocks := []slack.Block{section(r.say(risksWhat, Escape(Cut(p.Scope, maxName))))}
	for _, c := range m.Categories() {
		if len(blocks) == MaxViewBlocks {
			break // the programme file takes the others
		}
		risk := assignment(p, c.ID).Risk
		if risk == "" {
			risk = assess.RiskNormal
		}
		blocks = append(blocks, input(c.ID, c.Name, "", menu(r, options, string(risk))))
	}
	return judgement(r, CallbackRisks, r.say(risksTitle), r.say(buttonRisksNow), o.Encode(), blocks...)
}

// Weighed confirms the weights of a programme's categories.
func Weighed(r Reader, p assess.Programme) slack.ModalViewRequest {
	return done(r, section(r.say(risksDone, Escape(Cut(p.Scope, maxName)))))
}
