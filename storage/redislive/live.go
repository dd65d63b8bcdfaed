// Package redislive carries the hint from one instance to the others that something new is there.
// It is only a hint: whoever hears it reads PostgreSQL, and whoever hears nothing asks PostgreSQL now
// and then. When Redis is away nothing waits and nothing fails.
package redislive

import (
	"context"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

// publishTimeout bounds one try to publish; a hint that is late is of no use.
const publishTimeout = 2 * time.Second

// Hints are the hints that go through one Redis.
type Hints struct {
	redis   redis.UniversalClient
	channel string
	latest  chan int64 // the position that waits to be published; a later one takes its place
	done    chan struct{}
	stop    context.CancelFunc
}

// New gives the hints that go through a client. channel "" is `laurel:live`. Close ends them; the
// client stays the caller's.
func New(client redis.UniversalClient, channel string) *Hints {
	if channel == "" {
		channel = "laurel:live"
	}
	ctx, stop := context.WithCancel(context.Background())
	h := &Hints{redis: client, channel: channel, latest: make(chan int64, 1), done: make(chan struct{}), stop: stop}
	go h.publish(ctx)
	return h
}

// Publish hints that events up to a position are there. It returns at once, whatever Redis does; of
// hints that follow one another faster than Redis takes them, the last goes out.
func (h *Hints) Publish(position int64) {
	for {
		select {
		case h.latest <- position:
			return
		default:
		}
		select {
		case waiting := <-h.latest:
			position = max(position, waiting)
		default:
		}
	}
}

func (h *Hints) publish(ctx context.Context) {
	defer close(h.done)
	for {
		select {
		case <-ctx.Done():
			return
		case position := <-h.latest:
			h.send(ctx, position)
		}
	}
}

// send tries once: the next hint says all that this one would have said.
func (h *Hints) send(ctx context.Context, position int64) {
	ctx, cancel := context.WithTimeout(ctx, publishTimeout)
	defer cancel()
	_ = h.redis.Publish(ctx, h.channel, strconv.FormatInt(position, 10)).Err()
}

// Subscribe gives a channel that receives whenever something new may be there: at each hint, and when
// the connection to Redis is made again, since hints may have been missed meanwhile. Hints that nobody
// takes become one. The channel is closed when the context ends.
func (h *Hints) Subscribe(ctx context.Context) <-chan struct{} {
	heard := make(chan struct{}, 1)
	subscription := h.redis.Subscribe(ctx, h.channel)
	go func() {
		defer close(heard)
		defer subscription.Close() //nolint:errcheck // nothing is left to do with it
		messages := subscription.ChannelWithSubscriptions(redis.WithChannelHealthCheckInterval(3 * time.Second))
		for {
			select {
			case <-ctx.Done():
				return
			case _, open := <-messages:
				if !open {
					return
				}
				select {
				case heard <- struct{}{}:
				default:
				}
			}
		}
	}()
	return heard
}

// Close ends publishing; a hint that waits is dropped.
func (h *Hints) Close() {
	h.stop()
	<-h.done
}
