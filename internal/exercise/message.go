package exercise

import "cairn/internal/assess"

// MessageKey is the key by which the ledger of messages knows what is said to a person of an exercise or a duty. It is made of the
// step; or, for what is one message that is brought up to date whichever step tells it, of what all those steps are about.
func MessageKey(s Subject, step string, u assess.UserID) assess.NudgeID {
	return assess.NudgeID("exercise:" + string(s) + ":" + step + ":" + string(u))
}

// message names the message that tells a person a step which is now to be said or was told. The invitation, the controls, what
// observers have and the hot wash are one message each; of a change, a word in the thread of the invitation tells.
func (r *record) message(person assess.UserID, step string) assess.NudgeID {
	switch name := StepName(step); name {
	case StepControls, StepWatch, StepHotWash:
		step = name
	case StepInvite:
		if _, knew := r.telling(person, step); knew == nil {
			step = name
		}
	}
	return MessageKey(r.ID.Subject(), step, person)
}
