package blocks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"cairn/internal/digest"
)

// byProfile reports whether a digest has no level for the whole, so that its profile says how things stand.
func byProfile(d digest.Digest) bool {
	return d.Overall.Name == "" && (d.Profile.Counted > 0 || len(d.Profile.Domains) > 0)
}

// shortID is the longest category id that reads as a prefix, such as GOV.
const shortID = 6

// shortName is what a chart calls a category: its prefix where a digest has many, else its name.
func shortName(d digest.Digest, s digest.Standing) string {
	if byProfile(d) && len(s.ID) <= shortID {
		return s.ID
	}
	return s.Name
}

// fullName is what tables and texts call a category: "GOV Governance".
func fullName(r Reader, d digest.Digest, s digest.Standing) string {
	if short := shortName(d, s); short != s.Name {
		return r.say(wordObjectiveName, short, s.Name)
	}
	return s.Name
}

// digestMarks say what a reader must know before the numbers: how much was asked, what it cannot be compared with, how
// the other model puts it, and the profile.
func digestMarks(r Reader, d digest.Digest, shown bool) []string {
	var lines []string
	switch {
	case d.Quick:
		lines = append(lines, r.say(digestQuick))
	case d.CheckIn:
		lines = append(lines, r.say(digestCheckIn))
	}
	if c := d.ModelChange; c != nil {
		lines = append(lines, r.say(digestModelChange, c.Period, Escape(Cut(c.From, maxName))))
	}
	if d.Beside != nil {
		lines = append(lines, Escape(Cut(r.text(d.Beside.Sentence), maxSummary)))
	}
	if p := d.Profile; byProfile(d) && p.Counted > 0 {
		line := r.say(digestProfile, p.Minimum, p.Median, r.say(wordCategories, p.Counted))
		if domains := domainSpreads(r, p.Domains); domains != "" && shown {
			line += "\n" + domains
		} else if domains != "" {
			line = join(line, domains+".")
		}
		lines = append(lines, line)
	}
	return lines
}

func domainSpreads(r Reader, domains []digest.Domain) string {
	var parts []string
	for _, p := range domains {
		if p.Counted > 0 {
			parts = append(parts, r.say(digestDomain, Escape(Cut(p.Name, maxOption)), p.Minimum, p.Median))
		}
	}
	return Cut(strings.Join(parts, " · "), maxSummary)
}

// How much of each list a digest holds; the rest is counted.
const (
	mostBlocked = 3 // categories whose blocking objectives are named
	mostIDs     = 4 // ids in a table's cell
	mostJudged  = 8 // overrides, and substitutions
)

// profileBlocks say what holds the lowest categories of a profile back, and in any digest what managers decided.
func profileBlocks(r Reader, d digest.Digest) []slack.Block {
	var blocked, set, own []string
	for _, s := range d.Levels {
		if byProfile(d) && len(s.Blocking) > 0 && s.Override == nil && len(blocked) < mostBlocked {
			blocked = append(blocked, r.say(digestBlocked, Escape(Cut(fullName(r, d, s), maxName)), Escape(standing(r, s)), objectives(r, s.Blocking, "; ")))
		}
		if o := s.Override; o != nil {
			set = append(set, r.say(digestOverride, Escape(Cut(fullName(r, d, s), maxName)), s.Level, s.Computed, Escape(Cut(o.Reason, maxReason)), by(r, o.By)))
		}
	}
	for _, s := range d.Substitutions {
		own = append(own, r.say(digestSubstitution, Escape(s.Item), Escape(Cut(s.Name, maxName)), Escape(Cut(s.Reason, maxReason)), by(r, s.By)))
	}
	var blocks []slack.Block
	for _, part := range []struct {
		title string
		lines []string
	}{{r.say(digestBlockedTitle), blocked}, {r.say(digestOwnTitle), set}, {r.say(digestSubTitle), own}} {
		if len(part.lines) > 0 {
			blocks = append(blocks, sections(append([]string{part.title}, most(r, part.lines, mostJudged)...))...)
		}
	}
	if line := notMeasured(r, d); line != "" {
		blocks = append(blocks, note(line))
	}
	return blocks
}

// most keeps the first lines, and counts the rest.
func most(r Reader, lines []string, n int) []string {
	if len(lines) <= n {
		return lines
	}
	return append(slices.Clone(lines[:n]), r.say(wordMore, len(lines)-n))
}

// notMeasured names the levels that nothing applicable measures.
func notMeasured(r Reader, d digest.Digest) string {
	var parts []string
	for _, s := range d.Levels {
		if len(s.NotMeasured) == 0 {
			continue
		}
		levels := make([]string, len(s.NotMeasured))
		for i, l := range s.NotMeasured {
			levels[i] = fmt.Sprint(l)
		}
		parts = append(parts, r.say(digestUnmeasuredAt, Escape(Cut(shortName(d, s), maxOption)), r.list(levels)))
	}
	if len(parts) == 0 {
		return ""
	}
	return Cut(r.say(digestUnmeasured, strings.Join(parts, ", ")), MaxSection)
}

// objectives names objectives by id and name.
func objectives(r Reader, all []digest.Objective, between string) string {
	var names []string
	for i, o := range all {
		if i == maxNamed {
			names = append(names, r.say(wordMore, len(all)-i))
			break
		}
		names = append(names, r.say(wordObjectiveName, Escape(o.ID), Escape(Cut(o.Name, maxOption))))
	}
	return strings.Join(names, between)
}

// raising names, in a model of questions, the weak items of the weakest categories.
func raising(r Reader, d digest.Digest) []string {
	if byProfile(d) || len(d.Levels) == 0 {
		return nil
	}
	var lines []string
	for _, s := range d.Levels {
		if s.Known() && s.Level == d.Overall.AtLeast && s.Level < d.TopLevel && len(s.Blocking) > 0 && len(lines) < mostBlocked {
			lines = append(lines, r.say(digestRaise, Escape(Cut(s.Name, maxName)), objectives(r, s.Blocking, ", ")))
		}
	}
	return lines
}

func blockingCell(r Reader, s digest.Standing) string {
	if len(s.Blocking) == 0 || s.Override != nil { // what blocks the computed level does not explain the set one
		return r.say(digestUnknown)
	}
	var ids []string
	for i, o := range s.Blocking {
		if i == mostIDs {
			ids = append(ids, r.say(wordMore, len(s.Blocking)-i))
			break
		}
		ids = append(ids, Cut(o.ID, maxOption))
	}
	return strings.Join(ids, ", ")
}

func unansweredCell(_ Reader, s digest.Standing) string { return fmt.Sprint(s.Unanswered) }

func confidenceCell(r Reader, s digest.Standing) string {
	if c := sureness(r, s.Confidence); c != "" {
		return c
	}
	return r.say(digestUnknown)
}

// detailed adds to the text of a level what the table shows beside it.
func detailed(r Reader, d digest.Digest, s digest.Standing, text string) string {
	if s.Override != nil {
		text = r.say(digestTextSet, text, s.Computed)
	}
	if !byProfile(d) {
		return text
	}
	if s.Unanswered > 0 && s.Answered {
		text = r.say(digestTextOpen, text, s.Unanswered)
	}
	if len(s.Blocking) > 0 && s.Override == nil {
		text = r.say(digestTextBlocked, text, Escape(blockingCell(r, s)))
	}
	if c := sureness(r, s.Confidence); c != "" {
		text = r.say(digestTextSure, text, c)
	}
	return text
}
