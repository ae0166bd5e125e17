"""Mail that arrives: the mails, the folders they are read from, reply addresses, acknowledgements."""

from shared.migrations.statements import written_beside

revision = "notifications_0003"
down_revision = "notifications_0002"

upgrade, downgrade = written_beside(__file__)
