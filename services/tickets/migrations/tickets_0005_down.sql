ALTER TABLE task_links DROP COLUMN told_done;
