-- +goose Up

-- Who decides in place of whom, and what has moved from one approver to another.
alter table approval
  add column assigned_at   timestamptz, -- since when its approver has it; null: since it was made
  add column passed        uuid[] not null default '{}', -- from whom it has moved on, the first one first
  add column moved         text constraint approval_moved check (moved in ('delegated', 'escalated')), -- how it came to its approver; null: by the rules
  add column delegation_id uuid, -- it goes back when this delegation ends
  add column reminded_at   timestamptz;
create index approval_delegated on approval (delegation_id) where status = 'waiting' and delegation_id is not null;

create table delegation (
  id          uuid primary key,
  employee_id uuid not null constraint delegation_employee references employee,
  delegate_id uuid not null constraint delegation_delegate references employee,
  starts_on   date not null,
  ends_on     date not null,
  created_at  timestamptz not null,
  ended_at    timestamptz, -- ended before its last day
  constraint delegation_days check (starts_on <= ends_on),
  constraint delegation_to_another check (delegate_id <> employee_id)
);
create unique index delegation_one_standing on delegation (employee_id) where ended_at is null;
create index delegation_to on delegation (delegate_id) where ended_at is null;
grant select, insert, update on delegation to laurel_app;
