-- +goose Up

-- The roster is filtered by what few people are: administrators and owners, and who has left.
create index employee_of_role on employee (role, name collate "C", id) where role <> 'employee';
create index employee_gone on employee (name collate "C", id) where not active;
-- A line of managers is drawn anew below whoever moves, also for who has left.
create index employee_manager on employee (manager_id);

-- The audit log is read from its end (by the primary key, which follows time), for one actor or one
-- thing, and for a span of time.
create index audit_of_actor on audit (actor_id, id desc);
create index audit_of_subject on audit (subject_id, id desc);
create index audit_age on audit using brin (at);

-- What the organisation is called and speaks, and how it renames Laurel's words:
-- {"ru": {"team": ["отдел", "отдела", …]}}, the forms in the order that the web app's catalogue has them.
alter table organisation
  add column name     text not null default '',
  add column language text not null default 'en' constraint organisation_language check (language in ('en', 'ru')),
  add column words    jsonb not null default '{}';

-- What nominators and approvers read about a behaviour: when it is shown, with an example.
alter table behaviour add column guidance text not null default '';

-- How the last check of something went, for the health page: the books, for one.
create table checkup (
  name text primary key,
  at   timestamptz not null,
  good boolean not null,
  data jsonb not null default '{}'
);
grant select, insert, update, delete on checkup to laurel_app;
