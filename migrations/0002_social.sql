-- +goose Up

-- What follows a recognition: reactions, comments, boosts, and reports of what should not be there.

alter table nomination add column hidden_at timestamptz; -- hidden by an owner, after a report
-- What boosts added to each nominee: it counts on the boards of the recognition's day.
alter table nominee add column boosted bigint not null default 0;

create table reaction (
  nomination_id uuid not null,
  employee_id   uuid not null,
  emoji         text not null, -- leaf, clap, heart, idea
  at            timestamptz not null,
  primary key (nomination_id, employee_id, emoji)
);
create index reaction_of_employee on reaction (employee_id);

-- A comment that was taken away keeps its row for those who refer to it, and none of its words.
create table comment (
  id            uuid primary key,
  nomination_id uuid not null constraint comment_nomination references nomination,
  author_id     uuid not null constraint comment_author references employee,
  text          text not null,
  created_at    timestamptz not null,
  edited_at     timestamptz,
  removed_at    timestamptz,
  removed_by    uuid
);
create index comment_of_nomination on comment (nomination_id, id) where removed_at is null;
create index comment_of_author on comment (author_id);

create table boost (
  id            uuid primary key,
  nomination_id uuid not null constraint boost_nomination references nomination,
  employee_id   uuid not null constraint boost_employee references employee,
  points        bigint not null constraint boost_points check (points > 0), -- for each nominee
  total         bigint not null constraint boost_total check (total >= points),
  created_at    timestamptz not null,
  returned_at   timestamptz -- with the points of a recognition that was taken back
);
create index boost_of_nomination on boost (nomination_id, id) where returned_at is null;
create index boost_of_employee on boost (employee_id);

create table report (
  id            uuid primary key,
  nomination_id uuid not null constraint report_nomination references nomination,
  reporter_id   uuid not null constraint report_reporter references employee,
  reason        text not null,
  status        text not null constraint report_status check (status in ('open', 'hidden', 'restored', 'stands')),
  note          text not null default '', -- of who answered
  created_at    timestamptz not null,
  answered_at   timestamptz,
  answered_by   uuid
);
create unique index report_one_open on report (nomination_id, reporter_id) where status = 'open';
create index report_open on report (id) where status = 'open';
create index report_of_nomination on report (nomination_id);

-- The sums of what follows a recognition, kept with each change, so that a page of the feed counts
-- nothing. A recognition that nothing followed has no row.
create table nomination_social (
  nomination_id uuid primary key,
  leaf          integer not null default 0,
  clap          integer not null default 0,
  heart         integer not null default 0,
  idea          integer not null default 0,
  comments      integer not null default 0,
  boosts        integer not null default 0,
  boost_points  bigint not null default 0,
  constraint nomination_social_not_negative check (least(leaf, clap, heart, idea, comments, boosts, boost_points) >= 0)
) with (fillfactor = 80);

grant select, insert, update, delete on reaction, comment, boost, report, nomination_social to laurel_app;
revoke delete on comment, boost, report from laurel_app;
