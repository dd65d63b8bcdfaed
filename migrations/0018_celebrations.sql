-- +goose Up

-- What the organisation celebrates: {"anniversaries": true, "birthdays": false, "anniversary_points": 50,
-- "birthday_points": 0}; nothing until an administrator says so.
alter table organisation add column celebrations jsonb not null default '{}';

-- A birthday is given by the employee alone, with consent: a month and a day (229 is 29 February), no year. Without
-- consent there is none.
alter table employee
  add column birthday              smallint constraint employee_birthday check (birthday between 101 and 1231),
  add column birthday_consented_at timestamptz,
  add column anniversary_hidden    boolean not null default false, -- colleagues do not see their anniversaries
  add constraint employee_birthday_consent check ((birthday is null) = (birthday_consented_at is null));
create index employee_birthday_day on employee (birthday) where birthday is not null;
create index employee_anniversary_day on employee ((extract(month from started_on)::int * 100 + extract(day from started_on)::int)) where started_on is not null;

-- One row for each employee, kind and calendar year, whatever is retried. The day of a birthday goes when consent is
-- withdrawn; that it was celebrated in that year stays, so that it is not celebrated twice.
create table celebration (
  employee_id uuid not null constraint celebration_employee references employee,
  kind        text not null constraint celebration_kind check (kind in ('anniversary', 'birthday')),
  year        smallint not null,
  on_day      date,
  years       smallint not null default 0, -- of an anniversary
  points      bigint not null default 0 constraint celebration_points check (points >= 0),
  primary key (employee_id, kind, year)
);
create index celebration_latest on celebration (on_day desc, employee_id, kind);
grant select, insert, update on celebration to laurel_app;
revoke delete on celebration from laurel_app;
