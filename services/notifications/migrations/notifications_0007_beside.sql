-- Carries the public links of tickets between `threads` and `known_tickets.sealed_token`, which the version before uses.
-- There a known link says what a thread says here: that the first mail was decided on.
-- Where thread and copy are written in the same instant, neither sees the other: then an answer waits among the parked
-- until a process of this version takes it.

CREATE FUNCTION thread_from_before() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO threads VALUES (NEW.ticket_id, NEW.sealed_token, now()) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$
--
CREATE FUNCTION thread_to_before() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE known_tickets SET sealed_token = NEW.sealed_token
   WHERE ticket_id = NEW.ticket_id AND sealed_token IS NULL;
  RETURN NULL;
END $$
--
CREATE FUNCTION link_for_before() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- The thread may have begun before its ticket was copied.
  SELECT sealed_token INTO NEW.sealed_token FROM threads WHERE ticket_id = NEW.ticket_id;
  RETURN NEW;
END $$
