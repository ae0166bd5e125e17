-- The version before asks for no such fields, so what it takes in has none.
ALTER TABLE submissions ADD COLUMN fields jsonb NOT NULL DEFAULT '[]';
COMMENT ON COLUMN submissions.fields IS 'of the desk''s own: id, key, name of then, value';
