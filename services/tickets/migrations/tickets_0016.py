"""Canned replies, drafts, and who looks at which ticket."""

from shared.migrations.statements import written_beside

revision = "tickets_0016"
down_revision = "tickets_0015"

upgrade, downgrade = written_beside(__file__)
