ALTER TABLE mailboxes DROP COLUMN reply_tokens;
DROP INDEX known_tickets_numbered;
DROP INDEX deliveries_by_message_id;
ALTER TABLE deliveries DROP COLUMN reply_hash;
ALTER TABLE deliveries DROP COLUMN reply_token;
DROP TABLE acknowledgements;
DROP TABLE folders;
DROP TABLE emails;
