package target

import (
	"time"

	"cairn/internal/calendar"
)

// DueAt is the instant until which there is time for something that is due on a day, in the calendar of its owner: the end
// of work on the last working day until then, or, when that was past already when the day was set, on the next one.
func DueAt(cal *calendar.Calendar, day calendar.Date, set time.Time) time.Time {
	end := cal.Hours().End
	if due := cal.AddWorkingDays(cal.At(day.AddDays(1), end), -1); due.After(set) {
		return due
	}
	return cal.At(cal.Date(cal.Next(set)), end)
}
