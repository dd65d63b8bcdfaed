package embedded

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
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
		return account{uid: uint32(os.Geteuid()), gid: uint32(os.Getegid())}, nil //nolint:gosec // ids are never negative here
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

// explain makes a fault of starting a program understandable where its cause is that the
// unprivileged user cannot reach one of the folders: of the program first, of its data next.
func (a account) explain(err error, folders ...string) error {
	if !errors.Is(err, fs.ErrPermission) {
		return err
	}
	for _, folder := range folders {
		if closed := a.firstClosed(folder); closed != "" {
			return fmt.Errorf("the unprivileged user %s, whom root hands the embedded servers to, cannot reach %s because %s is closed to others: "+
				"set LAUREL_DATA_DIR to a folder that others may pass through, such as /var/lib/laurel, or open it by `chmod o+x %s`: %w",
				a.name, folder, closed, closed, err)
		}
	}
	return fmt.Errorf("programs cannot be started from %s; is it mounted noexec, or may this process not change its user? %w", folders[0], err)
}

// firstClosed gives the folder on the way to the given one that the account may not pass through.
func (a account) firstClosed(folder string) string {
	if !a.switched {
		return ""
	}
	if parent := filepath.Dir(folder); parent != folder {
		if closed := a.firstClosed(parent); closed != "" {
			return closed
		}
	}
	info, err := os.Stat(folder)
	if err != nil {
		return ""
	}
	owner, need := info.Sys().(*syscall.Stat_t), fs.FileMode(0o001)
	switch {
	case owner.Uid == a.uid:
		need = 0o100
	case owner.Gid == a.gid:
		need = 0o010
	}
	if info.Mode().Perm()&need == 0 {
		return folder
	}
	return ""
}
