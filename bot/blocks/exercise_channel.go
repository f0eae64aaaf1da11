package blocks

import (
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
	"cairn/internal/exercise"
)

// Announcement is what is said in an exercise's channel: the brief, an inject, or how the exercise goes on.
func Announcement(r Reader, p exercise.Post) Message {
	r = r.in(p.Zone)
	if p.Inject != nil {
		return injectMessage(r, p)
	}
	switch exercise.StepName(p.Step) {
	case exercise.StepBrief:
		return briefMessage(r, p)
	case exercise.StepPaused:
		return turnMessage(r, p, r.say(pausedHead, minute(p.Elapsed)))
	case exercise.StepResumed:
		return turnMessage(r, p, r.say(resumedHead, minute(p.Elapsed)))
	case exercise.StepTakenOver:
		return turnMessage(r, p, r.say(takenHead, mention(p.Handover.To), mention(p.Handover.From)))
	case exercise.StepExtended:
		return turnMessage(r, p, r.say(extendedHead, p.Minutes))
	default:
		return turnMessage(r, p, r.say(endedHead, minute(p.Elapsed)), r.say(endedNext))
	}
}

// turnMessage says that the exercise pauses, goes on or ends, with the note of whoever had it do so.
func turnMessage(r Reader, p exercise.Post, lines ...string) Message {
	blocks := []slack.Block{section(lines[0])}
	text := unstarred(lines[0])
	if p.Note != "" {
		blocks = append(blocks, quote(Cut(p.Note, maxSummary)))
		text = join(text, Escape(Cut(p.Note, maxSummary)))
	}
	for _, line := range lines[1:] {
		blocks, text = append(blocks, section(line)), join(text, unstarred(line))
	}
	return inExercise(r, p.Name, text, blocks...)
}

// briefMessage opens the exercise: the story so far, what is to be shown, who plays what, and how it goes.
func briefMessage(r Reader, p exercise.Post) Message {
	rule := briefTabletop
	if p.Kind == exercise.Simulation {
		rule = briefSimulated
	}
	blocks := []slack.Block{section(r.say(briefMeta, kindName(r, p.Kind), lengthOf(r, p.Plan.Length)) + " " + r.say(rule))}
	text := r.say(briefText, kindName(r, p.Kind), lengthOf(r, p.Plan.Length), r.say(rule))
	if p.Brief != nil {
		blocks = append(blocks, story(p.Brief.Text), section(r.say(briefGoals)))
		blocks = append(blocks, sections(exerciseGoals(*p.Brief))...)
		roles := briefRoleLines(r, *p.Brief, p.Seats)
		blocks = append(append(blocks, section(r.say(briefRoles))), sections(roles)...)
		text = join(text, Escape(p.Brief.Text))
		text += "\n" + join(unstarred(r.say(briefGoals)), strings.Join(exerciseGoals(*p.Brief), " "))
		text += "\n" + unstarred(strings.Join(roles, "\n"))
	}
	people := briefPeople(r, p.Plan)
	how := []string{r.say(briefHow), r.say(briefReal, mention(p.Plan.Facilitator))}
	blocks = append(blocks, note(strings.Join(people, " · ")), section(strings.Join(how, "\n")))
	text += "\n" + strings.Join(people, ". ") + ". " + unstarred(strings.Join(how, " "))
	return inExercise(r, p.Name, text, blocks...)
}

// briefRoleLines say who plays each role, and what it answers for.
func briefRoleLines(r Reader, b exercise.Brief, seats []exercise.Seat) []string {
	lines := make([]string, len(b.Roles))
	for i, role := range b.Roles {
		var users []assess.UserID
		for _, s := range seats {
			if s.Role == role.ID {
				users = append(users, s.User)
			}
		}
		who := mentions(r, users)
		if len(users) == 0 {
			who = r.say(briefNobody)
		}
		lines[i] = r.say(wordBullet, r.say(briefRole, Escape(Cut(role.Name, maxName)), who, Escape(Cut(role.Text, maxSummary))))
	}
	return lines
}

// briefPeople names those who run the exercise and watch it.
func briefPeople(r Reader, p exercise.Plan) []string {
	people := []string{r.say(briefLead, mention(p.Facilitator))}
	if p.Scribe != "" {
		people = append(people, r.say(briefScribe, mention(p.Scribe)))
	}
	if len(p.Observers) > 0 {
		people = append(people, r.say(briefWatch, mentions(r, p.Observers)))
	}
	return people
}

// injectMessage is one event of the story.
func injectMessage(r Reader, p exercise.Post) Message {
	in := *p.Inject
	from, to := Escape(Cut(in.From, maxName)), injectTo(r, p.Roles)
	text := r.say(injectText, from, to, Escape(strings.ReplaceAll(in.Message, "```", " ")))
	blocks := []slack.Block{section(r.say(injectHead, from, bold(r, p.Roles), minute(p.Elapsed))), story(in.Message)}
	if len(in.Questions) > 0 {
		blocks = append(blocks, listed(r.say(injectQuestions), slack.RTEListBullet, in.Questions))
		text = join(text, r.say(injectAsk, Escape(strings.Join(in.Questions, " "))))
	}
	if len(in.Choices) > 0 {
		choices := make([]string, len(in.Choices))
		numbered := make([]string, len(in.Choices))
		for i, c := range in.Choices {
			choices[i], numbered[i] = c.Text, itoa(i+1)+". "+Escape(c.Text)
		}
		blocks = append(blocks, listed(r.say(injectChoices), slack.RTEListOrdered, choices))
		text = join(text, r.say(injectChoose, strings.Join(numbered, "; ")))
	}
	log := button(r.say(buttonDecide), ActionRunDecide, RunValue{p.Exercise, in.ID}.String()).WithStyle(slack.StylePrimary)
	return inExercise(r, p.Name, join(text, r.say(injectLog)), append(blocks, actions(log))...)
}

// injectTo names the roles that an inject is meant for, for mrkdwn.
func injectTo(r Reader, roles []string) string {
	if len(roles) == 0 {
		return r.say(runEveryone)
	}
	names := make([]string, len(roles))
	for i, name := range roles {
		names[i] = Escape(Cut(name, maxName))
	}
	return r.list(names)
}

// bold is injectTo with the roles in bold.
func bold(r Reader, roles []string) string {
	if len(roles) == 0 {
		return r.say(runEveryone)
	}
	names := slices.Clone(roles)
	for i, name := range names {
		names[i] = "*" + Escape(Cut(name, maxName)) + "*"
	}
	return r.list(names)
}

// story shows what somebody in the exercise says: prose as a quotation, and logs in fixed width. Nothing in it is markup.
func story(message string) slack.Block {
	var elements []slack.RichTextElement
	for _, p := range exercise.Passages(message) {
		words := []slack.RichTextSectionElement{slack.NewRichTextSectionTextElement(p.Text, nil)}
		if p.Fixed {
			elements = append(elements, &slack.RichTextPreformatted{Type: slack.RTEPreformatted, Elements: words})
		} else {
			elements = append(elements, &slack.RichTextQuote{Type: slack.RTEQuote, Elements: words})
		}
	}
	if len(elements) == 0 { // Slack takes no block without any
		elements = append(elements, slack.NewRichTextSection(slack.NewRichTextSectionTextElement("…", nil)))
	}
	return slack.NewRichTextBlock("", elements...)
}

// listed shows texts under a title of ours. Nothing in them is markup.
func listed(title string, style slack.RichTextListElementType, texts []string) slack.Block {
	items := make([]slack.RichTextElement, len(texts))
	for i, text := range texts {
		items[i] = slack.NewRichTextSection(slack.NewRichTextSectionTextElement(text, nil))
	}
	bold := &slack.RichTextSectionTextStyle{Bold: true}
	return slack.NewRichTextBlock("", slack.NewRichTextSection(slack.NewRichTextSectionTextElement(title, bold)), slack.NewRichTextList(style, 0, items...))
}

// late reports whether a decision was logged after the end.
func late(v exercise.View, d exercise.Logged) bool {
	return !v.EndedAt.IsZero() && !d.At.Before(v.EndedAt)
}

// DecisionLine tells everybody in the channel what was decided, in the thread of what it answers.
func DecisionLine(r Reader, v exercise.View, d exercise.Logged) Message {
	head, what := decisionHead, Escape(Cut(d.What, maxSummary))
	if late(v, d) {
		head = decisionLate
	}
	says := r.say(decisionSays, mention(d.By), what)
	if choice := choiceTaken(v, d.Decision); choice != "" && choice != d.What {
		says = r.say(decisionChosen, mention(d.By), Escape(choice), what)
	}
	title := exerciseTitle(r, v.Name)
	line := r.say(head, Escape(title), d.Number)
	if head == decisionHead {
		line = r.say(head, Escape(title), d.Number, minute(d.Elapsed))
	}
	return Message{
		Text:   Cut(r.say(decisionText, Escape(title), d.Number, says, notReal(r)), MaxText),
		Blocks: []slack.Block{section(line + "\n" + says), note(notReal(r))},
	}
}
