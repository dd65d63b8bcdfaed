-- +goose Up

-- What makes an award program of a program: {"winners", "panel_ids", "criteria"}; null for others.
alter table program add column award jsonb;

-- What has become of an award. Its row is what every verb on the award locks.
create table award (
  program_id uuid primary key constraint award_program references program,
  told_for   date, -- the last day of its window for which the panel was told that it can score
  ended_at   timestamptz, -- the scoring, before all had finished
  ended_by   uuid,
  end_reason text not null default '',
  decided_at timestamptz,
  decided_by uuid,
  reason     text not null default '' -- for the choice among those who were equal
);

-- The nominations for an award: nomination itself has no index by its program, and needs none else.
create table award_nomination (
  program_id    uuid not null constraint award_nomination_award references award,
  nomination_id uuid not null,
  primary key (program_id, nomination_id)
);

-- What a member of the panel has given a nomination: marks has a number for each criterion, 0 for none yet.
create table award_score (
  nomination_id uuid not null,
  employee_id   uuid not null constraint award_score_employee references employee,
  marks         jsonb not null,
  whole         boolean not null, -- by all criteria
  note          text not null default '', -- for who wrote it alone
  at            timestamptz not null,
  primary key (nomination_id, employee_id)
);
create index award_score_of_employee on award_score (employee_id);

grant select, insert, update on award to laurel_app;
grant select, insert on award_nomination to laurel_app;
grant select, insert, update, delete on award_score to laurel_app;
