package afteraction_test

import (
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/exercise"
	"cairn/internal/target"
)

var start = time.Date(2026, 12, 3, 13, 5, 0, 0, time.UTC)

// at is an instant of the exercise, by its minute.
func at(minute int) time.Time { return start.Add(time.Duration(minute) * time.Minute) }

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }

func goal(id, text string) exercise.Goal { return exercise.Goal{ID: id, Text: text} }

func noted(id string, kind exercise.ObservationKind, impact exercise.Impact, text string, minute int, part exercise.Part) exercise.Noted {
	return exercise.Noted{
		Observation: exercise.Observation{ID: id, Kind: kind, Impact: impact, Text: text}, At: at(minute), By: "U0OLA", Part: part, HotWash: minute > 95,
	}
}

// report is a signed report with something in every field.
func report() exercise.Report {
	triage, limit, tell := goal("triage", "Turn an outside report into a confirmed finding."), goal("switch", "Choose between stopping, limiting and guarding the assistant."),
		goal("tell", "Deal fairly with the reporter and the customers.")
	return exercise.Report{
		ID: "northwind/E2", Name: "Copper Finch", Kind: exercise.Tabletop, Scope: "Northwind Bank", Programme: "northwind",
		Model: "AI security maturity", Scenario: "chatbot-prompt-injection@1.0", Hash: "7d1f0c4be2a9",
		Threats: []exercise.Threat{{Framework: "MITRE ATLAS 5.6.0", IDs: []string{"AML.T0051.000", "AML.T0053"}}},
		Items:   []exercise.ReportItem{{ID: "I2", Name: "Playbooks are tested", Backs: true}, {ID: "T1", Name: "Guardrails"}},
		Story:   "You work for an online shop for bicycles and parts. The summer sale starts tomorrow at 08:00.",
		Summary: "The team confirmed the weakness quickly and kept the assistant limited.\nTwo things have to change before the next sale: who may take a tool away, and what customers are told.",
		Zone:    "Europe/Berlin", PlannedStart: start.Add(-minutes(5)), StartedAt: start, EndedAt: at(95), Played: minutes(85), Paused: minutes(10),
		EndedEarly: "The fire drill came in between.", Channel: "C0EXERCISE",
		People: []exercise.Participant{
			{User: "U0FAY", Part: exercise.AsFacilitator, Reply: exercise.Yes},
			{User: "U0SAM", Part: exercise.AsScribe, Reply: exercise.Yes},
			{User: "U0GUS", Part: exercise.AsPlayer, Roles: []string{"Incident lead", "Security analyst"}, Reply: exercise.Yes},
			{User: "U0TOM", Part: exercise.AsPlayer, Roles: []string{"AI engineer"}, Reply: exercise.Yes},
			{User: "U0OLA", Part: exercise.AsObserver, Reply: exercise.Maybe},
		},
		Objectives: []exercise.ReportObjective{
			{
				Goal: triage, Rating: exercise.Performed,
				Strengths: []exercise.Noted{noted("O1", exercise.Strength, "", "Reproduced it with test accounts before anybody spoke of blame.", 14, exercise.AsObserver)},
			},
			{
				Goal: limit, Rating: exercise.MajorOnes, Why: "The chat was off for twenty minutes because nobody knew the switch.",
				Strengths: []exercise.Noted{noted("O3", exercise.Strength, "", "Found a limit between all and nothing.", 41, exercise.AsPlayer)},
				Improvements: []exercise.Noted{
					noted("O2", exercise.Improvement, exercise.Major, "Nobody knew who may take the order tool away.", 38, exercise.AsObserver),
					noted("O4", exercise.Improvement, exercise.Minor, "The guardrail was not tried against variations.", 110, exercise.AsPlayer),
				},
			},
			{Goal: tell, Rating: exercise.NotObserved},
		},
		Timeline: []exercise.Moment{
			{At: at(0), Kind: exercise.WasStarted, By: "U0FAY"},
			{At: at(0), Kind: exercise.WasDelivered, From: "Customer, by mail", Text: "Your bot gives away other people's orders"},
			{At: at(7), Elapsed: minutes(7), Kind: exercise.WasDecided, By: "U0GUS", Number: 1, Text: "Reproduce it with two test accounts first"},
			{At: at(11), Elapsed: minutes(11), Kind: exercise.WasDelivered, From: "AI engineer", Text: "I have it with test accounts."},
			{At: at(20), Elapsed: minutes(20), Kind: exercise.WasPaused, By: "U0FAY", Note: "A real alert; back in ten minutes."},
			{At: at(30), Elapsed: minutes(20), Kind: exercise.WasResumed, By: "U0FAY"},
			{At: at(45), Elapsed: minutes(35), Kind: exercise.WasDecided, By: "U0TOM", Number: 2, Text: "Take the order tool away"},
			{At: at(50), Elapsed: minutes(40), Kind: exercise.WasSkipped, By: "U0FAY", From: "SECRET SENDER", Text: "SECRET TEXT", Note: "SECRET WHY"},
			{At: at(60), Elapsed: minutes(50), Kind: exercise.WasExtended, By: "U0FAY", Minutes: 15},
			{At: at(95), Elapsed: minutes(85), Kind: exercise.WasEnded, By: "U0FAY", Note: "The fire drill came in between."},
		},
		Decisions: []exercise.Logged{
			{
				Decision: exercise.Decision{
					Number: 1, Inject: "report", Choice: "reproduce", What: "Reproduce it with two test accounts first", By: "U0GUS",
					Why: "We should not touch customers' data.", Options: "Taking it as true and acting at once.",
				},
				At: at(7), LoggedBy: "U0SAM", Elapsed: minutes(7), Latency: minutes(7), Measured: true, Subject: "Customer, by mail",
				Chosen: "Try it out before anything is stopped",
			},
			{
				Decision: exercise.Decision{Number: 2, Inject: "reproduced", What: "Take the order tool away; asked by <@U0GUS>", By: "U0TOM"},
				At:       at(45), LoggedBy: "U0TOM", Elapsed: minutes(35), Latency: minutes(24), Measured: true, Subject: "AI engineer",
			},
			{Decision: exercise.Decision{Number: 3, What: "Write to the authority", By: "U0GUS"}, At: at(120), LoggedBy: "U0GUS", Elapsed: minutes(85)},
		},
		Latency:   exercise.Latencies{Count: 2, Median: minutes(15) + 30*time.Second, Longest: minutes(24), Open: []string{"Press office: what do we tell the paper?"}},
		Scores:    []exercise.Score{{ID: "real", Text: "The scenario was believable.", Counts: [5]int{0, 0, 1, 1, 2}}, {ID: "learned", Text: "I learned something.", Counts: [5]int{}}},
		Remarks:   []exercise.Remark{{Part: exercise.AsPlayer, Text: "We should do this every half year."}},
		Debriefed: 4,
		Plan: []exercise.Correction{
			{
				Finding: "F1", Objective: limit, Issue: "Nobody knew who may take the order tool away.", Impact: exercise.Major, Again: "E1/F2", Reopened: true, Action: "northwind/A14",
				Work: target.Work{
					Title: "Name who may limit the assistant", Text: "With a deputy, and how they are reached at night.", Owner: "U0TOM", Due: calendar.Date{Year: 2027, Month: 1, Day: 29},
					Element: "organisation",
				},
				Status: target.ToDo,
			},
		},
		Aside: []exercise.SetAside{
			{Finding: "F2", Issue: "The guardrail was not tried against variations.", Same: "F1"},
			{Finding: "F3", Issue: "The room was cold.", Why: "It is mended already."},
		},
		SignedBy: "U0FAY", SignedAt: at(5 * 24 * 60), Seal: "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00",
		Names: map[assess.UserID]string{"U0FAY": "Fay Fuchs", "U0SAM": "Sam Scribe", "U0GUS": "Gus Grün", "U0TOM": "Tom Test", "U0OLA": "Ola Ohr"},
	}
}

// draft is the report before it is signed, with little in it.
func draft() exercise.Report {
	r := report()
	r.Draft, r.Summary, r.SignedBy, r.SignedAt, r.Seal, r.EndedEarly, r.Paused = true, "", "", time.Time{}, "", "", 0
	r.Decisions, r.Latency, r.Scores, r.Debriefed, r.Plan, r.Aside = nil, exercise.Latencies{}, nil, 0, nil, nil
	for i := range r.Objectives {
		r.Objectives[i].Rating = ""
	}
	return r
}
