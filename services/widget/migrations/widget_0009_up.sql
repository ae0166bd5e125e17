-- The version before writes no such column, and knows a link that is off as one that nobody has.
ALTER TABLE renewed_links ADD COLUMN active boolean NOT NULL DEFAULT true;
COMMENT ON COLUMN renewed_links.active IS 'else no link leads to the ticket';
