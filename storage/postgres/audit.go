package postgres

import (
	"context"
	"strings"

	"laurel/domain"
	"laurel/domain/audit"
)

// AuditLog reads the log of changes.
type AuditLog struct{ q queryer }

// auditSelect names the things that have names; of a nomination or a redemption the id must do.
const auditSelect = `select a.id, a.at, a.actor_id, w.name as actor_name, a.action, a.subject_kind, a.subject_id, a.address, a.request_id, a.data,
		case a.subject_kind
			when 'employee' then (select name from employee where id = a.subject_id)
			when 'team' then (select name from team where id = a.subject_id)
			when 'program' then (select name from program where id = a.subject_id)
			when 'behaviour' then (select name from behaviour where id = a.subject_id)
			when 'reward' then (select name from reward where id = a.subject_id)
			when 'endpoint' then (select shown_url from endpoint where id = a.subject_id)
		end as subject_name
	from audit a left join employee w on w.id = a.actor_id`

// List lists the log, the latest first. What is not asked for is not in the statement.
func (l AuditLog) List(ctx context.Context, f audit.Filter, page domain.Page) (domain.Slice[audit.Entry], error) {
	before, err := idCursor(page.Cursor)
	if err != nil {
		return domain.Slice[audit.Entry]{}, err
	}
	var args []any
	var conditions []string
	add := func(condition string, value any) {
		args = append(args, value)
		conditions = append(conditions, condition+placeholder(len(args)))
	}
	if before != nil {
		add(`a.id < `, before)
	}
	if f.Actor != nil {
		add(`a.actor_id = `, *f.Actor)
	}
	if f.Action != "" {
		add(`a.action = `, f.Action)
	}
	if f.SubjectKind != "" {
		add(`a.subject_kind = `, f.SubjectKind)
	}
	if f.Subject != nil {
		add(`a.subject_id = `, *f.Subject)
	}
	if f.From != nil {
		add(`a.at >= `, *f.From)
	}
	if f.To != nil {
		add(`a.at < `, *f.To)
	}
	where := ``
	if len(conditions) > 0 {
		where = ` where ` + strings.Join(conditions, ` and `)
	}
	args = append(args, page.Limit+1)
	rows, err := many[audit.Entry](ctx, l.q, auditSelect+where+` order by a.id desc limit `+placeholder(len(args)), args...)
	if err != nil {
		return domain.Slice[audit.Entry]{}, err
	}
	return slice(rows, page.Limit, func(e audit.Entry) string { return e.ID.String() }), nil
}
