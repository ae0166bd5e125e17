"""Tickets that lead to others, numbers of desks they have left, and what bulk changes can take back."""

from shared.migrations.statements import written_beside

revision = "tickets_0013"
down_revision = "tickets_0012"

upgrade, downgrade = written_beside(__file__)
