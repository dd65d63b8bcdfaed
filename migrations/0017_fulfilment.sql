-- +goose Up

-- What is to be paid out to a charity for a redemption that was fulfilled: what it was worth when it was asked
-- for, in minor units. Paid is said once and never unsaid.
create table donation (
  id            uuid primary key,
  redemption_id uuid not null constraint donation_redemption references redemption,
  reward_id     uuid not null constraint donation_reward references reward,
  employee_id   uuid not null constraint donation_employee references employee,
  points        bigint not null constraint donation_points check (points > 0),
  amount        bigint not null constraint donation_amount check (amount > 0),
  currency      text not null,
  at            timestamptz not null,
  paid_at       timestamptz,
  paid_by       uuid,
  reference     text not null default '', -- of the payment
  constraint donation_paid check ((paid_at is null) = (paid_by is null) and (paid_at is null) = (reference = ''))
);
create unique index donation_once on donation (redemption_id);
create index donation_unpaid on donation (id) where paid_at is null;
create index donation_of_reward on donation (reward_id, id);
grant select, insert, update on donation to laurel_app;
revoke delete, truncate on donation from laurel_app;

-- Where orders of a reward go that a supplier fulfils, and by what both sides know each other.
alter table reward add column supplier_url text not null default '';
create table supplier_secret (
  reward_id      uuid primary key constraint supplier_secret_reward references reward,
  secret         bytea not null, -- encrypted, as the previous one
  previous       bytea,
  previous_until timestamptz
);
grant select, insert, update on supplier_secret to laurel_app;
revoke delete, truncate on supplier_secret from laurel_app;

-- The order of a redemption at its supplier. One message at a time is to be sent: the order itself, or that it
-- is cancelled; its id stays the same through all its tries.
create table supplier_order (
  redemption_id uuid primary key constraint supplier_order_redemption references redemption,
  status        text not null constraint supplier_order_status check (status in ('waiting', 'sent', 'fulfilled', 'refused', 'stuck', 'cancelled')),
  message_id    uuid not null,
  message_type  text not null constraint supplier_order_message_type check (message_type in ('redemption.ordered', 'redemption.cancelled')),
  message_at    timestamptz not null,
  attempt       integer not null default 0, -- tries of the message that are over
  begun_at      timestamptz, -- of the first try: from then on the supplier may know of the order
  due_at        timestamptz, -- of the next try; null: nothing is to be sent
  failure       text not null default '',
  error         text not null default '',
  reference     text not null default '',
  reason        text not null default '',
  answer        bytea, -- a keyed hash of the supplier's last word, by which a repeat is known
  changed_at    timestamptz not null,
  constraint supplier_order_due check (due_at is null or status in ('waiting', 'cancelled'))
);
grant select, insert, update on supplier_order to laurel_app;
revoke delete, truncate on supplier_order from laurel_app;
