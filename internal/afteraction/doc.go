// Package afteraction writes the report of an exercise as files that people read, keep and print: a page that needs nothing
// beside it ([HTML]) and a document for Word and LibreOffice ([DOCX]).
//
// Protocol: take an [exercise.Report] as its service gives it to somebody, and write. The same report gives the same bytes.
// Both files say the same, because both are drawn from one composition of paragraphs, facts and tables; see compose.
//
// The report is a record that somebody signed, so there is one of it: in English, with times in the programme's zone, whoever
// asks for it. What people typed stays in their language. The parts are those of the after-action report with improvement plan
// of the Homeland Security Exercise and Evaluation Program (HSEEP), in our own words.
//
// What people typed is data: no text of theirs becomes markup.
//
// The package is pure: values in, bytes out. It reads no clock and asks nobody who may see what.
package afteraction
