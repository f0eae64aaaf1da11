package blocks

import (
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"cairn/internal/exercise"
	"cairn/internal/maturity"
	"cairn/internal/target"
)

// trendRows is how many exercises are shown side by side, the newest.
const trendRows = 10

// trendGoal is how much of an objective is shown there, in characters.
const trendGoal = 100

// ExerciseTrends shows a programme's exercises side by side: how their objectives were met, how quickly people decided, and what
// became of the corrective actions. The model names the categories.
func ExerciseTrends(r Reader, t exercise.Trends, m *maturity.Model) Message {
	r = r.in(t.In.Zone)
	title := r.say(trendsTitle, Cut(t.In.Scope, maxName))
	if len(t.Exercises) == 0 {
		return sentence(r.say(trendsNone, Escape(Cut(t.In.Scope, maxName))))
	}
	blocks, text := []slack.Block{header(title)}, []string{Escape(title)}
	from := max(0, len(t.Exercises)-trendRows)
	if from > 0 {
		blocks = append(blocks, note(r.say(trendsMore, from)))
	}
	before := make(map[exercise.Kind]*exercise.TrendLine) // the last of a kind in which decisions were measured
	for i := range t.Exercises {
		line := t.Exercises[i]
		if i >= from {
			head, says := trendSays(r, line, before[line.Kind], t.In.Zone)
			blocks = append(blocks, section(head+"\n"+strings.Join(says, "\n")))
			text = append(text, unstarred(head)+": "+strings.Join(says, " · "))
		}
		if line.Latency.Count > 0 {
			before[line.Kind] = &t.Exercises[i]
		}
	}
	if categories := trendCategories(r, t.Exercises[from:], m); len(categories) > 0 {
		blocks = append(blocks, sections(append([]string{r.say(trendsCategories)}, categories...))...)
		text = append(text, unstarred(r.say(trendsCategories))+": "+strings.Join(categories, "; ")+".")
	}
	total := r.say(trendsTotal, t.Open, t.Overdue, t.Done)
	if t.Repeated > 0 {
		total = join(total, r.say(trendsRepeated, t.Repeated))
	}
	blocks, text = append(blocks, section(total)), append(text, unstarred(total))
	return Message{Text: Cut(strings.Join(text, "\n"), MaxText), Blocks: fit(r, blocks, MaxMessageBlocks)}
}

// trendSays is one exercise in the trends. Before is the last of its kind before it in which decisions were
// measured; nil for none.
func trendSays(r Reader, t exercise.TrendLine, before *exercise.TrendLine, zone string) (head string, says []string) {
	head = r.say(trendsLine, t.ID.Number(), Escape(Cut(t.Name, maxExercise)), kindWord(r, t.Kind), heldDay(r, t.At, zone))
	if t.Lacks != exercise.LacksNothing {
		return head, []string{lacksSays(r, t.Lacks), trendActions(r, t)}
	}
	var rated []string
	for _, rating := range exercise.Ratings() {
		if n := t.Ratings[rating]; n > 0 {
			rated = append(rated, r.say(trendsRatingOne, n, reviewLetter(r, rating)))
		}
	}
	if len(rated) == 0 {
		says = append(says, r.say(trendsNoRatings))
	} else {
		says = append(says, r.say(trendsRatings, r.list(rated)))
	}
	for _, o := range t.Rated {
		if o.Rating != "" {
			says = append(says, r.say(trendsRated, reviewLetter(r, o.Rating), Escape(Cut(o.Text, trendGoal))))
		}
	}
	return head, append(says, trendLatency(r, t, before), trendActions(r, t))
}

// trendActions says how far the corrective actions of an exercise are.
func trendActions(r Reader, t exercise.TrendLine) string {
	var acted []string
	for _, status := range []target.ActionStatus{target.ToDo, target.Doing, target.Done, target.Dropped} {
		if n := t.Actions[status]; n > 0 {
			acted = append(acted, r.say(trendsActionOne, upperFirst(statusWord(r, status)), n))
		}
	}
	if t.Overdue > 0 {
		acted = append(acted, r.say(trendsOverdue, t.Overdue))
	}
	if len(acted) == 0 {
		return r.say(trendsNoActions)
	}
	return r.say(trendsActions, strings.Join(acted, " · "))
}

// trendLatency says how long decisions took, beside the exercise before.
func trendLatency(r Reader, t exercise.TrendLine, before *exercise.TrendLine) string {
	if t.Latency.Count == 0 {
		return r.say(trendsNoLatency)
	}
	says := r.say(trendsLatency, took(r, t.Latency.Median), took(r, t.Latency.Longest))
	switch {
	case before == nil || before.Latency.Median == t.Latency.Median:
		return says
	case before.Latency.Median > t.Latency.Median:
		return says + "; " + r.say(trendsQuicker, took(r, before.Latency.Median))
	default:
		return says + "; " + r.say(trendsSlower, took(r, before.Latency.Median))
	}
}

// trendCategories show for each category that was exercised how its objectives were met at the worst, in the model's order.
func trendCategories(r Reader, all []exercise.TrendLine, m *maturity.Model) []string {
	var lines []string
	for _, c := range m.Categories() {
		var course []string
		for _, t := range all {
			if rating, ok := t.ByCategory[c.ID]; ok {
				course = append(course, fmt.Sprintf("%s %s", t.ID.Number(), reviewLetter(r, rating)))
			}
		}
		if len(course) > 0 {
			lines = append(lines, r.say(trendsCategory, Escape(Cut(c.Name, maxName)), strings.Join(course, " → ")))
		}
	}
	return lines
}
