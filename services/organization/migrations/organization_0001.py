"""People, groups, tasks, and what is known of tickets and desks."""

from shared.migrations.statements import written_beside

revision = "organization_0001"
down_revision = None
branch_labels = ("organization",)

upgrade, downgrade = written_beside(__file__)
