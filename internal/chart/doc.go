// Package chart draws the few pictures that leadership reads: [Bars], the level of each category now and before, and
// [Gantt], what is to be done when. Each gives a PNG for Slack, an SVG for reports, and Alt, the same in words.
//
// Protocol: fill in a chart and call PNG, SVG or Alt; nothing is shared between calls and equal charts give equal bytes.
// The error is [errs.Invalid] with a sentence, for a chart without data or a value off its axis. Layout never fails:
// long names wrap and then end in an ellipsis, and the picture grows taller with the number of categories.
//
// Pictures are 1200 units wide; a PNG has two pixels a unit. In a Slack message the picture is shown at about half a
// CSS pixel a unit, so nothing is written smaller than 20 units. Colours are from the palette of Okabe and Ito, which
// people with any colour vision can tell apart, and colour is never alone: bars carry their value and spans their state. A
// value that is not known is hatched and says so; it is never drawn as zero.
//
// What it is not: a general plotting library. docs/adr/0003-charts.md says why it draws for itself. The typeface is Go
// Regular and Go Bold (BSD licence, part of golang.org/x/image), linked into the program; it covers Latin, Greek and
// Cyrillic. An SVG names it first and common sans-serif faces after it.
package chart
