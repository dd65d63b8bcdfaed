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
