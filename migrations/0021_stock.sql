-- +goose Up

-- Every movement of the stock of a reward: what reward.stock says is the sum of these, and 0 where it is not
-- counted. Who moves it has locked the reward, so ids follow the order of movements.
create table stock_entry (
  id            bigint generated always as identity primary key,
  reward_id     uuid not null constraint stock_entry_reward references reward,
  kind          text not null constraint stock_entry_kind check (kind in ('counted', 'uncounted', 'added', 'written_off', 'taken', 'returned')),
  quantity      bigint not null,
  left_over     bigint, -- after it; null: not counted any more
  redemption_id uuid constraint stock_entry_redemption references redemption,
  actor_id      uuid constraint stock_entry_actor references employee, -- null: was there before this table
  reason        text not null default '',
  at            timestamptz not null
);
create index stock_entry_of_reward on stock_entry (reward_id, id desc);
insert into stock_entry (reward_id, kind, quantity, left_over, at) select id, 'counted', stock, stock, now() from reward where stock is not null order by id;

create trigger stock_entry_is_history before update or delete or truncate on stock_entry
  for each statement execute function refuse_change_of_history();
grant select, insert on stock_entry to laurel_app;
revoke update, delete, truncate on stock_entry from laurel_app;
