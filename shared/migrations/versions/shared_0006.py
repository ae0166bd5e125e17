"""What a scanner said of files."""

from shared.migrations.statements import written_beside

revision = "shared_0006"
down_revision = "shared_0005"

upgrade, downgrade = written_beside(__file__)
