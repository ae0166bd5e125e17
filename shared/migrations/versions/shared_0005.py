"""When people work, and when they are on leave."""

from shared.migrations.statements import written_beside

revision = "shared_0005"
down_revision = "shared_0004"

upgrade, downgrade = written_beside(__file__)
