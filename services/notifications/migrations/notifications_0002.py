"""One neutral mail a day over all desks, files in mails, sealed texts, mailboxes told to others."""

from shared.migrations.statements import written_beside

revision = "notifications_0002"
down_revision = "notifications_0001"

upgrade, downgrade = written_beside(__file__)
