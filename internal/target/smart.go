package target

import (
	"strings"
	"unicode/utf8"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/errs"
	"cairn/internal/maturity"
	"cairn/internal/wording"
)

// The names under which faults of an input are reported.
const (
	FieldCategory   = "category"
	FieldLevel      = "level"
	FieldDue        = "due"
	FieldOwner      = "owner"
	FieldMeasure    = "measure"
	FieldReason     = "reason"
	FieldWhy        = "why"
	FieldAccept     = "accept"
	FieldExpected   = "expected"
	FieldConfidence = "confidence"
	FieldState      = "state"
)

// Limits on what is written about a target, in characters. A reason has assess.MinReason to assess.MaxReason.
const (
	MaxMeasure = 500
	MaxNote    = 1000
)

// maxYears is how far ahead a day may be.
const maxYears = 5

// terms are what a check needs to know of a target.
type terms struct {
	Terms
	sentence *sentence // that it was typed in; nil for a form
	levelled bool      // a level was given
	model    *maturity.Model
	category *maturity.Category // nil while not known
	scope    string
	today    calendar.Date
	now      int // where the category stands
	known    bool
	warnings int
	taken    *Target // an open one of the same category and level; nil for none
	owner    assess.Person
}

// criteria checks terms letter by letter: in words what is there, or what is missing. It holds only its faults against a
// form; a sentence may leave the reason to the form.
func (t terms) criteria() ([]Criterion, errs.Faults) {
	faults := make(errs.Faults)
	all := []Criterion{
		{Letter: "S", Says: t.specific(faults)},
		{Letter: "M", Says: t.measurable(faults)},
		{Letter: "A", Says: t.achievable()},
		{Letter: "R", Says: t.relevant(faults)},
		{Letter: "T", Says: t.timely(faults)},
	}
	of := map[string][]string{
		"S": {FieldCategory, FieldLevel, FieldOwner}, "M": {FieldMeasure}, "R": {FieldReason}, "T": {FieldDue},
	}
	for i, c := range all {
		all[i].OK = true
		for _, field := range of[c.Letter] {
			if _, faulty := faults[field]; faulty {
				all[i].OK = false
			}
		}
	}
	all[1].OK = all[1].OK && t.levelOK()
	all[2].OK = t.category != nil && t.levelOK() && all[4].OK
	return all, faults
}

func (t terms) levelOK() bool {
	_, ok := t.model.Level(t.Level)
	return ok && t.levelled && t.Level > t.model.LowestLevel()
}

// specific says which level of which category whose target it is.
func (t terms) specific(faults errs.Faults) wording.Text {
	var missing []wording.Text
	lack := func(field, format string, args ...any) {
		faults.Add(field, format, args...)
		missing = append(missing, faults[field])
	}
	switch candidates := t.candidates(); {
	case t.category != nil && (t.sentence == nil || t.sentence.Sure):
	case t.category != nil && t.levelled:
	case t.category != nil:
		missing = append(missing, wording.New("The category is taken to be %s.", t.category.Name))
	case len(candidates) > 0:
		lack(FieldCategory, "Name one category; this may mean %s.", wording.List(candidates))
	default:
		lack(FieldCategory, "Name the category, such as %s.", t.model.Categories()[0].Name)
	}
	first, last := t.model.LowestLevel()+1, t.model.HighestLevel()
	switch {
	case !t.levelled:
		lack(FieldLevel, "Name the level to reach, from Level %d to Level %d.", first, last)
	case !t.levelOK():
		lack(FieldLevel, "Level %d cannot be a target here; choose one from Level %d to Level %d.", t.Level, first, last)
	case t.taken != nil:
		lack(FieldLevel, "%s is a target for this level of the category already; change that one.", t.taken.ID.Number())
	}
	switch {
	case t.Owner == "" && t.category == nil: // it will be the category's
	case t.Owner == "":
		lack(FieldOwner, "Name who is accountable for reaching it.")
	case !t.owner.MayBeAsked():
		lack(FieldOwner, "%s cannot be asked by Cairn: the account is deactivated, a guest or a bot. Name somebody else.", wording.People{string(t.Owner)})
	}
	if len(missing) > 0 {
		return joined(missing)
	}
	level, _ := t.model.Level(t.Level)
	return wording.New("Level %d (%s) in %s; %s is accountable.", t.Level, level.Name, t.category.Name, wording.People{string(t.Owner)})
}

// candidates names the categories that a sentence may mean.
func (t terms) candidates() []string {
	if t.sentence == nil {
		return nil
	}
	names := make([]string, len(t.sentence.Candidates))
	for i, c := range t.sentence.Candidates {
		names[i] = c.Name
	}
	return names
}

// measurable says how one will see that it is reached.
func (t terms) measurable(faults errs.Faults) wording.Text {
	n := utf8.RuneCountInString(t.Measure)
	switch {
	case n > MaxMeasure:
		faults.Add(FieldMeasure, "Shorten the measure to %d characters; it has %d.", MaxMeasure, n)
		return faults[FieldMeasure]
	case !t.levelOK() && n == 0:
		return wording.New("Without a level nobody can tell when it is reached.")
	default:
		return wording.New("Reached when: %s", t.ReachedWhen(t.model))
	}
}

// achievable says how far it is.
func (t terms) achievable() wording.Text {
	switch {
	case t.category == nil || !t.levelOK() || !t.dueOK():
		return wording.New("Whether it can be achieved shows once category, level and day are known.")
	case t.warnings > 0:
		return wording.New("It can be set, but %s.", wording.Count{N: t.warnings, One: "%d thing speaks against it", Many: "%d things speak against it"})
	case !t.known:
		return wording.New("Where %s stands is not known yet; the next assessment will show how far it is.", t.category.Name)
	default:
		return wording.New("%s is at Level %d now, so it is %s up.", t.category.Name, t.now, wording.Count{N: t.Level - t.now, One: "%d level", Many: "%d levels"})
	}
}

// dueOK reports whether the day is one that a target can have.
func (t terms) dueOK() bool {
	return t.today.Before(t.Due) && !t.latest().Before(t.Due)
}

// latest is the last day that a target can have.
func (t terms) latest() calendar.Date { return t.today.AddMonths(12 * maxYears) }

// relevant says why this level is right for this organisation.
func (t terms) relevant(faults errs.Faults) wording.Text {
	ask := wording.New("Say in the form why this level is right for %s. A lower one can be: what counts is that it fits the use of AI and the risk.", t.scope)
	switch n := utf8.RuneCountInString(t.Reason); {
	case n == 0 && t.sentence != nil:
		return ask
	case n < assess.MinReason:
		faults.Add(FieldReason, "Say in at least %d characters why this level is right for %s. A lower one can be: what counts is that it fits the use of AI and the risk.", assess.MinReason, t.scope)
		return faults[FieldReason]
	case n > assess.MaxReason:
		faults.Add(FieldReason, "Shorten the reason to %d characters; it has %d.", assess.MaxReason, n)
		return faults[FieldReason]
	default:
		return wording.New("Right for %s because: %s", t.scope, t.Reason)
	}
}

// timely says until when.
func (t terms) timely(faults errs.Faults) wording.Text {
	switch {
	case t.sentence != nil && !t.sentence.Missing.IsZero():
		faults.Add(FieldDue, "%s Name another day, such as “by %s”.", t.sentence.Missing.Missing(), t.instead(t.sentence.Missing))
	case t.Due.IsZero():
		faults.Add(FieldDue, "Name the day, such as “by %s” or “within 12 months”.", t.today.AddMonths(12))
	case !t.today.Before(t.Due):
		faults.Add(FieldDue, "%s is not in the future. Name a later day.", t.Due)
	case t.latest().Before(t.Due):
		faults.Add(FieldDue, "%s is more than %d years ahead. Set a nearer target on the way there.", t.Due, maxYears)
	default:
		return wording.New("By %s, which is %s away.", t.Due, ahead(t.today, t.Due))
	}
	return faults[FieldDue]
}

// instead is a day to name in the place of one that the calendar does not have: the last of its month where that will do.
func (t terms) instead(missing calendar.Date) calendar.Date {
	if last := missing.LastOfMonth(); missing.Month >= 1 && missing.Month <= 12 && t.today.Before(last) && !t.latest().Before(last) {
		return last
	}
	return t.today.AddMonths(12)
}

// ahead says how long it is from one day to another, in whole months or days.
func ahead(from, to calendar.Date) wording.Count {
	months := 12*(to.Year-from.Year) + int(to.Month-from.Month)
	if to.Day < from.Day {
		months--
	}
	if months < 2 {
		return days(from.DaysUntil(to))
	}
	return wording.Count{N: months, One: "%d month", Many: "%d months"}
}

// joined makes one text of several sentences.
func joined(all []wording.Text) wording.Text {
	text := all[0]
	for _, next := range all[1:] {
		text = wording.New("%s %s", text, next)
	}
	return text
}

// ReachedWhen says how one will see that a target is reached: in the organisation's own words, or by the rule of its model, which
// may be nil where it is gone.
func (t Terms) ReachedWhen(m *maturity.Model) wording.Text {
	if own := t.OwnMeasure(m); own != "" {
		return wording.New("%s", own)
	}
	return defaultMeasure(m, t.Level)
}

// OwnMeasure is the measure in the organisation's own words; "" where the model's rule is the measure, also where it was kept in
// words.
func (t Terms) OwnMeasure(m *maturity.Model) string {
	if t.Measure == defaultMeasure(m, t.Level).String() {
		return ""
	}
	return t.Measure
}

// defaultMeasure is how one sees that a level is reached, by the model's rule.
func defaultMeasure(m *maturity.Model, level int) wording.Text {
	if m == nil {
		return wording.New("The next assessment finds Level %d.", level)
	}
	switch wanted, ok := wantedMean(m, level); {
	case m.Scoring.Method == maturity.MethodCumulative:
		return wording.New("All objectives up to Level %d are in place in the next assessment.", level)
	case ok && m.Scoring.Method == maturity.MethodWeightedPercent:
		return wording.New("The category scores %s %% or more in the next assessment.", wording.Decimal(wanted.Decimal(2)))
	case ok:
		score := wanted.Decimal(2)
		if !strings.Contains(score, ".") {
			score += ".0"
		}
		return wording.New("The category scores %s or more in the next assessment.", wording.Decimal(score))
	default:
		return wording.New("The next assessment finds Level %d.", level)
	}
}
