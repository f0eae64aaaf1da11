package blocks

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
	"cairn/internal/exercise"
	"cairn/internal/maturity"
)

// objectivesPage is how many control objectives one part of a form asks: each has two inputs, its status and a note, and
// six inputs a view are enough.
const objectivesPage = 3

// maxObjective is how much of an objective's text a form shows.
const maxObjective = 1500

// Unanswered is the choice that takes the answer to a control objective back.
const Unanswered = "-"

// byObjectives reports whether the form asks control objectives, of which some may be left unanswered.
func byObjectives(f assess.Form) bool {
	return !f.Quick && f.Model != nil && f.Model.Scoring.Method == maturity.MethodCumulative
}

// amount says how much is asked: "5 questions", "8 objectives", "quick assessment".
func amount(r Reader, f assess.Form) string {
	switch {
	case f.Quick:
		return r.say(wordQuick)
	case byObjectives(f):
		return r.say(wordObjectives, len(f.Items))
	default:
		return questions(r, len(f.Items))
	}
}

// effort reckons a minute for each item that is still to be answered.
func effort(r Reader, f assess.Form) string {
	if f.Quick {
		return minutes(r, 2)
	}
	return minutes(r, len(f.Items)-answeredOf(f))
}

// answeredOf counts the items that are answered so far.
func answeredOf(f assess.Form) int {
	n := 0
	for _, item := range f.Items {
		if f.Latest != nil && f.Latest.Answers[item.ID] != "" {
			n++
		}
	}
	return n
}

// answerLabel is what the button that opens the form says.
func answerLabel(r Reader, f assess.Form) string {
	switch {
	case f.Latest != nil && (f.Quick || answeredOf(f) > 0):
		return r.say(buttonResume)
	case f.Quick:
		return r.say(buttonPick)
	case byObjectives(f):
		return r.say(buttonAssess)
	default:
		return r.say(buttonAnswer)
	}
}

// whatIsAsked says what of the model a card asks, or "" where the number of questions says it all.
func whatIsAsked(r Reader, f assess.Form) string {
	switch {
	case f.Quick:
		return r.say(cardAskQuick)
	case f.Cycle.Kind == assess.CheckIn:
		return r.say(cardAskCheckIn, amount(r, f))
	case !byObjectives(f) || len(f.Items) == 0:
		return ""
	}
	lowest, highest := f.Items[0].Level, f.Items[0].Level
	for _, item := range f.Items {
		lowest, highest = min(lowest, item.Level), max(highest, item.Level)
	}
	if len(f.Deployments) == 0 {
		return r.say(cardAskFull, amount(r, f), lowest, highest)
	}
	return r.say(cardAskDeployments, amount(r, f), lowest, highest, tagNames(r, f.Deployments))
}

func tagNames(r Reader, tags []maturity.Tag) string {
	names := make([]string, len(tags))
	for i, t := range tags {
		names[i] = Escape(Cut(t.Name, maxOption))
	}
	return r.list(names)
}

// findings says what follows from the answers beside the level: what keeps it from the next one, what is unanswered,
// what a manager set by hand, and how much was asked.
func findings(r Reader, f assess.Form) []string {
	var lines []string
	if byObjectives(f) {
		if len(f.Score.Weak) > 0 {
			lines = append(lines, r.say(answeredBlocking, itemLevel(f, f.Score.Weak[0]), named(r, f, f.Score.Weak)))
		}
		if len(f.Score.Unanswered) > 0 {
			lines = append(lines, r.say(answeredOpen, named(r, f, f.Score.Unanswered)))
		}
	}
	if o := f.Override; o != nil {
		lines = append(lines, r.say(answeredSet, by(r, o.By), o.Level, o.Computed, Escape(Cut(o.Reason, maxReason))))
	}
	switch f.Cycle.Kind {
	case assess.Quick:
		lines = append(lines, r.say(answeredQuick))
	case assess.CheckIn:
		lines = append(lines, r.say(answeredCheckIn))
	}
	return lines
}

// maxNamed is how many objectives a sentence names.
const maxNamed = 6

// named lists items by id and name.
func named(r Reader, f assess.Form, ids []string) string {
	var names []string
	for i, id := range ids {
		if i == maxNamed {
			names = append(names, r.say(wordMore, len(ids)-i))
			break
		}
		names = append(names, r.say(wordObjectiveName, Escape(id), Escape(Cut(itemName(f, id), maxOption))))
	}
	return strings.Join(names, "; ")
}

// itemName is the name of an item, the organisation's own where it is substituted.
func itemName(f assess.Form, id string) string {
	if s, ok := f.Substitutions[id]; ok {
		return s.Name
	}
	if item, ok := f.Model.Item(id); ok {
		return item.Name
	}
	return ""
}

func itemLevel(f assess.Form, id string) int {
	if item, ok := f.Model.Item(id); ok {
		return item.Level
	}
	return 0
}

// by names who decided something: a person, or the operator.
func by(r Reader, a assess.Actor) string {
	if a.User == "" || a.Source != assess.FromSlack {
		return r.say(digestNobody)
	}
	return mention(a.User)
}

// dateToken is an instant as Slack shows it in blocks, with the words for where it does not.
var dateToken = regexp.MustCompile(`<!date\^[^|<>]*\|([^<>]*)>`)

// unstarred makes a sentence of ours into text that is read aloud: without bold marks, and with instants in words.
func unstarred(s string) string { return undated(strings.ReplaceAll(s, "*", "")) }

// undated puts words in the place of instants.
func undated(s string) string { return dateToken.ReplaceAllString(s, "$1") }

// upper starts a sentence with a capital.
func upper(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// objectivePages returns in how many parts the objectives are asked, the review not counted.
func objectivePages(f assess.Form) int { return (len(f.Items) + objectivesPage - 1) / objectivesPage }

// resumeAt returns the part that a form opens at: the first with something unanswered, else the review; a form that was
// submitted whole begins anew.
func resumeAt(f assess.Form) int {
	if !byObjectives(f) || f.Latest == nil {
		return 0
	}
	for i, item := range f.Items {
		if f.Latest.Answers[item.ID] == "" {
			return i / objectivesPage
		}
	}
	if f.Submitted() {
		return 0
	}
	return objectivePages(f)
}

// objectiveBlocks shows one part of the objectives, grouped by level.
func objectiveBlocks(r Reader, f assess.Form, s FormState) []slack.Block {
	var blocks []slack.Block
	level := 0
	if s.Page == 0 {
		blocks = append(blocks, scales(r, f.Model, f.Items)...)
	}
	for _, item := range PageItems(f, s.Page) {
		if item.Level != level {
			level = item.Level
			blocks = append(blocks, levelHead(r, f, level)...)
		}
		blocks = append(blocks, objective(r, f, s, item)...)
	}
	return append(blocks, note(r.say(objectiveSaving)))
}

func levelHead(r Reader, f assess.Form, level int) []slack.Block {
	l, _ := f.Model.Level(level)
	blocks := []slack.Block{header(r.say(objectiveLevel, level, Cut(l.Name, maxName)))}
	if d, ok := f.Category.Descriptor(level); ok && d.Text != "" {
		blocks = append(blocks, note(Escape(Cut(d.Text, maxSummary))))
	}
	return blocks
}

// objective shows one objective with its two inputs.
func objective(r Reader, f assess.Form, s FormState, item *maturity.Item) []slack.Block {
	text := r.say(objectiveText, Escape(item.ID), Escape(Cut(item.Name, maxName)), Escape(Cut(item.Text, maxObjective)))
	if _, ok := f.Substitutions[item.ID]; ok {
		text += "\n" + r.say(objectiveOwn)
	}
	details := button(r.say(buttonDetails), ActionDetails, item.ID)
	details.AccessibilityLabel = Cut(r.say(objectiveDetails, item.ID), MaxButton)
	chosen, marks := suggested(r, f, s, item)
	hint := Cut(item.Help, MaxHint-maxMarks)
	if marks != "" {
		hint = join(hint, marks)
	}
	hint = join(join(doneFor(r, f, item.ID), marking(r, f, item.ID)), hint)
	blocks := append([]slack.Block{slack.NewSectionBlock(mrkdwn(text, MaxSection), nil, slack.NewAccessory(details))}, handedTo(r, f, item.ID)...)
	return append(blocks,
		slack.NewInputBlock(item.ID, plain(r.say(objectiveStatus, item.ID), MaxLabel), hinted(hint), statusSelect(r, f, item, chosen)).WithOptional(true),
		slack.NewInputBlock(assess.NoteField(item.ID), plain(r.say(objectiveNote, item.ID), MaxLabel), hinted(r.say(objectiveNoteHint)),
			slack.NewPlainTextInputBlockElement(nil, ActionValue).WithMaxLength(assess.MaxNote).WithInitialValue(noteOf(r, f, s, item.ID))).WithOptional(true),
	)
}

func hinted(hint string) *slack.TextBlockObject {
	if hint == "" {
		return nil
	}
	return plain(hint, MaxHint)
}

// statusSelect offers the answers, the best first, and to leave the objective unanswered.
func statusSelect(r Reader, f assess.Form, item *maturity.Item, chosen string) *slack.SelectBlockElement {
	var options []*slack.OptionBlockObject
	add := func(value, label string) {
		options = append(options, slack.NewOptionBlockObject(value, plain(label, MaxOption), nil))
	}
	set := answerSet(f.Model, item)
	for i := len(set.Options) - 1; i >= 0; i-- {
		add(set.Options[i].Value, set.Options[i].Label)
	}
	if item.MayBeNotApplicable() {
		add(assess.NotApplicable, r.say(wordNotApplicable))
	}
	add(Unanswered, r.say(objectiveLeave))
	element := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(r.say(formPlaceholder), MaxPlaceholder), ActionValue, options...)
	for _, o := range options {
		if o.Value == chosen {
			element.WithInitialOption(o)
		}
	}
	return element
}

// suggested returns the status that an objective shows, and where it is from: what was entered in this form, what is
// saved, the best of all after work that was done for it, or what was answered last time. A reason is given anew each time, and words of the organisation's own may be
// newer than the answer, so neither of those is filled in; nor is a part that was saved before, where what is open was left
// so on purpose.
func suggested(r Reader, f assess.Form, s FormState, item *maturity.Item) (chosen, marks string) {
	set := answerSet(f.Model, item)
	chosen = s.Answers[item.ID]
	if f.Latest != nil && f.Latest.Answers[item.ID] != "" {
		chosen = cmp.Or(chosen, f.Latest.Answers[item.ID])
	}
	last := f.Before.Answers[item.ID]
	_, own := f.Substitutions[item.ID]
	filled := ""
	if done, ok := f.Done[item.ID]; ok && chosen == "" && (!savedBefore(f, s.Page) || done.At.After(f.Latest.At)) {
		best := set.Options[len(set.Options)-1]
		chosen, filled = best.Value, r.say(formDoneFilled, label(set, best.Value))
	}
	switch {
	case last == "":
	case last == assess.NotApplicable:
		marks = r.say(objectiveWasNA, f.Before.Period)
	case chosen == "" && !own && f.Marks[item.ID] == "" && !savedBefore(f, s.Page):
		chosen, marks = last, r.say(formPrefilled, f.Before.Period, label(set, last))
	default:
		marks = r.say(formLast, f.Before.Period, label(set, last))
	}
	return chosen, join(filled, marks)
}

// savedBefore reports whether something of a part is saved.
func savedBefore(f assess.Form, page int) bool {
	return f.Latest != nil && slices.ContainsFunc(PageItems(f, page), func(item *maturity.Item) bool { return f.Latest.Answers[item.ID] != "" })
}

// label names a status for plain text.
func label(set *maturity.AnswerSet, value string) string {
	if o, ok := set.Option(value); ok {
		return Cut(o.Label, maxName)
	}
	return Cut(value, maxOption)
}

// noteOf is the note that an item shows.
func noteOf(r Reader, f assess.Form, s FormState, item string) string {
	if text, ok := s.Notes[item]; ok {
		return text
	}
	if f.Latest != nil && (f.Latest.Notes[item] != "" || f.Latest.Answers[item] != "") {
		return f.Latest.Notes[item]
	}
	if done, ok := f.Done[item]; ok && byObjectives(f) {
		return Cut(doneNote(r, f, done), assess.MaxNote)
	}
	return ""
}

// doneNote says what was done and where that shows, to stand beside the answer.
func doneNote(r Reader, f assess.Form, done assess.Done) string {
	if done.Exercise == "" {
		return r.say(formDoneNote, done.Action, done.Link)
	}
	return r.say(formExerciseNote, done.Action, kindWord(r, exercise.Kind(done.Exercise)), heldDay(r, done.Held, f.Programme.Zone), done.Link)
}

// reviewBlocks end the form: what is answered, what is not, and the level that follows.
func reviewBlocks(r Reader, f assess.Form) []slack.Block {
	answered := answeredOf(f)
	blocks := []slack.Block{header(r.say(reviewTitle, answered, len(f.Items)))}
	if answered == 0 {
		return append(blocks, section(r.say(reviewNothing)))
	}
	blocks = append(blocks, section(r.say(reviewLeads, levelOf(r, f))))
	if open := len(f.Items) - answered; open > 0 {
		blocks = append(blocks, section(r.say(reviewOpen, open)))
	}
	blocks = append(blocks, sections(findings(r, f))...)
	var lines []string
	level := 0
	for i, line := range answerLines(r, f, f.Latest.Answers, f.Latest.Notes) {
		if l := f.Items[i].Level; l != level {
			level = l
			name, _ := f.Model.Level(l)
			lines = append(lines, r.say(reviewLevel, l, Escape(Cut(name.Name, maxName))))
		}
		lines = append(lines, line)
	}
	return append(blocks, sections(lines)...)
}

// Details is the view with all there is to know of an objective, on top of the form.
func Details(r Reader, f assess.Form, id string) (slack.ModalViewRequest, error) {
	item, ok := f.Model.Item(id)
	if !ok {
		return slack.ModalViewRequest{}, fmt.Errorf("blocks: model %s has no item %q", f.Model.ID, id)
	}
	r = r.in(f.Programme.Zone)
	text := func(s string, max int) string { return Escape(Cut(s, max)) }
	var blocks []slack.Block
	add := func(form, s string) {
		if s != "" {
			blocks = append(blocks, section(r.say(form, s)))
		}
	}
	shown := r.say(objectiveText, Escape(item.ID), text(item.Name, maxName), text(item.Text, maxObjective))
	if s, ok := f.Substitutions[id]; ok {
		blocks = append(blocks, section(r.say(detailsOwn, by(r, s.By), r.when(s.At), text(s.Name, maxName), text(s.Text, maxObjective), text(s.Reason, maxSummary))))
		shown = r.say(detailsModel, shown)
	}
	blocks = append(blocks, section(shown))
	add(detailsHelp, text(item.Help, maxObjective))
	add(detailsRationale, text(item.Rationale, maxObjective))
	add(detailsMore, text(item.Description, maxObjective))
	lines := make([]string, 0, len(item.Evidence))
	for _, e := range item.Evidence {
		lines = append(lines, r.say(detailsBullet, text(e, maxReason)))
	}
	add(detailsEvidence, Cut(strings.Join(lines, "\n"), MaxSection-maxName))
	lines = lines[:0]
	for _, m := range item.Mappings {
		lines = append(lines, r.say(detailsMapping, Escape(m.Framework), Escape(m.Version), text(strings.Join(m.IDs, ", "), maxReason)))
	}
	add(detailsMappings, Cut(strings.Join(lines, "\n"), MaxSection-maxName))
	blocks = fit(r, append(blocks, note(join(applies(r, f, item), mode(r, item)))), MaxViewBlocks-1)
	if f.Open() && f.Questionnaire.State == assess.Waiting {
		blocks = append(blocks, actions(button(r.say(buttonGiveOne), ActionGive, ItemValue{f.Questionnaire.ID, id}.String())))
	}
	return notice(r, r.say(detailsTitle), blocks), nil
}

func applies(r Reader, f assess.Form, item *maturity.Item) string {
	var tags []maturity.Tag
	for _, tag := range f.Model.Tags {
		if len(item.Applies) > 0 && item.AppliesTo([]string{tag.ID}) {
			tags = append(tags, tag)
		}
	}
	if len(tags) == 0 {
		return r.say(detailsAlways)
	}
	return r.say(detailsApplies, tagNames(r, tags))
}

func mode(r Reader, item *maturity.Item) string {
	return map[string]string{
		maturity.ModeManual: r.say(detailsManual), maturity.ModeAutomated: r.say(detailsAutomated), maturity.ModeEither: r.say(detailsEither),
	}[item.Mode]
}
