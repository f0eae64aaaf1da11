// Package e2e tells stories through the whole of Cairn: the real bot, the embedded Temporal server, a real database, and
// the real Slack client against the simulated workspace. Time is skipped, never slept through.
//
// A story is a file of testdata (txtar, run by testscript) that reads as what people do and see; its commands are in
// commands_test.go. Every story has a world of its own and begins on Wednesday 1 October 2031 at 09:00 in London, so it
// does not depend on the day it is run.
package e2e
