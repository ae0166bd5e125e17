DROP TABLE participants;
DROP TABLE turns;
ALTER TABLE desks DROP COLUMN auto_assign;
