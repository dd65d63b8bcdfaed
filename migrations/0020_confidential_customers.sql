-- +goose Up

-- An outside customer who is named only to who gave the recognition, to its nominees, to those above them or
-- who decide on it, and to owners.
alter table nomination add column customer_confidential boolean not null default false;
