package usecase

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"laurel/domain"
)

// How the live feed works when its options say nothing else.
const (
	livePerEmployee = 20
	liveMost        = 20_000
	liveRecent      = 4096
)

// The rhythm of the live feed, and how long its events can be asked for again.
const (
	liveKeep     = 24 * time.Hour
	livePoll     = 500 * time.Millisecond // finds what no hint told of
	liveGather   = 250 * time.Millisecond // boards that moved are told of so often
	livePresence = 3 * time.Second        // who signed out is gone after this
	livePage     = 500
	liveReplays  = 4 // streams that read what they missed at the same time: requests come first
)

// LiveOptions of NewLive; zero values are the defaults.
type LiveOptions struct {
	// PerEmployee is how many streams one employee may have open: a further one ends the oldest.
	PerEmployee int
	// Most is how many streams this instance keeps open in all.
	Most int
	// Recent is how many of the latest items are kept for all streams together: one that is further
	// behind is cut, comes back and reads what it missed from PostgreSQL.
	Recent int
	// Hints says that other instances have seen something new; nil where there is no Redis.
	Hints <-chan struct{}
}

// Live is the live feed of one instance: it reads the events from PostgreSQL once, in the order of
// their positions, and every listener takes from them what they may see.
type Live struct {
	uc      *UseCases
	o       LiveOptions
	wake    chan struct{}
	started chan struct{} // closed when position is known
	replays chan struct{} // a place for each stream that reads what it missed
	moved   moved
	told    atomic.Int64 // the last position that Wake told of

	mu       sync.RWMutex  // guards what follows
	recent   []*LiveItem   // the latest items
	first    int64         // the number of recent[0], counted from the start of this instance
	floor    int64         // all events after this position are in recent
	position int64         // of the last event that was read
	news     chan struct{} // closed when there is more, and made anew
	all      []*Listener   // in the order in which they came
	joining  int           // about to listen
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
	if o.Recent == 0 {
		o.Recent = liveRecent
	}
	return &Live{uc: uc, o: o, wake: make(chan struct{}, 1), started: make(chan struct{}), news: make(chan struct{}), replays: make(chan struct{}, liveReplays)}
}

// Wake says that there are events up to a position; it does not block.
func (l *Live) Wake(position int64) {
	l.told.Store(position)
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// Listeners counts the open streams.
func (l *Live) Listeners() int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return len(l.all)
}

// Run feeds the listeners until the context ends, then ends all streams.
func (l *Live) Run(ctx context.Context) {
	defer l.close()
	if !l.start(ctx) {
		return
	}
	var beside sync.WaitGroup
	defer beside.Wait()
	beside.Go(func() { l.watchPresence(ctx) })
	beside.Go(func() { l.tellBoards(ctx) })
	poll := time.NewTicker(livePoll)
	defer poll.Stop()
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
			l.mu.Lock()
			l.position, l.floor = position, position
			l.mu.Unlock()
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

// feed reads the next events, and says whether there may be more at once.
func (l *Live) feed(ctx context.Context) (more bool) {
	if l.pass(ctx) {
		return false
	}
	events, err := l.uc.db.EventsAfter(ctx, l.reached(), livePage)
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
	l.add(events[len(events)-1].Position, items...)
	for _, event := range events {
		l.moved.add(event)
	}
	return len(events) == livePage
}

// pass goes past all events unread where nobody listens: who resumes later reads them from PostgreSQL.
func (l *Live) pass(ctx context.Context) bool {
	l.mu.RLock()
	alone := len(l.all) == 0 && l.joining == 0
	l.mu.RUnlock()
	if !alone {
		return false
	}
	last := l.told.Swap(0)
	if last == 0 { // woken by the clock, or by another instance
		var err error
		if last, err = l.uc.db.LastPosition(ctx); err != nil {
			return false
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.all) > 0 || l.joining > 0 { // somebody came meanwhile, and counts on what is at hand
		return false
	}
	if last > l.position {
		l.first += int64(len(l.recent))
		l.recent, l.position, l.floor = nil, last, last
	}
	return true
}

// join counts who is about to listen, so that nothing is passed over meanwhile.
func (l *Live) join(by int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.joining += by
}

// reached is the position of the last event that was read.
func (l *Live) reached() int64 {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.position
}

// add makes items known to all listeners; with them, everything up to the position is known.
func (l *Live) add(position int64, items ...*LiveItem) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.recent = append(l.recent, items...)
	l.position = max(l.position, position)
	if over := len(l.recent) - l.o.Recent; over > 0 {
		for _, old := range l.recent[:over] {
			l.floor = max(l.floor, old.Position)
		}
		l.recent = slices.Delete(l.recent, 0, over)
		l.first += int64(over)
	}
	if len(items) > 0 {
		close(l.news)
		l.news = make(chan struct{})
	}
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
	present, err := l.uc.db.StillPresent(ctx, employees, sessions, now, idleAt(now))
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
	l.all = slices.DeleteFunc(l.all, func(listener *Listener) bool { return listener == gone })
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
