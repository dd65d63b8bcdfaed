package redislive_test

import (
	"context"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"laurel/storage/redislive"
)

func connect(t *testing.T, address string) *redis.Client {
	t.Helper()
	client := redis.NewClient(&redis.Options{Addr: address, MaxRetries: -1, DialTimeout: time.Second})
	t.Cleanup(func() { _ = client.Close() })
	return client
}

func hints(t *testing.T, address string) *redislive.Hints {
	t.Helper()
	h := redislive.New(connect(t, address), "")
	t.Cleanup(h.Close)
	return h
}

func hears(t *testing.T, heard <-chan struct{}) {
	t.Helper()
	select {
	case _, open := <-heard:
		if !open {
			t.Fatal("the subscription has ended")
		}
	case <-time.After(30 * time.Second):
		t.Fatal("nothing is heard")
	}
}

// publishUntilHeard hints again and again: one hint may go out before the other side listens.
func publishUntilHeard(t *testing.T, from *redislive.Hints, heard <-chan struct{}) {
	t.Helper()
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	deadline := time.After(30 * time.Second)
	for position := int64(1); ; position++ {
		from.Publish(position)
		select {
		case <-heard:
			return
		case <-deadline:
			t.Fatal("nothing is heard")
		case <-again.C:
		}
	}
}

func TestSubscribe_hearsOtherInstances(t *testing.T) {
	server := miniredis.RunT(t)
	heard := hints(t, server.Addr()).Subscribe(t.Context())
	hears(t, heard) // that the connection is made
	publishUntilHeard(t, hints(t, server.Addr()), heard)
}

func TestSubscribe_hintsThatNobodyTakesBecomeOne(t *testing.T) {
	server := miniredis.RunT(t)
	heard := hints(t, server.Addr()).Subscribe(t.Context())
	hears(t, heard)
	sender := connect(t, server.Addr())
	for range 100 {
		if err := sender.Publish(t.Context(), "laurel:live", "7").Err(); err != nil {
			t.Fatal(err)
		}
	}
	hears(t, heard)
}

func TestSubscribe_connectsAgainAndHints(t *testing.T) {
	server := miniredis.RunT(t)
	heard := hints(t, server.Addr()).Subscribe(t.Context())
	hears(t, heard)
	address := server.Addr()
	server.Close()
	again := miniredis.NewMiniRedis()
	if err := again.StartAddr(address); err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	hears(t, heard) // without anything published: something may have been missed
	publishUntilHeard(t, hints(t, address), heard)
}

func TestSubscribe_endsWithItsContext(t *testing.T) {
	server := miniredis.RunT(t)
	ctx, cancel := context.WithCancel(t.Context())
	heard := hints(t, server.Addr()).Subscribe(ctx)
	cancel()
	deadline := time.After(30 * time.Second)
	for {
		select {
		case _, open := <-heard:
			if !open {
				return
			}
		case <-deadline:
			t.Fatal("the channel stays open")
		}
	}
}

func TestPublish_neverBlocksWhenRedisIsAway(t *testing.T) {
	server := miniredis.RunT(t)
	address := server.Addr()
	server.Close()
	h := hints(t, address)
	heard := h.Subscribe(t.Context())
	start := time.Now()
	for position := range int64(10_000) {
		h.Publish(position)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("10,000 hints took %s", took)
	}
	select {
	case <-heard:
		t.Error("a hint is heard from nowhere")
	default:
	}
}
