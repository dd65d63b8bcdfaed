package httpapi

import (
	"context"
	"log/slog"
	"net/netip"
	"sync"
	"testing"
	"time"

	"laurel/app/usecase"
	"laurel/app/webhook"
	"laurel/app/worker"
	"laurel/storage/redisboard"
)

// background is what works behind a house's requests.
type background struct {
	h      *house
	poster *webhook.Poster
	now    func() time.Time
	live   *usecase.Live
	boards *redisboard.Boards // nil without Redis
	wake   chan struct{}
	mailer usecase.Mailer // nil for none
}

// newBusyHouse opens a house with its background: relay, live feed, deliveries. now is the clock of
// everything; nil is that of the house.
func newBusyHouse(tb testing.TB, now func() time.Time, live usecase.LiveOptions, change ...func(*background)) (*house, *background) {
	tb.Helper()
	b := &background{wake: make(chan struct{}, 1), now: now}
	for _, f := range change {
		f(b)
	}
	h := newHouse(tb, func(o *houseOptions) {
		if b.now == nil {
			b.now = o.useCases.Now
		}
		b.poster = webhook.NewPoster(webhook.Options{Now: b.now, Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
		o.useCases.Now, o.useCases.Poster, o.useCases.Boards, o.useCases.Mailer = b.now, b.poster, b.boards, b.mailer
		o.useCases.Wake = func() {
			select {
			case b.wake <- struct{}{}:
			default:
			}
		}
		o.wired = func(uc *usecase.UseCases, http *Options) {
			b.live = uc.NewLive(live)
			http.Live, http.Metrics, http.MetricsHere = b.live, NewMetrics(uc, b.live), true
		}
	})
	b.h = h
	tb.Cleanup(b.poster.Close)
	return h, b
}

// start runs the background until the returned function is called, or the test ends.
func (b *background) start(tb testing.TB, live *usecase.Live) (stop func()) {
	tb.Helper()
	w, err := worker.New(worker.Options{
		DB: b.h.db, UseCases: b.h.uc, Poster: b.poster, Shapes: Shapes(), Log: slog.New(slog.NewJSONHandler(b.h.log, nil)), Now: b.now,
		Wake: b.wake, Live: live, Boards: b.boards, Deliveries: 20,
	})
	if err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(tb.Context()))
	var running sync.WaitGroup
	running.Go(func() {
		if err := w.Run(ctx); err != nil {
			tb.Errorf("the background ended with %v", err)
		}
	})
	stop = sync.OnceFunc(func() {
		cancel()
		running.Wait()
	})
	tb.Cleanup(stop)
	return stop
}

// eventually waits for something to become true, three times as long as is promised.
func eventually(tb testing.TB, promised time.Duration, what string, isTrue func() bool) {
	tb.Helper()
	for deadline := time.Now().Add(3 * promised); !isTrue(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			tb.Fatalf("%s: not within %v", what, 3*promised)
		}
	}
}
