// Package dates reads days as people write them, in English or German: the days of an absence ("until Friday",
// "24.-27.12.", "for 2 weeks") and the last day by which something is to be done ("within 12 months", "by the end of
// Q2 2027", "bis Ende 2027"). It is pure: whoever asks says which day today is, in the person's time zone.
//
// It guesses nothing: what it does not understand it says so of, and what could be two days, such as 03/04/2027, it leaves
// alone. Whoever shows a result shows the day in full, so that people see what was understood.
//
// What it is not: it knows no working days and no instants (package calendar does). No library reads these sentences, in
// both languages or in one, well enough; docs/adr/0011-dates.md says what was tried.
package dates
