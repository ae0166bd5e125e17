"""Views that people save."""

from shared.migrations.statements import written_beside

revision = "tickets_0015"
down_revision = "tickets_0014"

upgrade, downgrade = written_beside(__file__)
