package blocks

import (
	"slices"

	"cairn/internal/assess"
	"cairn/internal/maturity"
	"cairn/internal/target"
)

// stateWord is how a target stands, in words.
func stateWord(r Reader, s target.State) string { return r.text(s.Words()) }

// stateMark is a sign by which lines with the same state are found at a glance. It always stands beside the words.
func stateMark(s target.State) string {
	switch s {
	case target.OnTrack:
		return "●"
	case target.AtRisk:
		return "▲"
	case target.OffTrack:
		return "■"
	case target.Changed:
		return "◆"
	case target.Missed:
		return "✕"
	case target.Reached:
		return "✓"
	default:
		return "○"
	}
}

// marked is how a target stands, with its sign.
func marked(r Reader, s target.State) string { return stateMark(s) + " " + stateWord(r, s) }

// targetTitle names a target: "T3: Security Monitoring to Level 4". It is plain; Escape it in mrkdwn.
func targetTitle(r Reader, t target.Target, m *maturity.Model) string {
	return r.say(targetName, t.ID.Number(), Cut(categoryName(m, t.Category), maxOption), t.Level)
}

// categoryName is what people call a category; its id where the model does not know it any more.
func categoryName(m *maturity.Model, id string) string {
	if m == nil {
		return id
	}
	if c, ok := m.Category(id); ok {
		return c.Name
	}
	return id
}

// levelName names a level: "Level 4 · Managed".
func levelName(r Reader, m *maturity.Model, level int) string {
	if m != nil {
		if l, ok := m.Level(level); ok {
			return r.say(wordLevel, l.Number, l.Name)
		}
	}
	return r.say(targetLevel, level)
}

// progressSays is how far a category is on its way to a target, in a sentence.
func progressSays(r Reader, m *maturity.Model, p target.Progress, level int) string {
	now, known := Escape(levelName(r, m, p.Level)), true
	if m != nil {
		if _, known = m.Level(p.Level); !known {
			now = r.say(progressOpen)
		}
	}
	switch {
	case p.AsOf.IsZero(), m != nil && p.Level < m.LowestLevel():
		return r.say(progressUnknown)
	case p.Mean != nil && p.Wanted != nil:
		return r.say(progressMean, r.mean(*p.Mean), r.mean(*p.Wanted), level, now)
	case p.Needed > 0 && p.Partial > 0:
		return r.say(progressPartial, p.InPlace, p.Needed, level, p.Partial, now)
	case p.Needed > 0:
		return r.say(progressInPlace, p.InPlace, p.Needed, level, now)
	case !known:
		return r.say(progressUnknown)
	default:
		return r.say(progressLevel, now)
	}
}

// lastCheckIn is what the owner of a target said last; nil for nothing.
func lastCheckIn(v target.View) *target.CheckIn {
	if len(v.CheckIns) == 0 {
		return nil
	}
	return &v.CheckIns[len(v.CheckIns)-1]
}

// mayAnyTarget reports whether somebody may set a target in a programme, which decides what they are offered: managers, and
// owners of a category.
func mayAnyTarget(p assess.Programme, u assess.UserID) bool {
	return p.IsManager(u) || slices.ContainsFunc(p.Assignments, func(a assess.Assignment) bool { return a.Owner == u })
}

// actionLabel names an action: "A12: Alert on drift". It is plain; Escape it in mrkdwn.
func actionLabel(r Reader, a target.Action) string {
	return r.say(targetActionName, a.ID.Number(), Cut(a.Title, maxName))
}

// warningSays is what may be hard to achieve about a target, and why.
func warningSays(r Reader, m *maturity.Model, t target.Terms, w target.Warning) string {
	return Sentence(r.tamed(w.Says(m, t)))
}

// silenceSays says of an owner who has not answered for long what Cairn does about it; "" while reminders come as usual.
func silenceSays(r Reader, owner assess.UserID, s target.Silence) string {
	switch {
	case s.Over:
		return r.say(targetSilentOver, mention(owner), r.say(wordLetters, s.Asked), r.instant(s.Since, wordDay))
	case s.Seldom:
		return r.say(targetSilent, mention(owner), r.say(wordLetters, s.Asked), r.instant(s.Since, wordDay))
	default:
		return ""
	}
}
