// Package feed lets people read due days in the calendar program that they use: each has addresses of their own, which hold
// a secret in the place of a sign-in, because calendar programs can send none.
//
// Protocol: a person makes an address in Slack, for what is theirs in all programmes or for one programme ([Service.Make]),
// and gives it to a calendar program, which reads it from time to time ([Service.Read]). A new address of the same scope ends
// the one before. The secret has 130 random bits and is shown once: what is stored is its SHA-256.
//
// An address shows what its person may see at the moment of reading. Who was deactivated, became a guest or lost their part
// reads nothing, and neither does who guesses: both are told that there is no such calendar.
package feed
