package postgres

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/recognition"
)

// Nominations is the table of nominations with their nominees, behaviours and enablers.
type Nominations struct {
	q  queryer
	tx *Tx
}

const nominationColumns = `id, program_id, source, status, nominator_id, customer_kind, customer_id, customer_name, story, impact,
	behaviour_ids, points, asked_points, as_thanks, visibility, step, round, created_at, decided_at, decided_by, decision_comment, decision_reason, published_at, manager_budget_id`

// Insert adds a nomination with its nominees, behaviours and enablers. countedOn is the day on which it
// counts on boards, nil where it does not.
func (r Nominations) Insert(n *recognition.Nomination, countedOn *time.Time) {
	r.tx.add(insertNomination,
		n.ID, n.Program, n.Source, n.Status, n.Nominator, n.CustomerKind, n.CustomerID, n.CustomerName, n.Story, n.Impact,
		n.Behaviours, n.Points, n.Asked, n.AsThanks, n.Visibility, n.Step, n.Round, n.CreatedAt, n.DecidedAt, n.DecidedBy, n.Comment, n.Reason, n.PublishedAt, n.ProgramVersion, n.Confidential, n.ManagerBudget)
	for _, b := range n.Behaviours {
		r.tx.add(insertNominationBehaviour, b, n.ID)
	}
	for i, m := range n.Nominees {
		r.tx.add(insertNominee, n.ID, m.Employee, n.Nominator, m.Points, countedOn, i+1)
	}
	for _, e := range n.Enablers {
		r.tx.add(insertEnabler, n.ID, e, n.Nominator, n.CreatedAt)
	}
}

var (
	insertNomination = newInsert(`nomination`, `id uuid, program_id uuid, source text, status text, nominator_id uuid, customer_kind text,
		customer_id uuid, customer_name text, story text, impact text, behaviour_ids uuid[], points bigint, asked_points bigint, as_thanks boolean,
		visibility text, step smallint, round smallint, created_at timestamptz, decided_at timestamptz, decided_by uuid, decision_comment text,
		decision_reason text, published_at timestamptz, program_version integer, customer_confidential boolean, manager_budget_id uuid`,
		`search = to_tsvector('russian', story || ' ' || impact)`) // words in Latin letters are taken as English by it
	insertNominationBehaviour = newInsert(`nomination_behaviour`, `behaviour_id uuid, nomination_id uuid`)
	insertNominee             = newInsert(`nominee`, `nomination_id uuid, employee_id uuid, nominator_id uuid, points bigint, counted_on date, place smallint`)
	insertEnabler             = newInsert(`enabler`, `nomination_id uuid, employee_id uuid, named_by uuid, named_at timestamptz`)
)

// Update stores the state after a verb. countedOn is as in Insert.
func (r Nominations) Update(n *recognition.Nomination, countedOn *time.Time) {
	r.tx.queue(`update nomination set status = $2, points = $3, as_thanks = $4, step = $5, decided_at = $6, decided_by = $7,
			decision_comment = $8, decision_reason = $9, published_at = $10, round = $11, visibility = $12 where id = $1`,
		n.ID, n.Status, n.Points, n.AsThanks, n.Step, n.DecidedAt, n.DecidedBy, n.Comment, n.Reason, n.PublishedAt, n.Round, n.Visibility)
	for _, m := range n.Nominees {
		r.tx.queue(`update nominee set points = $3, counted_on = $4 where nomination_id = $1 and employee_id = $2`, n.ID, m.Employee, m.Points, countedOn)
	}
}

// LockLimits lets only one nomination of a giver under a program be counted at a time (of all givers,
// where it is none), so that two at once do not both find room below a limit.
func (r Nominations) LockLimits(ctx context.Context, program domain.ProgramID, giver domain.EmployeeID) error {
	_, err := r.q.ExecContext(ctx, `select pg_advisory_xact_lock(hashtextextended($1::text || $2::text, 0))`, program, giver)
	return translate(err)
}

// CountSince counts, for the limits of a program, the nominations since a moment that were not
// declined or withdrawn: of the giver, of the giver for one of the nominees, and for one nominee at
// the most.
func (r Nominations) CountSince(ctx context.Context, program domain.ProgramID, giver domain.EmployeeID, nominees []domain.EmployeeID, since time.Time) (ofGiver, ofPair, forNominee int, err error) {
	type counts struct {
		OfGiver    int `db:"of_giver"`
		OfPair     int `db:"of_pair"`
		ForNominee int `db:"for_nominee"`
	}
	c, err := one[counts](ctx, r.q, `
		select
			(select count(*) from nomination n where n.program_id = $1 and n.nominator_id = $2 and n.created_at >= $4 and n.status in ('pending', 'approved')) as of_giver,
			coalesce((select max(c) from (select count(*) as c from nominee m join nomination n on n.id = m.nomination_id
				where m.employee_id = any($3) and n.program_id = $1 and n.nominator_id = $2 and n.created_at >= $4 and n.status in ('pending', 'approved')
				group by m.employee_id) pairs), 0) as of_pair,
			coalesce((select max(c) from (select count(*) as c from nominee m join nomination n on n.id = m.nomination_id
				where m.employee_id = any($3) and n.program_id = $1 and n.created_at >= $4 and n.status in ('pending', 'approved')
				group by m.employee_id) each), 0) as for_nominee`,
		program, giver, nominees, since)
	return c.OfGiver, c.OfPair, c.ForNominee, err
}
