package planfile

import (
	"cmp"
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/inert"
	"cairn/internal/roadmap"
	"cairn/internal/target"
)

// columns is the header of the CSV. Columns may be added at its end; none is renamed.
var columns = []string{
	"position", "key", "category", "level", "title", "why", "targets", "owner", "owner_name", "start", "due", "status", "overdue",
	"tracker", "evidence", "risk", "action", "items",
}

// CSV writes a roadmap as RFC 4180 has it: a row for each step in order, then one for each action that is no step. Days are
// ISO 8601. A start and a due day of what nobody has taken on (status "proposed") are proposals. The words of the model and
// the reasons are in the reader's language, all else never changes with it.
func CSV(w io.Writer, m roadmap.Roadmap, to Reader) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(columns); err != nil {
		return err
	}
	for _, l := range lines(m, roadmap.Filter{}) {
		var issue, evidence, action string
		if l.action != nil {
			issue, evidence, action = l.action.Issue, l.action.Evidence, l.action.ID.Number()
		}
		row := []string{
			number(l.position), l.key, l.category, number(l.level), l.title, l.why(to), strings.Join(numbers(l.targets), " "),
			string(l.owner), named(to, l.owner), iso(l.start), iso(l.due), cmp.Or(string(l.status()), "proposed"), yes(l.overdue), issue, evidence, string(l.risk), action,
			strings.Join(l.items, " "),
		}
		for i := range row {
			row[i] = inert.Text(row[i])
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// number writes a number, and nothing for 0.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func numbers(ids []target.ID) []string {
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = id.Number()
	}
	return all
}

// named is what somebody is called, "" where that is not known.
func named(to Reader, u assess.UserID) string {
	if name := to.name(u); name != string(u) {
		return name
	}
	return ""
}

func iso(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
