-- +goose Up

create extension if not exists pg_trgm;

-- The server acts as this role (`set role`), so that history cannot be changed by a fault of its
-- own. Roles belong to the whole cluster: another database may have made it already.
-- +goose StatementBegin
do $$
begin
  if not exists (select from pg_roles where rolname = 'laurel_app') then
    create role laurel_app nologin;
  end if;
exception when duplicate_object or unique_violation then null;
end $$;
-- +goose StatementEnd
-- +goose StatementBegin
do $$
begin
  execute format('grant laurel_app to %I', current_user);
exception when others then
  if sqlstate not in ('0LP01', 'XX000', '23505') then raise; end if; -- granted meanwhile, or to itself
end $$;
-- +goose StatementEnd
grant usage on schema public to laurel_app;
alter default privileges in schema public grant select, insert, update, delete on tables to laurel_app;
alter default privileges in schema public grant usage, select on sequences to laurel_app;

-- One organisation lives in one database.
create table organisation (
  id              boolean primary key default true constraint organisation_single check (id),
  time_zone       text not null,
  demo            boolean not null default false,
  allowance       bigint not null default 100 constraint organisation_allowance_range check (allowance >= 0),
  import_key      bytea not null,
  created_at      timestamptz not null
);

create table team (
  id         uuid primary key,
  name       text not null,
  parent_id  uuid constraint team_parent references team,
  lead_id    uuid,
  path       uuid[] not null, -- the team itself and all above it
  created_at timestamptz not null
);
create unique index team_name on team (name);
create index team_path on team using gin (path);

create table employee (
  id                 uuid primary key,
  email              text,
  personnel_number   text,
  name               text not null,
  team_id            uuid constraint employee_team references team,
  manager_id         uuid constraint employee_manager references employee,
  above              uuid[] not null default '{}', -- managers from the nearest up
  role               text not null constraint employee_role check (role in ('employee', 'manager', 'owner', 'admin')),
  locale             text not null default 'en',
  time_zone          text,
  location           text,
  started_on         date,
  active             boolean not null default true,
  hidden_from_boards boolean not null default false,
  password_hash      text,
  created_at         timestamptz not null,
  updated_at         timestamptz not null,
  deactivated_at     timestamptz,
  constraint employee_reachable check (email is not null or personnel_number is not null),
  constraint employee_not_own_manager check (manager_id <> id)
);
create unique index employee_email on employee (lower(email));
create unique index employee_personnel_number on employee (personnel_number);
create index employee_team_members on employee (team_id) where active;
create index employee_reports on employee (manager_id) where active;
create index employee_above on employee using gin (above);
create index employee_directory on employee (name collate "C", id);
create index employee_hidden on employee (id) where hidden_from_boards;
create index employee_search on employee using gin ((lower(name || ' ' || coalesce(email, ''))) gin_trgm_ops);
alter table team add constraint team_lead foreign key (lead_id) references employee;

-- Sign-in: browsers hold an opaque token, programs a chain of refresh tokens. Only hashes are kept.
create table session (
  id           uuid primary key,
  employee_id  uuid not null constraint session_employee references employee,
  kind         text not null constraint session_kind check (kind in ('browser', 'program')),
  token_hash   bytea,
  created_at   timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at   timestamptz not null,
  ended_at     timestamptz,
  address      text not null default '',
  user_agent   text not null default ''
);
create unique index session_token on session (token_hash);
create index session_of_employee on session (employee_id) where ended_at is null;

create table refresh_token (
  hash       bytea primary key,
  session_id uuid not null constraint refresh_token_session references session on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at    timestamptz
);
create index refresh_token_of_session on refresh_token (session_id);

create table sign_in_failure (
  id      bigint generated always as identity primary key,
  account text not null, -- a hash of what was typed
  address text not null,
  at      timestamptz not null
);
create index sign_in_failure_account on sign_in_failure (account, at);
create index sign_in_failure_address on sign_in_failure (address, at);

create table invitation (
  hash        bytea primary key,
  kind        text not null constraint invitation_kind check (kind in ('invitation', 'reset')),
  employee_id uuid not null constraint invitation_employee references employee,
  created_at  timestamptz not null,
  expires_at  timestamptz not null,
  used_at     timestamptz
);

create table idempotency (
  caller    uuid not null,
  key       text not null,
  request   bytea not null, -- hash of method, path and body
  status    integer not null,
  response  bytea not null,
  encrypted boolean not null default false,
  at        timestamptz not null,
  primary key (caller, key)
);
create index idempotency_age on idempotency using brin (at);

create table audit (
  id           uuid primary key,
  at           timestamptz not null,
  actor_id     uuid,
  action       text not null,
  subject_kind text not null,
  subject_id   uuid,
  address      text not null default '',
  request_id   text not null default '',
  data         jsonb not null default '{}'
);

-- The outbox. `seq` follows the order of the changes of one thing (its row is locked while an event
-- is written); `position` is the dense order that the relay gives after the commit.
create table event (
  seq        bigint generated always as identity primary key,
  id         uuid not null,
  position   bigint,
  kind       text not null,
  subject_id uuid not null,
  actor_id   uuid,
  at         timestamptz not null,
  data       jsonb not null default '{}'
);
create index event_unnumbered on event (seq) where position is null;
create unique index event_position on event (position) where position is not null;

-- The relay's last position and how far each projection in this database has read.
create table checkpoint (
  name     text primary key,
  position bigint not null,
  at       timestamptz not null
);

create table behaviour (
  id           uuid primary key,
  code         text not null,
  name         text not null,
  description  text not null default '',
  translations jsonb not null default '{}', -- {"ru": {"name": …, "description": …}}
  place        integer not null,
  active       boolean not null default true
);
create unique index behaviour_code on behaviour (code);

create table program (
  id                uuid primary key,
  name              text not null,
  description       text not null default '',
  translations      jsonb not null default '{}',
  funding           text not null constraint program_funding check (funding in ('allowance', 'budget', 'none')),
  approval          text not null constraint program_approval check (approval in ('none', 'manager', 'manager_owner', 'owner')),
  points_min        bigint not null constraint program_points_min check (points_min >= 0),
  points_max        bigint not null,
  points_default    bigint not null,
  levels            bigint[] not null default '{}',
  max_nominees      integer not null default 1 constraint program_max_nominees check (max_nominees between 1 and 100),
  shares            text not null default 'each' constraint program_shares check (shares in ('each', 'split')),
  simple            boolean not null default false, -- *Thanks*: only who and what
  limit_giver       integer,
  limit_pair        integer,
  limit_nominee     integer,
  limit_period      text constraint program_limit_period check (limit_period in ('week', 'month', 'quarter', 'year')),
  budget            bigint constraint program_budget_range check (budget >= 0),
  budget_period     text constraint program_budget_period check (budget_period in ('week', 'month', 'quarter', 'year')),
  from_date         date,
  to_date           date,
  active            boolean not null default true,
  place             integer not null default 0,
  created_at        timestamptz not null,
  constraint program_points check (points_min <= points_default and points_default <= points_max),
  constraint program_has_budget check (funding <> 'budget' or (budget is not null and budget_period is not null))
);
create unique index program_name on program (name);

-- Rows of nominations, nominees and the ledger are never deleted, nor are those that they mention, and
-- a verb has read what it mentions in the same transaction. Foreign keys here would check that again
-- on every write, and checks of words are read anew for every statement: together half of its cost
-- (docs/adr/0002-write-path.md).
create table nomination (
  id                uuid primary key,
  program_id        uuid, -- null: imported history
  source            text not null, -- employee, public_pulse, import
  status            text not null, -- pending, approved, declined, withdrawn, revoked
  nominator_id      uuid,
  customer_kind     text not null, -- employee, team, external
  customer_id       uuid,
  customer_name     text,
  story             text not null,
  impact            text not null default '',
  behaviour_ids     uuid[] not null default '{}',
  points            bigint not null,
  asked_points      bigint not null default 0,
  as_thanks         boolean not null default false,
  visibility        text not null, -- public, private
  step              smallint not null default 0, -- the approval step that it waits at
  round             smallint not null default 0, -- how often a decision was taken back
  created_at        timestamptz not null,
  decided_at        timestamptz,
  decided_by        uuid,
  decision_comment  text not null default '',
  decision_reason   text not null default '',
  published_at      timestamptz,
  import_line       bytea, -- keyed hash of the line that it came from
  search            tsvector not null default '' -- of story and impact, in English and Russian (both by the configuration russian)
);
create index nomination_feed on nomination (published_at desc, id desc) where status = 'approved';
create index nomination_given on nomination (nominator_id, id desc);
create index nomination_waiting on nomination (id) where status = 'pending';
create index nomination_search on nomination using gin (search);
create unique index nomination_import_line on nomination (import_line) where import_line is not null;

-- Who is put forward. `counted_on` is the day (in the organisation's time zone) on which the
-- recognition counts on boards: set exactly while it is published, public and not revoked.
create table nominee (
  nomination_id uuid not null,
  employee_id   uuid not null,
  nominator_id  uuid,
  points        bigint not null,
  counted_on    date,
  place         smallint not null default 1, -- in the order that the nominator gave
  primary key (nomination_id, employee_id)
);
create index nominee_of_employee on nominee (employee_id, nomination_id desc);
create index nominee_counted on nominee (counted_on) where counted_on is not null;

create table nomination_behaviour (
  behaviour_id  uuid not null,
  nomination_id uuid not null,
  primary key (behaviour_id, nomination_id)
);

create table enabler (
  nomination_id uuid not null constraint enabler_nomination references nomination,
  employee_id   uuid not null constraint enabler_employee references employee,
  named_by      uuid,
  named_at      timestamptz not null,
  declined_at   timestamptz,
  primary key (nomination_id, employee_id)
);
create index enabler_of_employee on enabler (employee_id, nomination_id desc);

create table reward (
  id                 uuid primary key,
  name               text not null,
  description        text not null default '',
  translations       jsonb not null default '{}',
  category           text not null default '',
  cost               bigint not null constraint reward_cost check (cost > 0),
  stock              bigint constraint reward_stock check (stock >= 0), -- null: no end of it
  requires_approval  boolean not null default false,
  approver           text not null default 'manager' constraint reward_approver check (approver in ('manager', 'owner')),
  fulfilment         text not null constraint reward_fulfilment check (fulfilment in ('manual', 'code', 'webhook', 'donation')),
  cash_amount        bigint constraint reward_cash_amount check (cash_amount >= 0), -- minor units
  cash_currency      text,
  taxable            boolean not null default false,
  limit_per_employee integer constraint reward_limit check (limit_per_employee > 0),
  team_ids           uuid[] not null default '{}', -- empty: for everybody
  active             boolean not null default true,
  created_at         timestamptz not null,
  updated_at         timestamptz not null
);

create table redemption (
  id           uuid primary key,
  reward_id    uuid not null constraint redemption_reward references reward,
  employee_id  uuid not null constraint redemption_employee references employee,
  quantity     integer not null constraint redemption_quantity check (quantity > 0),
  points       bigint not null constraint redemption_points check (points > 0),
  status       text not null constraint redemption_status check (status in ('requested', 'approved', 'fulfilled', 'rejected', 'cancelled')),
  stocked      boolean not null, -- stock was taken and goes back with a refund
  note         text not null default '',
  reason       text not null default '',
  code         bytea, -- encrypted
  created_at   timestamptz not null,
  decided_at   timestamptz,
  decided_by   uuid,
  fulfilled_at timestamptz,
  fulfilled_by uuid,
  fulfilment_note text not null default '' -- of who fulfilled it
);
create index redemption_of_employee on redemption (employee_id, id desc);
create index redemption_by_status on redemption (status, id);
create index redemption_of_reward on redemption (reward_id, employee_id);

-- One row for each step that a nomination or a redemption waits at.
create table approval (
  id            uuid primary key,
  kind          text not null constraint approval_kind check (kind in ('nomination', 'redemption')),
  nomination_id uuid constraint approval_nomination references nomination,
  redemption_id uuid constraint approval_redemption references redemption,
  step          smallint not null,
  level         text not null constraint approval_level check (level in ('manager', 'owner')),
  approver_id   uuid not null constraint approval_approver references employee,
  status        text not null constraint approval_status check (status in ('waiting', 'approved', 'declined', 'dropped')),
  created_at    timestamptz not null,
  decided_at    timestamptz,
  decided_by    uuid,
  constraint approval_subject check ((nomination_id is null) <> (redemption_id is null))
);
create unique index approval_one_waiting_nomination on approval (nomination_id) where status = 'waiting';
create unique index approval_one_waiting_redemption on approval (redemption_id) where status = 'waiting';
create index approval_of_nomination on approval (nomination_id);
create index approval_of_redemption on approval (redemption_id);
create index approval_queue on approval (approver_id, id) where status = 'waiting';

-- Double-entry books. Accounts of the organisation (issuance, spent, lapsed) are cut in slots so
-- that no row is shared by all writers; employees' and programs' accounts have slot 0.
create table account (
  id           bigint generated always as identity primary key,
  kind         text not null, -- issuance, budget, allowance, wallet, held, spent, lapsed
  owner_id     uuid not null,
  slot         smallint not null default 0,
  balance      bigint not null default 0,
  period_start date, -- of an allowance or a budget: the period that it was filled for
  constraint account_not_negative check (kind = 'issuance' or balance >= 0)
);
create unique index account_owner on account (owner_id, kind, slot);

create table transfer (
  id            uuid primary key,
  key           text not null,
  kind          text not null,
  reason        text not null default '',
  nomination_id uuid,
  redemption_id uuid,
  program_id    uuid,
  reverses      uuid,
  input_hash    bytea not null,
  effective_at  timestamptz not null,
  booked_at     timestamptz not null
);
create unique index transfer_key on transfer (key);
create unique index transfer_reverses on transfer (reverses) where reverses is not null;
create index transfer_of_nomination on transfer (nomination_id) where nomination_id is not null;
create index transfer_of_redemption on transfer (redemption_id) where redemption_id is not null;

create table entry (
  id            bigint generated always as identity, -- follows the order of booking within an account
  transfer_id   uuid not null,
  account_id    bigint not null,
  points        bigint not null,
  balance_after bigint not null,
  primary key (transfer_id, account_id)
);
create index entry_statement on entry (account_id, id desc);

-- +goose StatementBegin
create function refuse_change_of_history() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed or deleted: book a reversing transfer', tg_table_name
    using errcode = 'restrict_violation';
end $$;
-- +goose StatementEnd
create trigger entry_is_history before update or delete or truncate on entry
  for each statement execute function refuse_change_of_history();
create trigger transfer_is_history before update or delete or truncate on transfer
  for each statement execute function refuse_change_of_history();
create table opening_balance (
  employee_id uuid primary key constraint opening_balance_employee references employee,
  points      bigint not null,
  note        text not null default '',
  at          timestamptz not null
);

create table endpoint (
  id                    uuid primary key,
  kind                  text not null constraint endpoint_kind check (kind in ('slack', 'teams', 'discord', 'mattermost', 'standard')),
  url                   bytea not null, -- encrypted: a chat's address is its secret
  shown_url             text not null,
  events                text[] not null,
  team_ids              uuid[] not null default '{}',
  behaviour_ids         uuid[] not null default '{}',
  language              text not null default 'en',
  digest                text not null default 'instant',
  quiet_hours           jsonb,
  status                text not null constraint endpoint_status check (status in ('active', 'disabled')),
  disabled_reason       text not null default '',
  secret                bytea, -- encrypted
  previous_secret       bytea, -- encrypted
  previous_secret_until timestamptz,
  failing_since         timestamptz,
  created_by            uuid,
  created_at            timestamptz not null,
  deleted_at            timestamptz
);

-- Each try of an announcement is a delivery.
create table delivery (
  id              uuid primary key,
  endpoint_id     uuid not null constraint delivery_endpoint references endpoint,
  event_id        uuid not null,
  event_position  bigint, -- null: a test
  event           text not null,
  attempt         integer not null,
  status          text not null constraint delivery_status check (status in ('pending', 'delivered', 'failed', 'abandoned')),
  response_status integer,
  error           text not null default '',
  at              timestamptz not null,
  duration_ms     bigint,
  next_attempt_at timestamptz
);
create index delivery_log on delivery (endpoint_id, id desc);
create unique index delivery_attempt on delivery (endpoint_id, event_id, attempt);
create unique index delivery_pending on delivery (endpoint_id, event_id) where status = 'pending';
create index delivery_age on delivery (at);

-- Long imports that were asked for with `Prefer: respond-async`.
create table import (
  id         uuid primary key,
  kind       text not null,
  status     text not null constraint import_status check (status in ('waiting', 'running', 'done', 'failed')),
  done       bigint not null default 0,
  total      bigint not null default 0,
  result     jsonb,
  created_by uuid,
  created_at timestamptz not null,
  seen_at    timestamptz not null, -- when its process last told how far it is
  ended_at   timestamptz
);

-- Ids (UUIDv7, RFC 9562) for rows that are made by the thousand in one statement.
create function new_id() returns uuid language sql volatile parallel safe as $$
  select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
    placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
$$;

insert into behaviour (id, code, name, description, translations, place) values
  ('01900000-0000-7000-8000-000000000001', 'right-first-time', 'Right first time', 'Hands over work that the next colleague need not correct.',
   '{"ru": {"name": "Безупречно с первого раза", "description": "Передаёт работу, которую следующему коллеге не нужно исправлять."}}', 1),
  ('01900000-0000-7000-8000-000000000002', 'behind-the-scenes', 'Behind the scenes', 'The service nobody sees.',
   '{"ru": {"name": "За кулисами", "description": "Обслуживание, которого никто не видит."}}', 2),
  ('01900000-0000-7000-8000-000000000003', 'respect', 'Respect', 'Treats a colleague as a valued customer.',
   '{"ru": {"name": "Уважение", "description": "Относится к коллеге как к ценному клиенту."}}', 3),
  ('01900000-0000-7000-8000-000000000004', 'owns-the-outcome', 'Owns the outcome', 'Decides and sees it through.',
   '{"ru": {"name": "Отвечает за результат", "description": "Принимает решение и доводит дело до конца."}}', 4),
  ('01900000-0000-7000-8000-000000000005', 'voice-of-customer', 'Voice of the customer', 'Brings back and shares what customers say.',
   '{"ru": {"name": "Голос клиента", "description": "Узнаёт, что говорят клиенты, и делится этим."}}', 5),
  ('01900000-0000-7000-8000-000000000006', 'puts-it-right', 'Puts it right', 'Turns a complaint into trust.',
   '{"ru": {"name": "Исправляет", "description": "Превращает жалобу в доверие."}}', 6),
  ('01900000-0000-7000-8000-000000000007', 'improves-service', 'Improves the service', 'A better way, kept.',
   '{"ru": {"name": "Улучшает обслуживание", "description": "Находит способ лучше и закрепляет его."}}', 7),
  ('01900000-0000-7000-8000-000000000008', 'helps-colleagues', 'Helps colleagues serve', 'Makes another''s service possible.',
   '{"ru": {"name": "Помогает коллегам", "description": "Благодаря этому другие могут обслуживать клиентов."}}', 8);

grant select, insert, update, delete on all tables in schema public to laurel_app;
-- Imports work on temporary tables.
-- +goose StatementBegin
do $$
begin
  execute format('grant temporary on database %I to laurel_app', current_database());
end $$;
-- +goose StatementEnd
revoke update, delete, truncate on entry, transfer from laurel_app;
revoke delete on account, nomination, nominee, redemption, employee from laurel_app;
revoke update, delete on audit from laurel_app;
grant usage, select on all sequences in schema public to laurel_app;
