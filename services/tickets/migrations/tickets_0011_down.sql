ALTER TABLE public_links DROP COLUMN active;
