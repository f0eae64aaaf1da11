// Package assess asks the people who own an area and turns their answers into facts: programmes, cycles,
// questionnaires, answers, snapshots, and who may do what.
//
// A [Programme] applies one maturity model to one scope. A [Cycle] is one round of it; a [Questionnaire] is one
// category of that round, put to its owner. A [Submission] is one saved set of answers; changing answers adds another
// and overwrites nothing. Closing a cycle freezes its [Snapshot].
//
// [Service] holds the use cases. Each checks who may act, applies the rules of this package, and commits the facts
// with their audit entry and a [Nudge] in one transaction; only then are the processes that wait told to look again.
// A nudge carries no facts and may be lost: [Service.Sweep] repeats those that were not delivered.
//
// The package knows no clock (time comes in through Options or arguments), no Slack, no Temporal and no SQL. It
// declares the [Store] and [Processes] it needs; package app connects them.
package assess
