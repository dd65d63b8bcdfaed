package usecase

import (
	"context"
	"slices"
	"sync"
	"time"

	"laurel/domain"
)

// Listener is one open stream of the live feed.
type Listener struct {
	live     *Live
	employee domain.EmployeeID
	session  domain.SessionID
	language string
	role     domain.Role // as of the last check; guarded by the feed's lock
	flowing  bool        // new events are handed over; guarded by the feed's lock
	items    chan *LiveItem
	gone     chan struct{}
	once     sync.Once
	reset    bool
	position int64 // up to which the reader has everything; of the reader alone
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
	n := &Listener{
		live: l, employee: actor.ID, session: actor.Session, language: actor.Language, role: actor.Role,
		items: make(chan *LiveItem, l.o.Buffer), gone: make(chan struct{}),
	}
	if after != nil {
		held, err := l.uc.db.HeldAfter(ctx, *after, l.uc.Now().Add(-liveKeep))
		if err != nil {
			return nil, err
		}
		n.reset = *after < 0 || *after > held.Last || held.Stale
	}
	if err := l.admit(n); err != nil {
		return nil, err
	}
	if after == nil || n.reset {
		n.position = l.flow(n)
	} else {
		n.position = *after
	}
	return n, nil
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

// flow lets new events reach a listener and gives the position after which they begin.
func (l *Live) flow(n *Listener) int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	n.flowing = true
	return l.position.Load()
}

// IsReset says that events were missed for good: the reader must read everything anew.
func (n *Listener) IsReset() bool { return n.reset }

// Language is that of the listener.
func (n *Listener) Language() string { return n.language }

// Replay gives the events that the reader missed, read from PostgreSQL with the same permissions as
// the live ones. It must be called once, before Items is read.
func (n *Listener) Replay(ctx context.Context, give func(*LiveItem) error) error {
	if n.flowing {
		return nil
	}
	for n.live.position.Load()-n.position > livePage {
		if err := n.replayPage(ctx, 0, give); err != nil {
			return err
		}
	}
	// From here on new events wait in the buffer; what is before them is little.
	until := n.live.flow(n)
	for n.position < until {
		if err := n.replayPage(ctx, until, give); err != nil {
			return err
		}
	}
	return nil
}

// replayPage gives the next events, up to a position where it is not 0.
func (n *Listener) replayPage(ctx context.Context, until int64, give func(*LiveItem) error) error {
	events, err := n.live.uc.db.EventsAfter(ctx, n.position, livePage)
	if err != nil {
		return err
	}
	if until > 0 {
		events = slices.DeleteFunc(events, func(e domain.Event) bool { return e.Position > until })
	}
	if len(events) == 0 {
		n.position = max(n.position, until) // what was there has been deleted since
		return nil
	}
	items, err := n.live.uc.liveItems(ctx, events)
	if err != nil {
		return err
	}
	for _, item := range items {
		if !n.mayHave(item) {
			continue
		}
		if err := give(item); err != nil {
			return err
		}
	}
	n.position = events[len(events)-1].Position
	return nil
}

func (n *Listener) mayHave(item *LiveItem) bool {
	n.live.mu.Lock()
	defer n.live.mu.Unlock()
	return item.audience.has(n.employee, n.role)
}

// take puts an item into the listener's buffer where it is for them, and says whether they kept up.
// The caller holds the feed's lock.
func (n *Listener) take(item *LiveItem) bool {
	if !n.flowing || !item.audience.has(n.employee, n.role) {
		return true
	}
	select {
	case n.items <- item:
		return true
	default:
		return false
	}
}

// Items are the new events, in order. Take those that IsNew says so of.
func (n *Listener) Items() <-chan *LiveItem { return n.items }

// IsNew says whether the reader does not have an item yet, and notes that it has it now.
func (n *Listener) IsNew(item *LiveItem) bool {
	if item.Position == 0 {
		return true
	}
	if item.Position <= n.position {
		return false
	}
	n.position = item.Position
	return true
}

// Position gives the position up to which the reader has everything that is for them. It is for the
// reader, while nothing is being written.
func (n *Listener) Position() int64 {
	reached := n.live.position.Load()
	if len(n.items) == 0 && reached > n.position {
		n.position = reached // all up to it was handed over before, and nothing of it waits
	}
	return n.position
}

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
