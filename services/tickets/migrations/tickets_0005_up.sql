-- All tickets have heard what is known now. While an older process still runs, it tells of news and does not note it:
-- a ticket that hears them from that one is told again with the task's next news.
ALTER TABLE task_links ADD COLUMN told_done boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN task_links.told_done IS 'what the ticket last heard of the task';
UPDATE task_links SET told_done = true FROM known_tasks
 WHERE known_tasks.id = task_links.task_id AND known_tasks.status = 'done';
