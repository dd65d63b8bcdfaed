package embedded

import (
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// lockFile, in the data folder, is locked for as long as a process serves the folder and holds that
// process's id. The lock goes with the process, so it is never stale.
const lockFile = "laurel.lock"

// openFolder makes the data folder where it is missing and locks it for this process.
func openFolder(folder string) (*os.File, error) {
	if err := makeFolder(folder); err != nil {
		return nil, err
	}
	lock, err := os.OpenFile(filepath.Join(folder, lockFile), os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the operator's folder
	if err != nil {
		return nil, unusable(folder, err)
	}
	if err := unix.Flock(int(lock.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return nil, errors.Join(inUse(folder, lock, err), lock.Close())
	}
	if err := lock.Truncate(0); err != nil {
		return nil, errors.Join(unusable(folder, err), lock.Close())
	}
	if _, err := lock.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0); err != nil {
		return nil, errors.Join(unusable(folder, err), lock.Close())
	}
	return lock, nil
}

func inUse(folder string, lock *os.File, err error) error {
	if !errors.Is(err, unix.EWOULDBLOCK) {
		return fmt.Errorf("the data folder %s cannot be locked (is it on a network drive?): %w", folder, err)
	}
	text := make([]byte, 20)
	n, _ := lock.ReadAt(text, 0)
	process, _ := strconv.Atoi(strings.TrimSpace(string(text[:n]))) // 0 where the other has not written it yet
	return &InUseError{Folder: folder, Process: process}
}

// secret reads a password from a file that only this user can read; where there is none, one is made.
func secret(file string) (password string, fresh bool, err error) {
	text, err := os.ReadFile(file) //nolint:gosec // in the operator's folder
	if err == nil && len(strings.TrimSpace(string(text))) > 0 {
		return strings.TrimSpace(string(text)), false, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", false, err
	}
	password = rand.Text()
	return password, true, replaceFile(file, password+"\n")
}

// flush has the whole file system of the folder written to its disk: one call, where syncing a
// thousand small files one by one takes seconds.
func flush(folder string) error {
	dir, err := os.Open(folder) //nolint:gosec // our own folder
	if err != nil {
		return err
	}
	return errors.Join(unix.Syncfs(int(dir.Fd())), dir.Close())
}

// workersIn gives the ids of the processes that work in the folder. All of PostgreSQL's do in its
// data folder, so these are what a previous run has left.
func workersIn(folder string) []int {
	real, err := filepath.EvalSymlinks(folder)
	if err != nil {
		return nil
	}
	found, _ := filepath.Glob("/proc/[0-9]*/cwd")
	var ids []int
	for _, link := range found {
		if at, err := os.Readlink(link); err == nil && at == real {
			if id, err := strconv.Atoi(strings.Split(link, "/")[2]); err == nil {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// longestSocket is how long the path of a Unix socket may be (sun_path of unix(7), with its end).
const longestSocket = 107

// socketFolder gives a folder for sockets that the account alone may enter: below its own folder, or,
// where that path is too long for a socket or cannot be reached, in the system's folder for temporary
// files. There it has a name that follows from the path, so that what a killed process left in it is
// found again.
func socketFolder(as account, wanted, longestName string) (folder string, remove func(), err error) {
	if len(filepath.Join(wanted, longestName)) <= longestSocket && as.reaches(wanted) {
		return wanted, func() {}, as.own(wanted)
	}
	folder = fmt.Sprintf("/tmp/laurel-%x", sha256.Sum256([]byte(wanted)))[:30]
	err = os.Mkdir(folder, 0o700)
	if errors.Is(err, fs.ErrExist) && !as.owns(folder) { // somebody else's: never trusted
		folder, err = os.MkdirTemp("/tmp", "laurel-")
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return "", nil, fmt.Errorf("there is no place for the socket that belongs to %s: %w", wanted, err)
	}
	return folder, func() { _ = os.Remove(folder) }, as.own(folder)
}
