-- +goose Up

-- Points that an owner lets a manager give in each period. The account is of kind budget, as a program's is: its
-- owner is the row here.
create table manager_budget (
  id         uuid primary key,
  manager_id uuid not null constraint manager_budget_manager references employee,
  period     text not null constraint manager_budget_period check (period in ('week', 'month', 'quarter', 'year')),
  total      bigint not null constraint manager_budget_total check (total > 0),
  given_by   uuid not null constraint manager_budget_given_by references employee,
  given_at   timestamptz not null,
  ended_at   timestamptz -- what was left has lapsed, and it is filled no more
);
create unique index manager_budget_one on manager_budget (manager_id) where ended_at is null;

-- Points that owners have added within a period, and why: transfers hold no texts.
create table manager_budget_top_up (
  id          uuid primary key,
  budget_id   uuid not null constraint manager_budget_top_up_budget references manager_budget,
  transfer_id uuid not null,
  period_from date not null, -- the first day of the period that they were added to
  points      bigint not null constraint manager_budget_top_up_points check (points > 0),
  reason      text not null,
  at          timestamptz not null,
  added_by    uuid not null constraint manager_budget_top_up_added_by references employee
);
create index manager_budget_top_up_of_budget on manager_budget_top_up (budget_id, id desc);
grant select, insert, update on manager_budget to laurel_app;
grant select, insert on manager_budget_top_up to laurel_app;
revoke delete on manager_budget from laurel_app;
revoke update, delete on manager_budget_top_up from laurel_app;

-- Whether nominations under a program may be paid from the budget of a manager who makes them; and the budget that a
-- nomination is paid from, null: as its program says.
alter table program add column manager_budgets boolean not null default false;
alter table nomination add column manager_budget_id uuid;
