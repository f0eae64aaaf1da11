package solo_test

import (
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"cairn/internal/solo"
)

// A child process has every file of ours open from its fork until it runs its program, as a copy of the descriptor has.
func TestALockIsReleasedThoughAChildIsBeingStarted(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "cairn.db")
	release, err := solo.Lock("the database", file)
	require.NoError(t, err)
	inherited, err := syscall.Dup(descriptor(t, file+".lock"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = syscall.Close(inherited) })
	_, err = solo.Lock("the database", file)
	require.ErrorContains(t, err, "is in use by process")

	release()

	again, err := solo.Lock("the database", file)
	require.NoError(t, err)
	again()
}

// descriptor is the descriptor under which this process has a file open.
func descriptor(t *testing.T, file string) int {
	t.Helper()
	const ours = "/proc/self/fd"
	entries, err := os.ReadDir(ours)
	require.NoError(t, err)
	for _, entry := range entries {
		if target, err := os.Readlink(filepath.Join(ours, entry.Name())); err != nil || target != file {
			continue
		}
		fd, err := strconv.Atoi(entry.Name())
		require.NoError(t, err)
		return fd
	}
	require.Fail(t, file+" is not open")
	return 0
}
