// Package assess asks the people who own an area and turns their answers into facts: programmes, cycles,
// questionnaires, answers, snapshots, and who may do what.
//
// A [Programme] applies one maturity model to one scope. A [Cycle] is one round of it; a [Questionnaire] is one
// category of that round, put to its owner. A [Submission] is one saved set of answers; changing answers adds another
// and overwrites nothing. Closing a cycle freezes its [Snapshot].
//
// A full cycle asks all that applies to what the programme uses; a quick one asks for a level by its description; a
// check-in asks what held the categories back and carries the rest forward. A page of answers can be saved on the way.
//
// The owner is accountable, whoever answers: all or one question can be handed on, and what a delegate submits waits for the
// owner's signature. Parts that several people answer are merged; two answers far apart are a [Dispute]. What was answered
// last time can be confirmed while nothing suggests a change.
//
// Managers may judge: an [Override] sets a level beside the computed one, a [Substitution] puts the organisation's own
// objective in the place of the model's. Both need a reason, and nothing of either is ever lost.
//
// [Service] holds the use cases. Each checks who may act, applies the rules of this package, and commits the facts
// with their audit entry and a [Nudge] in one transaction; only then are the processes that wait told to look again.
// A nudge carries no facts and may be lost: [Service.Sweep] repeats those that were not delivered.
//
// The package knows no clock (time comes in through Options or arguments), no Slack, no Temporal and no SQL. It
// declares the [Store] and [Processes] it needs; package app connects them.
//
// # Where to read
//
// A file is one use case or one fact, and is named after it. [Service.Submit] is a good first one: all others are built like it.
//
//	programme, person, cycle, answers, asking, journal    the facts; views has what is read of them
//	ports, service, nudge, revive                         what the use cases stand on
//	manifest, settings, conflict, apply, export           a programme as a file
//	setup, draft, merge, preview                          a programme set up page by page
//	open, score, close, position, import                  a cycle, from its opening to its snapshot
//	form, recall, submit, parts, confirm                  an answer, from the form to its revision
//	handover, signoff, dispute, reassign                  who answers, and what they disagree about
//	matter, duty, due, ladder, remind, escalate, offer    who is asked when: [Service.Due] says what comes next
//	ask, asked, reply, request, extend, chain, crowding   what was asked, what people said to it, and how often they may be
//	absence, away, freeday, people, departure             who is there
//	override, substitute, risk                            what managers judge
//	status, home, card, ledger                            what is shown
package assess
