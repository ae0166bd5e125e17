"""Files that wait for the scanner."""

from shared.migrations.statements import written_beside

revision = "notifications_0010"
down_revision = "notifications_0009"

upgrade, downgrade = written_beside(__file__)
