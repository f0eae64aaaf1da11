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
func Home(h assess.Home) slack.HomeTabViewRequest {
	var blocks []slack.Block
	if len(h.Open)+len(h.Levels)+len(h.Runs) == 0 {
		blocks = append(blocks, header(say(homeMine)), section(say(homeNothing)), note(say(homeStranger)))
	} else {
		blocks = append(blocks, homeQuestions(h)...)
		blocks = append(blocks, homeRunning(h)...)
		blocks = append(blocks, homeOwn(h)...)
	}
	blocks = append(fit(blocks, MaxViewBlocks-1), note(say(homeFresh, when(h.At, homeZone(h)))))
	return slack.HomeTabViewRequest{Type: slack.VTHomeTab, CallbackID: CallbackHome, Blocks: slack.Blocks{BlockSet: blocks}}
}

func homeQuestions(h assess.Home) []slack.Block {
	blocks := []slack.Block{header(say(homeMine))}
	if len(h.Open) == 0 {
		return append(blocks, section(say(homeNothing)))
	}
	primary := true // at most one button stands out
	for i, f := range h.Open {
		if i == homeForms {
			return append(blocks, note(say(wordMore, len(h.Open)-homeForms)))
		}
		blocks = append(blocks, homeForm(h, f, primary))
		primary = false
	}
	return blocks
}

func homeForm(h assess.Home, f assess.Form, primary bool) slack.Block {
	loc, name := zone(f.Programme), Cut(f.Category.Name, maxName)
	text, b := "", button(answerLabel(f), ActionAnswer, string(f.Questionnaire.ID))
	switch {
	case f.Submitted():
		text = say(homeAnswered, Escape(name), scope(f), f.Cycle.Period, levelOf(f), mention(f.Latest.By), when(f.Latest.At, loc), when(f.Cycle.ClosesAt, loc))
		b = button(buttonChange, ActionAnswer, string(f.Questionnaire.ID))
		b.AccessibilityLabel = Cut(say(homeChangeName, name), MaxButton)
		primary = false
	case h.At.After(f.Questionnaire.DueAt):
		text = say(homeOverdue, Escape(name), scope(f), f.Cycle.Period, amount(f), effort(f), when(f.Questionnaire.DueAt, loc), when(f.Cycle.ClosesAt, loc))
	default:
		text = say(homeWaiting, Escape(name), scope(f), f.Cycle.Period, amount(f), effort(f), when(f.Questionnaire.DueAt, loc))
	}
	if f.Latest != nil && !f.Submitted() {
		text = join(text, say(homeProgressPart, answeredOf(f), len(f.Items)))
	}
	if !f.Submitted() {
		b.AccessibilityLabel = Cut(say(homeAnswerName, name), MaxButton)
	}
	if mark := kindOf(f.Cycle.Kind); mark != "" {
		text += "\n" + mark
	}
	if primary {
		b.WithStyle(slack.StylePrimary)
	}
	return slack.NewSectionBlock(mrkdwn(text, MaxSection), nil, slack.NewAccessory(b))
}

// homeOwn shows the last levels of the categories the person answers for.
func homeOwn(h assess.Home) []slack.Block {
	if len(h.Levels) == 0 {
		if len(h.Open) == 0 {
			return nil
		}
		return []slack.Block{header(say(homeLevels)), section(say(homeNoLevels))}
	}
	blocks := []slack.Block{header(say(homeLevels))}
	for i, l := range h.Levels {
		if i == homeProgrammes {
			return append(blocks, note(say(wordMore, len(h.Levels)-homeProgrammes)))
		}
		head := say(homeScope, Escape(Cut(l.Latest.Scope, maxName)), l.Latest.Period)
		if mark := kindOf(l.Latest.Kind); mark != "" {
			head = join(head+".", mark)
		}
		lines := []string{head}
		for _, id := range l.Mine {
			lines = append(lines, homeLevelLine(l, id))
		}
		blocks = append(blocks, sections(lines)...)
	}
	return blocks
}

func homeLevelLine(l assess.Levels, id string) string {
	name := id
	if c, ok := l.Model.Category(id); ok {
		name = c.Name
	}
	name = Escape(Cut(name, maxName))
	if o, ok := l.Overrides[id]; ok {
		level, _ := l.Model.Level(o.Level)
		return say(homeLevelSet, name, o.Level, Escape(Cut(level.Name, maxName)), o.Computed)
	}
	now, ok := l.Latest.Result.Category(id)
	switch {
	case ok && !now.Known() && l.Model.Scoring.Method == maturity.MethodCumulative && now.Answered > now.NotApplicable:
		if now.AtLeast == now.AtMost {
			return say(homeLevelAnyway, name, now.AtLeast, len(now.Unanswered))
		}
		return say(homeLevelAtLeast, name, now.AtLeast, len(now.Unanswered))
	case !ok || !now.Known():
		return say(homeLevelNone, name)
	}
	level := say(wordLevel, now.Level, Escape(Cut(now.LevelName, maxName)))
	if l.Previous == nil {
		return say(homeLevel, name, level)
	}
	was, ok := l.Previous.Result.Category(id)
	switch {
	case !ok || !was.Known():
		return say(homeLevel, name, level)
	case now.Level > was.Level:
		return say(homeLevelUp, name, level, was.Level)
	case now.Level < was.Level:
		return say(homeLevelDown, name, level, was.Level)
	default:
		return say(homeLevelSame, name, level)
	}
}

// homeRunning shows the progress of the programmes the person manages.
func homeRunning(h assess.Home) []slack.Block {
	if len(h.Runs) == 0 {
		return nil
	}
	blocks := []slack.Block{header(say(homeRuns))}
	for i, st := range h.Runs {
		if i == homeProgrammes {
			return append(blocks, note(say(wordMore, len(h.Runs)-homeProgrammes)))
		}
		blocks = append(blocks, homeProgress(h, st)...)
	}
	return blocks
}

func homeProgress(h assess.Home, st assess.Status) []slack.Block {
	loc, scope := zone(st.Programme), Escape(Cut(st.Programme.Scope, maxName))
	if st.Cycle.ID == "" {
		text := say(statusNever, scope)
		if !st.NextAt.IsZero() {
			text = join(text, say(statusNext, when(st.NextAt, loc)))
		}
		return []slack.Block{section(join(text, say(statusStart, string(st.Programme.ID))))}
	}
	head := say(homeScope, scope, st.Cycle.Period) + "\n" + statusSummary(st)
	if st.Cycle.State == assess.CycleClosed {
		if !st.NextAt.IsZero() {
			head = join(head, say(statusNext, when(st.NextAt, loc)))
		}
		return append([]slack.Block{section(head)}, homeJudging(st)...)
	}
	b := button(buttonClose, ActionConfirmClose, CloseValue{st.Programme.ID, st.Cycle.ID}.String()).WithConfirm(
		slack.NewConfirmationBlockObject(plain(closeConfirm, MaxConfirmTitle), plain(closeWarning, MaxConfirmText),
			plain(buttonClose, MaxConfirmButton), plain(buttonKeepOpen, MaxConfirmButton)).WithStyle(slack.StyleDanger))
	b.AccessibilityLabel = Cut(say(homeCloseName, st.Programme.Scope), MaxButton)
	blocks := []slack.Block{slack.NewSectionBlock(mrkdwn(head, MaxSection), nil, slack.NewAccessory(b))}
	blocks = append(blocks, sections(progressLines(st, h.At))...)
	return append(blocks, homeJudging(st)...)
}

// homeJudging offers to set a level by hand, in a model whose levels follow from control objectives.
func homeJudging(st assess.Status) []slack.Block {
	if st.Model == nil || st.Model.Scoring.Method != maturity.MethodCumulative {
		return nil
	}
	b := button(buttonOverride, ActionOverride, string(st.Programme.ID))
	b.AccessibilityLabel = Cut(say(homeOverrideName, st.Programme.Scope), MaxButton)
	return []slack.Block{actions(b)}
}
