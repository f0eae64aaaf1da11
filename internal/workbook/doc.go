// Package workbook reads a maturity model from an Excel workbook laid out like that of the CSA AI Security Maturity
// Model, and writes an assessment as one.
//
// Protocol: [Read] takes the workbook and, if there is one, the document of details (Markdown). Tables are recognised by
// what is in them and not by where they are: ids such as MOD-03.1 below a row of known headers, and the grid that
// describes each category on each level. The result is a model file in Cairn's own format with a [Report] of what was
// found. When something would be lost or doubtful, the report has problems and there is no model. [Write] is the other
// direction: a workbook for people, which [Read] reads back to the same model.
//
// What a workbook does not say (the domains, what the levels are called, the answers to an objective) comes from the
// embedded model of the same form. The shape of both files is docs/reference/workbook.md.
//
// Files come from strangers: a workbook that is encrypted, has macros, is cut short or unpacks to more than a workbook of
// this kind has is refused with a sentence, and memory stays bounded (see the limits in open.go).
//
// The package is pure: bytes in, values out. It stores nothing, and puts no text of a workbook into an error or a log but
// ids, headers and the places of cells.
package workbook
