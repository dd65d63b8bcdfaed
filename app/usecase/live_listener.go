package usecase

import (
	"context"
	"slices"
	"sync"
	"time"

	"laurel/domain"
)

// Listener is one open stream of the live feed. It belongs to one reader.
type Listener struct {
	live     *Live
	employee domain.EmployeeID
	session  domain.SessionID
	language string
	role     domain.Role // as of the last check; guarded by the feed's lock
	gone     chan struct{}
	once     sync.Once
	reset    bool
	position int64 // up to which the reader has everything
	next     int64 // the number of the item that comes next
	born     int64 // the number of the first item after the stream was opened
}

// Listen opens a stream for an employee: from now on, or where after is the position of an event from
// the next one on. Where the events after it are not kept any more, or it is none, IsReset says that
// the reader must read everything anew. An employee's oldest stream gives way to one too many; an
// instance that is full is Unavailable. Close ends the stream.
func (l *Live) Listen(ctx context.Context, actor domain.Actor, after *int64) (*Listener, error) {
	select {
	case <-l.started:
	case <-ctx.Done():
		return nil, domain.Unavailable("The live feed has not started yet.", time.Second)
	}
	l.join(1)
	defer l.join(-1)
	n := &Listener{live: l, employee: actor.ID, session: actor.Session, language: actor.Language, role: actor.Role, gone: make(chan struct{})}
	if after != nil && !l.isRecent(*after) {
		held, err := l.uc.db.HeldAfter(ctx, *after, l.uc.Now().Add(-liveKeep))
		if err != nil {
			return nil, err
		}
		n.reset = *after < 0 || *after > held.Last || held.Stale
	}
	l.mu.RLock()
	n.born = l.first + int64(len(l.recent))
	n.position, n.next = l.position, n.born
	l.mu.RUnlock()
	if after != nil && !n.reset {
		n.position, n.next = *after, 0 // what is at hand is gone through from its start
	}
	return n, l.admit(n)
}

// isRecent says whether all events after a position are at hand.
func (l *Live) isRecent(position int64) bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return position >= l.floor && position <= l.position
}

// admit counts a listener in.
func (l *Live) admit(n *Listener) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed || len(l.all) >= l.o.Most {
		return domain.Unavailable("There are too many live streams here. Try again in a moment.", 5*time.Second)
	}
	mine := 0
	for _, other := range l.all {
		if other.employee == n.employee {
			mine++
		}
	}
	if mine >= l.o.PerEmployee {
		oldest := slices.IndexFunc(l.all, func(other *Listener) bool { return other.employee == n.employee })
		l.remove(l.all[oldest])
	}
	l.all = append(l.all, n)
	return nil
}

// IsReset says that events were missed for good: the reader must read everything anew.
func (n *Listener) IsReset() bool { return n.reset }

// Language is that of the listener.
func (n *Listener) Language() string { return n.language }

// Replay gives what the reader missed and is not at hand any more, read from PostgreSQL with the same
// permissions as the rest. It must be called once, before Next.
func (n *Listener) Replay(ctx context.Context, give func(*LiveItem)) error {
	for n.mustReplay() {
		items, err := n.replayPage(ctx)
		if err != nil || items == nil {
			return err
		}
		for _, item := range n.allowed(items) {
			give(item)
		}
	}
	return nil
}

// replayPage reads the next of what was missed; nil where nothing is there (deleted meanwhile, or this
// instance is behind another).
func (n *Listener) replayPage(ctx context.Context) ([]*LiveItem, error) {
	select {
	case n.live.replays <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-n.live.replays }()
	events, err := n.live.uc.db.EventsAfter(ctx, n.position, livePage)
	if err != nil || len(events) == 0 {
		return nil, err
	}
	items, err := n.live.uc.liveItems(ctx, events)
	if err != nil {
		return nil, err
	}
	n.position = events[len(events)-1].Position
	return append([]*LiveItem{}, items...), nil
}

// mustReplay says whether the reader misses events that are not at hand.
func (n *Listener) mustReplay() bool {
	n.live.mu.RLock()
	defer n.live.mu.RUnlock()
	return n.position < n.live.floor
}

// allowed gives those of some items that the reader may have.
func (n *Listener) allowed(items []*LiveItem) []*LiveItem {
	n.live.mu.RLock()
	defer n.live.mu.RUnlock()
	var own []*LiveItem
	for _, item := range items {
		if mine := item.as(n.employee, n.role); mine != nil {
			own = append(own, mine)
		}
	}
	return own
}

// liveMostAtOnce is how many items are taken at a time.
const liveMostAtOnce = 256

// Next gives the items that come next, none where there are none yet: more is then closed as soon as
// there are. ok is false for a reader who is so far behind that what comes next is not at hand any
// more: the stream must be cut.
func (n *Listener) Next() (items []*LiveItem, more <-chan struct{}, ok bool) {
	l := n.live
	l.mu.RLock()
	defer l.mu.RUnlock()
	if n.next < l.first {
		if n.position < l.floor {
			return nil, nil, false
		}
		n.next = l.first // nothing but what is gathered up was missed
	}
	waiting := l.recent[n.next-l.first:]
	if len(waiting) == 0 {
		n.position = max(n.position, l.position)
		return nil, l.news, true
	}
	waiting = waiting[:min(len(waiting), liveMostAtOnce)]
	for _, item := range waiting {
		isNew := item.Position > n.position || (item.Position == 0 && n.next >= n.born) // what is gathered up is never told again
		n.next++
		if mine := item.as(n.employee, n.role); isNew && mine != nil {
			items = append(items, mine)
		}
		n.position = max(n.position, item.Position)
	}
	ready := make(chan struct{})
	close(ready)
	return items, ready, true
}

// Position gives the position up to which the reader has everything that is for them.
func (n *Listener) Position() int64 { return n.position }

// Gone is closed when the stream is to end: its reader is too slow, has signed out, or the server
// stops.
func (n *Listener) Gone() <-chan struct{} { return n.gone }

// Close ends the stream.
func (n *Listener) Close() {
	n.live.mu.Lock()
	defer n.live.mu.Unlock()
	n.live.remove(n)
}

func (n *Listener) end() { n.once.Do(func() { close(n.gone) }) }
