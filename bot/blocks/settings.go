package blocks

import (
	"slices"
	"time"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
)

// settingsMost is how many programmes each part of the settings shows.
const settingsMost = 20

// Settings is the view of what Cairn takes a person's circumstances to be, and of what they may set up. Mine are the
// programmes in which they have a part.
func Settings(r Reader, h assess.Home, mine []assess.Programme) slack.ModalViewRequest {
	speaks := r.say(settingsNoZone, r.say(settingsTongue))
	if r.zone != nil {
		speaks = r.say(settingsSpeaks, r.say(settingsTongue), Escape(r.zone.String()))
	}
	r = r.in(homeZone(h))
	blocks := []slack.Block{section(speaks)}
	blocks = append(blocks, settingsAbsence(r, h)...)
	blocks = append(blocks, settingsTime(r, h, mine)...)
	blocks = append(blocks, settingsProgrammes(r, h)...)
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: CallbackSettings, Title: plain(r.say(settingsTitle), MaxViewTitle), Close: plain(r.say(buttonDone), MaxViewTitle),
		Blocks: slack.Blocks{BlockSet: fit(r, blocks, MaxViewBlocks)},
	}
}

func settingsAbsence(r Reader, h assess.Home) []slack.Block {
	state, away := r.say(settingsPresent), h.Who.Absence
	elements := []slack.BlockElement{button(r.say(buttonDates), ActionDates, "")}
	if !away.Since.IsZero() && (away.Until.IsZero() || away.Until.After(h.At)) {
		state = absence(r, away, h.At)
		elements = append(elements, button(r.say(buttonReturn), ActionReturn, ""))
	}
	return []slack.Block{section(r.say(settingsAway, state)), actions(elements...)}
}

// settingsTime says when Cairn writes to the person.
func settingsTime(r Reader, h assess.Home, mine []assess.Programme) []slack.Block {
	if len(mine) == 0 {
		return nil
	}
	lines := []string{r.say(settingsHours)}
	for _, p := range mine[:min(len(mine), settingsMost)] {
		works := p.WorkingTimeOf(h.Who.ID)
		lines = append(lines, r.say(settingsHour, Escape(Cut(p.Scope, maxName)), weekdays(r, works.Days), works.Hours.Start.String(), works.Hours.End.String()))
	}
	return append(sections(lines), note(r.say(settingsKeeps)))
}

// weekdays lists days of the week, from Monday on: "Mon to Fri", or "Mon, Tue and Thu".
func weekdays(r Reader, days []time.Weekday) string {
	fromMonday := func(d time.Weekday) int { return (int(d) + 6) % 7 }
	days = slices.Clone(days)
	slices.SortFunc(days, func(a, b time.Weekday) int { return fromMonday(a) - fromMonday(b) })
	names := make([]string, len(days))
	for i, d := range days {
		names[i] = Reader{tongue: r.tongue}.instant(time.Date(2024, 1, 1+fromMonday(d), 0, 0, 0, 0, time.UTC), wordWeekday) // a Monday first
	}
	last := len(days) - 1
	if last >= 2 && fromMonday(days[last])-fromMonday(days[0]) == last {
		return r.say(wordRange, names[0], names[last])
	}
	return r.list(names)
}

// settingsProgrammes are the programmes that the person may change, and the way to a new one.
func settingsProgrammes(r Reader, h assess.Home) []slack.Block {
	var blocks []slack.Block
	for i, st := range h.Runs {
		switch i {
		case 0:
			blocks = append(blocks, section(r.say(settingsRuns)))
		case settingsMost:
			return append(blocks, note(r.say(wordMore, len(h.Runs)-settingsMost)))
		}
		b := button(r.say(buttonSetUpChange), ActionSetup, string(st.Programme.ID))
		b.AccessibilityLabel = Cut(r.say(homeChangeSet, st.Programme.Scope), MaxButton)
		blocks = append(blocks, slack.NewSectionBlock(mrkdwn(Escape(Cut(st.Programme.Scope, maxName)), MaxSection), nil, slack.NewAccessory(b)))
	}
	if h.MaySetUp {
		blocks = append(blocks, section(r.say(settingsSetUp)), actions(button(r.say(buttonSetUp), ActionSetup, "")))
	}
	return blocks
}
