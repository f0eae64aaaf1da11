// Package target holds what an organisation has set out to do, and sees it through: targets, which are levels to be reached
// by a date, and actions, which are the steps that lead there. Both are followed up in the same way: their owners are asked
// at set points, never more than once a day, until they are done.
//
// A target is SMART: it names category, level, day, owner, measure and reason. [Check] says in words, letter by letter, what
// is missing, and warns of what is hard to achieve: guidance, not a gate. Its [State] is computed by [Judge] from progress,
// slips, trend and what its owner said last; a manager may set another with a reason. Every change of its terms is kept.
//
// Facts: a target and an action are a row each, brought up to date; what happened to them is an append-only ledger of
// [Event]s, from which what is still to be said is computed (see [Service.Due]). That a message went to somebody on a day
// stands in package assess's reminder ledger too, because a day holds one message of Cairn at most.
//
// What it is not: it puts nothing in order and looks no further than what was set (package roadmap does), and it scores
// nothing (package maturity does).
package target
