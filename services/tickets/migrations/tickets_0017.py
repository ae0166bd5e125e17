"""Replies that wait to be sent, and tickets that follow others."""

from shared.migrations.statements import written_beside

revision = "tickets_0017"
down_revision = "tickets_0016"

upgrade, downgrade = written_beside(__file__)
