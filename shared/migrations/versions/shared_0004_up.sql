-- The version before holds none and looks at none: what is held while both run is younger than a day.
ALTER TABLE files ADD COLUMN held_until timestamptz;
COMMENT ON COLUMN files.held_until IS 'until then it is not tidied away, though nothing uses it yet';
