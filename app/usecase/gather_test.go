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
	g := &gatherer[int, int]{most: 3, groups: 1, do: func(_ context.Context, group []*gathered[int, int]) {
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
	g := &gatherer[int, int]{most: 3, groups: 1, do: func(ctx context.Context, _ []*gathered[int, int]) {
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
	g := &gatherer[int, int]{most: 8, groups: 2, linger: time.Hour, do: func(_ context.Context, group []*gathered[int, int]) {
		began <- len(group)
		<-goOn
	}}
	var asked sync.WaitGroup
	ask := func(count int) {
		for range count {
			asked.Go(func() { _, _ = g.ask(t.Context(), 0) })
		}
	}
	ask(1)
	if n := <-began; n != 1 {
		t.Fatalf("the first waits for nobody: a group of %d", n)
	}
	ask(3) // too few for a group beside the first
	g.untilWaiting(3)
	goOn <- struct{}{}
	if n := <-began; n != 3 {
		t.Fatalf("a group of %d, want 3", n)
	}
	ask(4) // half of what fits
	if n := <-began; n != 4 {
		t.Fatalf("a group of %d beside the other, want 4", n)
	}
	goOn <- struct{}{}
	goOn <- struct{}{} // both linger now, for 1 and for 2
	ask(3)
	total := <-began
	for total < 3 {
		goOn <- struct{}{}
		total += <-began
	}
	goOn <- struct{}{}
	asked.Wait()
}

func (g *gatherer[In, Out]) untilWaiting(count int) {
	for waiting := -1; waiting < count; {
		g.mu.Lock()
		waiting = len(g.waiting)
		g.mu.Unlock()
	}
}
