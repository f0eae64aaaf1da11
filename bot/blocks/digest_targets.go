package blocks

import (
	"slices"
	"strings"

	"cairn/internal/digest"
	"cairn/internal/target"
	"cairn/internal/wording"
)

// How much of each list a digest holds; the rest is counted.
const (
	mostGoals = 5 // targets in one state
	mostRises = 4 // categories that are expected to rise
	maxSign   = 300
)

// digestGoalLines say how the targets stand: those reached, those that need something, the others as a number; and what is
// expected at the end of the period.
func digestGoalLines(r Reader, d digest.Digest) []string {
	st := d.Targets
	if st.Empty() {
		return nil
	}
	var lines []string
	if n := len(st.Open); n > 0 {
		lines = append(lines, r.say(digestGoals, len(st.In(target.OnTrack)), n))
	} else if len(st.Reached) > 0 {
		lines = append(lines, r.say(digestGoalsMet))
	}
	lines = append(lines, goalLines(r, st.Reached, func(v target.View) string { return reachedLine(r, d, v) })...)
	for _, states := range [][]target.State{{target.Missed}, {target.OffTrack, target.AtRisk}} {
		lines = append(lines, goalLines(r, st.In(states...), func(v target.View) string { return riskyLine(r, v) })...)
	}
	if late := len(st.Overdue()); late > 0 {
		lines = append(lines, r.say(digestLate, late, len(st.Actions)))
	}
	return append(lines, aheadLine(r, d)...)
}

func goalLines(r Reader, all []target.View, say func(target.View) string) []string {
	var lines []string
	for i, v := range all {
		if i == mostGoals {
			return append(lines, r.say(wordMore, len(all)-i))
		}
		lines = append(lines, say(v))
	}
	return lines
}

func reachedLine(r Reader, d digest.Digest, v target.View) string {
	at := v.EndedAt
	if at.IsZero() { // its review is still to come
		at = d.Targets.At
	}
	return r.say(digestGoalReached, marked(r, target.Reached), Escape(targetTitle(r, v.Target, v.Of)), r.instant(at, wordDay), v.Due, mention(v.Owner))
}

// riskyLine says how a target stands that may not be reached in time, the gravest reason, and when its owner expects it.
func riskyLine(r Reader, v target.View) string {
	line := r.say(digestGoal, marked(r, v.Standing()), Escape(targetTitle(r, v.Target, v.Of)), v.Due, mention(v.Owner))
	if v.Standing() == target.Missed { // which says it all
		return line
	}
	why := wording.Text{}
	if v.Override != nil {
		line = join(line, Escape(Cut(v.Override.Reason, maxSign)))
	} else if len(v.Signs) > 0 {
		why = v.Signs[0].Says
		line = join(line, Sentence(Cut(r.tamed(why), maxSign)))
	}
	if said := lastCheckIn(v); said != nil && !slices.Contains(why.Args, any(said.Expected)) {
		line = join(line, r.say(digestGoalExpected, said.Expected))
	}
	return line
}

// aheadLine says what is expected at the end of the period in which the cycle closed, or of the next where that has nothing
// ahead any more, and how right earlier expectations were.
func aheadLine(r Reader, d digest.Digest) []string {
	o := d.Outlook
	if len(o.Ahead) == 0 {
		return nil
	}
	next := periodsOf(o)[0]
	var rises []string
	line := r.say(digestAheadSame, next.end)
	for _, p := range o.Ahead {
		now, known := o.Now[p.Category]
		if p.Period != next.name || !known || p.Expected <= now {
			continue
		}
		if p.Category == "" {
			return []string{withRecord(r, d, r.say(digestAhead, next.end, p.Expected, now))}
		}
		rises = append(rises, r.say(digestAheadRise, Escape(categoryShown(r, o, p.Category)), p.Expected, now))
	}
	if n := len(rises); n > mostRises {
		rises = append(rises[:mostRises:mostRises], r.say(wordMore, n-mostRises))
	}
	if len(rises) > 0 {
		line = r.say(digestAheadSome, next.end, strings.Join(rises, "; "))
	}
	return []string{withRecord(r, d, line)}
}

// withRecord adds how right earlier expectations were, once some have come due.
func withRecord(r Reader, d digest.Digest, line string) string {
	if _, _, of := d.Outlook.HitRate(); of == 0 {
		return line
	}
	return join(line, outlookRecord(r, d.Outlook))
}

// stepLine says one of the steps to do next, and who has it.
func stepLine(r Reader, i int, s digest.Step) string {
	line := r.say(digestStep, i+1, Escape(Cut(s.Title, maxName)))
	if s.Text != "" {
		line = r.say(digestAction, i+1, Escape(Cut(s.Title, maxName)), Escape(firstSentences(s.Text, maxActionText)))
	}
	switch {
	case s.Due.IsZero(): // a step that the model names, where there is no roadmap
		return line
	case s.Owner == "":
		return join(line, r.say(digestStepFree, s.Due))
	case s.Action != "":
		return join(line, r.say(digestStepTaken, s.Action, mention(s.Owner), s.Due))
	default:
		return join(line, r.say(digestStepOpen, mention(s.Owner), s.Due))
	}
}

// doneLine names the steps that were done since the answers, which the levels do not show yet; none for none.
func doneLine(r Reader, d digest.Digest) []string {
	if len(d.Done) == 0 {
		return nil
	}
	var names []string
	for i, s := range d.Done {
		if i == mostGoals {
			names = append(names, r.say(wordMore, len(d.Done)-i))
			break
		}
		names = append(names, r.say(digestStepDone, s.Action, Escape(Cut(s.Title, maxName)), r.instant(s.Ended, wordDay)))
	}
	return []string{r.say(digestDone, strings.Join(names, "; "))}
}

// inWords are lines for those who hear the digest instead of seeing it.
func inWords(lines []string) []string {
	lines = slices.Clone(lines)
	for i, line := range lines {
		lines[i] = unstarred(line)
	}
	return lines
}
