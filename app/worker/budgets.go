package worker

import (
	"context"
	"log/slog"
	"time"
)

// budgetPoll is how often it is seen how much of the budgets is used: a few look-ups in indexes.
const budgetPoll = time.Minute

// keepBudgets warns owners of budgets that are nearly used.
func (w *Worker) keepBudgets(ctx context.Context) {
	for {
		bounded, cancel := context.WithTimeout(ctx, budgetPoll)
		err := w.o.UseCases.WarnBudgets(bounded)
		cancel()
		if err != nil && ctx.Err() == nil {
			w.o.Log.WarnContext(ctx, "warnings of budgets wait", slog.Any("error", err))
		}
		if !pause(ctx, budgetPoll) {
			return
		}
	}
}
