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
//
// An [Exercise] is one run of a scenario. What happened in it is in its ledger of [Event] records, which are only ever added,
// and all that is shown is reckoned from them: the time, what comes next, the latency of decisions, the findings. [Service] has
// the use cases, from the plan to the report. No rating is better than what was observed bears ([Ceiling]). [Service.SignOff]
// freezes the report in the ledger, to the letter and with its hash, and hands what is to be done to package target: a new
// corrective action for each finding, or that of an earlier exercise opened again.
package exercise
