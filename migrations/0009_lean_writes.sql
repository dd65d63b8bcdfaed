-- +goose Up

-- Whoever is told of something was read in the statement that tells them (docs/adr/0002-write-path.md).
alter table notification drop constraint notification_employee;
