package embedded

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
)

// standInRedis is what this test's program does when it is called redis-server: enough of one for
// machines that have none. It reads the configuration from its input and serves the socket.
func standInRedis(argument string) int {
	if argument == "--version" {
		fmt.Println("Redis server v=7.0.15 sha=00000000:0 malloc=libc bits=64")
		return 0
	}
	config, err := io.ReadAll(os.Stdin)
	if err != nil {
		return 1
	}
	settings := map[string]string{}
	for line := range strings.Lines(string(config)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		settings[name] = strings.Trim(value, `"`)
	}
	if err := os.Chdir(settings["dir"]); err != nil {
		return 1
	}
	server := miniredis.NewMiniRedis()
	server.RequireAuth(settings["requirepass"])
	if err := server.StartAddr("127.0.0.1:0"); err != nil {
		return 1
	}
	_ = os.Remove(settings["unixsocket"])
	socket, err := net.Listen("unix", settings["unixsocket"])
	if err != nil {
		return 1
	}
	for {
		client, err := socket.Accept()
		if err != nil {
			return 1
		}
		behind, err := net.Dial("tcp", server.Addr())
		if err != nil {
			return 1
		}
		go func() { _, _ = io.Copy(behind, client); _ = behind.Close() }()
		go func() { _, _ = io.Copy(client, behind); _ = client.Close() }()
	}
}

// onlyProgram makes a PATH on which nothing but one program is found, and that under one name.
func onlyProgram(t *testing.T, name, program string) {
	t.Helper()
	folder := filepath.Join(options(t).DataDir + "-bin")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if program != "" {
		if err := os.Symlink(program, filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", folder)
}

// call calls a Redis and gives the first line of its answer.
func call(address string, words ...string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	place := u.Path
	if u.Scheme == "redis" {
		u.Scheme, place = "tcp", u.Host
	}
	connection, err := net.Dial(u.Scheme, place)
	if err != nil {
		return "", err
	}
	defer func() { _ = connection.Close() }()
	if err := connection.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		return "", err
	}
	password, _ := u.User.Password()
	if _, err := connection.Write([]byte(request("AUTH", password) + request(words...))); err != nil {
		return "", err
	}
	answers := bufio.NewReader(connection)
	if line, err := answers.ReadString('\n'); err != nil || strings.TrimSpace(line) != "+OK" {
		return line, errors.Join(errors.New("AUTH was refused"), err)
	}
	line, err := answers.ReadString('\n')
	return strings.TrimSpace(line), err
}

func mustCall(t *testing.T, address string, words ...string) string {
	t.Helper()
	answer, err := call(address, words...)
	if err != nil {
		t.Fatalf("%v: %v", words, err)
	}
	return answer
}

func startRedis(t *testing.T, opts Options) *Redis {
	t.Helper()
	r, err := StartRedis(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Stop)
	return r
}

// redisServers are the programs that the tests of a child run with: the stand-in and, where there is
// one, the machine's own.
func redisServers(t *testing.T) map[string]string {
	t.Helper()
	servers := map[string]string{"stand-in": programAs(t, filepath.Join(base, "stand-in", "redis-server"))}
	if installed, err := exec.LookPath("redis-server"); err == nil {
		servers["installed"] = installed
	}
	return servers
}

func TestRedis_serverIsAChildOverASocket(t *testing.T) {
	for name, program := range redisServers(t) {
		t.Run(name, func(t *testing.T) {
			onlyProgram(t, "redis-server", program)
			opts := options(t)
			r := startRedis(t, opts)
			if r.Kind() != RedisServer || !strings.HasPrefix(r.URL(), "unix://") {
				t.Errorf("%s at %s", r.Kind(), r.URL())
			}
			if got := mustCall(t, r.URL(), "SET", "leaf", "green"); got != "+OK" {
				t.Errorf("SET: %s", got)
			}
			said, err := os.ReadFile(filepath.Join(opts.DataDir, redisURLFile))
			if err != nil || strings.TrimSpace(string(said)) != r.URL() {
				t.Errorf("it is announced as %q, error %v", said, err)
			}
			r.Stop()
			r.Stop() // the second does nothing
			if left := workersIn(filepath.Join(opts.DataDir, "redis")); len(left) > 0 {
				t.Errorf("processes %v are left", left)
			}
			if left, _ := filepath.Glob(filepath.Join(opts.DataDir, "redis", "*")); len(left) > 0 {
				t.Errorf("files are left: %v", left)
			}
		})
	}
}

func TestRedis_deadServerIsStartedAgainAtTheSameAddress(t *testing.T) {
	for name, program := range redisServers(t) {
		t.Run(name, func(t *testing.T) {
			onlyProgram(t, "redis-server", program)
			opts := options(t)
			r := startRedis(t, opts)
			for range 3 {
				running := workersIn(filepath.Join(opts.DataDir, "redis"))
				if len(running) != 1 {
					t.Fatalf("processes %v run", running)
				}
				if err := syscall.Kill(running[0], syscall.SIGKILL); err != nil {
					t.Fatal(err)
				}
				eventually(t, "another server answers", func() bool {
					now := workersIn(filepath.Join(opts.DataDir, "redis"))
					answer, err := call(r.URL(), "PING")
					return err == nil && answer == "+PONG" && len(now) == 1 && now[0] != running[0]
				})
			}
		})
	}
}

func TestRedis_serverEndsWithAKilledProcess(t *testing.T) {
	for name, program := range redisServers(t) {
		t.Run(name, func(t *testing.T) {
			onlyProgram(t, "redis-server", program)
			opts := options(t)
			laurel := startOther(t, "redis", opts, 0)
			mustCall(t, laurel.ready(t), "PING")
			laurel.kill()
			eventually(t, "redis-server ends with the process that started it", func() bool {
				return len(workersIn(filepath.Join(opts.DataDir, "redis"))) == 0
			})
			u, err := url.Parse(startRedis(t, opts).URL())
			if err != nil {
				t.Fatal(err)
			}
			if sockets, _ := filepath.Glob(filepath.Join(filepath.Dir(u.Path), "*.sock")); len(sockets) != 1 {
				t.Errorf("the socket of the killed process is left: %v", sockets)
			}
		})
	}
}

func TestRedis_twoProcessesOnOneFolderHaveEachTheirOwn(t *testing.T) {
	for name, program := range redisServers(t) {
		t.Run(name, func(t *testing.T) {
			onlyProgram(t, "redis-server", program)
			opts := options(t)
			mine, others := startRedis(t, opts), startOther(t, "redis", opts, 0).ready(t)
			mustCall(t, mine.URL(), "SET", "leaf", "green")
			if got := mustCall(t, others, "EXISTS", "leaf"); got != ":0" {
				t.Errorf("a key of one is seen in the other: %s", got)
			}
		})
	}
}

func TestRedis_runsInTheProcessWhereThereIsNoFitServer(t *testing.T) {
	old := filepath.Join(base, "old-redis")
	if err := os.WriteFile(old, []byte("#!/bin/sh\necho 'Redis server v=6.0.16 sha=0'\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(base, "broken-redis")
	if err := os.WriteFile(broken, []byte("#!/bin/sh\n[ \"$1\" = --version ] && echo 'Redis server v=7.2.1 sha=0' && exit\nexit 3\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, program := range map[string]string{"none": "", "too old": old, "broken": broken} {
		t.Run(name, func(t *testing.T) {
			onlyProgram(t, "redis-server", program)
			r := startRedis(t, options(t))
			if r.Kind() != RedisInProcess {
				t.Errorf("it is %s", r.Kind())
			}
			if got := mustCall(t, r.URL(), "PING"); got != "+PONG" {
				t.Errorf("PING: %s", got)
			}
		})
	}
}

func TestRedis_inProcessKeysExpireByTheClock(t *testing.T) {
	onlyProgram(t, "", "")
	r := startRedis(t, options(t))
	mustCall(t, r.URL(), "SET", "lock", "mine", "PX", "200")
	if got := mustCall(t, r.URL(), "EXISTS", "lock"); got != ":1" {
		t.Errorf("EXISTS at once: %s", got)
	}
	eventually(t, "the key expires", func() bool { return mustCall(t, r.URL(), "EXISTS", "lock") == ":0" })
}

func TestDrive_movesTimeByWhatHasPassed(t *testing.T) {
	server := miniredis.NewMiniRedis()
	if err := server.Set("lock", "mine"); err != nil {
		t.Fatal(err)
	}
	server.SetTTL("lock", time.Minute)
	start, ticks, stop := time.Unix(1_800_000_000, 0), make(chan time.Time), make(chan struct{})
	ended := make(chan struct{})
	go func() { drive(server, ticks, stop); close(ended) }()
	for _, at := range []time.Duration{0, 50 * time.Millisecond, 100 * time.Millisecond, 40 * time.Second, 39 * time.Second} { // the last is a clock set back
		ticks <- start.Add(at)
	}
	close(stop)
	<-ended
	if got := server.TTL("lock"); got != 20*time.Second {
		t.Errorf("after 40 of its 60 seconds the key has %v left", got)
	}
}
