-- The version before hands nothing out: a ticket that it makes is to be assigned.
ALTER TABLE desks ADD COLUMN auto_assign text NOT NULL DEFAULT 'off';
COMMENT ON COLUMN desks.auto_assign IS 'off, round_robin or least_open';
CREATE TABLE turns (
  desk_id uuid NOT NULL,
  person_id uuid NOT NULL,
  turn integer NOT NULL,
  PRIMARY KEY (desk_id, person_id)
);
COMMENT ON COLUMN turns.turn IS 'the how manieth automatic assignment on the desk was their last one';
