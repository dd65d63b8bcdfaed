-- +goose Up

-- Whoever is told of something was read in the statement that tells them (docs/adr/0002-write-path.md).
alter table notification drop constraint notification_employee;

-- What is written is put into the indexes of words later: by the relay, every second, and not by
-- whichever verb happens to fill the list of what waits.
alter index nomination_search set (gin_pending_list_limit = 65536);
alter index nomination_outside set (gin_pending_list_limit = 65536);
-- +goose StatementBegin
create function settle_search() returns bigint language sql security definer set search_path from current as $$
  select gin_clean_pending_list('nomination_search') + gin_clean_pending_list('nomination_outside')
$$;
-- +goose StatementEnd
revoke all on function settle_search() from public;
grant execute on function settle_search() to laurel_app;
