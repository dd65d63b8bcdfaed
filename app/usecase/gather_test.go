package usecase

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"
)

func TestGatherer_groupsWhatComesWhileOthersAreUnderWay(t *testing.T) {
	var mu sync.Mutex
	var groups [][]int
	began, goOn := make(chan struct{}, 10), make(chan struct{})
	odd := errors.New("odd")
	g := &gatherer[int, int]{most: 3, do: func(_ context.Context, group []*gathered[int, int]) {
		var list []int
		for _, w := range group {
			list = append(list, w.in)
			w.out = 10 * w.in
			if w.in%2 == 1 {
				w.err = odd
			}
		}
		mu.Lock()
		groups = append(groups, list)
		mu.Unlock()
		began <- struct{}{}
		<-goOn
	}}
	var asked sync.WaitGroup
	ask := func(n int) {
		asked.Go(func() {
			out, err := g.ask(t.Context(), n)
			if out != 10*n || (n%2 == 1) != errors.Is(err, odd) {
				t.Errorf("%d gives %d, %v", n, out, err)
			}
		})
	}
	ask(0)
	<-began // the first is under way alone
	for n := 1; n <= 4; n++ {
		ask(n)
	}
	g.untilWaiting(4)
	close(goOn)
	asked.Wait()
	if len(groups) != 3 || len(groups[0]) != 1 || len(groups[1]) != 3 || len(groups[2]) != 1 {
		t.Errorf("groups of %v, want 1, 3 and 1", groups)
	}
}

func TestGatherer_goesOnWhereNobodyWaits(t *testing.T) {
	done := make(chan error, 1)
	ctx, leave := context.WithCancel(t.Context())
	g := &gatherer[int, int]{most: 3, do: func(ctx context.Context, _ []*gathered[int, int]) {
		leave()
		done <- ctx.Err()
	}}
	if _, err := g.ask(ctx, 1); err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if err := <-done; err != nil {
		t.Errorf("whoever goes away ends the group: %v", err)
	}
}

func TestGatherer_lingersForThoseWhoComeAgain(t *testing.T) {
	began, goOn := make(chan int, 10), make(chan struct{})
	g := &gatherer[int, int]{most: 8, linger: time.Hour, now: time.Now, do: func(_ context.Context, group []*gathered[int, int]) {
		began <- len(group)
		<-goOn
	}}
	var asked sync.WaitGroup
	ask := askTimes(t, g, &asked)
	ask(1)
	if n := <-began; n != 1 {
		t.Fatalf("the first waits for nobody: a group of %d", n)
	}
	ask(6)
	g.untilWaiting(6)
	goOn <- struct{}{}
	if n := <-began; n != 6 {
		t.Fatalf("a group of %d, want 6", n)
	}
	ask(3)
	g.untilWaiting(3)
	goOn <- struct{}{} // it lingers now, until four have come
	ask(1)
	if n := <-began; n != 4 {
		t.Fatalf("a group of %d, want 4", n)
	}
	ask(2)
	g.untilWaiting(2)
	goOn <- struct{}{} // now until three have come
	ask(1)
	if n := <-began; n != 3 {
		t.Fatalf("a group of %d, want 3", n)
	}
	ask(2) // so that the end of the last group does not linger: three in four of one is none
	g.untilWaiting(2)
	goOn <- struct{}{}
	<-began
	ask(1)
	g.untilWaiting(1)
	goOn <- struct{}{}
	<-began
	goOn <- struct{}{}
	asked.Wait()
}

// askTimes gives what asks so many times at once.
func askTimes(t *testing.T, g *gatherer[int, int], asked *sync.WaitGroup) func(count int) {
	t.Helper()
	return func(count int) {
		for range count {
			asked.Go(func() { _, _ = g.ask(t.Context(), 0) })
		}
	}
}

func (g *gatherer[In, Out]) untilWaiting(count int) {
	for waiting := -1; waiting < count; {
		g.mu.Lock()
		waiting = len(g.waiting)
		g.mu.Unlock()
	}
}
