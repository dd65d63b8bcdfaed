package postgres

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/organisation"
	"laurel/domain/people"
)

// Me is an employee with what is on their accounts.
type Me struct {
	people.Listing
	LocaleChosen   bool       `db:"locale_chosen"`
	Theme          *string    `db:"theme"`
	Hidden         bool       `db:"hidden_from_boards"`
	Wallet         int64      `db:"wallet"`
	Reserved       int64      `db:"reserved"` // by redemptions that wait
	Allowance      int64      `db:"allowance"`
	AllowanceStart *time.Time `db:"allowance_start"` // the first day of the period that it was filled for
	AllowanceEach  int64      `db:"allowance_each"`  // of a period
	PerReport      int64      `db:"allowance_per_report"`
	Period         string     `db:"allowance_period"`
	ProRata        bool       `db:"allowance_pro_rata"`
	Since          time.Time  `db:"since"`     // the day since when they are there
	TimeZone       string     `db:"time_zone"` // of the organisation
	OwnZone        *string    `db:"own_zone"`
	Organisation   string     `db:"organisation"`

	Words  organisation.Words `db:"words"`
	Number *string            `db:"personnel_number"`
	HasPIN bool               `db:"has_pin"`
}

// Me reads an employee with their accounts, in one query.
func (p People) Me(ctx context.Context, id domain.EmployeeID) (Me, error) {
	return one[Me](ctx, p.q, `select `+listingColumns+`, e.locale_chosen, e.theme, e.time_zone as own_zone, e.hidden_from_boards, e.personnel_number, e.pin_hash is not null as has_pin,
			coalesce(w.balance, 0) as wallet, coalesce(a.balance, 0) as allowance, a.period_start as allowance_start,
			(select coalesce(sum(d.points), 0)::bigint from redemption d where d.employee_id = e.id and d.status in ('requested', 'approved')) as reserved,
			coalesce(o.allowance, 0) as allowance_each, coalesce(o.allowance_per_report, 0) as allowance_per_report,
			coalesce(o.allowance_period, 'month') as allowance_period, coalesce(o.allowance_pro_rata, false) as allowance_pro_rata,
			coalesce(e.started_on, (e.created_at at time zone coalesce(o.time_zone, 'UTC'))::date) as since, coalesce(o.time_zone, 'UTC') as time_zone,
			coalesce(o.name, '') as organisation, coalesce(o.words, '{}') as words`+listingTables+`
		left join account w on w.owner_id = e.id and w.kind = 'wallet' and w.slot = 0
		left join account a on a.owner_id = e.id and a.kind = 'allowance' and a.slot = 0
		left join organisation o on true
		where e.id = $1`, id)
}

const preferenceColumns = `locale, locale_chosen, theme, time_zone, hidden_from_boards, thank_privately, points_private, anniversary_hidden, birthday, notifications`

// Preferences reads what an employee has chosen.
func (p People) Preferences(ctx context.Context, id domain.EmployeeID) (people.Preferences, error) {
	return one[people.Preferences](ctx, p.q, `select `+preferenceColumns+` from employee where id = $1`, id)
}

// LockPreferences is Preferences, and keeps them for this transaction.
func (p People) LockPreferences(ctx context.Context, id domain.EmployeeID) (people.Preferences, error) {
	return one[people.Preferences](ctx, p.q, `select `+preferenceColumns+` from employee where id = $1 for no key update`, id)
}

// SetPreferences keeps what an employee has chosen.
func (p People) SetPreferences(id domain.EmployeeID, c people.Preferences, now time.Time) {
	p.tx.queue(`update employee set locale = $2, locale_chosen = $3, theme = $4, time_zone = $5, hidden_from_boards = $6,
			thank_privately = $7, points_private = $8, notifications = $9, updated_at = $10, anniversary_hidden = $11,
			birthday = $12::smallint, birthday_consented_at = case when $12::smallint is not null then coalesce(birthday_consented_at, $10) end where id = $1`,
		id, c.Locale, c.LocaleChosen, c.Theme, c.TimeZone, c.Hidden, c.ThankPrivately, c.PointsPrivate, c.Notifications, now, c.AnniversaryHidden, dayNumber(c.Birthday))
}

// dayNumber is how a day of the year is kept, nil for none.
func dayNumber(day *domain.DayOfYear) *int {
	if day == nil {
		return nil
	}
	n := day.Number()
	return &n
}

// Told reads how some employees want to be told of things, by their ids; those who are not active are
// told of nothing and left out.
func (p People) Told(ctx context.Context, ids []domain.EmployeeID) (map[domain.EmployeeID]people.Told, error) {
	rows, err := many[people.Told](ctx, p.q, `select e.id, e.email, e.locale, coalesce(e.time_zone, o.time_zone, 'UTC') as time_zone, e.notifications
		from employee e left join organisation o on true where e.id = any($1) and e.active`, uuids(ids))
	if err != nil {
		return nil, err
	}
	told := make(map[domain.EmployeeID]people.Told, len(rows))
	for _, row := range rows {
		told[row.ID] = row
	}
	return told, nil
}
