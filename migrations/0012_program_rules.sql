-- +goose Up

-- Whom a program lets nominate and be nominated ({}: everybody), from how many points on somebody decides
-- (null: always), when each award fits, and when it was ended for good.
alter table program
  add column nominators    jsonb not null default '{}',
  add column nominees      jsonb not null default '{}',
  add column approval_from bigint constraint program_approval_from check (approval_from > 0),
  add column guidance      text not null default '',
  add column ended_at      timestamptz,
  add column version       integer not null default 1;

-- The rules of each version: a nomination that waits is decided by those that it was made under.
create table program_version (
  program_id uuid not null constraint program_version_program references program,
  version    integer not null,
  rules      jsonb not null, -- columns of program
  changed_at timestamptz not null,
  changed_by uuid,
  primary key (program_id, version)
);
insert into program_version (program_id, version, rules, changed_at)
  select p.id, 1, jsonb_build_object('funding', funding, 'approval', approval, 'points_min', points_min, 'points_max', points_max,
    'points_default', points_default, 'levels', levels, 'max_nominees', max_nominees, 'shares', shares, 'simple', simple,
    'limit_giver', limit_giver, 'limit_pair', limit_pair, 'limit_nominee', limit_nominee, 'limit_period', limit_period,
    'nominators', nominators, 'nominees', nominees, 'approval_from', approval_from), created_at
  from program p;

-- Null: made before there were versions, or imported.
alter table nomination add column program_version integer;
update nomination set program_version = 1 where program_id is not null and status = 'pending';
