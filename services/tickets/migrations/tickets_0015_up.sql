-- The version before knows of none.
CREATE TABLE saved_views (
    id uuid PRIMARY KEY,
    owner_id uuid NOT NULL,
    name text NOT NULL,
    query text NOT NULL,
    view text NOT NULL,
    sort text,
    for_everyone boolean NOT NULL,
    group_ids uuid[] NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL
);
COMMENT ON COLUMN saved_views.query IS 'what is searched for, as it is typed';
COMMENT ON COLUMN saved_views.sort IS 'empty = the order of the view';
CREATE INDEX saved_views_of_owner ON saved_views (owner_id);
