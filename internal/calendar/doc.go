// Package calendar answers every question about time that depends on people: is this a working day, when does work
// start again, what is three working days from now, when does the quarter open.
//
// A [Calendar] is one zone, one set of working days and hours, one country's public holidays and the organisation's own
// dates. A programme has one; a person whose zone or country differs gets another, built from the same [Config] with
// those fields changed. A [Cadence] says how often a programme assesses itself and names the periods.
//
// Protocol: [New] checks everything once and reports all faults together; after that no method fails. A Calendar never
// changes and may be used by any number of goroutines. The package is pure: every method is told the time, none reads a
// clock. Results are in the calendar's own zone, whatever zone the argument was in.
//
// Wall-clock times and daylight saving: "09:00 on that date" is resolved to an instant in one place, [Calendar.At]. A
// time which the clocks jump over becomes the first instant after the jump; a time that happens twice is its first
// occurrence. Opening times are held to 03:00-23:00, where clocks hardly ever change.
//
// Stored shape: nothing is stored here. Dates read and print as "2006-01-02", clocks as "15:04", cadences as
// "quarterly" or "annual", in YAML and JSON alike.
//
// What it is not: it schedules nothing, and workflow code must not call it (a later release may know a holiday that an
// earlier one did not, which would break replay); activities do. Public holidays are those of
// github.com/rickar/cal, corrected in countries.go where the law has moved on: they are a good default, and the
// organisation's own dates complete them.
//
// Zones come from the IANA database. So that [time.LoadLocation] works in a container without one, every main package
// imports time/tzdata.
package calendar
