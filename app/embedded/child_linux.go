package embedded

import (
	"bytes"
	"context"
	"log/slog"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"
)

// child is a program that ends with this process, however this process ends.
type child struct {
	cmd  *exec.Cmd
	said *lines
	done chan struct{} // closed when the child has ended
	err  error         // how it ended; read only after done is closed
}

// startChild runs the command as the given user. The kernel sends the child SIGINT when this process
// dies, so a kill of Laurel leaves no orphan. It sends it already when the *thread* that started the
// child ends, so that thread is kept for as long as the child lives.
func startChild(cmd *exec.Cmd, as account, log *slog.Logger) (*child, error) {
	c := &child{cmd: cmd, said: &lines{log: log}, done: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = c.said, c.said
	cmd.WaitDelay = 5 * time.Second // grandchildren may hold the pipe for longer than the child lives
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Setpgid:    true, // Ctrl-C in a terminal reaches Laurel alone, which stops the child in order
		Pdeathsig:  syscall.SIGINT,
		Credential: as.credential(),
	}
	started := make(chan error)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with this goroutine
		if err := cmd.Start(); err != nil {
			started <- err
			return
		}
		close(started)
		c.err = cmd.Wait()
		close(c.done)
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return c, nil
}

// stop sends the signals one after another, each with its time to obey, until the child has ended.
func (c *child) stop(signals []syscall.Signal, each time.Duration) {
	for _, signal := range signals {
		_ = syscall.Kill(c.cmd.Process.Pid, signal) // an error means that it is gone already
		select {
		case <-c.done:
			return
		case <-time.After(each):
		}
	}
	_ = syscall.Kill(-c.cmd.Process.Pid, syscall.SIGKILL)
	<-c.done
}

// wait lets the child run to its end; where the context ends first, the child is interrupted.
func (c *child) wait(ctx context.Context) error {
	select {
	case <-c.done:
		return c.err
	case <-ctx.Done():
		c.stop([]syscall.Signal{syscall.SIGINT, syscall.SIGTERM}, 5*time.Second)
		return ctx.Err()
	}
}

// lines passes what a child says on to the log and keeps the last of it for an error message.
type lines struct {
	log  *slog.Logger
	mu   sync.Mutex
	part []byte
	last []string
}

// keptLines is how much of what a child said is shown when it fails.
const keptLines = 12

// Write takes any piece of the child's output.
func (l *lines) Write(piece []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.part = append(l.part, piece...)
	for {
		end := bytes.IndexByte(l.part, '\n')
		if end < 0 {
			return len(piece), nil
		}
		l.add(strings.TrimSpace(string(l.part[:end])))
		l.part = l.part[end+1:]
	}
}

func (l *lines) add(line string) {
	if line == "" {
		return
	}
	if l.last = append(l.last, line); len(l.last) > keptLines {
		l.last = l.last[1:]
	}
	level := slog.LevelDebug
	if strings.Contains(line, "FATAL:") || strings.Contains(line, "PANIC:") || strings.Contains(line, "WARNING:") {
		level = slog.LevelWarn
	}
	if strings.HasSuffix(line, "due to administrator command") { // that is us, who stop the server
		level = slog.LevelDebug
	}
	l.log.Log(context.Background(), level, line)
}

// String gives the last lines that the child said.
func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.last, "\n")
}
