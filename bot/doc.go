// Package bot is Slack in and out.
//
// In: [Bot.Handler] takes what Slack posts to /slack/events, /slack/commands and /slack/interactions. A request is
// verified on its raw body, parsed into an [Inbound] and routed. Or [Bot.Socket] connects to Slack, and takes the same by
// Socket Mode: the router knows nothing of either way. Slack waits three seconds for the answer: what must be right is
// done before it (a submission is committed), what may follow is done after it (messages and Home tabs are brought up to
// date), and [Bot.Stop] waits for that. An event that Slack sends again is handled once. Whatever is not understood is
// logged and the person is told.
//
// Out: [Messenger] is what processes use to write to people. Each message has a natural key in the delivery ledger
// (package delivery says how), so it is posted at most once and updated in place ever after, whoever asks, whatever
// fails in between:
//
//	card:QUESTIONNAIRE                the questionnaire's message to its owner
//	remind:QUESTIONNAIRE:STEP         a nudge in that message's thread
//	escalate:QUESTIONNAIRE:MANAGER    to a manager, when the owner has not answered
//	digest:CYCLE                      to the leadership channel
//	digest-picture:CYCLE              the chart in the digest's thread, where Slack takes it nowhere else
//	reply:USER:DATE                   the answer to free text, once a day
//
// The package decides nothing about assessments: it calls the ports of ports.go, which check who may do what, and renders
// what they say with package blocks. It keeps no facts; what it remembers (which kind of chart a workspace takes, whom it
// is writing to) may be lost at any time.
package bot
