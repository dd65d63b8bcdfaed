package postgres

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/reward"
)

// Benefits sums what employees got by taxable rewards that were handed over from a moment until before
// another: a line for each person, month and currency, by name. Months are those of a time zone.
func (r Redemptions) Benefits(ctx context.Context, from, until time.Time, zone string) ([]reward.Benefit, error) {
	return many[reward.Benefit](ctx, r.q, `
		with got as (
			select employee_id, date_trunc('month', fulfilled_at at time zone $3)::date as month, cash_currency as currency,
				sum(quantity)::bigint as rewards, sum(cash_amount * quantity)::bigint as amount
			from redemption where status = 'fulfilled' and taxable and cash_amount is not null and fulfilled_at >= $1 and fulfilled_at < $2
			group by 1, 2, 3)
		select g.employee_id, e.name, e.personnel_number, e.location, g.month, g.rewards, g.amount, g.currency
		from got g join employee e on e.id = g.employee_id order by e.name collate "C", e.id, g.month, g.currency`, from, until, zone)
}

// Used sums what an employee has of taxable rewards: those that were handed over since a moment, and those
// that were asked for and are still to come.
func (r Redemptions) Used(ctx context.Context, id domain.EmployeeID, since time.Time) ([]reward.Used, error) {
	return many[reward.Used](ctx, r.q, `select sum(cash_amount * quantity)::bigint as amount, cash_currency as currency from redemption
		where employee_id = $1 and taxable and cash_amount is not null
		  and (status in ('requested', 'approved') or (status = 'fulfilled' and fulfilled_at >= $2))
		group by cash_currency order by cash_currency`, id, since)
}
