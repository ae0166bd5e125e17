-- The version before makes no rows here; what it finishes of files comes whole.
CREATE TABLE uploads (
  token_hash bytea PRIMARY KEY,
  desk_id uuid NOT NULL,
  network text NOT NULL,
  name text NOT NULL,
  size bigint NOT NULL,
  received bigint NOT NULL,
  pieces integer NOT NULL,
  file_id uuid NOT NULL,
  expires_at timestamptz NOT NULL,
  finished_at timestamptz
);
COMMENT ON COLUMN uploads.network IS 'whose it is, for counting what is open';
COMMENT ON COLUMN uploads.size IS 'bytes, as announced';
COMMENT ON COLUMN uploads.received IS 'bytes that are kept: all of them once it is finished';
COMMENT ON COLUMN uploads.pieces IS 'that were begun';
COMMENT ON COLUMN uploads.file_id IS 'of the draft that it becomes';
CREATE INDEX uploads_expires_at ON uploads (expires_at);
CREATE INDEX uploads_open ON uploads (desk_id, network) WHERE finished_at IS NULL;
CREATE TABLE upload_pieces (
  object_key text PRIMARY KEY,
  token_hash bytea NOT NULL,
  start bigint
);
COMMENT ON COLUMN upload_pieces.object_key IS 'written down before anything is stored under it';
COMMENT ON COLUMN upload_pieces.token_hash IS 'of its upload';
COMMENT ON COLUMN upload_pieces.start IS 'empty until it belongs to its upload';
CREATE INDEX upload_pieces_of_upload ON upload_pieces (token_hash, start);
