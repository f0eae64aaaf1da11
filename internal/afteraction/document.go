package afteraction

// document is a report as paragraphs, facts and tables, before it becomes a file. Its texts are plain, with line breaks.
type document struct {
	Title    string // of the file
	Over     string // stands above the name, and says that it is an exercise
	Name     string
	Under    string
	Draft    bool
	Foot     string // on every page
	Sections []section
}

// section is a part with a heading. Its id is the same in every report.
type section struct {
	ID, Title string
	Parts     []part
}

// part is one thing on the page. Exactly one field is set.
type part struct {
	Heading string // below that of the section
	Text    string
	Quiet   string // text that explains
	List    []string
	Facts   []fact
	Table   *table
	Bars    []bar
}

// fact is what is known under a name, a line each.
type fact struct {
	Name  string
	Lines []string
}

// table has a row of names above its rows. A row has a cell for each column.
type table struct {
	Columns []column
	Rows    [][]cell
}

// column is named, and takes so many hundredths of the page's width.
type column struct {
	Name  string
	Width int
}

// cell holds a text, and one below it that says more.
type cell struct {
	Text   string
	More   string
	Strong bool
}

// bar is a length with its name and its value in words. Hundredths of the longest; 0 where there is nothing to draw.
type bar struct {
	Name, Value string
	Length      int
}

// text is a cell that says no more.
func text(s string) cell { return cell{Text: s} }

// texts are cells that say no more.
func texts(all ...string) []cell {
	cells := make([]cell, len(all))
	for i, s := range all {
		cells[i] = text(s)
	}
	return cells
}

// add adds a part to a section.
func (s *section) add(parts ...part) { s.Parts = append(s.Parts, parts...) }

// add adds a fact, unless there is nothing to say.
func (p *part) add(name string, lines ...string) {
	var said []string
	for _, l := range lines {
		if l != "" {
			said = append(said, l)
		}
	}
	if len(said) > 0 {
		p.Facts = append(p.Facts, fact{name, said})
	}
}
