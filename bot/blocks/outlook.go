package blocks

import (
	"slices"
	"strconv"

	"github.com/slack-go/slack"

	"cairn/internal/calendar"
	"cairn/internal/roadmap"
)

// maxPast is how many expectations that did not come true an outlook lists.
const maxPast = 6

// Outlook shows the levels that are expected at the ends of the next periods, and how right earlier expectations were.
func Outlook(r Reader, o roadmap.Outlook) Message {
	title, finding, hits := r.say(outlookTitle, Cut(o.Programme.Scope, maxName)), outlookFinding(r, o), outlookRecord(r, o)
	blocks := []slack.Block{header(title), section(finding)}
	if len(o.Ahead) > 0 {
		blocks = append(blocks, outlookTable(r, o), note(r.say(outlookRule)))
	}
	blocks = append(append(blocks, section(hits)), sections(outlookMisses(r, o))...)
	blocks = append(blocks, actions(button(r.say(buttonRoadmap), ActionRoadmap, string(o.Programme.ID))))
	text := r.say(outlookText, Escape(title), unstarred(finding), unstarred(hits))
	return Message{Text: Cut(text, MaxText), Blocks: fit(r, blocks, MaxMessageBlocks)}
}

// OutlookView is the same as a view, which cannot hold a table.
func OutlookView(r Reader, o roadmap.Outlook) slack.ModalViewRequest {
	blocks := []slack.Block{header(Cut(o.Programme.Scope, maxName)), section(outlookFinding(r, o))}
	var lines []string
	for _, id := range projected(o) {
		now := r.say(digestUnknown)
		if level, ok := o.Now[id]; ok {
			now = strconv.Itoa(level)
		}
		line := r.say(outlookLine, Escape(categoryShown(r, o, id)), now)
		for _, p := range periodsOf(o) {
			line += r.say(outlookLineIn, p.name, projectionCell(r, o, id, p.name))
		}
		lines = append(lines, line)
	}
	if len(lines) > 0 {
		blocks = append(append(blocks, sections(lines)...), note(r.say(outlookRule)))
	}
	blocks = append(append(blocks, section(outlookRecord(r, o))), sections(outlookMisses(r, o))...)
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: CallbackOutlook, PrivateMetadata: string(o.Programme.ID),
		Title: plain(r.say(buttonOutlook), MaxViewTitle), Close: plain(r.say(buttonShut), MaxViewTitle),
		Blocks: slack.Blocks{BlockSet: fit(r, blocks, MaxViewBlocks)},
	}
}

// projected lists the categories of an outlook in its order, "" for the whole.
func projected(o roadmap.Outlook) []string {
	var all []string
	for _, p := range o.Ahead {
		if !slices.Contains(all, p.Category) {
			all = append(all, p.Category)
		}
	}
	return all
}

// outlookFinding is the sentence with the numbers: of the whole, or of how many categories are to rise.
func outlookFinding(r Reader, o roadmap.Outlook) string {
	if len(o.Ahead) == 0 {
		return r.say(outlookNone)
	}
	periods := periodsOf(o)
	last := periods[len(periods)-1]
	above := 0
	for _, p := range o.Ahead {
		switch now, known := o.Now[p.Category]; {
		case p.Period != last.name:
		case p.Category == "" && known && p.Expected == now:
			return r.say(outlookStays, now, r.day(last.end))
		case p.Category == "" && known:
			return r.say(outlookWhole, now, p.Expected, r.day(last.end))
		case known && p.Expected > now:
			above++
		}
	}
	if above == 0 {
		return r.say(outlookSame, r.day(last.end))
	}
	return r.say(outlookCount, r.day(last.end), r.say(wordCategories, above))
}

// period is one that is projected.
type period struct {
	name string
	end  calendar.Date
}

// periodsOf lists the periods of an outlook, the next first.
func periodsOf(o roadmap.Outlook) []period {
	var all []period
	for _, p := range o.Ahead {
		if !slices.ContainsFunc(all, func(known period) bool { return known.name == p.Period }) {
			all = append(all, period{p.Period, p.End})
		}
	}
	slices.SortStableFunc(all, func(a, b period) int { return a.end.Compare(b.end) })
	return all[:min(len(all), MaxTableCells-2)]
}

// outlookTable shows a line for each category, the whole first, and a column for each period.
func outlookTable(r Reader, o roadmap.Outlook) slack.Block {
	periods := periodsOf(o)
	head := []string{r.say(whatIfCategory), r.say(outlookNow)}
	for _, p := range periods {
		head = append(head, p.name)
	}
	table := slack.NewTableBlock("")
	table.AddRow(cells(head)...)
	categories := projected(o)
	for i, id := range categories {
		if i == MaxTableRows-2 {
			table.AddRow(cells([]string{r.say(wordMore, len(categories)-i)})...)
			break
		}
		row := []string{categoryShown(r, o, id), r.say(digestUnknown)}
		if now, ok := o.Now[id]; ok {
			row[1] = strconv.Itoa(now)
		}
		for _, p := range periods {
			row = append(row, projectionCell(r, o, id, p.name))
		}
		table.AddRow(cells(row)...)
	}
	return table
}

// categoryShown names a category, or the whole.
func categoryShown(r Reader, o roadmap.Outlook, id string) string {
	if id == "" {
		return r.say(whatIfWhole)
	}
	return Cut(categoryName(o.Model, id), maxOption)
}

// projectionCell is what is expected: "3", or "3 (2 to 4)".
func projectionCell(r Reader, o roadmap.Outlook, category, in string) string {
	for _, p := range o.Ahead {
		if p.Category != category || p.Period != in {
			continue
		}
		if p.Pessimistic == p.Optimistic {
			return strconv.Itoa(p.Expected)
		}
		return r.say(outlookBetween, p.Expected, p.Pessimistic, p.Optimistic)
	}
	return r.say(digestUnknown)
}

// outlookRecord says how right earlier outlooks were.
func outlookRecord(r Reader, o roadmap.Outlook) string {
	hits, within, of := o.HitRate()
	if of == 0 {
		return r.say(outlookNoPast)
	}
	return r.say(outlookHits, of, hits, within)
}

// outlookMisses list what did not come as expected, the newest first.
func outlookMisses(r Reader, o roadmap.Outlook) []string {
	var lines []string
	for _, p := range o.Past {
		if p.Hit() || len(lines) > maxPast {
			continue
		}
		if len(lines) == 0 {
			lines = append(lines, r.say(outlookPast))
		}
		lines = append(lines, r.say(outlookPastLine, p.Period, Escape(categoryShown(r, o, p.Category)), p.Expected, p.Actual))
	}
	return lines
}
