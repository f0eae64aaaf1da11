package assess

import "slices"

// merged brings together what was changed on two sides since a base: what only one of them changed is taken from there,
// and of what both changed mine, or with preferTheirs theirs. Who answers and what applies go with the model.
func merged(base, mine, theirs Programme, preferTheirs bool) Programme {
	out := theirs // with its revision
	out.Scope = pick(base.Scope, mine.Scope, theirs.Scope, preferTheirs)
	out.Zone = pick(base.Zone, mine.Zone, theirs.Zone, preferTheirs)
	out.Days = pickList(base.Days, mine.Days, theirs.Days, preferTheirs)
	out.Hours = pick(base.Hours, mine.Hours, theirs.Hours, preferTheirs)
	out.Country = pick(base.Country, mine.Country, theirs.Country, preferTheirs)
	out.Holidays = pickList(base.Holidays, mine.Holidays, theirs.Holidays, preferTheirs)
	out.Away = AwayRule{
		Emoji: pickList(base.Away.Emoji, mine.Away.Emoji, theirs.Away.Emoji, preferTheirs),
		Words: pickList(base.Away.Words, mine.Away.Words, theirs.Away.Words, preferTheirs),
	}
	out.Channel = pick(base.Channel, mine.Channel, theirs.Channel, preferTheirs)
	out.Managers = pickList(base.Managers, mine.Managers, theirs.Managers, preferTheirs)
	out.Leaders = pickList(base.Leaders, mine.Leaders, theirs.Leaders, preferTheirs)
	out.Cadence = pick(base.Cadence, mine.Cadence, theirs.Cadence, preferTheirs)
	out.FullEvery = pick(base.FullEvery, mine.FullEvery, theirs.FullEvery, preferTheirs)
	out.CheckIn = pick(base.CheckIn, mine.CheckIn, theirs.CheckIn, preferTheirs)
	out.Rehearsals = Rehearsals{
		Tabletop:   pick(base.Rehearsals.Tabletop, mine.Rehearsals.Tabletop, theirs.Rehearsals.Tabletop, preferTheirs),
		Simulation: pick(base.Rehearsals.Simulation, mine.Rehearsals.Simulation, theirs.Rehearsals.Simulation, preferTheirs),
	}
	out.Window = pick(base.Window, mine.Window, theirs.Window, preferTheirs)
	out.Reminders = pickList(base.Reminders, mine.Reminders, theirs.Reminders, preferTheirs)
	type late struct { // belongs together: each is before the next
		deputise, escalate Step
		grace              int
	}
	told := pick(late{base.Deputise, base.Escalate, base.Grace}, late{mine.Deputise, mine.Escalate, mine.Grace},
		late{theirs.Deputise, theirs.Escalate, theirs.Grace}, preferTheirs)
	out.Deputise, out.Escalate, out.Grace = told.deputise, told.escalate, told.grace

	out.Model = pick(base.Model, mine.Model, theirs.Model, preferTheirs)
	switch {
	case mine.Model == theirs.Model:
		out.Deployments = pickList(base.Deployments, mine.Deployments, theirs.Deployments, preferTheirs)
		out.Assignments = mergedAssignments(base.Assignments, mine.Assignments, theirs.Assignments, preferTheirs)
	case out.Model == mine.Model:
		out.Deployments, out.Assignments, out.Overlap = mine.Deployments, mine.Assignments, mine.Overlap
	}
	return out
}

// mergedAssignments merges who answers for each category of one model.
func mergedAssignments(base, mine, theirs []Assignment, preferTheirs bool) []Assignment {
	of := func(list []Assignment, category string) Assignment {
		i := slices.IndexFunc(list, func(a Assignment) bool { return a.Category == category })
		if i < 0 {
			return Assignment{Category: category}
		}
		return list[i]
	}
	var out []Assignment
	for _, their := range theirs {
		at, my := of(base, their.Category), of(mine, their.Category)
		answers := pick(at.answers(), my.answers(), their.answers(), preferTheirs)
		answers.Risk = pick(at.Risk, my.Risk, their.Risk, preferTheirs)
		out = append(out, answers)
	}
	return out
}

// answers is who answers for the category, as one: the deputy is somebody else than the owner.
func (a Assignment) answers() Assignment {
	a.Risk = ""
	return a
}

func pick[T comparable](base, mine, theirs T, preferTheirs bool) T {
	if mine == base || preferTheirs && theirs != base {
		return theirs
	}
	return mine
}

func pickList[T comparable](base, mine, theirs []T, preferTheirs bool) []T {
	if slices.Equal(mine, base) || preferTheirs && !slices.Equal(theirs, base) {
		return theirs
	}
	return mine
}
