-- Nobody was told of any assignment so far: each is told with the next thing that happens to its ticket.
ALTER TABLE tickets ADD COLUMN assigned_in integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN tickets.assigned_in IS
  'the version in which it last changed who is responsible, as told; 0: never told';
