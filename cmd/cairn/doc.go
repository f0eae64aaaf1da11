// Cairn is a Slack bot that keeps an organisation's AI-security maturity honest. It asks the people who own each area,
// waits for them as a good colleague would, turns their answers into levels by the model's own rule, and tells
// leadership each quarter what changed and what to do next.
//
// # A tour of the code
//
// The words (model, category, item, programme, cycle, questionnaire, answer, snapshot, target, action, exercise, digest,
// delivery) are the same in code, tables, Slack and documents; docs/architecture.md defines them. Three rules hold everything
// together: the database owns facts, Temporal owns waiting, and Slack owns nothing, so that every message can be made
// again.
//
//	internal/maturity   models as data files, their linter, exact scoring
//	internal/assess     programmes, cycles, questionnaires, answers: rules and use cases
//	internal/target     levels to reach by a day and what is done for them, followed up until they are
//	internal/roadmap    the way to the targets, in order; what-if, and what is expected
//	internal/exercise   incidents rehearsed: scenarios, and exercises from their plan to their signed report
//	internal/digest     what leadership reads, composed from frozen snapshots
//	internal/calendar   working time, holidays, time zones, the openings of a cadence
//	internal/store      the facts in SQLite or PostgreSQL; migrations/ has the schema
//	activities          what processes ask of the rest
//	workflows           the processes: one for each opening, cycle, questionnaire, target, action and exercise
//	bot, bot/blocks     Slack in and out; domain values to Block Kit
//	internal/app        where all of that is wired, and nowhere else
//	internal/cli        the commands; docs/reference/command-line.md is their manual
//
// Follow one answer: a signed request reaches bot, which verifies and parses it and calls assess.Service.Submit. That
// checks who may answer and what, and commits the revision, the audit entry and a nudge in one transaction. Slack gets
// its reply; the nudge wakes workflows.Questionnaire, which looks at the facts again and ends; the last one wakes
// workflows.Cycle, whose activities close the cycle, freeze its snapshot and publish the digest through the delivery
// ledger.
//
// Then follow one target: target.Service.Set keeps it with its first event and a nudge, and workflows.Target begins to stay
// with it. Whenever that wakes it asks target.Service.Due what is to be said, to whom and when, and waits for that. The
// owner's check-in is an event in the same ledger, by which the target is judged anew; the close of a cycle holds all
// targets of the programme against its snapshot.
//
// This command is the production program. It links no Temporal server: serve takes Slack's requests, worker runs the
// processes, against PostgreSQL and a Temporal service. The other commands are an operator's: migrate the database, apply
// a programme file, start, close and follow cycles, import past ones, and, offline, show and check models and score
// answers. cairn-solo is the same in one process, and has the demo.
package main
