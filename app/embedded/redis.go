package embedded

import (
	"context"
	"crypto/rand"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/alicebob/miniredis/v2"
)

// The kinds of Redis that can run.
const (
	RedisServer    = "redis-server" // the machine's own, as a child
	RedisInProcess = "in-process"   // miniredis: fine for some 10,000 employees, see docs/dependencies.md
)

// Redis is a running Redis that belongs to this process. Nothing in it outlives the process: what
// Laurel keeps in Redis can be built again from PostgreSQL at any time.
type Redis struct {
	kind     string
	url      string
	end      func()
	stopOnce sync.Once
}

// URL is the address of the Redis. It holds the password and stays the same when a server that died
// is started again.
func (r *Redis) URL() string { return r.url }

// Kind says which kind of Redis runs: RedisServer or RedisInProcess.
func (r *Redis) Kind() string { return r.kind }

// Stop ends the Redis. Calling it again does nothing.
func (r *Redis) Stop() { r.stopOnce.Do(r.end) }

// StartRedis runs the machine's redis-server (or valkey-server) 6.2 or later where there is one that
// starts, and starts it again whenever it dies; else a Redis inside the process. The context bounds
// the start alone.
func StartRedis(ctx context.Context, opts Options) (*Redis, error) {
	opts, err := opts.complete()
	if err != nil {
		return nil, err
	}
	r, err := startRedisServer(ctx, opts)
	if err != nil {
		if !errors.Is(err, errNoRedisServer) {
			opts.Log.Warn("redis-server is installed but does not start; the Redis inside the process is used", "error", err)
		}
		if r, err = startInProcess(); err != nil {
			return nil, err
		}
	}
	if err := r.announce(opts.DataDir); err != nil {
		r.Stop()
		return nil, err
	}
	return r, nil
}

// errNoRedisServer says that this machine has no redis-server to run.
var errNoRedisServer = errors.New("no redis-server of version 6.2 or later is installed")

// announce writes down where the Redis is, for who attaches to it.
func (r *Redis) announce(folder string) error {
	if err := makeFolder(folder); err != nil {
		return err
	}
	file := filepath.Join(folder, redisURLFile)
	if err := replaceFile(file, r.url+"\n"); err != nil {
		return unusable(folder, err)
	}
	end := r.end
	r.end = func() {
		end()
		_ = os.Remove(file)
	}
	return nil
}

// tick is how often the time of the Redis in the process moves on: the most that a key outlives its
// expiry by.
const tick = 50 * time.Millisecond

func startInProcess() (*Redis, error) {
	server, password := miniredis.NewMiniRedis(), rand.Text()
	server.RequireAuth(password)
	if err := server.StartAddr("127.0.0.1:0"); err != nil {
		return nil, err
	}
	ticker, stop := time.NewTicker(tick), make(chan struct{})
	var driven sync.WaitGroup
	driven.Go(func() { drive(server, ticker.C, stop) })
	address := url.URL{Scheme: "redis", User: url.UserPassword("default", password), Host: server.Addr(), Path: "/0"}
	return &Redis{kind: RedisInProcess, url: address.String(), end: func() {
		ticker.Stop()
		close(stop)
		driven.Wait()
		server.Close()
	}}, nil
}

// drive moves the server's time on with the ticks: by itself it stands still, and no key would ever
// expire. A tick that comes late (the machine slept) moves it by all that has passed.
func drive(server *miniredis.Miniredis, ticks <-chan time.Time, stop <-chan struct{}) {
	var last time.Time
	for {
		select {
		case <-stop:
			return
		case now := <-ticks:
			if !last.IsZero() && now.After(last) {
				server.FastForward(now.Sub(last))
			}
			last = now
		}
	}
}
