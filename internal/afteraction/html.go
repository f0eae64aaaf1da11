package afteraction

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"

	"cairn/internal/errs"
	"cairn/internal/exercise"
)

//go:embed page.gohtml
var pageSource string

//go:embed page.css
var pageStyle string

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"style": func() template.CSS { return template.CSS(pageStyle) }, // ours, and nobody's text goes into it
}).Parse(pageSource))

// HTML writes a report as a page in one file, to be read on a screen of any width or printed on A4. It loads nothing, and
// its policy forbids it to.
func HTML(w io.Writer, r exercise.Report) (err error) {
	defer errs.Wrap(&err, "afteraction.HTML(%s)", r.ID)
	return page.Execute(w, compose(r))
}

// FileName is what the file of a report with an ending is called: "northwind-E2-after-action.html".
func FileName(r exercise.Report, ending string) string {
	draft := ""
	if r.Draft {
		draft = "-draft"
	}
	return fmt.Sprintf("%s-%s-after-action%s%s", r.Programme, r.ID.Number(), draft, ending)
}
