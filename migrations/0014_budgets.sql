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
