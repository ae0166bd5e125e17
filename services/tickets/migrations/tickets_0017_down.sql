DROP TABLE held_comments;
ALTER TABLE desks DROP COLUMN reopen_days;
ALTER TABLE desks DROP COLUMN hold_seconds;
