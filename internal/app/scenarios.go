package app

import (
	"os"

	"cairn/internal/errs"
	"cairn/internal/exercise"
)

// scenarios returns what can be rehearsed: the scenarios that come with Cairn and, where people plan and run exercises, those in
// the organisation's own folder. The error is errs.Invalid and names everything that is wrong with the folder.
func (a *App) scenarios() (*exercise.Library, error) {
	folder := a.options.Config.Scenarios
	if folder == "" || !a.options.Intake && !a.options.Worker {
		return exercise.NewLibrary()
	}
	own, err := exercise.ReadFolder(os.DirFS(folder), a.Library.Imported()...)
	if err != nil {
		return nil, wrongScenarios(folder, err)
	}
	library, err := exercise.NewLibrary(own...)
	if err != nil {
		return nil, wrongScenarios(folder, err)
	}
	return library, nil
}

func wrongScenarios(folder string, err error) error {
	return errs.New(errs.Invalid, "CAIRN_SCENARIOS: the scenarios in %s cannot be used.\n%s", folder, errs.Message(err))
}
