package usecase

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"laurel/domain"
)

// How the live feed works when its options say nothing else.
const (
	livePerEmployee = 20
	liveMost        = 20_000
	liveBuffer      = 256
)

// The rhythm of the live feed, and how long its events can be asked for again.
const (
	liveKeep     = 24 * time.Hour
	livePoll     = 500 * time.Millisecond // finds what no hint told of
	liveGather   = 250 * time.Millisecond // boards that moved are told of so often
	livePresence = 3 * time.Second        // who signed out is gone after this
	livePage     = 500
)

// LiveOptions of NewLive; zero values are the defaults.
type LiveOptions struct {
	// PerEmployee is how many streams one employee may have open: a further one ends the oldest.
	PerEmployee int
	// Most is how many streams this instance keeps open in all.
	Most int
	// Buffer is how many events a stream may be behind before it is cut.
	Buffer int
	// Hints says that other instances have seen something new; nil where there is no Redis.
	Hints <-chan struct{}
}

// Live is the live feed of one instance: it reads the events from PostgreSQL once, in the order of
// their positions, and hands each to those of its listeners who may see what it is about.
type Live struct {
	uc       *UseCases
	o        LiveOptions
	wake     chan struct{}
	started  chan struct{} // closed when position is known
	position atomic.Int64  // of the last event that all listeners were given
	moved    moved         // of Run alone
	mu       sync.Mutex    // guards what follows
	all      []*Listener   // in the order in which they came
	closed   bool          // no more listeners
}

// NewLive makes the live feed. It gives nothing before Run.
func (uc *UseCases) NewLive(o LiveOptions) *Live {
	if o.PerEmployee == 0 {
		o.PerEmployee = livePerEmployee
	}
	if o.Most == 0 {
		o.Most = liveMost
	}
	if o.Buffer == 0 {
		o.Buffer = liveBuffer
	}
	return &Live{uc: uc, o: o, wake: make(chan struct{}, 1), started: make(chan struct{})}
}

// Wake says that there may be new events; it does not block.
func (l *Live) Wake() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// Listeners counts the open streams.
func (l *Live) Listeners() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.all)
}

// Run feeds the listeners until the context ends, then ends all streams.
func (l *Live) Run(ctx context.Context) {
	defer l.close()
	if !l.start(ctx) {
		return
	}
	var watching sync.WaitGroup
	watching.Go(func() { l.watchPresence(ctx) })
	defer watching.Wait()
	poll, gather := time.NewTicker(livePoll), time.NewTicker(liveGather)
	defer poll.Stop()
	defer gather.Stop()
	hints := l.o.Hints
	for {
		for l.feed(ctx) {
		}
		select {
		case <-ctx.Done():
			return
		case <-l.wake:
		case _, open := <-hints:
			if !open {
				hints = nil
			}
		case <-poll.C:
		case <-gather.C:
			l.tellBoards(ctx)
		}
	}
}

// start finds out where the stream stands now; it tries until the database answers.
func (l *Live) start(ctx context.Context) bool {
	retry := time.NewTicker(livePoll)
	defer retry.Stop()
	for {
		position, err := l.uc.db.LastPosition(ctx)
		if err == nil {
			l.position.Store(position)
			close(l.started)
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-retry.C:
		}
	}
}

// feed gives the listeners the next events, and says whether there may be more at once.
func (l *Live) feed(ctx context.Context) (more bool) {
	events, err := l.uc.db.EventsAfter(ctx, l.position.Load(), livePage)
	if err == nil && len(events) == 0 {
		return false
	}
	var items []*LiveItem
	if err == nil {
		items, err = l.uc.liveItems(ctx, events)
	}
	if err != nil {
		if ctx.Err() == nil {
			l.uc.log.WarnContext(ctx, "the live feed waits: events cannot be read", "error", err)
		}
		return false
	}
	l.mu.Lock()
	for _, item := range items {
		l.give(item)
	}
	// Only now: who finds the position here has been given everything up to it.
	l.position.Store(events[len(events)-1].Position)
	l.mu.Unlock()
	for _, event := range events {
		l.moved.add(event, l.uc)
	}
	return len(events) == livePage
}

// give hands an item to all listeners who may have it. One who is too far behind is cut: it comes
// back and reads what it missed.
func (l *Live) give(item *LiveItem) {
	kept := l.all[:0]
	for _, listener := range l.all {
		if listener.take(item) {
			kept = append(kept, listener)
		} else {
			listener.end()
		}
	}
	l.keep(kept)
}

// keep makes some of the listeners all that there are; kept is a part of the same array.
func (l *Live) keep(kept []*Listener) {
	clear(l.all[len(kept):])
	l.all = kept
}

// watchPresence ends the streams of those who signed out, were deactivated or lost their session, and
// keeps the roles of the others true.
func (l *Live) watchPresence(ctx context.Context) {
	tick := time.NewTicker(livePresence)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := l.checkPresence(ctx); err != nil && ctx.Err() == nil {
				l.uc.log.WarnContext(ctx, "listeners cannot be checked", "error", err)
			}
		}
	}
}

func (l *Live) checkPresence(ctx context.Context) error {
	l.mu.Lock()
	asked := append([]*Listener{}, l.all...)
	l.mu.Unlock()
	if len(asked) == 0 {
		return nil
	}
	employees, sessions := make([]domain.EmployeeID, len(asked)), make([]domain.SessionID, len(asked))
	for i, listener := range asked {
		employees[i], sessions[i] = listener.employee, listener.session
	}
	now := l.uc.Now()
	present, err := l.uc.db.StillPresent(ctx, employees, sessions, now, now.Add(-browserIdle))
	if err != nil {
		return err
	}
	roles := make(map[*Listener]domain.Role, len(present))
	for _, p := range present {
		roles[asked[p.Place-1]] = p.Role
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, listener := range asked {
		role, ok := roles[listener]
		if !ok {
			l.remove(listener)
		}
		listener.role = role
	}
	return nil
}

// remove ends a stream; the caller holds the lock.
func (l *Live) remove(gone *Listener) {
	gone.end()
	kept := l.all[:0]
	for _, listener := range l.all {
		if listener != gone {
			kept = append(kept, listener)
		}
	}
	l.keep(kept)
}

func (l *Live) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	for _, listener := range l.all {
		listener.end()
	}
	l.all = nil
}
