"""What somebody may do, as it was told beside their role."""

from shared.migrations.statements import written_beside

revision = "shared_0003"
down_revision = "shared_0002"

upgrade, downgrade = written_beside(__file__)
