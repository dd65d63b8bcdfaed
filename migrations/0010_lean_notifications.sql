-- +goose Up

-- Whoever is recognised is asked by the same notification who made it possible.
update notification told set data = told.data || '{"asks": true}'
  from notification asked
  where told.kind = 'recognised' and asked.kind = 'enablers_asked' and asked.event_id = told.event_id and asked.employee_id = told.employee_id;
delete from notification where kind = 'enablers_asked';

-- The id of a notification is made of its event and kind (domain.NotificationIDOf): the primary key tells
-- that it is there.
drop index notification_once;

-- Events are found by their position, and before they have one by event_unnumbered.
alter table event drop constraint event_pkey;
