// Package blocks turns domain values into what Slack shows: messages, modals and Home tabs made of Block Kit.
//
// It is pure: the same value and the same instants give the same blocks, and nothing is sent from here. Every message
// is a [Message]: blocks for those who see them, and a text that says all of it for notifications and screen readers.
//
// Whoever it is for comes first: a [Reader] has a language and a time zone, and all words and instants pass through it.
//
// Three rules keep it honest. All words a person reads are in text*.go, in English, and in locales/ in other languages by
// the English text; a test says what is missing there. All of Slack's limits are in limits.go, where [Check] refuses what
// Slack would refuse. Whatever people typed or named goes through [Escape], plain_text or rich text, so that it can
// neither mention anybody nor format or link anything.
//
// The ids in ids.go are the protocol with package bot: what a button or a modal is called when it comes back.
package blocks
