package demo

import (
	"embed"
	"fmt"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/maturity"
	"cairn/internal/slacksim"
)

// sampleFiles are the made-up organisation: its programme and what it answered in four past quarters.
//
//go:embed sample
var sampleFiles embed.FS

const (
	programmeFile = "sample/northwind.yaml"
	pastQuarters  = 4
	pastDays      = 14 // calendar days that a past cycle was open
)

// people of the sample organisation. The names are made up.
var people = []slacksim.User{
	{ID: "U0MARA", Name: "mara", RealName: "Mara Okafor", Title: "AI security programme manager", TZ: "Europe/London", Locale: "en-GB"},
	{ID: "U0GWEN", Name: "gwen", RealName: "Gwen Adeyemi", Title: "Owns Governance", TZ: "Europe/London", Locale: "en-GB"},
	{ID: "U0TOMAS", Name: "tomas", RealName: "Tomas Lindqvist", Title: "Owns Technical Controls", TZ: "Europe/Stockholm", Locale: "en-GB"},
	{ID: "U0MINA", Name: "mina", RealName: "Mina Sato", Title: "Owns Monitoring and Detection", TZ: "America/New_York", Locale: "en-US"},
	{ID: "U0IVOR", Name: "ivor", RealName: "Ivor Blake", Title: "Owns Incident Response", TZ: "Europe/London", Locale: "en-GB"},
	{ID: "U0WREN", Name: "wren", RealName: "Wren Castellanos", Title: "Owns Workforce and Culture", TZ: "Europe/Madrid", Locale: "en-GB"},
	{ID: "U0DEVI", Name: "devi", RealName: "Devi Rao", Title: "Deputy for Governance and Incident Response", TZ: "Europe/London", Locale: "en-GB"},
	{ID: "U0LENA", Name: "lena", RealName: "Lena Hoffmann", Title: "Chief information security officer", TZ: "Europe/Berlin", Locale: "en-GB"},
	{ID: "U0OTTO", Name: "otto", RealName: "Otto Marsh", Title: "Marketing; has no part in the programme", TZ: "Europe/London", Locale: "en-GB"},
}

// AddPeople fills the workspace with the sample organisation, unless it is there already.
func AddPeople(w *slacksim.Workspace) {
	if _, ok := w.User(people[0].ID); ok {
		return
	}
	var all []string
	for _, u := range people {
		u.Email = u.Name + "@northwind.example"
		w.AddUser(u)
		all = append(all, u.ID)
	}
	bot := w.Options().BotUserID
	w.AddChannel(slacksim.Channel{ID: "C0LEADERS", Name: "ai-security-leadership", Members: []string{bot, "U0LENA", "U0MARA"}, Purpose: "Where Cairn reports each quarter"})
	w.AddChannel(slacksim.Channel{ID: "C0GENERAL", Name: "general", Members: append([]string{bot}, all...)})
}

// sampleProgramme reads the sample organisation's programme.
func sampleProgramme() (assess.Programme, error) {
	data, err := sampleFiles.ReadFile(programmeFile)
	if err != nil {
		return assess.Programme{}, err
	}
	p, faults := assess.ParseManifest(data, programmeFile, maturity.Find)
	if len(faults) > 0 {
		return p, fmt.Errorf("the sample programme is faulty: %v", faults)
	}
	return p, nil
}

// pastCycles reads what the sample organisation answered in the four quarters before the one that now lies in.
func pastCycles(p assess.Programme, now time.Time) ([]assess.Past, error) {
	model, err := maturity.Find(p.Model)
	if err != nil {
		return nil, err
	}
	cal, err := p.Calendar()
	if err != nil {
		return nil, err
	}
	openings := earlierOpenings(p, cal, now)
	var cycles []assess.Past
	for i, opened := range openings {
		file := fmt.Sprintf("sample/quarter-%d.csv", i+1)
		data, err := sampleFiles.ReadFile(file)
		if err != nil {
			return nil, err
		}
		answers, faults := maturity.ReadAnswers(model, data, file)
		if len(faults) > 0 {
			return nil, fmt.Errorf("the sample answers are faulty: %v", faults)
		}
		closed := cal.At(cal.Date(cal.Next(opened.AddDate(0, 0, pastDays))), p.Hours.End)
		cycles = append(cycles, assess.Past{Programme: p.ID, Model: model, OpenedAt: opened, ClosedAt: closed, Answers: answers})
	}
	return cycles, nil
}

// earlierOpenings returns the openings of the four periods before the one that now lies in, oldest first.
func earlierOpenings(p assess.Programme, cal *calendar.Calendar, now time.Time) []time.Time {
	start := p.Cadence.PeriodStart(now, cal.Location())
	openings := cal.Openings(p.Cadence, start.AddDate(-2, 0, 0), 3*pastQuarters)
	var before []time.Time
	for _, opened := range openings {
		if opened.Before(start) {
			before = append(before, opened)
		}
	}
	return before[len(before)-pastQuarters:]
}
