package target

import "cairn/internal/wording"

// The words of this file are those of every place that shows a state: Slack, files, calendars and reports. They stand within
// a sentence.

// Words says how a target stands.
func (s State) Words() wording.Text {
	switch s {
	case OnTrack:
		return wording.New("on track")
	case AtRisk:
		return wording.New("at risk")
	case OffTrack:
		return wording.New("off track")
	case Changed:
		return wording.New("changed")
	case Missed:
		return wording.New("missed")
	case Reached:
		return wording.New("reached")
	case Closed:
		return wording.New("closed")
	default:
		return wording.Literal(string(s))
	}
}

// Words says how far an action is.
func (s ActionStatus) Words() wording.Text {
	switch s {
	case Proposed:
		return wording.New("proposed")
	case ToDo:
		return wording.New("to do")
	case Doing:
		return wording.New("in progress")
	case Done:
		return wording.New("done")
	case Dropped:
		return wording.New("dropped")
	default:
		return wording.Literal(string(s))
	}
}

// ElementWords says what a corrective action is about; the zero Text for nothing.
func ElementWords(element string) wording.Text {
	switch element {
	case "":
		return wording.Text{}
	case "planning":
		return wording.New("planning")
	case "organisation":
		return wording.New("organisation")
	case "equipment":
		return wording.New("equipment")
	case "training":
		return wording.New("training")
	case "exercise":
		return wording.New("exercise")
	default:
		return wording.Literal(element)
	}
}
