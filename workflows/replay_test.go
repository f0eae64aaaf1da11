package workflows_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"cairn/workflows"
)

// TestReleasedHistoriesReplay replays every saved history through the processes as they are now. One that fails has
// been changed in a way that running processes would not survive: put the change behind workflow.GetVersion.
func TestReleasedHistoriesReplay(t *testing.T) {
	t.Parallel()
	files := histories(t, filepath.Join("testdata", "histories"))
	if len(files) == 0 {
		t.Fatal("no history is saved: go test ./internal/e2e -run SavedHistories -update-histories saves them")
	}
	for _, file := range files {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			replayer := worker.NewWorkflowReplayer()
			for _, process := range []any{
				workflows.Opening, workflows.Cycle, workflows.Questionnaire, workflows.Digest, workflows.Notice,
				workflows.Target, workflows.Action, workflows.Review, workflows.Exercise, workflows.Duty,
			} {
				replayer.RegisterWorkflowWithOptions(process, workflow.RegisterOptions{})
			}
			if err := replayer.ReplayWorkflowHistoryFromJSONFile(quiet{}, file); err != nil {
				t.Error(err)
			}
		})
	}
}

func histories(t *testing.T, dir string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(entry.Name(), ".json") {
			files = append(files, path)
		}
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return files
}
