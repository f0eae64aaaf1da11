package cli_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"cairn/internal/cli"
)

func TestAnInterruptedCommandEndsWithoutWaitingForItsInput(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	in, keyboard := io.Pipe() // nobody types
	defer keyboard.Close()
	root := cli.Production()
	root.SetIn(reading{in, cancel})
	var stderr bytes.Buffer
	root.SetErr(&stderr)
	if code := cli.Run(ctx, root, []string{"score", "--answers", "-"}); code != 130 {
		t.Errorf("exit code %d", code)
	}
	if stderr.Len() > 0 {
		t.Errorf("an interrupted command says %q", stderr.String())
	}
}

// reading calls began when somebody reads.
type reading struct {
	io.Reader
	began func()
}

func (r reading) Read(p []byte) (int, error) {
	r.began()
	return r.Reader.Read(p)
}

func TestOutputThatCannotBeWrittenIsNotSuccess(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"model", "show", "lawlor"}, {"model", "list"}, {"apply", "--example"}, {"version"}} {
		root := cli.Production()
		root.SetOut(full{})
		var stderr bytes.Buffer
		root.SetErr(&stderr)
		if code := cli.Run(t.Context(), root, args); code != 1 {
			t.Errorf("%v: exit code %d", args, code)
		}
		if !strings.Contains(stderr.String(), "no space left") {
			t.Errorf("%v: standard error has %q", args, stderr.String())
		}
	}
}

// full is a disk without space.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }
