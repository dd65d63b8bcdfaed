package usecase

import (
	"context"
	"sync"
	"time"
)

// gatherer does works of one kind together: while a group is under way, all that is asked for meanwhile
// waits and then goes as one group. So under load what one trip to the database costs is shared by many
// calls, and without load nothing waits. No library was found that gathers by what is under way instead of
// by a fixed time, which every call would have to wait.
type gatherer[In, Out any] struct {
	most int // in a group
	// linger is for how long the first one waits, where several were answered together lately, until three in
	// four of those have come: they come one after another, and the first would else go alone before them.
	linger time.Duration
	now    func() time.Time // where something lingers
	do     func(ctx context.Context, group []*gathered[In, Out])

	mu       sync.Mutex
	waiting  []*gathered[In, Out]
	working  bool          // a group is under way, or lingers
	answered int           // in the last group
	at       time.Time     // when it was answered
	enough   int           // how many are waited for
	came     chan struct{} // closed when so many have come; nil where nobody lingers
}

// expectedFor is for how many lingers those who were answered are expected again.
const expectedFor = 25

// gathered is one work of a group, with what came of it.
type gathered[In, Out any] struct {
	in   In
	out  Out
	err  error
	ctx  context.Context //nolint:containedctx // of the one who waits for it
	done chan struct{}
}

// ask waits until a group with this work has been done, or for as long as the context lets it. The
// group goes on where nobody waits any more.
func (g *gatherer[In, Out]) ask(ctx context.Context, in In) (Out, error) {
	w := &gathered[In, Out]{in: in, ctx: ctx, done: make(chan struct{})}
	g.mu.Lock()
	g.waiting = append(g.waiting, w)
	if g.came != nil && len(g.waiting) >= g.enough {
		close(g.came)
		g.came = nil
	}
	g.begin()
	g.mu.Unlock()
	select {
	case <-w.done:
		return w.out, w.err
	case <-ctx.Done():
		var none Out
		return none, ctx.Err()
	}
}

// begin has what waits worked on, where nothing does.
func (g *gatherer[In, Out]) begin() {
	if !g.working {
		g.working = true
		go g.work()
	}
}

// work does one group after another until nothing waits.
func (g *gatherer[In, Out]) work() {
	for group := g.next(); group != nil; group = g.next() {
		// Whoever waits longest lends the deadline; nobody's going away ends what others wait for.
		ctx, cancel := context.WithoutCancel(group[0].ctx), context.CancelFunc(func() {})
		if deadline, ok := group[len(group)-1].ctx.Deadline(); ok {
			ctx, cancel = context.WithDeadline(ctx, deadline)
		}
		g.do(ctx, group)
		cancel()
		if g.linger > 0 {
			g.mu.Lock()
			g.answered, g.at = len(group), g.now()
			g.mu.Unlock()
		}
		for _, w := range group {
			close(w.done)
		}
	}
}

// next takes the next group; nil where nothing waits.
func (g *gatherer[In, Out]) next() []*gathered[In, Out] {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.wait()
	n := min(len(g.waiting), g.most)
	if n == 0 {
		g.working = false
		return nil
	}
	group := g.waiting[:n:n]
	g.waiting = g.waiting[n:]
	return group
}

// wait lingers for those who were answered lately. It gives the lock away meanwhile.
func (g *gatherer[In, Out]) wait() {
	g.enough = g.answered * 3 / 4
	if g.linger == 0 || len(g.waiting) == 0 || len(g.waiting) >= g.enough || g.now().Sub(g.at) > expectedFor*g.linger {
		return
	}
	came := make(chan struct{})
	g.came = came
	g.mu.Unlock()
	timer := time.NewTimer(g.linger)
	select {
	case <-came:
	case <-timer.C:
	}
	timer.Stop()
	g.mu.Lock()
	g.came = nil
}
