package blocks_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

// spokenPackages are those whose words people read in Slack, as paths below the module.
var spokenPackages = []string{
	"bot/blocks", "bot", "internal/assess", "internal/calendar", "internal/crosswalk", "internal/digest", "internal/errs", "internal/store",
	"internal/target", "internal/roadmap", "internal/maturity", "internal/planfile", "internal/feed", "internal/exercise",
}

// unspoken are files of those packages, as patterns, whose words only an operator or the writer of a model reads, at the
// command line or in the log.
var unspoken = []string{
	"internal/assess/import.go", "internal/store/delivery.go", "internal/store/migrate.go", "internal/store/open.go",
	"internal/maturity/[^cw]*.go", "internal/maturity/c[^h]*.go",
	"internal/exercise/library.go", "internal/exercise/load.go", "internal/exercise/order.go", "internal/exercise/rules.go",
}

// sourceText is an English text of the source.
type sourceText struct {
	english string
	one     string // its singular, where the source has one
	file    string
	line    int
}

// sourceTexts lists every text once, in the order of the source: the constants of the text files of bot/blocks, and the
// formats of the sentences that the other packages make.
func sourceTexts(t *testing.T) []sourceText {
	t.Helper()
	var texts []sourceText
	seen := make(map[string]bool)
	for _, dir := range spokenPackages {
		for _, text := range readPackage(t, dir).texts(t) {
			if !seen[text.english] && sayable(text.english) {
				seen[text.english] = true
				texts = append(texts, text)
			}
		}
	}
	return texts
}

func isUnspoken(name string) bool {
	return slices.ContainsFunc(unspoken, func(pattern string) bool {
		match, err := path.Match(pattern, name)
		return match || err != nil
	})
}

// sayable reports whether a text holds any word.
func sayable(format string) bool {
	return strings.ContainsFunc(verb.ReplaceAllString(format, ""), unicode.IsLetter)
}

// sourcePackage is the syntax of a package.
type sourcePackage struct {
	dir    string
	fset   *token.FileSet
	names  []string // of the files, sorted
	files  map[string]*ast.File
	consts map[string]ast.Expr
	makers map[string]int // functions that make a text, and which of their arguments is the format
}

func readPackage(t *testing.T, dir string) *sourcePackage {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("..", "..", filepath.FromSlash(dir), "*.go"))
	require.NoError(t, err)
	require.NotEmpty(t, paths, dir)
	p := &sourcePackage{dir: dir, fset: token.NewFileSet(), files: make(map[string]*ast.File), consts: make(map[string]ast.Expr), makers: make(map[string]int)}
	for _, file := range paths {
		name := dir + "/" + filepath.Base(file)
		if strings.HasSuffix(name, "_test.go") || isUnspoken(name) {
			continue
		}
		f, err := parser.ParseFile(p.fset, file, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		p.names, p.files[name] = append(p.names, name), f
	}
	for _, f := range p.files {
		for _, d := range f.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.CONST {
				for _, spec := range g.Specs {
					for i, value := range spec.(*ast.ValueSpec).Values {
						p.consts[spec.(*ast.ValueSpec).Names[i].Name] = value
					}
				}
			}
		}
	}
	p.findMakers()
	return p
}

// findMakers finds the package's own functions that pass a parameter on as a format.
func (p *sourcePackage) findMakers() {
	for found := true; found; {
		found = false
		for _, f := range p.files {
			for name, fn := range functions(f) {
				if _, known := p.makers[name]; known {
					continue
				}
				ast.Inspect(fn.body, func(n ast.Node) bool {
					call, ok := n.(*ast.CallExpr)
					if !ok {
						return true
					}
					if id, ok := p.format(call).(*ast.Ident); ok {
						if i := slices.Index(fn.params, id.Name); i >= 0 {
							p.makers[name], found = i, true
						}
					}
					return true
				})
			}
		}
	}
}

// function is a declared or named function.
type function struct {
	params []string
	body   *ast.BlockStmt
}

func functions(f *ast.File) map[string]function {
	all := make(map[string]function)
	add := func(name string, typ *ast.FuncType, body *ast.BlockStmt) {
		if body == nil {
			return
		}
		fn := function{body: body}
		for _, field := range typ.Params.List {
			for _, param := range field.Names {
				fn.params = append(fn.params, param.Name)
			}
		}
		all[name] = fn
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			add(n.Name.Name, n.Type, n.Body)
		case *ast.AssignStmt:
			for i, value := range n.Rhs {
				if lit, ok := value.(*ast.FuncLit); ok && i < len(n.Lhs) {
					if id, ok := n.Lhs[i].(*ast.Ident); ok {
						add(id.Name, lit.Type, lit.Body)
					}
				}
			}
		}
		return true
	})
	return all
}

// format returns the argument of a call that is a text's format, or nil.
func (p *sourcePackage) format(call *ast.CallExpr) ast.Expr {
	i := -1
	switch fun := call.Fun.(type) {
	case *ast.SelectorExpr:
		x, _ := fun.X.(*ast.Ident)
		switch {
		case x != nil && x.Name == "errs" && fun.Sel.Name == "New", x != nil && x.Name == "wording" && fun.Sel.Name == "At":
			i = 1
		case x != nil && x.Name == "wording" && (fun.Sel.Name == "New" || fun.Sel.Name == "Literal"):
			i = 0
		case fun.Sel.Name == "Add" && len(call.Args) > 1: // of errs.Faults; that of anything else takes no text there
			i = 1
		default:
			if at, ok := p.makers[fun.Sel.Name]; ok && (x == nil || x.Name != "fmt") {
				i = at
			}
		}
	case *ast.Ident:
		if at, ok := p.makers[fun.Name]; ok {
			i = at
		} else if p.dir == "internal/errs" && fun.Name == "New" {
			i = 1
		}
	}
	if i < 0 || i >= len(call.Args) {
		return nil
	}
	return call.Args[i]
}

// texts lists the package's texts.
func (p *sourcePackage) texts(t *testing.T) []sourceText {
	t.Helper()
	var texts []sourceText
	for _, name := range p.names {
		add := func(expr ast.Expr, one string) {
			if value, ok := p.value(expr); ok {
				texts = append(texts, sourceText{english: value, one: one, file: name, line: p.fset.Position(expr.Pos()).Line})
			}
		}
		f := p.files[name]
		if p.dir == "bot/blocks" && strings.HasPrefix(filepath.Base(name), "text") {
			ast.Inspect(f, func(n ast.Node) bool {
				if spec, ok := n.(*ast.ValueSpec); ok {
					for _, value := range spec.Values {
						add(value, "")
					}
				}
				return true
			})
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				if sel, ok := n.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "InvalidFields" {
					t.Errorf("%s:%d: errs.InvalidFields takes finished English, which cannot be translated. Use errs.Faults: faults.Add(field, format, …) and faults.Err().",
						name, p.fset.Position(n.Pos()).Line)
				}
				if format := p.format(n); format != nil {
					add(format, "")
				}
			case *ast.CompositeLit:
				if sel, ok := n.Type.(*ast.SelectorExpr); ok && sel.Sel.Name == "Count" {
					one, many := field(n, "One"), field(n, "Many")
					if singular, ok := p.value(one); ok && many != nil {
						add(many, singular)
					}
				}
			}
			return true
		})
	}
	return texts
}

func field(lit *ast.CompositeLit, name string) ast.Expr {
	for _, element := range lit.Elts {
		if kv, ok := element.(*ast.KeyValueExpr); ok {
			if key, ok := kv.Key.(*ast.Ident); ok && key.Name == name {
				return kv.Value
			}
		}
	}
	return nil
}

// value reckons a constant string.
func (p *sourcePackage) value(expr ast.Expr) (string, bool) {
	switch e := expr.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "", false
		}
		s, err := strconv.Unquote(e.Value)
		return s, err == nil
	case *ast.BinaryExpr:
		a, ok := p.value(e.X)
		b, also := p.value(e.Y)
		if !ok || !also || e.Op != token.ADD {
			return "", false
		}
		return a + b, true
	case *ast.Ident:
		value, ok := p.consts[e.Name]
		if !ok {
			return "", false
		}
		return p.value(value)
	default:
		return "", false
	}
}

// TestWordsPassThroughTheReader finds words that would be shown in English to everybody: a text constant that is used
// without say, and words written where they are used.
func TestWordsPassThroughTheReader(t *testing.T) {
	t.Parallel()
	p := readPackage(t, "bot/blocks")
	texts := make(map[string]bool)
	for _, name := range p.names {
		if strings.HasPrefix(filepath.Base(name), "text") {
			for _, d := range p.files[name].Decls {
				if g, ok := d.(*ast.GenDecl); ok {
					for _, spec := range g.Specs {
						if s, ok := spec.(*ast.ValueSpec); ok {
							texts[s.Names[0].Name] = true
						}
					}
				}
			}
		}
	}
	require.NotEmpty(t, texts)
	isText := func(e ast.Expr) bool {
		id, ok := e.(*ast.Ident)
		return ok && texts[id.Name]
	}
	isWords := func(e ast.Expr) bool {
		value, ok := p.value(e)
		return ok && !isText(e) && strings.Contains(value, " ") && sayable(value)
	}
	says := sayers(p)
	shows := []string{"plain", "mrkdwn", "header", "section", "note", "button", "say"} // not the words of defects: fmt.Errorf, panic
	for _, name := range p.names {
		if strings.HasPrefix(filepath.Base(name), "text") {
			continue
		}
		fault := func(n ast.Node, what string) {
			t.Errorf("%s:%d: %s", name, p.fset.Position(n.Pos()).Line, what)
		}
		ast.Inspect(p.files[name], func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				called := ""
				switch fun := n.Fun.(type) {
				case *ast.SelectorExpr:
					called = fun.Sel.Name
				case *ast.Ident:
					called = fun.Name
				}
				for _, arg := range n.Args {
					if isText(arg) && !slices.Contains(says, called) {
						fault(arg, arg.(*ast.Ident).Name+" is shown in English to everybody; use r.say.")
					}
					if isWords(arg) && slices.Contains(shows, called) {
						fault(arg, "words stand in text*.go, where translators find them.")
					}
				}
			case *ast.ReturnStmt:
				for _, result := range n.Results {
					if isText(result) {
						fault(result, result.(*ast.Ident).Name+" is shown in English to everybody; return r.say of it.")
					}
				}
			}
			return true
		})
	}
}

// sayers are the functions of a package that say one of their parameters.
func sayers(p *sourcePackage) []string {
	all := []string{"say", "instant"}
	for _, f := range p.files {
		for name, fn := range functions(f) {
			ast.Inspect(fn.body, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok && len(call.Args) > 0 {
					sel, isMethod := call.Fun.(*ast.SelectorExpr)
					id, isName := call.Args[0].(*ast.Ident)
					if isMethod && isName && sel.Sel.Name == "say" && slices.Contains(fn.params, id.Name) {
						all = append(all, name)
					}
				}
				return true
			})
		}
	}
	return all
}

// exported lists the exported functions of a file by the type of their first result, without its package.
func exported(f *ast.File) map[string]string {
	all := make(map[string]string)
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Recv != nil || !fn.Name.IsExported() || fn.Type.Results == nil || len(fn.Type.Params.List) == 0 {
			continue
		}
		if reader, ok := fn.Type.Params.List[0].Type.(*ast.Ident); !ok || reader.Name != "Reader" {
			continue
		}
		switch result := fn.Type.Results.List[0].Type.(type) {
		case *ast.Ident:
			all[fn.Name.Name] = result.Name
		case *ast.SelectorExpr:
			all[fn.Name.Name] = result.Sel.Name
		}
	}
	return all
}
