package bot

import (
	"context"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/dates"
	"cairn/internal/errs"
)

// outOfOffice answers /cairn ooo: without words it says how things stand, else it takes what they say.
func (b *Bot) outOfOffice(ctx context.Context, to blocks.Reader, text string) (blocks.Message, error) {
	who, err := b.people.facts.Person(ctx, to.User)
	if err != nil {
		return blocks.Message{}, err
	}
	zone, err := b.zoneOf(ctx, who)
	if err != nil {
		return blocks.Message{}, err
	}
	to, now := to.At(zone), b.now()
	today := calendar.DateOf(now.In(zone))
	words := strings.ToLower(strings.TrimSpace(text))
	switch {
	case words == "" || words == "help" || words == "hilfe":
		return blocks.Absence(to, who, now), nil
	case dates.Over(words):
		if err := b.absences.Back(ctx, assess.BySlack(to.User)); err != nil {
			return blocks.Message{}, err
		}
		b.absenceChanged(to.User)
		return blocks.Returned(to), nil
	}
	s, ok := dates.ReadSpan(text, today)
	switch {
	case !ok:
		missing, _, _ := dates.FindMissing(text, today)
		return blocks.NoDates(to, text, missing.Missing()), nil
	case !s.Last.IsZero() && s.Last.Before(today):
		return blocks.DatesOver(to, text), nil
	}
	a, err := b.away(ctx, to.User, s, zone)
	if err != nil {
		return blocks.Message{}, err
	}
	return blocks.Away(to, a, b.now()), nil // it may have begun only just now
}

// away says that a person is out of office for some days of their own zone.
func (b *Bot) away(ctx context.Context, u assess.UserID, s dates.Span, zone *time.Location) (assess.Absence, error) {
	begin := func(d calendar.Date) time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, zone) }
	until := time.Time{}
	if !s.Last.IsZero() {
		until = begin(s.Last.AddDays(1))
	}
	a, err := b.absences.Away(ctx, assess.BySlack(u), begin(s.First), until)
	if err == nil {
		b.absenceChanged(u)
	}
	return a, err
}

// absenceChanged brings up to date what shows that somebody is away.
func (b *Bot) absenceChanged(u assess.UserID) {
	b.homes.publish(u)
	b.tasks.start("absence of "+string(u), func(ctx context.Context) error {
		parts, err := b.replies.Mine(ctx, u)
		for _, part := range parts {
			b.changed(part.Form)
		}
		return err
	})
}

// zoneOf is the zone in which a person's days begin: theirs, else that of a programme of theirs.
func (b *Bot) zoneOf(ctx context.Context, who assess.Person) (*time.Location, error) {
	if zone, err := time.LoadLocation(who.Zone); err == nil && who.Zone != "" && who.Zone != "Local" {
		return zone, nil
	}
	mine, err := b.programmes.ProgrammesOf(ctx, who.ID)
	if err != nil || len(mine) == 0 {
		return time.UTC, err
	}
	cal, err := mine[0].Calendar()
	if err != nil {
		return nil, err
	}
	return cal.Location(), nil
}

// openDates asks for the days of an absence.
func (b *Bot) openDates(ctx context.Context, i *interaction) error {
	who, zone, err := b.whoAndWhere(ctx, i)
	if err != nil {
		return err
	}
	first, last := calendar.DateOf(b.now().In(zone)), ""
	if a := who.Absence; a.Since.After(b.now()) {
		first = calendar.DateOf(a.Since.In(zone))
	}
	if a := who.Absence; a.Until.After(b.now()) {
		last = calendar.DateOf(a.Until.In(zone)).AddDays(-1).String()
	}
	return b.present(ctx, i, blocks.Dates(i.reader, first.String(), last))
}

func (b *Bot) whoAndWhere(ctx context.Context, i *interaction) (assess.Person, *time.Location, error) {
	who, err := b.people.facts.Person(ctx, assess.UserID(i.User.ID))
	if err != nil {
		return who, nil, err
	}
	zone, err := b.zoneOf(ctx, who)
	return who, zone, err
}

func (b *Bot) submitDates(ctx context.Context, i *interaction) Reply {
	_, zone, err := b.whoAndWhere(ctx, i)
	if err != nil {
		return b.notDone(i, err, "")
	}
	today := calendar.DateOf(b.now().In(zone))
	first, err := calendar.ParseDate(pickedDate(i.View.State, blocks.BlockFirst))
	if err != nil {
		first = today
	}
	s := dates.Span{First: first}
	if day, err := calendar.ParseDate(pickedDate(i.View.State, blocks.BlockLast)); err == nil {
		s.Last = day
	}
	switch {
	case s.Last.IsZero():
	case s.Last.Before(s.First):
		return Reply{Body: slack.NewErrorsViewSubmissionResponse(map[string]string{blocks.BlockLast: blocks.DatesOrder(i.reader)})}
	case s.Last.Before(today):
		return Reply{Body: slack.NewErrorsViewSubmissionResponse(map[string]string{blocks.BlockLast: blocks.DatesPast(i.reader)})}
	}
	a, err := b.away(ctx, assess.UserID(i.User.ID), s, zone)
	if err != nil {
		return b.notDone(i, err, blocks.BlockLast)
	}
	return updated(blocks.AwayView(i.reader.At(zone), a, b.now()))
}

// returned takes back that a person is out of office.
func (b *Bot) returned(ctx context.Context, i *interaction) error {
	err := b.absences.Back(ctx, actor(i))
	if err != nil && !errs.Is(err, errs.Conflict) {
		return err
	}
	b.absenceChanged(assess.UserID(i.User.ID))
	b.replace(ctx, i, blocks.Returned(i.reader))
	return nil
}

// pickedDate returns the date that was picked in an input, or "".
func pickedDate(state *slack.ViewState, block string) string {
	if state == nil {
		return ""
	}
	return state.Values[block][blocks.ActionValue].SelectedDate
}
