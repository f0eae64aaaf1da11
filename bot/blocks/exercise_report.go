package blocks

import (
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"cairn/internal/exercise"
)

// reportRows is how many objectives and actions the summary of a report shows each.
const reportRows = 12

// Report is the summary of a signed report, for the channel of the exercise. Its files come in the thread.
func Report(r Reader, rep exercise.Report) Message {
	r = r.in(rep.Zone)
	title := r.say(reportTitle, Cut(rep.Name, maxExercise))
	head := r.say(reportHead, kindName(r, rep.Kind), rep.ID.Number(), Escape(Cut(rep.Scope, maxName)), r.day(rep.Held()), mention(rep.SignedBy))
	blocks := []slack.Block{header(title), section(head)}
	if rep.Lacks != exercise.LacksNothing {
		blocks = append(blocks, section(lacksSays(r, rep.Lacks)))
	}
	if rep.Summary != "" {
		blocks = append(blocks, quote(Cut(rep.Summary, MaxSection)))
	}
	var rated []string
	for i, o := range rep.Objectives {
		if i == reportRows {
			rated = append(rated, r.say(wordMore, len(rep.Objectives)-i))
			break
		}
		rated = append(rated, r.say(reportRating, i+1, ratingSays(r, o.Rating), Escape(Cut(o.Text, reviewShown))))
	}
	said := []string{unstarred(join(head, lacksSays(r, rep.Lacks))), Escape(Cut(rep.Summary, maxSummary)), unstarred(strings.Join(rated, " "))}
	if len(rated) > 0 {
		blocks = append(blocks, sections(append([]string{r.say(reportRatings)}, rated...))...)
	}
	if rep.Latency.Count > 0 {
		decided := r.say(reportDecisions, r.say(reportDecided, len(rep.Decisions)), took(r, rep.Latency.Median), took(r, rep.Latency.Longest))
		blocks, said = append(blocks, section(decided)), append(said, unstarred(decided))
	}
	plan := reportActions(r, rep)
	blocks = append(blocks, sections(append([]string{r.say(reportPlan)}, plan...))...)
	said = append(said, unstarred(r.say(reportPlan)+": "+strings.Join(plan, " ")))
	end := r.say(reportFiles)
	blocks = append(fit(r, blocks, MaxMessageBlocks-1), note(end))
	room := MaxText - utf8.RuneCountInString(Escape(title)) - utf8.RuneCountInString(end) - 2
	return Message{Text: Escape(title) + "\n" + Cut(strings.Join(said, "\n"), room) + "\n" + end, Blocks: blocks}
}

// lacksSays says why an exercise does not count as held; "" where it does.
func lacksSays(r Reader, lacks exercise.Lack) string {
	if lacks == exercise.LacksNothing {
		return ""
	}
	return r.say(exerciseLacks, lacks.Words())
}

// reportActions are the corrective actions of a report. Their owners are named and not mentioned: each is told when it is made.
func reportActions(r Reader, rep exercise.Report) []string {
	if len(rep.Plan) == 0 {
		return []string{r.say(reportPlanNone)}
	}
	var lines []string
	for i, c := range rep.Plan {
		if i == reportRows {
			return append(lines, r.say(wordMore, len(rep.Plan)-i))
		}
		name := rep.Names[c.Work.Owner]
		if name == "" {
			name = mention(c.Work.Owner)
		} else {
			name = Escape(Cut(name, maxName))
		}
		line := r.say(reportAction, c.Action.Number(), Escape(Cut(c.Work.Title, reviewShown)), name, r.day(c.Work.Due))
		if c.Again != "" {
			line = r.say(reportActionBack, line, c.Again)
		}
		lines = append(lines, line)
	}
	return lines
}

// ReportComment stands above the files of a report.
func ReportComment(r Reader, rep exercise.Report) string {
	text := reportComment
	if rep.Draft {
		text = reportDraft
	}
	return r.say(text, Escape(Cut(rep.Name, maxExercise)))
}

// ReportComing says that the files of a report are on their way; ReportSent where they are.
func ReportComing(r Reader) string { return r.say(reportComing) }

// ReportSent says where the files of a report are.
func ReportSent(r Reader) string { return r.say(reportSent) }

// ReportNotSent says that the files of a report could not be sent, why, and what to try.
func ReportNotSent(r Reader, id exercise.ID, why string) string {
	return r.say(reportNotSent, id.Number(), why)
}

// ReportUsage says what can be asked of one exercise.
func ReportUsage(r Reader, number string) Message { return sentence(r.say(reportUsage, number)) }
