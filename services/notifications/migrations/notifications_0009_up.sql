-- The version before knows of no ticket that has left a desk.
ALTER TABLE known_tickets ADD COLUMN former_numbers jsonb NOT NULL DEFAULT '[]';
COMMENT ON COLUMN known_tickets.former_numbers IS 'desks it was on before, and its numbers there';
CREATE INDEX known_tickets_by_former_number ON known_tickets USING gin (former_numbers jsonb_path_ops)
 WHERE former_numbers <> '[]'::jsonb;
