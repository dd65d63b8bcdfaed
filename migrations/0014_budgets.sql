-- +goose Up

-- What a point costs the organisation: {"points": 1, "amount": 5, "currency": "EUR"}, the amount in
-- minor units; null: nobody has said.
alter table organisation add column point_cost jsonb;

-- Points that owners have added to a program's budget within a period, and why: transfers hold no texts.
create table budget_top_up (
  id          uuid primary key,
  program_id  uuid not null constraint budget_top_up_program references program,
  transfer_id uuid not null,
  period_from date not null, -- the first day of the period that they were added to
  points      bigint not null constraint budget_top_up_points check (points > 0),
  reason      text not null,
  at          timestamptz not null,
  added_by    uuid not null constraint budget_top_up_added_by references employee
);
create index budget_top_up_of_program on budget_top_up (program_id, id desc);

-- What owners were warned of: once for each share and period of a budget.
create table budget_warning (
  program_id  uuid not null constraint budget_warning_program references program,
  period_from date not null,
  percent     smallint not null,
  at          timestamptz not null,
  primary key (program_id, period_from, percent)
);
grant select, insert on budget_top_up, budget_warning to laurel_app;
revoke update, delete on budget_top_up, budget_warning from laurel_app;

-- Nominations of a span of time, in the order in which they were made: for the effect of a program.
create index nomination_age on nomination using brin (created_at);

-- How much everybody may give away besides `allowance`: so much for each of somebody's reports; how
-- often; and whether who joins within a period gets the part of it that is left.
alter table organisation
  add column allowance_per_report bigint not null default 0 constraint organisation_allowance_per_report check (allowance_per_report >= 0),
  add column allowance_period     text not null default 'month' constraint organisation_allowance_period check (allowance_period in ('week', 'month', 'quarter')),
  add column allowance_pro_rata   boolean not null default false;

-- What a redemption is worth for the tax office is settled when it is asked for, whatever becomes of the
-- reward: of one, in minor units. What was asked for before has what its reward says now.
alter table redemption
  add column taxable       boolean not null default false,
  add column cash_amount   bigint,
  add column cash_currency text;
update redemption d set taxable = r.taxable, cash_amount = r.cash_amount, cash_currency = r.cash_currency from reward r where r.id = d.reward_id;
create index redemption_benefit on redemption (fulfilled_at) where taxable and status = 'fulfilled';

-- How much of taxable benefits is free of tax in a calendar year, by what the roster has as the location
-- of an employee: [{"country": "Estonia", "amount": 10000, "currency": "EUR"}], in minor units.
alter table organisation add column tax_free jsonb not null default '[]';
