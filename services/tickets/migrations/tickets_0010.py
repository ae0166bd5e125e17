"""Since which version a ticket has the public link that it has."""

from shared.migrations.statements import written_beside

revision = "tickets_0010"
down_revision = "tickets_0009"

upgrade, downgrade = written_beside(__file__)
