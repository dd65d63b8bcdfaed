package postgres

import (
	"context"
	"encoding/base64"
	"strings"
	"time"

	"laurel/domain"
	"laurel/domain/celebration"
	"laurel/domain/organisation"
)

// Celebrations is the table of anniversaries and birthdays that were celebrated.
type Celebrations struct {
	q  queryer
	tx *Tx
}

// ToCelebrate is a day of an employee that has not been celebrated, with the time zone that they live in.
type ToCelebrate struct {
	celebration.Celebration
	Zone string `db:"zone"`
}

// The days of the year of an employee, as domain.DayOfYear is kept.
const startedDay = `(extract(month from e.started_on)::int * 100 + extract(day from e.started_on)::int)`

// Pending gives the next days that may have to be celebrated on some dates, by employee and kind after a
// celebration. They are few, whatever the number of employees: those on the dates are found by indexes.
func (c Celebrations) Pending(ctx context.Context, of organisation.Celebrations, occasions []celebration.Occasion, after celebration.Celebration, most int) ([]ToCelebrate, error) {
	var dates []time.Time
	var days []int
	for _, o := range occasions {
		for _, day := range o.Days {
			dates, days = append(dates, o.On), append(days, day.Number())
		}
	}
	return many[ToCelebrate](ctx, c.q, `select p.employee_id, p.kind, p.on_day, p.years, p.points, coalesce(p.time_zone, o.time_zone) as zone
		from (
			select e.id as employee_id, 'anniversary' as kind, d.on_day, (extract(year from d.on_day) - extract(year from e.started_on))::int as years, $5::bigint as points, e.time_zone
			from unnest($1::date[], $2::int[]) as d (on_day, day) join employee e on `+startedDay+` = d.day
			where $3 and e.active and e.started_on is not null and extract(year from e.started_on) < extract(year from d.on_day)
			union all
			select e.id, 'birthday', d.on_day, 0, $6::bigint, e.time_zone
			from unnest($1::date[], $2::int[]) as d (on_day, day) join employee e on e.birthday = d.day
			where $4 and e.active) p, organisation o
		where not exists (select from celebration c where c.employee_id = p.employee_id and c.kind = p.kind and c.year = extract(year from p.on_day))
		  and (p.employee_id, p.kind) > ($7::uuid, $8::text)
		order by p.employee_id, p.kind limit $9`,
		dates, days, of.Anniversaries, of.Birthdays, of.AnniversaryPoints, of.BirthdayPoints, after.Employee, string(after.Kind), most)
}

// Keep keeps that days are celebrated, and gives those that were not before. Who has left meanwhile, or
// taken the birthday back, is left out: their rows are held until the transaction ends.
func (c Celebrations) Keep(ctx context.Context, list []celebration.Celebration) ([]celebration.Celebration, error) {
	var employees []domain.EmployeeID
	var kinds []string
	var dates []time.Time
	var years, points []int64
	for _, one := range list {
		employees, kinds, dates = append(employees, one.Employee), append(kinds, string(one.Kind)), append(dates, one.On)
		years, points = append(years, int64(one.Years)), append(points, one.Points)
	}
	return many[celebration.Celebration](ctx, c.q, `with held as (select id, birthday from employee where id = any($1::uuid[]) and active order by id for share)
		insert into celebration (employee_id, kind, year, on_day, years, points)
		select x.employee_id, x.kind, extract(year from x.on_day), x.on_day, x.years, x.points
		from unnest($1::uuid[], $2::text[], $3::date[], $4::int[], $5::bigint[]) as x (employee_id, kind, on_day, years, points)
		join held h on h.id = x.employee_id
		where x.kind = 'anniversary' or h.birthday = extract(month from x.on_day) * 100 + extract(day from x.on_day) or (h.birthday = 229 and to_char(x.on_day, 'MMDD') = '0228')
		on conflict do nothing returning employee_id, kind, on_day, years, points`, uuids(employees), kinds, dates, years, points)
}

// ForgetBirthdays takes the days of an employee's birthdays out of what was celebrated: consent was
// withdrawn, or another day was given.
func (c Celebrations) ForgetBirthdays(employee domain.EmployeeID) {
	c.tx.queue(`update celebration set on_day = null where employee_id = $1 and kind = 'birthday'`, employee)
}

// List lists what colleagues may see of the days since a date, the latest first.
func (c Celebrations) List(ctx context.Context, since time.Time, page domain.Page) (domain.Slice[celebration.View], error) {
	after, err := readCelebrationCursor(page.Cursor)
	if err != nil {
		return domain.Slice[celebration.View]{}, err
	}
	rows, err := many[celebration.View](ctx, c.q, `select c.employee_id, c.kind, c.on_day, c.years, c.points, e.name, e.team_id, t.name as team_name
		from celebration c join employee e on e.id = c.employee_id left join team t on t.id = e.team_id, organisation o
		where c.on_day >= $1 and e.active
		  and case c.kind when 'anniversary' then (o.celebrations ->> 'anniversaries')::boolean and not e.anniversary_hidden and not e.thank_privately
			else (o.celebrations ->> 'birthdays')::boolean and e.birthday is not null end
		  and ($2::date is null or c.on_day < $2 or (c.on_day = $2 and (c.employee_id, c.kind) > ($3::uuid, $4::text)))
		order by c.on_day desc, c.employee_id, c.kind limit $5`, since, after.on, after.employee, after.kind, page.Limit+1)
	if err != nil {
		return domain.Slice[celebration.View]{}, err
	}
	return slice(rows, page.Limit, func(v celebration.View) string { return celebrationCursor(v.Celebration) }), nil
}

// celebrationPlace is a place in the list; nil is before the first.
type celebrationPlace struct {
	on       *time.Time
	employee domain.EmployeeID
	kind     string
}

func celebrationCursor(c celebration.Celebration) string {
	return base64.RawURLEncoding.EncodeToString([]byte(c.On.Format(time.DateOnly) + " " + c.Employee.String() + " " + string(c.Kind)))
}

func readCelebrationCursor(cursor string) (celebrationPlace, error) {
	if cursor == "" {
		return celebrationPlace{}, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	parts := strings.Split(string(raw), " ")
	if err != nil || len(parts) != 3 || domain.TextFault(string(raw), 1, 100) != "" {
		return celebrationPlace{}, errCursor
	}
	on, errDate := time.Parse(time.DateOnly, parts[0])
	employee, errID := domain.ParseEmployeeID(parts[1])
	if errDate != nil || errID != nil {
		return celebrationPlace{}, errCursor
	}
	return celebrationPlace{&on, employee, parts[2]}, nil
}
