package postgres

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/recognition"
)

// Reports is the table of reports of recognitions that should not be there.
type Reports struct {
	q  queryer
	tx *Tx
}

// Insert adds a report. One that waits already is `already_reported`, when it is sent.
func (r Reports) Insert(report recognition.Report) {
	r.tx.queue(`insert into report (id, nomination_id, reporter_id, reason, status, created_at) values ($1, $2, $3, $4, $5, $6)`,
		report.ID, report.Nomination, report.Reporter, report.Reason, report.Status, report.CreatedAt)
}

const reportColumns = `r.id, r.nomination_id, r.reporter_id, r.reason, r.status, r.note, r.created_at, r.answered_at, r.answered_by`

const reportSelect = `select ` + reportColumns + `, e.name as reporter_name, e.team_id as reporter_team_id, t.name as reporter_team_name, a.name as answerer_name
	from report r join employee e on e.id = r.reporter_id left join team t on t.id = e.team_id left join employee a on a.id = r.answered_by `

// List lists reports, the latest first: those that wait, those that were answered, or all.
func (r Reports) List(ctx context.Context, open *bool, page domain.Page) (domain.Slice[recognition.ReportView], error) {
	before, err := idCursor(page.Cursor)
	if err != nil {
		return domain.Slice[recognition.ReportView]{}, err
	}
	rows, err := many[recognition.ReportView](ctx, r.q, reportSelect+`
		where ($1::uuid is null or r.id < $1) and ($2::boolean is null or (r.status = 'open') = $2) order by r.id desc limit $3`, before, open, page.Limit+1)
	if err != nil {
		return domain.Slice[recognition.ReportView]{}, err
	}
	return slice(rows, page.Limit, func(v recognition.ReportView) string { return v.ID.String() }), nil
}

// View reads one report.
func (r Reports) View(ctx context.Context, id domain.ReportID) (recognition.ReportView, error) {
	return one[recognition.ReportView](ctx, r.q, reportSelect+` where r.id = $1`, id)
}

// ByID reads one report as it stands.
func (r Reports) ByID(ctx context.Context, id domain.ReportID) (recognition.Report, error) {
	return one[recognition.Report](ctx, r.q, `select `+reportColumns+` from report r where r.id = $1`, id)
}

// Open reads the reports of a recognition that wait.
func (r Reports) Open(ctx context.Context, id domain.NominationID) ([]recognition.Report, error) {
	return many[recognition.Report](ctx, r.q, `select `+reportColumns+` from report r where r.nomination_id = $1 and r.status = 'open' order by r.id`, id)
}

// Answer stores the answer to a report.
func (r Reports) Answer(id domain.ReportID, status recognition.ReportStatus, note string, by domain.EmployeeID, at time.Time) {
	r.tx.queue(`update report set status = $2, note = $3, answered_by = $4, answered_at = $5 where id = $1`, id, status, note, by, at)
}

// SetHidden takes a recognition from all screens, or brings it back: hiddenAt is nil then. countedOn is
// as in Nominations.Insert.
func (r Reports) SetHidden(id domain.NominationID, hiddenAt, countedOn *time.Time) {
	r.tx.queue(`update nomination set hidden_at = $2 where id = $1`, id, hiddenAt)
	r.tx.queue(`update nominee set counted_on = $2 where nomination_id = $1`, id, countedOn)
}
