-- +goose Up

-- What somebody is told of, one row for each event, receiver and kind: an event that is read again
-- changes nothing. It holds ids and numbers; names and texts are read with it, as far as the receiver
-- may see them then.
create table notification (
  id            uuid not null,
  employee_id   uuid not null constraint notification_employee references employee,
  kind          text not null,
  event_id      uuid not null,
  actor_id      uuid, -- who did it; null: nobody in particular
  nomination_id uuid,
  redemption_id uuid,
  data          jsonb not null default '{}',
  at            timestamptz not null,
  read_at       timestamptz,
  group_id      uuid not null,                  -- the first of those that are shown as one
  folded        boolean not null default false, -- a later one of its group stands for it
  primary key (employee_id, id)
);
create unique index notification_once on notification (event_id, employee_id, kind);
create index notification_unread on notification (employee_id, id) where read_at is null and not folded;
create index notification_of_nomination on notification (nomination_id, employee_id) where nomination_id is not null;
create index notification_of_redemption on notification (redemption_id, employee_id) where redemption_id is not null;
create index notification_age on notification using brin (at);

-- The word of the internal customer of a nomination: who was asked, and what they said.
create table confirmation (
  nomination_id uuid primary key constraint confirmation_nomination references nomination,
  employee_id   uuid not null constraint confirmation_employee references employee,
  asked_at      timestamptz not null,
  confirmed     boolean, -- null: has said nothing
  answered_at   timestamptz,
  constraint confirmation_answer check ((confirmed is null) = (answered_at is null))
);

-- Who did not want to be named as an enabler, and by whom: the same one does not name them again.
create table enabler_refusal (
  nomination_id uuid not null constraint enabler_refusal_nomination references nomination,
  employee_id   uuid not null constraint enabler_refusal_employee references employee,
  named_by      uuid not null,
  at            timestamptz not null,
  primary key (nomination_id, employee_id, named_by)
);

grant select, insert, update, delete on notification, confirmation, enabler_refusal to laurel_app;
