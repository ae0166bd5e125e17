-- Trusted: whoever owns the database may have it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE TABLE searched (
    source_id uuid PRIMARY KEY,
    ticket_id uuid NOT NULL,
    text text NOT NULL,
    who text NOT NULL DEFAULT '',
    head text NOT NULL DEFAULT '',
    tags text[] NOT NULL DEFAULT '{}',
    has_files boolean NOT NULL DEFAULT false
);
COMMENT ON COLUMN searched.source_id IS 'the ticket, comment or note whose words these are';
COMMENT ON COLUMN searched.text IS 'folded: case, accents and the kind of white space make no difference';
COMMENT ON COLUMN searched.who IS 'of a ticket: the requester''s name and addresses, folded';
COMMENT ON COLUMN searched.head IS 'of a ticket: title, requester and tags, folded, where slips are looked for';
COMMENT ON COLUMN searched.tags IS 'of a ticket: each tag without case, and folded behind a ~';
CREATE INDEX searched_of_ticket ON searched (ticket_id);
CREATE INDEX searched_words ON searched USING gin (text gin_trgm_ops, who gin_trgm_ops, head gin_trgm_ops, tags);
-- tickets.search becomes a queue: the version before still writes it, this one moves what it finds there and leaves ''.
-- Until it has moved them, some thousand a minute, the tickets of before are not found by words.
CREATE INDEX tickets_to_be_searched ON tickets (id) WHERE search <> '';
-- Comments and notes of before, and of the version before, are not searched yet.
ALTER TABLE comments ADD COLUMN is_searched boolean NOT NULL DEFAULT false;
ALTER TABLE notes ADD COLUMN is_searched boolean NOT NULL DEFAULT false;
CREATE INDEX comments_to_be_searched ON comments (id) WHERE NOT is_searched;
CREATE INDEX notes_to_be_searched ON notes (id) WHERE NOT is_searched;
-- Whoever moves what was written to another ticket moves its words with it.
CREATE FUNCTION follow_words() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN UPDATE searched SET ticket_id = NEW.ticket_id WHERE source_id = NEW.id; RETURN NULL; END';
CREATE TRIGGER follow_words AFTER UPDATE OF ticket_id ON comments FOR EACH ROW EXECUTE FUNCTION follow_words();
CREATE TRIGGER follow_words AFTER UPDATE OF ticket_id ON notes FOR EACH ROW EXECUTE FUNCTION follow_words();
CREATE INDEX tickets_of_requester_id ON tickets (requester_id);
