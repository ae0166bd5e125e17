"""Copies of desks and tickets, mailboxes, templates, deliveries."""

from shared.migrations.statements import written_beside

revision = "notifications_0001"
down_revision = None
branch_labels = ("notifications",)

upgrade, downgrade = written_beside(__file__)
