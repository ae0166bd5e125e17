"""Replies that wait to be sent, tickets that follow others, and comments that are thanks."""

from shared.migrations.statements import written_beside

revision = "tickets_0017"
down_revision = "tickets_0016"

upgrade, downgrade = written_beside(__file__)
