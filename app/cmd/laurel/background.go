package main

import (
	"context"
	"sync"

	"laurel/app/httpapi"
	"laurel/app/usecase"
	"laurel/app/worker"
	"laurel/storage/redislive"
)

// background is what runs beside the calls: the relay, the boards, the live feed, announcements.
type background struct {
	live  *usecase.Live
	hints *redislive.Hints
	// end tells it to end: streams are cut at once, what is being announced may be finished.
	end     context.CancelFunc
	running sync.WaitGroup
	err     error // of the worker, once running is done
}

// startBackground starts it. It does not end with the context, but when it is told to: after the
// server has stopped to accept.
func (p *program) startBackground(ctx context.Context, h *house, failed func(error)) (*background, error) {
	ctx, end := context.WithCancel(context.WithoutCancel(ctx))
	b := &background{end: end, hints: redislive.New(h.redis, "")}
	b.live = h.uc.NewLive(usecase.LiveOptions{Hints: b.hints.Subscribe(ctx)})
	work, err := worker.New(worker.Options{
		DB: h.db, UseCases: h.uc, Poster: h.poster, Shapes: httpapi.Shapes(), Log: p.log, Now: p.now,
		Wake: h.wake, Live: b.live, Boards: h.boards, Hints: b.hints,
	})
	if err != nil {
		end()
		b.hints.Close()
		return nil, err
	}
	b.running.Go(func() {
		if b.err = work.Run(ctx); b.err != nil && ctx.Err() == nil {
			failed(b.err)
		}
	})
	return b, nil
}

// stop ends it and waits for what is in hand.
func (b *background) stop() error {
	b.end()
	b.running.Wait()
	b.hints.Close()
	return b.err
}
