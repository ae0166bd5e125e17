"""Desks, numbers, tickets, what is written on them, links to tasks."""

from alembic import op

from shared.migrations.statements import run_all

revision = "tickets_0001"
down_revision = None
branch_labels = ("tickets",)

WRITINGS = """
CREATE TABLE {name} (
  id uuid PRIMARY KEY,
  ticket_id uuid NOT NULL,
  author_kind text NOT NULL,
  author_id uuid,
  author_name text NOT NULL,
  body text NOT NULL,
  body_html text NOT NULL,
  attachments jsonb NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX {name}_of_ticket ON {name} (ticket_id, created_at, id);
"""

TABLES = """
CREATE TABLE desks (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  description text NOT NULL,
  color text NOT NULL,
  language text NOT NULL,
  time_zone text NOT NULL,
  active boolean NOT NULL,
  number_pattern text NOT NULL,
  categories jsonb NOT NULL,
  member_ids uuid[] NOT NULL,
  group_ids uuid[] NOT NULL,
  version integer NOT NULL
);
CREATE TABLE number_ranges (
  desk_id uuid NOT NULL,
  period text NOT NULL,
  last integer NOT NULL,
  PRIMARY KEY (desk_id, period)
);
COMMENT ON COLUMN number_ranges.period IS 'empty = a counter that never restarts';
CREATE TABLE desk_totals (
  desk_id uuid PRIMARY KEY,
  tickets integer NOT NULL
);
CREATE TABLE tickets (
  id uuid PRIMARY KEY,
  desk_id uuid NOT NULL,
  number text NOT NULL,
  title text NOT NULL,
  body text NOT NULL,
  body_html text NOT NULL,
  attachments jsonb NOT NULL,
  status text NOT NULL,
  priority text NOT NULL,
  priority_rank smallint NOT NULL GENERATED ALWAYS AS (
    CASE priority WHEN 'urgent' THEN 3 WHEN 'high' THEN 2 WHEN 'normal' THEN 1 ELSE 0 END) STORED,
  channel text NOT NULL,
  category_id uuid,
  category_name text,
  category_color text,
  tags text[] NOT NULL,
  requester_id uuid,
  requester_email text,
  requester_name text,
  requester_phone text,
  requester_external_id text,
  requester_client jsonb NOT NULL,
  requester_verified boolean NOT NULL,
  assignee_kind text,
  assignee_id uuid,
  snoozed_until timestamptz,
  snooze_id uuid,
  snooze_reason text NOT NULL,
  snoozed_by uuid,
  keep_asleep_on_reply boolean NOT NULL,
  tell_customer boolean NOT NULL,
  linked_tasks integer NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  resolved_at timestamptz,
  version integer NOT NULL,
  CONSTRAINT tickets_number UNIQUE (desk_id, number)
);
CREATE INDEX tickets_recent ON tickets (updated_at, id);
CREATE INDEX tickets_recent_of_desk ON tickets (desk_id, updated_at, id);
CREATE INDEX tickets_unresolved ON tickets (desk_id, updated_at, id)
  INCLUDE (assignee_id, snoozed_until, status) WHERE status <> 'resolved';
CREATE INDEX tickets_unresolved_recent ON tickets (updated_at, id) WHERE status <> 'resolved';
CREATE INDEX tickets_unresolved_urgent ON tickets (priority_rank, updated_at, id) WHERE status <> 'resolved';
CREATE INDEX tickets_assigned ON tickets (assignee_id, updated_at, id) WHERE status <> 'resolved';
CREATE INDEX tickets_to_assign ON tickets (updated_at, id) WHERE status <> 'resolved' AND assignee_id IS NULL;
CREATE INDEX tickets_snoozed ON tickets (snoozed_until, id) WHERE snoozed_until IS NOT NULL;
CREATE INDEX tickets_to_tell ON tickets (updated_at, id) WHERE tell_customer IS TRUE;
CREATE INDEX tickets_of_requester ON tickets (lower(requester_email), created_at);
CREATE TABLE public_links (
  ticket_id uuid PRIMARY KEY,
  sealed_token bytea NOT NULL
);
CREATE TABLE changes (
  id uuid PRIMARY KEY,
  ticket_id uuid NOT NULL,
  kind text NOT NULL,
  field text NOT NULL,
  old jsonb,
  new jsonb,
  actor_kind text NOT NULL,
  actor_id uuid,
  actor_name text NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX changes_of_ticket ON changes (ticket_id, created_at, id);
CREATE TABLE known_tasks (
  id uuid PRIMARY KEY,
  title text NOT NULL,
  status text NOT NULL,
  responsible text NOT NULL,
  version integer NOT NULL,
  deleted boolean NOT NULL,
  as_of timestamptz NOT NULL
);
CREATE TABLE task_links (
  ticket_id uuid NOT NULL,
  task_id uuid NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (ticket_id, task_id)
);
CREATE INDEX task_links_of_task ON task_links (task_id, ticket_id);
CREATE TABLE deliveries (
  id uuid PRIMARY KEY,
  ticket_id uuid NOT NULL,
  comment_id uuid,
  recipient text NOT NULL,
  state text NOT NULL,
  reason text NOT NULL,
  at timestamptz NOT NULL
);
COMMENT ON COLUMN deliveries.comment_id IS 'empty = the mail about the new ticket';
CREATE INDEX deliveries_of_ticket ON deliveries (ticket_id);
"""
NAMES = "desks number_ranges desk_totals tickets public_links changes known_tasks task_links deliveries comments notes"


def upgrade() -> None:
    """Create them."""
    run_all(TABLES + WRITINGS.format(name="comments") + WRITINGS.format(name="notes"))


def downgrade() -> None:
    """Drop them."""
    for name in NAMES.split():
        op.execute(f"DROP TABLE {name}")
