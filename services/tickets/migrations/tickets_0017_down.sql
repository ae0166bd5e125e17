DROP TABLE held_comments;
ALTER TABLE comments DROP COLUMN looks_like_thanks;
ALTER TABLE tickets DROP COLUMN follows, DROP COLUMN followed_by;
ALTER TABLE desks DROP COLUMN reopen_days;
ALTER TABLE desks DROP COLUMN hold_seconds;
