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
	bankFile     = "sample/northwind.yaml"
	unitFile     = "sample/pay.yaml"
	unitAnswers  = "sample/pay-full.csv"
	pastQuarters = 4
	pastDays     = 14 // calendar days that a past cycle was open
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
	{ID: "U0PRIYA", Name: "priya", RealName: "Priya Nair", Title: "AI security programme manager, Northwind Pay", TZ: "Europe/London", Locale: "en-GB"},
	{ID: "U0ROSA", Name: "rosa", RealName: "Rosa Ferrer", Title: "Northwind Pay: governance, risk and compliance", TZ: "Europe/Madrid", Locale: "en-GB"},
	{ID: "U0KOFI", Name: "kofi", RealName: "Kofi Mensah", Title: "Northwind Pay: platform and identity", TZ: "Europe/London", Locale: "en-GB"},
	{ID: "U0SAM", Name: "sam", RealName: "Sam Whitlock", Title: "Northwind Pay: models, applications and development", TZ: "Europe/London", Locale: "en-GB"},
	{ID: "U0HANA", Name: "hana", RealName: "Hana Kowalski", Title: "Northwind Pay: data, monitoring and incidents", TZ: "Europe/Warsaw", Locale: "en-GB"},
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
	w.AddChannel(slacksim.Channel{ID: "C0PAY", Name: "pay-ai-security", Members: []string{bot, "U0LENA", "U0PRIYA"}, Purpose: "Where Cairn reports on Northwind Pay"})
	w.AddChannel(slacksim.Channel{ID: "C0EXERCISE", Name: "ai-incident-exercises", Members: append([]string{bot}, all...), Purpose: "Where incidents are rehearsed. Nothing here is real"})
	w.AddChannel(slacksim.Channel{ID: "C0GENERAL", Name: "general", Members: append([]string{bot}, all...)})
}

// sampleProgramme reads one of the sample organisation's programmes.
func sampleProgramme(file string) (assess.Programme, error) {
	data, err := sampleFiles.ReadFile(file)
	if err != nil {
		return assess.Programme{}, err
	}
	p, faults := assess.ParseManifest(data, file, maturity.Find)
	if len(faults) > 0 {
		return p, fmt.Errorf("the sample programme is faulty: %v", faults)
	}
	return p, nil
}

// pastQuarterly reads what the bank answered in the four quarters before the one that now lies in.
func pastQuarterly(p assess.Programme, now time.Time) ([]assess.Past, error) {
	openings, err := earlierOpenings(p, p.Cadence, now)
	if err != nil {
		return nil, err
	}
	var cycles []assess.Past
	for i, opened := range openings[len(openings)-pastQuarters:] {
		past, err := pastCycle(p, opened, fmt.Sprintf("sample/quarter-%d.csv", i+1))
		if err != nil {
			return nil, err
		}
		cycles = append(cycles, past)
	}
	return cycles, nil
}

// pastYearly reads what the business unit answered in its last full assessment.
func pastYearly(p assess.Programme, now time.Time) ([]assess.Past, error) {
	yearly := p.Cadence
	yearly.Every = calendar.Annual
	quarter := p.Cadence.PeriodStart(now, time.UTC)
	openings, err := earlierOpenings(p, yearly, quarter)
	if err != nil {
		return nil, err
	}
	past, err := pastCycle(p, openings[len(openings)-1], unitAnswers)
	return []assess.Past{past}, err
}

func pastCycle(p assess.Programme, opened time.Time, file string) (assess.Past, error) {
	model, err := maturity.Find(p.Model)
	if err != nil {
		return assess.Past{}, err
	}
	cal, err := p.Calendar()
	if err != nil {
		return assess.Past{}, err
	}
	answers, err := sampleAnswers(model, file)
	closed := cal.At(cal.Date(cal.Next(opened.AddDate(0, 0, pastDays))), p.Hours.End)
	return assess.Past{Programme: p.ID, Model: model, OpenedAt: opened, ClosedAt: closed, Answers: answers}, err
}

func sampleAnswers(model *maturity.Model, file string) (maturity.Answers, error) {
	data, err := sampleFiles.ReadFile(file)
	if err != nil {
		return nil, err
	}
	answers, faults := maturity.ReadAnswers(model, data, file)
	if len(faults) > 0 {
		return nil, fmt.Errorf("the sample answers are faulty: %v", faults)
	}
	return answers, nil
}

// earlierOpenings returns the openings of the last years before the programme's present period, oldest first.
func earlierOpenings(p assess.Programme, cadence calendar.Cadence, now time.Time) ([]time.Time, error) {
	cal, err := p.Calendar()
	if err != nil {
		return nil, err
	}
	start := p.Cadence.PeriodStart(now, cal.Location())
	var before []time.Time
	for _, opened := range cal.Openings(cadence, start.AddDate(-2, 0, 0), 3*pastQuarters) {
		if opened.Before(start) {
			before = append(before, opened)
		}
	}
	return before, nil
}
