-- +goose Up

-- What owners and a manager were warned of: once for each share and period of the manager's budget.
create table manager_budget_warning (
  budget_id   uuid not null constraint manager_budget_warning_budget references manager_budget,
  period_from date not null,
  percent     smallint not null,
  at          timestamptz not null,
  primary key (budget_id, period_from, percent)
);
grant select, insert on manager_budget_warning to laurel_app;
revoke update, delete on manager_budget_warning from laurel_app;
