-- +goose Up

-- Images that owners have uploaded, made anew: nothing of the uploaded bytes is here.
create table image (
  id         uuid primary key,
  hash       bytea not null, -- of the bytes: the same content is the same image
  media      text not null constraint image_media check (media in ('image/jpeg', 'image/png')),
  width      integer not null,
  height     integer not null,
  bytes      bytea not null,
  created_by uuid,
  created_at timestamptz not null
);
alter table image alter column bytes set storage external; -- compressed already
create unique index image_hash on image (hash);

alter table reward add column image_id uuid constraint reward_image references image;
create index reward_of_image on reward (image_id) where image_id is not null;

grant select, insert, update, delete on image to laurel_app;

-- The pool of codes of a reward, each for one redemption. Also what was typed by hand has a row, by which
-- it is known again when it comes in a file.
create table reward_code (
  id            uuid primary key, -- in the order in which they are handed out
  reward_id     uuid not null constraint reward_code_reward references reward,
  hash          bytea not null, -- keyed: says nothing to who has only the database
  sealed        bytea, -- encrypted; null once it has been handed out: it is with the redemption then
  pooled        boolean not null, -- false: typed by hand
  redemption_id uuid constraint reward_code_redemption references redemption,
  added_at      timestamptz not null,
  taken_at      timestamptz,
  constraint reward_code_taken check ((taken_at is null) = (redemption_id is null) and (taken_at is null) = (sealed is not null))
);
create unique index reward_code_hash on reward_code (reward_id, hash);
create index reward_code_next on reward_code (reward_id, id) where taken_at is null;

alter table reward
  add column codes_warn_below integer not null default 5 constraint reward_codes_warn_below check (codes_warn_below >= 0), -- 0: never
  add column codes_warned     boolean not null default false; -- owners have been told, and it is not refilled yet
create index redemption_to_hand_out on redemption (reward_id, id) where status = 'approved';

grant select, insert, update, delete on reward_code to laurel_app;

-- What somebody saves for. It is theirs alone to see.
create table wish (
  employee_id uuid not null constraint wish_employee references employee,
  reward_id   uuid not null constraint wish_reward references reward,
  wished_at   timestamptz not null,
  primary key (employee_id, reward_id)
);
create index wish_of_reward on wish (reward_id);
grant select, insert, update, delete on wish to laurel_app;
