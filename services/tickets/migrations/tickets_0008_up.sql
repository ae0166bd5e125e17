CREATE TABLE undelivered (delivery_id uuid PRIMARY KEY, at timestamptz NOT NULL);
COMMENT ON COLUMN undelivered.at IS 'of the last failure that brought the ticket back';
INSERT INTO undelivered SELECT id, at FROM deliveries WHERE state = 'failed';
