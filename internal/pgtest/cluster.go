//go:build linux || darwin

package pgtest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// superuser is the cluster's only role; trust authentication on the socket lets it in.
const superuser = "cairn"

// settings trade the safety of the data, which nobody needs, for speed.
var settings = []string{
	"listen_addresses=", "fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal",
	"max_wal_senders=0", "max_connections=600", "shared_buffers=64MB", "autovacuum=off", "jit=off",
}

// keeper runs the server until its standard input ends, which it does when the test process does, then stops it and
// removes the folder. It is a process group of its own, so that an interrupt at the terminal does not reach it first.
const keeper = `
dir=$1; shift
"$@" &
server=$!
cat >/dev/null
kill -QUIT $server
wait $server
rm -rf "$dir"
`

// life is the keeper's standard input. Nobody writes or closes it: it ends with the process. It is kept here, because a
// pipe that is no longer reachable is closed.
var life io.Closer

// startCluster makes a cluster in a temporary folder, starts its server and returns the URL of its maintenance database.
func startCluster() (string, error) {
	bin, err := programs()
	if err != nil {
		return "", err
	}
	dir, err := newFolder()
	if err != nil {
		return "", err
	}
	as, err := unprivileged(dir)
	if err != nil {
		_ = os.RemoveAll(dir)
		return "", err
	}
	data := filepath.Join(dir, "data")
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	initdb := exec.CommandContext(ctx, filepath.Join(bin, "initdb"), "--pgdata="+data, "--username="+superuser,
		"--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", "--no-instructions")
	initdb.Dir, initdb.SysProcAttr = dir, &syscall.SysProcAttr{Credential: as}
	if out, err := initdb.CombinedOutput(); err != nil {
		_ = os.RemoveAll(dir)
		return "", fmt.Errorf("initdb: %w\n%s", err, out)
	}

	args := []string{"-c", keeper, "pgtest", dir, filepath.Join(bin, "postgres"), "-D", data, "-k", dir}
	for _, setting := range settings {
		args = append(args, "-c", setting)
	}
	logFile := filepath.Join(dir, "log")
	log, err := os.OpenFile(logFile, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		_ = os.RemoveAll(dir)
		return "", err
	}
	defer log.Close()
	cmd := exec.Command("/bin/sh", args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, log, log // not ours: go test waits for whoever holds its output
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as, Setpgid: true}
	if life, err = cmd.StdinPipe(); err != nil {
		_ = os.RemoveAll(dir)
		return "", err
	}
	if err := cmd.Start(); err != nil {
		_ = os.RemoveAll(dir)
		return "", err
	}
	at := url.URL{Scheme: "postgres", User: url.User(superuser), Path: "/postgres", RawQuery: url.Values{
		"host": {dir}, "sslmode": {"disable"},
	}.Encode()}
	if err := ready(ctx, at.String()); err != nil {
		said, _ := os.ReadFile(logFile)
		_ = life.Close()
		_ = cmd.Wait()
		return "", fmt.Errorf("the server does not answer: %w\n%s", err, said)
	}
	return at.String(), nil
}

// newFolder makes the folder of the cluster: in memory, where a new database takes a tenth of the time, when the system has such a
// place with room; else where temporary files usually are, unless the name of a socket there would be longer than systems take.
func newFolder() (string, error) {
	const memory, room, longest, pattern = "/dev/shm", 1 << 30, 60, "cairn-pg-"
	var free syscall.Statfs_t
	if err := syscall.Statfs(memory, &free); err == nil && uint64(free.Bavail)*uint64(free.Bsize) >= room {
		if dir, err := os.MkdirTemp(memory, pattern); err == nil {
			return dir, nil
		}
	}
	usual := os.TempDir()
	if len(usual) > longest {
		usual = "/tmp"
	}
	return os.MkdirTemp(usual, pattern)
}

// ready returns when the server answers. Nothing tells us when that is, so it asks every 20 ms.
func ready(ctx context.Context, at string) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		err := execute(at, "SELECT 1")
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-tick.C:
		}
	}
}

// programs returns the folder that has initdb and postgres.
func programs() (string, error) {
	var folders []string
	if found, err := exec.LookPath("initdb"); err == nil {
		if real, err := filepath.EvalSymlinks(found); err == nil {
			folders = append(folders, filepath.Dir(real))
		}
	}
	if out, err := exec.Command("pg_config", "--bindir").Output(); err == nil {
		folders = append(folders, string(bytes.TrimSpace(out)))
	}
	debian, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.SortFunc(debian, func(a, b string) int { return release(b) - release(a) }) // the newest first
	for _, folder := range append(folders, debian...) {
		if isProgram(filepath.Join(folder, "initdb")) && isProgram(filepath.Join(folder, "postgres")) {
			return folder, nil
		}
	}
	return "", errNone
}

func release(bin string) int {
	n, _ := strconv.Atoi(strings.SplitN(filepath.Base(filepath.Dir(bin)), ".", 2)[0])
	return n
}

func isProgram(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir() && info.Mode()&0o111 != 0
}

// unprivileged gives the folder to a user that PostgreSQL agrees to run as: ours, or for root, whom it refuses,
// postgres or nobody.
func unprivileged(dir string) (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.ParseUint(found.Uid, 10, 32)
		gid, gidErr := strconv.ParseUint(found.Gid, 10, 32)
		if uidErr != nil || gidErr != nil {
			continue
		}
		if err := os.Chown(dir, int(uid), int(gid)); err != nil {
			return nil, err
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, fmt.Errorf("PostgreSQL does not run as root, and there is no user postgres or nobody to run it as")
}
