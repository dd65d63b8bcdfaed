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
