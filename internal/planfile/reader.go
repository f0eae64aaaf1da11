package planfile

import (
	"cmp"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/maturity"
	"cairn/internal/wording"
)

// Reader is whom something is written for. The zero Reader reads English, and people by their Slack ids.
type Reader struct {
	Say  func(wording.Text) string  // in the reader's language; English if nil
	Name func(assess.UserID) string // what somebody is called, "" where that is not known; ids if nil
}

func (r Reader) say(format string, args ...any) string { return r.text(wording.New(format, args...)) }

func (r Reader) text(t wording.Text) string {
	if r.Say == nil {
		return t.String()
	}
	return r.Say(t)
}

// name is what somebody is called, or their id.
func (r Reader) name(u assess.UserID) string {
	if u == "" || r.Name == nil {
		return string(u)
	}
	return cmp.Or(r.Name(u), string(u))
}

// month is a month as a tick shows it.
func (r Reader) month(t time.Time) string {
	// Its middle, which is in the same month in every zone that the reader's texts may be said in.
	return r.say("%s", wording.At(t.AddDate(0, 0, 14), "Jan 2006"))
}

// category is the name of a category, or its id where the model does not have it.
func category(m *maturity.Model, id string) string {
	if m != nil {
		if c, ok := m.Category(id); ok {
			return c.Name
		}
	}
	return id
}

// midnight is a day as charts and cells take it.
func midnight(d calendar.Date) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
}
