package worker

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"laurel/domain"
)

// How the workers are shared among endpoints.
const (
	laneShare = 2               // one endpoint has at most this part of all workers: one half
	slowLane  = 2               // a slow endpoint has so many
	slowAfter = time.Second     // an endpoint that takes longer for one answer is slow until a faster one
	comeBack  = 2 * time.Second // the least after which a try that found no room comes again
	spread    = 10 * time.Millisecond
	mostLater = 30 * time.Second
)

// lanes keep one endpoint that hangs from taking all workers: as soon as one of its answers is slow it
// has only a few at a time, its other tries step back, and those of other endpoints go on.
type lanes struct {
	most int
	mu   sync.Mutex
	all  map[domain.EndpointID]*lane // there are few endpoints, and each is small
}

func newLanes(workers int) *lanes {
	return &lanes{most: max(workers/laneShare, 1), all: map[domain.EndpointID]*lane{}}
}

// of gives the lane of an endpoint.
func (l *lanes) of(endpoint domain.EndpointID) *lane {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := l.all[endpoint]
	if n == nil {
		n = &lane{places: make(chan struct{}, l.most), slowed: make(chan struct{})}
		l.all[endpoint] = n
	}
	return n
}

// lane is one endpoint's part of the workers.
type lane struct {
	places chan struct{} // taken by the tries that are under way
	mu     sync.Mutex    // guards what follows
	isSlow bool
	slowed chan struct{} // closed while the endpoint is slow
	turned int           // tries that found no room since the endpoint was fast
}

// enter takes a place, and waits for it a little while the endpoint is fast.
func (n *lane) enter(ctx context.Context) bool {
	n.mu.Lock()
	if n.isSlow {
		defer n.mu.Unlock()
		if len(n.places) >= slowLane {
			return false
		}
		select {
		case n.places <- struct{}{}:
			return true
		default:
			return false
		}
	}
	slowed := n.slowed
	n.mu.Unlock()
	patience := time.NewTimer(slowAfter)
	defer patience.Stop()
	select {
	case n.places <- struct{}{}:
		return true
	case <-slowed:
	case <-patience.C:
	case <-ctx.Done():
	}
	return false
}

func (n *lane) leave() { <-n.places }

// later gives when a try that found no room comes again: the more of them, the wider they are spread.
func (n *lane) later() time.Duration {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.turned++
	return comeBack + rand.N(min(time.Duration(n.turned)*spread, mostLater)) //nolint:gosec // spreads load, guards nothing
}

// time watches how long an answer takes; the returned function ends it.
func (n *lane) time() (done func()) {
	slow := time.AfterFunc(slowAfter, n.slow)
	return func() {
		if slow.Stop() {
			n.fast()
		}
	}
}

func (n *lane) slow() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.isSlow {
		n.isSlow = true
		close(n.slowed)
	}
}

func (n *lane) fast() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.turned = 0
	if n.isSlow {
		n.isSlow, n.slowed = false, make(chan struct{})
	}
}
