"""Since which version somebody is responsible for a ticket, as it was told."""

from shared.migrations.statements import written_beside

revision = "tickets_0007"
down_revision = "tickets_0006"

upgrade, downgrade = written_beside(__file__)
