"""Files that wait in a draft for longer than a day."""

from shared.migrations.statements import written_beside

revision = "shared_0004"
down_revision = "shared_0003"

upgrade, downgrade = written_beside(__file__)
