-- The version before writes none of these columns: none of its tickets is merged or has left a desk. It shows a merged ticket
-- as a resolved one, and answers on it stay there.
ALTER TABLE tickets
  ADD COLUMN merged_into uuid,
  ADD COLUMN merged_first_into uuid,
  ADD COLUMN merged_at timestamptz,
  ADD COLUMN before_merge jsonb,
  ADD COLUMN merged_tickets integer NOT NULL DEFAULT 0,
  ADD COLUMN former_numbers jsonb NOT NULL DEFAULT '[]';
COMMENT ON COLUMN tickets.merged_into IS 'the ticket that all who ask for this one are led to';
COMMENT ON COLUMN tickets.merged_first_into IS 'the ticket it was merged into itself, which may have been merged on';
COMMENT ON COLUMN tickets.before_merge IS 'what taking the merge back restores';
COMMENT ON COLUMN tickets.merged_tickets IS 'how many lead to this one';
COMMENT ON COLUMN tickets.former_numbers IS 'desks it was on before, with the numbers it had there';
-- Both are empty at first.
CREATE INDEX tickets_merged ON tickets (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX tickets_by_former_number ON tickets USING gin (former_numbers jsonb_path_ops)
 WHERE former_numbers <> '[]'::jsonb;
ALTER TABLE comments ADD COLUMN through uuid;
COMMENT ON COLUMN comments.through IS 'the merged ticket that its writer wrote on; with it, it goes back';
CREATE TABLE bulk_changes (
  bulk_id uuid NOT NULL, ticket_id uuid NOT NULL, person_id uuid NOT NULL,
  before jsonb NOT NULL, after jsonb NOT NULL, at timestamptz NOT NULL,
  PRIMARY KEY (bulk_id, ticket_id)
);
COMMENT ON COLUMN bulk_changes.before IS 'what taking it back restores, by field';
COMMENT ON COLUMN bulk_changes.after IS 'what it put there: a field that holds something else by now stays as it is';
CREATE INDEX bulk_changes_at ON bulk_changes (at);
