-- The version before searches tickets.search: what was moved goes back.
UPDATE tickets SET search = searched.text FROM searched WHERE searched.source_id = tickets.id AND tickets.search = '';
DROP INDEX tickets_of_requester_id;
DROP TRIGGER follow_words ON notes;
DROP TRIGGER follow_words ON comments;
DROP FUNCTION follow_words();
ALTER TABLE notes DROP COLUMN is_searched;
ALTER TABLE comments DROP COLUMN is_searched;
DROP INDEX tickets_to_be_searched;
DROP TABLE searched;
DROP EXTENSION pg_trgm;
