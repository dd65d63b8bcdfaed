package redisboard_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
)

// servers are the kinds of Redis that every test of this package runs on: the one in the process, and
// where redis-server is installed a real one, alone and as a cluster, which refuses scripts that leave
// their slot.
var servers = map[string]redis.UniversalClient{}

func TestMain(m *testing.M) { os.Exit(runOnServers(m)) }

func runOnServers(m *testing.M) int {
	mini := miniredis.NewMiniRedis()
	if err := mini.Start(); err != nil {
		panic(err)
	}
	defer mini.Close()
	servers["in the process"] = redis.NewClient(&redis.Options{Addr: mini.Addr()})
	if program, err := exec.LookPath("redis-server"); err == nil {
		for _, cluster := range []bool{false, true} {
			stop := start(program, cluster)
			defer stop()
		}
	}
	return m.Run()
}

func start(program string, cluster bool) (stop func()) {
	folder, err := os.MkdirTemp("", "redis")
	if err != nil {
		panic(err)
	}
	address := freeAddress()
	_, port, _ := net.SplitHostPort(address)
	args := []string{"--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", folder, "--logfile", filepath.Join(folder, "log")}
	if cluster {
		args = append(args, "--cluster-enabled", "yes")
	}
	server := exec.Command(program, args...)
	server.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := server.Start(); err != nil {
		panic(err)
	}
	client := redis.NewClient(&redis.Options{Addr: address})
	wait(func() error { return client.Ping(context.Background()).Err() })
	name, use := "redis-server", redis.UniversalClient(client)
	if cluster {
		name, use = "a cluster", clusterOf(client, address)
	}
	servers[name] = use
	return func() {
		_ = use.Close()
		_ = server.Process.Kill()
		_ = server.Wait()
		_ = os.RemoveAll(folder)
	}
}

// clusterOf makes a cluster of one node that has all slots.
func clusterOf(node *redis.Client, address string) redis.UniversalClient {
	ctx := context.Background()
	if err := node.ClusterAddSlotsRange(ctx, 0, 16383).Err(); err != nil {
		panic(err)
	}
	client := redis.NewClusterClient(&redis.ClusterOptions{Addrs: []string{address}})
	wait(func() error { return client.Set(ctx, "ready", 1, 0).Err() })
	return client
}

func wait(ready func() error) {
	deadline := time.Now().Add(20 * time.Second)
	for ready() != nil {
		if time.Now().After(deadline) {
			panic(fmt.Sprint("redis-server does not start: ", ready()))
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func freeAddress() string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	defer l.Close()
	return l.Addr().String()
}

var prefixes int

// server is one of them in one test, which keeps its keys apart by a prefix.
type server struct {
	t      *testing.T
	client redis.UniversalClient
	prefix string
}

// onEach runs a test on each kind of server.
func onEach(t *testing.T, test func(server)) {
	t.Helper()
	for name, client := range servers {
		prefixes++
		prefix := "test" + strconv.Itoa(prefixes) + ":{boards}:"
		t.Run(name, func(t *testing.T) { test(server{t, client, prefix}) })
	}
}
