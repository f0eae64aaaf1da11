//go:build !linux && !darwin

package solo

import "errors"

type fileLock struct{}

func lockDatabase(string) (*fileLock, error) {
	return nil, errors.New("the embedded Temporal server runs on Linux and macOS only: use `cairn serve` with a Temporal service")
}

func (*fileLock) release() {}
