-- +goose Up

-- What employees choose for themselves. A null of theme or time zone is no choice: the system's theme,
-- the organisation's zone.
alter table employee
  add column locale_chosen        boolean not null default false, -- by themselves; the roster's word is in locale
  add column theme                text constraint employee_theme check (theme in ('system', 'light', 'dark')),
  add column thank_privately      boolean not null default false, -- their recognitions are private
  add column points_private       boolean not null default false, -- others do not see the points of their recognitions
  add column notifications        jsonb not null default '{}';

-- Until now a language other than the first was the only sign of a choice.
update employee set locale_chosen = true where locale <> 'en';

-- Everything about one employee, for their archive, and the search over customers outside.
create index session_history on session (employee_id, last_seen_at desc);
create index nomination_customer on nomination (customer_kind, customer_id, id desc) where customer_id is not null;
create index nomination_outside on nomination using gin (lower(customer_name) gin_trgm_ops) where customer_kind = 'external';
