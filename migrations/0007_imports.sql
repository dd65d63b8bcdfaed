-- +goose Up

-- Every import that changes something has a row, whoever asked for it and however it ran: it can be
-- looked up, and taken back.
alter table import
  drop constraint import_status,
  add constraint import_status check (status in ('waiting', 'running', 'done', 'failed', 'cancelled', 'taken_back')),
  add column name          text not null default '', -- of the file, as the caller called it
  add column size          bigint not null default 0, -- of the file, in bytes
  add column options       jsonb not null default '{}',
  add column caller        jsonb not null default '{}', -- address and request of who asked, for the audit log of a run that is taken up later
  add column attempts      smallint not null default 0, -- how many processes have begun to run it
  add column taken_back_at timestamptz,
  add column taken_back_by uuid;
create index import_unfinished on import (seen_at) where status in ('waiting', 'running');

-- The file of an import that runs by itself, in compressed pieces: whichever process runs it, and
-- however often one dies. It is deleted when the import ends.
create table import_piece (
  import_id uuid not null constraint import_piece_import references import on delete cascade,
  place     integer not null,
  packed    bytea not null,
  primary key (import_id, place)
);
alter table import_piece alter column packed set storage external; -- compressed already

-- What an import has changed, so that it can be taken back. No foreign keys on the first: there are as
-- many rows as lines, and nominations are never deleted.
create table imported_recognition (
  import_id     uuid not null,
  nomination_id uuid not null,
  primary key (import_id, nomination_id)
);

-- `before` and `after` hold the values of an employee that the import has changed, and nothing else.
create table imported_employee (
  import_id   uuid not null constraint imported_employee_import references import,
  employee_id uuid not null constraint imported_employee_employee references employee,
  change      text not null constraint imported_employee_change check (change in ('created', 'updated', 'deactivated')),
  before      jsonb not null,
  after       jsonb not null,
  primary key (import_id, employee_id)
);
create index imported_employee_of on imported_employee (employee_id);

create table imported_team (
  import_id uuid not null constraint imported_team_import references import,
  team_id   uuid not null, -- gone where the import was taken back
  primary key (import_id, team_id)
);

create table imported_balance (
  import_id   uuid not null constraint imported_balance_import references import,
  employee_id uuid not null constraint imported_balance_employee references employee,
  transfer_id uuid, -- null where only the note was changed
  before      bigint, -- null where no opening balance was set
  note_before text not null default '',
  points      bigint not null,
  note        text not null default '',
  primary key (import_id, employee_id)
);

-- Names of an export are looked up by the hundred.
create index employee_called on employee (lower(name));

grant select, insert, update, delete on import_piece, imported_recognition, imported_employee, imported_team, imported_balance to laurel_app;
