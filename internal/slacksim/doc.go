// Package slacksim is a simulated Slack workspace: it keeps people, channels, messages, views and files, answers the
// Web API as Slack does, and sends the bot signed callbacks when somebody acts. Stories and the demo run the real bot
// with the real Slack client against it.
//
// # Protocol
//
// [Workspace.Handler] serves /api/{method} (the Web API), /files/ (uploads and downloads), /hooks/{id} (response_url),
// /sim/ (the control interface, see docs/reference/simulated-workspace.md) and a page to use the workspace by hand.
// Callbacks go to the addresses given to [Workspace.ConnectHTTP], signed with the v0 scheme, or, after
// [Workspace.ConnectSocket], over the Socket Mode connections that the bot opens at /link/.
//
// Tokens, scopes, published rate limits, three-second acknowledgements, trigger expiry, view stacks and hashes, Block
// Kit limits and Slack's error strings are enforced, because a bot that is only ever tested against something more
// patient than Slack fails in Slack. A [Fault] makes the workspace misbehave on purpose.
//
// # Time
//
// What Slack shows (message ts, event_time, expiry of triggers and response_urls, rate limit windows) follows
// Options.Clock, which a demo may move. Signature timestamps and acknowledgement deadlines follow the wall clock,
// because the bot on the other side checks them against its own.
//
// # State
//
// All state is in memory behind one mutex. Blocks are kept as the JSON that was sent, with missing ids filled in, and
// are never changed in place: an update replaces them, so accessors hand out cheap copies. [Workspace.Export] writes
// everything as one JSON document and [Workspace.Import] reads it back.
//
// # What it is not
//
// It is not a security boundary, not a mock with canned answers, and not all of Slack: it has one workspace, one app
// with one bot user, and no Enterprise Grid. Image URLs are not fetched, links are not unfurled, mentions do not
// notify. It imports nothing else of Cairn.
package slacksim
