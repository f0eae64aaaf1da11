package blocks

import (
	"strings"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
	"cairn/internal/feed"
	"cairn/internal/roadmap"
)

// CalendarMade shows the address of a calendar, for a programme or with nil for what is the reader's own. Only the blocks
// have the address: the text goes to places that keep it.
func CalendarMade(r Reader, of *assess.Programme, made feed.Made) Message {
	said := []slack.Block{
		header(r.say(calendarTitle)),
		section(r.say(calendarAddress, calendarScope(r, of), Escape(made.Address))),
		section(r.say(calendarSecret)),
	}
	if made.Ended {
		said = append(said, section(r.say(calendarEnded)))
	}
	said = append(said, note(r.say(calendarHow)), actions(renewCalendar(r, made.Programme)))
	return Message{Text: r.say(calendarText), Blocks: said}
}

// CalendarKept says that there is an address already, and what to do where it was lost.
func CalendarKept(r Reader, of *assess.Programme, f feed.Feed) Message {
	if of != nil {
		r = r.in(of.Zone)
	}
	text := r.say(calendarKept, calendarScope(r, of), r.when(f.MadeAt))
	return Message{
		Text: Cut(unstarred(text), MaxText),
		Blocks: []slack.Block{
			header(r.say(calendarTitle)), section(text), section(r.say(calendarKeptHow)), actions(renewCalendar(r, f.Programme)),
		},
	}
}

// calendarScope says what an address shows.
func calendarScope(r Reader, of *assess.Programme) string {
	if of == nil {
		return r.say(calendarOwn)
	}
	return r.say(calendarOf, Escape(Cut(of.Scope, maxName)))
}

func renewCalendar(r Reader, p assess.ProgrammeID) slack.BlockElement {
	return button(r.say(buttonCalendar), ActionCalendar, calendarValue(p)).WithConfirm(
		slack.NewConfirmationBlockObject(plain(r.say(calendarRenew), MaxConfirmTitle), plain(r.say(calendarRenewWhy), MaxConfirmText),
			plain(r.say(buttonCalendar), MaxConfirmButton), plain(r.say(buttonKeepIt), MaxConfirmButton)).WithStyle(slack.StyleDanger))
}

// What an address shows, as the value of a button: a button has none that is empty.
const (
	ownCalendar  = "own"
	calendarsOne = "of:"
)

func calendarValue(p assess.ProgrammeID) string {
	if p == "" {
		return ownCalendar
	}
	return calendarsOne + string(p)
}

// ParseCalendarValue reads the value of the button that makes a new address: the programme's id, or "" for what is the
// person's own.
func ParseCalendarValue(s string) (assess.ProgrammeID, bool) {
	if s == ownCalendar {
		return "", true
	}
	p, ok := strings.CutPrefix(s, calendarsOne)
	return assess.ProgrammeID(p), ok && p != ""
}

// planButtons send a roadmap as files.
func planButtons(r Reader, shown RoadmapPage) []slack.BlockElement {
	return []slack.BlockElement{
		button(r.say(buttonPicture), ActionRoadmapPicture, shown.String()), button(r.say(buttonFiles), ActionRoadmapFiles, shown.String()),
	}
}

// PlanComing says where files will be; PlanSent where they are.
func PlanComing(r Reader) string { return r.say(planComing) }

// PlanSent says where files are that were asked for.
func PlanSent(r Reader) string { return r.say(planSent) }

// PlanComment stands above a picture of what is shown of a roadmap.
func PlanComment(r Reader, m roadmap.Roadmap) string {
	return r.say(planComment, Escape(Cut(m.Programme.Scope, maxName)), r.day(m.Today))
}

// PlanFilesComment stands above the files of a roadmap, which hold all of it, whatever of it was shown.
func PlanFilesComment(r Reader, m roadmap.Roadmap, shown RoadmapPage) string {
	if shown.Owner == "" && shown.Category == "" {
		return PlanComment(r, m)
	}
	return join(PlanComment(r, m), r.say(planWhole))
}
