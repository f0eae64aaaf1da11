package blocks

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"cairn/internal/chart"
	"cairn/internal/digest"
	"cairn/internal/maturity"
)

// Picture is how a digest shows its chart. The zero Picture shows none.
type Picture struct {
	Native bool   // Slack draws it
	File   string // id of an uploaded image in Slack
}

// Digest is the message for leadership: the finding, the chart, the levels weakest first, how targets and
// exercises stand, what to do next, who answered.
func Digest(r Reader, d digest.Digest, pic Picture) Message {
	r = r.in(d.Zone)
	blocks := []slack.Block{
		header(r.say(digestTitle, Cut(d.Scope, maxName), d.Period)),
		section(Escape(Cut(r.text(d.Takeaway), maxTakeaway))),
	}
	blocks = append(blocks, sections(digestMarks(r, d, true))...)
	switch {
	case pic.File != "":
		image := slack.NewImageBlockSlackFile(&slack.SlackFileObject{ID: pic.File}, Cut(DigestChart(r, d).Alt(), MaxAlt), "", nil)
		blocks = append(blocks, image)
	case pic.Native:
		if c := nativeChart(r, d); c != nil {
			blocks = append(blocks, c)
		}
	}
	if len(d.Levels) > 0 {
		blocks = append(blocks, levelTable(r, d))
	}
	blocks = append(blocks, profileBlocks(r, d)...)
	blocks = append(blocks, sections(digestGoalLines(r, d))...)
	blocks = append(blocks, sections(digestExerciseLines(r, d, true))...)
	blocks = append(blocks, sections(raising(r, d))...)
	blocks = append(blocks, digestNext(r, d)...)
	blocks = append(blocks, note(digestFoot(r, d)...))
	return Message{Text: digestText(r, d), Blocks: fit(r, blocks, MaxMessageBlocks)}
}

const (
	maxTakeaway   = 1000
	maxActionText = 260
)

// DigestImageComment goes with the chart where it stands below the digest.
func DigestImageComment(r Reader, d digest.Digest) string {
	return r.say(digestImageText, Escape(Cut(d.Scope, maxName)), d.Period)
}

// DigestChart is the chart of a digest, for drawing.
func DigestChart(r Reader, d digest.Digest) chart.Bars {
	b := chart.Bars{Title: r.say(digestChart), Subtitle: r.say(digestTitle, d.Scope, d.Period), Now: d.Period, Before: d.Before}
	names := make(map[int]string)
	for _, s := range d.Levels {
		if s.Known() {
			names[s.Level] = s.LevelName
		}
		b.Rows = append(b.Rows, chart.Row{Name: s.Name, Now: levelValue(s), Before: levelBefore(s)})
	}
	for level := 1; level <= d.TopLevel; level++ {
		b.Levels = append(b.Levels, chart.Level{At: float64(level), Name: names[level]})
	}
	return b
}

func levelValue(s digest.Standing) chart.Value {
	switch {
	case s.Known():
		return chart.Exactly(float64(s.Level))
	case s.Answered:
		return chart.Between(float64(s.AtLeast), float64(s.AtMost))
	default:
		return chart.Value{}
	}
}

func levelBefore(s digest.Standing) chart.Value {
	if !s.Had {
		return chart.Value{}
	}
	return chart.Exactly(float64(s.Before))
}

// nativeChart is the chart that Slack draws, or nil when no level is known. It has no way to leave a bar out, so it
// leaves out categories without a level, and the time before unless that is known of all that are shown.
func nativeChart(r Reader, d digest.Digest) slack.Block {
	var (
		labels      []string
		now, before []slack.DataVisualizationDataPoint
	)
	allBefore := d.Before != ""
	for _, s := range d.Levels {
		if !s.Known() || len(labels) == MaxChartPoints {
			continue
		}
		label := chartLabel(shortName(d, s), labels)
		labels = append(labels, label)
		now = append(now, slack.NewDataVisualizationDataPoint(label, float64(s.Level)))
		before = append(before, slack.NewDataVisualizationDataPoint(label, float64(s.Before)))
		allBefore = allBefore && s.Had
	}
	if len(labels) == 0 {
		return nil
	}
	series := []slack.DataVisualizationDataSeries{slack.NewDataVisualizationDataSeries(Cut(d.Period, MaxChartLabel), now...)}
	if allBefore && d.Before != d.Period {
		series = append([]slack.DataVisualizationDataSeries{slack.NewDataVisualizationDataSeries(Cut(d.Before, MaxChartLabel), before...)}, series...)
	}
	axis := slack.NewDataVisualizationAxisConfig(labels...).WithYLabel(r.say(digestAxis, d.TopLevel))
	return slack.NewDataVisualizationBlock(Cut(r.say(digestChart), MaxChartTitle), slack.NewDataVisualizationBarChart(axis, series...))
}

// chartLabel shortens a name to what a chart takes, different from all others.
func chartLabel(name string, taken []string) string {
	label := chartCut(name, MaxChartLabel)
	for n := 2; slices.Contains(taken, label); n++ {
		suffix := fmt.Sprintf(" %d", n)
		label = chartCut(name, MaxChartLabel-len(suffix)) + suffix
	}
	return label
}

// chartCut cuts a name without leaving a dangling "and".
func chartCut(name string, max int) string {
	label := Cut(name, max)
	if whole, cut := strings.CutSuffix(label, "…"); cut {
		label = strings.TrimSuffix(strings.TrimSuffix(whole, " and"), ",") + "…"
	}
	return label
}

// levelTable lists every category: its level and score, and where there is something to compare with, how it changed.
func levelTable(r Reader, d digest.Digest) slack.Block {
	table := slack.NewTableBlock("")
	columns := levelColumns(r, d)
	head := make([]string, len(columns))
	for i, c := range columns {
		head[i] = c.head
	}
	table.AddRow(cells(head)...)
	room := MaxTableText - 500 // for the heads and the last row
	for i, s := range d.Levels {
		row := make([]string, len(columns))
		for i, c := range columns {
			row[i] = c.cell(r, s)
		}
		for _, text := range row {
			room -= utf8.RuneCountInString(text)
		}
		if room < 0 || i == MaxTableRows-2 {
			table.AddRow(cells([]string{r.say(wordMore, len(d.Levels)-i)})...)
			break
		}
		table.AddRow(cells(row)...)
	}
	return table
}

// column is a column of the table of levels.
type column struct {
	head string
	cell func(Reader, digest.Standing) string
}

func levelColumns(r Reader, d digest.Digest) []column {
	name := func(_ Reader, s digest.Standing) string { return Cut(fullName(r, d, s), maxName) }
	columns := []column{{r.say(digestColCategory), name}, {r.say(digestColNow, d.Period), standing}}
	if !byProfile(d) {
		columns = append(columns, column{r.say(digestColScore), score})
		if d.Before != "" {
			columns = append(columns, column{r.say(digestColNow, d.Before), standingBefore})
		}
	}
	if d.Before != "" {
		columns = append(columns, column{r.say(digestColChange), change})
	}
	switch {
	case !byProfile(d):
	case d.Quick:
		columns = append(columns, column{r.say(digestColSure), confidenceCell})
	default:
		columns = append(columns, column{r.say(digestColBlocking), blockingCell})
		if slices.ContainsFunc(d.Levels, func(s digest.Standing) bool { return s.Unanswered > 0 }) {
			columns = append(columns, column{r.say(digestColOpen), unansweredCell})
		}
	}
	return columns
}

func cells(texts []string) []slack.TableCell {
	row := make([]slack.TableCell, len(texts))
	for i, text := range texts {
		row[i] = slack.NewTableRawTextCell(text)
	}
	return row
}

// standing says a level: "3 · Defined".
func standing(r Reader, s digest.Standing) string {
	switch {
	case s.Override != nil:
		return r.say(digestSetByHand, r.say(digestLevel, s.Level, Cut(s.LevelName, maxName)))
	case s.Known():
		return r.say(digestLevel, s.Level, Cut(s.LevelName, maxName))
	case s.Answered && s.Mean == "" && s.Unanswered > 0 && s.AtLeast == s.AtMost: // control objectives
		return fmt.Sprint(s.AtLeast)
	case s.Answered && s.Mean == "" && s.Unanswered > 0:
		return r.say(digestAtLeast, s.AtLeast)
	case !s.Answered && s.Unanswered == 0 && len(s.NotMeasured) > 0:
		return r.say(digestNotMeasured)
	case s.Answered:
		return r.say(digestBetween, s.AtLeast, s.AtMost)
	default:
		return r.say(wordNoAnswer)
	}
}

// score shows what the level follows from.
func score(r Reader, s digest.Standing) string {
	mean, err := maturity.ParseRat(s.Mean)
	if err != nil {
		return r.say(digestUnknown)
	}
	return r.mean(mean)
}

func standingBefore(r Reader, s digest.Standing) string {
	if !s.Had {
		return r.say(digestUnknown)
	}
	return fmt.Sprint(s.Before)
}

func change(r Reader, s digest.Standing) string {
	switch change := s.Change(); {
	case !s.Known() || !s.Had:
		return r.say(digestUnknown)
	case change > 0:
		return r.say(digestUp, change)
	case change < 0:
		return r.say(digestDown, -change)
	default:
		return r.say(digestSame)
	}
}

func digestNext(r Reader, d digest.Digest) []slack.Block {
	done := doneLine(r, d)
	if len(d.Next) == 0 {
		return sections(done)
	}
	title := r.say(digestNextTitle)
	if !d.NextFor.IsZero() {
		title = r.say(digestNextFor, Escape(r.text(d.NextFor)))
	}
	lines := []string{title}
	for i, a := range d.Next {
		lines = append(lines, stepLine(r, i, a))
	}
	return sections(append(lines, done...))
}

// firstSentences returns as many whole sentences as fit into max characters, or the first one cut.
func firstSentences(s string, max int) string {
	end := 0
	for i := range s {
		if i+2 > len(s) || s[i] != '.' || s[i+1] != ' ' {
			continue
		}
		if utf8.RuneCountInString(s[:i+1]) > max {
			break
		}
		end = i + 1
	}
	if end == 0 || utf8.RuneCountInString(s) <= max {
		return Cut(s, max)
	}
	return s[:end]
}

func digestFoot(r Reader, d digest.Digest) []string {
	foot := []string{r.say(digestRate, d.Answered, d.Asked, percent(d.Answered, d.Asked))}
	if len(d.Missing) > 0 {
		foot[0] = join(foot[0], r.say(digestMissing, Escape(r.list(d.Missing))))
	}
	if len(d.Unsigned) > 0 {
		foot = append(foot, r.say(digestUnsigned, Escape(r.list(d.Unsigned))))
	}
	if len(d.Disputed) > 0 {
		foot = append(foot, r.say(digestDisputed, Escape(r.list(d.Disputed))))
	}
	if len(d.Deployments) > 0 {
		foot = append(foot, r.say(digestDeployments, Escape(r.list(d.Deployments))))
	}
	return append(foot, r.say(digestModel, Escape(Cut(d.Model, maxName)), r.when(d.TakenAt)))
}

func percent(part, whole int) int {
	if whole == 0 {
		return 0
	}
	return part * 100 / whole
}

// digestText carries the numbers for those who hear the digest instead of seeing it.
func digestText(r Reader, d digest.Digest) string {
	levels := make([]string, len(d.Levels))
	for i, s := range d.Levels {
		levels[i] = r.say(digestTextLevel, Escape(Cut(fullName(r, d, s), maxOption)), Escape(standing(r, s)))
		if s.Had {
			levels[i] = r.say(digestTextWas, levels[i], s.Before)
		}
		levels[i] = detailed(r, d, s, levels[i])
	}
	parts := []string{
		r.say(digestTitle, Escape(Cut(d.Scope, maxName)), d.Period) + ".",
		Escape(Cut(r.text(d.Takeaway), maxTakeaway)),
	}
	for _, mark := range digestMarks(r, d, false) {
		parts = append(parts, unstarred(mark))
	}
	if len(levels) > 0 {
		parts = append(parts, r.say(digestTextLevels, strings.Join(levels, "; ")))
	}
	parts = append(parts, inWords(digestGoalLines(r, d))...)
	parts = append(parts, inWords(digestExerciseLines(r, d, false))...)
	for _, line := range raising(r, d) {
		parts = append(parts, unstarred(line))
	}
	if len(d.Next) > 0 {
		titles := make([]string, len(d.Next))
		for i, a := range d.Next {
			titles[i] = Escape(Cut(a.Title, maxName))
		}
		parts = append(parts, r.say(digestTextNext, strings.Join(titles, "; ")))
	}
	parts = append(parts, doneLine(r, d)...)
	parts = append(parts, r.say(digestRate, d.Answered, d.Asked, percent(d.Answered, d.Asked)))
	return Cut(strings.Join(parts, " "), MaxText)
}
