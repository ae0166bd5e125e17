ALTER TABLE threads DROP COLUMN link_version;
COMMENT ON COLUMN threads.sealed_token IS 'of the public link, which every mail of the thread shows';
