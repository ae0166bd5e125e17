"""Notices to the team: what was told to whom, what people chose, who is responsible, and mails that are notices."""

from shared.migrations.statements import written_beside

revision = "notifications_0005"
down_revision = "notifications_0004"

upgrade, downgrade = written_beside(__file__)
