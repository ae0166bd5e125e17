"""Public links that are switched off."""

from shared.migrations.statements import written_beside

revision = "tickets_0011"
down_revision = "tickets_0010"

upgrade, downgrade = written_beside(__file__)
