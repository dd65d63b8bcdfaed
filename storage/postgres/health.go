package postgres

import (
	"context"
	"time"
)

// HealthRow is what the database knows of how things stand.
type HealthRow struct {
	Overdue   int64 `db:"overdue"`   // announcements that should have been tried by now
	Pending   int64 `db:"pending"`   // announcements that wait
	Failing   int64 `db:"failing"`   // endpoints that fail, but are tried still
	Disabled  int64 `db:"disabled"`  // endpoints that were disabled for failing
	LowCodes  int64 `db:"low_codes"` // rewards whose pools of codes should be refilled
	Employees int64 `db:"employees"` // active, as the planner reckons where they are many
}

// Health reads how things stand. Overdue is what was due before a moment.
func (db *DB) Health(ctx context.Context, before time.Time) (HealthRow, error) {
	return one[HealthRow](ctx, db.x, `select
		(select count(*) from delivery where status = 'pending' and at < $1) as overdue,
		(select count(*) from delivery where status = 'pending') as pending,
		(select count(*) from endpoint where deleted_at is null and status = 'active' and failing_since is not null) as failing,
		(select count(*) from endpoint where deleted_at is null and status = 'disabled' and disabled_reason <> 'by_hand') as disabled,
		(select count(*) from reward where codes_warned and active and fulfilment = 'code') as low_codes,
		(select count(*) from (select from employee where active limit 20000) e) as employees`, before)
}
