INSERT INTO task_links (ticket_id, task_id, linked, version, asked_at)
SELECT ticket_id, task_id, false, "after", asked_at FROM asked_links
ON CONFLICT (ticket_id, task_id) DO UPDATE SET asked_at = excluded.asked_at;
DROP TABLE asked_links;
COMMENT ON COLUMN task_links.version IS 'of the ticket that said so; 0 = asked for, not heard of';
