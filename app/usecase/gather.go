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
	most   int // in a group
	groups int // under way at a time: one, and others that have handed over
	// linger is for how long a group that follows on another waits until half as many have come: whoever was
	// answered comes again in a moment, and would else find that one call went alone before them.
	linger time.Duration
	// do does a group. It may say by handOver that only waiting is left to it, for what it has sent: the next
	// group is then gathered beside it.
	do func(ctx context.Context, group []*gathered[In, Out], handOver func())

	mu      sync.Mutex
	waiting []*gathered[In, Out]
	running int           // groups under way
	leading bool          // one of them gathers, or has not handed over
	enough  int           // how many are waited for, 0 where nothing lingers
	came    chan struct{} // closed when so many have come
}

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
	if g.enough > 0 {
		g.hasCome()
	}
	g.lead(0)
	g.mu.Unlock()
	select {
	case <-w.done:
		return w.out, w.err
	case <-ctx.Done():
		var none Out
		return none, ctx.Err()
	}
}

// hasCome ends the lingering where enough have come.
func (g *gatherer[In, Out]) hasCome() {
	if len(g.waiting) >= g.enough {
		g.enough = 0
		close(g.came)
	}
}

// lead begins to gather the next group, after one of so many, where nothing does and one more may be under way.
func (g *gatherer[In, Out]) lead(after int) {
	if !g.leading && g.running < g.groups {
		g.leading = true
		g.running++
		go g.work(after)
	}
}

// work does one group after another until nothing waits, or until another leads.
func (g *gatherer[In, Out]) work(after int) {
	for group := g.next(after); group != nil; group = g.next(len(group)) {
		// Whoever waits longest lends the deadline; nobody's going away ends what others wait for.
		ctx, cancel := context.WithoutCancel(group[0].ctx), context.CancelFunc(func() {})
		if deadline, ok := group[len(group)-1].ctx.Deadline(); ok {
			ctx, cancel = context.WithDeadline(ctx, deadline)
		}
		handed := false
		g.do(ctx, group, func() {
			if !handed {
				handed = true
				g.handOver(len(group))
			}
		})
		cancel()
		for _, w := range group {
			close(w.done)
		}
		if handed && !g.leadAgain() {
			return
		}
	}
}

// handOver lets the next group be gathered while one of so many still waits for what it has sent.
func (g *gatherer[In, Out]) handOver(size int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.leading = false
	g.lead(size)
}

// leadAgain goes on after a group that was handed over, and ends the work where another leads.
func (g *gatherer[In, Out]) leadAgain() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.leading {
		g.running--
		return false
	}
	g.leading = true
	return true
}

// next takes the next group, after one of so many; nil where nothing waits.
func (g *gatherer[In, Out]) next(after int) []*gathered[In, Out] {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.wait(after / 2)
	n := min(len(g.waiting), g.most)
	if n == 0 {
		g.running--
		g.leading = false
		return nil
	}
	group := g.waiting[:n:n]
	g.waiting = g.waiting[n:]
	return group
}

// wait lingers until so many wait, where nothing else lingers. It gives the lock away meanwhile.
func (g *gatherer[In, Out]) wait(enough int) {
	if g.linger == 0 || len(g.waiting) >= enough {
		return
	}
	came := make(chan struct{})
	g.enough, g.came = enough, came
	g.mu.Unlock()
	timer := time.NewTimer(g.linger)
	select {
	case <-came:
	case <-timer.C:
	}
	timer.Stop()
	g.mu.Lock()
	if g.came == came {
		g.enough = 0
	}
}
