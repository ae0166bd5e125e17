"""Timers."""

from shared.migrations.statements import written_beside

revision = "scheduler_0001"
down_revision = None
branch_labels = ("scheduler",)

upgrade, downgrade = written_beside(__file__)
