package blocks

import (
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
	"cairn/internal/digest"
	"cairn/internal/maturity"
	"cairn/internal/target"
)

// How much of each part the Home tab shows, so that it stays below Slack's number of blocks with the most in every part.
const (
	homeParts      = 10 // each in at most two blocks
	homeDisputes   = 4
	homeOffers     = 3
	homeOwnMost    = 6
	homeDrafts     = 2
	homeProgrammes = 8
)

// HomeReports is how many digests the Home tab shows at most.
const HomeReports = 5

// Home is a person's Home tab, the most important first: what waits for them, what else is theirs, their levels, what they
// run and what they read. M are the targets and actions that they have to do with, reports the newest digests of the
// programmes that they lead, x the exercises that they have to do with.
func Home(r Reader, h assess.Home, m target.Mine, x Rehearsals, reports []digest.Digest) slack.HomeTabViewRequest {
	r = r.in(homeZone(h))
	foot := []slack.Block{actions(button(r.say(buttonSettings), ActionSettings, "")), note(r.say(homeFresh, r.when(h.At)))}
	room := MaxViewBlocks - len(foot)
	blocks := homeAway(r, h)
	blocks = append(blocks, homeMineBlocks(r, h)...)
	blocks = append(blocks, homeExerciseBlocks(r, x)...)
	blocks = append(blocks, homeTargetBlocks(r, m)...)
	blocks = append(blocks, homeWatchedBlocks(r, m)...)
	drafts, own, reads := homeDraftBlocks(r, h), homeOwn(r, h), homeReading(r, h, reports)
	blocks = append(blocks, own...)
	blocks = append(blocks, drafts...)
	blocks = append(blocks, homeRunning(r, h, room-len(blocks)-len(reads))...)
	blocks = append(blocks, reads...)
	if len(blocks) == 0 {
		blocks = homeEmpty(r, h)
	}
	return slack.HomeTabViewRequest{
		Type: slack.VTHomeTab, CallbackID: CallbackHome, Blocks: slack.Blocks{BlockSet: append(fit(r, blocks, room), foot...)},
	}
}

// HomeHash is a fingerprint of what a Home tab says, by which a change is noticed. The note at its end, as of when that is, is
// no part of it.
func HomeHash(view slack.HomeTabViewRequest) string {
	all := view.Blocks.BlockSet
	return Message{Blocks: all[:max(0, len(all)-1)]}.Hash()
}

// homeEmpty teaches somebody who has no part in anything.
func homeEmpty(r Reader, h assess.Home) []slack.Block {
	if h.MaySetUp {
		b := button(r.say(buttonSetUp), ActionSetup, "").WithStyle(slack.StylePrimary)
		return []slack.Block{header(r.say(setupTitle)), section(r.say(homeSetUp)), actions(b)}
	}
	return []slack.Block{header(r.say(homeMine)), section(r.say(homeNothing)), note(r.say(homeStranger))}
}

// homeAway says that the person is out of office, while they are.
func homeAway(r Reader, h assess.Home) []slack.Block {
	away := h.Who.Absence
	if away.Since.IsZero() || away.Since.After(h.At) || !away.Until.IsZero() && !away.Until.After(h.At) {
		return nil
	}
	back := slack.NewAccessory(button(r.say(buttonReturn), ActionReturn, ""))
	return []slack.Block{slack.NewSectionBlock(mrkdwn(absence(r, away, h.At), MaxSection), nil, back)}
}

// homeMineBlocks are the person's own questions: what waits for them and what does not.
func homeMineBlocks(r Reader, h assess.Home) []slack.Block {
	waits, rest, deputy := homeSorted(r, h)
	var blocks []slack.Block
	switch {
	case len(waits) > 0:
		blocks = append([]slack.Block{header(r.say(homeWaits))}, waits...)
	case len(h.Awaits) > 0:
		next := h.Awaits[0]
		r := r.in(next.Programme.Zone)
		blocks = []slack.Block{header(r.say(homeMine)), section(r.say(homeNext, Escape(Cut(next.Programme.Scope, maxName)), r.when(next.At)))}
	case len(h.Parts) > 0:
		blocks = []slack.Block{header(r.say(homeMine)), section(r.say(homeQuiet))}
	case len(h.Levels) > 0:
		blocks = []slack.Block{header(r.say(homeMine)), section(r.say(homeNothing))}
	}
	if len(rest) > 0 {
		if len(waits) > 0 {
			blocks = append(blocks, section(r.say(mineElse)))
		}
		blocks = append(blocks, rest...)
	}
	if len(deputy) > 0 {
		blocks = append(append(blocks, section(r.say(homeDeputy))), deputy...)
	}
	return blocks
}

// homeSorted shows what waits for the person apart from what does not, and from what they may answer as a deputy.
func homeSorted(r Reader, h assess.Home) (waits, rest, deputy []slack.Block) {
	var todo, offers, others, stands []assess.Part
	for _, part := range h.Parts {
		switch {
		case part.Waits():
			todo = append(todo, part)
		case offered(part):
			offers = append(offers, part)
		case part.Role == assess.Deputises && part.Form.Questionnaire.State == assess.Waiting:
			stands = append(stands, part)
		default:
			others = append(others, part)
		}
	}
	rows := func(parts []assess.Part, most int) (blocks []slack.Block) {
		for i, part := range parts {
			if i == most {
				return append(blocks, note(r.say(homeMoreMine, len(parts)-most)))
			}
			row, _ := mineRow(r.in(part.Form.Programme.Zone), part, h.At, i == 0)
			blocks = append(blocks, row...)
		}
		return blocks
	}
	waits = rows(todo, homeParts)
	if later := waitingParts(todo); len(later) > 0 {
		waits = append(waits, actions(laterAndGive(r, later)...))
	}
	waits = append(waits, homeDisputeBlocks(r, h)...)
	waits = append(waits, homeOfferBlocks(r, offers)...)
	return waits, rows(others, homeParts), rows(stands, homeParts)
}

// offered reports whether a deputy could take over what is asked of somebody who is away.
func offered(part assess.Part) bool {
	q := part.Form.Questionnaire
	return part.Role == assess.Deputises && part.Form.Absent != nil && q.State == assess.Waiting && q.Answerer == "" && part.Form.Open()
}

// homeOfferBlocks ask a deputy to answer in the place of owners who are away.
func homeOfferBlocks(r Reader, parts []assess.Part) (blocks []slack.Block) {
	for i, part := range parts {
		if i == homeOffers {
			return append(blocks, note(r.say(homeMoreMine, len(parts)-homeOffers)))
		}
		f := part.Form
		r, q := r.in(f.Programme.Zone), f.Questionnaire
		name := formNames(r, []assess.Form{f})
		text := r.say(offerOpenEnd, mention(q.Owner), name)
		if until := f.Absent.Until; !until.IsZero() {
			text = r.say(offerWhy, mention(q.Owner), r.when(until), name)
		}
		take, leave := button(r.say(buttonTakeOver), ActionTakeOver, string(q.ID)), button(r.say(buttonLeave), ActionLeave, string(q.ID))
		blocks = append(blocks, section(text+"\n"+r.say(mineCycle, scope(f), f.Cycle.Period)), actions(take, leave))
	}
	return blocks
}

// homeDisputeBlocks are the answers that differ and that the person, who is accountable, settles.
func homeDisputeBlocks(r Reader, h assess.Home) (blocks []slack.Block) {
	for _, part := range h.Parts {
		f := part.Form
		if f.Questionnaire.Owner != h.Who.ID || !f.Open() {
			continue
		}
		for _, d := range f.Disputes {
			if d.Settled != nil || len(blocks) == homeDisputes {
				continue
			}
			name := Cut(f.Category.Name, maxName)
			b := button(r.say(buttonSettle), ActionSettle, string(d.ID))
			b.AccessibilityLabel = Cut(r.say(homeSettleName, d.Item, name), MaxButton)
			text := r.say(homeDispute, Escape(name), Escape(d.Item), mention(d.First.By), mention(d.Second.By), scope(f), f.Cycle.Period)
			blocks = append(blocks, slack.NewSectionBlock(mrkdwn(text, MaxSection), nil, slack.NewAccessory(b)))
		}
	}
	return blocks
}

// homeOwn shows the last levels of the categories the person answers for.
func homeOwn(r Reader, h assess.Home) []slack.Block {
	if len(h.Levels) == 0 {
		if len(h.Parts)+len(h.Awaits) == 0 {
			return nil
		}
		why := homeNoCategory
		if len(h.Awaits) > 0 || slices.ContainsFunc(h.Parts, func(part assess.Part) bool { return holdsCategory(part.Form.Programme, h.Who.ID) }) {
			why = homeNoLevels
		}
		return []slack.Block{header(r.say(homeLevels)), section(r.say(why))}
	}
	blocks := []slack.Block{header(r.say(homeLevels))}
	for i, l := range h.Levels {
		if i == homeOwnMost {
			return append(blocks, note(r.say(wordMore, len(h.Levels)-homeOwnMost)))
		}
		head := r.say(homeScope, Escape(Cut(l.Latest.Scope, maxName)), l.Latest.Period)
		if mark := kindOf(r, l.Latest.Kind); mark != "" {
			head = join(head+".", mark)
		}
		lines := []string{head}
		for _, id := range l.Mine {
			lines = append(lines, homeLevelLine(r, l, id))
		}
		blocks = append(blocks, sections(lines)...)
	}
	return blocks
}

// holdsCategory reports whether a person owns a category of a programme or is the deputy of one, as others who answer for once do not.
func holdsCategory(p assess.Programme, u assess.UserID) bool {
	return slices.ContainsFunc(p.Assignments, func(a assess.Assignment) bool { return a.Owner == u || a.Deputy == u })
}

func homeLevelLine(r Reader, l assess.Levels, id string) string {
	name := id
	if c, ok := l.Model.Category(id); ok {
		name = c.Name
	}
	name = Escape(Cut(name, maxName))
	if o, ok := l.Overrides[id]; ok {
		level, _ := l.Model.Level(o.Level)
		return r.say(homeLevelSet, name, o.Level, Escape(Cut(level.Name, maxName)), o.Computed)
	}
	now, ok := l.Latest.Result.Category(id)
	switch {
	case ok && !now.Known() && l.Model.Scoring.Method == maturity.MethodCumulative && now.Answered > now.NotApplicable:
		if now.AtLeast == now.AtMost {
			return r.say(homeLevelAnyway, name, now.AtLeast, len(now.Unanswered))
		}
		return r.say(homeLevelAtLeast, name, now.AtLeast, len(now.Unanswered))
	case !ok || !now.Known():
		return r.say(homeLevelNone, name)
	}
	level := r.say(wordLevel, now.Level, Escape(Cut(now.LevelName, maxName)))
	if l.Previous == nil {
		return r.say(homeLevel, name, level)
	}
	was, ok := l.Previous.Result.Category(id)
	switch {
	case !ok || !was.Known():
		return r.say(homeLevel, name, level)
	case now.Level > was.Level:
		return r.say(homeLevelUp, name, level, was.Level)
	case now.Level < was.Level:
		return r.say(homeLevelDown, name, level, was.Level)
	default:
		return r.say(homeLevelSame, name, level)
	}
}

// homeDraftBlocks offer to go on with what was begun to be set up.
func homeDraftBlocks(r Reader, h assess.Home) (blocks []slack.Block) {
	for _, d := range h.Drafts[:min(len(h.Drafts), homeDrafts)] {
		name := Escape(Cut(strings.TrimSpace(d.Programme.Scope), maxName))
		text := r.say(homeDraftNew, name)
		switch {
		case d.Base > 0:
			text = r.say(homeDraft, name)
		case name == "":
			text = r.say(homeDraftNone)
		}
		blocks = append(blocks, section(text), actions(button(r.say(buttonSetUpContinue), ActionSetupContinue, string(d.ID)), discardButton(r, d)))
	}
	return blocks
}

// homeRunning shows the programmes that the person manages in at most so many blocks: the questionnaires of a cycle with
// their menus where there is room, else a button that shows them.
func homeRunning(r Reader, h assess.Home, room int) []slack.Block {
	if len(h.Runs) == 0 {
		return nil
	}
	blocks := []slack.Block{header(r.say(homeRuns))}
	runs := h.Runs[:min(len(h.Runs), homeProgrammes)]
	for i, st := range runs {
		shown := homeProgramme(r, h, st, true)
		if left := len(runs) - i - 1; len(blocks)+len(shown)+2*left+1 > room {
			shown = homeProgramme(r, h, st, false)
		}
		blocks = append(blocks, shown...)
	}
	if more := len(h.Runs) - len(runs); more > 0 {
		blocks = append(blocks, note(r.say(wordMore, more)), actions(button(r.say(buttonProgrammes), ActionProgrammes, "")))
	}
	return blocks
}

// programmeHead names a programme and says how its newest cycle goes.
func programmeHead(r Reader, st assess.Status) string {
	scope := Escape(Cut(st.Programme.Scope, maxName))
	text := r.say(homeScope, scope, st.Cycle.Period) + "\n" + statusSummary(r, st)
	if st.Cycle.ID == "" {
		text = r.say(statusNever, scope)
	}
	if st.Cycle.State != assess.CycleOpen && !st.NextAt.IsZero() {
		text = join(text, r.say(statusNext, r.when(st.NextAt)))
	}
	if st.Cycle.ID == "" {
		text = join(text, r.say(statusStart, string(st.Programme.ID)))
	}
	return text
}

func homeProgramme(r Reader, h assess.Home, st assess.Status, lines bool) []slack.Block {
	r = r.in(st.Programme.Zone)
	blocks := []slack.Block{section(programmeHead(r, st))}
	open := st.Cycle.State == assess.CycleOpen
	if lines && open {
		blocks = append(blocks, cycleRows(r, st, h.At)...)
	}
	return append(blocks, actions(programmeButtons(r, st, open && !lines)...))
}

// programmeButtons are what a manager can do with a programme and its newest cycle.
func programmeButtons(r Reader, st assess.Status, hidden bool) []slack.BlockElement {
	var buttons []slack.BlockElement
	add := func(label, action, value, name string) *slack.ButtonBlockElement {
		b := button(label, action, value)
		b.AccessibilityLabel = Cut(r.say(name, st.Programme.Scope), MaxButton)
		buttons = append(buttons, b)
		return b
	}
	id := string(st.Programme.ID)
	if hidden {
		add(r.say(buttonLines), ActionLines, id, homeLinesName)
	}
	if st.Cycle.State == assess.CycleOpen {
		waits := func(l assess.Line) bool { return l.Questionnaire.State != assess.Submitted }
		if slices.ContainsFunc(st.Lines, waits) {
			add(r.say(buttonExtendAll), ActionExtend, CycleValue{Programme: st.Programme.ID, Cycle: st.Cycle.ID}.String(), extendName)
		}
		add(r.say(buttonClose), ActionConfirmClose, CloseValue{st.Programme.ID, st.Cycle.ID}.String(), homeCloseName).WithConfirm(
			slack.NewConfirmationBlockObject(plain(r.say(closeConfirm), MaxConfirmTitle), plain(r.say(closeWarning), MaxConfirmText),
				plain(r.say(buttonClose), MaxConfirmButton), plain(r.say(buttonKeepOpen), MaxConfirmButton)).WithStyle(slack.StyleDanger))
	}
	if st.Cycle.ID != "" && st.Model != nil && st.Model.Scoring.Method == maturity.MethodCumulative {
		add(r.say(buttonOverride), ActionOverride, id, homeOverrideName)
	}
	add(r.say(buttonTargets), ActionTargets, id, targetsName)
	add(r.say(buttonRoadmap), ActionRoadmap, id, homeRoadmapName)
	add(r.say(exercisesViewTitle), ActionExercises, id, exercisesName)
	add(r.say(buttonSetUpChange), ActionSetup, id, homeChangeSet)
	return buttons
}

// homeReading shows those who read the results of a programme what its newest digest says.
func homeReading(r Reader, h assess.Home, reports []digest.Digest) []slack.Block {
	if len(h.Leads) == 0 {
		return nil
	}
	blocks := []slack.Block{header(r.say(homeReads))}
	for i, p := range h.Leads {
		if i == HomeReports {
			return append(blocks, note(r.say(wordMore, len(h.Leads)-HomeReports)))
		}
		text := r.say(homeNoReport, Escape(Cut(p.Scope, maxName)), p.Channel)
		if at := slices.IndexFunc(reports, func(d digest.Digest) bool { return d.Programme == p.ID }); at >= 0 {
			d := reports[at]
			text = r.say(homeReport, Escape(Cut(d.Scope, maxName)), d.Period, Escape(Cut(r.text(d.Takeaway), maxTakeaway)), p.Channel, string(p.ID))
		}
		blocks = append(blocks, section(text))
	}
	return blocks
}

// homeZone is the zone of the Home tab for a reader whose own is unknown: that of their first programme.
func homeZone(h assess.Home) string {
	switch {
	case len(h.Parts) > 0:
		return h.Parts[0].Form.Programme.Zone
	case len(h.Runs) > 0:
		return h.Runs[0].Programme.Zone
	case len(h.Levels) > 0:
		return h.Levels[0].Programme.Zone
	case len(h.Awaits) > 0:
		return h.Awaits[0].Programme.Zone
	case len(h.Leads) > 0:
		return h.Leads[0].Zone
	default:
		return ""
	}
}
