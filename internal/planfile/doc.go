// Package planfile writes a roadmap, its targets and its actions as what people take out of Cairn: a picture ([Gantt]), a
// table for programs ([CSV]), a workbook for people ([XLSX]) and a calendar of due days and exercises ([ICS], [ExerciseICS]).
//
// Protocol: take what the use cases of packages roadmap and target return, name the [Reader] it is for, and write. The same
// input gives the same bytes. Words are the reader's, but for the CSV, whose header and statuses never change with the
// language, so that programs can rely on them.
//
// What people typed is data: no cell becomes a formula, and no text of theirs ends a line or begins a property of a calendar.
//
// The package is pure: values in, bytes out. It reads no clock and asks nobody who may see what.
package planfile
