"""Mailboxes that sign in by OAuth 2, an alarm for those that cannot be read, and what mails quote."""

from shared.migrations.statements import written_beside

revision = "notifications_0004"
down_revision = "notifications_0003"

upgrade, downgrade = written_beside(__file__)
