-- The mails that were notices go, too.
DELETE FROM deliveries WHERE notice_id IS NOT NULL;
DROP INDEX deliveries_once;
CREATE UNIQUE INDEX deliveries_once ON deliveries (coalesce(comment_id, ticket_id), kind, recipient);
DROP INDEX deliveries_of_notice;
ALTER TABLE deliveries ALTER COLUMN ticket_id SET NOT NULL;
ALTER TABLE deliveries DROP COLUMN notice_id;
DROP TABLE known_assignments;
DROP TABLE notice_choices;
DROP TABLE notices;
