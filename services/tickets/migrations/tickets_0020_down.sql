DROP INDEX tickets_of_requester;
CREATE INDEX tickets_of_requester ON tickets (lower(requester_email), created_at);
CREATE INDEX tickets_of_requester_id ON tickets (requester_id);
DROP TABLE requester_changes;
DROP TABLE requester_clients;
DROP TABLE requesters;
