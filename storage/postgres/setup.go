package postgres

import "context"

// SetupRow is how far the organisation is set up.
type SetupRow struct {
	People       int64 `db:"people"` // active employees, counted up to a hundred
	Owner        bool  `db:"owner"`
	Invited      bool  `db:"invited"` // somebody was, or could sign in beside the first administrator
	Program      bool  `db:"program"` // an active one
	Behaviours   bool  `db:"behaviours"`
	Recognitions bool  `db:"recognitions"`
}

// Setup reads how far the organisation is set up.
func (o Organisation) Setup(ctx context.Context) (SetupRow, error) {
	return one[SetupRow](ctx, o.q, `select
		(select count(*) from (select from employee where active limit 100) e) as people,
		exists (select from employee where active and role = 'owner') as owner,
		exists (select from invitation where kind = 'invitation')
			or (select count(*) from (select from employee where password_hash is not null limit 2) e) > 1 as invited,
		exists (select from program where active) as program,
		exists (select from checkup where name = 'behaviours') as behaviours,
		exists (select from nomination where status = 'approved') as recognitions`)
}
