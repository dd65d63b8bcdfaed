package worker

import (
	"context"
	"log/slog"
	"time"
)

// importPoll is how often an instance looks for imports that another has left.
const importPoll = 2 * time.Second

// takeUpImports runs the imports that other processes have left, from the start on.
func (w *Worker) takeUpImports(ctx context.Context) {
	isAway := false
	for {
		err := w.o.UseCases.TakeUpImports(ctx, w.o.Shapes)
		if err != nil && ctx.Err() == nil && !isAway {
			w.o.Log.WarnContext(ctx, "imports that were left are not found", slog.Any("error", err))
		}
		isAway = err != nil
		if !pause(ctx, importPoll) {
			return
		}
	}
}
