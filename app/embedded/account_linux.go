package embedded

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is the user that a child runs as. PostgreSQL refuses to run as root, so root hands it to
// an unprivileged user; anybody else runs it as themselves.
type account struct {
	name     string
	uid, gid uint32
	switched bool
}

// childAccount chooses the user for what runs in the given folder: its owner where the folder is
// there already, else the system's user `laurel`, else `nobody`.
func childAccount(folder string) (account, error) {
	if os.Geteuid() != 0 {
		return account{name: "the present user", uid: uint32(os.Geteuid()), gid: uint32(os.Getegid())}, nil //nolint:gosec // ids are never negative here
	}
	if info, err := os.Stat(folder); err == nil {
		if owner := info.Sys().(*syscall.Stat_t); owner.Uid != 0 {
			return account{name: "user " + strconv.Itoa(int(owner.Uid)), uid: owner.Uid, gid: owner.Gid, switched: true}, nil
		}
	}
	for _, name := range []string{"laurel", "nobody"} {
		if found, err := user.Lookup(name); err == nil {
			uid, uidErr := strconv.ParseUint(found.Uid, 10, 32)
			gid, gidErr := strconv.ParseUint(found.Gid, 10, 32)
			if uidErr == nil && gidErr == nil && uid != 0 {
				return account{name: name, uid: uint32(uid), gid: uint32(gid), switched: true}, nil
			}
		}
	}
	return account{}, errors.New("PostgreSQL does not run as root, and this machine has no user `laurel` or `nobody` to hand it to: " +
		"make a user `laurel`, start laurel as another user, or set DATABASE_URL")
}

func (a account) credential() *syscall.Credential {
	if !a.switched {
		return nil
	}
	return &syscall.Credential{Uid: a.uid, Gid: a.gid, Groups: []uint32{}}
}

// own makes the folder, for nobody but this user.
func (a account) own(folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	if !a.switched {
		return nil
	}
	return os.Chown(folder, int(a.uid), int(a.gid))
}

// owns says whether the folder is one that this user alone may enter.
func (a account) owns(folder string) bool {
	info, err := os.Lstat(folder) // a link would lead elsewhere
	return err == nil && info.IsDir() && info.Mode().Perm() == 0o700 && info.Sys().(*syscall.Stat_t).Uid == a.uid
}

// explain makes a fault of starting a program understandable.
func (a account) explain(err error, program string) error {
	if !errors.Is(err, fs.ErrPermission) {
		return err
	}
	return fmt.Errorf("%s cannot be started as %s: is its folder mounted noexec, or may this process not change its user? %w", program, a.name, err)
}

// reaches says whether the account may pass through the folder and all above it.
func (a account) reaches(folder string) bool {
	if !a.switched {
		return true
	}
	if parent := filepath.Dir(folder); parent != folder && !a.reaches(parent) {
		return false
	}
	info, err := os.Stat(folder)
	if err != nil {
		return true // not there yet: it will be made for the account
	}
	owner, need := info.Sys().(*syscall.Stat_t), fs.FileMode(0o001)
	switch {
	case owner.Uid == a.uid:
		need = 0o100
	case owner.Gid == a.gid:
		need = 0o010
	}
	return info.Mode().Perm()&need != 0
}

// place is a folder of the account's as its programs name it.
type place struct {
	path   string
	opened *os.File // nil where the path is the folder's own
}

// place gives the folder to the account's programs. Where a folder above is closed to the account,
// such as the home of root, the program inherits the opened folder as its descriptor 3, which needs
// no passing through the ones above.
func (a account) place(folder string) (place, error) {
	if a.reaches(folder) {
		return place{path: folder}, nil
	}
	opened, err := os.Open(folder) //nolint:gosec // in the operator's folder
	return place{path: "/proc/self/fd/3", opened: opened}, err
}

// start runs a program that works in the place; it says what it does to the log.
func (p place) start(cmd *exec.Cmd, as account, log *slog.Logger) (*child, error) {
	if p.opened != nil {
		cmd.ExtraFiles = []*os.File{p.opened}
		defer func() { _ = p.opened.Close() }() // the child has its own
	}
	started, err := startChild(cmd, as, log)
	if err != nil {
		return nil, as.explain(err, cmd.Path)
	}
	return started, nil
}
