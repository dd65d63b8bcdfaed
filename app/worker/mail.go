package worker

import (
	"context"
	"errors"

	"github.com/riverqueue/river"

	"laurel/app/usecase"
	"laurel/domain"
)

// Letters have a queue of their own: a slow mail server holds up no announcement.
const (
	mailQueue   = "mail"
	mailWorkers = 4
)

// mailArgs is the job of one letter, through all its tries.
type mailArgs struct {
	Mail domain.ID[any] `json:"mail"`
}

// Kind names the job.
func (mailArgs) Kind() string { return "mail" }

// InsertOpts lets a letter be tried until what it says does not hold any more.
func (mailArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: jobAttempts, Queue: mailQueue}
}

// mailJobs are the jobs of the letters that some events tell of.
func mailJobs(events []domain.Event) []river.InsertManyParams {
	var jobs []river.InsertManyParams
	for _, event := range events {
		if event.Kind == domain.MailWritten {
			jobs = append(jobs, river.InsertManyParams{Args: mailArgs{event.Subject}})
		}
	}
	return jobs
}

type mailWorker struct {
	river.WorkerDefaults[mailArgs]
	uc *usecase.UseCases
}

// Work sends the letter.
func (m *mailWorker) Work(ctx context.Context, job *river.Job[mailArgs]) error {
	err := m.uc.SendMail(ctx, domain.MailID(job.Args.Mail))
	var early usecase.EarlyError
	if errors.As(err, &early) {
		return river.JobSnooze(early.Until.Sub(m.uc.Now()))
	}
	if err != nil && ctx.Err() != nil {
		return river.JobSnooze(0) // the server stops, or it took too long
	}
	return err
}
