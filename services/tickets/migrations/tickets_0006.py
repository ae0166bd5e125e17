"""Tickets whose requester a mail did not reach say so in the lists."""

from shared.migrations.statements import written_beside

revision = "tickets_0006"
down_revision = "tickets_0005"

upgrade, downgrade = written_beside(__file__)
