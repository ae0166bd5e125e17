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
-- The version before lets nobody in by it.
CREATE TABLE participants (
  ticket_id uuid NOT NULL,
  person_id uuid NOT NULL,
  by_id uuid NOT NULL,
  since timestamptz NOT NULL,
  PRIMARY KEY (ticket_id, person_id)
);
COMMENT ON COLUMN participants.ticket_id IS 'that they were mentioned on, which may have been merged since';
CREATE INDEX participants_of_person ON participants (person_id);
