CREATE TABLE asked_links (
  ticket_id uuid NOT NULL,
  task_id uuid NOT NULL,
  "after" integer NOT NULL,
  asked_at timestamptz NOT NULL,
  PRIMARY KEY (ticket_id, task_id)
);
COMMENT ON COLUMN asked_links."after" IS 'the version of the link that was last heard of when it was asked for; 0 = none';
CREATE INDEX asked_links_of_task ON asked_links (task_id, ticket_id);
INSERT INTO asked_links SELECT ticket_id, task_id, version, asked_at FROM task_links WHERE asked_at IS NOT NULL;
DELETE FROM task_links WHERE version = 0;
COMMENT ON COLUMN task_links.version IS 'of the ticket that said so';
