package exercise_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"cairn/internal/errs"
	"cairn/internal/exercise"
)

func folder(files map[string]string) fstest.MapFS {
	out := fstest.MapFS{}
	for name, text := range files {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

func TestTheLibraryFindsTheOrganisationsScenariosBesideTheEmbeddedOnes(t *testing.T) {
	t.Parallel()
	newer := strings.Replace(sound, `"1.0"`, `"1.10"`, 1)
	older := strings.Replace(sound, `"1.0"`, `"1.9"`, 1)
	own, err := exercise.ReadFolder(folder(map[string]string{
		"a.yaml": newer, "b.yml": older, "notes.txt": "no scenario", "more/c.yaml": "none either",
	}))
	if err != nil {
		t.Fatal(err)
	}
	l, err := exercise.NewLibrary(own...)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"small": "small@1.10", "small@1.9": "small@1.9", " output-drift ": "output-drift@1.0",
	} {
		if s, err := l.Find(name); err != nil || s.ID != want {
			t.Errorf("Find(%q) = %v, %v, want %s", name, s, err, want)
		}
	}
	if len(l.All()) != len(exercise.Embedded())+2 || len(l.Newest()) != len(exercise.Embedded())+1 {
		t.Errorf("%d scenarios, %d newest", len(l.All()), len(l.Newest()))
	}
	if _, err := l.Find("smal"); !errs.Is(err, errs.NotFound) || !strings.Contains(errs.Message(err), `did you mean "small"?`) {
		t.Errorf("err = %v, want errs.NotFound that suggests small", err)
	}
	if _, err := l.Find("earthquake"); !errs.Is(err, errs.NotFound) || !strings.Contains(errs.Message(err), "output-drift, ") {
		t.Errorf("err = %v, want errs.NotFound that lists what there is", err)
	}
}

func TestANameMeansTheSameEverywhere(t *testing.T) {
	t.Parallel()
	load := func(text string) *exercise.Scenario {
		s, err := exercise.Load([]byte(text), "s.yaml")
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if _, err := exercise.NewLibrary(load(sound), load(sound)); err != nil {
		t.Errorf("the same file twice: %v", err)
	}
	if _, err := exercise.NewLibrary(load(sound), load(strings.Replace(sound, "Monday", "Tuesday", 1))); !errs.Is(err, errs.Invalid) {
		t.Errorf("one version that differs: %v, want errs.Invalid", err)
	}
	taken := strings.NewReplacer("id: small", "id: output-drift", `"1.0"`, `"7.0"`).Replace(sound)
	if _, err := exercise.NewLibrary(load(taken)); !errs.Is(err, errs.Invalid) {
		t.Errorf("the name of an embedded scenario: %v, want errs.Invalid", err)
	}
}

func TestAFolderSaysAllThatIsWrongInIt(t *testing.T) {
	t.Parallel()
	_, err := exercise.ReadFolder(folder(map[string]string{
		"a.yaml": strings.Replace(sound, "to: [lead]", "to: [x]", 1), "b.yaml": "", "c.yaml": sound,
	}))
	if !errs.Is(err, errs.Invalid) || !strings.Contains(errs.Message(err), "a.yaml:27: ") || !strings.Contains(errs.Message(err), "b.yaml:1: The file is empty.") {
		t.Errorf("err = %v, want the faults of both files", err)
	}
}
