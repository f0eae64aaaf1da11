package blocks

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/maturity"
	"cairn/internal/roadmap"
	"cairn/internal/target"
)

// How much of a roadmap is shown at once.
const (
	roadmapRows  = 8 // of a page, each in at most two blocks
	roadmapNotes = 5
	maxWhy       = 280 // characters of the reason below a step
)

// Roadmap is a page of what is to be done: grouped by category, what comes first on the roadmap first.
func Roadmap(r Reader, m roadmap.Roadmap, shown RoadmapPage) Message {
	r = r.in(m.Programme.Zone)
	rows, pages := roadmapPage(m, shown)
	title := r.say(roadmapTitle, Cut(m.Programme.Scope, maxName))
	text := join(Escape(title)+".", unstarred(roadmapSummary(r, m)))
	for _, row := range rows {
		text = join(text, rowSays(r, m, row))
	}
	blocks := append([]slack.Block{header(title)}, roadmapBlocks(r, m, shown, rows, pages)...)
	return Message{Text: Cut(text, MaxText), Blocks: fit(r, blocks, MaxMessageBlocks)}
}

// RoadmapView is the same page as a view.
func RoadmapView(r Reader, m roadmap.Roadmap, shown RoadmapPage) slack.ModalViewRequest {
	r = r.in(m.Programme.Zone)
	rows, pages := roadmapPage(m, shown)
	blocks := append([]slack.Block{header(Cut(m.Programme.Scope, maxName))}, roadmapBlocks(r, m, shown, rows, pages)...)
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: CallbackRoadmap, PrivateMetadata: shown.String(),
		Title: plain(r.say(roadmapView), MaxViewTitle), Close: plain(r.say(buttonShut), MaxViewTitle),
		Blocks: slack.Blocks{BlockSet: fit(r, blocks, MaxViewBlocks)},
	}
}

// roadmapRow is a step of the roadmap, or an action that is none.
type roadmapRow struct {
	entry  *roadmap.Entry
	action *target.Action // what the step became, or the action that is none
}

func (w roadmapRow) title() string {
	if w.entry == nil || w.action != nil && w.action.Title != "" {
		return w.action.Title
	}
	return w.entry.Title
}

// roadmapPage picks the rows of a page, and says how many pages there are. Categories come in the order of their first
// step, and what is no step of the roadmap at the end.
func roadmapPage(m roadmap.Roadmap, shown RoadmapPage) (rows []roadmapRow, pages int) {
	first := make(map[string]int) // the position of a category's first step
	for _, e := range slices.Backward(m.Entries) {
		first[e.Category] = e.Position
	}
	picked := m.Pick(roadmap.Filter{Owner: shown.Owner, Category: shown.Category})
	slices.SortStableFunc(picked, func(a, b roadmap.Entry) int { return cmp.Compare(first[a.Category], first[b.Category]) })
	for i := range picked {
		rows = append(rows, roadmapRow{&picked[i], picked[i].Action})
	}
	for i := range m.Loose {
		if a := &m.Loose[i]; shown.shows(a.Category, a.Owner) {
			rows = append(rows, roadmapRow{nil, a})
		}
	}
	pages = max(1, (len(rows)+roadmapRows-1)/roadmapRows)
	start := min(max(shown.Page, 0), pages-1) * roadmapRows
	return rows[start:min(start+roadmapRows, len(rows))], pages
}

func (v RoadmapPage) shows(category string, owner assess.UserID) bool {
	return (v.Category == "" || v.Category == category) && (v.Owner == "" || v.Owner == owner)
}

// at is another page with the same filter.
func (v RoadmapPage) at(page int) RoadmapPage {
	v.Page = page
	return v
}

func roadmapBlocks(r Reader, m roadmap.Roadmap, shown RoadmapPage, rows []roadmapRow, pages int) []slack.Block {
	blocks := []slack.Block{section(roadmapSummary(r, m))}
	if len(m.Entries)+len(m.Loose) > 0 {
		blocks = append(blocks, roadmapFilters(r, m, shown)...)
	}
	if len(rows) == 0 && shown.filtered() {
		blocks = append(blocks, section(r.say(roadmapNoneShown)))
	}
	group := "" // of the row before
	for _, row := range rows {
		if g := row.group(); g != group {
			blocks, group = append(blocks, section(roadmapHeading(r, m, row))), g
		}
		blocks = append(blocks, rowBlocks(r, m, shown, row)...)
	}
	if pages > 1 {
		page := min(max(shown.Page, 0), pages-1)
		var turns []slack.BlockElement
		if page > 0 {
			turns = append(turns, button(r.say(buttonPrevious), ActionRoadmapTurn+ActionMany+"back", shown.at(page-1).String()))
		}
		if page < pages-1 {
			turns = append(turns, button(r.say(buttonNext), ActionRoadmapTurn+ActionMany+"on", shown.at(page+1).String()))
		}
		blocks = append(blocks, actions(turns...), note(r.say(roadmapPages, page+1, pages)))
	}
	return append(blocks, roadmapFoot(r, m, shown)...)
}

// roadmapFoot is what can be done with all of a roadmap, and how far it is to be trusted.
func roadmapFoot(r Reader, m roadmap.Roadmap, shown RoadmapPage) []slack.Block {
	var does []slack.BlockElement
	if mayAssign(m.Programme, "", r.User) {
		does = append(does, button(r.say(buttonAddAction), ActionActionAdd, shown.String()))
	}
	if m.Programme.IsManager(r.User) {
		does = append(does, button(r.say(buttonRisks), ActionRisks, shown.String()))
	}
	does = append(does, button(r.say(buttonOutlook), ActionOutlook, string(m.Programme.ID)))
	if len(m.Entries)+len(m.Loose)+len(m.Targets) > 0 {
		does = append(does, planButtons(r, shown)...)
	}
	foot := []slack.Block{actions(does...)}
	var said []string
	for _, text := range m.Notes[:min(len(m.Notes), roadmapNotes)] {
		said = append(said, Sentence(r.tamed(text)))
	}
	switch {
	case m.AsOf.IsZero():
	case m.Open != "":
		said = append(said, r.say(roadmapStillOpen, r.when(m.AsOf)))
	default:
		said = append(said, r.say(roadmapAsOf, r.when(m.AsOf)))
	}
	if len(said) > 0 {
		foot = append(foot, note(said...))
	}
	return foot
}

// mayAssign reports whether somebody may take on steps of a category, or with "" of any.
func mayAssign(p assess.Programme, category string, u assess.UserID) bool {
	if u == "" {
		return false
	}
	return p.IsManager(u) || slices.ContainsFunc(p.Assignments, func(a assess.Assignment) bool {
		return (category == "" || a.Category == category) && (a.Owner == u || a.Deputy == u)
	})
}

func roadmapSummary(r Reader, m roadmap.Roadmap) string {
	taken := 0
	for _, e := range m.Entries {
		if e.Taken() {
			taken++
		}
	}
	switch {
	case len(m.Entries) == 0 && len(m.Targets) > 0:
		return r.say(roadmapNothing)
	case len(m.Entries) == 0:
		return r.say(roadmapEmpty)
	case len(m.Targets) == 0:
		return r.say(roadmapNext, r.say(wordSteps, len(m.Entries)), taken)
	default:
		return r.say(roadmapTowards, r.say(wordSteps, len(m.Entries)), r.say(wordTargets, len(m.Targets)), taken)
	}
}

func (v RoadmapPage) filtered() bool { return v.Owner != "" || v.Category != "" }

// roadmapFilters choose whose steps are shown, and of which category.
func roadmapFilters(r Reader, m roadmap.Roadmap, shown RoadmapPage) []slack.Block {
	var elements []slack.BlockElement
	first := shown.at(0)
	if r.User != "" && shown.Owner != r.User {
		mine := first
		mine.Owner = r.User
		elements = append(elements, button(r.say(buttonMine), ActionRoadmapTurn+ActionMany+"mine", mine.String()))
	}
	if shown.Owner != "" {
		everybody := first
		everybody.Owner = ""
		elements = append(elements, button(r.say(buttonEverybody), ActionRoadmapTurn+ActionMany+"everybody", everybody.String()))
	}
	if shown.Category != "" {
		all := first
		all.Category = ""
		elements = append(elements, button(r.say(buttonAllOfIt), ActionRoadmapTurn+ActionMany+"all", all.String()))
	}
	owner := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, plain(r.say(pickOwner), MaxPlaceholder), ActionRoadmapPick+ActionMany+first.String())
	owner.InitialUser = string(shown.Owner)
	elements = append(elements, owner)
	var options []*slack.OptionBlockObject
	for _, c := range m.Model.Categories() {
		if len(options) < MaxOptions {
			options = append(options, option(c.ID, c.Name))
		}
	}
	if len(options) > 1 {
		category := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(r.say(pickCategory), MaxPlaceholder),
			ActionRoadmapPick+ActionMany+first.String()+ActionMany+"category", options...)
		if set := chosen(options, shown.Category); len(set) > 0 {
			category.InitialOption = set[0]
		}
		elements = append(elements, category)
	}
	blocks := []slack.Block{actions(elements...)}
	name := Escape(Cut(categoryName(m.Model, shown.Category), maxName))
	switch {
	case shown.Owner != "" && shown.Category != "":
		return append(blocks, note(r.say(roadmapFiltered, r.say(roadmapOfIn, mention(shown.Owner), name))))
	case shown.Owner != "":
		return append(blocks, note(r.say(roadmapFiltered, r.say(roadmapOf, mention(shown.Owner)))))
	case shown.Category != "":
		return append(blocks, note(r.say(roadmapFiltered, r.say(roadmapIn, name))))
	default:
		return blocks
	}
}

// group is what rows under one heading share.
func (w roadmapRow) group() string {
	if w.entry == nil {
		return "\x00" // no category's id
	}
	return w.entry.Category
}

// roadmapHeading names a category, where it stands and where it is to be.
func roadmapHeading(r Reader, m roadmap.Roadmap, row roadmapRow) string {
	if row.entry == nil {
		return r.say(roadmapOther) + "\n" + r.say(roadmapOtherWhy)
	}
	id := row.entry.Category
	heading := r.say(roadmapGroup, Escape(Cut(categoryName(m.Model, id), maxName)))
	var said []string
	for _, v := range m.Targets {
		if v.Category != id {
			continue
		}
		if v.Progress.Level > 0 && len(said) == 0 {
			heading = r.say(roadmapGroupLevel, Escape(Cut(categoryName(m.Model, id), maxName)), v.Progress.Level)
		}
		said = append(said, r.say(roadmapGroupTarget, v.ID.Number(), v.Level, r.day(v.Due), stateWord(r, v.Standing())))
	}
	if risk := row.entry.Risk; risk != "" && risk != assess.RiskNormal {
		said = append(said, r.say(roadmapGroupRisk, riskWord(r, risk)))
	}
	if len(said) == 0 {
		return heading
	}
	return heading + "\n" + strings.Join(said, " · ")
}

// rowBlocks are a step with its button, and why it stands where it stands.
func rowBlocks(r Reader, m roadmap.Roadmap, shown RoadmapPage, row roadmapRow) []slack.Block {
	title := Escape(Cut(row.title(), maxSummary))
	if row.entry == nil {
		text := r.say(roadmapAction, title, dotted(takenSays(r, *row.action, m.Today), purposeSays(r, *row.action)))
		return []slack.Block{slack.NewSectionBlock(mrkdwn(text, MaxSection), nil, slack.NewAccessory(openButton(r, m.Programme, shown, row)))}
	}
	e, state := row.entry, stateSays(r, m, row)
	text := r.say(roadmapStep, e.Position, title, state)
	if of, ok := m.Model.Item(e.Key); ok {
		text = r.say(roadmapStepItem, e.Position, title, Escape(of.ID), state)
	}
	blocks := []slack.Block{slack.NewSectionBlock(mrkdwn(text, MaxSection), nil, slack.NewAccessory(openButton(r, m.Programme, shown, row)))}
	if why := whySays(r, m, e); why != "" {
		blocks = append(blocks, note(why))
	}
	return blocks
}

// rowSays is a step for those who hear the roadmap instead of seeing it: what it is, who has it, and when.
func rowSays(r Reader, m roadmap.Roadmap, row roadmapRow) string {
	title, state := Escape(Cut(row.title(), maxOption)), strings.TrimSuffix(stateSays(r, m, row), ".")
	if row.entry == nil {
		return r.say(roadmapActionSays, title, state)
	}
	return r.say(roadmapStepSays, row.entry.Position, title, state)
}

// stateSays says who has a step and how far it is, or for whom and which days it is proposed.
func stateSays(r Reader, m roadmap.Roadmap, row roadmapRow) string {
	if row.action != nil {
		return takenSays(r, *row.action, m.Today)
	}
	days := spanSays(r, row.entry.Start, row.entry.End)
	if owner := m.Owner(*row.entry); owner != "" {
		return r.say(roadmapProposed, mention(owner), days)
	}
	return r.say(roadmapOwnerless, days)
}

// openButton shows all about a step or an action.
func openButton(r Reader, p assess.Programme, shown RoadmapPage, row roadmapRow) *slack.ButtonBlockElement {
	if row.action != nil {
		b := button(r.say(buttonOpen), ActionPosition+ActionMany+string(row.action.ID), PositionValue{shown, string(row.action.ID)}.String())
		b.AccessibilityLabel = Cut(r.say(openName, row.action.ID.Number(), row.title()), MaxButton)
		return b
	}
	label := r.say(buttonDetails)
	if mayAssign(p, row.entry.Category, r.User) {
		label = r.say(buttonAssign)
	}
	b := button(label, ActionPosition+ActionMany+row.entry.Key, PositionValue{shown, row.entry.Key}.String())
	b.AccessibilityLabel = Cut(r.say(assignName, row.entry.Position, row.entry.Title), MaxButton)
	return b
}

// takenSays says who has an action and how far it is.
func takenSays(r Reader, a target.Action, today calendar.Date) string {
	if !a.Open() {
		return r.say(roadmapDone, a.ID.Number(), statusWord(r, a.Status), mention(a.Owner))
	}
	return r.say(roadmapTaken, a.ID.Number(), statusWord(r, a.Status), mention(a.Owner), dueSays(r, a, today))
}

// dueSays says until when an action is to be done.
func dueSays(r Reader, a target.Action, today calendar.Date) string {
	if a.Open() && a.Due.Before(today) {
		return r.say(roadmapLate, r.day(a.Due))
	}
	return r.say(roadmapDue, r.day(a.Due))
}

// spanSays shows the days from one to another.
func spanSays(r Reader, first, last calendar.Date) string {
	if first.IsZero() || first == last {
		return r.day(last)
	}
	return r.say(roadmapSpan, r.day(first), r.day(last))
}

// whySays is the first reason of a position, and which steps it comes after; its view has all of them.
func whySays(r Reader, m roadmap.Roadmap, e *roadmap.Entry) string {
	why := ""
	if len(e.Why) > 0 {
		why = Cut(Sentence(r.tamed(e.Why[0])), maxWhy)
	}
	var after []string
	for _, key := range e.After {
		if before, ok := m.Entry(key); ok && len(after) < maxNamed {
			after = append(after, strconv.Itoa(before.Position))
		}
	}
	if len(after) > 0 {
		why = join(why, r.say(roadmapAfter, r.list(after)))
	}
	return why
}

func riskWord(r Reader, risk assess.Risk) string { return r.text(risk.Words()) }

// statusWord is how far an action is, within a line.
func statusWord(r Reader, s target.ActionStatus) string { return r.text(s.Words()) }

// NotOnRoadmap answers a word that names neither a person nor a category.
func NotOnRoadmap(r Reader, word string, m *maturity.Model) Message {
	var ids []string
	for _, c := range m.Categories() {
		ids = append(ids, "`"+Escape(c.ID)+"`")
	}
	return sentence(r.say(roadmapNobody, Escape(Cut(word, maxOption)), r.list(ids)))
}
