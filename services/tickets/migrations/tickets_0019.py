"""Counters that the writes keep."""

from shared.migrations.statements import written_beside

revision = "tickets_0019"
down_revision = "tickets_0018"

upgrade, downgrade = written_beside(__file__)
