-- +goose Up

-- Letters to who decides. A letter may be written and then not be wanted: by who has chosen otherwise, or has
-- no address.
alter table mail
  drop constraint mail_kind, add constraint mail_kind check (kind in ('invitation', 'reset', 'decision')),
  drop constraint mail_outcome, add constraint mail_outcome check (outcome in ('', 'sent', 'nobody', 'late', 'refused', 'unwanted'));
