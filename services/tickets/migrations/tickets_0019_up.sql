-- Nobody writes between the first count and the triggers. They count what the version before changes, too.
LOCK TABLE tickets IN SHARE ROW EXCLUSIVE MODE;
CREATE TABLE counted (
  desk_id uuid NOT NULL,
  status text NOT NULL,
  assignee_id uuid,
  tell_customer boolean NOT NULL,
  wakes_on date,
  tickets integer NOT NULL
);
COMMENT ON COLUMN counted.wakes_on IS 'the day, in UTC, on which its snooze ends';
COMMENT ON COLUMN counted.tickets IS 'what one change added to this kind or took from it, or the sum of several such rows';
CREATE INDEX counted_of_desk ON counted (desk_id);
-- It is small and changes all the time: rows that are gone are cleared away early.
ALTER TABLE counted SET (autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);
CREATE FUNCTION count_all_tickets() RETURNS void LANGUAGE sql AS
'INSERT INTO counted SELECT desk_id, status, assignee_id, tell_customer, (snoozed_until AT TIME ZONE ''UTC'')::date, count(*)
   FROM tickets GROUP BY 1, 2, 3, 4, 5';
CREATE FUNCTION count_ticket() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN
  INSERT INTO counted
    SELECT OLD.desk_id, OLD.status, OLD.assignee_id, OLD.tell_customer, (OLD.snoozed_until AT TIME ZONE ''UTC'')::date, -1
     WHERE TG_OP <> ''INSERT''
    UNION ALL
    SELECT NEW.desk_id, NEW.status, NEW.assignee_id, NEW.tell_customer, (NEW.snoozed_until AT TIME ZONE ''UTC'')::date, 1
     WHERE TG_OP <> ''DELETE''; RETURN NULL; END';
CREATE TRIGGER count_ticket AFTER INSERT OR DELETE ON tickets FOR EACH ROW EXECUTE FUNCTION count_ticket();
CREATE TRIGGER count_changed_ticket AFTER UPDATE ON tickets FOR EACH ROW
  WHEN ((OLD.desk_id, OLD.status, OLD.assignee_id, OLD.tell_customer, OLD.snoozed_until)
        IS DISTINCT FROM (NEW.desk_id, NEW.status, NEW.assignee_id, NEW.tell_customer, NEW.snoozed_until))
  EXECUTE FUNCTION count_ticket();
SELECT count_all_tickets();
-- Who is asleep until later today is counted by this index alone.
DROP INDEX tickets_snoozed;
CREATE INDEX tickets_snoozed ON tickets (snoozed_until, id) INCLUDE (desk_id, status, assignee_id, tell_customer)
  WHERE snoozed_until IS NOT NULL;
-- Lists go by streams: an index for each kind of stream and each order.
CREATE INDEX tickets_of_status_updated ON tickets (desk_id, status, updated_at, id);
CREATE INDEX tickets_of_status_created ON tickets (desk_id, status, created_at, id);
CREATE INDEX tickets_of_status_priority ON tickets (desk_id, status, priority_rank, updated_at, id);
CREATE INDEX tickets_to_assign_updated ON tickets (desk_id, updated_at, id)
  WHERE status <> 'resolved' AND assignee_id IS NULL;
CREATE INDEX tickets_to_assign_created ON tickets (desk_id, created_at, id)
  WHERE status <> 'resolved' AND assignee_id IS NULL;
CREATE INDEX tickets_to_assign_priority ON tickets (desk_id, priority_rank, updated_at, id)
  WHERE status <> 'resolved' AND assignee_id IS NULL;
CREATE INDEX tickets_assigned_updated ON tickets (assignee_id, updated_at, id)
  WHERE status <> 'resolved' AND assignee_id IS NOT NULL;
CREATE INDEX tickets_assigned_created ON tickets (assignee_id, created_at, id)
  WHERE status <> 'resolved' AND assignee_id IS NOT NULL;
CREATE INDEX tickets_assigned_priority ON tickets (assignee_id, priority_rank, updated_at, id)
  WHERE status <> 'resolved' AND assignee_id IS NOT NULL;
CREATE INDEX tickets_asleep_updated ON tickets (desk_id, updated_at, id) WHERE snoozed_until IS NOT NULL;
CREATE INDEX tickets_asleep_created ON tickets (desk_id, created_at, id) WHERE snoozed_until IS NOT NULL;
CREATE INDEX tickets_asleep_priority ON tickets (desk_id, priority_rank, updated_at, id)
  WHERE snoozed_until IS NOT NULL;
CREATE INDEX tickets_asleep ON tickets (desk_id, snoozed_until, id) WHERE snoozed_until IS NOT NULL;
DROP INDEX tickets_recent_of_desk;
DROP INDEX tickets_unresolved;
DROP INDEX tickets_unresolved_urgent;
DROP INDEX tickets_assigned;
DROP INDEX tickets_to_assign;
