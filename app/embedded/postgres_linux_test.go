package embedded

import (
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

func TestPostgres_isDurableAndKnowsLanguages(t *testing.T) {
	p := startPostgres(t, options(t))
	for _, c := range []struct{ sql, want string }{
		{"select current_setting('server_version_num')::int / 10000 || ''", PostgresVersion},
		{"show fsync", "on"},
		{"show synchronous_commit", "on"},
		{"show full_page_writes", "on"},
		{"show listen_addresses", ""},
		{"show server_encoding", "UTF8"},
		{"show jit", "off"},
		{"show password_encryption", "scram-sha-256"},
		{"show timezone", "UTC"},
		{"select current_database() || ' ' || current_user", "laurel laurel"},
		{"select to_tsvector('russian', '«Спасибо» — друзьям')::text", "'друз':2 'спасиб':1"},
		{"select lower('ПРИВЕТ')", "привет"},
		{"select string_agg(n, ' ' order by n) from unnest(array['б', 'a', 'Я', 'Z']) n", "Z a Я б"}, // by code points, on each machine
		{`select ('Ёлка' < 'Жук' collate "ru-x-icu")::text`, "true"},
		{"select uuid_extract_version(uuidv7())::text", "7"},
		{"create extension pg_trgm", ""},
		{"select (similarity('Иванов', 'иванав') > 0.3)::text", "true"},
		{"create extension unaccent", ""},
		{"select unaccent('Zoë')", "Zoe"},
		{"create extension citext", ""},
		{"create extension pg_stat_statements", ""},
		{"create extension btree_gin", ""},
	} {
		if got := ask(t, p.URL(), c.sql); got != c.want {
			t.Errorf("%s = %q, want %q", c.sql, got, c.want)
		}
	}
}

func TestPostgres_restartKeepsWhatWasStored(t *testing.T) {
	opts := options(t)
	p := startPostgres(t, opts)
	ask(t, p.URL(), "create table kept as select 'here' as what")
	if err := p.Stop(); err != nil {
		t.Fatal(err)
	}
	if got := ask(t, startPostgres(t, opts).URL(), "select what from kept"); got != "here" {
		t.Errorf("after a restart the table holds %q", got)
	}
}

func TestPostgres_stopLeavesNothingRunning(t *testing.T) {
	opts := options(t)
	p := startPostgres(t, opts)
	if err := errors.Join(p.Stop(), p.Stop()); err != nil { // twice: the second does nothing
		t.Fatal(err)
	}
	select {
	case <-p.Done():
	default:
		t.Error("Done is not closed after Stop")
	}
	if left := workersIn(filepath.Join(opts.DataDir, "postgres", "data")); len(left) > 0 {
		t.Errorf("processes %v are left", left)
	}
	if _, err := Attach(t.Context(), opts.DataDir); !errors.Is(err, ErrNotRunning) {
		t.Errorf("Attach after Stop: %v", err)
	}
}

func TestPostgres_asksForThePassword(t *testing.T) {
	opts := options(t)
	p := startPostgres(t, opts)
	u, err := url.Parse(p.URL())
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(owner, "guess")
	_, err = tryAsk(u.String(), "select ''")
	var refusal *pgconn.PgError
	if !errors.As(err, &refusal) || refusal.Code != "28P01" {
		t.Errorf("a wrong password: %v", err)
	}
	for place, want := range map[string]os.FileMode{
		filepath.Join(opts.DataDir, "postgres.password"): 0o600,
		filepath.Join(opts.DataDir, postgresURLFile):     0o600,
		filepath.Join(opts.DataDir, "postgres"):          0o700,
		filepath.Join(opts.DataDir, "postgres", "data"):  0o700,
		u.Query().Get("host"):                            0o700, // the folder of the socket
	} {
		info, err := os.Stat(place)
		if err != nil {
			t.Error(err)
		} else if info.Mode().Perm() != want {
			t.Errorf("%s: mode %v, want %v", place, info.Mode().Perm(), want)
		}
	}
}

func TestPostgres_secondStartIsRefused(t *testing.T) {
	opts := options(t)
	p := startPostgres(t, opts)
	var inUse *InUseError
	if err := refused(t, opts, opts.DataDir, "LAUREL_DATA_DIR"); !errors.As(err, &inUse) || inUse.Process != os.Getpid() {
		t.Errorf("the error is %#v", err)
	}
	if word, rest := startOther(t, "postgres", opts, 0).said(t); word != "failed" || !strings.Contains(rest, "process "+strconv.Itoa(os.Getpid())) {
		t.Errorf("another process said %s %s", word, rest)
	}
	if got := ask(t, p.URL(), "select 'alive'"); got != "alive" {
		t.Errorf("the first one says %q", got)
	}
}

func TestAttach_findsTheServerOfAnotherProcess(t *testing.T) {
	opts := options(t)
	if _, err := Attach(t.Context(), opts.DataDir); !errors.Is(err, ErrNotRunning) {
		t.Errorf("before the start: %v", err)
	}
	running := startOther(t, "postgres", opts, 0)
	address := running.ready(t)
	servers, err := Attach(t.Context(), opts.DataDir)
	if err != nil || servers.DatabaseURL != address || servers.RedisURL != "" {
		t.Errorf("found %+v, error %v; want %s", servers, err, address)
	}
	running.kill()
	eventually(t, "a killed process is not attached to", func() bool {
		_, err := Attach(t.Context(), opts.DataDir)
		return errors.Is(err, ErrNotRunning)
	})
}

func TestPostgres_endsWithAKilledProcessAndLosesNothing(t *testing.T) {
	opts := options(t)
	for round := range 3 {
		laurel := startOther(t, "postgres", opts, 0)
		address := laurel.ready(t)
		if round == 0 {
			ask(t, address, "create table kept (round int)")
		}
		ask(t, address, "insert into kept values ("+strconv.Itoa(round)+")")
		laurel.kill()
		if round == 0 { // in the other rounds the next start comes while the orphan still ends
			eventually(t, "PostgreSQL ends with the process that started it", func() bool {
				return len(workersIn(filepath.Join(opts.DataDir, "postgres", "data"))) == 0
			})
		}
	}
	if got := ask(t, startPostgres(t, opts).URL(), "select count(*)::text from kept"); got != "3" {
		t.Errorf("%s of 3 rows are left", got)
	}
}

func TestPostgres_stopsWhenItsProcessStops(t *testing.T) {
	opts := options(t)
	laurel := startOther(t, "postgres", opts, 0)
	laurel.ready(t)
	if err := laurel.input.Close(); err != nil {
		t.Fatal(err)
	}
	if word, rest := laurel.said(t); word != "stopped" || rest != "<nil>" {
		t.Errorf("the process said %s %s", word, rest)
	}
}

func TestPostgres_tellsThatItDied(t *testing.T) {
	opts := options(t)
	p := startPostgres(t, opts)
	ask(t, p.URL(), "create table kept as select 'here' as what")
	if err := p.Err(); err != nil {
		t.Errorf("while it runs: %v", err)
	}
	if err := syscall.Kill(p.server.cmd.Process.Pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	<-p.Done()
	if p.Err() == nil || p.Stop() == nil {
		t.Error("a death passes for a clean stop")
	}
	if got := ask(t, startPostgres(t, opts).URL(), "select what from kept"); got != "here" {
		t.Errorf("after the next start the table holds %q", got)
	}
}

func TestPostgres_staleProcessIDIsNoHindrance(t *testing.T) {
	opts := options(t)
	if err := startPostgres(t, opts).Stop(); err != nil {
		t.Fatal(err)
	}
	// What a killed PostgreSQL leaves, when its id has gone to another process since.
	stale := filepath.Join(opts.DataDir, "postgres", "data", "postmaster.pid")
	if err := os.WriteFile(stale, []byte(strconv.Itoa(os.Getpid())+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	startPostgres(t, opts)
}

func TestPostgres_otherVersionIsRefusedAndLeftAlone(t *testing.T) {
	opts := options(t)
	data := filepath.Join(opts.DataDir, "postgres", "data")
	if err := os.MkdirAll(data, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, "PG_VERSION"), []byte("17\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var version *VersionError
	if err := refused(t, opts, "PostgreSQL 17", "PostgreSQL 18", "backup"); !errors.As(err, &version) || version.Found != "17" {
		t.Errorf("the error is %#v", err)
	}
	if entries, err := os.ReadDir(data); err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, error %v", entries, err)
	}
}

func TestPostgres_foreignFilesAreLeftAlone(t *testing.T) {
	opts := options(t)
	file := filepath.Join(opts.DataDir, "postgres", "data", "diary.txt")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	_ = refused(t, opts, "no PostgreSQL data")
	if _, err := os.Stat(file); err != nil {
		t.Error(err)
	}
}

func TestPostgres_interruptedFirstStartIsBegunAnew(t *testing.T) {
	opts := options(t)
	startPostgres(t, Options{DataDir: opts.DataDir + "-unpacks", Programs: opts.Programs}) // so that only initdb is interrupted
	laurel := startOther(t, "postgres", opts, 0)
	eventually(t, "initdb is on its way", func() bool {
		found, _ := filepath.Glob(filepath.Join(opts.DataDir, "postgres", half+"*", "data", "base"))
		return len(found) > 0
	})
	laurel.kill()
	p := startPostgres(t, opts)
	if got := ask(t, p.URL(), "select 'whole'"); got != "whole" {
		t.Errorf("it says %q", got)
	}
	if err := p.Stop(); err != nil {
		t.Fatal(err)
	}
	startPostgres(t, opts) // initdb of the killed process has ended by now, whatever it still wrote
	if left, _ := filepath.Glob(filepath.Join(opts.DataDir, "postgres", half+"*")); len(left) > 0 {
		t.Errorf("halves are left: %v", left)
	}
}

func TestPostgres_lostPasswordIsReplaced(t *testing.T) {
	opts := options(t)
	p := startPostgres(t, opts)
	ask(t, p.URL(), "create table kept as select 'here' as what")
	if err := p.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(opts.DataDir, "postgres.password")); err != nil {
		t.Fatal(err)
	}
	if got := ask(t, startPostgres(t, opts).URL(), "select what from kept"); got != "here" {
		t.Errorf("the table holds %q", got)
	}
}

func TestPostgres_damagedProgramsAreUnpackedAgain(t *testing.T) {
	opts := options(t)
	opts.Programs = "" // in the data folder
	if err := startPostgres(t, opts).Stop(); err != nil {
		t.Fatal(err)
	}
	unpacked, err := filepath.Glob(filepath.Join(opts.DataDir, "programs", "postgres-*"))
	if err != nil || len(unpacked) != 1 {
		t.Fatalf("unpacked are %v, error %v", unpacked, err)
	}
	for _, left := range []string{whole + "0123456789abcdef", partial + "1"} { // by another version, and by a killed start
		if err := os.Mkdir(filepath.Join(opts.DataDir, "programs", left), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{marker, "bin/initdb"} {
		if err := os.Remove(filepath.Join(unpacked[0], file)); err != nil {
			t.Fatal(err)
		}
	}
	if err := startPostgres(t, opts).Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(unpacked[0], "bin/initdb")); err != nil {
		t.Error(err)
	}
	if entries, err := os.ReadDir(filepath.Join(opts.DataDir, "programs")); err != nil || len(entries) != 1 {
		t.Errorf("the folder of the programs holds %v, error %v", entries, err)
	}
}

func TestPostgres_longPathsGetAShortSocket(t *testing.T) {
	opts := options(t)
	opts.DataDir = filepath.Join(opts.DataDir, strings.Repeat("long", 30))
	p := startPostgres(t, opts)
	ask(t, p.URL(), "select ''")
	u, err := url.Parse(p.URL())
	if err != nil {
		t.Fatal(err)
	}
	sockets := u.Query().Get("host")
	if err := p.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(sockets); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder of the socket is left: %s, %v", sockets, err)
	}
}

func TestSocketFolder_othersFolderIsNotTrusted(t *testing.T) {
	wanted := filepath.Join(base, strings.Repeat("long", 30))
	as := account{uid: uint32(os.Geteuid()), gid: uint32(os.Getegid())}
	for _, mode := range []os.FileMode{0o700, 0o777} {
		first, _, err := socketFolder(as, wanted, "socket")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(first, mode); err != nil {
			t.Fatal(err)
		}
		second, remove, err := socketFolder(as, wanted, "socket")
		if err != nil || (second == first) != (mode == 0o700) {
			t.Errorf("a folder of mode %v: %s, then %s, error %v", mode, first, second, err)
		}
		remove()
		_ = os.Remove(first)
	}
}

func TestPostgresArchive_otherProcessorsNeedAnOutsideServer(t *testing.T) {
	if _, err := postgresArchive("riscv64"); !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), "DATABASE_URL") {
		t.Errorf("the error is %v", err)
	}
}
