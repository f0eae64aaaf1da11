package digest

import (
	"strings"

	"cairn/internal/maturity"
	"cairn/internal/wording"
)

// takeaway says where the whole stands, how that changed and what holds it back.
func takeaway(d Digest) wording.Text {
	switch {
	case d.Answered > 0:
		return finding(d)
	case d.CheckIn: // what was answered before stands
		return wording.New("Nobody answered the check-in of %s, so all stands as before. %s", d.Period, finding(d))
	default:
		return wording.New("Nobody answered in %s, so nothing is known of %s: all %d questionnaires are missing.", d.Period, d.Scope, d.Asked)
	}
}

// finding says what the answers make of the whole.
func finding(d Digest) wording.Text {
	rose, fell := moved(d.Levels)
	switch o := d.Overall; {
	case o.Name == "":
		return d.Profile.sentence(d)
	case !o.Known():
		open := wording.Count{N: len(d.Missing), One: "%d category lacks answers", Many: "%d categories lack answers"}
		return wording.New("%s stands at Level %d to %d: %s (%s)%s.",
			d.Scope, o.AtLeast, o.AtMost, open, strings.Join(d.Missing, ", "), movement(rose, fell))
	default:
		return wording.New("%s stands at Level %d (%s)%s%s%s.",
			d.Scope, o.Level, o.LevelName, since(d), heldBack(d), movement(rose, fell))
	}
}

// since says how the whole changed: ", up from Level 1 in 2026-Q3".
func since(d Digest) wording.Text {
	o := d.Overall
	switch change := o.Change(); {
	case change > 0:
		return wording.New(", up from Level %d in %s", o.Before, d.Before)
	case change < 0:
		return wording.New(", down from Level %d in %s", o.Before, d.Before)
	case o.Had:
		return wording.New(", as in %s", d.Before)
	default:
		return wording.Text{}
	}
}

// heldBack names the categories on the lowest level, unless all are.
func heldBack(d Digest) wording.Text {
	var names wording.Series
	for _, s := range d.Levels {
		if s.Known() && s.Level == d.Overall.Level {
			var name any = s.Name
			if mean, err := maturity.ParseRat(s.Mean); err == nil {
				name = wording.New("%s (%s)", s.Name, wording.Decimal(mean.Decimal(2)))
			}
			names = append(names, name)
		}
	}
	if len(names) == 0 || len(names) == len(d.Levels) {
		return wording.Text{}
	}
	return wording.New(", held there by %s", names)
}

// moved names the categories that rose and those that fell.
func moved(levels []Standing) (rose, fell []string) {
	for _, s := range levels {
		switch change := s.Change(); {
		case change > 0:
			rose = append(rose, s.Name)
		case change < 0:
			fell = append(fell, s.Name)
		}
	}
	return rose, fell
}

// movement names who rose and who fell: "; Governance rose, Workforce and Culture fell".
func movement(rose, fell wording.List) wording.Text {
	switch {
	case len(rose) > 0 && len(fell) > 0:
		return wording.New("; %s rose, %s fell", rose, fell)
	case len(rose) > 0:
		return wording.New("; %s rose", rose)
	case len(fell) > 0:
		return wording.New("; %s fell", fell)
	default:
		return wording.Text{}
	}
}

// movements counts them: "; 3 categories rose and 1 category fell".
func movements(rose, fell int) wording.Text {
	switch {
	case rose > 0 && fell > 0:
		return wording.New("; %s rose and %s fell", categories(rose), categories(fell))
	case rose > 0:
		return wording.New("; %s rose", categories(rose))
	case fell > 0:
		return wording.New("; %s fell", categories(fell))
	default:
		return wording.Text{}
	}
}

// categories counts them.
func categories(n int) wording.Count {
	return wording.Count{N: n, One: "%d category", Many: "%d categories"}
}

// sentence says in one sentence how the categories stand and how many moved.
func (p Profile) sentence(d Digest) wording.Text {
	if p.Counted == 0 {
		return wording.New("%s: no category has a level, because no objective that applies was answered.", d.Scope)
	}
	var unsure wording.Text
	if p.Unsure > 0 {
		unsure = wording.New(", %s", wording.Count{N: p.Unsure, One: "%d category with objectives unanswered", Many: "%d categories with objectives unanswered"})
	}
	rose, fell := moved(d.Levels)
	moves := movements(len(rose), len(fell))
	if p.Lowest == nil {
		return wording.New("%s: every category at Level %d%s%s.", d.Scope, p.Minimum, unsure, moves)
	}
	var who any = wording.List(p.Lowest)
	if len(p.Lowest) > mostNamed {
		who = categories(len(p.Lowest))
	}
	return wording.New("%s: lowest Level %d (%s), median Level %d%s%s.", d.Scope, p.Minimum, who, p.Median, unsure, moves)
}

// overallSentence says where the whole stands, for a reader of the digest on another model.
func overallSentence(d Digest) wording.Text {
	switch o := d.Overall; {
	case o.Name == "" && d.Profile.Counted > 0:
		return wording.New("On %s: lowest Level %d, median Level %d.", d.Model, d.Profile.Minimum, d.Profile.Median)
	case o.Known():
		return wording.New("On %s: Level %d (%s).", d.Model, o.Level, o.LevelName)
	case o.Name != "" && d.Answered > 0:
		return wording.New("On %s: Level %d to %d.", d.Model, o.AtLeast, o.AtMost)
	default:
		return wording.New("On %s: nothing is known, because nobody answered.", d.Model)
	}
}
