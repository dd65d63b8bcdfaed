-- +goose Up

-- Who has no address signs in with the personnel number and a PIN, which a printed code lets choose.
-- Wrong PINs are counted until a right one: a PIN is short, and ends after so many.
alter table employee
  add column pin_hash text,
  add column pin_failures integer not null default 0;
create index employee_personnel_number_typed on employee (lower(personnel_number)) where personnel_number is not null;

-- A session on a tablet that many use: it ends after a minute without use.
alter table session drop constraint session_kind;
alter table session add constraint session_kind check (kind in ('browser', 'shared', 'program'));

-- Printed codes. Only keyed hashes are kept: codes are short enough to be typed.
create table sign_in_code (
  hash        bytea primary key,
  employee_id uuid not null constraint sign_in_code_employee references employee,
  created_by  uuid,
  created_at  timestamptz not null,
  expires_at  timestamptz not null,
  used_at     timestamptz
);
create index sign_in_code_open on sign_in_code (employee_id) where used_at is null;

-- Mail that is to be sent, written with the change that it is about. What it says that must not be
-- read from a copy of the database is encrypted, and gone once it is sent.
create table mail (
  id         uuid primary key,
  kind       text not null constraint mail_kind check (kind in ('invitation', 'reset')),
  sealed     bytea,
  created_at timestamptz not null,
  ended_at   timestamptz,
  outcome    text not null default '' constraint mail_outcome check (outcome in ('', 'sent', 'nobody', 'late', 'refused'))
);
create index mail_age on mail (created_at);

-- Who asked for a password by mail of late; the account is a keyed hash of what was typed.
create table mail_request (
  id      bigint generated always as identity primary key,
  account text not null,
  address text not null,
  at      timestamptz not null
);
create index mail_request_account on mail_request (account, at);
create index mail_request_address on mail_request (address, at);

-- Thank-you cards on paper: each is a giver's, for one use. Only the hash of what its QR code says is kept.
create table card (
  id            uuid primary key,
  hash          bytea not null,
  giver_id      uuid not null constraint card_giver references employee,
  made_by       uuid not null constraint card_made_by references employee,
  message       text not null default '', -- printed on it; empty: written by hand
  status        text not null constraint card_status check (status in ('open', 'claimed', 'used', 'declined', 'revoked')),
  receiver_id   uuid constraint card_receiver references employee,
  story         text not null default '', -- as the receiver read it off the card
  visibility    text not null default 'public' constraint card_visibility check (visibility in ('public', 'private')),
  nomination_id uuid,
  created_at    timestamptz not null,
  expires_at    timestamptz not null,
  claimed_at    timestamptz,
  ended_at      timestamptz
);
create unique index card_hash on card (hash);
create index card_of_giver on card (giver_id, id desc);
create index card_of_receiver on card (receiver_id, id desc) where receiver_id is not null;

grant select, insert, update, delete on sign_in_code, mail, mail_request, card to laurel_app;
grant usage, select on all sequences in schema public to laurel_app;
