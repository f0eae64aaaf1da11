package exercise

import "cairn/internal/wording"

// The words of this file are those of every place that shows what they are about: Slack, calendars and the report. They stand
// within a sentence.

// Words says how far an exercise is.
func (s State) Words() wording.Text {
	switch s {
	case Planned:
		return wording.New("planned")
	case Running:
		return wording.New("being played")
	case Paused:
		return wording.New("paused")
	case Ended:
		return wording.New("played, report in the making")
	case Reviewed:
		return wording.New("finished")
	case Cancelled:
		return wording.New("cancelled")
	default:
		return wording.Literal(string(s))
	}
}

// Words says how people take part.
func (k Kind) Words() wording.Text {
	switch k {
	case Tabletop:
		return wording.New("tabletop")
	case Simulation:
		return wording.New("simulation")
	default:
		return wording.Literal(string(k))
	}
}

// Words says what somebody does in an exercise.
func (p Part) Words() wording.Text {
	switch p {
	case NoPart:
		return wording.New("no part")
	case AsFacilitator:
		return wording.New("facilitator")
	case AsScribe:
		return wording.New("scribe")
	case AsPlayer:
		return wording.New("player")
	case AsObserver:
		return wording.New("observer")
	default:
		return wording.Literal(string(p))
	}
}

// Words says how well an objective was met; the zero rating is that of one that nobody rated.
func (r Rating) Words() wording.Text {
	switch r {
	case "":
		return wording.New("not rated yet")
	case Performed:
		return wording.New("performed without challenges")
	case Some:
		return wording.New("performed with some challenges")
	case MajorOnes:
		return wording.New("performed with major challenges")
	case Unable:
		return wording.New("could not be performed")
	case NotObserved:
		return wording.New("not observed")
	default:
		return wording.Literal(string(r))
	}
}

// Words says how much an area for improvement weighed.
func (i Impact) Words() wording.Text {
	switch i {
	case Minor:
		return wording.New("minor")
	case Major:
		return wording.New("major")
	case Critical:
		return wording.New("critical")
	default:
		return wording.Literal(string(i))
	}
}

// Means says in a sentence what an impact says of the objective.
func (i Impact) Means() wording.Text {
	switch i {
	case Minor:
		return wording.New("The objective was met; it could have gone better.")
	case Major:
		return wording.New("The objective was met at the cost of something else.")
	case Critical:
		return wording.New("The objective was not met.")
	default:
		return wording.Text{}
	}
}

// Words says why an exercise does not count as held; the zero Text where it does.
func (l Lack) Words() wording.Text {
	switch l {
	case LacksNothing:
		return wording.Text{}
	case LacksInject:
		return wording.New("no inject came before it ended")
	case LacksDecision:
		return wording.New("no decision of a player was logged")
	case LacksOthers:
		return wording.New("nobody but its facilitator logged, noted or said anything")
	default:
		return wording.Literal(string(l))
	}
}
