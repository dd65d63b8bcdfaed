package usecase

import (
	"context"
	"errors"
	"sync"
	"testing"
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
	for waiting := 0; waiting < 4; { // until all have come
		g.mu.Lock()
		waiting = len(g.waiting)
		g.mu.Unlock()
	}
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
