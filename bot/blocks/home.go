package blocks

import (
	"cairn/internal/maturity"
	"github.com/slack-go/slack"

	"cairn/internal/assess"
)

// How much of each part the Home tab shows, so that it stays below Slack's number of blocks with the most in every part.
const (
	homeForms      = 20
	homeProgrammes = 8
)

// Home is a person's Home tab: their questions first, then their levels, then what they run.
func Home(r Reader, h assess.Home) slack.HomeTabViewRequest {
	var blocks []slack.Block
	if len(h.Open)+len(h.Levels)+len(h.Runs) == 0 {
		blocks = append(blocks, header(r.say(homeMine)), section(r.say(homeNothing)), note(r.say(homeStranger)))
	} else {
		blocks = append(blocks, homeQuestions(r, h)...)
		blocks = append(blocks, homeRunning(r, h)...)
		blocks = append(blocks, homeOwn(r, h)...)
	}
	blocks = append(fit(r, blocks, MaxViewBlocks-1), note(r.say(homeFresh, r.in(homeZone(h)).when(h.At))))
	return slack.HomeTabViewRequest{Type: slack.VTHomeTab, CallbackID: CallbackHome, Blocks: slack.Blocks{BlockSet: blocks}}
}

func homeQuestions(r Reader, h assess.Home) []slack.Block {
	blocks := []slack.Block{header(r.say(homeMine))}
	if len(h.Open) == 0 {
		return append(blocks, section(r.say(homeNothing)))
	}
	primary := true // at most one button stands out
	for i, f := range h.Open {
		if i == homeForms {
			return append(blocks, note(r.say(wordMore, len(h.Open)-homeForms)))
		}
		blocks = append(blocks, homeForm(r, h, f, primary))
		primary = false
	}
	return blocks
}

func homeForm(r Reader, h assess.Home, f assess.Form, primary bool) slack.Block {
	r, name := r.in(f.Programme.Zone), Cut(f.Category.Name, maxName)
	text, b := "", button(answerLabel(r, f), ActionAnswer, string(f.Questionnaire.ID))
	switch {
	case f.Submitted():
		text = r.say(homeAnswered, Escape(name), scope(f), f.Cycle.Period, levelOf(r, f), mention(f.Latest.By), r.when(f.Latest.At), r.when(f.Cycle.ClosesAt))
		b = button(r.say(buttonChange), ActionAnswer, string(f.Questionnaire.ID))
		b.AccessibilityLabel = Cut(r.say(homeChangeName, name), MaxButton)
		primary = false
	case h.At.After(f.Questionnaire.DueAt):
		text = r.say(homeOverdue, Escape(name), scope(f), f.Cycle.Period, amount(r, f), effort(r, f), r.when(f.Questionnaire.DueAt), r.when(f.Cycle.ClosesAt))
	default:
		text = r.say(homeWaiting, Escape(name), scope(f), f.Cycle.Period, amount(r, f), effort(r, f), r.when(f.Questionnaire.DueAt))
	}
	if f.Latest != nil && !f.Submitted() {
		text = join(text, r.say(homeProgressPart, answeredOf(f), len(f.Items)))
	}
	if !f.Submitted() {
		b.AccessibilityLabel = Cut(r.say(homeAnswerName, name), MaxButton)
	}
	if mark := kindOf(r, f.Cycle.Kind); mark != "" {
		text += "\n" + mark
	}
	if primary {
		b.WithStyle(slack.StylePrimary)
	}
	return slack.NewSectionBlock(mrkdwn(text, MaxSection), nil, slack.NewAccessory(b))
}

// homeOwn shows the last levels of the categories the person answers for.
func homeOwn(r Reader, h assess.Home) []slack.Block {
	if len(h.Levels) == 0 {
		if len(h.Open) == 0 {
			return nil
		}
		return []slack.Block{header(r.say(homeLevels)), section(r.say(homeNoLevels))}
	}
	blocks := []slack.Block{header(r.say(homeLevels))}
	for i, l := range h.Levels {
		if i == homeProgrammes {
			return append(blocks, note(r.say(wordMore, len(h.Levels)-homeProgrammes)))
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

// homeRunning shows the progress of the programmes the person manages.
func homeRunning(r Reader, h assess.Home) []slack.Block {
	if len(h.Runs) == 0 {
		return nil
	}
	blocks := []slack.Block{header(r.say(homeRuns))}
	for i, st := range h.Runs {
		if i == homeProgrammes {
			return append(blocks, note(r.say(wordMore, len(h.Runs)-homeProgrammes)))
		}
		blocks = append(blocks, homeProgress(r, h, st)...)
	}
	return blocks
}

func homeProgress(r Reader, h assess.Home, st assess.Status) []slack.Block {
	r, scope := r.in(st.Programme.Zone), Escape(Cut(st.Programme.Scope, maxName))
	if st.Cycle.ID == "" {
		text := r.say(statusNever, scope)
		if !st.NextAt.IsZero() {
			text = join(text, r.say(statusNext, r.when(st.NextAt)))
		}
		return []slack.Block{section(join(text, r.say(statusStart, string(st.Programme.ID))))}
	}
	head := r.say(homeScope, scope, st.Cycle.Period) + "\n" + statusSummary(r, st)
	if st.Cycle.State == assess.CycleClosed {
		if !st.NextAt.IsZero() {
			head = join(head, r.say(statusNext, r.when(st.NextAt)))
		}
		return append([]slack.Block{section(head)}, homeJudging(r, st)...)
	}
	b := button(r.say(buttonClose), ActionConfirmClose, CloseValue{st.Programme.ID, st.Cycle.ID}.String()).WithConfirm(
		slack.NewConfirmationBlockObject(plain(r.say(closeConfirm), MaxConfirmTitle), plain(r.say(closeWarning), MaxConfirmText),
			plain(r.say(buttonClose), MaxConfirmButton), plain(r.say(buttonKeepOpen), MaxConfirmButton)).WithStyle(slack.StyleDanger))
	b.AccessibilityLabel = Cut(r.say(homeCloseName, st.Programme.Scope), MaxButton)
	blocks := []slack.Block{slack.NewSectionBlock(mrkdwn(head, MaxSection), nil, slack.NewAccessory(b))}
	blocks = append(blocks, sections(progressLines(r, st, h.At))...)
	return append(blocks, homeJudging(r, st)...)
}

// homeJudging offers to set a level by hand, in a model whose levels follow from control objectives.
func homeJudging(r Reader, st assess.Status) []slack.Block {
	if st.Model == nil || st.Model.Scoring.Method != maturity.MethodCumulative {
		return nil
	}
	b := button(r.say(buttonOverride), ActionOverride, string(st.Programme.ID))
	b.AccessibilityLabel = Cut(r.say(homeOverrideName, st.Programme.Scope), MaxButton)
	return []slack.Block{actions(b)}
}

// homeZone is the zone of the Home tab for a reader whose own is unknown: that of their first programme.
func homeZone(h assess.Home) string {
	switch {
	case len(h.Open) > 0:
		return h.Open[0].Programme.Zone
	case len(h.Runs) > 0:
		return h.Runs[0].Programme.Zone
	case len(h.Levels) > 0:
		return h.Levels[0].Programme.Zone
	default:
		return ""
	}
}
