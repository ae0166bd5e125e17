-- Of comments of before nothing is known: a wish for a status counts as later than they.
CREATE TABLE last_words (ticket_id uuid PRIMARY KEY, commented_at timestamptz, asked_at timestamptz);
COMMENT ON COLUMN last_words.commented_at IS 'when its requester sent the latest of their comments';
COMMENT ON COLUMN last_words.asked_at IS 'when its requester last asked for a status';
