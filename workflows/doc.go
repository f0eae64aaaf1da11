// Package workflows is Cairn's waiting: processes that stay with people and time for weeks and survive every restart.
//
//	Opening        a programme's schedule fires: look people up, open the cycle that is asked for, start its process
//	Cycle          one round: questionnaires out, wait for the last answer or the deadline, close, tell everybody
//	Questionnaire  one part of it: ask, remind, offer to a deputy, escalate, until it is answered or closed
//	Digest         bring a published digest up to date
//	Notice         tell people once of a dispute, or of somebody who has left
//	Target         one target: ask at set points how it goes, tell managers, until it is reached or closed
//	Action         one action: remind, until it is done or dropped
//	Exercise       one exercise: invite, say in the channel what comes when, end it, have it evaluated, publish its report
//	Duty           a programme's duty to exercise: tell managers what falls due
//	Review         hold a programme's targets against what was answered
//
// A process owns no facts. It asks an activity what to do next, waits for that instant with one timer, and looks again.
// The signal "nudge" makes it look at once; it carries nothing, and one too many does no harm. The query "waiting" tells
// until when it waits, and for what. Only ids and instants are stored in a process's history.
//
// A process has the id of what it stays with ("cycle/northwind-2026-q4"), so it runs at most once at a time. Its input
// is one struct; a released process changes only behind workflow.GetVersion, which the histories under
// testdata/histories prove. Calendars and time zones are reckoned by activities, never here.
//
// [Client] starts and nudges processes from outside. [Register] tells a worker to run them.
package workflows
