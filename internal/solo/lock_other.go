//go:build !linux && !darwin

package solo

import "errors"

type fileLock struct{}

// Lock is not to be had here.
func Lock(what, file string) (release func(), err error) {
	_, err = lockDatabase(what, file)
	return nil, err
}

func lockDatabase(string, string) (*fileLock, error) {
	return nil, errors.New("the embedded Temporal server runs on Linux and macOS only: use `cairn serve` with a Temporal service")
}

func (*fileLock) release() {}
