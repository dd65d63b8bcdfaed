package embedded

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// stranger is an unprivileged user id that this machine has a name for.
func stranger(t *testing.T) uint32 {
	t.Helper()
	as, err := childAccount("/nowhere")
	if err != nil {
		t.Fatal(err)
	}
	return as.uid
}

func TestPostgres_rootHandsItToAnUnprivilegedUser(t *testing.T) {
	opts := options(t)
	p := startPostgres(t, opts)
	info, err := os.Stat(fmt.Sprintf("/proc/%d", p.server.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := info.Sys().(*syscall.Stat_t).Uid, stranger(t); got != want || got == 0 {
		t.Errorf("PostgreSQL runs as user %d, want %d", got, want)
	}
	for file, want := range map[string]uint32{"postgres/data": stranger(t), "postgres.password": uint32(os.Geteuid()), postgresURLFile: uint32(os.Geteuid())} {
		info, err := os.Stat(filepath.Join(opts.DataDir, file))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Sys().(*syscall.Stat_t).Uid; got != want {
			t.Errorf("%s belongs to user %d, want %d", file, got, want)
		}
	}
}

func TestPostgres_runsForAnyUser(t *testing.T) {
	opts := options(t)
	opts.Programs = ""
	user := stranger(t)
	if err := os.MkdirAll(opts.DataDir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(opts.DataDir, int(user), -1); err != nil {
		t.Fatal(err)
	}
	laurel := startOther(t, "postgres", opts, asOther(user))
	if got := ask(t, laurel.ready(t), "select 'alive'"); got != "alive" {
		t.Errorf("it says %q", got)
	}
	info, err := os.Stat(filepath.Join(opts.DataDir, "postgres.password"))
	if err != nil || info.Sys().(*syscall.Stat_t).Uid != user {
		t.Errorf("the password's file: %v, error %v", info, err)
	}
}

// asOther is the user to switch to: nobody but root can switch, and needs to.
func asOther(user uint32) uint32 {
	if os.Geteuid() != 0 {
		return 0
	}
	return user
}

func TestPostgres_unwritableFolderIsNamed(t *testing.T) {
	opts := options(t)
	if err := os.MkdirAll(opts.DataDir, 0o555); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{opts.DataDir, filepath.Join(opts.DataDir, "below")} {
		word, rest := startOther(t, "postgres", Options{DataDir: folder, Programs: opts.Programs}, asOther(stranger(t))).said(t)
		if word != "failed" || !strings.Contains(rest, folder) || !strings.Contains(rest, "permission denied") || !strings.Contains(rest, "LAUREL_DATA_DIR") {
			t.Errorf("for %s it said %s %s", folder, word, rest)
		}
	}
}

func TestPostgres_folderOfAnotherUserIsRefused(t *testing.T) {
	opts := options(t)
	if err := startPostgres(t, opts).Stop(); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(opts.DataDir, lockFile), 0); err != nil { // for who is no root himself
		t.Fatal(err)
	}
	word, rest := startOther(t, "postgres", opts, asOther(stranger(t))).said(t)
	if word != "failed" || !strings.Contains(rest, "cannot be used") {
		t.Errorf("it said %s %s", word, rest)
	}
}

func TestPostgres_userWithoutANameIsTold(t *testing.T) {
	if os.Geteuid() != 0 {
		return // only root can become such a user
	}
	opts := options(t)
	const nameless = 54321
	if err := os.MkdirAll(opts.DataDir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(opts.DataDir, nameless, nameless); err != nil {
		t.Fatal(err)
	}
	word, rest := startOther(t, "postgres", opts, nameless).said(t)
	if word != "failed" || !strings.Contains(rest, "user id 54321 has no name") || !strings.Contains(rest, "DATABASE_URL") {
		t.Errorf("it said %s %s", word, rest)
	}
}

func TestPostgres_aFileInPlaceOfTheFolderIsNamed(t *testing.T) {
	opts := options(t)
	if err := os.WriteFile(opts.DataDir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_ = refused(t, opts, opts.DataDir, "cannot be used")
	_ = refused(t, Options{}, "no data folder")
}

func TestAccount_reachesWhatIsOpenToIt(t *testing.T) {
	closed := filepath.Join(options(t).DataDir, "closed")
	data := filepath.Join(closed, "data")
	if err := os.MkdirAll(data, 0o755); err != nil {
		t.Fatal(err)
	}
	stranger, mine := account{uid: 1, gid: 1, switched: true}, account{uid: uint32(os.Geteuid()), gid: 1, switched: true}
	if !stranger.reaches(data) || !stranger.reaches(filepath.Join(data, "not there yet")) {
		t.Error("an open folder is not reached")
	}
	if err := os.Chmod(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	if stranger.reaches(data) || !mine.reaches(data) {
		t.Errorf("through a closed folder: a stranger %v, its owner %v", stranger.reaches(data), mine.reaches(data))
	}
}

// closedTo gives a data folder below one that nobody but this test's user may pass through, such as
// the home of root.
func closedTo(t *testing.T) Options {
	t.Helper()
	opts := options(t)
	closed := filepath.Join(opts.DataDir, "closed")
	if err := os.MkdirAll(closed, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	opts.DataDir, opts.Programs = filepath.Join(closed, "data"), ""
	return opts
}

func TestPostgres_runsBelowAClosedFolder(t *testing.T) {
	opts := closedTo(t)
	p := startPostgres(t, opts)
	ask(t, p.URL(), "create table kept as select 'here' as what")
	if err := p.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(opts.DataDir, "postgres.password")); err != nil { // the single-user mode too
		t.Fatal(err)
	}
	laurel := startOther(t, "postgres", opts, 0)
	if got := ask(t, laurel.ready(t), "select what from kept"); got != "here" {
		t.Errorf("the table holds %q", got)
	}
	laurel.kill()
	p = startPostgres(t, opts) // finds the killed one's processes and waits for them
	ask(t, p.URL(), "create extension pg_trgm")
	if got := ask(t, p.URL(), "select what from kept"); got != "here" {
		t.Errorf("the table holds %q", got)
	}
}

func TestPostgres_runsWithAStrictUmask(t *testing.T) {
	before := syscall.Umask(0o077)
	defer syscall.Umask(before)
	opts := options(t)
	opts.Programs = ""
	if got := ask(t, startPostgres(t, opts).URL(), "select 'alive'"); got != "alive" {
		t.Errorf("it says %q", got)
	}
}

func TestRedis_runsBelowAClosedFolder(t *testing.T) {
	for name, program := range redisServers(t) {
		t.Run(name, func(t *testing.T) {
			onlyProgram(t, "redis-server", program)
			r := startRedis(t, closedTo(t))
			if got := mustCall(t, r.URL(), "PING"); r.Kind() != RedisServer || got != "+PONG" {
				t.Errorf("%s says %s", r.Kind(), got)
			}
		})
	}
}

func TestAccount_explainsProgramsThatMayNotBeRun(t *testing.T) {
	err := account{name: "nobody"}.explain(&os.PathError{Op: "fork/exec", Path: "/x", Err: syscall.EACCES}, "/x")
	for _, word := range []string{"/x cannot be started as nobody", "noexec", "permission denied"} {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("the message does not say %q: %v", word, err)
		}
	}
}

func TestPostgres_fullDiskLosesNothing(t *testing.T) {
	disk := options(t).DataDir
	if !mountDisk(t, disk, 160<<20) {
		return
	}
	opts := options(t)
	opts.DataDir, opts.Programs = filepath.Join(disk, "data"), ""

	fill(t, disk, 150<<20) // too little is left for unpacking
	_ = refused(t, opts, "full", "free some space", opts.DataDir)
	empty(t, disk)
	p := startPostgres(t, opts)
	ask(t, p.URL(), "create table kept as select 'here' as what")
	if err := p.Stop(); err != nil {
		t.Fatal(err)
	}

	fill(t, disk, 160<<20)
	refusedOrRuns(t, opts) // a start may need no space at all
	empty(t, disk)
	if got := ask(t, startPostgres(t, opts).URL(), "select what from kept"); got != "here" {
		t.Errorf("the table holds %q", got)
	}
}

func TestPostgres_diskFullOfInitialisationIsNamed(t *testing.T) {
	disk := options(t).DataDir
	if !mountDisk(t, disk, 24<<20) {
		return
	}
	opts := options(t)
	opts.DataDir = filepath.Join(disk, "data") // the programs are elsewhere
	_ = refused(t, opts, "full", "free some space", opts.DataDir)
	if left, _ := filepath.Glob(filepath.Join(opts.DataDir, "postgres", half+"*")); len(left) > 0 {
		t.Errorf("halves are left: %v", left)
	}
}

func refusedOrRuns(t *testing.T, opts Options) {
	t.Helper()
	p, err := StartPostgres(t.Context(), opts)
	if err == nil {
		err = p.Stop()
	}
	if err != nil && !strings.Contains(err.Error(), "full") {
		t.Errorf("the message does not say that the disk is full: %v", err)
	}
}

// fill leaves nothing free beyond what the size of the disk is more than the given one.
func fill(t *testing.T, disk string, size int) {
	t.Helper()
	err := os.WriteFile(filepath.Join(disk, "filler"), make([]byte, size), 0o600)
	if err != nil && !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
}

func empty(t *testing.T, disk string) {
	t.Helper()
	if err := os.Remove(filepath.Join(disk, "filler")); err != nil {
		t.Fatal(err)
	}
}

func TestIsFull(t *testing.T) {
	for _, err := range []error{
		&os.PathError{Op: "write", Err: syscall.ENOSPC},
		fmt.Errorf("unpack: %w", syscall.EDQUOT),
		errors.New("FATAL:  could not write lock file \"postmaster.pid\": No space left on device"),
	} {
		if !isFull(err) {
			t.Errorf("%v: the disk is full", err)
		}
	}
	if isFull(syscall.EACCES) {
		t.Error("no permission is not a full disk")
	}
}

func TestDefaultDataDir(t *testing.T) {
	root := os.Geteuid() == 0
	for _, c := range []struct {
		name        string
		environment map[string]string
		user, root  string
	}{
		{"as set", map[string]string{"LAUREL_DATA_DIR": "/srv/laurel", "HOME": "/home/olga"}, "/srv/laurel", "/srv/laurel"},
		{"of the desktop", map[string]string{"XDG_DATA_HOME": "/home/olga/data", "HOME": "/home/olga"}, "/home/olga/data/laurel", "/var/lib/laurel"},
		{"a relative one does not count", map[string]string{"XDG_DATA_HOME": "data", "HOME": "/home/olga"}, "/home/olga/.local/share/laurel", "/var/lib/laurel"},
		{"at home", map[string]string{"HOME": "/home/olga"}, "/home/olga/.local/share/laurel", "/var/lib/laurel"},
		{"homeless", nil, "", "/var/lib/laurel"},
	} {
		want := c.user
		if root {
			want = c.root
		}
		got, err := DefaultDataDir(func(name string) string { return c.environment[name] })
		if got != want || (err != nil) != (want == "") {
			t.Errorf("%s: %q, error %v; want %q", c.name, got, err, want)
		}
	}
}

// mountDisk mounts a small disk of the test's own, which takes root and a system that lets it; for
// others TestIsFull has to do.
func mountDisk(t *testing.T, at string, size int) bool {
	t.Helper()
	if err := os.MkdirAll(at, 0o755); err != nil {
		t.Fatal(err)
	}
	err := syscall.Mount("laurel", at, "tmpfs", 0, fmt.Sprintf("size=%d,mode=755", size))
	if errors.Is(err, syscall.EPERM) {
		t.Logf("no disk can be mounted here: %v", err)
		return false
	}
	if err != nil {
		t.Fatalf("mounting a small disk: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(at, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return true
}
