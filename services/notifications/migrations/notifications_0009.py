"""Numbers that tickets had on desks they have left."""

from shared.migrations.statements import written_beside

revision = "notifications_0009"
down_revision = "notifications_0008"

upgrade, downgrade = written_beside(__file__)
