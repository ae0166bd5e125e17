"""Which failures of mails have brought their tickets back: no longer told by the copy of what became of mails."""

from shared.migrations.statements import written_beside

revision = "tickets_0008"
down_revision = "tickets_0007"

upgrade, downgrade = written_beside(__file__)
