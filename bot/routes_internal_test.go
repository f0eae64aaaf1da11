package bot

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
)

func TestEveryButtonThatThereIsDoesSomething(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "blocks/ids.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	ast.Inspect(file, func(n ast.Node) bool {
		c, ok := n.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(c.Names[0].Name, "Action") || c.Names[0].Name == "ActionValue" { // which is that of inputs
			return true
		}
		id, err := strconv.Unquote(c.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		seen++
		if buttons[id] == nil {
			t.Errorf("nothing is done when a button %s (%s) is pressed", c.Names[0].Name, id)
		}
		return true
	})
	if seen != len(buttons) {
		t.Errorf("%d ids of buttons for %d buttons", seen, len(buttons))
	}
}
