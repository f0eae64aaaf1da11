package e2e

import (
	"io"
	"testing"

	"cairn/internal/assess"
	"cairn/internal/demo"
	"cairn/internal/exercise"
)

func TestInTheQuarterThatTheDemoPlaysEverybodyAnswers(t *testing.T) {
	t.Parallel()
	w, err := demo.Open(t.Context(), demo.Options{Start: began})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := w.Furnish(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := w.Autoplay(t.Context(), io.Discard); err != nil {
		t.Fatal(err)
	}
	d, err := w.App.Digest.Latest(t.Context(), assess.Actor{Source: assess.FromCLI}, "northwind", "")
	if err != nil {
		t.Fatal(err)
	}
	if d.Answered != 5 || d.Overall.Level != 2 {
		t.Errorf("%d of %d answered, level %d, %+v", d.Answered, d.Asked, d.Overall.Level, d.Missing)
	}

	all, err := w.App.Exercise.Overview(t.Context(), operator, "northwind")
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range all.Exercises {
		if v.State != exercise.Reviewed || v.Link == "" || len(v.Log) == 0 {
			t.Errorf("%s is %s with %d decisions, and its report is at %q", v.ID, v.State, len(v.Log), v.Link)
		}
	}
	if len(all.Exercises) != 2 {
		t.Errorf("there are %d exercises, not the one of the past and the one that was planned", len(all.Exercises))
	}
}
