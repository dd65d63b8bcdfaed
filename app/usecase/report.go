package usecase

import (
	"context"
	"errors"

	"laurel/domain"
	"laurel/domain/recognition"
	"laurel/storage/postgres"
)

// Report says that a recognition should not be there; an owner answers. The result is a
// recognition.Report. Neither the event nor the audit entry lets those who are reported find out by
// whom: the event names nobody, and the entry does not name the recognition.
func (uc *UseCases) Report(ctx context.Context, actor domain.Actor, id domain.NominationID, reason string, o Once) (Answer, error) {
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		now := uc.Now()
		r, err := recognition.NewReport(id, actor.ID, reason, now)
		if err != nil {
			return nil, err
		}
		if err := checkOpen(ctx, tx, actor, id); err != nil {
			return nil, err
		}
		tx.Reports.Insert(r)
		tx.Events.Add(domain.NewEvent(domain.RecognitionReported, id, nil, now, map[string]any{"report": r.ID}))
		tx.Audit.Add(actor, now, postgres.Entry{Action: "report", SubjectKind: "report", Subject: domain.ID[any]{UUID: r.ID.UUID}})
		return r, tx.Flush(ctx)
	})
}

// Reports lists reports for an owner, the latest first: those that wait, those that were answered, or
// all.
func (uc *UseCases) Reports(ctx context.Context, actor domain.Actor, open *bool, page domain.Page) (domain.Slice[recognition.ReportView], error) {
	found, err := uc.db.Reports.List(ctx, open, page)
	if err != nil || len(found.Items) == 0 {
		return found, err
	}
	ids := make([]domain.NominationID, len(found.Items))
	for i, r := range found.Items {
		ids[i] = r.Nomination
	}
	views, err := uc.db.Nominations.Views(ctx, ids, actor)
	if err != nil {
		return found, err
	}
	byID := make(map[domain.NominationID]recognition.View, len(views))
	for _, v := range views {
		byID[v.ID] = v
	}
	for i := range found.Items {
		found.Items[i] = withSubject(found.Items[i], byID[found.Items[i].Nomination], actor)
	}
	return found, nil
}

func withSubject(r recognition.ReportView, about recognition.View, actor domain.Actor) recognition.ReportView {
	r.About, r.Concerned = about, about.Concerns(actor.ID)
	return r
}

// AnswerReport hides the reported recognition, restores it, or lets it stand. Hiding and letting it
// stand answer all reports of it that wait. The result is a recognition.ReportView.
func (uc *UseCases) AnswerReport(ctx context.Context, actor domain.Actor, id domain.ReportID, action recognition.ReportAction, note string, o Once) (Answer, error) {
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		if err := recognition.CheckNote(note); err != nil {
			return nil, err
		}
		report, err := tx.Reports.ByID(ctx, id)
		if err != nil {
			return nil, err
		}
		d, err := uc.openDesk(ctx, tx, actor, []domain.NominationID{report.Nomination}, nil)
		if err != nil {
			return nil, err
		}
		n, err := d.nomination(report.Nomination)
		if err != nil {
			return nil, err
		}
		if err := d.judge(n.Nomination, action); err != nil {
			return nil, err
		}
		if err := d.answerReports(ctx, id, n.Nomination, action, note); err != nil {
			return nil, err
		}
		return uc.reportAfter(ctx, tx, actor, id)
	})
}

// judge does to a recognition what a report is answered with.
func (d *desk) judge(n *recognition.Nomination, action recognition.ReportAction) error {
	if n.Concerns(d.actor.ID) {
		return domain.Forbidden("own_recognition", "Nobody answers a report of a recognition that they have a part in.")
	}
	counted := d.uc.boardData(n) // as long as it is on the boards
	switch action {
	case recognition.Hide:
		if err := n.Hide(d.now); err != nil {
			return err
		}
		d.tx.Events.Add(domain.NewEvent(domain.RecognitionHidden, n.ID, d.actor.Ref(), d.now, counted))
	case recognition.Restore:
		if err := n.Restore(); err != nil {
			return err
		}
		d.tx.Events.Add(domain.NewEvent(domain.RecognitionRestored, n.ID, d.actor.Ref(), d.now, d.uc.boardData(n)))
	case recognition.Stand:
		return nil
	}
	d.tx.Reports.SetHidden(n.ID, n.HiddenAt, d.uc.countedOn(n))
	return nil
}

// answerReports stores the answer to the report that was asked about, and to all that wait with it.
func (d *desk) answerReports(ctx context.Context, id domain.ReportID, n *recognition.Nomination, action recognition.ReportAction, note string) error {
	asked, err := d.tx.Reports.ByID(ctx, id) // again: now that the recognition is locked, nobody else answers
	if err != nil {
		return err
	}
	if action == recognition.Stand && asked.Status != recognition.ReportOpen {
		return domain.Conflict("already_answered", "The report has been answered already.")
	}
	waiting, err := d.tx.Reports.Open(ctx, n.ID)
	if err != nil {
		return err
	}
	if asked.Status != recognition.ReportOpen {
		waiting = append(waiting, asked)
	}
	for _, r := range waiting {
		d.tx.Reports.Answer(r.ID, action.Answered(), note, d.actor.ID, d.now)
		d.tx.Events.Add(domain.NewEvent(domain.ReportAnswered, n.ID, d.actor.Ref(), d.now,
			map[string]any{"report": r.ID, "reporter": r.Reporter, "answer": action.Answered()}))
		d.tx.Audit.Add(d.actor, d.now, postgres.Entry{
			Action: "answer_report", SubjectKind: "report", Subject: domain.ID[any]{UUID: r.ID.UUID}, Data: map[string]any{"answer": action.Answered()},
		})
	}
	if action != recognition.Stand {
		d.tx.Audit.Add(d.actor, d.now, postgres.Entry{
			Action: string(action), SubjectKind: "nomination", Subject: domain.ID[any]{UUID: n.ID.UUID},
		})
	}
	return nil
}

func (uc *UseCases) reportAfter(ctx context.Context, tx *postgres.Tx, actor domain.Actor, id domain.ReportID) (any, error) {
	if err := tx.Flush(ctx); err != nil {
		return nil, err
	}
	view, err := tx.Reports.View(ctx, id)
	if err != nil {
		return nil, err
	}
	about, err := tx.Nominations.Views(ctx, []domain.NominationID{view.Nomination}, actor)
	if err != nil {
		return nil, err
	}
	if len(about) == 0 {
		return nil, errors.New("a reported recognition is gone")
	}
	return withSubject(view, about[0], actor), nil
}
