-- The version before writes no such column: what it makes is active. It shows one that is off, which leads nowhere.
ALTER TABLE public_links ADD COLUMN active boolean NOT NULL DEFAULT true;
COMMENT ON COLUMN public_links.active IS 'else it leads nowhere, and nobody was told of it';
