// Package exercise rehearses AI incidents: what is told to whom when, what people decide, and what is learned from it.
//
// A [Scenario] is a data file: a brief, roles, objectives that point to the items of maturity models, and injects, which are
// the messages that players get. An inject comes at a minute, or when something happened: a decision, an earlier inject, or
// the lack of either. [Scenario.Pending] says from what happened so far what is to come, and knows no clock: it counts in
// exercise time, which stands still in a pause. [Lint] finds what is wrong with a file, [Library] holds the scenarios that
// come with Cairn and the organisation's own.
//
// Players and facilitators read different words. What players may read is in [Brief] and [PlayerInject], which have no field
// for anything else; what only facilitators and observers may read stands in fields that are called Facilitator, Expected
// or Summary. Code that writes to players takes the former two and never a Scenario.
package exercise
