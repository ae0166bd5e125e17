"""Of two public links of a ticket the newer one holds, in whatever order they are told."""

from shared.migrations.statements import written_beside

revision = "notifications_0008"
down_revision = "notifications_0007"

upgrade, downgrade = written_beside(__file__)
