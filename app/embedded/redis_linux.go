package embedded

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// redisServer is a supervised redis-server.
type redisServer struct {
	program  string
	as       account
	folder   string
	socket   string
	password string
	log      *slog.Logger
	stopped  chan struct{} // closed to end the supervision
	ended    chan struct{} // closed when it has ended
}

// The pauses between a death of the server and its next start.
const (
	firstPause = 50 * time.Millisecond
	lastPause  = 5 * time.Second
)

func startRedisServer(ctx context.Context, opts Options) (*Redis, error) {
	program, err := findRedis(ctx)
	if err != nil {
		return nil, err
	}
	s := &redisServer{
		program: program, folder: filepath.Join(opts.DataDir, "redis"), password: rand.Text(),
		log: opts.Log, stopped: make(chan struct{}), ended: make(chan struct{}),
	}
	removeSockets, err := s.prepare(ctx, opts.DataDir)
	if err != nil {
		return nil, err
	}
	first, err := s.start(ctx)
	if err != nil {
		removeSockets()
		return nil, err
	}
	go s.supervise(context.WithoutCancel(ctx), first)
	address := url.URL{Scheme: "unix", User: url.UserPassword("default", s.password), Path: s.socket, RawQuery: "db=0"}
	return &Redis{kind: RedisServer, url: address.String(), end: func() {
		close(s.stopped)
		<-s.ended
		removeSockets()
	}}, nil
}

// redisVersion finds the version in what `redis-server --version` or `valkey-server --version` says.
var redisVersion = regexp.MustCompile(`\bv=(\d+)\.(\d+)\.`)

// findRedis gives the program of an installed Redis or Valkey that is new enough.
func findRedis(ctx context.Context) (string, error) {
	for _, name := range []string{"redis-server", "valkey-server"} {
		program, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		said, err := exec.CommandContext(ctx, program, "--version").Output() //nolint:gosec // found on the operator's PATH
		if err != nil {
			continue
		}
		if found := redisVersion.FindStringSubmatch(string(said)); found != nil {
			major, _ := strconv.Atoi(found[1]) // digits, as matched
			minor, _ := strconv.Atoi(found[2])
			if major > 6 || major == 6 && minor >= 2 {
				return program, nil
			}
		}
	}
	return "", errNoRedisServer
}

// prepare makes the server's folder and chooses its socket, which has this process's id in its name:
// two processes with one data folder (and an outside PostgreSQL) have each its own.
func (s *redisServer) prepare(ctx context.Context, dataDir string) (removeSockets func(), err error) {
	if err := makeFolder(dataDir); err != nil {
		return nil, err
	}
	if s.as, err = childAccount(s.folder); err != nil {
		return nil, err
	}
	if err := s.as.own(s.folder); err != nil {
		return nil, unusable(dataDir, err)
	}
	name := "redis-" + strconv.Itoa(os.Getpid()) + ".sock"
	folder, removeFolder, err := socketFolder(s.as, s.folder, name)
	if err != nil {
		return nil, err
	}
	removeDeadSockets(ctx, folder)
	s.socket = filepath.Join(folder, name)
	return func() {
		_ = os.Remove(s.socket)
		removeFolder()
	}, nil
}

// removeDeadSockets removes the sockets of killed processes.
func removeDeadSockets(ctx context.Context, folder string) {
	sockets, _ := filepath.Glob(filepath.Join(folder, "redis-*.sock"))
	for _, socket := range sockets {
		connection, err := (&net.Dialer{Timeout: time.Second}).DialContext(ctx, "unix", socket)
		if err == nil {
			_ = connection.Close()
		} else if errors.Is(err, syscall.ECONNREFUSED) {
			_ = os.Remove(socket)
		}
	}
}

// supervise starts the server again whenever it dies, until Stop. The pause between two starts grows
// while they fail, and is short again after the server has run for a while.
func (s *redisServer) supervise(ctx context.Context, running *child) {
	defer close(s.ended)
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		if running != nil && s.watch(running) {
			pause = firstPause
		}
		select {
		case <-s.stopped:
			return
		case <-time.After(pause):
		}
		next, err := s.start(ctx)
		if err != nil {
			s.log.Warn("redis-server could not be started again", "error", err)
		}
		running = next
	}
}

// watch returns when the server has ended, by itself or because of Stop, and says whether it ran for
// longer than a server that cannot live would.
func (s *redisServer) watch(running *child) (ranWell bool) {
	well := time.NewTimer(2 * lastPause)
	defer well.Stop()
	for {
		select {
		case <-s.stopped:
			running.stop([]syscall.Signal{syscall.SIGTERM}, 5*time.Second)
			return ranWell
		case <-running.done:
			s.log.Warn("redis-server ended and is started again", "cause", running.err, "said", running.said.String())
			return ranWell
		case <-well.C:
			ranWell = true
		}
	}
}

// start runs the server and returns when it answers.
func (s *redisServer) start(ctx context.Context) (*child, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	in, err := s.as.place(s.folder)
	if err != nil {
		return nil, err
	}
	cmd := command(ctx, s.program, "-")
	cmd.Stdin = strings.NewReader(s.config(in.path)) // not by arguments, which every user of the machine can read
	running, err := in.start(cmd, s.as, s.log)
	if err != nil {
		return nil, err
	}
	for {
		if err = s.ping(ctx); err == nil {
			return running, nil
		}
		select {
		case <-running.done:
			return nil, fmt.Errorf("redis-server ended: %w\n%s", running.err, running.said)
		case <-s.stopped:
			running.stop([]syscall.Signal{syscall.SIGTERM}, 5*time.Second)
			return nil, errors.New("stopped while starting")
		case <-ctx.Done():
			running.stop([]syscall.Signal{syscall.SIGTERM}, 5*time.Second)
			return nil, fmt.Errorf("redis-server does not answer: %w\n%s", err, running.said)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// config is the server's configuration: a socket, no network, nothing written to disk.
func (s *redisServer) config(folder string) string {
	return strings.Join([]string{
		"port 0",
		"unixsocket " + strconv.Quote(s.socket),
		"unixsocketperm 700",
		"requirepass " + s.password,
		`save ""`,
		"appendonly no",
		"stop-writes-on-bgsave-error no",
		"daemonize no",
		"loglevel warning",
		`logfile ""`,
		"dir " + strconv.Quote(folder),
	}, "\n") + "\n"
}

func (s *redisServer) ping(ctx context.Context) error {
	connection, err := (&net.Dialer{}).DialContext(ctx, "unix", s.socket)
	if err != nil {
		return err
	}
	defer func() { _ = connection.Close() }()
	if deadline, ok := ctx.Deadline(); ok {
		if err := connection.SetDeadline(deadline); err != nil {
			return err
		}
	}
	if _, err := connection.Write([]byte(request("AUTH", s.password) + request("PING"))); err != nil {
		return err
	}
	for answers := bufio.NewScanner(connection); answers.Scan(); {
		switch line := answers.Text(); {
		case line == "+PONG":
			return nil
		case strings.HasPrefix(line, "-"):
			return errors.New(line)
		}
	}
	return errors.New("the connection was closed")
}

// request is a command as the protocol of Redis writes it.
func request(words ...string) string {
	text := fmt.Sprintf("*%d\r\n", len(words))
	for _, word := range words {
		text += fmt.Sprintf("$%d\r\n%s\r\n", len(word), word)
	}
	return text
}
