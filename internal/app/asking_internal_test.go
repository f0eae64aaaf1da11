package app

import (
	"testing"

	"cairn/internal/assess"
)

func TestARecordOfAskingIsTracedToItsMessage(t *testing.T) {
	t.Parallel()
	for want, a := range map[string]assess.Asking{
		"card:north-2026-q4:U0OWNER":              {Kind: assess.WasAsked, Questionnaire: "north-2026-q4/data", Step: assess.StepAsk},
		"nudge:U0OWNER:2026-10-01":                {Kind: assess.WasNudged, Questionnaire: "north-2026-q4/data", Step: "half-time", Nudge: "U0OWNER:2026-10-01"},
		"followup:U0OWNER:2026-10-01":             {Kind: assess.WasFollowedUp, Nudge: "U0OWNER:2026-10-01"},
		"exercise:north/E1:tomorrow#1:U0OWNER":    {Kind: assess.WasFollowedUp, Nudge: "exercise:north/E1:tomorrow#1:U0OWNER"},
		"escalation:north-2026-q4:U0OWNER":        {Kind: assess.WasEscalated, Questionnaire: "north-2026-q4/data", From: "U0OTHER"},
		"offer:north-2026-q4:U0OTHER:U0OWNER:off": {Kind: assess.WasOffered, Questionnaire: "north-2026-q4/data", From: "U0OTHER", Step: "off"},
		"": {Kind: assess.WasPromised, Questionnaire: "north-2026-q4/data"},
	} {
		a.Person = "U0OWNER"
		if got := messageKey(a); got != want {
			t.Errorf("the message of %+v is %q, want %q", a, got, want)
		}
	}
}
