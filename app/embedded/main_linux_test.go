package embedded

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// base is the folder of this run. It is open to others, because root's PostgreSQL runs as an
// unprivileged user, who could not reach t.TempDir.
var base string

// The test's own program serves as other processes: as a Laurel that can be killed, and as a
// redis-server on machines that have none.
func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == "redis-server" {
		os.Exit(standInRedis(os.Args[1]))
	}
	if role := os.Getenv("LAUREL_TEST_ROLE"); role != "" {
		os.Exit(play(role))
	}
	var err error
	if base, err = os.MkdirTemp("", "laurel-embedded-"); err == nil {
		err = os.Chmod(base, 0o755)
	}
	if err != nil {
		slog.Error("no folder for the tests", "error", err)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(base)
	os.Exit(code)
}

// play runs this program as a Laurel with the folders given by the environment: it says where its
// server is, stops it when its input ends, and says so.
func play(role string) int {
	opts := Options{DataDir: os.Getenv("LAUREL_TEST_DATA"), Programs: os.Getenv("LAUREL_TEST_PROGRAMS")}
	var address string
	var stop func() error
	switch role {
	case "postgres":
		p, err := StartPostgres(context.Background(), opts)
		if err != nil {
			fmt.Println("failed", strings.ReplaceAll(err.Error(), "\n", " "))
			return 0
		}
		address, stop = p.URL(), p.Stop
	case "redis":
		r, err := StartRedis(context.Background(), opts)
		if err != nil {
			fmt.Println("failed", err)
			return 0
		}
		address, stop = r.URL(), func() error { r.Stop(); return nil }
	}
	fmt.Println("ready", address)
	_, _ = io.Copy(io.Discard, os.Stdin)
	fmt.Println("stopped", stop())
	return 0
}

// other is another process that runs a server.
type other struct {
	cmd   *exec.Cmd
	input io.Closer
	says  *bufio.Reader
}

// startOther runs this test's program in a role. Uid 0 keeps the present user.
func startOther(t *testing.T, role string, opts Options, uid uint32) *other {
	t.Helper()
	cmd := exec.Command(program(t))
	cmd.Dir = "/"
	cmd.Env = append(os.Environ(), "LAUREL_TEST_ROLE="+role, "LAUREL_TEST_DATA="+opts.DataDir, "LAUREL_TEST_PROGRAMS="+opts.Programs)
	if uid != 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uid, Gid: uid, Groups: []uint32{}}}
	}
	cmd.Stderr = t.Output()
	input, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	o := &other{cmd: cmd, input: input, says: bufio.NewReader(output)}
	t.Cleanup(o.kill)
	return o
}

// said gives the next line that the process says, as its first word and the rest.
func (o *other) said(t *testing.T) (word, rest string) {
	t.Helper()
	line, err := o.says.ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	word, rest, _ = strings.Cut(strings.TrimSpace(line), " ")
	return word, rest
}

// ready gives the address of the process's server.
func (o *other) ready(t *testing.T) string {
	t.Helper()
	word, rest := o.said(t)
	if word != "ready" {
		t.Fatalf("the other process said %q %q", word, rest)
	}
	return rest
}

// kill ends the process as the kernel does when memory runs out.
func (o *other) kill() {
	_ = o.cmd.Process.Kill()
	_ = o.cmd.Wait()
}

// program copies this test's program to where an unprivileged user can run it.
func program(t *testing.T) string {
	t.Helper()
	return programAs(t, filepath.Join(base, "laurel"))
}

func programAs(t *testing.T, copied string) string {
	t.Helper()
	if _, err := os.Stat(copied); err == nil {
		return copied
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(copied), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(copied, content, 0o755); err != nil {
		t.Fatal(err)
	}
	return copied
}

// options give the test a data folder of its own, and the programs that all tests share.
func options(t *testing.T) Options {
	t.Helper()
	return Options{
		DataDir:  filepath.Join(base, strings.ReplaceAll(t.Name(), "/", "-")),
		Programs: filepath.Join(base, "programs"),
		Log:      slog.New(slog.NewTextHandler(t.Output(), nil)),
	}
}

func startPostgres(t *testing.T, opts Options) *Postgres {
	t.Helper()
	p, err := StartPostgres(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Stop() })
	return p
}

// refused gives the error of a start that must fail, and checks that it says all the given words.
func refused(t *testing.T, opts Options, words ...string) error {
	t.Helper()
	p, err := StartPostgres(t.Context(), opts)
	if err == nil {
		_ = p.Stop()
		t.Fatal("PostgreSQL started, which must be refused")
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("the message does not say %q: %v", word, err)
		}
	}
	return err
}

// ask runs one statement and gives its one value as text, "" where it has none.
func ask(t *testing.T, address, sql string) string {
	t.Helper()
	value, err := tryAsk(address, sql)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return value
}

func tryAsk(address, sql string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	db, err := pgx.Connect(ctx, address)
	if err != nil {
		return "", err
	}
	defer func() { _ = db.Close(ctx) }()
	var value string
	if err := db.QueryRow(ctx, sql).Scan(&value); err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return "", err
	}
	return value, nil
}

// eventually polls until the condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not in time: %s", what)
		}
	}
}
