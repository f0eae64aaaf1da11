//go:build linux || darwin

package solo

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
)

// Lock keeps other processes that lock it too off a file, until it is released or the process ends. What is what people call the
// file. The error says which process has it.
func Lock(what, file string) (release func(), err error) {
	lock, err := lockDatabase(what, file)
	if err != nil {
		return nil, err
	}
	return lock.release, nil
}

// fileLock keeps a second server, of this or of another process, off a database.
// The kernel lets go of it when the process ends, however it ends.
type fileLock struct{ file *os.File }

// lockDatabase locks the lock file of a database, or says who holds it.
func lockDatabase(what, file string) (*fileLock, error) {
	f, err := os.OpenFile(file+".lock", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("create the lock of %s: %w", what, err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		defer func() { _ = f.Close() }()
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("lock %s %s: %w", what, file, err)
		}
		holder := "another process"
		if pid, _ := os.ReadFile(f.Name()); len(pid) > 0 {
			holder = "process " + strings.TrimSpace(string(pid))
		}
		return nil, fmt.Errorf("%s %s is in use by %s: stop that one first, or choose another data directory", what, file, holder)
	}
	lock := &fileLock{file: f}
	if err := lock.sign(); err != nil {
		lock.release()
		return nil, fmt.Errorf("sign the lock of %s %s: %w", what, file, err)
	}
	return lock, nil
}

// sign writes the process id into the lock file.
func (l *fileLock) sign() error {
	if err := l.file.Truncate(0); err != nil {
		return err
	}
	_, err := l.file.WriteAt(fmt.Appendf(nil, "%d\n", os.Getpid()), 0)
	return err
}

// release gives the lock back. It unlocks before it closes: a child process that is just being started has the file open too until
// it runs its program, and closing alone would leave the lock with it. The file stays: removing it would let two processes lock two
// files of one name.
func (l *fileLock) release() {
	_ = syscall.Flock(int(l.file.Fd()), syscall.LOCK_UN)
	_ = l.file.Close()
}
